"""Which ticket, and which earlier replies, a mail belongs to: by thread, by number, by invoice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, true, union_all
from sqlmodel import Session, col, select

from bot.core.decision import PastReply, TicketView
from bot.core.mail import ReplyKind
from bot.core.message import OutboxState
from bot.core.ticket import TicketState
from bot.edges.store_keeping import shortened
from bot.edges.store_part import MANY, unindexed
from bot.ports.store import Sought
from storage.tables import (
    NOT_WITHDRAWN,
    DecisionRow,
    InvoiceRow,
    Message,
    OutboxRow,
    OutboxTold,
    Ticket,
    TicketInvoice,
)

LEFT_OR_LEAVING = (OutboxState.QUEUED, OutboxState.SENDING, OutboxState.SENT)
"""States of a mail that its addressee has, or is about to have."""

HELD_BY_STAFF = (TicketState.OPEN, TicketState.ON_HOLD)
"""States of a ticket in which a person has the matter in hand."""


def find_ticket(session: Session, organisation_id: str, sought: Sought, now: datetime) -> Ticket | None:
    """The ticket of the thread, else of the number in the subject, else of supplier and invoice; a machine's of today."""
    if sought.machine:
        return _of_today(session, organisation_id, sought.sender, now)
    ticket = (
        _by_reference(session, organisation_id, sought)
        or _by_number(session, organisation_id, sought)
        or _by_invoice(session, organisation_id, sought)
    )
    return _last_follower(session, ticket) if ticket else None


def _of_today(session: Session, organisation_id: str, sender: str, now: datetime) -> Ticket | None:
    return session.exec(
        select(Ticket)
        .where(Ticket.organisation_id == organisation_id, Ticket.correspondent == sender)
        .where(Ticket.opened_at >= _midnight(now), col(Ticket.state).in_(HELD_BY_STAFF))
        .order_by(col(Ticket.id).desc())
        .limit(1)
    ).first()


def _midnight(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)


def view(session: Session, ticket: Ticket, now: datetime) -> TicketView:
    """What deciding needs of a ticket."""
    acknowledged = select(OutboxRow.id).where(
        OutboxRow.ticket_key == ticket.key,
        OutboxRow.kind == ReplyKind.ACKNOWLEDGEMENT,
        OutboxRow.queued_at >= _midnight(now),
        col(OutboxRow.state).in_(LEFT_OR_LEAVING),
    )
    return TicketView(
        key=ticket.key,
        number=ticket.number,
        state=ticket.state,
        held_by_staff=ticket.state in HELD_BY_STAFF,
        acknowledged_today=session.exec(acknowledged).first() is not None,
    )


def replies_since(session: Session, organisation_id: str, sought: Sought, since: datetime) -> tuple[PastReply, ...]:
    """Automatic replies to suppliers in this thread or about these invoices, newest first."""
    thread = _thread_replies(session, organisation_id, sought)
    keys = thread | _invoice_replies(session, organisation_id, sought.invoice_keys)
    if not keys:
        return ()
    rows = session.exec(
        select(OutboxRow.id, OutboxRow.kind, OutboxRow.template, OutboxRow.queued_at)
        .where(col(OutboxRow.id).in_(sorted(keys)), OutboxRow.queued_at >= since)
        .where(col(OutboxRow.state).in_(LEFT_OR_LEAVING))
        .order_by(col(OutboxRow.queued_at).desc(), col(OutboxRow.id).desc())
    ).all()
    told = _told(session, [key for key, *_ in rows if key is not None])
    return tuple(
        PastReply(ReplyKind(kind), template, queued_at, told.get(key or 0, ()), key in thread)
        for key, kind, template, queued_at in rows
    )


def overtaken(session: Session, organisation_id: str, sought: Sought, last_decision: int, now: datetime) -> bool:
    """Whether a decision later than `last_decision` touched what was found by `sought`, or would be found now.

    That is: wrote to this sender, told of these invoices or asked about them, or had to do with this ticket.
    """
    later = dict(
        session.exec(
            select(DecisionRow.id, DecisionRow.ticket_key).where(
                unindexed(col(DecisionRow.organisation_id)) == organisation_id, col(DecisionRow.id) > last_decision
            )
        ).all()
    )
    if not later:
        return False
    ticket = find_ticket(session, organisation_id, sought, now)
    if ticket and ticket.key in later.values():
        return True
    told = _invoice_replies(session, organisation_id, sought.invoice_keys)
    same = and_(col(OutboxRow.recipient) == sought.sender, col(OutboxRow.to_supplier))
    wrote = (
        select(OutboxRow.id)
        .where(col(OutboxRow.decision_key).in_(later), unindexed(col(OutboxRow.state)).in_(LEFT_OR_LEAVING))
        .where(or_(same, col(OutboxRow.id).in_(sorted(told))))
    )
    return session.exec(wrote).first() is not None


def _corresponds(sender: str) -> ColumnElement[bool]:
    """Whether this address opened the ticket, or we wrote to it about it."""
    written_to = exists().where(
        col(OutboxRow.ticket_key) == col(Ticket.id), col(OutboxRow.recipient) == sender, col(OutboxRow.to_supplier)
    )
    return or_(col(Ticket.correspondent) == sender, written_to)


def _references(sought: Sought) -> list[str]:
    """The newest Message-IDs of the thread, as they are stored."""
    return [shortened(reference) for reference in sought.references[-MANY:]]


