"""Which ticket, and which earlier replies, a mail belongs to: by thread, by number, by invoice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    CompoundSelect,
    Connection,
    and_,
    bindparam,
    exists,
    or_,
    union_all,
)
from sqlmodel import col, select

from bot.core.decision import PastReply, TicketView
from bot.core.mail import ReplyKind
from bot.core.message import OutboxState
from bot.core.ticket import TicketState
from bot.edges.store_keeping import shortened
from bot.edges.store_part import MANY, Columns, among, columns, unindexed
from bot.ports.books import Sought
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

# Every question is put together once: doing so costs SQLAlchemy more than asking it.
_ORGANISATION: BindParameter[Any] = bindparam("organisation")
_REFERENCES: BindParameter[Any] = bindparam("references", expanding=True)
_INVOICES: BindParameter[Any] = bindparam("invoices", expanding=True)
_SENDER: BindParameter[Any] = bindparam("sender")


@dataclass(frozen=True, slots=True)
class _Found:
    """A ticket, as far as it is looked at here."""

    key: int
    number: str
    state: str


@dataclass(frozen=True, slots=True)
class _Thread:
    """The mail's thread: its ticket, and whether any mail of it ever passed through here."""

    ticket: _Found | None
    known: bool


def ticket_and_replies(
    connection: Connection, organisation_id: str, sought: Sought, since: datetime
) -> tuple[TicketView | None, tuple[PastReply, ...]]:
    """The ticket that the mail belongs to, and what was replied since then in its thread or about its invoices."""
    thread = _thread(connection, organisation_id, sought)
    ticket = _ticket(connection, organisation_id, sought, thread)
    replies = _replies_since(connection, organisation_id, sought, thread, since)
    return (_view(connection, ticket, sought.today) if ticket else None), replies


_LATER = select(DecisionRow.id, DecisionRow.ticket_key).where(
    unindexed(col(DecisionRow.organisation_id)) == _ORGANISATION, col(DecisionRow.id) > bindparam("last")
)
_WROTE = (
    select(OutboxRow.id)
    .where(col(OutboxRow.decision_key).in_(bindparam("decisions", expanding=True)))
    .where(among(unindexed(col(OutboxRow.state)), LEFT_OR_LEAVING))
    .where(
        or_(
            and_(col(OutboxRow.recipient) == _SENDER, col(OutboxRow.to_supplier)),
            col(OutboxRow.id).in_(bindparam("told", expanding=True)),
        )
    )
    .limit(1)
)


def overtaken(connection: Connection, organisation_id: str, sought: Sought, last_decision: int) -> bool:
    """Whether a decision later than `last_decision` touched what was found by `sought`, or would be found now.

    That is: wrote to this sender, told of these invoices or asked about them, or had to do with this ticket.
    """
    values = {"organisation": organisation_id, "last": last_decision}
    later = {row.id: row.ticket_key for row in connection.execute(_LATER, values)}
    if not later:
        return False
    ticket = _ticket(connection, organisation_id, sought, _thread(connection, organisation_id, sought))
    if ticket and ticket.key in later.values():
        return True
    told = _invoice_replies(connection, organisation_id, sought.invoice_keys)
    wrote = {"decisions": sorted(later), "sender": sought.sender, "told": sorted(told)}
    return connection.execute(_WROTE, wrote).first() is not None


# --- the ticket ------------------------------------------------------------------------------------

