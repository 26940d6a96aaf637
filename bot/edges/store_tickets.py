"""Tickets: finding the one a mail belongs to, what was said before, and writing down a decision."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, select

from bot.core.decision import PastReply, Spoken, TicketView
from bot.edges.store_part import StorePart, unindexed
from bot.edges.store_recording import next_number, number, write_record
from bot.edges.store_spoken import count_spoken
from bot.edges.store_threads import find_ticket, replies_since, view
from bot.ports.store import Record, Sought, Trail
from storage.tables import Counter, DecisionRow, Ticket

_LAST_DECISION = (
    select(DecisionRow.id)
    .where(unindexed(col(DecisionRow.organisation_id)) == bindparam("organisation"))
    .order_by(col(DecisionRow.id).desc())
    .limit(1)
)


class Tickets(StorePart):
    """Fulfils `bot.ports.store.Tickets`."""

    name = "tickets"

    def find(self, organisation_id: str, sought: Sought) -> TicketView | None:
        """The ticket a mail belongs to: thread first, then number in the subject, then supplier and invoice.

        A closed ticket with a follower gives the follower. « Today » is the UTC day of `now`.
        """
        with self._reading() as session:
            ticket = find_ticket(session, organisation_id, sought)
            return view(session, ticket, sought.today) if ticket else None

    def past_replies(self, organisation_id: str, sought: Sought, since: datetime) -> tuple[PastReply, ...]:
        """Automatic replies in this thread or about these invoices since then, newest first."""
        with self._reading() as session:
            return replies_since(session, organisation_id, sought, since)

    def spoken(self, organisation_id: str, trail: Trail, now: datetime, window: timedelta) -> Spoken:
        """How much we have said by ourselves to this sender and in this conversation; see `decision.Spoken`."""
        with self._reading() as session:
            return count_spoken(session, organisation_id, trail, now, window)

    def next_number(self, organisation_id: str, now: datetime) -> str:
        """A ticket number never given before; one that is then not used leaves a gap."""
        with self._changing() as connection:
            return next_number(connection, organisation_id, now)

    def preview_number(self, organisation_id: str, now: datetime) -> str:
        """What `next_number` would give, writing nothing."""
        with self._reading() as session:
            counter = session.get(Counter, (organisation_id, now.year))
            return number(organisation_id, now, counter.last + 1 if counter else 1)

    def number_of(self, key: int | None) -> str:
        """The number of a ticket, empty for None or one that does not exist."""
        with self._reading() as session:
            ticket = session.get(Ticket, key) if key is not None else None
            return ticket.number if ticket else ""

    def last_decision(self, organisation_id: str) -> int:
        """Key of the newest decision of this organisation, 0 before the first.

        `record` writes them one after the other, so a later one always has a greater key: what is read after this
        call may miss decisions with a greater key only.
        """
        with self._reading() as session:
            return session.connection().execute(_LAST_DECISION, {"organisation": organisation_id}).scalar() or 0

    def record(self, record: Record) -> bool:
        """Writes decision, ticket, events and queued mails, and sets the message `decided`: all or nothing.

        False, and nothing written, when the message is not `received` any more, or when what the decision knew of
        earlier mails and tickets has been overtaken: then the message is free to be thought through again.
        """
        with self._changing() as connection:
            return write_record(connection, record)
