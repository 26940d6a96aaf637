"""Leases of processes that died: given back at once instead of waiting until they run out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Case, case, update
from sqlmodel import col, select

from bot.core.message import OutboxState
from bot.edges.store_part import StorePart
from storage.tables import Message, OutboxRow, SyncState


class Leases(StorePart):
    """Who holds what; only a process that is surely dead loses its leases early."""

    name = "leases"

    def release(self, is_dead: Callable[[str], bool]) -> int:
        """Frees what the dead held; returns how many owners.

        A mail that was `sending` is due again with the same Message-ID and one more try: it may have left.
        """
        with self._reading() as session:
            owners = set(session.exec(select(Message.lease_owner).distinct()))
            owners |= set(session.exec(select(OutboxRow.lease_owner).distinct()))
            owners |= set(session.exec(select(SyncState.lease_owner)))
        dead = [owner for owner in owners if owner and is_dead(owner)]
        if not dead:
            return 0
        with self._writing() as session:
            free = {"lease_owner": None, "lease_until": None}
            session.exec(update(Message).where(col(Message.lease_owner).in_(dead)).values(**free))
            session.exec(update(SyncState).where(col(SyncState.lease_owner).in_(dead)).values(**free))
            session.exec(
                update(OutboxRow)
                .where(col(OutboxRow.lease_owner).in_(dead))
                .values(state=_queued_again(), tries=col(OutboxRow.tries) + 1, **free)
            )
        return len(dead)


def _queued_again() -> Case[Any]:
    """A sent mail or a draft may be leased too, while it is copied into the mailbox: its state stays."""
    sending = col(OutboxRow.state) == OutboxState.SENDING
    return case((sending, OutboxState.QUEUED), else_=col(OutboxRow.state))
