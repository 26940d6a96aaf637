"""Fields of Chorus Pro's answers as they really come: quoted numbers, three forms of dates, odd signs, lists of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

PORTAL_ZONE = ZoneInfo("Europe/Paris")
"""Times without a zone (`2019-04-19 11:08`) are French ones; nothing published says so, users see them so."""
_UNSHOWN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
_SPOILT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd\ud800-\udfff]")
_ID = re.compile(r"[0-9]{1,19}")
_LARGEST_ID = 2**63 - 1
_PLAIN_AMOUNT = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,6})?")
_AMOUNT = re.compile(r"[+-]?[0-9]{1,40}(?:\.[0-9]{0,40})?(?:[eE][+-]?[0-9]{1,2})?")
_LARGEST_AMOUNT = 10**13
"""The portal's own columns are decimal(19,6)."""
_CENT = Decimal("0.01")
_DAY = re.compile(r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_When = TypeVar("_When", date, datetime)
_YES = frozenset({"true", "oui", "1", "vrai"})

Fields = Mapping[str, object]


class Illegible(Exception):
    """A value that cannot be what its field should hold. Says why, never what it was."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


def text(fields: Fields, name: str, longest: int) -> str:
    """Free text, cleaned of what does not show, cut at `longest`; empty when missing or no text."""
    value = fields.get(name)
    if isinstance(value, str):
        cut = value[:longest]
        return (cut if cut.isprintable() else _UNSHOWN.sub("", cut)).strip()
    return str(value)[:longest] if type(value) is int else ""


def exact(fields: Fields, name: str, longest: int) -> str:
    """Text that identifies something, to the letter; empty when missing. Raises Illegible rather than mend it."""
    value = fields.get(name)
    if value is None:
        return ""
    if type(value) is int:
        value = str(value)
    if not isinstance(value, str):
        raise Illegible(name, "no text")
    value = value.strip()
    if len(value) > longest:
        raise Illegible(name, "too long")
    if not value.isascii() or not value.isprintable():
        _check(name, value)
    return value


def _check(name: str, value: str) -> None:
    if _SPOILT.search(value):
        raise Illegible(name, "a sign that does not show")


def identity(fields: Fields, name: str) -> int | None:
    """One of the portal's own numbers, quoted or not; None when missing. Raises Illegible."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str) and _ID.fullmatch(value.strip()):
        value = int(value)
    if type(value) is not int or not 0 < value <= _LARGEST_ID:
        raise Illegible(name, "no number of the portal's")
    return value


def amount(fields: Fields, name: str) -> Decimal | None:
    """Euros from the text that was written, never through a float; None when missing. Raises Illegible.

    Java writes 12345678.9 as `1.23456789E7`. More decimals than the portal's own six are a float's noise: to the cent.
    """
    value = fields.get(name)
    if value is None or value == "":
        return None
    if type(value) is int and abs(value) < _LARGEST_AMOUNT:
        return Decimal(value)
    if isinstance(value, str) and _PLAIN_AMOUNT.fullmatch(value):
        return Decimal(value)
    return _odd_amount(name, value)


def _odd_amount(name: str, value: object) -> Decimal:
    """An amount in another form than people write."""
    if type(value) is int:
        raise Illegible(name, "too large")
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value := value.strip()):
        raise Illegible(name, "no amount")
    given = Decimal(value)
    if abs(given) >= _LARGEST_AMOUNT:
        raise Illegible(name, "too large")
    places = given.as_tuple().exponent
    return given if isinstance(places, int) and -6 <= places <= 0 else given.quantize(_CENT)


def day(fields: Fields, name: str) -> date | None:
    """A date, French if it came with a time; None when missing. Raises Illegible."""
    return _dated(fields, name, _day_of)


def _dated(fields: Fields, name: str, read: Callable[[str], _When | None]) -> _When | None:
    value = fields.get(name)
    if value is None or value == "":
        return None
    found = read(value) if isinstance(value, str) else None
    if found is None:
        raise Illegible(name, "no date")
    return found


@lru_cache(maxsize=4096)
def _day_of(value: str) -> date | None:
    """Days come again and again, so each is read once."""
    if not _DAY.fullmatch(value):
        found = _moment_of(value)
        return found.astimezone(PORTAL_ZONE).date() if found else None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def moment(fields: Fields, name: str) -> datetime | None:
    """A time in UTC, read as French where no zone is written; None when missing. Raises Illegible.

    Of an hour that comes twice, in autumn, the first is meant; one that never was, in spring, is moved on.
    """
    return _dated(fields, name, _moment_of)


def _moment_of(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
        if not 1900 <= found.year < 2200 or value[4] != "-" or not value[5:7].isdigit():
            return None  # another form of ISO 8601, or a slip of the keys
        return (found if found.tzinfo else found.replace(tzinfo=PORTAL_ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def flag(fields: Fields, name: str) -> bool:
    """True only for a clear yes; missing is no."""
    value = fields.get(name)
    return value is True or (isinstance(value, str | int) and str(value).strip().lower() in _YES)


def rows(value: object) -> list[object]:
    """A list as such; one single object as a list of one; nothing as none. Raises Illegible."""
    if value is None:
        return []
    if isinstance(value, Mapping):
        return [value]
    if isinstance(value, list):
        return value
    raise Illegible("list", "no list")


def part(fields: Fields, name: str) -> Fields:
    """A block of fields, empty when missing or no block."""
    value = fields.get(name)
    return value if isinstance(value, Mapping) else {}
