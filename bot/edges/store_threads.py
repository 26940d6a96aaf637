"""Which ticket, and which earlier replies, a mail belongs to: by thread, by number, by invoice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, and_, bindparam, exists, or_, true, union_all
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

# The questions asked for every mail are put together once: doing so costs SQLAlchemy more than asking them.
_ORGANISATION: BindParameter[Any] = bindparam("organisation")
_REFERENCES: BindParameter[Any] = bindparam("references", expanding=True)
_INVOICES: BindParameter[Any] = bindparam("invoices", expanding=True)

HELD_BY_STAFF = (TicketState.OPEN, TicketState.ON_HOLD)
"""States of a ticket in which a person has the matter in hand."""


def find_ticket(session: Session, organisation_id: str, sought: Sought) -> Ticket | None:
    """The ticket of the thread, else of the number in the subject, else of supplier and invoice; a machine's of today."""
    if sought.machine:
        return _of_today(session, organisation_id, sought)
    ticket = (
        _by_reference(session, organisation_id, sought)
        or _by_number(session, organisation_id, sought)
        or _by_invoice(session, organisation_id, sought)
    )
    return _last_follower(session, ticket) if ticket else None


def _of_today(session: Session, organisation_id: str, sought: Sought) -> Ticket | None:
    return session.exec(
        select(Ticket)
        .where(Ticket.organisation_id == organisation_id, Ticket.correspondent == sought.sender)
        .where(Ticket.opened_at >= sought.today, col(Ticket.state).in_(HELD_BY_STAFF))
        .order_by(col(Ticket.id).desc())
        .limit(1)
    ).first()


def view(session: Session, ticket: Ticket, today: datetime) -> TicketView:
    """What deciding needs of a ticket; `today` is when the body's day began."""
    acknowledged = select(OutboxRow.id).where(
        OutboxRow.ticket_key == ticket.key,
        OutboxRow.kind == ReplyKind.ACKNOWLEDGEMENT,
        OutboxRow.queued_at >= today,
        col(OutboxRow.state).in_(LEFT_OR_LEAVING),
    )
    return TicketView(
        key=ticket.key,
        number=ticket.number,
        state=ticket.state,
        held_by_staff=ticket.state in HELD_BY_STAFF,
        acknowledged_today=session.exec(acknowledged).first() is not None,
    )


_REPLIES = (
    select(OutboxRow.id, OutboxRow.kind, OutboxRow.template, OutboxRow.queued_at)
    .where(col(OutboxRow.id).in_(bindparam("keys", expanding=True)), OutboxRow.queued_at >= bindparam("since"))
    .where(col(OutboxRow.state).in_(LEFT_OR_LEAVING))
    .order_by(col(OutboxRow.queued_at).desc(), col(OutboxRow.id).desc())
)


def replies_since(session: Session, organisation_id: str, sought: Sought, since: datetime) -> tuple[PastReply, ...]:
    """Automatic replies to suppliers in this thread or about these invoices, newest first."""
    thread = _thread_replies(session, organisation_id, sought)
    keys = thread | _invoice_replies(session, organisation_id, sought.invoice_keys)
    if not keys:
        return ()
    rows: Sequence[Any] = session.connection().execute(_REPLIES, {"keys": sorted(keys), "since": since}).all()
    told = _told(session, [row.id for row in rows])
    return tuple(
        PastReply(ReplyKind(row.kind), row.template, row.queued_at, told.get(row.id, ()), row.id in thread)
        for row in rows
    )


_LATER = select(DecisionRow.id, DecisionRow.ticket_key).where(
    unindexed(col(DecisionRow.organisation_id)) == _ORGANISATION, col(DecisionRow.id) > bindparam("last")
)


def overtaken(session: Session, organisation_id: str, sought: Sought, last_decision: int) -> bool:
    """Whether a decision later than `last_decision` touched what was found by `sought`, or would be found now.

    That is: wrote to this sender, told of these invoices or asked about them, or had to do with this ticket.
    """
    values = {"organisation": organisation_id, "last": last_decision}
    later = {row.id: row.ticket_key for row in session.connection().execute(_LATER, values)}
    if not later:
        return False
    ticket = find_ticket(session, organisation_id, sought)
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


_TICKETS_OF_REFERENCES: CompoundSelect[Any] = union_all(
    select(OutboxRow.organisation_id, OutboxRow.ticket_key).where(
        col(OutboxRow.message_id).in_(_REFERENCES), NOT_WITHDRAWN
    ),
    select(DecisionRow.organisation_id, DecisionRow.ticket_key)
    .join(Message, col(Message.id) == col(DecisionRow.message_key))
    .where(Message.organisation_id == _ORGANISATION, col(Message.message_id).in_(_REFERENCES)),
)


