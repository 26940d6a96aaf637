"""What an invoice number may look like, and what only looks like one."""

from __future__ import annotations

import re

from bot.core.extract_dates import MONTH_WORD
from bot.core.siret import is_siren

_X = "[a-z0-9]"
_PREFIX = r"(?:facture|fact|fac|fa|fc|fv|vf|ve|fm|f|inv|in|avoir|av|ac|re|tx|ch)"
_FLOAT = r"(?<=\d{5}[.,])0(?!\d)"
"""The end that a spreadsheet puts to a whole number: « 240312.0 »."""
_JOIN = rf"(?:[-/_+]\n?|\.(?!{_FLOAT})(?=\d))"
_TAIL = rf"(?:{_JOIN}(?:[a-z]{{0,10}}\d{_X}{{0,14}}|[a-z]{{1,3}}(?!{_X})|[a-z]{{4,8}}(?=[-/_]\d)))"
_MONEY_NEXT = rf"(?![.,](?!{_FLOAT})\d{{1,2}}(?!\d))(?!(?:[.,]0)? ?(?:€|euros?\b|eur\b|%|ttc\b|ht\b))"
_GLUED_MONEY = r"(?![-/_]\d+[.,]\d{1,2}(?!\d))"  # « FA-2024-0117120,00 » (cells run together) names no FA-2024
_END = rf"(?!{_X}){_MONEY_NEXT}{_GLUED_MONEY}"
_BLANK_DIGITS = rf"(?: \d{{3,6}}(?!\d){_MONEY_NEXT}(?! (?:\d{{3}}[.,]\d\d|{MONTH_WORD})))"

_PLAIN = rf"(?:[a-z]{{0,12}}\d{_X}{{0,24}}|(?:[a-z]{{1,12}}(?=[-/_])|{_PREFIX}(?=\.\d)){_JOIN}[a-z]{{0,10}}\d{_X}{{0,14}}){_TAIL}{{0,6}}(?:[ -](?:bis|ter)(?![a-z0-9]))?{_END}"
_YEAR = r"20[0-4]\d"
_SPACED_PREFIX = rf"{_PREFIX}[ \n]{_YEAR}[ \n]\d{{3,6}}{_END}|{_PREFIX} \d\d \d\d \d\d{_END}(?! ?\d)|{_PREFIX}(?: - | )\d{{2,10}}(?:(?:{_BLANK_DIGITS}|-\d{{1,8}}| - \d{{1,6}}){{0,3}}|{_TAIL}{{0,4}}){_END}"
_LETTERS_THEN_BLANKS = rf"{_PREFIX}-?\d{{2,8}}{_BLANK_DIGITS}{{1,2}}{_END}"
_DOTS_AND_BLANK = rf"\d{{1,4}}\. \d{{1,4}}\.\d{{2,8}}{_END}"
_RUN_TOGETHER = r"(?:fact|situation)\.? ?n ?°s? ?\d{1,4}(?: \d{3,6})?(?!\d|[.,]\d)"
_DIGITS_AND_BLANKS = rf"\d{{1,4}}{_BLANK_DIGITS}{{1,4}}{_END}"

_LETTERS_AND_GROUPS = (  # « NC 2610 0045 »
    rf"(?!(?:du|de|le|la|les|des|un|une|au|en|et|ou|ce|ma|sur|par|ref|num|nos?|ht|ttc|tel|fax|cp|bp|art|lot|eau|gaz|edf|mars|mai|juin|aout)\b)[a-z]{{2,4}} \d{{3,6}} \d{{3,6}}{_END}"
)

_YEAR_AND_NOUGHT = rf"{_YEAR} (?:(?:0[1-9]|1[0-2]) )?0\d{{2,4}}{_END}(?! ?\d)|{_YEAR} \d{{3}}(?: [bc])?{_END}(?! ?\d)"  # « 2026 0118 », « 2026 07 0031 »

_SPACED = rf"{_YEAR_AND_NOUGHT}|{_RUN_TOGETHER}|{_SPACED_PREFIX}|{_LETTERS_THEN_BLANKS}|{_DOTS_AND_BLANK}|{_LETTERS_AND_GROUPS}"
AFTER_SIGN = re.compile(
    rf"(?:{_YEAR}|\d\d) [/-] \d{{3,6}}{_END}|\d{{2,5}} [/-] {_YEAR}{_END}(?![-/])|{_SPACED}|{_DIGITS_AND_BLANKS}|{_PLAIN}"
)
"""A value right after « n° »: the label vouches for it, so blanks inside digits are allowed."""
AFTER_WORD = re.compile(rf"{_SPACED}|{_PLAIN}")
"""A value right after « facture » alone."""
ANY_VALUE = re.compile(_PLAIN)
"""A value after any other label (order, contract, service…)."""

