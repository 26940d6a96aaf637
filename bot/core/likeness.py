"""How a written reference relates to one stored number: as words that the trained weights are kept for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein, Postfix

from bot.core.candidate import Asked, Candidate
from bot.core.folded import LOOK_ALIKES, folded_word
from bot.core.reading import Reading, Readings
from bot.core.slips import slipped

READS, TAIL, OTHER = "reads", "tail", "other"
_LOOKS = {chr(letter): chr(look) for letter, look in LOOK_ALIKES.items()}
_CLASSIC = {"O0", "0O", "I1", "1I", "L1", "1L", "S5", "5S", "B8", "8B"}
_MANY = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """`relation` (READS, TAIL or OTHER) and the features of form.

    `slips` counts what is a digit's difference, `size` the characters of the number that the text spells, zeros apart.
    """

    relation: str
    slips: int
    features: tuple[str, ...]
    size: int = 0


Gap = tuple[int, bool, bool]
"""Zeros before a character that is none, whether a group of digits begins there, and whether a mark parts two digits."""


Gaps = tuple[tuple[Gap, ...], str]


@lru_cache(maxsize=256)
def gaps(words: tuple[str, ...]) -> Gaps:
    """The zeros between the other characters of a number (one more at its end), and those characters as written."""
    found: list[Gap] = []
    kept: list[str] = []
    zeros, starts, parted, before = 0, True, False, False
    for word in words:
        parted, digit = parted or (before and word[0].isdigit()), False
        for char in word:
            look = _LOOKS.get(char, char)
            if look == "0":
                if not zeros:
                    starts = not digit
                zeros += 1
            else:
                found.append((zeros, starts if zeros else not digit, parted))
                kept.append(char)
                zeros, parted = 0, False
            digit = before = char.isdigit()
        if not zeros:
            starts = True
    found.append((zeros, False, False))
    return tuple(found), "".join(kept)


def likeness(readings: Readings, heads: tuple[str, ...], candidate: Candidate) -> Likeness:
    """How the text relates to the candidate; `heads` are the keys that may be the end of a number."""
    reading = readings.by_key.get(candidate.folded)
    if reading is not None:
        return _reads(readings, reading, candidate)
    for key in heads:
        if candidate.folded.startswith(key):
            return _tail(readings, readings.by_key[key], candidate)
    return _other(readings, candidate)


def form(text: str, candidate: Candidate, readings: Readings) -> str:
    """How much of the very spelling was kept, from `same` down to `key`."""
    number, stripped = candidate.number, text.strip()
    if stripped == number:
        return "same"
    if stripped.upper() == number.upper():
        return "case"
    if readings.core == candidate.words:
        return "marks"
    if _stands_in(text, number):
        return "within"
    if readings.plainest == "".join(candidate.words):
        return "joined"
    return "key"


def _stands_in(text: str, number: str) -> bool:
    """Whether the text holds the very number, with no letter or figure beside it."""
    place = text.find(number)
    if place < 0:
        return False
    return not text[place - 1 : place].isalnum() and not text[place + len(number) : place + len(number) + 1].isalnum()


def _reads(readings: Readings, reading: Reading, candidate: Candidate) -> Likeness:
    spelled = form(readings.text, candidate, readings)
    if spelled in ("same", "case"):
        size = len(candidate.folded)
        return Likeness(READS, 0, (f"form:{spelled}", _length("reads", size)), size)
    damage = _compared(gaps(reading.words), gaps(candidate.words))
    features = [f"form:{spelled}", f"way:{reading.way}", _length("reads", len(candidate.folded))]
    if reading.left_out:
        features.append(f"left:{reading.left_out}")
    features += damage.named() + _years(readings, candidate)
    # A reading that was not plain is worth less the more else had to be forgiven.
    if spelled == "key" and not damage.kinds:
        features.append(f"way_only:{reading.way}")
    return Likeness(READS, damage.inner, tuple(features), len(candidate.folded))


def _length(relation: str, size: int) -> str:
    return f"{relation}_size:{min(size, 10)}"


@dataclass(slots=True)
class _Damage:
    """What differs between two numbers of one key, counted.

    Zeros of padding `lost` (`some`: not all of them) and `added`, zeros that are digits (`inner`), look-alikes usual (`looks`) and unusual
    (`strange`), and digits that a mark parts in the text alone (`split`).
    """

    lost: int = 0
    some: int = 0
    added: int = 0
    inner: int = 0
    looks: int = 0
    strange: int = 0
    split: int = 0

    @property
    def kinds(self) -> int:
        """How many kinds of damage there are; a mark more is none."""
        return sum(map(bool, (self.lost, self.added, self.inner, self.looks, self.strange)))

    def named(self) -> list[str]:
        """The same as features."""
        counts = {
            "padding_lost": min(self.lost, 2),
            "padding_some": min(self.some, 1),
            "padding_added": min(self.added, 2),
            "inner_zero": min(self.inner, _MANY),
            "looks": min(self.looks, 3),
            "strange": min(self.strange, _MANY),
            "split": min(self.split, _MANY),
        }
        found = [f"{name}:{many}" for name, many in counts.items() if many]
        if self.kinds > 1:
            found.append("troubles")
        if self.lost and self.added:
            found.append("moved_zeros")
        return found


def _compared(text: Gaps, number: Gaps) -> _Damage:
    """What differs, character by character, between two numbers with the same characters but for zeros."""
    found = _Damage()
    for (said, starts, parted), (stored, begins, _) in zip(text[0], number[0], strict=True):
        found.split += parted and not begins
        if said == stored:
            continue
        if not starts and not begins:
            found.inner += abs(said - stored)
        elif said < stored:
            found.lost += 1
            found.some += said > 0
        else:
            found.added += 1
    for one, other in zip(text[1], number[1], strict=True):
        if one != other:
            usual = one + other in _CLASSIC
            found.looks += usual
            found.strange += not usual
    return found


def _tail(readings: Readings, reading: Reading, candidate: Candidate) -> Likeness:
    """The text is the end of the number: what is missing at the head, and where the cut is."""
    said, said_kept = gaps(reading.words)
    stored, stored_kept = gaps(candidate.words)
    lost = len(stored_kept) - len(said_kept)
    damage = _compared((said, said_kept), (stored[lost:], stored_kept[lost:]))
    at_group = stored[lost][1]
    if said[0][0] != stored[lost][0] and not at_group:
        damage.inner += 1
    head = _head(candidate, lost)
    features = [
        f"head:{head}",
        f"cut:{_cut(said_kept, stored_kept[:lost], at_group)}:{reading.way}",
        _length("tail", len(said_kept)),
    ]
    if reading.left_out:
        features.append(f"tail_left:{reading.left_out}")
    if _YEAR.fullmatch(reading.word):
        features.append("tail_year_alone")
    features.append(f"tail:{_whole_group(said_kept, candidate)}:{min(len(said_kept), 6)}")
    features += damage.named()
    features += _years(readings, candidate)
    return Likeness(TAIL, damage.inner, tuple(features), len(said_kept))


def _cut(said: str, lost: str, at_group: bool) -> str:
    """Where the number was cut: between two letters, where a group of digits begins, or within one."""
    if said[:1].isalpha() and lost[-1:].isalpha():
        return "letters"
    return "group" if at_group else "inside"


def _head(candidate: Candidate, lost: int) -> str:
    """What kind of thing the first `lost` characters (zeros not counted) are."""
    rest, head = lost, []
    for char in "".join(candidate.words):
        if rest == 0:
            break
        head.append(char)
        rest -= _LOOKS.get(char, char) != "0"
    text = "".join(head)
    if text.isalpha():
        return "letters"
    for name, shape in _HEADS:
        if shape.fullmatch(text):
            return name
    return f"figures{min(sum(map(str.isdigit, text)), 5)}"


_HEADS = (
    ("year", re.compile(r"(?:20)?2[0-9]")),
    ("letters_year", re.compile(r"[A-Z]+(?:20)?2[0-9]")),
    ("month", re.compile(r"[A-Z]*(?:20)?2[0-9](?:0?[1-9]|1[0-2])?")),
    ("century", re.compile(r"[A-Z]*2")),
)


def _whole_group(said: str, candidate: Candidate) -> str:
    """Whether the figures said are the last word of the number, zeros apart."""
    last = candidate.words[-1] if candidate.words else ""
    return "word" if last.translate(LOOK_ALIKES).replace("0", "") == said.translate(LOOK_ALIKES) else "part"


def _other(readings: Readings, candidate: Candidate) -> Likeness:
    """Neither a reading nor an end: what would have to be changed, told by kind and place."""
    where = _lost_year(readings, candidate)
    if where:
        return Likeness(OTHER, 1, ("other:year", f"year_lost:{where}"))
    best: tuple[int, tuple[str, ...]] | None = None
    stored = "".join(candidate.words).translate(LOOK_ALIKES)
    for said in readings.figures:
        found = _changes(said, stored)
        if best is None or found[0] < best[0]:
            best = found
    cost, features = best if best is not None else (9, ())
    return Likeness(OTHER, max(1, cost), (f"other:{min(cost, 6)}", *features, *_years(readings, candidate)))


_YEAR = re.compile(r"(?:20)?[12][0-9]")


def _lost_year(readings: Readings, candidate: Candidate) -> str:
    """Where the number has a year that the text lacks: `end`, `middle`, or empty."""
    words = _PARTS.findall(" ".join(candidate.words))
    for place, word in enumerate(words):
        year = _YEAR.match(word)
        if year and (year.end() == len(word) or place < len(words)):
            rest = "".join((*words[:place], word[year.end() :], *words[place + 1 :]))
            if folded_word(rest) in readings.by_key:
                return "end" if place == len(words) - 1 and place else "middle" if len(word) == year.end() else "glued"
    return ""


_PARTS = re.compile(r"[0-9]+|[A-Z]+")


_A_YEAR = re.compile(r"(?<![0-9])(?:20)?(2[0-9])(?![0-9])")


@lru_cache(maxsize=512)
def _years_of(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_A_YEAR.findall(" ".join(words)))


@lru_cache(maxsize=64)
def _years_said(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_A_YEAR.findall(" ".join(words).replace("O", "0")))


def _years(readings: Readings, candidate: Candidate) -> list[str]:
    """Whether the text and the number name the same year, where both name one."""
    said, stored = _years_said(readings.core), _years_of(candidate.words)
    if not said or not stored:
        return []
    return ["year_agrees" if said & stored else "year_differs"]


def _changes(said: str, stored: str) -> tuple[int, tuple[str, ...]]:
    slip = slipped(stored, said)
    if slip is not None:
        return 1, (f"slip:{slip[0]}", f"place:{slip[0]}{min(slip[1], 5)}", _length("slip", len(said)))
    head = inside = zeros = 0
    for edit in Levenshtein.editops(said, stored):
        kind, here, there = edit.tag, edit.src_pos, edit.dest_pos
        if (kind == "insert" and here == 0) or (kind == "delete" and there == 0):
            head += 1
        elif (kind == "insert" and stored[there] == "0") or (kind == "delete" and said[here] == "0"):
            zeros += 1
        else:
            inside += 1
    features = (
        f"changes:{min(inside, 4)}:{min(head, 4)}",
        f"changed_zeros:{min(zeros, 2)}",
        f"end:{min(Postfix.similarity(said, stored), 5)}",
        f"kept:{min(5, 10 * (len(stored) - inside) // (2 * max(1, len(stored))))}",
    )
    return inside + (1 if head else 0) + (1 if zeros else 0), features


Evidence = tuple[str, str, str, str]


def evidence(asked: Asked, candidate: Candidate) -> Evidence:
    """What the amount, the date, the order and the establishment say of the candidate, each in a word."""
    return (
        amount_says(asked.cents, candidate.cents),
        _date_says(asked.day, candidate.day),
        _order_says(asked.order, candidate.order),
        _site_says(asked.supplier, candidate.supplier_id),
    )


_TAXES = ((1.2, "net"), (1.1, "net_other"), (1.055, "net_other"), (1 / 1.2, "gross"))


def amount_says(said: int | None, stored: int | None) -> str:
    """`same`, `net` (taxes left out), `close` or `differs`; `unsaid` when one is not known."""
    if said is None or stored is None:
        return "unsaid"
    if said == stored:
        return "same"
    for rate, name in _TAXES:
        if abs(said * rate - stored) <= 1:
            return name
    return "close" if abs(said - stored) <= 1000 and abs(said - stored) * 50 <= stored else "differs"


_SOON, _LATE = -35, 62
"""A date that is not the invoice's own is often that of the service, of the deposit or of the term of payment."""


def _date_says(said: int | None, stored: int | None) -> str:
    if said is None or stored is None:
        return "unsaid"
    if said == stored:
        return "same"
    return "near" if _SOON <= said - stored <= _LATE else "differs"


def _order_says(said: str, stored: str) -> str:
    if not said:
        return "unsaid"
    if not stored:
        return "none"
    return "same" if said == stored else "differs"


def _site_says(said: str, stored: str) -> str:
    if not said:
        return "open"
    if said == stored:
        return "same"
    return "company" if len(said) < len(stored) else "other"