_TICKET = columns(Ticket.id, Ticket.number, Ticket.state)
_NEWEST = col(Ticket.id).desc()
# This address opened the ticket, or we wrote to it about it.
_CORRESPONDS = or_(
    col(Ticket.correspondent) == _SENDER,
    exists().where(
        col(OutboxRow.ticket_key) == col(Ticket.id), col(OutboxRow.recipient) == _SENDER, col(OutboxRow.to_supplier)
    ),
)
_OF_TODAY = (
    _TICKET.where(col(Ticket.organisation_id) == _ORGANISATION, col(Ticket.correspondent) == _SENDER)
    .where(col(Ticket.opened_at) >= bindparam("today"), among(col(Ticket.state), HELD_BY_STAFF))
    .order_by(_NEWEST)
    .limit(1)
)
_OF_THREAD = (
    _TICKET.where(col(Ticket.id).in_(bindparam("keys", expanding=True)))
    .where(or_(bindparam("colleague", type_=Boolean), _CORRESPONDS))
    .order_by(_NEWEST)
    .limit(1)
)
_OF_NUMBER = (
    _TICKET.where(col(Ticket.organisation_id) == _ORGANISATION, _CORRESPONDS)
    .where(col(Ticket.number).in_(bindparam("numbers", expanding=True)))
    .order_by(_NEWEST)
    .limit(1)
)
_OF_INVOICES = (
    _TICKET.where(col(Ticket.organisation_id) == _ORGANISATION, col(Ticket.supplier_id) == bindparam("supplier"))
    .where(col(Ticket.id).in_(select(TicketInvoice.ticket_key).where(col(TicketInvoice.invoice_key).in_(_INVOICES))))
    .order_by(col(Ticket.state) == TicketState.CLOSED, _NEWEST)
    .limit(1)
)
_FOLLOWER = _TICKET.where(col(Ticket.follows) == bindparam("key")).order_by(_NEWEST).limit(1)
# Asked by what is unique: with the organisation as a condition SQLite would read all its mails instead.
_MAILS_OF_THREAD: CompoundSelect[Any] = union_all(
    select(OutboxRow.organisation_id, OutboxRow.ticket_key).where(
        col(OutboxRow.message_id).in_(_REFERENCES), NOT_WITHDRAWN
    ),
    select(DecisionRow.organisation_id, DecisionRow.ticket_key)
    .join(Message, col(Message.id) == col(DecisionRow.message_key))
    .where(Message.organisation_id == _ORGANISATION, col(Message.message_id).in_(_REFERENCES)),
)
_ACKNOWLEDGED = (
    select(OutboxRow.id)
    .where(OutboxRow.ticket_key == bindparam("key"), OutboxRow.kind == ReplyKind.ACKNOWLEDGEMENT)
    .where(OutboxRow.queued_at >= bindparam("today"), among(col(OutboxRow.state), LEFT_OR_LEAVING))
    .limit(1)
)


def _thread(connection: Connection, organisation_id: str, sought: Sought) -> _Thread:
    """By the Message-IDs that the mail names, ours or theirs, else by a ticket's number."""
    if not sought.sender:
        return _Thread(None, known=False)
    known, ticket = False, None
    if sought.references:
        values = {"organisation": organisation_id, "references": _references(sought)}
        mails: Sequence[Any] = connection.execute(_MAILS_OF_THREAD, values).all()
        keys = sorted({row.ticket_key for row in mails if row.organisation_id == organisation_id and row.ticket_key})
        known = bool(mails)
        ticket = _by_keys(connection, sought, keys) if keys else None
    if ticket is None and sought.ticket_numbers:
        numbers = {"organisation": organisation_id, "sender": sought.sender, "numbers": sought.ticket_numbers[:MANY]}
        ticket = _first(connection, _OF_NUMBER, numbers)
    return _Thread(ticket, known or ticket is not None)


def _by_keys(connection: Connection, sought: Sought, keys: list[int]) -> _Found | None:
    """The newest of these tickets that the sender may go on with."""
    return _first(connection, _OF_THREAD, {"keys": keys, "colleague": sought.colleague, "sender": sought.sender})


def _references(sought: Sought) -> list[str]:
    """The newest Message-IDs of the thread, as they are stored."""
    return [shortened(reference) for reference in sought.references[-MANY:]]


def _ticket(connection: Connection, organisation_id: str, sought: Sought, thread: _Thread) -> _Found | None:
    """That of the thread, else of supplier and invoice; a machine's of today."""
    if sought.machine:
        today = {"organisation": organisation_id, "sender": sought.sender, "today": sought.today}
        return _first(connection, _OF_TODAY, today)
    ticket = thread.ticket or _by_invoice(connection, organisation_id, sought)
    while ticket is not None and ticket.state == TicketState.CLOSED:
        # The end of the chain of followers: a closed ticket stays closed.
        follower = _first(connection, _FOLLOWER, {"key": ticket.key})
        if follower is None:
            break
        ticket = follower
    return ticket


def _by_invoice(connection: Connection, organisation_id: str, sought: Sought) -> _Found | None:
    """The newest ticket of this supplier that holds one of these invoices, one still open before a closed one."""
    if not sought.invoice_keys or not sought.supplier_id:
        return None
    values = {"organisation": organisation_id, "supplier": sought.supplier_id}
    return _first(connection, _OF_INVOICES, {**values, "invoices": sought.invoice_keys[:MANY]})


def _first(connection: Connection, tickets: Columns, values: Mapping[str, object]) -> _Found | None:
    row = connection.execute(tickets, values).first()
    return _Found(*row) if row else None


