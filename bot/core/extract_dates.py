"""Dates as the French write them, always day first, and with the month in the words of five other languages."""

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
_SPREAD = re.compile(r"(\d(?<![\w/.-]\d)\d?) ([/.-]) (\d\d) \2 ((?:19|20)\d\d)(?![\w/-]|\.\d)")
_ISO = re.compile(r"([12](?<![\w/.-]\d)\d{3})([-/])(\d\d)\2(\d\d)(?![\w/-])")
_WORDS = re.compile(rf"(\d(?<![\w/.-]\d)(?:er|\d)?) ?({MONTH_WORD})[ ,]{{0,2}}((?:19|20)\d\d|\d\d(?![\d:h]))?")
_ABROAD = {
    1: "january|januari?|enero|gennaio|jan",
    2: "february|februari?|febrero|febbraio|feb",
    3: "march|marz|marzo|maart|mar",
    4: "april|abril|aprile|apr",
    5: "may|mayo|maggio|mei",
    6: "june|juni|junio|giugno|jun",
    7: "july|juli|julio|luglio|jul",
    8: "august|agosto|augustus|aug",
    9: "september|septiembre|settembre|sep",
    10: "october|oktober|octubre|ottobre|okt",
    11: "november|noviembre|novembre",
    12: "december|dezember|diciembre|dicembre|dez",
}
_ABROAD_WORD = "|".join(_ABROAD.values())
_MONTH_OF = {re.compile(words): month for month, words in _ABROAD.items()}
_WORDS_ABROAD = re.compile(
    rf"(\d(?<![\w/.-]\d)\d?)(?:st|nd|rd|th|\.)? ?(?:de |of |day of )?({_ABROAD_WORD})\b\.?,? ?(?:del? )?((?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(rf"(?<![a-z])({_ABROAD_WORD}|oct|nov|dec)\.? (\d\d?)(?:st|nd|rd|th)?,? ((?:19|20)\d\d)(?!\d)")
_DAY_AND_YEAR = re.compile(r"\d(?:st|nd|rd|th)?,? (?:19|20)\d\d(?!\d)")
_FIRST_YEAR = 1900
_TWO_READINGS = re.compile(r"(0?[1-9]|1[0-2])([/.-])(0?[1-9]|1[0-2])\2(?:\d{4}|\d\d)")
_TIME = re.compile(r"\d(?<![\w/.-]\d)\d?(?: ?(?:h|:) ?[0-5]\d(?![\d/-])| ?h(?:eures?)?\b)")


def find_dates(flat: str) -> Iterator[Found]:
    """Readings of dates in a flat text; a day and month without a year take their place but say nothing."""
    for match in (*_NUMERIC.finditer(flat), *_SPREAD.finditer(flat)):
        yield from _dated(match, match[4], match[3], match[1])
    for match in _ISO.finditer(flat):
        yield from _dated(match, match[1], match[3], match[4])
    for match in _WORDS.finditer(flat):
        if match[3] is None:
            yield Found(None, match.start(), match.end(), "", Rank.SHAPE)
        else:
            yield from _dated(match, match[3], str(month_of(match[2])), match[1].removesuffix("er"))
    for match in _WORDS_ABROAD.finditer(flat):
        yield from _dated(match, match[3], str(month_of(match[2])), match[1])
    for match in _MONTH_FIRST.finditer(flat) if _DAY_AND_YEAR.search(flat) else ():
        yield from _dated(match, match[3], str(month_of(match[1])), match[2])
    for match in _TIME.finditer(flat):
        yield Found(None, match.start(), match.end(), "", Rank.SHAPE)


def is_ambiguous(raw: str) -> bool:
    """« 03/12/2026 »: two days for a reader who may put the month first, as English does."""
    match = _TWO_READINGS.fullmatch(raw)
    return match is not None and int(match[1]) != int(match[3])


def _dated(match: re.Match[str], year: str, month: str, day: str) -> Iterator[Found]:
    full = int(year) + (2000 if len(year) == 2 else 0)
    if full < _FIRST_YEAR:  # « 26-10-0045 » is a number
        return
    try:
        value = date(full, int(month), int(day)).isoformat()
    except ValueError:  # 31/02, 1234-like groups: not a date, so free to be something else
        return
    yield Found(MentionKind.DATE, match.start(), match.end(), value, Rank.SHAPE)


def month_of(word: str) -> int:
    """The number of the month that a flat word names, in French or a language of suppliers abroad."""
    word = word.rstrip(".")
    for number, start in enumerate(_MONTHS, 1):
        if word.startswith(start):
            return number
    abroad = next((month for words, month in _MONTH_OF.items() if words.fullmatch(word)), 0)
    return abroad or _SHORT[word[:3]]
