"""What jobs may ask of the outbox, where every mail is a row before it leaves. `owner` holds a lease.

Every method may raise StoreError. Times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.mail import ReplyKind
from bot.core.message import Route
from bot.ports.store import Queued


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """A queued mail, leased. `first_try_at` tells when it must give up: waiting for a cap or a stop is no try."""

    key: int
    organisation_id: str
    message_id: str
    to: str
    content: bytes
    kind: ReplyKind
    to_supplier: bool
    route: Route
    tries: int
    queued_at: datetime
    ticket_key: int | None
    first_try_at: datetime | None = None


class Outbox(Protocol):
    """Mails to be sent: nothing leaves that is not a row here first."""

    def claim(
        self,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        full: Sequence[str] = (),
        organisations: Collection[str] | None = None,
        reserved: Collection[str] = (),
    ) -> tuple[OutboxItem, ...]:
        """Due items by SMTP, now `sending`; supplier mail of organisations that are stopped stays where it is.

        The switch is read in the same step. Mail to suppliers of `full` organisations stays too, and, of `reserved`
        ones, what goes to those who did not prove what they may know.

        Only those of `organisations`, of any when None. One whose lease ran out counts one more try: it may
        have left.
        """
        ...

    def any_due(
        self,
        now: datetime,
        full: Sequence[str] = (),
        organisations: Collection[str] | None = None,
        reserved: Collection[str] = (),
    ) -> bool:
        """Whether `claim` would find something now: a look that takes no lock."""
        ...

    def note_sent(self, key: int, at: datetime) -> None:
        """The server accepted it."""
        ...

    def note_refused(self, key: int, at: datetime, error: str, *, dead: bool, next_try: datetime) -> None:
        """Refused: queued again for `next_try`, or dead with an event on its ticket."""
        ...

    def queue(self, organisation_id: str, item: Queued, ticket_key: int | None, at: datetime) -> bool:
        """Queues one mail outside a decision (word to staff); False when `once` is known already."""
        ...

    def claim_copies(
        self, owner: str, now: datetime, lease: timedelta, mailbox: str, limit: int
    ) -> tuple[OutboxItem, ...]:
        """Sent automatic mail to suppliers not yet in Sent, and drafts not yet in Drafts, leased to `owner`."""
        ...

    def note_copied(self, keys: Sequence[int], at: datetime) -> None:
        """They lie in Sent (or, drafts, in Drafts: then they count as sent)."""
        ...

    def note_copies_refused(self, keys: Sequence[int], next_try: datetime) -> None:
        """The server would not take these copies; nobody else asks before `next_try`."""
        ...
