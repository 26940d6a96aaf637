"""Text made plain for searching: same-length for places, single-spaced for wording."""

from __future__ import annotations

import unicodedata

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
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def flat(text: str) -> str:
    """`text` in lower case without accents, one kind of space, dash and quote; same length, so places agree."""
    return text.translate(_FLAT)


def fold(text: str) -> str:
    """`text` as patterns read it: plain, single spaces, trimmed."""
    return " ".join(plain(text).split())


def plain(text: str) -> str:
    """`text` flat, composed, with nothing invisible; line ends stay; places do not agree."""
    return flat(unicodedata.normalize("NFC", text).translate(_LIGATURES)).replace(INVISIBLE, "").replace("…", ".")
