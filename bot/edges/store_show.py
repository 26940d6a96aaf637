"""Everything that is stored about one message or one ticket, for whoever shows it; changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from bot.edges.store_part import StorePart
from storage.tables import DecisionRow, Message, MessageCopy, MessageRaw, OutboxRow, OutboxTold, Ticket, TicketEvent

_COMPARED = 5_000
"""How many tickets, newest first, a number that is not known is compared with."""


@dataclass(frozen=True, slots=True)
class CopyShown:
    """One place where a message lies: `folder` empty is the intake folder, `filed_as` what it was filed as."""

    mailbox: str
    uid: int
    folder: str
    filed_as: str
    waits: bool
    error: str


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """One decision: `trace` is the JSON that `explain` prints; `superseded_at` None for the one in force."""

    decided_at: datetime
    superseded_at: datetime | None
    outcome: str
    rule: str
    trace: str


@dataclass(frozen=True, slots=True)
class MailShown:
    """One mail of ours and what became of it. `told` are (supplier, invoice number, status) that it speaks of."""

    key: int
    message_id: str
    recipient: str
    template: str
    kind: str
    route: str
    state: str
    to_supplier: bool
    queued_at: datetime
    sent_at: datetime | None
    tries: int
    error: str
    told: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class MessageShown:
    """One message with all that hangs on it. `content` is None when it could never be fetched."""

    key: int
    organisation_id: str
    message_id: str
    received_at: datetime
    octets: int
    state: str
    held: bool
    filed_as: str
    tries: int
    error: str
    ticket: str
    copies: tuple[CopyShown, ...]
    decisions: tuple[DecisionShown, ...]
    mails: tuple[MailShown, ...]
    content: bytes | None


@dataclass(frozen=True, slots=True)
class EventShown:
    """One thing that happened to a ticket."""

    at: datetime
    kind: str
    message: int | None
    data: str


@dataclass(frozen=True, slots=True)
class TicketShown:
    """One ticket with all that hangs on it; `follows` is the number of the closed ticket before it."""

    number: str
    organisation_id: str
    state: str
    supplier_id: str
    correspondent: str
    team: str
    priority: str
    subject: str
    opened_at: datetime
    changed_at: datetime
    follows: str
    events: tuple[EventShown, ...]
    messages: tuple[MessageShown, ...]
    mails: tuple[MailShown, ...]


class Shown(StorePart):
    """Finds by what people have at hand: a key, a Message-ID (of a supplier's mail or of ours), a ticket's number."""

    name = "shown"

    def message_keys(self, message_id: str) -> tuple[int, ...]:
        """Messages with this Message-ID (angle brackets or not), else those that a mail of ours of that id answers."""
        bare = message_id.strip().strip("<>")
        names = [bare, f"<{bare}>"]
        with self._reading() as session:
            found = session.exec(select(Message.id).where(col(Message.message_id).in_(names)).order_by(col(Message.id)))
            keys = tuple(key for key in found if key is not None)
            if keys:
                return keys
            ours = select(OutboxRow.message_key).where(col(OutboxRow.message_id).in_(names))
            return tuple(key for key in session.exec(ours) if key is not None)

    def message(self, key: int) -> MessageShown | None:
        """One message, None when there is none with this key."""
        with self._reading() as session:
            row = session.get(Message, key)
            return _message(session, row) if row else None

    def ticket(self, number: str) -> TicketShown | None:
        """One ticket, by its number in any case."""
        with self._reading() as session:
            row = session.exec(select(Ticket).where(Ticket.number == number.upper())).first()
            return _ticket(session, row) if row else None

    def nearest_ticket(self, number: str) -> str:
        """The number of a ticket that resembles this one; empty when none does."""
        close = get_close_matches(number.upper(), self.ticket_numbers("", _COMPARED), 1, 0.8)
        return close[0] if close else ""

    def ticket_numbers(self, beginning: str, limit: int) -> tuple[str, ...]:
        """Numbers that begin so, newest ticket first."""
        begun = col(Ticket.number).startswith(beginning.upper(), autoescape=True)
        numbers = select(Ticket.number).where(begun).order_by(col(Ticket.id).desc()).limit(limit)
        with self._reading() as session:
            return tuple(session.exec(numbers))


def _message(session: Session, row: Message) -> MessageShown:
    copies = session.exec(select(MessageCopy).where(MessageCopy.message_key == row.id).order_by(col(MessageCopy.id)))
    decided = select(DecisionRow).where(DecisionRow.message_key == row.id).order_by(col(DecisionRow.id))
    decisions = session.exec(decided).all()
    raw = session.get(MessageRaw, row.key)
    return MessageShown(
        key=row.key,
        organisation_id=row.organisation_id,
        message_id=row.message_id,
        received_at=row.received_at,
        octets=row.octets,
        state=row.state,
        held=row.held,
        filed_as=row.filed_as,
        tries=row.tries,
        error=row.error,
        ticket=_number_of(session, decisions[-1].ticket_key if decisions else None),
        copies=tuple(CopyShown(c.mailbox, c.uid, c.folder, c.filed_as, c.to_file, c.error) for c in copies),
        decisions=tuple(
            DecisionShown(one.decided_at, one.superseded_at, one.outcome, one.rule, one.trace) for one in decisions
        ),
        mails=mails_where(session, col(OutboxRow.message_key) == row.id),
        content=raw.content if raw else None,
    )


def _ticket(session: Session, row: Ticket) -> TicketShown:
    happened = select(TicketEvent).where(TicketEvent.ticket_key == row.id).order_by(col(TicketEvent.id))
    decided = select(DecisionRow.message_key).where(DecisionRow.ticket_key == row.id)
    messages = session.exec(select(Message).where(col(Message.id).in_(decided)).order_by(col(Message.id))).all()
    return TicketShown(
        number=row.number,
        organisation_id=row.organisation_id,
        state=row.state,
        supplier_id=row.supplier_id,
        correspondent=row.correspondent,
        team=row.team,
        priority=row.priority,
        subject=row.subject,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        follows=_number_of(session, row.follows),
        events=tuple(EventShown(one.at, one.kind, one.message_key, one.data) for one in session.exec(happened)),
        messages=tuple(_message(session, message) for message in messages),
        mails=mails_where(session, col(OutboxRow.ticket_key) == row.id),
    )


def mails_where(session: Session, condition: ColumnElement[bool]) -> tuple[MailShown, ...]:
    """Mails of ours that a condition on `OutboxRow` picks, oldest first."""
    rows: Sequence[OutboxRow] = session.exec(select(OutboxRow).where(condition).order_by(col(OutboxRow.id))).all()
    return tuple(_mail(session, row) for row in rows)


def _mail(session: Session, row: OutboxRow) -> MailShown:
    told = session.exec(select(OutboxTold).where(OutboxTold.outbox_key == row.id).order_by(col(OutboxTold.id)))
    return MailShown(
        key=row.key,
        message_id=row.message_id,
        recipient=row.recipient,
        template=row.template,
        kind=row.kind,
        route=row.route,
        state=row.state,
        to_supplier=row.to_supplier,
        queued_at=row.queued_at,
        sent_at=row.sent_at,
        tries=row.tries,
        error=row.error,
        told=tuple((one.supplier_id, one.number, one.status) for one in told),
    )


def _number_of(session: Session, key: int | None) -> str:
    ticket = session.get(Ticket, key) if key is not None else None
    return ticket.number if ticket else ""
