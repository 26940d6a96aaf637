"""Counts for `guichet status` and `guichet mailboxes`: how many rows of each kind are in each state, and lost notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from bot.edges.store_part import StorePart
from storage.tables import Message, MessageCopy, OutboxRow, Ticket


@dataclass(frozen=True, slots=True)
class BoxCounts:
    """What is known of one mailbox: its messages by state, filed ones by where they went, UIDs not fetched yet.

    `last_received_at` is the newest message's, None before the first.
    """

    states: dict[str, int]
    filed: dict[str, int]
    unfetched: int
    last_received_at: datetime | None


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

    def mailbox(self, mailbox: str) -> BoxCounts:
        """Counts of one mailbox, by its id."""
        mine = col(Message.mailbox) == mailbox
        by_state = select(col(Message.state), func.count()).where(mine).group_by(col(Message.state))
        by_place = select(col(Message.filed_as), func.count()).where(mine, col(Message.filed_as) != "")
        waiting = select(func.count()).where(
            col(MessageCopy.mailbox) == mailbox, col(MessageCopy.message_key).is_(None), col(MessageCopy.to_file)
        )
        with self._reading() as session:
            return BoxCounts(
                states=dict(session.exec(by_state).all()),
                filed=dict(session.exec(by_place.group_by(col(Message.filed_as))).all()),
                unfetched=session.exec(waiting).one(),
                last_received_at=session.exec(select(func.max(col(Message.received_at))).where(mine)).one(),
            )

    def notes_lost(self, organisation_id: str, since: datetime) -> int:
        """Notes to staff that came back since then, and so reached nobody."""
        lost = select(func.count()).where(
            OutboxRow.organisation_id == organisation_id,
            col(OutboxRow.to_supplier).is_(False),
            col(OutboxRow.bounced_at) >= since,
        )
        with self._reading() as session:
            return session.exec(lost).one()
