"""Windows of a walk over the portal's lists: where the next one lies, how wide, and whether a walk saw all of it.

A list is walked by the date of the current status, the only order that never loses a change
(`periodeDateHeureEtatCourant*` of `rechercher/recipiendaire`). Two things are not known and never relied on: whether
the first bound counts by the day only, and in which zone the portal reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.portal import Feed, Search, Window

ZONE = ZoneInfo("Europe/Paris")
"""The portal's own clock: its days begin there, wherever the body is."""

OVERLAP = timedelta(hours=3)
"""How far each window reaches back into the one before: clocks that differ, changes shown late."""

_DAWN = timedelta(hours=2)
"""After so much of the portal's day it is the same day in UTC, summer and winter: the two ways to read a date agree."""

SETTLING = timedelta(minutes=1)
"""A window ends this long before now: what changes during the walk then leaves the window and never enters it."""

SHORTEST = timedelta(days=1)
FIRST = timedelta(days=30)
LONGEST = timedelta(days=3660)
"""How wide windows are: at least, at first (what production clients ask for), at most.

No limit is published: a list that is nearly empty is walked in few calls, and a portal that has a limit refuses.
"""

_WIDER = 4
"""How many times as wide as one window the next may be: where invoices are few, more may follow."""

AIM = 3_000
MOST = 6_000
"""How many records one window should hold, and above which number it is cut."""

UNSAID = 200
"""`nbResultatsMaximum` of the portal's searches where the request is silent."""

WALKS = 3
"""How often one window is walked before what is missing is reported."""

AGAIN_EVERY = timedelta(days=7)
AGAIN_BACK = timedelta(days=400)
"""The slow second walk: how often it begins, and how far back it goes."""


def window_after(walked_to: datetime, now: datetime, span: timedelta) -> Window | None:
    """The window that continues a walk which has everything before `walked_to`; None when that is the present.

    Windows of the past end so that the next one, which reaches back by OVERLAP, begins at a dawn of the portal: a bound
    that counts whole days then gives no day twice.
    """
    if walked_to >= now:
        return None
    start = walked_to - OVERLAP
    end = _dawn_after(start, min(max(span, SHORTEST), LONGEST)) + OVERLAP
    return Window(start, min(end, now))


def _dawn_after(start: datetime, span: timedelta) -> datetime:
    """The last dawn of the portal within `span` after `start`, but always a later day's than that of `start`."""
    first = (start - _DAWN).astimezone(ZONE).date() + SHORTEST
    day = max(first, (start - _DAWN + span).astimezone(ZONE).date())
    return datetime.combine(day, time(), ZONE).astimezone(UTC) + _DAWN


def windows(walked_to: datetime, now: datetime, span: timedelta) -> Iterator[Window]:
    """Every window up to `now` if none has to be cut."""
    while (window := window_after(walked_to, now, span)) is not None:
        yield window
        walked_to = window.end


def is_too_full(search: Search, total: int) -> bool:
    """Whether a window of so many records is to be cut before it is read.

    Public clients send the works' search no `nbResultatsMaximum`, and nobody knows whether it stops somewhere and then
    counts what is left only: exactly as many as the other searches give unasked may be the beginning of a longer list.
    """
    may_be_more = search.feed is Feed.WORK_DOCUMENTS and total == UNSAID
    return (total > MOST or may_be_more) and can_be_cut(search.window)


def can_be_cut(window: Window) -> bool:
    """Whether there is a narrower window with the same beginning."""
    return window_after(window.start + OVERLAP, window.end, SHORTEST) != window


def span_after(window: Window, total: int, *, short: bool = False) -> timedelta:
    """How wide the next window should be, after one that holds `total` records.

    An empty one costs one call however wide it is. `short`: it did not give all that it counts, perhaps because the
    portal stops at some number of results: a quarter of it.
    """
    width = window.end - window.start
    if short:
        return max(SHORTEST, width / 4)
    wanted = width * min(_WIDER, AIM / total) if total else LONGEST
    return min(max(wanted, SHORTEST), LONGEST)


