"""Dates, hours, zones and lists in English words, for the courtesy version below our French mails."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType

from bot.core.french_words import signed_distance

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_ZONES: Mapping[str, str] = MappingProxyType(
    {
        "Europe/Paris": "Paris time",
        "America/Guadeloupe": "Guadeloupe time",
        "America/Martinique": "Martinique time",
        "America/Cayenne": "French Guiana time",
        "America/St_Barthelemy": "Saint Barthélemy time",
        "America/Marigot": "Saint Martin time",
        "America/Miquelon": "Saint Pierre and Miquelon time",
        "Indian/Reunion": "Réunion time",
        "Indian/Mayotte": "Mayotte time",
        "Pacific/Noumea": "New Caledonia time",
        "Pacific/Tahiti": "Tahiti time",
        "Pacific/Wallis": "Wallis and Futuna time",
    }
)


def date_words(day: date) -> str:
    """“21 November 2026”: the month in letters, since 03/12 is read two ways."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def date_long(day: date) -> str:
    """“Saturday 21 November 2026”."""
    return f"{_WEEKDAYS[day.weekday()]} {date_words(day)}"


def datetime_words(moment: datetime) -> str:
    """“21 November 2026 at 14:32”: the hour as `moment`'s own zone shows it."""
    return f"{date_words(moment)} at {moment:%H:%M}"


def datetime_long(moment: datetime) -> str:
    """“Saturday 21 November 2026 at 14:32”."""
    return f"{date_long(moment)} at {moment:%H:%M}"


def zone_words(moment: datetime) -> str:
    """“Paris time”; an unnamed zone by its distance, “UTC+01:00”. Raises ValueError for a time without zone."""
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("time without zone")
    named = _ZONES.get(getattr(moment.tzinfo, "key", ""))
    return named or ("universal time (UTC)" if offset == timedelta(0) else f"UTC{signed_distance(offset)}")


def and_words(words: object) -> str:
    """“A”, “A and B”, “A, B and C”."""
    items = [str(word) for word in words] if isinstance(words, (list, tuple)) else [str(words)]
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""
