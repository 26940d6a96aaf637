"""Text made plain for searching: same-length for places, single-spaced for wording."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

INVISIBLE = "\u00ad"
"""Stands in flat text for every character that takes no room (soft hyphen, zero-width space…)."""

_SPECIAL = {
    "\n": "\n",
    "\t": "\t",
    "ß": "s",
    "œ": "o",
    "Œ": "o",
    "æ": "a",
    "Æ": "a",
    "ø": "o",
    "№": "№",
    "º": "°",
    "°": "°",
    "’": "'",
    "‘": "'",
    "´": "'",
    "`": "'",
    "ʼ": "'",
    "“": '"',
    "”": '"',
    "«": '"',
    "»": '"',
    "−": "-",
    "•": "*",
    "…": "…",
    "·": "*",
}


class _Flat(dict[int, str]):
    """Fills itself: each character is worked out once per process."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _one(chr(code))
        return plain


def _one(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    category = unicodedata.category(char)
    if category == "No" and unicodedata.decomposition(char).startswith(("<super>", "<sub>")):
        return " "  # the mark of a footnote behind a number is no digit of it
    if category in ("Cf", "Mn"):
        return INVISIBLE
    if category == "Pd":
        return "-"
    if category[0] == "Z" or category == "Cc":
        return " "
    return (unicodedata.normalize("NFKD", char)[0].lower() or char)[0]


_FLAT = _Flat()
_ODD = re.compile(r"[^\n\t !-_a-~]")
"""What is more than a letter to be made small: all but ASCII, its controls and its grave accent."""
_FEW = 40
_LIGATURES = (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae"))


def flat(text: str) -> str:
    """`text` in lower case without accents, one kind of space, dash and quote; same length, so places agree."""
    if text.isascii() and text.isprintable() and "`" not in text:
        return text.lower()
    return one_for_one(text, _ODD, _FLAT)


def one_for_one(text: str, odd: re.Pattern[str], letters: Mapping[int, str]) -> str:
    """`text` with each character as `letters` give it for its code point; all but the `odd` ones are only made small.

    A text has few different odd characters: replacing them kind by kind is three times as quick as asking for each
    character of it.
    """
    found = {char: letters[ord(char)] for char in set(odd.findall(text))}
    if len(found) > _FEW or any(found.get(letter, letter) != letter for letter in found.values()):
        return text.translate(letters)  # « Ǣ » gives « æ », which gives « a »: one after the other would go too far
    for char, letter in found.items():
        text = text.replace(char, letter)
    return text.lower()


def fold(text: str) -> str:
    """`text` as patterns read it: plain, single spaces, trimmed."""
    return " ".join(plain(text).split())


@lru_cache(maxsize=16)
def plain(text: str) -> str:
    """`text` flat, composed, with nothing invisible; line ends stay; places do not agree.

    The last texts are remembered: half a dozen questions about one mail begin here.
    """
    text = unicodedata.normalize("NFC", text)
    for joined, letters in _LIGATURES:
        text = text.replace(joined, letters)
    return flat(text).replace(INVISIBLE, "").replace("…", ".")
