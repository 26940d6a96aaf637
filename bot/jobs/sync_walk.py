"""Walking one window of one list of the portal: every page written as it comes, and whether all of it was seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.core.portal import BadRecord, Page, PortalInvoice, Recipient, RecipientService, Search, Window
from bot.core.sync_windows import (
    LONGEST,
    SHORTEST,
    UNSAID,
    WALKS,
    Again,
    Walk,
    can_be_cut,
    is_too_full,
    pages_after_first,
    span_after,
    window_after,
)
from bot.errors import PortalError
from bot.jobs.loop import never
from bot.ports.copy import CopyBook, ListKey, Mark, Shown
from bot.ports.outside import Clock
from bot.ports.portal import Portal

PER_PAGE = 1_000
"""What production clients ask for; the portal may give fewer, its own count of pages is followed."""

HISTORY_BACK = timedelta(days=120)
"""Histories are asked for when the status is no older: of what was paid last year the search tells enough."""

_REFUSED = "refused_by_rule"
"""The portal's word for a request that it understands and does not serve: perhaps a window too wide for it."""


@dataclass(slots=True)
class Counts:
    """What walks did so far: pages asked for, records they listed, and what became of them."""

    calls: int = 0
    read: int = 0
    inserted: int = 0
    changed: int = 0
    bad: int = 0
    odd: int = 0
    same_number: int = 0
    windows: int = 0
    rewalks: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """A list to be walked: whose it is, and the service alone that is asked about (None: all)."""

    recipient: Recipient
    service: RecipientService | None
    mark: Mark

    @property
    def label(self) -> str:
        """For people: which list it is."""
        service = f" service {self.mark.service_code}" if self.mark.service_code else ""
        return f"{self.recipient.identifier}{service} {self.mark.list.feed.value}"


