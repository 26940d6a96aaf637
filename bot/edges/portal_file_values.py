"""Values of a cell: amounts, days and moments as French offices write them. In doubt, refused."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal

from bot.edges.portal_file_rows import BadValue

_NOT_AN_AMOUNT = "ce n'est pas un montant : écrivez 1234,50 ou 1 234,50"
_SPACE = re.compile(r"[\s'’]")
_CURRENCY = re.compile(r"^(?:€|eur)\s*|\s*(?:€|euros?|eur)$", re.IGNORECASE)
_NEGATIVE = re.compile(r"\((?P<inside>.*)\)|[-−‑–]\s*(?P<before>.*)")
_CENTS = r"(?P<cents>\d{1,2})0*"
_AMOUNTS = (
    re.compile(rf"(?P<whole>\d{{1,13}})(?:[.,]{_CENTS})?", re.ASCII),
    re.compile(rf"(?P<whole>\d{{1,3}}(?: \d{{3}})+)(?:[.,]{_CENTS})?", re.ASCII),
    re.compile(rf"(?P<whole>\d{{1,3}}(?:\.\d{{3}})+),{_CENTS}", re.ASCII),
    re.compile(rf"(?P<whole>\d{{1,3}}(?:,\d{{3}})+)\.{_CENTS}", re.ASCII),
)
_PLAIN_AMOUNT = re.compile(r"\d{1,13}\.\d\d", re.ASCII)
"""As programs write amounts: nothing to take out or to doubt."""
_THOUSAND_OR_DECIMALS = re.compile(r"\d{1,3}[.,]\d{3}", re.ASCII)

_NOT_A_DAY = "ce n'est pas une date : écrivez 24/03/2026 ou 2026-03-24"
_DAY = re.compile(
    r"(?:(?P<y>\d{4})(?P<sep>[-/.]?)(?P<m>\d{2})(?P=sep)(?P<d>\d{2})"
    r"|(?P<D>\d{1,2})(?P<dot>[-/.])(?P<M>\d{1,2})(?P=dot)(?P<Y>\d{4}))(?!\d)(?P<rest>.*)",
    re.ASCII,
)
_DAY_IN_WORDS = re.compile(
    r"(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche)?\s*(?P<d>\d{1,2})(?:er)?[\s-]+(?P<month>[^\W\d]+)\.?[\s-]+"
    r"(?P<y>\d{4})(?!\d)(?:\s*(?:à\s+)?(?P<rest>\d.*))?",
    re.IGNORECASE,
)
_MIDNIGHT = re.compile(r"|[T ]?00:00(?::00(?:\.0+)?)?")
_HOUR = re.compile(r"(?:[T ]|\s*à\s*)?(?P<h>\d{1,2})(?::|\s?h\s?)(?P<m>\d{2})(?P<s>:.*)?", re.IGNORECASE)
_SERIAL = re.compile(r"[34567]\d{4}(?:[.,]\d+)?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin",
    "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip
_SHORTEST_MONTH = 3


def amount_of(column: str, text: str) -> Decimal | None:
    """`1234.50`, `1 234,50 €`, `1.234,50`, `-12,00`, `(12,00)`: euros; None for an empty cell.

    `1.234` may be a thousand or a bit more than one: refused, as all that has more than two decimals.
    """
    if _PLAIN_AMOUNT.fullmatch(text):
        return Decimal(text)
    plain = _CURRENCY.sub("", _SPACE.sub(" ", text).strip())
    if not plain:
        return None
    negative = _NEGATIVE.fullmatch(plain)
    if negative is not None:
        plain = next(part for part in negative.groups() if part is not None)
    digits = _CURRENCY.sub("", plain.strip()).removeprefix("+").strip()
    match = next(filter(None, (form.fullmatch(digits) for form in _AMOUNTS)), None)
    if match is None or _THOUSAND_OR_DECIMALS.fullmatch(digits):
        raise BadValue(column, text, _NOT_AN_AMOUNT)
    whole = re.sub(r"\D", "", match["whole"])
    found = Decimal(f"{whole}.{match['cents'] or '0'}").quantize(Decimal("0.01"))
    return -found if negative is not None and found else found


def day_of(column: str, text: str) -> date:
    """`2026-03-24`, `24/03/2026`, `24.03.2026`, `20260324`, `24 mars 2026`, `mardi 1er déc. 2026`.

    A time is let through only when it is midnight, as spreadsheets add it.
    """
    day, rest = _day_and_rest(column, text)
    if not _MIDNIGHT.fullmatch(rest):
        raise BadValue(column, text, "une date est attendue, sans heure")
    return day


def moment_of(column: str, text: str, zone: tzinfo) -> datetime | None:
    """A day (its first moment in `zone`), or a day and a time of `zone` unless it says its own offset; in UTC.

    None for an empty cell.
    """
    if not text:
        return None
    day, rest = _day_and_rest(column, text)
    try:
        moment = datetime.fromisoformat(f"{day.isoformat()}T{_iso_hour(rest) or '00:00'}")
    except ValueError:
        raise BadValue(column, text, "ce n'est pas une heure : écrivez 24/03/2026 14:30") from None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise BadValue(column, text, _NOT_A_DAY) from None


def _iso_hour(rest: str) -> str:
    """`14h30`, ` 9:05`, `T14:30:00Z` as ISO writes them; what is neither comes back as it is."""
    match = _HOUR.fullmatch(rest)
    return f"{int(match['h']):02}:{match['m']}{match['s'] or ''}" if match else rest.removeprefix("T").strip()


def _day_and_rest(column: str, text: str) -> tuple[date, str]:
    """The day that `text` begins with, and what follows it."""
    match = _DAY.fullmatch(text)
    if match is not None:
        year, month, day = (int(match[iso] or match[french]) for iso, french in ("yY", "mM", "dD"))
        return _calendar_day(column, text, year, month, day), match["rest"]
    worded = _DAY_IN_WORDS.fullmatch(text)
    named = _month(worded["month"]) if worded else 0
    if worded is None or not named:
        serial = " (c'est un numéro de jour du tableur : mettez la colonne au format Date)"
        raise BadValue(column, text, f"{_NOT_A_DAY}{serial if _SERIAL.fullmatch(text) else ''}")
    return _calendar_day(column, text, int(worded["y"]), named, int(worded["d"])), worded["rest"] or ""


def _month(word: str) -> int:
    """1 to 12 for a month's name or its beginning (`févr`, `juil`), 0 for anything else or what may be two months."""
    plain = without_accents(word)
    if len(plain) < _SHORTEST_MONTH:
        return 0
    named = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(plain)]
    return named[0] if len(named) == 1 else 0


def without_accents(text: str) -> str:
    """Lower case, accents and ligatures undone: `Février` gives `fevrier`, `Nº` gives `no`."""
    apart = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).lower()


def _calendar_day(column: str, text: str, year: int, month: int, day: int) -> date:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadValue(column, text, f"l'année {year} n'est pas plausible")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue(column, text, "ce jour n'existe pas dans le calendrier") from None
