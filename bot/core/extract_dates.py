"""Dates as the French write them, always day first; times of day are decoys."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.core.found import Found, Rank
from bot.core.mention import MentionKind

_MONTHS = ("janv", "fevr", "mars", "avri", "mai", "juin", "juil", "aout", "sept", "octo", "nove", "dece")
_SHORT = {
    "jan": 1,
    "fev": 2,
    "mar": 3,
    "avr": 4,
    "jui": 7,
    "jul": 7,
    "aou": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
MONTH_WORD = (
    r"(?:janv(?:ier)?|fev(?:r(?:ier)?)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?|"
    r"nov(?:embre)?|dec(?:embre)?)\b\.?"
)
# A pattern that begins with its digit is found many times faster than one that begins with a look behind.
_NUMERIC = re.compile(r"(\d(?<![\w/.-]\d)\d?)([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\w/-]|\.\d)")
_ISO = re.compile(r"([12](?<![\w/.-]\d)\d{3})([-/])(\d\d)\2(\d\d)(?![\w/-])")
_WORDS = re.compile(rf"(\d(?<![\w/.-]\d)(?:er|\d)?) ?({MONTH_WORD})[ ,]{{0,2}}((?:19|20)\d\d|\d\d(?![\d:h]))?")
_TIME = re.compile(r"\d(?<![\w/.-]\d)\d? ?(?:(?:h|:) ?[0-5]\d(?!\d)|h(?:eures?)?\b)")


def find_dates(flat: str) -> Iterator[Found]:
    """Readings of dates in a flat text; a day and month without a year take their place but say nothing."""
    for match in _NUMERIC.finditer(flat):
        yield from _dated(match, match[4], match[3], match[1])
    for match in _ISO.finditer(flat):
        yield from _dated(match, match[1], match[3], match[4])
    for match in _WORDS.finditer(flat):
        if match[3] is None:
            yield Found(None, match.start(), match.end(), "", Rank.SHAPE)
        else:
            yield from _dated(match, match[3], str(_month(match[2])), match[1].removesuffix("er"))
    for match in _TIME.finditer(flat):
        yield Found(None, match.start(), match.end(), "", Rank.SHAPE)


def _dated(match: re.Match[str], year: str, month: str, day: str) -> Iterator[Found]:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        value = date(full, int(month), int(day)).isoformat()
    except ValueError:  # 31/02, 1234-like groups: not a date, so free to be something else
        return
    yield Found(MentionKind.DATE, match.start(), match.end(), value, Rank.SHAPE)


def _month(word: str) -> int:
    word = word.rstrip(".")
    for number, start in enumerate(_MONTHS, 1):
        if word.startswith(start):
            return number
    return _SHORT[word[:3]]
