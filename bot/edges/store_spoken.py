"""How much we have said already, to one address and in one conversation: what the caps on loops are judged by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from bot.core.decision import Spoken
from bot.core.mail import ReplyKind
from bot.core.message import OutboxState
from bot.edges.store_keeping import shortened
from bot.edges.store_part import MANY
from bot.edges.store_threads import LEFT_OR_LEAVING
from bot.ports.store import Trail
from storage.tables import Message, OutboxRow, Ticket

_SPOKEN = (*LEFT_OR_LEAVING, OutboxState.BOUNCED)
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def count_spoken(session: Session, organisation_id: str, trail: Trail, now: datetime, window: timedelta) -> Spoken:
    """Automatic mails to suppliers, those about to leave among them; `window` bounds the conversation."""
    root = _root(session, organisation_id, trail)
    said = _conversation(session, organisation_id, root, now - window) if root else []
    mine = [at for recipient, at in said if recipient == trail.sender]
    to_address = _to_address(session, organisation_id, trail.sender, now - _WEEK) if trail.sender else []
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
        same_words=_same_words(session, organisation_id, trail.words, now - _WEEK) if trail.words else 0,
    )


def _ours(organisation_id: str) -> tuple[ColumnElement[bool], ...]:
    organisation = col(OutboxRow.organisation_id) == organisation_id
    return (organisation, col(OutboxRow.to_supplier).is_(True), col(OutboxRow.state).in_(_SPOKEN))


def _root(session: Session, organisation_id: str, trail: Trail) -> str:
    """The conversation of the oldest mail of ours that the mail answers or names, empty when there is none."""
    references = [shortened(reference) for reference in trail.references[-MANY:]]
    ties: list[ColumnElement[bool]] = []
    if references:
        answered = select(Message.id).where(
            Message.organisation_id == organisation_id, col(Message.message_id).in_(references)
        )
        ties = [col(OutboxRow.message_id).in_(references), col(OutboxRow.message_key).in_(answered)]
    if trail.ticket_numbers:
        named = select(Ticket.id).where(
            Ticket.organisation_id == organisation_id, col(Ticket.number).in_(trail.ticket_numbers[:MANY])
        )
        ties.append(col(OutboxRow.ticket_key).in_(named))
    if not ties:
        return ""
    found = session.exec(
        select(func.coalesce(OutboxRow.conversation, OutboxRow.message_id))
        .where(*_ours(organisation_id), or_(*ties))
        .order_by(col(OutboxRow.id))
        .limit(1)
    ).first()
    return str(found or "")


def _conversation(session: Session, organisation_id: str, root: str, since: datetime) -> Sequence[tuple[str, datetime]]:
    return session.exec(
        select(OutboxRow.recipient, OutboxRow.queued_at)
        .where(*_ours(organisation_id), col(OutboxRow.queued_at) >= since)
        .where(or_(col(OutboxRow.conversation) == root, col(OutboxRow.message_id) == root))
    ).all()


def _to_address(
    session: Session, organisation_id: str, address: str, since: datetime
) -> Sequence[tuple[str, datetime]]:
    return session.exec(
        select(OutboxRow.kind, OutboxRow.queued_at)
        .where(*_ours(organisation_id))
        .where(col(OutboxRow.recipient) == address, col(OutboxRow.queued_at) >= since)
    ).all()


def _same_words(session: Session, organisation_id: str, words: str, since: datetime) -> int:
    return session.exec(
        select(func.count())
        .select_from(OutboxRow)
        .where(*_ours(organisation_id))
        .where(col(OutboxRow.answers) == words, col(OutboxRow.queued_at) >= since)
    ).one()
