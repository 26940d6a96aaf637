"""What a text may spell: every way in which it can be read as an invoice number, the plainest first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.core.folded import LOOK_ALIKES, folded_word, legible_words

_MOST_WORDS, _MOST_READINGS = 9, 48
_LABEL_WORDS = (
    "N NO NR NUM NUMERO REF REFERENCE FACT FACTURE FACTURES INVOICE DOC DOCUMENT PIECE VOTRE NOTRE NOS VOS LA LE DE DU"
    " SUR PDF XML DOCX XLSX JPG PNG SCAN COPIE DUPLICATA SIGNE NUMBER RE TR FW OBJET RELANCE ET EN DATE CI JOINT"
)
_LABELS = frozenset(_LABEL_WORDS.split())
_INSIDE = frozenset({"N", "NO", "NR", "NUM", "NUMERO", "FACT", "FACTURE", "DE", "DU", "ANNEE", "AN"})
"""Labels that may stand within a number: « FA n° 2024-117 », « 117 de 2024 »."""
_GLUED_LABEL = re.compile(
    r"(?:FACTURE|FACT|FAC|NO|N|REF|NUMERO|INVOICE|INV)(?=[0-9OIL]{2})|(?:FACTURE|NUMERO|REF)(?=[A-Z]{1,4}(?:[0-9]|$))"
)
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}|&#?[0-9A-Za-z]{2,6};")
"""A sign as links and pages write it."""
_LETTERS = re.compile(r"[A-Z]+(?=[0-9])")
_LONG_YEAR = re.compile(r"(?<![0-9])20(?=2[0-9])")
_SHORT_YEAR = re.compile(r"(?<![0-9])(?=2[0-9](?![0-9]{3}))")
_YEAR = re.compile(r"(?:20)?2[0-9]")
_PARTS = re.compile(r"[0-9]+|[A-Z]+")
_BESIDE = re.compile(
    r"\s*(?:(?:\b|(?<=\d))(?:en date du|dat\u00e9e? du|du mois de|du|le|de|pour|montant)(?:\b|(?=\d))|[-_\u2013,;(])\s*"
    r"(?:\d{1,2}[/.]\d{1,2}[/.](?:20)?\d\d|(?:\d{1,3}(?:[ .\u202f]\d{3})+|\d+)[.,]\d\d(?:\s*(?:\u20ac|eur\w*|ttc|ht))?"
    r"|(?:janv|f\u00e9vr|fevr|mars|avr|mai|juin|juil|ao\u00fbt|aout|sept|oct|nov|d\u00e9c|dec)[a-z]*\.?\s+(?:20)?\d\d)\s*\)?",
    re.IGNORECASE,
)
"""A date, a month or a sum after the number."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read: `key` as stored, `word` in capitals, the words it is made of, and `way` how it came to be."""

    key: str
    word: str
    words: tuple[str, ...]
    way: str
    left_out: str


@dataclass(frozen=True, slots=True)
class Readings:
    """All ways to read one text; `core` is the plainest without its labels, `plainest` the same in one word.

    `figures` are that word, and the same without its letters at the head, with look-alikes read as digits.
    """

    text: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    plainest: str
    figures: tuple[str, ...]
    ways: tuple[Reading, ...]
    by_key: dict[str, Reading]


@lru_cache(maxsize=64)
def read(text: str) -> Readings:
    """Every way to read `text`, at most 48, no key twice."""
    plain = _ESCAPED.sub(" ", text)
    words = tuple(legible_words(plain))[:_MOST_WORDS]
    alone = _BESIDE.sub(" ", plain)
    core = _unlabelled(words if alone == plain else tuple(legible_words(alone))[:_MOST_WORDS] or words)
    found: dict[str, Reading] = {}
    for parts, way, left_out in _ways(words, core):
        word = "".join(parts)
        key = folded_word(word)
        if key and key not in found and not key.isalpha():
            found[key] = Reading(key, word, parts, way, left_out)
            if len(found) == _MOST_READINGS:
                break
    ways, plainest = tuple(found.values()), "".join(core)
    spelt = dict.fromkeys((plainest, *(reading.word for reading in ways if reading.way == "bare")))
    return Readings(text, words, core, plainest, tuple(word.translate(LOOK_ALIKES) for word in spelt), ways, found)