# --- one walk over the pages of one window --------------------------------------------------------


@dataclass(slots=True)
class Walk:
    """What the pages of one window told. They are read first to count, then from the last to the second.

    A record whose status changes meanwhile leaves the window, and those behind it move up: towards pages not read
    yet. Read forwards, one would slip past; read backwards, none can. `seen` are the keys of this and earlier walks
    over the same window.
    """

    seen: set[int] = field(default_factory=set)
    earlier: int = 0
    """The greatest total of earlier walks, 0 before the first."""
    totals: list[int] = field(default_factory=list)
    _now: set[int] = field(default_factory=set)
    _unnamed: dict[int, int] = field(default_factory=dict)
    _emptied: bool = False

    def note(self, number: int, total: int, keys: set[int], unnamed: int = 0) -> None:
        """One page: its number, the total that came with it, the keys of its records, and how many had no legible key."""
        self.seen |= keys
        self._now |= keys
        self._unnamed[number] = unnamed
        if number == 1 or keys or unnamed:
            self.totals.append(total)
        else:
            # Beyond the last page by now: it comes back as an empty search, which says nothing of the total.
            self._emptied = True

    @property
    def moved(self) -> bool:
        """Records left or came while it lasted: the first page has to be read again, those behind moved up into it."""
        return self._emptied or len(set(self.totals)) > 1

    @property
    def grew(self) -> bool:
        """Records came into the window: some may have moved down, past pages that were read already."""
        return any(after > before for before, after in zip(self.totals, self.totals[1:], strict=False))

    @property
    def missing(self) -> int:
        """How many records the total counts that no page had; 0 when this walk, or all together, saw everything."""
        unnamed = sum(self._unnamed.values())
        last, greatest = (self.totals or [0])[-1], max((*self.totals, self.earlier), default=0)
        here = len(self._now) + unnamed
        if (not self.grew and here >= last) or len(self.seen) + unnamed >= greatest:
            return 0
        # At least 1: a window that would not stand still has a shortfall of unknown size.
        return max(1, last - here)

    def again(self) -> Walk:
        """The next walk over the same window."""
        return Walk(seen=self.seen, earlier=max((*self.totals, self.earlier), default=0))


def pages_after_first(pages: int) -> range:
    """In which order to read the others once the first page told how many there are."""
    return range(pages, 1, -1)


# --- the slow second walk ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Again:
    """A second walk under way: over what changed from `start` to `until`, begun at `began_at`, now at `at`."""

    began_at: datetime
    start: datetime
    at: datetime
    until: datetime

    @property
    def widest(self) -> timedelta:
        """Its widest window: of a long walk what one night has to do."""
        return max(FIRST, (self.until - self.start) / 7)

    @property
    def over(self) -> bool:
        """Nothing is left of it."""
        return self.at >= self.until


def again_begins(now: datetime, began_from: datetime, walked_to: datetime, done_at: datetime | None) -> Again | None:
    """A new second walk when the last one (None: the first fill) ended long enough ago; `walked_to` bounds it."""
    if done_at is None or now - done_at < AGAIN_EVERY:
        return None
    return Again(now, max(began_from, now - AGAIN_BACK), max(began_from, now - AGAIN_BACK), walked_to)


def is_behind(again: Again, now: datetime, *, night: bool) -> bool:
    """Whether the next window of a second walk is due: it is spread over AGAIN_EVERY, and by day nearly left alone."""
    if again.over:
        return False
    elapsed = (now - again.began_at) / AGAIN_EVERY
    done = (again.at - again.start) / max(again.until - again.start, timedelta(seconds=1))
    # By night one seventh at a time; by day only what several nights have left undone.
    return done < elapsed + 1 / 7 if night else done < elapsed - 2 / 7
