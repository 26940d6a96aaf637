"""Tickets: finding the one a mail belongs to, and writing down a decision with all it leads to."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, select

from bot.core.decision import PastReply, Spoken, TicketView
from bot.core.message import MessageState
from bot.edges.store_outbox import queue_mail
from bot.edges.store_part import StorePart, insert_into, unindexed
from bot.edges.store_pauses import take_back
from bot.edges.store_spoken import count_spoken
from bot.edges.store_threads import find_ticket, overtaken, replies_since, view
from bot.ports.store import Record, Sought, TicketDraft, Trail
from storage.engine import take_turns
from storage.tables import Counter, DecisionRow, Message, Ticket, TicketEvent, TicketInvoice

_LONGEST_PREFIX = 12
_LAST_DECISION = (
    select(DecisionRow.id)
    .where(unindexed(col(DecisionRow.organisation_id)) == bindparam("organisation"))
    .order_by(col(DecisionRow.id).desc())
    .limit(1)
)


class Tickets(StorePart):
    """Fulfils `bot.ports.store.Tickets`."""

    name = "tickets"

    def find(self, organisation_id: str, sought: Sought) -> TicketView | None:
        """The ticket a mail belongs to: thread first, then number in the subject, then supplier and invoice.

        A closed ticket with a follower gives the follower. « Today » is the UTC day of `now`.
        """
        with self._reading() as session:
            ticket = find_ticket(session, organisation_id, sought)
            return view(session, ticket, sought.today) if ticket else None

    def past_replies(self, organisation_id: str, sought: Sought, since: datetime) -> tuple[PastReply, ...]:
        """Automatic replies in this thread or about these invoices since then, newest first."""
        with self._reading() as session:
            return replies_since(session, organisation_id, sought, since)

    def spoken(self, organisation_id: str, trail: Trail, now: datetime, window: timedelta) -> Spoken:
        """How much we have said by ourselves to this sender and in this conversation; see `decision.Spoken`."""
        with self._reading() as session:
            return count_spoken(session, organisation_id, trail, now, window)

    def next_number(self, organisation_id: str, now: datetime) -> str:
        """A ticket number never given before; one that is then not used leaves a gap."""
        with self._writing() as session:
            give = insert_into(session, Counter).values(organisation_id=organisation_id, year=now.year, last=1)
            give = give.on_conflict_do_update(
                index_elements=["organisation_id", "year"], set_={"last": col(Counter.last) + 1}
            )
            last = session.exec(give.returning(col(Counter.last))).scalar_one()
        return _number(organisation_id, now, last)

    def preview_number(self, organisation_id: str, now: datetime) -> str:
        """What `next_number` would give, writing nothing."""
        with self._reading() as session:
            counter = session.get(Counter, (organisation_id, now.year))
            return _number(organisation_id, now, counter.last + 1 if counter else 1)

    def number_of(self, key: int | None) -> str:
        """The number of a ticket, empty for None or one that does not exist."""
        with self._reading() as session:
            ticket = session.get(Ticket, key) if key is not None else None
            return ticket.number if ticket else ""

    def last_decision(self, organisation_id: str) -> int:
        """Key of the newest decision of this organisation, 0 before the first.

        `record` writes them one after the other, so a later one always has a greater key: what is read after this
        call may miss decisions with a greater key only.
        """
        with self._reading() as session:
            return session.connection().execute(_LAST_DECISION, {"organisation": organisation_id}).scalar() or 0

    def record(self, record: Record) -> bool:
        """Writes decision, ticket, events and queued mails, and sets the message `decided`: all or nothing.

        False, and nothing written, when the message is not `received` any more, or when what the decision knew of
        earlier mails and tickets has been overtaken: then the message is free to be thought through again.
        """
        with self._writing() as session:
            take_turns(session, f"decisions of {record.organisation_id}")
            message = session.get_one(Message, record.message_key, with_for_update=True)
            if message.state != MessageState.RECEIVED:
                return False
            if _is_overtaken(session, record):
                message.lease_owner = message.lease_until = message.next_try_at = None
                return False
            ticket_key = _write_ticket(session, record, record.ticket) if record.ticket else None
            decision_key = _write_decision(session, record, ticket_key)
            for item in record.queued:
                queue_mail(
                    session,
                    record.organisation_id,
                    item,
                    record.decided_at,
                    mailbox=message.mailbox,
                    message_key=message.key,
                    decision_key=decision_key,
                    ticket_key=ticket_key,
                )
            if record.returned is not None:
                take_back(session, record.organisation_id, record.returned, message.key, record.decided_at)
            # Last, so that all that changes of the message is written at once.
            message.lease_owner = message.lease_until = message.next_try_at = None
            message.state = MessageState.DECIDED.value
            message.held = record.held
            message.error = ""
        return True


def _number(organisation_id: str, now: datetime, last: int) -> str:
    prefix = "".join(letter for letter in organisation_id.upper() if letter.isascii() and letter.isalnum())
    return f"{prefix[:_LONGEST_PREFIX]}-{now.year:04d}-{last:06d}"


def _is_overtaken(session: Session, record: Record) -> bool:
    if record.sought is None or record.facts_as_of is None:
        return False
    return overtaken(session, record.organisation_id, record.sought, record.facts_as_of)


def _write_ticket(session: Session, record: Record, draft: TicketDraft) -> int:
    """Opens or changes the ticket; returns its key."""
    if draft.key is None:
        ticket = Ticket(
            organisation_id=record.organisation_id,
            number=draft.number,
            state=draft.state,
            supplier_id=draft.supplier_id,
            correspondent=draft.correspondent,
            team=draft.team,
            priority=draft.priority,
            subject=draft.subject,
            opened_at=record.decided_at,
            changed_at=record.decided_at,
            follows=draft.follows,
        )
    else:
        ticket = session.get_one(Ticket, draft.key, with_for_update=True)
        ticket.state = draft.state
        ticket.team = draft.team
        ticket.priority = draft.priority
        ticket.changed_at = record.decided_at
        # What the ticket was opened with stays: a second correspondent does not take it over.
        ticket.supplier_id = ticket.supplier_id or draft.supplier_id
        ticket.correspondent = ticket.correspondent or draft.correspondent
    session.add(ticket)
    session.flush()
    _write_around(session, record, draft, ticket.key)
    return ticket.key


def _write_around(session: Session, record: Record, draft: TicketDraft, ticket_key: int) -> None:
    """The ticket's invoices and events."""
    for invoice_key in draft.invoice_keys:
        session.exec(
            insert_into(session, TicketInvoice)
            .values(organisation_id=record.organisation_id, ticket_key=ticket_key, invoice_key=invoice_key)
            .on_conflict_do_nothing(index_elements=["ticket_key", "invoice_key"])
        )
    events = [
        {
            "organisation_id": record.organisation_id,
            "ticket_key": ticket_key,
            "message_key": record.message_key,
            "at": record.decided_at,
            "kind": kind,
            "data": data,
        }
        for kind, data in draft.events
    ]
    if events:
        # Not through the session, which may write them in another order: their order is their number.
        session.connection().execute(insert(TicketEvent), events)


def _write_decision(session: Session, record: Record, ticket_key: int | None) -> int:
    decision = record.decision
    row = DecisionRow(
        organisation_id=record.organisation_id,
        message_key=record.message_key,
        ticket_key=ticket_key,
        decided_at=record.decided_at,
        outcome=decision.outcome,
        target=record.target,
        rule=decision.rule,
        rules_version=decision.rules_version,
        intent_class=decision.intent_class or "",
        level=decision.level,
        team=decision.team,
        priority=decision.priority,
        trace=record.trace,
    )
    session.add(row)
    session.flush()
    return row.key