def _view(connection: Connection, ticket: _Found, today: datetime) -> TicketView:
    """What deciding needs of a ticket; `today` is when the body's day began."""
    acknowledged = connection.execute(_ACKNOWLEDGED, {"key": ticket.key, "today": today}).first()
    return TicketView(
        key=ticket.key,
        number=ticket.number,
        state=ticket.state,
        held_by_staff=ticket.state in HELD_BY_STAFF,
        acknowledged_today=acknowledged is not None,
    )


# --- earlier replies -------------------------------------------------------------------------------

_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_REPLIES = (
    select(OutboxRow.id, OutboxRow.kind, OutboxRow.template, OutboxRow.queued_at)
    .where(col(OutboxRow.id).in_(_KEYS), OutboxRow.queued_at >= bindparam("since"))
    .where(among(col(OutboxRow.state), LEFT_OR_LEAVING))
    .order_by(col(OutboxRow.queued_at).desc(), col(OutboxRow.id).desc())
)
_REPLIES_OF_THREAD = select(OutboxRow.id).where(
    OutboxRow.organisation_id == _ORGANISATION,
    OutboxRow.recipient == _SENDER,
    col(OutboxRow.to_supplier),
    or_(
        col(OutboxRow.message_id).in_(_REFERENCES),
        col(OutboxRow.message_key).in_(
            select(Message.id).where(Message.organisation_id == _ORGANISATION, col(Message.message_id).in_(_REFERENCES))
        ),
        col(OutboxRow.ticket_key) == bindparam("ticket"),
    ),
)
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
    .where(unindexed(col(InvoiceRow.organisation_id)) == _ORGANISATION, col(InvoiceRow.id).in_(_INVOICES)),
    select(OutboxRow.id)
    .join(TicketInvoice, col(TicketInvoice.ticket_key) == col(OutboxRow.ticket_key))
    .where(TicketInvoice.organisation_id == _ORGANISATION, col(TicketInvoice.invoice_key).in_(_INVOICES))
    .where(col(OutboxRow.to_supplier), ~exists().where(col(OutboxTold.outbox_key) == col(OutboxRow.id))),
)
_TOLD = (
    select(OutboxTold.outbox_key, OutboxTold.supplier_id, OutboxTold.number, OutboxTold.status)
    .where(col(OutboxTold.outbox_key).in_(_KEYS))
    .order_by(col(OutboxTold.id))
)


def _replies_since(
    connection: Connection, organisation_id: str, sought: Sought, thread: _Thread, since: datetime
) -> tuple[PastReply, ...]:
    """Automatic replies to suppliers in this thread or about these invoices, newest first."""
    of_thread = _thread_replies(connection, organisation_id, sought, thread)
    keys = of_thread | _invoice_replies(connection, organisation_id, sought.invoice_keys)
    if not keys:
        return ()
    rows: Sequence[Any] = connection.execute(_REPLIES, {"keys": sorted(keys), "since": since}).all()
    told = told_by(connection, [row.id for row in rows])
    return tuple(
        PastReply(ReplyKind(row.kind), row.template, row.queued_at, told.get(row.id, ()), row.id in of_thread)
        for row in rows
    )


def _thread_replies(connection: Connection, organisation_id: str, sought: Sought, thread: _Thread) -> set[int]:
    """Keys of our mails to this sender that the mail answers, that answer the same mails, or of its ticket."""
    if not thread.known:
        return set()  # what answers a mail was written with a decision on it, and of these there is none
    values = {
        "organisation": organisation_id,
        "sender": sought.sender,
        "references": _references(sought),
        "ticket": thread.ticket.key if thread.ticket else None,
    }
    return set(connection.execute(_REPLIES_OF_THREAD, values).scalars())


def _invoice_replies(connection: Connection, organisation_id: str, invoice_keys: Sequence[int]) -> set[int]:
    """Keys of our mails to any supplier's address that told of these invoices, or asked about them."""
    if not invoice_keys:
        return set()
    values = {"organisation": organisation_id, "invoices": invoice_keys[:MANY]}
    return set(connection.execute(_REPLIES_ABOUT_INVOICES, values).scalars())


def told_by(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[tuple[str, str, str], ...]]:
    """What each mail told: (supplier_id, number, status), in the order in which it told them."""
    told: dict[int, tuple[tuple[str, str, str], ...]] = {}
    for key, *what in connection.execute(_TOLD, {"keys": keys}):
        told[key] = (*told.get(key, ()), (what[0], what[1], what[2]))
    return told
