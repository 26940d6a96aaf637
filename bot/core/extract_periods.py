"""Periods that a mail speaks of: « nos factures d'octobre », « 3e trimestre 2026 », « de septembre à novembre »."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from bot.core.extract_dates import MONTH_WORD, month_of
from bot.core.found import Found, Rank
from bot.core.mention import MentionKind

_YEAR = r"(?:19|20)\d\d(?![\d/_-]|[.,]\d)"
_OF = r"(?: ?(?:de|du|des|d'|l'|en|sur|pour|le|la|les|au|titre|mois|periode|annee|exercice|fin|debut|courant|:)){0,6} ?"
_OF_WHAT = (
    r"(?<![a-z])(?:factures?|fact\.?|facturations?|mois|periodes?|prestations?|loyers?|honoraires|abonnements?|livraisons?|interventions?|"
    r"releves?|consommations?|travaux|celles?|echeances?|repas|heures|missions?|situations?|cotisations?|redevances?|locations?)"
)
_AND = r" ?(?:-|/|,|\b(?:jusqu'a|jusqu'en|a|au|et|ou)\b) ?(?:(?:fin|mois|en) )?(?:de |d')?"
_MONTHS = rf"({MONTH_WORD})(?: ({_YEAR}))?(?:(?:, ?{MONTH_WORD}){{0,9}}{_AND}({MONTH_WORD}))?"
# A day before the month makes a date of it, or a day that is not looked for.
_WITH_YEAR = re.compile(rf"(?<![a-z])(?<!\d )(?<!\der ){_MONTHS} (?:de )?({_YEAR})")
_WITHOUT_YEAR = re.compile(
    rf"{_OF_WHAT}(?: (?:emises?|deposees?|impayees?|datees?|dues?))?{_OF}(?<![a-z])(?<!\d )(?<!\der ){_MONTHS}(?![-/]?\d)"
)
_NUMERIC = re.compile(rf"{_OF_WHAT}{_OF}(?<!\d)(0[1-9]|1[0-2])[/.-]((?:19|20)\d\d)(?![\d/_-]|[.,]\d)")
_WHICH = r"(1er|1ere|premier|2(?:e|eme|nd|nde)|deuxieme|second|3(?:e|eme)|troisieme|4(?:e|eme)|quatrieme)"
_PART = re.compile(
    rf"(?<![a-z0-9]){_WHICH} ?(trim|semestre)(?:estre)?\b\.?(?: (?:de |d')?(?:l'annee |l'exercice )?({_YEAR}))?"
)
_PART_SHORT = re.compile(rf"(?<![a-z0-9])(t|s|trimestre |semestre )([1-4])[ /-]?(?:de )?({_YEAR})")
_WHOLE = re.compile(
    rf"(?:(?<![a-z])(?:annees?|exercices?(?: budgetaire| comptable)?|l'an) |(?<![a-z])(?:factures? (?:impayees? |emises? |deposees? )?(?:de |d'|en |sur )|factures )(?:l'annee |l'exercice )?)({_YEAR})(?! \d)"
)
_MONTH = re.compile(r"janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec")
"""Found many times faster than what is looked for around it."""
_ORDINALS = {"p": 1, "d": 2, "s": 2, "t": 3, "q": 4}


def find_periods(flat: str) -> Iterator[Found]:
    """Readings of months, quarters, half-years and years in a flat text.

    The value is `2026-10/2026-11`, first and last month, or `--10/--11` when the year is not said: `dated` makes days
    of it. A year alone counts after « année », « exercice », « factures de » only.
    """
    if _MONTH.search(flat):
        yield from _months(flat)
    for match in _NUMERIC.finditer(flat):
        yield _period(match, 1, match[2], int(match[1]), match[2], int(match[1]))
    yield from _parts_of_years(flat)
    for match in _WHOLE.finditer(flat):
        yield _period(match, 1, match[1], 1, match[1], 12)


def _months(flat: str) -> Iterator[Found]:
    for match in _WITH_YEAR.finditer(flat):
        first, last = _ordered(match[1], match[3])
        yield _period(match, 1, match[2] or _year_before(match[4], first, last), first, match[4], last)
    for match in _WITHOUT_YEAR.finditer(flat):
        yield _period(match, 1, match[2] or "", *_with_year(match[2] or "", *_ordered(match[1], match[3])))


def _parts_of_years(flat: str) -> Iterator[Found]:
    for match in _PART.finditer(flat) if "trim" in flat or "semestre" in flat else ():
        yield _part(match, match[2][0], _ordinal(match[1]), match[3] or "")
    for match in _PART_SHORT.finditer(flat):
        if match[1][0] == "t" or match[2] in "12":
            yield _part(match, match[1][0], int(match[2]), match[3])


def dated(value: str, on: date) -> str:
    """A value of `find_periods` as an ISO 8601 interval of days: `2026-10-01/2026-11-30`.

    A period without a year is the last one that had begun on the day `on`.
    """
    first, last = value.split("/")
    if first.startswith("--"):
        start, end = int(first[2:]), int(last[2:])
        year = on.year if start <= on.month else on.year - 1
        first, last = f"{year}-{start:02}", f"{year + (end < start)}-{end:02}"
    year_of_end, month = map(int, last.split("-"))
    return f"{first}-01/{last}-{monthrange(year_of_end, month)[1]}"


def _period(match: re.Match[str], group: int, year: str, month: int, last_year: str, last: int) -> Found:
    first = f"{year or '-'}-{month:02}"
    value = f"{first}/{last_year or '-'}-{last:02}"
    start, end = (
        match.start(group),
        match.start(group) + len(match[0][match.start(group) - match.start() :].rstrip(" .")),
    )
    return Found(MentionKind.PERIOD, start, end, value, Rank.LOOKS_LIKE)


def _ordered(first: str, last: str | None) -> tuple[int, int]:
    month = month_of(first)
    return month, month_of(last) if last else month


def _with_year(year: str, first: int, last: int) -> tuple[int, str, int]:
    return first, str(int(year) + (last < first)) if year else "", last


def _year_before(year: str, first: int, last: int) -> str:
    """« de novembre à janvier 2027 » begins in 2026."""
    return str(int(year) - (last < first))


def _part(match: re.Match[str], kind: str, which: int, year: str) -> Found:
    length = 3 if kind == "t" else 6
    start, end = length * (which - 1) + 1, length * which
    return _period(match, 0, year, start, year, end)


def _ordinal(word: str) -> int:
    return int(word[0]) if word[0].isdigit() else _ORDINALS[word[0]]
