"""How much we have said already, to one address and in one conversation: what the caps on loops are judged by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, CompoundSelect, bindparam, func, union, union_all
from sqlmodel import Session, col, select

from bot.core.decision import Spoken
from bot.core.mail import ReplyKind
from bot.core.message import OutboxState
from bot.edges.store_keeping import shortened
from bot.edges.store_outbox import is_proven
from bot.edges.store_part import MANY
from bot.edges.store_threads import LEFT_OR_LEAVING
from bot.ports.store import Trail
from storage.tables import NOT_WITHDRAWN, Message, OutboxRow, Ticket

_SPOKEN = (*LEFT_OR_LEAVING, OutboxState.BOUNCED)
Counted = Sequence[ColumnElement[bool]]
"""What picks the mails that count."""
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def count_spoken(session: Session, organisation_id: str, trail: Trail, now: datetime, window: timedelta) -> Spoken:
    """Automatic mails to suppliers, those about to leave among them; `window` bounds the conversation.

    For who proved what he may know only replies to such mails count: else anybody could write in his name, without
    proof, until we fall silent towards him.
    """
    root = _root(session, organisation_id, trail)
    counted = (*_ours(organisation_id), *([is_proven()] if trail.proven else []))
    said = _conversation(session, counted, root, now - window) if root else []
    mine = [at for recipient, at in said if recipient == trail.sender]
    to_address = _to_address(session, counted, trail.sender, now - _WEEK) if trail.sender else []
    today = [kind for kind, at in to_address if at >= now - _DAY]
    return Spoken(
        root=root,
        to_sender_today=sum(at >= now - _DAY for at in mine),
        to_sender=len(mine),
        to_others=len(said) - len(mine),
        this_week=sum(at >= now - _WEEK for _, at in said),
        address_today=len(today),
        acknowledged_today=today.count(ReplyKind.ACKNOWLEDGEMENT.value),
        address_this_week=len(to_address),
        last_to_address=max((at for _, at in to_address), default=None),
        same_words=_same_words(session, counted, trail.words, now - _WEEK) if trail.words else 0,
    )


def _ours(organisation_id: str) -> tuple[ColumnElement[bool], ...]:
    organisation = col(OutboxRow.organisation_id) == organisation_id
    return (organisation, col(OutboxRow.to_supplier).is_(True), col(OutboxRow.state).in_(_SPOKEN))


def _root(session: Session, organisation_id: str, trail: Trail) -> str:
    """The conversation of the oldest mail of ours that the mail answers or names, empty when there is none."""
    values = {
        "organisation": organisation_id,
        "references": [shortened(reference) for reference in trail.references[-MANY:]],
        "numbers": trail.ticket_numbers[:MANY],
    }
    if not (values["references"] or values["numbers"]):
        return ""
    keys = session.connection().execute(_TIED, values).scalars().all()
    if not keys:
        return ""
    found = session.exec(
        select(func.coalesce(OutboxRow.conversation, OutboxRow.message_id))
        .where(col(OutboxRow.id).in_(keys), *_ours(organisation_id))
        .order_by(col(OutboxRow.id))
        .limit(1)
    ).first()
    return str(found or "")


# Each way by itself, by what is unique: put together with OR they would make SQLite read every mail we ever sent.
_REFERENCES: BindParameter[Any] = bindparam("references", expanding=True)
_ORGANISATION: BindParameter[Any] = bindparam("organisation")
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


def _conversation(session: Session, counted: Counted, root: str, since: datetime) -> Sequence[tuple[str, datetime]]:
    said = select(OutboxRow.id, OutboxRow.recipient, OutboxRow.queued_at).where(
        *counted, col(OutboxRow.queued_at) >= since
    )
    first = said.where(col(OutboxRow.message_id) == root, NOT_WITHDRAWN)
    others = said.where(col(OutboxRow.conversation) == root)
    # Two questions, each with an index of its own; a mail that is both counts once.
    found: Sequence[Any] = session.connection().execute(union(first, others)).all()
    return [(row.recipient, row.queued_at) for row in found]


def _to_address(session: Session, counted: Counted, address: str, since: datetime) -> Sequence[tuple[str, datetime]]:
    return session.exec(
        select(OutboxRow.kind, OutboxRow.queued_at)
        .where(*counted)
        .where(col(OutboxRow.recipient) == address, col(OutboxRow.queued_at) >= since)
    ).all()


def _same_words(session: Session, counted: Counted, words: str, since: datetime) -> int:
    return session.exec(
        select(func.count())
        .select_from(OutboxRow)
        .where(*counted)
        .where(col(OutboxRow.answers) == words, col(OutboxRow.queued_at) >= since)
    ).one()