def is_label(word: str) -> bool:
    """Whether a word introduces or follows a number and is no part of it."""
    return word in _LABELS


def _unlabelled(words: tuple[str, ...]) -> tuple[str, ...]:
    first, last = 0, len(words)
    while first < last - 1 and is_label(words[first]):
        first += 1
    while last - 1 > first and is_label(words[last - 1]):
        last -= 1
    core = words[first : first + 1] + tuple(word for word in words[first + 1 : last] if word not in _INSIDE)
    glued = _GLUED_LABEL.match(core[0]) if core else None
    if glued and glued[0] not in ("FACT", "FAC", "INVOICE", "INV"):
        core = (core[0][glued.end() :], *core[1:])
    return core


_Way = tuple[tuple[str, ...], str, str]


def _ways(words: tuple[str, ...], core: tuple[str, ...]) -> Iterator[_Way]:
    if not core:
        return
    yield core, "whole", ""
    yield words, "all", ""
    bare = _without_letters(core)
    if bare != core:
        yield bare, "bare", ""
    yield from _with_years(core, "year")
    if bare != core:
        yield from _with_years(bare, "bare_year")
    yield from _year_first(bare)
    yield from _runs(core)
    yield from _turned(core)
    yield from _cut(core)
    if len(core) < len(words):
        yield from _runs(words)


def _without_letters(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Without the letters at the head, glued or apart."""
    while len(parts) > 1 and parts[0].isalpha():
        parts = parts[1:]
    letters = _LETTERS.match(parts[0])
    return (parts[0][letters.end() :], *parts[1:]) if letters else parts


def _with_years(parts: tuple[str, ...], way: str) -> Iterator[_Way]:
    """2024 for 24 and 24 for 2024, wherever a word may begin with a year."""
    for index, part in enumerate(parts):
        short = _LONG_YEAR.sub("", part, count=1)
        if short != part:
            yield (*parts[:index], short, *parts[index + 1 :]), way, ""
        year = _SHORT_YEAR.search(part)
        if year:
            yield (*parts[:index], f"{part[: year.start()]}20{part[year.start() :]}", *parts[index + 1 :]), way, ""


def _runs(parts: tuple[str, ...]) -> Iterator[_Way]:
    """Every run of words, the longest first; what is left out of it is told by kind."""
    size = len(parts)
    for length in range(size - 1, 0, -1):
        for start in range(size - length + 1):
            left, right = parts[:start], parts[start + length :]
            run = parts[start : start + length]
            yield run, "run", _kind(left) + "<" + _kind(right)
            if length == size - 1 and start:
                yield from _with_years(run, "run_year")


def _kind(parts: tuple[str, ...]) -> str:
    if not parts:
        return ""
    if all(map(is_label, parts)):
        return "label"
    text = "".join(parts)
    return "letters" if text.isalpha() else "figures"


def _year_first(parts: tuple[str, ...]) -> Iterator[_Way]:
    """117/2024 as 2024-117, which may be the end of a number that begins with letters."""
    if len(parts) > 1 and _YEAR.fullmatch(parts[-1]):
        yield (parts[-1], *parts[:-1]), "year_first", ""


def _turned(parts: tuple[str, ...]) -> Iterator[_Way]:
    """Groups in another order: the year that stood behind may have been written in front."""
    split = tuple(_PARTS.findall(" ".join(parts)))
    if split != parts and 2 <= len(split) <= 3:
        parts = split
    if not 2 <= len(parts) <= 4:
        return
    yield (parts[-1], *parts[:-1]), "turned", ""
    yield (*parts[1:], parts[0]), "turned", ""
    if len(parts) == 3:
        yield (parts[0], parts[2], parts[1]), "turned", ""
        yield (parts[1], parts[0], parts[2]), "turned", ""


def _cut(parts: tuple[str, ...]) -> Iterator[_Way]:
    """Without the letters at the end, or with a part of a glued word left out at its head."""
    last = parts[-1]
    end = re.search(r"[A-Z]+$", last)
    if end and end.start():
        yield (*parts[:-1], last[: end.start()]), "end_cut", ""
    if len(parts) == 1:
        groups = _PARTS.findall(last)
        for index in range(1, len(groups)):
            yield tuple(groups[index:]), "head_cut", ""
            if index < len(groups) - 1 or index > 1:
                yield tuple(groups[:index]), "tail_cut", ""
