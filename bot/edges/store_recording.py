"""What one decision writes: the message decided, its ticket, the decision with its trace, the mails it queues."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, insert, select, update
from sqlmodel import Session, col

from bot.core.message import MessageState
from bot.edges.store_part import for_both
from bot.edges.store_pauses import take_back
from bot.edges.store_queueing import queue_mail
from bot.edges.store_threads import overtaken
from bot.ports.store import Record, TicketDraft
from storage.engine import take_turns
from storage.tables import Counter, DecisionRow, Message, Ticket, TicketEvent, TicketInvoice

_LONGEST_PREFIX = 12
_KEY: BindParameter[int] = bindparam("key")

_NEXT = for_both(
    lambda insert_into: (
        insert_into(Counter)
        .values(last=1)
        .on_conflict_do_update(index_elements=["organisation_id", "year"], set_={"last": col(Counter.last) + 1})
        .returning(col(Counter.last))
    )
)


def next_number(connection: Connection, organisation_id: str, now: datetime) -> str:
    """A ticket number never given before."""
    values = {"organisation_id": organisation_id, "year": now.year}
    return number(organisation_id, now, connection.execute(_NEXT[connection.dialect.name], values).scalar_one())


def number(organisation_id: str, now: datetime, last: int) -> str:
    """The ticket number of this organisation that stands for the count `last` in this year."""
    prefix = "".join(letter for letter in organisation_id.upper() if letter.isascii() and letter.isalnum())
    return f"{prefix[:_LONGEST_PREFIX]}-{now.year:04d}-{last:06d}"


_STILL_RECEIVED = update(Message).where(col(Message.id) == _KEY, col(Message.state) == MessageState.RECEIVED)
_SET_FREE = _STILL_RECEIVED.values(lease_owner=None, lease_until=None, next_try_at=None)
_DECIDED = _SET_FREE.values(state=MessageState.DECIDED, held=bindparam("is_held"), error="").returning(
    col(Message.mailbox)
)

_KNOWN = select(col(Message.id)).where(col(Message.id) == _KEY)


def write_record(connection: Connection, record: Record) -> bool:
    """Writes what `Tickets.record` says, in this transaction; False, and at most the lease given back, when not."""
    take_turns(connection, f"decisions of {record.organisation_id}")
    if _is_overtaken(connection, record):
        connection.execute(_SET_FREE, {"key": record.message_key})
        return False
    decided = {"key": record.message_key, "is_held": record.held}
    mailbox = connection.execute(_DECIDED, decided).scalar_one_or_none()
    if mailbox is None:
        connection.execute(_KNOWN, {"key": record.message_key}).scalar_one()  # one that never was is an error
        return False
    ticket_key = _write_ticket(connection, record, record.ticket) if record.ticket else None
    decision_key = _write_decision(connection, record, ticket_key)
    for item in record.queued:
        queue_mail(
            connection,
            record.organisation_id,
            item,
            record.decided_at,
            mailbox=mailbox,
            message_key=record.message_key,
            decision_key=decision_key,
            ticket_key=ticket_key,
        )
    if record.returned is not None:
        with Session(connection) as session:
            take_back(session, record.organisation_id, record.returned, record.message_key, record.decided_at)
            session.flush()
    return True


def _is_overtaken(connection: Connection, record: Record) -> bool:
    if record.sought is None or record.facts_as_of is None:
        return False
    return overtaken(connection, record.organisation_id, record.sought, record.facts_as_of)


_OPENED = insert(Ticket).returning(col(Ticket.id))
_CHANGED = (
    update(Ticket)
    .where(col(Ticket.id) == _KEY)
    .values(
        state=bindparam("to_state"),
        team=bindparam("to_team"),
        priority=bindparam("to_priority"),
        changed_at=bindparam("at"),
        # What the ticket was opened with stays: a second correspondent does not take it over.
        supplier_id=func.coalesce(func.nullif(col(Ticket.supplier_id), ""), bindparam("supplier")),
        correspondent=func.coalesce(func.nullif(col(Ticket.correspondent), ""), bindparam("sender")),
    )
)


def _write_ticket(connection: Connection, record: Record, draft: TicketDraft) -> int:
    """Opens or changes the ticket; returns its key."""
    if draft.key is None:
        key = connection.execute(_OPENED, _new_ticket(record, draft)).scalar_one() or 0
    else:
        key = draft.key
        changed = {"to_state": draft.state, "to_team": draft.team, "to_priority": draft.priority}
        whose = {"supplier": draft.supplier_id, "sender": draft.correspondent}
        connection.execute(_CHANGED, {"key": key, "at": record.decided_at, **changed, **whose})
    _write_around(connection, record, draft, key)
    return key


def _new_ticket(record: Record, draft: TicketDraft) -> dict[str, Any]:
    return {
        "organisation_id": record.organisation_id,
        "number": draft.number,
        "state": draft.state,
        "supplier_id": draft.supplier_id,
        "correspondent": draft.correspondent,
        "team": draft.team,
        "priority": draft.priority,
        "subject": draft.subject,
        "opened_at": record.decided_at,
        "changed_at": record.decided_at,
        "follows": draft.follows,
    }


_ABOUT = for_both(
    lambda insert_into: insert_into(TicketInvoice).on_conflict_do_nothing(index_elements=["ticket_key", "invoice_key"])
)
_HAPPENED = insert(TicketEvent)


def _write_around(connection: Connection, record: Record, draft: TicketDraft, ticket_key: int) -> None:
    """The ticket's invoices and events, in their order."""
    whose = {"organisation_id": record.organisation_id, "ticket_key": ticket_key}
    if draft.invoice_keys:
        about = [{**whose, "invoice_key": key} for key in draft.invoice_keys]
        connection.execute(_ABOUT[connection.dialect.name], about)
    if draft.events:
        when = {"message_key": record.message_key, "at": record.decided_at}
        connection.execute(_HAPPENED, [{**whose, **when, "kind": kind, "data": data} for kind, data in draft.events])


_WRITTEN_DOWN = insert(DecisionRow).returning(col(DecisionRow.id))


def _write_decision(connection: Connection, record: Record, ticket_key: int | None) -> int:
    """The decision itself; returns its key."""
    decision = record.decision
    values = {
        "organisation_id": record.organisation_id,
        "message_key": record.message_key,
        "ticket_key": ticket_key,
        "decided_at": record.decided_at,
        "outcome": decision.outcome,
        "target": record.target,
        "rule": decision.rule,
        "rules_version": decision.rules_version,
        "intent_class": decision.intent_class or "",
        "level": decision.level,
        "team": decision.team,
        "priority": decision.priority,
        "trace": record.trace,
    }
    return connection.execute(_WRITTEN_DOWN, values).scalar_one() or 0
