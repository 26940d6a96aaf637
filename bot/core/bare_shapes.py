"""How much a run of letters and digits looks like the number of an invoice, when no word says that it is one."""

from __future__ import annotations

import re

_YEAR_LIKE = re.compile(r"(?<!\d)(?:2\d(?:(?:0[1-9]|1[0-2])?(?!\d)|\d{3,})|20[12]\d(?!\d))")
"""A group of digits that is a year, a year and month, or begins with two digits of a year of our time."""
_YEAR_AND_COUNTER = re.compile(r"(?:20)?2\d(?:0[1-9]|1[0-2])\d{4}|20[12]\d0\d{3}")
"""« 26070045 », « 20260388 »: year, perhaps month, and a counter, run together."""
_PADDED = re.compile(r"(?<!\d)0\d{2,}")
_COUNTER = re.compile(r"\d{4}$")
"""The end of « 26.0048 », which no figure has."""
_BY_NAME = re.compile(r"(?:fact?|sit|situ|situation|inv|nh|cachet)[-_/. ]?\d")
"""Letters that are short for an invoice, or for the state of works that one bills."""
_LONGISH, _LONG = 5, 6
_MOST = 4
_DAY_AND_MONTH = re.compile(r"(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])")
_YEAR_AND_MONTH = re.compile(r"20[0-4]\d[-/](?:0[1-9]|1[0-2])")
_LAW = re.compile(r"(?:art\.?|[lrda])[-.]?(?!20[12]\d-)\d{3,4}-\d{1,3}(?:-\d{1,2})?")
"""« L2191-3 »: an article."""
_FRACTION = re.compile(r"\d{1,3}/\d{1,3}")
_ORDER = re.compile(r"\d\d(?![fv]|inv|jan|fev|mar|avr|mai|jui|jul|aou|sep|oct|nov|dec)[a-z]{1,3}\d{4,6}")
"""« 26E00377 »: year, letter, counter, as finance software of public bodies numbers its orders."""
_QUANTITY = re.compile(
    r"\d+(?:[.,/-]\d+)?(?:e|er|ere|eme|nd|st|rd|th|h|hs|x|m|km|kms|kg|g|gr|cm|mm|l|ml|m2|m3|j|k|ke|ko|mo|go|to|kw|kwh|kwc|kva|v|w|a|"
    r"eur|euros?|ttc|ht|ans?|pers|mn|min)\d{0,2}"
)
_OTHER_THING = re.compile(
    r"[a-z]{2}-?\d{3}-?[a-z]{2}|\d{1,4}[a-z]{2,3}\d{2}"  # plates of cars
    r"|(?:d|rd|rn|rm|cd|vc|rt|gr)[-.]?\d{1,4}(?:bis)?|[a-z]\d{1,3}|[a-z][-.]\d{1,2}|r\+\d|re20\d\d|rt20\d\d"  # roads, rooms, quarters, weeks
    r"|(?:iso|en|din|ip|ik|rj|cat|usb|utf|ffp|co|pm|dc|covid|windows|office|win|mp|cerfa|rge|euro|pac|vmc|led|ean|fr)[-_./]?\d{1,5}"
    r"|[a-z]{2}\d{9}[a-z]{2}|[a-z]{2,5} 20\d\d|v\d{1,4}(?:\.\d{1,4}){1,3}"  # parcels, « RNE 2026 », versions
    r"|\d{1,2}h(?:\d\d)?-\d{1,2}(?:h(?:\d\d)?)?|4[01]\d-?[a-z]{3,}|4[01]1-\d{1,6}"  # opening hours, accounts of customers and suppliers
    r"|\d{1,2}(?:\.\d{1,2}){1,3}|\d{1,2}[a-z]|24/7|7[j/]7|\d{1,2}x\d+|20[01]\d-20\d\d|2016/679|2011/7/u?e|.*\.(?:pdf|xml|docx?|xlsx?|jpe?g|png|zip|csv|txt)"
)
"""Car plates, roads, rooms, laws, norms, versions, other papers: made of letters and digits too."""


def weight_of_shape(value: str) -> int:
    """From -1 (a single digit) to 4 (letters, four digits and a year): how much a flat `value` looks like a number.

    Letters with digits, groups of digits, a year or noughts in front, and length speak for it.
    """
    digits = sum(map(str.isdigit, value))
    if value.isdigit():
        begins = _PADDED.match(value) or (_YEAR_LIKE.match(value) if digits >= _LONG else None)
        return (
            (digits > 1)
            - 1
            + (digits >= _LONGISH)
            + (begins is not None)
            + (_YEAR_AND_COUNTER.fullmatch(value) is not None)
        )
    letters = any(map(str.isalpha, value))
    made = (1 + (digits >= 3)) if letters else int(digits >= 3)
    dated = _YEAR_LIKE.search(value) or _PADDED.search(value)
    figure = not letters and "." in value and _COUNTER.search(value) is None
    named = _BY_NAME.match(value) is not None
    return min(_MOST, made + 2 * named + (dated is not None) + (digits >= _LONGISH) - figure)


def is_order(value: str) -> bool:
    """Whether it is made as public bodies number their orders: « 26E00377 »."""
    return _ORDER.fullmatch(value) is not None


def is_other_thing(value: str, *, she: bool) -> bool:
    """Whether it is made as the plate of a car, a road, an article of law, a quantity, a day and month, another paper.

    A year and month, a day and month or a fraction, an article too, but behind « la » (`she`): these are « le » or nothing.
    """
    patterns = (_QUANTITY, _OTHER_THING, *(() if she else (_DAY_AND_MONTH, _YEAR_AND_MONTH, _FRACTION, _LAW)))
    return any(pattern.fullmatch(value) for pattern in patterns)
