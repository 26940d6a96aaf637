"""What was decided and said before, as deciding asks for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from bot.core.confirmation import Question
from bot.core.decision import PastReply, Spoken, TicketView
from bot.edges.store_part import StorePart, unindexed
from bot.edges.store_questions import question_of
from bot.edges.store_spoken import count_spoken
from bot.edges.store_threads import ticket_and_replies
from bot.ports.books import Sought, Trail
from storage.tables import DecisionRow

_LAST_DECISION = (
    select(DecisionRow.id)
    .where(unindexed(col(DecisionRow.organisation_id)) == bindparam("organisation"))
    .order_by(col(DecisionRow.id).desc())
    .limit(1)
)


class History(StorePart):
    """Fulfils `bot.ports.books.History`."""

    name = "history"

    def last_decision(self, organisation_id: str) -> int:
        """Key of the newest decision of this organisation, 0 before the first.

        `Tickets.record` writes them one after the other, so a later one always has a greater key: what is read after
        this call may miss decisions with a greater key only.
        """
        with self._asking() as connection:
            return connection.execute(_LAST_DECISION, {"organisation": organisation_id}).scalar() or 0

    def earlier(
        self, organisation_id: str, sought: Sought, since: datetime
    ) -> tuple[TicketView | None, tuple[PastReply, ...]]:
        """The ticket a mail belongs to (thread first, then number in the subject, then supplier and invoice), and replies.

        A closed ticket with a follower gives the follower. The replies are automatic ones in this thread or about
        these invoices since then, newest first.
        """
        with self._asking() as connection:
            return ticket_and_replies(connection, organisation_id, sought, since)

    def question(self, organisation_id: str, message_id: str, sender: str, since: datetime) -> Question | None:
        """Which invoices our mail of this Message-ID asked this address about since then; None if it is no such mail."""
        with self._asking() as connection:
            return question_of(connection, organisation_id, message_id, sender, since)

    def spoken(self, organisation_id: str, trail: Trail, now: datetime, window: timedelta) -> Spoken:
        """How much we have said by ourselves to this sender and in this conversation; see `decision.Spoken`."""
        with self._asking() as connection:
            return count_spoken(connection, organisation_id, trail, now, window)
