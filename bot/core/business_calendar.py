"""Working days (« jours ouvrés ») of a French public body: weekends, the legal holidays of its zone, its own closures.

The legal holidays are those of the Code du travail, L3133-1 (eleven, everywhere) and L3422-2
(abolition of slavery, overseas), with the two local days of Alsace and Moselle. Customary days (Mardi
gras, 21 July …) and « ponts » are decided locally: they are `Closures` of the organisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from types import MappingProxyType

from bot.core.organisation import Closures

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
_GOOD_FRIDAY = -2
_NO_CLOSURES = Closures()
_DAY = timedelta(days=1)

_LOCAL_DAYS: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType(
    {
        "metropole": (),
        "alsace-moselle": ((12, 26),),
        "guadeloupe": ((5, 27),),
        "martinique": ((5, 22),),
        "guyane": ((6, 10),),
        "la-reunion": ((12, 20),),
        "mayotte": ((4, 27),),
        "saint-barthelemy": ((10, 9),),
        # L3422-2 read in 2019 says 27 May with Guadeloupe, the official open data say 28: the newer
        # wins here, and `extra_closed`/`extra_open` of the body correct it either way.
        "saint-martin": ((5, 28),),
    }
)

ZONES: frozenset[str] = frozenset(_LOCAL_DAYS)
"""The holiday zones that an organisation may name."""


def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (anonymous computus, Meeus/Jones/Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, correction = century // 4, (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leap - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month_day = moon + weekday - 7 * ((golden + 11 * moon + 22 * weekday) // 451) + 114
    return date(year, month_day // 31, month_day % 31 + 1)


@lru_cache(maxsize=256)
def legal_holidays(year: int, zone: str) -> frozenset[date]:
    """Legal holidays of a year in a zone of `ZONES`; ValueError for another zone.

    A holiday that falls on a weekend is never moved. Two may share a date (Guyane, 10 June 2030), so
    the set can hold fewer days than there are feasts. Good Friday is counted everywhere in
    Alsace-Moselle, though the ordinance of 1892 keeps it to communes with a Protestant church: a body
    without one opens it with `extra_open`.
    """
    if zone not in ZONES:
        raise ValueError(f"unknown holiday zone « {zone} »")
    sunday = easter(year)
    offsets = (*_AFTER_EASTER, _GOOD_FRIDAY) if zone == "alsace-moselle" else _AFTER_EASTER
    movable = {sunday + timedelta(days=offset) for offset in offsets}
    return frozenset(movable | {date(year, month, day) for month, day in (*_FIXED, *_LOCAL_DAYS[zone])})


def is_working_day(day: date, zone: str, closures: Closures = _NO_CLOSURES) -> bool:
    """True when the body works on that local day; `extra_open` wins over every other layer."""
    if day in closures.extra_open:
        return True
    if day.weekday() >= 5 or day in closures.extra_closed:
        return False
    return day not in legal_holidays(day.year, zone)


def add_working_days(start: date, count: int, zone: str, closures: Closures = _NO_CLOSURES) -> date:
    """The `count`-th working day after `start`.

    `start` is day 0 whatever the hour and whether or not it is worked (dies a quo); `count` 0 gives
    `start` back; a negative count is a ValueError.
    """
    if count < 0:
        raise ValueError("working days are counted forward only")
    day = start
    while count:
        day += _DAY
        count -= is_working_day(day, zone, closures)
    return day


def working_days_between(first: date, last: date, zone: str, closures: Closures = _NO_CLOSURES) -> int:
    """Working days after `first` up to and including `last`; negative when `last` is earlier.

    `working_days_between(d, add_working_days(d, n)) == n`: the age in working days of a mail received
    on `first`, seen on `last`.
    """
    if last < first:
        return -working_days_between(last, first, zone, closures)
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(is_working_day(day, zone, closures) for day in days)


def open_time_between(
    first: datetime, last: datetime, clock: tzinfo, zone: str, closures: Closures = _NO_CLOSURES
) -> timedelta:
    """How much of the time from `first` to `last` lies in working days of the body's own `clock`, nights included.

    Zero when `last` is not later.
    """
    total, begin = timedelta(0), first.astimezone(UTC)
    while begin < last:
        day = begin.astimezone(clock).date()
        end = min(datetime.combine(day + _DAY, time(), clock).astimezone(UTC), last)
        if is_working_day(day, zone, closures):
            total += end - begin
        begin = end
    return total
