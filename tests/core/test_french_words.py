"""Dates, hours, zones and amounts as French people write them, whatever the machine's language."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import french_words as words


def test_a_date_is_said_with_its_weekday_and_month() -> None:
    assert words.date_long(date(2026, 11, 21)) == "samedi 21 novembre 2026"
    assert words.date_words(date(2026, 2, 9)) == "9 février 2026"
    assert words.date_short(date(2026, 2, 9)) == "09/02/2026"


def test_the_first_of_a_month_is_premier() -> None:
    assert words.date_long(date(2027, 8, 1)) == "dimanche 1er août 2027"


def test_an_hour_keeps_its_minutes_and_never_breaks_over_two_lines() -> None:
    assert words.datetime_long(datetime(2026, 11, 21, 9, 5, tzinfo=UTC)) == "samedi 21 novembre 2026 à 9\u00a0h\u00a005"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Paris", "heure de Paris"),
        ("America/Guadeloupe", "heure de la Guadeloupe"),
        ("Indian/Reunion", "heure de La Réunion"),
        ("Europe/Berlin", "UTC+01:00"),
    ],
)
def test_a_zone_is_named_by_its_place(zone: str, said: str) -> None:
    assert words.zone_words(datetime(2026, 11, 21, 9, 5, tzinfo=ZoneInfo(zone))) == said


def test_a_zone_without_a_place_is_told_by_its_distance() -> None:
    west = timezone(-timedelta(hours=3, minutes=30))
    assert words.zone_words(datetime(2026, 11, 21, 9, 5, tzinfo=west)) == "UTC-03:30"
    assert words.zone_words(datetime(2026, 11, 21, 9, 5, tzinfo=UTC)) == "heure universelle (UTC)"


def test_an_hour_of_nowhere_is_refused() -> None:
    nowhere = datetime(2026, 11, 21, 9, 5, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="fuseau"):
        words.zone_words(nowhere)


def test_euros_have_a_comma_and_groups_that_hold_together() -> None:
    assert words.euros(Decimal("1234567.5")) == "1\u00a0234\u00a0567,50\u00a0€"
    assert words.euros(Decimal("-0.005")) == "-0,01\u00a0€"


@given(st.dates())
def test_every_date_has_a_weekday_a_month_and_its_year(day: date) -> None:
    said = words.date_long(day).split()
    assert len(said) == 4
    assert said[3] == str(day.year)
