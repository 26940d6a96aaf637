"""How much we have said already, to one address and in one conversation: what the caps on loops are judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Connection,
    bindparam,
    case,
    union,
    union_all,
)
from sqlalchemy import select as select_columns
from sqlmodel import col, func, select

from bot.core.decision import Spoken
from bot.core.mail import ReplyKind
from bot.core.message import OutboxState
from bot.edges.store_keeping import shortened
from bot.edges.store_outbox import is_proven
from bot.edges.store_part import MANY, Columns, among
from bot.edges.store_threads import LEFT_OR_LEAVING
from bot.ports.books import Trail
from storage.tables import NOT_WITHDRAWN, Message, OutboxRow, Ticket

_SPOKEN = (*LEFT_OR_LEAVING, OutboxState.BOUNCED)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)

_ORGANISATION: BindParameter[Any] = bindparam("organisation")
_REFERENCES: BindParameter[Any] = bindparam("references", expanding=True)
_SINCE: BindParameter[Any] = bindparam("since")
_OURS = (
    col(OutboxRow.organisation_id) == _ORGANISATION,
    col(OutboxRow.to_supplier).is_(True),
    among(col(OutboxRow.state), _SPOKEN),
)


def count_spoken(
    connection: Connection, organisation_id: str, trail: Trail, now: datetime, window: timedelta
) -> Spoken:
    """Automatic mails to suppliers, those about to leave among them; `window` bounds the conversation.

    For who proved what he may know only replies to such mails count: else anybody could write in his name, without
    proof, until we fall silent towards him.
    """
    root = _root(connection, organisation_id, trail)
    values = {"organisation": organisation_id, "root": root, "since": now - window}
    said: Sequence[Any] = connection.execute(_CONVERSATION[trail.proven], values).all() if root else ()
    mine = [row.queued_at for row in said if row.recipient == trail.sender]
    counts = _counts(connection, organisation_id, trail, now)
    return Spoken(
        root=root,
        to_sender_today=sum(at >= now - _DAY for at in mine),
        to_sender=len(mine),
        to_others=len(said) - len(mine),
        this_week=sum(row.queued_at >= now - _WEEK for row in said),
        address_today=counts["today"] or 0,
        acknowledged_today=counts["acknowledged"] or 0,
        address_this_week=counts["week"],
        last_to_address=counts["last"],
        same_words=counts["same_words"],
    )


# --- the conversation ------------------------------------------------------------------------------

# Each way by itself, by what is unique: put together with OR they would make SQLite read every mail we ever sent.
_TIED: CompoundSelect[Any] = union_all(
    select(OutboxRow.id).where(col(OutboxRow.message_id).in_(_REFERENCES), NOT_WITHDRAWN),
    select(OutboxRow.id)
    .join(Message, col(Message.id) == col(OutboxRow.message_key))
    .where(Message.organisation_id == _ORGANISATION, col(Message.message_id).in_(_REFERENCES)),
    select(OutboxRow.id)
    .join(Ticket, col(Ticket.id) == col(OutboxRow.ticket_key))
    .where(Ticket.organisation_id == _ORGANISATION)
    .where(col(Ticket.number).in_(bindparam("numbers", expanding=True))),
)
_FIRST_OF = (
    select(func.coalesce(OutboxRow.conversation, OutboxRow.message_id))
    .where(col(OutboxRow.id).in_(bindparam("keys", expanding=True)), *_OURS)
    .order_by(col(OutboxRow.id))
    .limit(1)
)


def _root(connection: Connection, organisation_id: str, trail: Trail) -> str:
    """The conversation of the oldest mail of ours that the mail answers or names, empty when there is none."""
    if not (trail.references or trail.ticket_numbers):
        return ""
    values = {
        "organisation": organisation_id,
        "references": [shortened(reference) for reference in trail.references[-MANY:]],
        "numbers": trail.ticket_numbers[:MANY],
    }
    keys = connection.execute(_TIED, values).scalars().all()
    if not keys:
        return ""
    return str(connection.execute(_FIRST_OF, {"organisation": organisation_id, "keys": keys}).scalar() or "")


def _conversation(*counted: ColumnElement[bool]) -> CompoundSelect[Any]:
    said = select(OutboxRow.id, OutboxRow.recipient, OutboxRow.queued_at).where(
        *counted, col(OutboxRow.queued_at) >= _SINCE
    )
    first = said.where(col(OutboxRow.message_id) == bindparam("root"), NOT_WITHDRAWN)
    others = said.where(col(OutboxRow.conversation) == bindparam("root"))
    # Two questions, each with an index of its own; a mail that is both counts once.
    return union(first, others)


_CONVERSATION = {False: _conversation(*_OURS), True: _conversation(*_OURS, is_proven())}
"""The mails of a conversation; whether only those to who proved what he may know."""


# --- one address, and the same words ---------------------------------------------------------------


def _counted(*counted: ColumnElement[bool]) -> Columns:
    """One row: what went to an address since a week, and, to any address, in reply to the same words."""
    today = col(OutboxRow.queued_at) >= bindparam("today")
    acknowledged = today & (col(OutboxRow.kind) == ReplyKind.ACKNOWLEDGEMENT)
    same_words = (
        select(func.count())
        .select_from(OutboxRow)
        .where(*counted, col(OutboxRow.answers) == bindparam("words"), col(OutboxRow.queued_at) >= _SINCE)
        .correlate(None)
    )
    return select_columns(
        func.count().label("week"),
        func.sum(case((today, 1), else_=0)).label("today"),
        func.sum(case((acknowledged, 1), else_=0)).label("acknowledged"),
        func.max(col(OutboxRow.queued_at)).label("last"),
        same_words.scalar_subquery().label("same_words"),
    ).where(*counted, col(OutboxRow.recipient) == bindparam("sender"), col(OutboxRow.queued_at) >= _SINCE)


_COUNTED = {False: _counted(*_OURS), True: _counted(*_OURS, is_proven())}


def _counts(connection: Connection, organisation_id: str, trail: Trail, now: datetime) -> Mapping[Any, Any]:
    values = {
        "organisation": organisation_id,
        "sender": trail.sender or None,  # nothing equals NULL: nobody, no words
        "words": trail.words or None,
        "today": now - _DAY,
        "since": now - _WEEK,
    }
    return connection.execute(_COUNTED[trail.proven], values).mappings().one()
