"""Working days: the legal sets of every zone, worked examples, and what must hold for any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.business_calendar import (
    ZONES,
    add_working_days,
    easter,
    is_working_day,
    legal_holidays,
    working_days_between,
)
from bot.core.organisation import Closures

DAYS = st.dates(date(2020, 1, 1), date(2045, 12, 31))
ZONE = st.sampled_from(sorted(ZONES))


@pytest.mark.parametrize(
    "sunday",
    [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2028, 4, 16),
        date(2029, 4, 1),
        date(2030, 4, 21),
        date(2031, 4, 13),
        # The two exceptions of the Gregorian computus, and its extremes.
        date(1954, 4, 18),
        date(1981, 4, 19),
        date(2285, 3, 22),
        date(2038, 4, 25),
    ],
)
def test_easter_falls_where_the_almanac_says(sunday: date) -> None:
    assert easter(sunday.year) == sunday


def test_the_mainland_has_the_eleven_days_of_the_labour_code() -> None:
    assert legal_holidays(2026, "metropole") == {
        date(2026, 1, 1),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 8),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 7, 14),
        date(2026, 8, 15),
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
    }


@pytest.mark.parametrize(
    ("zone", "extra"),
    [
        ("alsace-moselle", {date(2026, 4, 3), date(2026, 12, 26)}),
        ("guadeloupe", {date(2026, 5, 27)}),
        ("martinique", {date(2026, 5, 22)}),
        ("guyane", {date(2026, 6, 10)}),
        ("la-reunion", {date(2026, 12, 20)}),
        ("mayotte", {date(2026, 4, 27)}),
        ("saint-barthelemy", {date(2026, 10, 9)}),
        ("saint-martin", {date(2026, 5, 28)}),
        ("metropole", set()),
    ],
)
def test_each_territory_adds_its_legal_days_and_no_customary_one(zone: str, extra: set[date]) -> None:
    assert legal_holidays(2026, zone) - legal_holidays(2026, "metropole") == extra


def test_every_zone_is_in_the_table_above() -> None:
    assert len(ZONES) == 9


def test_two_feasts_on_one_date_count_once() -> None:
    assert date(2030, 6, 10) in legal_holidays(2030, "metropole")
    assert len(legal_holidays(2030, "guyane")) == 11


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="atlantide"):
        legal_holidays(2026, "atlantide")


PONT = Closures(extra_closed=(date(2026, 5, 15),))


@pytest.mark.parametrize(
    ("received", "zone", "closures", "due"),
    [
        (date(2026, 5, 7), "metropole", Closures(), date(2026, 5, 13)),
        (date(2026, 5, 12), "metropole", Closures(), date(2026, 5, 18)),
        (date(2026, 5, 12), "metropole", PONT, date(2026, 5, 19)),
        (date(2026, 8, 15), "metropole", Closures(), date(2026, 8, 19)),
        (date(2026, 12, 24), "metropole", Closures(), date(2026, 12, 30)),
        (date(2026, 5, 25), "guadeloupe", Closures(), date(2026, 5, 29)),
        (date(2026, 5, 26), "guadeloupe", Closures(), date(2026, 6, 1)),
        (date(2026, 4, 2), "alsace-moselle", Closures(), date(2026, 4, 9)),
        (date(2026, 4, 2), "metropole", Closures(), date(2026, 4, 8)),
        (date(2030, 6, 7), "guyane", Closures(), date(2030, 6, 13)),
        (date(2026, 6, 1), "guadeloupe", Closures(), date(2026, 6, 4)),
        (date(2026, 6, 2), "metropole", Closures(), date(2026, 6, 5)),
    ],
)
def test_three_working_days_are_counted_from_the_day_after_receipt(
    received: date, zone: str, closures: Closures, due: date
) -> None:
    assert add_working_days(received, 3, zone, closures) == due


def test_a_day_that_the_body_opens_is_worked_even_on_a_holiday_or_a_sunday() -> None:
    whit_monday, a_sunday = date(2026, 5, 25), date(2026, 5, 24)
    assert not is_working_day(whit_monday, "metropole")
    assert is_working_day(whit_monday, "metropole", Closures(extra_open=(whit_monday,)))
    assert is_working_day(a_sunday, "metropole", Closures(extra_open=(a_sunday,), extra_closed=(a_sunday,)))


def test_a_weekend_is_not_worked_and_a_plain_monday_is() -> None:
    assert [is_working_day(date(2026, 11, day), "metropole") for day in (20, 21, 22, 23)] == [True, False, False, True]


def test_counting_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 5, 7), -1, "metropole")


def test_a_week_without_holiday_has_five_working_days_and_the_first_day_does_not_count() -> None:
    assert working_days_between(date(2026, 11, 13), date(2026, 11, 20), "metropole") == 5
    assert working_days_between(date(2026, 11, 20), date(2026, 11, 13), "metropole") == -5
    assert working_days_between(date(2026, 11, 20), date(2026, 11, 20), "metropole") == 0


@given(DAYS, st.integers(0, 40), ZONE)
def test_adding_then_counting_gives_the_number_back(start: date, count: int, zone: str) -> None:
    due = add_working_days(start, count, zone)
    assert working_days_between(start, due, zone) == count
    assert count == 0 or is_working_day(due, zone)


@given(DAYS, st.integers(1, 20), ZONE, st.sets(st.integers(1, 30)))
def test_closing_more_days_never_brings_a_due_day_forward(
    start: date, count: int, zone: str, offsets: set[int]
) -> None:
    closed = Closures(extra_closed=tuple(start + timedelta(days=offset) for offset in offsets))
    assert add_working_days(start, count, zone, closed) >= add_working_days(start, count, zone)


@given(DAYS, st.integers(1, 30), ZONE)
def test_a_later_receipt_is_never_due_earlier(start: date, count: int, zone: str) -> None:
    assert add_working_days(start + timedelta(days=1), count, zone) >= add_working_days(start, count, zone)