def _tickets_of(session: Session, organisation_id: str, references: list[str]) -> list[int]:
    """Keys of the tickets that mails with these Message-IDs, ours or theirs, belong to.

    Asked by itself, by what is unique: with the organisation as a condition SQLite would read all its mails instead.
    """
    values = {"organisation": organisation_id, "references": references}
    found: Sequence[Any] = session.connection().execute(_TICKETS_OF_REFERENCES, values).all()
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


_TICKETS_OF_INVOICES = (
    select(Ticket)
    .where(Ticket.organisation_id == _ORGANISATION, Ticket.supplier_id == bindparam("supplier"))
    .where(col(Ticket.id).in_(select(TicketInvoice.ticket_key).where(col(TicketInvoice.invoice_key).in_(_INVOICES))))
    .order_by(col(Ticket.state) == TicketState.CLOSED, col(Ticket.id).desc())
    .limit(1)
)


def _by_invoice(session: Session, organisation_id: str, sought: Sought) -> Ticket | None:
    """The newest ticket of this supplier that holds one of these invoices, one still open before a closed one."""
    if not sought.invoice_keys or not sought.supplier_id:
        return None
    values = {"organisation": organisation_id, "supplier": sought.supplier_id}
    return session.exec(_TICKETS_OF_INVOICES, params={**values, "invoices": sought.invoice_keys[:MANY]}).first()


def _last_follower(session: Session, ticket: Ticket) -> Ticket:
    """The end of the chain of followers: a closed ticket stays closed."""
    while ticket.state == TicketState.CLOSED:
        following = select(Ticket).where(Ticket.follows == ticket.key).order_by(col(Ticket.id).desc()).limit(1)
        follower = session.exec(following).first()
        if follower is None:
            break
        ticket = follower
    return ticket


_REPLIES_OF_THREAD = select(OutboxRow.id).where(
    OutboxRow.organisation_id == _ORGANISATION,
    OutboxRow.recipient == bindparam("sender"),
    col(OutboxRow.to_supplier),
    or_(
        col(OutboxRow.message_id).in_(_REFERENCES),
        col(OutboxRow.message_key).in_(
            select(Message.id).where(Message.organisation_id == _ORGANISATION, col(Message.message_id).in_(_REFERENCES))
        ),
        col(OutboxRow.ticket_key) == bindparam("ticket"),
    ),
)


def _thread_replies(session: Session, organisation_id: str, sought: Sought) -> set[int]:
    """Keys of our mails to this sender that the mail answers, that answer the same mails, or of its ticket."""
    if not sought.sender or not (sought.references or sought.ticket_numbers):
        return set()
    ticket = _by_reference(session, organisation_id, sought) or _by_number(session, organisation_id, sought)
    values = {
        "organisation": organisation_id,
        "sender": sought.sender,
        "references": _references(sought),
        "ticket": ticket.key if ticket else None,
    }
    return set(session.connection().execute(_REPLIES_OF_THREAD, values).scalars())


_REPLIES_ABOUT_INVOICES: CompoundSelect[Any] = union_all(
    select(OutboxTold.outbox_key)
    .join(
        InvoiceRow,
        and_(
            col(InvoiceRow.organisation_id) == col(OutboxTold.organisation_id),
            col(InvoiceRow.supplier_id) == col(OutboxTold.supplier_id),
            col(InvoiceRow.number) == col(OutboxTold.number),
        ),
    )
    .where(OutboxTold.organisation_id == _ORGANISATION, col(InvoiceRow.id).in_(_INVOICES)),
    select(OutboxRow.id)
    .join(TicketInvoice, col(TicketInvoice.ticket_key) == col(OutboxRow.ticket_key))
    .where(TicketInvoice.organisation_id == _ORGANISATION, col(TicketInvoice.invoice_key).in_(_INVOICES))
    .where(col(OutboxRow.to_supplier), ~exists().where(col(OutboxTold.outbox_key) == col(OutboxRow.id))),
)


def _invoice_replies(session: Session, organisation_id: str, invoice_keys: Sequence[int]) -> set[int]:
    """Keys of our mails to any supplier's address that told of these invoices, or asked about them."""
    if not invoice_keys:
        return set()
    values = {"organisation": organisation_id, "invoices": invoice_keys[:MANY]}
    return set(session.connection().execute(_REPLIES_ABOUT_INVOICES, values).scalars())


_TOLD = (
    select(OutboxTold.outbox_key, OutboxTold.supplier_id, OutboxTold.number, OutboxTold.status)
    .where(col(OutboxTold.outbox_key).in_(bindparam("keys", expanding=True)))
    .order_by(col(OutboxTold.id))
)


def _told(session: Session, keys: Sequence[int]) -> dict[int, tuple[tuple[str, str, str], ...]]:
    """What each mail told: (supplier_id, number, status)."""
    told: dict[int, tuple[tuple[str, str, str], ...]] = {}
    for key, *what in session.connection().execute(_TOLD, {"keys": keys}):
        told[key] = (*told.get(key, ()), (what[0], what[1], what[2]))
    return told
