"""One slip of the finger or the eye away: which keys that gives, and how easily one number becomes another."""

from __future__ import annotations

from collections.abc import Iterable
from math import log10

from rapidfuzz.distance import Postfix, Prefix

from bot.core.folded import LOOK_ALIKES, folded_word, legible_words

_DIGITS = "123456789"
_LONGEST = 14


def slip_keys(word: str) -> set[str]:
    """The keys of all that `word` (capitals and digits) becomes by one digit changed, lost, doubled, added or swapped.

    Only its last fourteen characters are touched. Keys know no zeros: a digit made a zero is a digit left out.
    """
    key = folded_word(word)
    touched = min(len(key), _LONGEST)
    found: set[str] = set()
    for place in range(touched + 1):
        head, rest = key[:place], key[place:]
        found.update([f"{head}{digit}{rest}" for digit in _DIGITS])
        if place < touched and rest[0].isdigit():
            after = rest[1:]
            found.add(head + after)
            found.update([f"{head}{digit}{after}" for digit in _DIGITS])
            if after:
                found.add(f"{head}{after[0]}{rest[0]}{after[1:]}")
    found.discard(key)
    found.discard("")
    return found


def slipped(meant: str, written: str) -> tuple[str, int] | None:
    """How `written` may be a slip of `meant`: (`swap`, `digit`, `lost` or `more`, place from the right); else None.

    Both in figures, look-alikes taken for digits. `lost`: a digit of `meant` is not written.
    """
    size, other = len(meant), len(written)
    if abs(size - other) > 1:
        return None
    first = Prefix.similarity(meant, written)
    last = min(Postfix.similarity(meant, written), min(size, other) - first)
    if size == other:
        middle = size - first - last
        if middle == 1:
            return "digit", last
        if middle == 2 and meant[first] == written[first + 1] and meant[first + 1] == written[first]:
            return "swap", last
        return None
    if first + last != min(size, other):
        return None
    return ("lost" if size > other else "more"), last


def plain_figures(number: str) -> str:
    """A number without marks, look-alikes read as digits, every zero kept."""
    return "".join(legible_words(number)).translate(LOOK_ALIKES)


def crowd(number: str, others: Iterable[str]) -> dict[str, int]:
    """How many of `others` a slip turns into `number`, by kind and coarse place: `digit0` is its last digit."""
    here = plain_figures(number)
    found: dict[str, int] = {}
    for other in others:
        slip = slipped(plain_figures(other), here)
        if slip is not None:
            name = f"{slip[0]}{min(slip[1], 4)}"
            found[name] = found.get(name, 0) + 1
    return found


_RATES = {"digit": 1.2 / 9, "swap": 1.2, "lost": 1.2, "more": 0.8}


def danger(number: str, found: dict[str, int]) -> float:
    """How likely some other stored number was meant, as a figure that grows by one where that grows tenfold."""
    figures = max(3, sum(char.isdigit() for char in number))
    return log10(1e-3 + sum(_RATES[name[:-1]] * many for name, many in found.items()) / figures)
