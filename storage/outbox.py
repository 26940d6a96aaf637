"""Tables of what goes out: queued mails, what they told, the switch that stops them, addresses that get none."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from storage.base import KEPT_KEYS, KeyedRow, Row
from storage.columns import KeyText, PlainText, UtcDateTime

NOT_WITHDRAWN = text("state <> 'withdrawn'")
"""A mail withdrawn before it ever left gives back its `once` key and its Message-ID."""


class OutboxRow(KeyedRow, table=True):
    """One mail to be sent: written before anything leaves. `once` is what makes it unrepeatable.

    `mailbox` is the shared mailbox whose Sent or Drafts folder gets a copy, `message_key` the mail it answers.
    `first_try_at` is when it was first handed to the mail server: the clock of giving up starts there. `conversation`
    is the Message-ID of our first mail in the exchange, `answers` stands for the words that it answers.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "uq_outbox_once",
            "organisation_id",
            "once",
            unique=True,
            sqlite_where=NOT_WITHDRAWN,
            postgresql_where=NOT_WITHDRAWN,
        ),
        Index(
            "uq_outbox_message_id",
            "message_id",
            unique=True,
            sqlite_where=NOT_WITHDRAWN,
            postgresql_where=NOT_WITHDRAWN,
        ),
        Index("ix_outbox_queue", "state", "route", "queued_at", "id"),
        Index("ix_outbox_copy", "mailbox", "to_supplier", "copied_at"),
        Index("ix_outbox_recipient", "organisation_id", "recipient", "queued_at"),
        Index("ix_outbox_ticket_key", "ticket_key"),
        Index("ix_outbox_decision_key", "decision_key"),
        Index("ix_outbox_message_key", "message_key"),
        Index("ix_outbox_sent", "organisation_id", "sent_at"),
        Index("ix_outbox_conversation", "organisation_id", "conversation"),
        Index("ix_outbox_answers", "organisation_id", "answers"),
        KEPT_KEYS,
    )

    message_id: str = Field(sa_type=PlainText)
    once: str = Field(sa_type=PlainText)
    mailbox: str = Field(sa_type=PlainText)
    state: str = Field(sa_type=PlainText)
    route: str = Field(sa_type=PlainText)
    kind: str = Field(sa_type=PlainText)
    template: str = Field(sa_type=PlainText)
    to_supplier: bool
    recipient: str = Field(sa_type=PlainText)
    content: bytes
    message_key: int | None = Field(default=None, foreign_key="message.id")
    decision_key: int | None = Field(default=None, foreign_key="decision.id")
    ticket_key: int | None = Field(default=None, foreign_key="ticket.id")
    queued_at: datetime = Field(sa_type=UtcDateTime)
    next_try_at: datetime = Field(sa_type=UtcDateTime)
    tries: int = 0
    error: str = Field(default="", sa_type=PlainText)
    lease_owner: str | None = Field(default=None, sa_type=PlainText)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    copied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    first_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    bounced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    conversation: str | None = Field(default=None, sa_type=PlainText)
    answers: str | None = Field(default=None, sa_type=PlainText)


class OutboxTold(KeyedRow, table=True):
    """One invoice that a mail speaks of, with the status as it was said: what « never twice » is judged by."""

    __tablename__ = "outbox_told"
    __table_args__ = (
        Index("ix_outbox_told_outbox_key", "outbox_key"),
        Index("ix_outbox_told_invoice", "organisation_id", "supplier_id", "number"),
    )

    outbox_key: int = Field(foreign_key="outbox.id")
    supplier_id: str = Field(sa_type=KeyText)
    number: str = Field(sa_type=KeyText)
    status: str = Field(sa_type=PlainText)


class SendingStop(Row, table=True):
    """`guichet stop`: nothing leaves for suppliers of this organisation (`*`: of any) while the row stands."""

    __tablename__ = "sending_stop"

    organisation_id: str = Field(primary_key=True, sa_type=PlainText)
    stopped_at: datetime = Field(sa_type=UtcDateTime)


class PausedAddress(Row, table=True):
    """An address whose mail came back: nothing automatic goes there before `until`. `said` is why, in French words."""

    __tablename__ = "paused_address"

    organisation_id: str = Field(primary_key=True, sa_type=PlainText)
    address: str = Field(primary_key=True, sa_type=PlainText)
    paused_at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    outbox_key: int = Field(foreign_key="outbox.id")
    said: str = Field(sa_type=PlainText)