class _End(StrEnum):
    """How walking one window ended."""

    WHOLE = "whole"
    TOO_FULL = "too full"
    SHORT = "short"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class _Read:
    """A page as it came, and when it was asked for."""

    number: int
    page: Page
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class _Outcome:
    end: _End
    total: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What one window did: the list as it stands now, and whether there is nothing more to do on it in this run."""

    target: Target
    done: bool


@dataclass(slots=True)
class Walker:
    """What walking a window needs. `keep_on()` is asked before each page: False when the run has to end."""

    portal: Portal
    book: CopyBook
    clock: Clock
    organisation_id: str
    ranks: Mapping[str, int]
    keep_on: Callable[[], bool]
    counts: Counts = field(default_factory=Counts)
    at: Callable[[str], None] = never
    short: dict[ListKey, bool] = field(default_factory=dict)
    """Lists some windows of which gave too few, as far as this run has asked."""
    widest: timedelta = LONGEST
    """The widest window that is asked for: less once the portal has refused one."""

    def forward(self, target: Target, now: datetime) -> Step:
        """The next window towards `now`. The mark moves when every page of it is committed, else only its span may.

        Raises PortalError, StoreError.
        """
        mark = target.mark
        window = window_after(mark.walked_to, now, min(mark.span, self.widest))
        if window is None:
            return Step(target, done=True)
        outcome = self._walk(target, window)
        if outcome.end is _End.STOPPED:
            return Step(target, done=True)
        if span := self._cut_to(window, outcome):
            return Step(replace(target, mark=replace(mark, span=span)), done=False)
        at_present = window.end >= now
        self._note_missing(target, window, outcome)
        if outcome.end is _End.SHORT and at_present:
            # What is missing of today may show up in a quarter of an hour: the copy stays as old as it is till then.
            return Step(target, done=True)
        span = mark.span if at_present else span_after(window, outcome.total)
        return Step(replace(target, mark=replace(mark, walked_to=window.end, span=span)), done=at_present)

    def once_more(self, target: Target, again: Again) -> Step:
        """The next window of the second walk; `done` when that is over, or has to wait. Raises as `forward`."""
        mark = target.mark
        window = window_after(again.at, again.until, min(mark.span, self.widest, again.widest))
        if window is None:
            return Step(replace(target, mark=replace(mark, again=None, again_done_at=self.clock.now())), done=True)
        outcome = self._walk(target, window)
        if outcome.end is _End.STOPPED:
            return Step(target, done=True)
        if span := self._cut_to(window, outcome):
            return Step(replace(target, mark=replace(mark, span=span)), done=False)
        self._note_missing(target, window, outcome)
        span = mark.span if window.end >= again.until else span_after(window, outcome.total)
        moved = replace(again, at=window.end)
        over = self.clock.now() if moved.over else None
        mark = replace(mark, span=span, again=None if over else moved, again_done_at=over or mark.again_done_at)
        return Step(replace(target, mark=mark), done=moved.over)

    def _cut_to(self, window: Window, outcome: _Outcome) -> timedelta | None:
        """How wide the window should have been; None when it need not, or cannot, be narrower."""
        if outcome.end is _End.TOO_FULL:
            return span_after(window, outcome.total, short=outcome.total == UNSAID)
        if outcome.end is _End.SHORT and can_be_cut(window):
            return span_after(window, outcome.total, short=True)
        return None

    def _note_missing(self, target: Target, window: Window, outcome: _Outcome) -> None:
        self.counts.windows += 1
        self.counts.missing += outcome.missing
        list_key = target.mark.list
        if list_key not in self.short:
            self.short[list_key] = bool(self.book.shortfalls(self.organisation_id, list_key))
        if outcome.missing or self.short[list_key]:
            self.book.flag_shortfall(self.organisation_id, list_key, window, outcome.missing, self.clock.now())
            self.short[list_key] = True

    def _walk(self, target: Target, window: Window) -> _Outcome:
        try:
            return self._walks(Search(target.mark.list.feed, target.recipient, window, target.service), target)
        except PortalError as error:
            if error.trouble == _REFUSED and can_be_cut(window):
                self.widest = (window.end - window.start) / 2
                return _Outcome(_End.SHORT, missing=1)
            raise

    def _walks(self, search: Search, target: Target) -> _Outcome:
        """Walks the window until nothing is missing, WALKS times at most."""
        walk, outcome = Walk(), _Outcome(_End.SHORT)
        for attempt in range(WALKS):
            if attempt:
                walk = walk.again()
                self.counts.rewalks += 1
            outcome = self._walk_once(search, target, walk)
            if outcome.end is not _End.SHORT:
                break
        return outcome

    def _walk_once(self, search: Search, target: Target, walk: Walk) -> _Outcome:
        """Each page is committed while the portal is at the next one; nothing is asked twice at a time."""
        read = self._read(search, 1)
        first = read.page
        if is_too_full(search, first.total):
            self.counts.calls += 1
            return _Outcome(_End.TOO_FULL, first.total)
        with ThreadPoolExecutor(1) as ahead:
            for number in pages_after_first(first.pages):
                if not self.keep_on():
                    self._keep(read, target, walk)
                    return _Outcome(_End.STOPPED)
                coming = ahead.submit(self._read, search, number)
                self._keep(read, target, walk)
                read = coming.result()
        self._keep(read, target, walk)
        if walk.moved and first.pages > 1:
            self._keep(self._read(search, 1), target, walk)
        missing = walk.missing
        return _Outcome(_End.SHORT if missing else _End.WHOLE, first.total, missing)

    def _read(self, search: Search, number: int) -> _Read:
        """One page; what it shows is as old as the moment it was asked for."""
        seen_at = self.clock.now()
        page = self.portal.search(search, number, PER_PAGE)
        self.at("sync.page_read")
        return _Read(number, page, seen_at)

    def _keep(self, read: _Read, target: Target, walk: Walk) -> None:
        """Commits one page."""
        page, seen_at = read.page, read.seen_at
        good = [record for record in page.records if isinstance(record, PortalInvoice)]
        bad = [record for record in page.records if isinstance(record, BadRecord)]
        keys = {record.key for record in page.records if record.key is not None}
        walk.note(read.number, page.total, keys, sum(record.key is None for record in bad))
        counts = self.counts
        counts.calls += 1
        counts.read += len(page.records)
        counts.bad += len(bad)
        if page.records:
            shown = Shown(target.mark.list, good, bad, seen_at, seen_at - HISTORY_BACK)
            written = self.book.write(self.organisation_id, shown, self.ranks)
            counts.inserted += written.inserted
            counts.changed += written.changed
            counts.odd += written.odd
            counts.same_number += written.same_number
        self.at("sync.page_written")


def begun_again(mark: Mark, now: datetime, since: datetime | None) -> Mark:
    """A mark whose second walk begins, from `since` (None: from where its fill began) to where it was walked."""
    start = min(max(mark.began_from, since or mark.began_from), mark.walked_to - SHORTEST)
    return replace(mark, again=Again(now, start, start, mark.walked_to))