_MONTH = r"(?:0[1-9]|1[0-2])"
_NOT_INSIDE = r"(?<![a-z0-9#./-])"
UNMISTAKABLE = re.compile(
    rf"{_NOT_INSIDE}(?:"
    rf"(?:fact|fac|fa|fc|fv|f|inv|av|ac)[ \n]{_YEAR}[ \n]\d{{3,6}}"
    rf"|(?:fact|fac|fa|fc|fv|fm|f|inv|in|vf|ve|av|ac)[-/_]?(?:{_YEAR}|\d\d){_MONTH}[-/_ ]\d{{3,6}}"
    rf"|(?:fact|fac|fa|fc|fv|fm|f|inv|in|vf|ve|av|ac)[-/_]?{_YEAR}[-/_](?:{_MONTH}[-/_])?\d{{1,6}}"
    rf"|(?:fact|fac|fa|fc|fv|inv|av|ac)[ \n]\d\d{_MONTH}[ \n]\d{{3,6}}"
    rf"|(?:fact|fac|fa|inv)[-/_ ]?\d{{3,10}}"
    rf"|(?:fc|fv|fm|vf|ve|av|ac)-?\d{{5,10}}|f-\d{{5,8}}|f\d{{5,9}}|(?:fact|fac|fa|fc|fv|f|inv|av|ac)-?\d\d-\d{{3,5}}"
    rf")(?:/\d{{2,6}}){{0,9}}{_END}(?![-/_][a-z0-9])"
)
"""Known invoice prefixes with enough digits: needs no label. Hostile text costs a bounded look each."""
FILE_STEM = re.compile(rf"{_PREFIX}-?(?:\d{{3,10}}(?:-\d{{1,6}}){{0,2}}|\d\d-\d{{3,6}})")
"""A whole file name such as `FC0140`."""
STRUCTURED = re.compile(
    rf"{_NOT_INSIDE}(?:(?:[a-z]{{1,10}}[-/])?{_YEAR}[-/]\d{{2,6}}|[a-z]{{1,10}}-?{_YEAR}[-/]?\d{{2,6}}|\d{{4}}-\d{{4}}|\d\d-\d{{3,4}}"
    rf"|\d{{2,5}}[-/]{_YEAR}|{_YEAR}\d{{4}}|{_YEAR}/\d\d/\d{{1,4}}){_END}(?![-/_][a-z0-9])"
)
"""Year and counter: an invoice number only when the word « facture » or the subject line vouches."""

PREFIXED = re.compile(r"[fiva][a-z]{0,3}[-/_ \n]?\d")
DIGITS = re.compile(r"\d{2,5}[-/]\d|20[0-4]\d{3}")
"""What every unmistakable, and every structured, number holds: found quickly, then looked at closely."""

_THREE_DIGITS = re.compile(r"\d{3}")
_ORDINAL = re.compile(r"\d{1,3}(?:er|ere|e|eme|nd|nde)")
_YEARS = re.compile(rf"(?:{_PREFIX}[ \n])?(?:19|20)(\d\d)(?:[-/](?:19|20)?(\d\d))?")
_MONTH_AND_YEAR = re.compile(rf"(?:0?[1-9]|1[0-2])[-/.]20\d\d|{MONTH_WORD}[-/ .]?(?:\d\d|\d{{4}})")
_UNIT = re.compile(
    rf" ?(?:%|jours?\b|jrs?\b|j\b|mois\b|ans?\b|annees?\b|semaines?\b|heures?\b|h\b|km\b|kg\b|k€|pieces?\b|lignes?\b|exemplaires?\b|factures?\b|rue\b|avenue\b|av\b|bd\b|boulevard\b|chemin\b|impasse\b|place\b|allee\b|route\b|{MONTH_WORD})"
)
_FOREIGN_PREFIX = re.compile(
    r"(?:iso|nf(?!-\d\d-\d{3})|rt|rd|rn|nos?|num|bdc|bc|ej|bl|cmd|cde|dev|devis|os|siret|siren|tva|rib|iban|bic|tel|fax|art|lot|cp|bp|cs|dos|doss|cli|ctr|aff|vir|inc|img|photo|capture|document|doc|mail|fichier|pxl|scan|image|dsc|page|covid|rue)"
    r"(?=[-/_ ]?\d)"
)


def is_possible(value: str, *, vouched: bool, after: str = "") -> bool:
    """Whether a flat `value` may be an invoice number.

    `vouched` when « n° » or the like stands before it; else years, months, ordinals, quantities (seen in
    `after`, the text that follows) and other documents' prefixes are refused.
    """
    digits = sum(char.isdigit() for char in value)
    if not digits or not 1 <= len(value) <= 40 or _ORDINAL.fullmatch(value):
        return False
    if vouched:
        return True
    if _is_years(value) or _MONTH_AND_YEAR.fullmatch(value) or _FOREIGN_PREFIX.match(value) or value == "24/7":
        return False
    if value.isdigit():
        return digits >= 3 and not _UNIT.match(after)
    return digits >= 2 or any(mark in value for mark in "-/_°")


def skeleton(value: str) -> str:
    """The mask of a number: letters kept, digit runs made `9`, separators `-`: `fa-2024-117` gives `fa-9-9`."""
    return re.sub(r"\d+", "9", re.sub(r"[^a-z0-9]+", "-", value))


def _is_years(value: str) -> bool:
    """« 2026 », « 2025-2026 », « 2025-26 »; but « 2026-88 » is the eighty-eighth of 2026."""
    match = _YEARS.fullmatch(value)
    return match is not None and (match[2] is None or int(match[2]) == (int(match[1]) + 1) % 100)


def is_firm(value: str) -> bool:
    """Whether a flat `value` is so much like a number of an invoice that a loose word may introduce it.

    A run of three digits, and no year; digits alone must be five, or begin with a nought, and be no SIREN.
    """
    if not _THREE_DIGITS.search(value) or _is_years(value) or not is_possible(value, vouched=False):
        return False
    if not value.isdigit():
        return True
    return (len(value) >= 5 or value[0] == "0") and not is_siren(value)
