"""Windows of a walk: no moment is left out, days of the portal are read once, and a walk knows what it missed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.portal import Feed, Recipient, Search, Window
from bot.core.sync_windows import (
    AGAIN_BACK,
    AGAIN_EVERY,
    AIM,
    LONGEST,
    MOST,
    OVERLAP,
    SHORTEST,
    UNSAID,
    ZONE,
    Again,
    Walk,
    again_begins,
    is_behind,
    is_too_full,
    pages_after_first,
    span_after,
    window_after,
    windows,
)

MOMENTS = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - Hypothesis wants bounds without a zone, and adds it
    datetime(2027, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)
SPANS = st.timedeltas(timedelta(0), timedelta(days=60))
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@given(MOMENTS, st.timedeltas(timedelta(0), timedelta(days=500)), SPANS)
def test_no_moment_is_left_out_and_each_window_reaches_back(
    walked_to: datetime, distance: timedelta, span: timedelta
) -> None:
    now = walked_to + distance
    found = list(windows(walked_to, now, span))
    assert bool(found) == (distance > timedelta(0))
    for window, reached in zip(found, [walked_to, *(window.end for window in found)], strict=False):
        assert window.start == reached - OVERLAP
        assert reached < window.end <= now
        assert window.end - window.start <= LONGEST + 2 * SHORTEST
    assert not found or found[-1].end == now


@given(MOMENTS, SPANS)
def test_windows_of_the_past_begin_when_a_day_has_begun_in_france_and_in_utc_in_summer_and_winter(
    walked_to: datetime, span: timedelta
) -> None:
    found = list(windows(walked_to, walked_to + timedelta(days=200), span))
    for before, after in pairwise(found):
        local = after.start.astimezone(ZONE)
        assert after.start - datetime.combine(local.date(), time(), ZONE) == timedelta(hours=2)
        assert after.start.date() == local.date(), "whichever way the portal reads a date, it is this day"
        assert before.end - after.start == OVERLAP


def test_a_day_that_has_only_23_hours_is_one_window() -> None:
    dawn = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    window = window_after(dawn + OVERLAP, NOW, timedelta(0))
    assert window == Window(dawn, datetime(2026, 3, 30, 0, 0, tzinfo=UTC) + OVERLAP)


@given(MOMENTS, st.integers(0, 10**6))
def test_a_window_that_is_too_full_can_always_be_made_smaller(walked_to: datetime, total: int) -> None:
    now = walked_to + timedelta(days=400)
    span = LONGEST
    for _ in range(30):
        window = window_after(walked_to, now, span)
        assert window is not None
        if not is_too_full(_asked(window), total):
            break
        smaller = span_after(window, total)
        assert smaller < span
        span = smaller
    else:
        raise AssertionError("it never fitted")


def test_spans_follow_what_windows_hold() -> None:
    week = Window(NOW - timedelta(days=7), NOW)
    assert span_after(week, 0) == LONGEST, "one call, however long the list stays empty"
    assert span_after(week, AIM // 100) == timedelta(days=28)
    assert span_after(week, AIM) == timedelta(days=7)
    assert span_after(week, AIM * 14) == SHORTEST
    assert span_after(Window(NOW - LONGEST, NOW), 1) == LONGEST
    assert span_after(week, 10, short=True) == timedelta(days=7) / 4


def test_a_single_day_is_read_however_full_it_is() -> None:
    window = window_after(NOW - timedelta(days=100), NOW, SHORTEST)
    assert window is not None
    assert not is_too_full(_asked(window), MOST * 50)
    wide = window_after(NOW - timedelta(days=100), NOW, timedelta(days=90))
    assert wide is not None
    assert is_too_full(_asked(wide), MOST + 1)
    assert not is_too_full(_asked(wide), MOST)


def test_a_list_of_works_that_may_have_been_cut_unasked_is_made_smaller() -> None:
    wide = Window(NOW - timedelta(days=90), NOW)
    for feed in Feed:
        assert is_too_full(_asked(wide, feed), UNSAID) is (feed is Feed.WORK_DOCUMENTS)
        assert not is_too_full(_asked(wide, feed), UNSAID - 1)
        assert not is_too_full(_asked(wide, feed), UNSAID + 1)


def _asked(window: Window, feed: Feed = Feed.INVOICES) -> Search:
    return Search(feed, Recipient(1, "21020001600015", ""), window)


def walked(listed: list[int], per_page: int, moves: list[tuple[int, int | None]]) -> tuple[Walk, list[int]]:
    """A walk over a list that changes between two pages: each move takes place `at` (or puts a key in at its front)."""
    walk, moves = Walk(), list(moves)

    def read(number: int) -> int:
        page = listed[(number - 1) * per_page : number * per_page]
        walk.note(number, len(listed) if page or number == 1 else 0, set(page))
        if moves:
            at, key = moves.pop(0)
            if key is not None:
                listed.insert(at % (len(listed) + 1), key)
            elif listed:
                listed.pop(at % len(listed))
        return max(1, -(-len(listed) // per_page))

    pages = max(1, -(-len(listed) // per_page))
    read(1)
    for number in pages_after_first(pages):
        read(number)
    if walk.moved and pages > 1:
        moves.clear()
        read(1)
    return walk, listed


@given(st.integers(0, 60), st.integers(1, 9), st.lists(st.integers(0, 100), max_size=30))
def test_records_that_leave_during_a_walk_hide_no_other(size: int, per_page: int, leaving: list[int]) -> None:
    walk, left = walked(list(range(size)), per_page, [(at, None) for at in leaving])
    assert set(left) <= walk.seen
    assert not walk.grew
    assert walk.missing == 0


@given(st.integers(1, 60), st.integers(1, 9), st.lists(st.integers(0, 100), max_size=30))
def test_a_walk_during_which_records_came_is_only_whole_when_it_saw_them_all(
    size: int, per_page: int, coming: list[int]
) -> None:
    walk, left = walked(list(range(size)), per_page, [(at, 1000 + n) for n, at in enumerate(coming)])
    if walk.missing == 0:
        assert len(walk.seen) >= walk.totals[-1]
    if not set(left) & set(range(size)) <= walk.seen:
        assert walk.missing > 0


def test_what_the_portal_counts_but_never_shows_is_missing() -> None:
    walk = Walk()
    walk.note(1, 5, {1, 2})
    walk.note(2, 5, {3})
    assert walk.missing == 2
    again = walk.again()
    again.note(1, 5, {1, 2})
    again.note(2, 5, {4, 5})
    assert again.missing == 0, "together the two walks saw all five"


def test_a_record_without_a_legible_key_is_one_that_was_seen() -> None:
    walk = Walk()
    walk.note(1, 3, {1, 2}, unnamed=1)
    assert walk.missing == 0


def test_an_empty_page_beyond_the_end_says_nothing_of_the_total() -> None:
    walk = Walk()
    walk.note(1, 4, {1, 2})
    walk.note(3, 0, set())
    walk.note(2, 4, {3, 4})
    assert not walk.grew
    assert walk.missing == 0


def test_the_second_walk_waits_for_the_first_and_then_a_week() -> None:
    began = NOW - timedelta(days=1500)
    assert again_begins(NOW, began, NOW, None) is None
    assert again_begins(NOW, began, NOW, NOW - AGAIN_EVERY + SHORTEST) is None
    again = again_begins(NOW, began, NOW, NOW - AGAIN_EVERY)
    assert again == Again(NOW, NOW - AGAIN_BACK, NOW - AGAIN_BACK, NOW)
    assert again_begins(NOW, NOW - SHORTEST, NOW, NOW - AGAIN_EVERY) == Again(NOW, NOW - SHORTEST, NOW - SHORTEST, NOW)


@pytest.mark.parametrize("seed", range(5))
def test_the_second_walk_is_spread_over_a_week_of_nights_and_ends(seed: int) -> None:
    dice = random.Random(seed)
    again = Again(NOW, NOW - AGAIN_BACK, NOW - AGAIN_BACK, NOW)
    done_by_day, now = [0.0] * 10, NOW
    while not again.over:
        now += timedelta(minutes=15)
        assert now - NOW < timedelta(days=9)
        night = not 6 <= now.hour < 20
        while is_behind(again, now, night=night):
            step = min(timedelta(days=dice.uniform(1, 30)), again.until - again.at)
            again = Again(again.began_at, again.start, again.at + step, again.until)
            done_by_day[(now - NOW).days] += step / AGAIN_BACK
    assert max(done_by_day) < 0.45, "no night does most of it"
