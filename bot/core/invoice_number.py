"""When two invoice numbers are one: form is forgiven, a digit never.

Suppliers write `fa 2403 0117` for `FA2403-0117`. Case, separators, leading zeros of a digit group and
look-alikes (O/0, I/l/1) say nothing; but numbers run in sequence, so one digit away is the *next*
invoice. Nothing here ever turns one digit into another.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_NUMBER_SIGN = re.compile(r"№|\bn\s?[°º]s?", re.IGNORECASE)
_LABEL_RUN_TOGETHER = re.compile(r"^\s*(?:factures?|fact|fac)\b\.?\s*(?=№|n\s?[°º])", re.IGNORECASE)
_GROUPS = re.compile(r"[0-9]+|[^\W0-9_]+")
# Greek and Cyrillic capitals that look exactly like Latin ones: pasted from foreign software.
_HOMOGLYPHS = str.maketrans("АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIJSABEZHIKMNOPTYX")
_LOOK_ALIKES = str.maketrans("OIL", "011")
_SHORTEST_JOINED = 5
_ORDER_WORD = re.compile(r"^(?:bdc|bc|ej|cde|cmd)[\s:°n/_-]*(?=\d)", re.IGNORECASE)


def canonical(number: str) -> str:
    """The groups of a number, folded, joined by a hyphen: `FA–2403/0117` gives `FA-2403-117`.

    A group ends at a separator and where letters meet digits. The empty string when `number` holds
    neither letter nor digit. Applying it twice changes nothing.
    """
    return lookup_forms(number)[0]


def compact(number: str) -> str:
    """The number without its separators, folded, every zero kept: `fa 2403-0117` gives `FA24030117`."""
    return lookup_forms(number)[1]


def lookup_forms(number: str) -> tuple[str, str]:
    """Both forms at once, for those who want both: canonical and compact."""
    groups = _groups(_folded(number))
    return "-".join(map(_unpadded, groups)), "".join(groups)


def same_number(first: str, second: str) -> bool:
    """Whether two spellings are one number.

    Equal canonical forms are, and so are equal groups where no letter was taken for a digit (in
    `PRO-2024` and `PRO2024` the O is no zero). Where one spelling has lost all separators between
    digits, the digits must agree in full, zeros included: `2024117` is `2024-117`, but `20241-17` is not
    `2024-117`. Two spellings may both be the same number as a third and yet differ: whoever decides must
    check that only one invoice of the supplier fits.
    """
    one, other = _forms(first), _forms(second)
    if one.canonical == other.canonical:
        return bool(one.canonical)
    if one.groups == other.groups:
        return True
    if one.compact != other.compact or len(one.compact) < _SHORTEST_JOINED:
        return False
    return not (one.splits_digits and other.splits_digits)


@dataclass(frozen=True, slots=True)
class _Forms:
    """What of a number is compared; `groups` are unpadded, no letter taken for a digit."""

    canonical: str
    groups: tuple[str, ...]
    compact: str
    splits_digits: bool


@lru_cache(maxsize=4096)
def _forms(number: str) -> _Forms:
    """Kept for a while: a mail with a thousand numbers compares each with each."""
    groups = _groups(_upper(number))
    return _Forms(canonical(number), tuple(map(_unpadded, groups)), compact(number), _splits_digits(groups))


def bare_engagement(number: str) -> str:
    """An engagement number without the « BC » or « EJ » that some write and some do not."""
    return _ORDER_WORD.sub("", number)


def _unpadded(group: str) -> str:
    return (group.lstrip("0") or "0") if group[0] in "0123456789" else group


def _splits_digits(groups: list[str]) -> bool:
    """Whether some separator stands between two digits."""
    return any(a[0].isdecimal() and b[0].isdecimal() for a, b in itertools.pairwise(groups))


def _groups(text: str) -> list[str]:
    return _GROUPS.findall(text)


def _folded(number: str) -> str:
    return _upper(number).translate(_LOOK_ALIKES)


def _upper(number: str) -> str:
    """Upper case, no accents, no invisible characters, no « n° »; separators untouched."""
    if number.isascii():  # as most are: neither sign nor accent
        return number.upper()
    text = _NUMBER_SIGN.sub(" ", _LABEL_RUN_TOGETHER.sub("", number))
    return (text if text.isascii() else _latin(text)).upper()


def _latin(text: str) -> str:
    """Compatibility forms opened, accents and invisible characters dropped, homoglyphs made Latin.

    Twice, because upper case may bring new accents (`ǰ`) and opening may bring new small letters.
    """
    for _ in range(2):
        text = unicodedata.normalize("NFKD", text.upper())
        text = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Cf", "Me")).upper()
    return text.translate(_HOMOGLYPHS)
