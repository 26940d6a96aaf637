"""Tickets: their numbers, and writing down a decision with all it leads to."""

from __future__ import annotations

from datetime import datetime

from bot.edges.store_part import StorePart
from bot.edges.store_recording import next_number, number, write_record
from bot.ports.store import Record
from storage.tables import Counter, Ticket


class Tickets(StorePart):
    """Fulfils `bot.ports.store.Tickets`."""

    name = "tickets"

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

    def record(self, record: Record) -> bool:
        """Writes decision, ticket, events and queued mails, and sets the message `decided`: all or nothing.

        False, and nothing written, when the message is not `received` any more, or when what the decision knew of
        earlier mails and tickets has been overtaken: then the message is free to be thought through again.
        """
        with self._changing() as connection:
            return write_record(connection, record)
