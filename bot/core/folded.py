"""The keys by which invoices are found again: short, forgiving, never proof that two numbers are one.

A key forgives case, separators, padding and look-alikes by construction, and is written backwards: whatever was lost
at the head of a number (a prefix, a year) leaves the beginning of its key. `FA-101` and `FA-11` have the same key.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

VERSION = 1
"""To be raised with every change of a key: rows hold keys, so that a migration must compute them anew."""

_BROKEN = re.compile(r"=\r?\n|(?<=[0-9A-Za-z])-\r?\n|[\u00ad\u200b\u200c\u200d\u2060\ufeff]|\r?\n(?=[0-9])")
# Greek and Cyrillic letters that look exactly like Latin ones.
_TWINS = str.maketrans(
    "АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧавекмнорстухіјѕοιν",
    "ABEKMHOPCTYXIJSABEZHIKMNOPTYXABEKMHOPCTYXIJSOIV",
)
_WORD = re.compile(r"[0-9A-Z]+")
LOOK_ALIKES = str.maketrans("OILSBZGTAEQ", "01158267430")
"""Letters that are read as digits, and the digits that are read as letters."""
_CAPITALS = {code: chr(code).upper() if chr(code).isalnum() else None for code in range(128)}
_FOLDED = {code: sign and (sign.translate(LOOK_ALIKES).strip("0") or None) for code, sign in _CAPITALS.items()}
"""What is left of each sign of ASCII, which most numbers are written in: the same for a tenth of the cost."""
_MOST_OCTETS = 400
_TAIL = 3
TAILS = 1000
"""How many different ends of a key a price or an order is told apart by."""
_SIREN, _SIRET = 9, 14
_OWNERS = 1 << 30
_FOREIGN = 10**_SIREN


def legible_words(text: str) -> list[str]:
    """The runs of letters and digits of a text, in capitals: wrapped lines joined, foreign twins made Latin."""
    shown = text[:_MOST_OCTETS]
    if not shown.isascii():
        shown = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", shown).translate(_TWINS))
        shown = "".join(char for char in shown if not unicodedata.combining(char))
    return _WORD.findall(_BROKEN.sub("", shown).upper())


def folded(number: str) -> str:
    """The key of a number or of a reading of one; empty when it holds no more than zeros and marks."""
    if number.isascii():
        return number[:_MOST_OCTETS].translate(_FOLDED)[::-1]
    return folded_word("".join(legible_words(number)))


def folded_word(word: str) -> str:
    """`folded` of what is nothing but capitals and digits."""
    return word.translate(LOOK_ALIKES).replace("0", "")[::-1]


def tail_of(key: str) -> int:
    """The last characters of a number, by its key, as a figure below TAILS."""
    return _tail(key[:_TAIL])


@lru_cache(maxsize=2 * TAILS)
def _tail(end: str) -> int:
    figure = 0
    for char in end.ljust(_TAIL, "0"):
        figure = figure * 10 + (ord(char) - 48) % 10
    return figure


def price_key(cents: int | None, key: str) -> int | None:
    """An amount and the end of the number in one figure: those of one amount lie together."""
    return None if cents is None else cents * TAILS + tail_of(key)


def order_key(engagement: str, key: str) -> int | None:
    """The same for an engagement number; None when there is none."""
    order = order_figure(engagement)
    return None if order is None else order * TAILS + tail_of(key)


def order_figure(engagement: str) -> int | None:
    """An engagement number as a figure of forty bits: case, marks and leading zeros say nothing."""
    if engagement.isascii():
        bare = engagement[:_MOST_OCTETS].translate(_CAPITALS).lstrip("0")
    else:
        bare = "".join(legible_words(engagement)).lstrip("0")
    return _figure(bare, 40) if bare else None


@lru_cache(maxsize=4096)
def owner_and_site(organisation_id: str, supplier_id: str) -> tuple[int, int]:
    """The company that a row is of, within its public body, and which of its establishments.

    Both are figures: a SIREN and the five digits that make it a SIRET, or what is drawn from any other identifier.
    """
    if len(supplier_id) == _SIRET and supplier_id.isascii() and supplier_id.isdecimal():
        return _body(organisation_id) + int(supplier_id[:_SIREN]), int(supplier_id[_SIREN:])
    drawn = _figure(supplier_id, 56)
    return _body(organisation_id) + _FOREIGN + drawn % (_OWNERS - _FOREIGN), drawn >> 26


def owner_of(organisation_id: str, supplier: str) -> int:
    """The company that a SIREN, a SIRET or another identifier names, within a public body."""
    if len(supplier) == _SIREN and supplier.isascii() and supplier.isdecimal():
        return _body(organisation_id) + int(supplier)
    return owner_and_site(organisation_id, supplier)[0]


def owners_of(organisation_id: str) -> tuple[int, int]:
    """The first and the last owner of a public body."""
    return _body(organisation_id), _body(organisation_id) + _OWNERS - 1


@lru_cache(maxsize=64)
def _body(organisation_id: str) -> int:
    """Where the owners of a public body begin: 33 bits of its id, so that two bodies never share a figure."""
    return _figure(organisation_id, 33) * _OWNERS


def _figure(text: str, bits: int) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> (64 - bits)
