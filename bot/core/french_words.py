"""Dates, hours, zones, numbers and amounts in French words, without any locale of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
"""January first."""
_NBSP = "\N{NO-BREAK SPACE}"
_CENT = Decimal("0.01")

_ZONES: Mapping[str, str] = MappingProxyType(
    {
        "Europe/Paris": "heure de Paris",
        "America/Guadeloupe": "heure de la Guadeloupe",
        "America/Martinique": "heure de la Martinique",
        "America/Cayenne": "heure de la Guyane",
        "America/St_Barthelemy": "heure de Saint-Barthélemy",
        "America/Marigot": "heure de Saint-Martin",
        "America/Miquelon": "heure de Saint-Pierre-et-Miquelon",
        "Indian/Reunion": "heure de La Réunion",
        "Indian/Mayotte": "heure de Mayotte",
        "Pacific/Noumea": "heure de la Nouvelle-Calédonie",
        "Pacific/Tahiti": "heure de Tahiti",
        "Pacific/Wallis": "heure de Wallis-et-Futuna",
    }
)


def counted(number: int, one: str, many: str) -> str:
    """« 1 point », « 3 points »; none counts as one: « 0 point »."""
    return f"{number} {many if number > 1 else one}"


def date_words(day: date) -> str:
    """« 21 novembre 2026 », « 1er août 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def date_long(day: date) -> str:
    """« samedi 21 novembre 2026 »."""
    return f"{_WEEKDAYS[day.weekday()]} {date_words(day)}"


def date_short(day: date) -> str:
    """« 21/11/2026 »."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def hour_words(moment: datetime) -> str:
    """« 14 h 32 », « 9 h 05 »: the hour as `moment`'s own zone shows it."""
    return f"{moment.hour}{_NBSP}h{_NBSP}{moment.minute:02}"


def datetime_words(moment: datetime) -> str:
    """« 21 novembre 2026 à 14 h 32 »."""
    return f"{date_words(moment)} à {hour_words(moment)}"


def datetime_long(moment: datetime) -> str:
    """« samedi 21 novembre 2026 à 14 h 32 »."""
    return f"{date_long(moment)} à {hour_words(moment)}"


def zone_words(moment: datetime) -> str:
    """« heure de Paris », « heure de la Guadeloupe »; an unnamed zone by its distance, « UTC+01:00 ».

    Raises ValueError for a time without zone: a supplier must never read an hour of nowhere.
    """
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("heure sans fuseau")
    named = _ZONES.get(getattr(moment.tzinfo, "key", ""))
    return named or ("heure universelle (UTC)" if offset == timedelta(0) else f"UTC{signed_distance(offset)}")


def signed_distance(offset: timedelta) -> str:
    """« +01:00 », « -04:00 »."""
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def and_words(words: object) -> str:
    """« A », « A et B », « A, B et C »."""
    items = [str(word) for word in words] if isinstance(words, (list, tuple)) else [str(words)]
    return " et ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""


def euros(amount: Decimal) -> str:
    """« 1 234,50 € », for staff only: no mail to a supplier carries an amount."""
    rounded = amount.quantize(_CENT, rounding=ROUND_HALF_UP)
    return f"{rounded:,.2f}".replace(",", _NBSP).replace(".", ",") + f"{_NBSP}€"
