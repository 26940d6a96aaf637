"""Bringing a message back: to be decided again (quarantine, a stop), or to be filed anew (its reply died, came back)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import Session, col

from bot.core.message import MessageState
from storage.tables import Message, MessageCopy


def bring_back(session: Session, keys: Sequence[int | None]) -> int:
    """Makes messages `received` again, as if never tried, and has their filed copies looked at once decided."""
    for key in keys:
        session.exec(
            update(Message)
            .where(col(Message.id) == key)
            .values(state=MessageState.RECEIVED, held=False, tries=0, error="", next_try_at=None)
            .values(lease_owner=None, lease_until=None)
        )
        session.exec(
            update(MessageCopy)
            .where(col(MessageCopy.message_key) == key, col(MessageCopy.put_back).is_(False))
            .where(col(MessageCopy.filed_as) != "")
            .values(to_file=True)
        )
    return len(keys)


def look_again(session: Session, message_key: int) -> None:
    """As after a decision: where a filed message belongs is judged anew, but not where people put it."""
    looked_at = session.exec(
        update(MessageCopy)
        .where(col(MessageCopy.message_key) == message_key, col(MessageCopy.put_back).is_(False))
        .where(col(MessageCopy.filed_as) != "")
        .values(to_file=True)
    )
    if looked_at.rowcount:
        session.exec(
            update(Message)
            .where(col(Message.id) == message_key, col(Message.state) == MessageState.FILED)
            .values(state=MessageState.DECIDED, filed_as="")
        )
