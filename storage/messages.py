"""Tables of what came in: messages, their bytes, their copies in mailboxes, how far reading got, decisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from storage.base import KEPT_KEYS, KeyedRow, Row
from storage.columns import PlainText, UtcDateTime


class Message(KeyedRow, table=True):
    """One mail received, once however many copies of it came. `digest` hashes From, Date, Subject and body.

    `held` marks a decision whose reply may not leave while sending is off; `filed_as` where a filed message went.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("organisation_id", "message_id", "digest"),
        Index("ix_message_queue", "state", "received_at", "id"),
        Index("ix_message_held", "organisation_id", "held"),
        KEPT_KEYS,
    )

    mailbox: str = Field(sa_type=PlainText)
    message_id: str = Field(sa_type=PlainText)
    digest: str = Field(sa_type=PlainText)
    received_at: datetime = Field(sa_type=UtcDateTime)
    octets: int
    state: str = Field(sa_type=PlainText)
    late: str | None = Field(default=None, sa_type=PlainText)
    held: bool = False
    filed_as: str = Field(default="", sa_type=PlainText)
    tries: int = 0
    error: str = Field(default="", sa_type=PlainText)
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_owner: str | None = Field(default=None, sa_type=PlainText)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MessageRaw(Row, table=True):
    """The untouched bytes of a message; none for one that could never be fetched."""

    __tablename__ = "message_raw"

    message_key: int = Field(primary_key=True, foreign_key="message.id")
    content: bytes


class MessageCopy(KeyedRow, table=True):
    """One place in one mailbox where a message lies, or a UID that would not be fetched (`message_key` is then null).

    `folder` is where it lies now (empty: the intake folder) and `filed_as` what that meant when it was moved;
    `heading` is the target last handed out to be moved to. `to_file` says that somebody has still to look whether it
    lies right; `put_back` that a person moved it back to the intake folder, where it stays.
    """

    __tablename__ = "message_copy"
    __table_args__ = (
        UniqueConstraint("mailbox", "uid_validity", "uid"),
        Index("ix_message_copy_message_key", "message_key"),
        Index("ix_message_copy_to_file", "mailbox", "to_file", "id"),
        KEPT_KEYS,
    )

    mailbox: str = Field(sa_type=PlainText)
    uid_validity: int = Field(sa_type=BigInteger)
    uid: int = Field(sa_type=BigInteger)
    message_key: int | None = Field(default=None, foreign_key="message.id")
    whole: str = Field(default="", sa_type=PlainText)
    received_at: datetime = Field(sa_type=UtcDateTime)
    folder: str = Field(default="", sa_type=PlainText)
    filed_as: str = Field(default="", sa_type=PlainText)
    heading: str = Field(default="", sa_type=PlainText)
    to_file: bool = True
    put_back: bool = False
    tries: int = 0
    error: str = Field(default="", sa_type=PlainText)
    next_try_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MailboxCursor(Row, table=True):
    """How far a mailbox was read. `organisation_id` stays empty until the first mail of the mailbox is kept.

    `since` is the moment of the first connection when what lay there before is not ours to read, else null.
    """

    __tablename__ = "mailbox_cursor"

    mailbox: str = Field(primary_key=True, sa_type=PlainText)
    uid_validity: int = Field(sa_type=BigInteger)
    next_uid: int = Field(sa_type=BigInteger)
    reread_below: int = Field(default=0, sa_type=BigInteger)
    since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DecisionRow(KeyedRow, table=True):
    """What was decided about a message, and why: `trace` is the JSON that `guichet explain` prints.

    `target` names the folder that the message belongs in once its reply has left.
    A message decided again keeps its earlier decisions, with the moment when they were set aside.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_message_key", "message_key"),
        Index("ix_decision_ticket_key", "ticket_key"),
        Index("ix_decision_outcome", "organisation_id", "outcome", "decided_at"),
        Index("ix_decision_rule", "organisation_id", "rule", "decided_at"),
        Index("ix_decision_intent_class", "organisation_id", "intent_class", "decided_at"),
        KEPT_KEYS,
    )

    message_key: int = Field(foreign_key="message.id")
    ticket_key: int | None = Field(default=None, foreign_key="ticket.id")
    decided_at: datetime = Field(sa_type=UtcDateTime)
    superseded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    outcome: str = Field(sa_type=PlainText)
    target: str = Field(sa_type=PlainText)
    rule: str = Field(sa_type=PlainText)
    rules_version: str = Field(sa_type=PlainText)
    intent_class: str = Field(sa_type=PlainText)
    level: int
    team: str = Field(sa_type=PlainText)
    priority: str = Field(sa_type=PlainText)
    trace: str = Field(sa_type=PlainText)
