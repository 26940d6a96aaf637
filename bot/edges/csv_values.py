"""Values of a CSV cell: amounts, days, moments and SIRETs as French offices write them. In doubt, refused."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from bot.edges.csv_rows import BadValue

_SPACES = re.compile(r"[\s']")
_PLAIN_AMOUNT = re.compile(r"(?P<whole>[+-]?\d{1,13})(?:[.,](?P<cents>\d{1,2})0*)?", re.ASCII)
_GROUPED_AMOUNT = re.compile(
    r"(?P<whole>[+-]?\d{1,3}(?:(?:\.\d{3})+(?=,)|(?:,\d{3})+(?=\.)))[.,](?P<cents>\d{1,2})", re.ASCII
)
_THOUSAND_OR_DECIMALS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}", re.ASCII)
_DAY = re.compile(
    r"(?:(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})|(?P<D>\d{1,2})/(?P<M>\d{1,2})/(?P<Y>\d{4}))(?P<rest>.*)",
    re.ASCII,
)
_MIDNIGHT = re.compile(r"|[T ]00:00(?::00(?:\.0+)?)?")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def amount_of(column: str, text: str) -> Decimal | None:
    """`1234.50`, `1 234,50`, `1.234,50`, with or without €: euros; None for an empty cell.

    `1.234` may be a thousand or a bit more than one: refused, as all that has more than two decimals.
    """
    plain = _SPACES.sub("", text).removesuffix("€").removesuffix("EUR")
    if not plain:
        return None
    match = _PLAIN_AMOUNT.fullmatch(plain) or _GROUPED_AMOUNT.fullmatch(plain)
    if match is None or _THOUSAND_OR_DECIMALS.fullmatch(plain):
        raise BadValue(column, text, "not an amount: write 1234.50 or 1 234,50")
    whole = match["whole"].replace(".", "").replace(",", "")
    return Decimal(f"{whole}.{match['cents'] or '0'}").quantize(Decimal("0.01"))


def day_of(column: str, text: str) -> date:
    """`2026-11-21` or `21/11/2026`; a time is let through only when it is midnight, as spreadsheets add it."""
    match = _DAY.fullmatch(text)
    if match is None or not _MIDNIGHT.fullmatch(match["rest"]):
        raise BadValue(column, text, "not a date: write 2026-11-21 or 21/11/2026")
    return _calendar_day(column, text, match)


def moment_of(column: str, text: str, zone: tzinfo) -> datetime | None:
    """A day (its first moment in `zone`), or a day and a time of `zone` unless it says its own offset; in UTC.

    None for an empty cell.
    """
    if not text:
        return None
    match = _DAY.fullmatch(text)
    if match is None:
        raise BadValue(column, text, "not a date: write 2026-11-21, 21/11/2026 or 2026-11-21T14:30:00")
    day = _calendar_day(column, text, match).isoformat()
    try:
        moment = datetime.fromisoformat(day + (match["rest"].replace(" ", "T", 1) or "T00:00"))
    except ValueError:
        raise BadValue(column, text, "not a time: write 2026-11-21T14:30:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def siret_of(column: str, text: str) -> str:
    """Fourteen digits, spaces taken out; the checksum is not looked at (Chorus Pro's test data fails it)."""
    digits = _SPACES.sub("", text)
    if not digits:
        raise BadValue(column, text, "missing")
    if not (digits.isascii() and digits.isdigit()):
        raise BadValue(column, text, "not a SIRET: only digits are allowed (a spreadsheet may have rounded it)")
    if len(digits) != 14:
        raise BadValue(column, text, f"not a SIRET: {len(digits)} digits instead of 14")
    return digits


def _calendar_day(column: str, text: str, match: re.Match[str]) -> date:
    year, month, day = (int(match[iso] or match[french]) for iso, french in ("yY", "mM", "dD"))
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadValue(column, text, f"not a plausible year: {year}")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue(column, text, "no such day in the calendar") from None
