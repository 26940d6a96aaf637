"""What the sync may ask of the store: where each list of the portal was walked to, and writing what it told.

Every method may raise `StoreError`. Times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.portal import BadRecord, Feed, History, PortalInvoice, Recipient, RecipientSettings, Window
from bot.core.sync_windows import Again


@dataclass(frozen=True, slots=True)
class ListKey:
    """One list that is walked on its own: a feed of a recipient, or of one service of it (`service` 0: of all)."""

    recipient: int
    feed: Feed
    service: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a list was walked: all that changed before `walked_to` is stored. `began_from`: where the fill began.

    `span` is how wide a window lately was right. `again` is the slow second walk under way, `again_done_at` when the
    last one (or the first fill) was over. `trouble` says in one word why the list failed last, empty when it did not;
    `problem` says it to people.
    """

    list: ListKey
    began_from: datetime
    walked_to: datetime
    span: timedelta
    service_code: str = ""
    again: Again | None = None
    again_done_at: datetime | None = None
    failed_at: datetime | None = None
    trouble: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class WalkState:
    """One organisation's walk as a whole. Nobody asks the portal before `not_before`.

    `trouble` and `problem` say why the portal as a whole failed last, since `trouble_since`.
    """

    walking: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    not_before: datetime | None = None
    trouble: str = ""
    problem: str = ""
    trouble_since: datetime | None = None
    password_expires_at: datetime | None = None
    settings_read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A portal that failed: `trouble` in one word, `problem` for people, without what the portal wrote."""

    trouble: str
    problem: str
    at: datetime
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the records of one page. `odd`: status changes that cannot be; `same_number`: see status_path."""

    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    odd: int = 0
    same_number: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page showed: records of `list`, seen at `seen_at`. `bad` could not be read.

    The history of what is new or changed is wanted when its status is of `history_since` or later.
    """

    list: ListKey
    records: Sequence[PortalInvoice]
    bad: Sequence[BadRecord]
    seen_at: datetime
    history_since: datetime


class WalkLog(Protocol):
    """Where each walk stands. A mark moves only when everything before it is committed."""

    def take(self, organisation_id: str, owner: str, now: datetime, lease: timedelta) -> bool:
        """Whether `owner` may walk now: nobody else does. Called again, it keeps the lease for longer."""
        ...

    def leave(self, organisation_id: str, owner: str, now: datetime) -> None:
        """The walk is over: the lease is given back."""
        ...

    def state(self, organisation_id: str) -> WalkState:
        """The walk as a whole; an empty state before the first."""
        ...

    def note_failure(self, organisation_id: str, failure: Failure | None) -> None:
        """The portal as a whole failed, or (None) works."""
        ...

    def note_recipients(self, organisation_id: str, recipients: Collection[Recipient]) -> None:
        """The structures that are walked; those known before and not named now stay, with their marks."""
        ...

    def note_settings(
        self, organisation_id: str, settings: Mapping[int, RecipientSettings], read_at: datetime | None
    ) -> None:
        """What the recipients' own records say, by key; of several ends of the password the earliest counts.

        `read_at` is None when some of them could not be read, and are to be asked again.
        """
        ...

    def recipients(self, organisation_id: str) -> Mapping[int, str]:
        """The identifiers of all structures ever noted, by their keys."""
        ...

    def marks(self, organisation_id: str) -> tuple[Mark, ...]:
        """Every list that was ever walked and is still wanted."""
        ...

    def advance(self, organisation_id: str, mark: Mark) -> None:
        """Stores a mark, and how old the copy is by now: as old as the list that is furthest behind."""
        ...

    def retire(self, organisation_id: str, wanted: Collection[ListKey]) -> None:
        """Forgets the marks of lists that nobody wants any more; their invoices stay, and grow old."""
        ...


class CopyBook(Protocol):
    """The local copy of the portal, the side that is written."""

    def write(self, organisation_id: str, shown: Shown, ranks: Mapping[str, int]) -> Written:
        """Inserts or updates the records of one page with their history, and keeps bad ones aside: all or nothing.

        The same page again changes nothing. `ranks` orders statuses (`core/status_path.oddity`).
        """
        ...

    def flag_shortfall(
        self, organisation_id: str, list_key: ListKey, window: Window, missing: int, now: datetime
    ) -> None:
        """Remembers that a window gave `missing` records less than it counts; 0: it has given all of them now."""
        ...

    def shortfalls(self, organisation_id: str, list_key: ListKey) -> tuple[datetime, ...]:
        """Where the windows of this list begin that gave too few, earliest first."""
        ...

    def history_due(self, organisation_id: str, limit: int) -> tuple[int, ...]:
        """Portal keys of invoices whose history is wanted, the latest status first."""
        ...

    def write_history(self, organisation_id: str, history: History, now: datetime, ranks: Mapping[str, int]) -> int:
        """Adds the steps not known yet, and when the invoice was made available; returns how many are new.

        Its history is not wanted any more after that.
        """
        ...

    def drop_history(self, organisation_id: str, portal_key: int) -> None:
        """The history of this invoice cannot be had: it is not asked for again until its status changes."""
        ...
