"""Tables of supplier matters: tickets, the invoices they hold, what happened to them, their numbers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from storage.base import KEPT_KEYS, KeyedRow, Row
from storage.columns import KeyText, PlainText, UtcDateTime


class Ticket(KeyedRow, table=True):
    """One supplier matter. `correspondent` is the address that opened it; `follows` the closed ticket before it."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_ticket_supplier_id", "organisation_id", "supplier_id"),
        Index("ix_ticket_next_look_at", "next_look_at"),
        Index("ix_ticket_follows", "follows"),
        Index("ix_ticket_correspondent", "organisation_id", "correspondent", "id"),
        KEPT_KEYS,
    )

    number: str = Field(sa_type=KeyText)
    state: str = Field(sa_type=PlainText)
    supplier_id: str = Field(sa_type=KeyText)
    correspondent: str = Field(sa_type=PlainText)
    team: str = Field(sa_type=PlainText)
    priority: str = Field(sa_type=PlainText)
    subject: str = Field(default="", sa_type=PlainText)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    next_look_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    follows: int | None = Field(default=None, foreign_key="ticket.id")


class TicketInvoice(Row, table=True):
    """An invoice that a ticket is about: a statement of account is one ticket with many."""

    __tablename__ = "ticket_invoice"
    __table_args__ = (Index("ix_ticket_invoice_invoice_key", "invoice_key"),)

    ticket_key: int = Field(primary_key=True, foreign_key="ticket.id")
    invoice_key: int = Field(primary_key=True, foreign_key="invoice.id")


class TicketEvent(KeyedRow, table=True):
    """One thing that happened to a ticket, never changed afterwards; SLA clocks are read from these."""

    __tablename__ = "ticket_event"
    __table_args__ = (Index("ix_ticket_event_ticket_key", "ticket_key", "at"), KEPT_KEYS)

    ticket_key: int = Field(foreign_key="ticket.id")
    message_key: int | None = Field(default=None, foreign_key="message.id")
    at: datetime = Field(sa_type=UtcDateTime)
    kind: str = Field(sa_type=PlainText)
    data: str = Field(default="", sa_type=PlainText)


class Counter(Row, table=True):
    """The last number given, per organisation and year."""

    __tablename__ = "counter"

    organisation_id: str = Field(primary_key=True, sa_type=PlainText)
    year: int = Field(primary_key=True)
    last: int