def _by_reference(session: Session, organisation_id: str, sought: Sought) -> Ticket | None:
    references = _references(sought)
    keys = _tickets_of(session, organisation_id, references) if references and sought.sender else []
    if not keys:
        return None
    return session.exec(
        select(Ticket)
        .where(col(Ticket.id).in_(keys))
        .where(true() if sought.colleague else _corresponds(sought.sender))
        .order_by(col(Ticket.id).desc())
        .limit(1)
    ).first()


def _tickets_of(session: Session, organisation_id: str, references: list[str]) -> list[int]:
    """Keys of the tickets that mails with these Message-IDs, ours or theirs, belong to.

    Asked by itself, by what is unique: with the organisation as a condition SQLite would read all its mails instead.
    """
    ours = select(OutboxRow.organisation_id, OutboxRow.ticket_key).where(
        col(OutboxRow.message_id).in_(references), NOT_WITHDRAWN
    )
    theirs = (
        select(DecisionRow.organisation_id, DecisionRow.ticket_key)
        .join(Message, col(Message.id) == col(DecisionRow.message_key))
        .where(Message.organisation_id == organisation_id, col(Message.message_id).in_(references))
    )
    found: Sequence[Any] = session.connection().execute(union_all(ours, theirs)).all()
    return sorted({row.ticket_key for row in found if row.organisation_id == organisation_id and row.ticket_key})


def _by_number(session: Session, organisation_id: str, sought: Sought) -> Ticket | None:
    if not sought.ticket_numbers or not sought.sender:
        return None
    return session.exec(
        select(Ticket)
        .where(Ticket.organisation_id == organisation_id, _corresponds(sought.sender))
        .where(col(Ticket.number).in_(sought.ticket_numbers[:MANY]))
        .order_by(col(Ticket.id).desc())
        .limit(1)
    ).first()


def _by_invoice(session: Session, organisation_id: str, sought: Sought) -> Ticket | None:
    """The newest ticket of this supplier that holds one of these invoices, one still open before a closed one."""
    if not sought.invoice_keys or not sought.supplier_id:
        return None
    holding = select(TicketInvoice.ticket_key).where(col(TicketInvoice.invoice_key).in_(sought.invoice_keys[:MANY]))
    return session.exec(
        select(Ticket)
        .where(Ticket.organisation_id == organisation_id, Ticket.supplier_id == sought.supplier_id)
        .where(col(Ticket.id).in_(holding))
        .order_by(col(Ticket.state) == TicketState.CLOSED, col(Ticket.id).desc())
        .limit(1)
    ).first()


def _last_follower(session: Session, ticket: Ticket) -> Ticket:
    """The end of the chain of followers: a closed ticket stays closed."""
    while ticket.state == TicketState.CLOSED:
        following = select(Ticket).where(Ticket.follows == ticket.key).order_by(col(Ticket.id).desc()).limit(1)
        follower = session.exec(following).first()
        if follower is None:
            break
        ticket = follower
    return ticket


def _thread_replies(session: Session, organisation_id: str, sought: Sought) -> set[int]:
    """Keys of our mails to this sender that the mail answers, that answer the same mails, or of its ticket."""
    if not sought.sender:
        return set()
    references = _references(sought)
    in_thread: list[ColumnElement[bool]] = []
    if references:
        answered = select(Message.id).where(
            Message.organisation_id == organisation_id, col(Message.message_id).in_(references)
        )
        in_thread = [col(OutboxRow.message_id).in_(references), col(OutboxRow.message_key).in_(answered)]
    ticket = _by_reference(session, organisation_id, sought) or _by_number(session, organisation_id, sought)
    if ticket is not None:
        in_thread.append(col(OutboxRow.ticket_key) == ticket.key)
    if not in_thread:
        return set()
    found = select(OutboxRow.id).where(
        OutboxRow.organisation_id == organisation_id,
        OutboxRow.recipient == sought.sender,
        col(OutboxRow.to_supplier),
        or_(*in_thread),
    )
    return {key for key in session.exec(found) if key is not None}


def _invoice_replies(session: Session, organisation_id: str, invoice_keys: Sequence[int]) -> set[int]:
    """Keys of our mails to any supplier's address that told of these invoices, or asked about them."""
    if not invoice_keys:
        return set()
    wanted = list(invoice_keys[:MANY])
    same_invoice = and_(
        col(InvoiceRow.organisation_id) == col(OutboxTold.organisation_id),
        col(InvoiceRow.supplier_id) == col(OutboxTold.supplier_id),
        col(InvoiceRow.number) == col(OutboxTold.number),
    )
    told = (
        select(OutboxTold.outbox_key)
        .join(InvoiceRow, same_invoice)
        .where(OutboxTold.organisation_id == organisation_id, col(InvoiceRow.id).in_(wanted))
    )
    told_anything = exists().where(col(OutboxTold.outbox_key) == col(OutboxRow.id))
    asked = (
        select(OutboxRow.id)
        .join(TicketInvoice, col(TicketInvoice.ticket_key) == col(OutboxRow.ticket_key))
        .where(TicketInvoice.organisation_id == organisation_id, col(TicketInvoice.invoice_key).in_(wanted))
        .where(col(OutboxRow.to_supplier), ~told_anything)
    )
    return set(session.connection().execute(union_all(told, asked)).scalars())


def _told(session: Session, keys: Sequence[int]) -> dict[int, tuple[tuple[str, str, str], ...]]:
    """What each mail told: (supplier_id, number, status)."""
    told: dict[int, tuple[tuple[str, str, str], ...]] = {}
    rows = select(OutboxTold).where(col(OutboxTold.outbox_key).in_(keys)).order_by(col(OutboxTold.id))
    for row in session.exec(rows):
        told[row.outbox_key] = (*told.get(row.outbox_key, ()), (row.supplier_id, row.number, row.status))
    return told
