"""How amounts and bank accounts look in French and English text: the shapes that no automatic mail may carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

Span = tuple[int, int]

_CURRENCY = r"(?:k?\s?€|(?:k\s?)?eur(?:os?)?\b|centimes?\b|\$|£|usd\b|gbp\b|chf\b|xpf\b|francs?\b|pounds?\b|dollars?\b)"
# Bounded gaps: a text of ten thousand digits must stay cheap to search. A pattern that begins with its digit, and only
# then looks at what stands before it, is found many times faster than one that begins with a look behind.
_REST = r"(?:[\s.,'’]{0,2}\d){0,18}"
_SPELLED = (
    r"(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|"
    r"quarante|cinquante|soixante|cents?|mille|millions?|milliers?|milliards?|"
    r"one|two|three|four|five|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|seven|eigh|nine)teen|twenty|thirty|forty|"
    r"fifty|sixty|seventy|eighty|ninety|hundred|thousand)"
)
_REST_TO_CENTS = r"(?:[\s.,'’]?\d){0,14}[.,]\d{2}(?![\d./])"

_AMOUNTS = tuple(
    (re.compile(hint, re.IGNORECASE), tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns))
    for hint, *patterns in (
        (
            rf"\d(?:,-)?\s{{0,2}}{_CURRENCY}",
            rf"\d(?<!\w\d){_REST}(?:,-)?\s{{0,2}}{_CURRENCY}",
        ),
        (r"[€$£]", rf"[€$£]\s{{0,2}}\d{_REST}"),
        (
            r"\d(?:(?<=[rosdpf]\d)|(?<=[rosdpf]\s\d)|(?<=[rosdpf]\s\s\d))",
            rf"\b(?:eur(?:os?)?|usd|gbp|chf)\s{{0,2}}\d{_REST}",
        ),
        (
            r"[\s'’-]euro",
            rf"\b{_SPELLED}(?:[\s-]{{1,2}}(?:et\s|and\s)?{_SPELLED}){{0,12}}[\s-]{{1,2}}(?:d['’]\s?|de\s)?euros?\b",
        ),
        (
            r"\d[.,]\d{2}(?![\d./])",
            rf"\d(?<![\w.,/]\d){_REST_TO_CENTS}\s{{0,2}}(?:ttc|ht|hors taxes|toutes taxes|incl\w*|excl\w*|net|gross)\b",
            rf"\b(?:montants?|sommes?|total|solde|ttc|ht|net|amounts?|sum|balance)\b[^.\d\n]{{0,25}}(?<![\w./])\d{_REST_TO_CENTS}",
        ),
    )
)
"""Patterns behind what every match of them holds: quickly found, and seldom there."""

_IBAN_LENGTHS: Mapping[str, int] = MappingProxyType(
    {
        "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29,
        "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29,
        "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
        "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20,
        "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22,
        "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25,
        "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25,
        "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
    }
)  # fmt: skip

_IBAN_HEAD = re.compile(
    r"\d(?:(?<=[A-Za-z]{2}\d)(?<![A-Za-z0-9][A-Za-z]{2}\d)|(?<=[A-Za-z]{2}[\s.-]\d)(?<![A-Za-z0-9][A-Za-z]{2}[\s.-]\d))"
    r"\d(?=[\s.:-]{0,2}[A-Za-z0-9])"
)
"""The check digits of what may be an IBAN, behind the two letters of its country: there are fewer digits than words."""
_GROUPS_OF_FOUR = re.compile(
    r"[A-Z]{2}\d{2}(?:[\s.-]{0,2}[A-Z0-9]{4}){2,7}(?:[\s.-]{0,2}[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
)
_RIB = re.compile(r"\d(?<![A-Za-z0-9]\d)\d{4}[\s-]?\d{5}[\s-]?[A-Za-z0-9]{11}[\s-]?\d{2}(?![A-Za-z0-9])")
_RIB_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")
_SEPARATORS = " \t\n\r\u00a0\u202f\u2009.-:"


def amounts(text: str) -> Iterator[Span]:
    """Places of amounts of money: figures with a currency on either side, words with « euros », cents after « montant »."""
    for hint, patterns in _AMOUNTS:
        if hint.search(text):
            yield from (found.span() for pattern in patterns for found in pattern.finditer(text))


def bank_accounts(text: str) -> Iterator[Span]:
    """Places of IBANs (known country, its length, and either its check digits or groups of four) and French RIBs."""
    for digits in _IBAN_HEAD.finditer(text):
        start = digits.start() - (2 if text[digits.start() - 1].isalpha() else 3)
        end = _iban_end(text, start)
        if end:
            yield start, end
    for rib in _RIB.finditer(text):
        if _is_rib(_bare(rib.group())):
            yield rib.span()


def _iban_end(text: str, start: int) -> int:
    """Where the IBAN that starts here ends, 0 when there is none."""
    length = _IBAN_LENGTHS.get(text[start : start + 2].upper(), 0)
    end = _end_of_characters(text, start, length)
    if not end:
        return 0
    if _checks(_bare(text[start:end])):
        return end
    grouped = _GROUPS_OF_FOUR.match(text, start)
    written_as_iban = grouped is not None and len(_bare(grouped.group())) == length
    return grouped.end() if grouped is not None and written_as_iban else 0


def _end_of_characters(text: str, start: int, length: int) -> int:
    """The place after `length` letters and digits from `start`, separators between them allowed; 0 when too few."""
    seen = 0
    for place in range(start, min(len(text), start + 3 * length)):
        character = text[place]
        if character.isascii() and character.isalnum():
            seen += 1
        elif character not in _SEPARATORS:
            return 0
        if seen == length:
            return place + 1 if length else 0
    return 0


def _bare(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum())


def _checks(iban: str) -> bool:
    """ISO 13616: the rearranged number is 1 modulo 97."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def _is_rib(rib: str) -> bool:
    """A French RIB without its country: bank, branch, account, key."""
    digits = rib.translate(_RIB_LETTERS)
    if len(digits) != 23 or not digits.isdigit():
        return False
    bank, branch, account, key = int(digits[:5]), int(digits[5:10]), int(digits[10:21]), int(digits[21:])
    return (89 * bank + 15 * branch + 3 * account + key) % 97 == 0
