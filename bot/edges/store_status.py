"""Counts for `guichet status`: how many rows of each kind are in each state."""

from __future__ import annotations

from sqlmodel import col, func, select

from bot.edges.store_part import StorePart
from storage.tables import Message, OutboxRow, Ticket


class Status(StorePart):
    """Reads counts by state; changes nothing."""

    name = "status"

    def counts(self, organisation_id: str) -> dict[str, dict[str, int]]:
        """`messages`, `outbox` and `tickets` of one organisation, each state → how many."""
        found: dict[str, dict[str, int]] = {}
        with self._reading() as session:
            for name, table in (("messages", Message), ("outbox", OutboxRow), ("tickets", Ticket)):
                state = col(table.state)
                rows = select(state, func.count()).where(table.organisation_id == organisation_id).group_by(state)
                found[name] = dict(session.exec(rows).all())
        return found
