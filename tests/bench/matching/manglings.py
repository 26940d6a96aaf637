"""What becomes of a number between the invoice and the mail: habits of writing, of software, of scanners, and slips.

Each mangling takes the random source, the text so far and the number, and gives the new text, or None where it cannot
be done. A third of them are held back from training, in turn, to see how the weights fare with what they never met.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

Mangling = Callable[[random.Random, str, str], str | None]

_RUN = re.compile(r"\d+")
_HEAD = re.compile(r"([A-Za-z]+)[\s/._-]*(?=\d)")
PARTED = re.compile(r"[\s/._-]+")
_YEAR4 = re.compile(r"(?<!\d)20(2\d)(?!\d)")
_YEAR2 = re.compile(r"(?<!\d)(2[2-5])(?!\d)")
_OCR_USUAL = {"0": "Oo", "1": "Il", "5": "S", "8": "B"}
_BACK = {"O": "0", "I": "1", "S": "5", "B": "8", "L": "1"}


def last_run(text: str) -> re.Match[str] | None:
    found = None
    for found in _RUN.finditer(text):  # noqa: B007 - the last one is wanted
        pass
    return found


def put(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def figure_places(text: str) -> list[int]:
    return [place for place, char in enumerate(text) if char in "0123456789"]


def other_marks(rng: random.Random, text: str, _number: str) -> str | None:
    """FA-2024/117 for FA2024-117."""
    if PARTED.search(text):
        mark = rng.choice((" ", "-", "/", ".", "_", ""))
        each = rng.random() < 0.4
        return PARTED.sub(lambda _: rng.choice((" ", "-", "/", ".", "")) if each else mark, text)
    head = re.match(r"[A-Za-z]+(?=\d)", text)
    return put(text, head.end(), head.end(), rng.choice((" ", "-", "/", " - "))) if head else None


def figures_in_groups(rng: random.Random, text: str, _number: str) -> str | None:
    """2024 0117."""
    run = last_run(text)
    if run is None or len(run[0]) < 6:
        return None
    cut = run.end() - rng.choice((2, 3, 4))
    return put(text, cut, cut, " ")


def small_letters(_rng: random.Random, text: str, _number: str) -> str | None:
    """fa2024."""
    return text.lower() if text != text.lower() else None


def padding_lost(_rng: random.Random, text: str, _number: str) -> str | None:
    """117 for 0117."""
    run = last_run(text)
    if run is None or run[0][0] != "0" or not run[0].strip("0"):
        return None
    return put(text, run.start(), run.end(), run[0].lstrip("0"))


def padding_added(rng: random.Random, text: str, _number: str) -> str | None:
    """00117 for 117."""
    run = last_run(text)
    if run is None or run.start() == 0:
        return None
    return put(text, run.start(), run.start(), "0" * rng.randint(1, 2))


def read_as_letters(rng: random.Random, text: str, _number: str) -> str | None:
    """2O24 for 2024."""
    places = [place for place in figure_places(text) if text[place] in _OCR_USUAL]
    if not places:
        return None
    chars = list(text)
    for place in rng.sample(places, min(len(places), rng.choice((1, 1, 1, 2, 3)))):
        chars[place] = rng.choice(_OCR_USUAL[chars[place]])
    return "".join(chars)


def read_as_figures(rng: random.Random, text: str, _number: str) -> str | None:
    """5BG for SBG."""
    places = [place for place, char in enumerate(text) if char in _BACK]
    if not places:
        return None
    place = rng.choice(places)
    return put(text, place, place + 1, _BACK[text[place]])


def head_lost(_rng: random.Random, text: str, _number: str) -> str | None:
    """2024-117 for FA-2024-117."""
    head = _HEAD.match(text)
    return text[head.end() :] if head else None


def labelled(rng: random.Random, text: str, _number: str) -> str | None:
    """Facture n° 2024-117."""
    label = rng.choice(("n°", "N° ", "facture ", "Facture n° ", "fact. ", "FACT ", "Fact n°", "réf. ", "Réf : ", "no "))
    head = _HEAD.match(text)
    return label + (text[head.end() :] if head and rng.random() < 0.5 else text)


def year_shortened(_rng: random.Random, text: str, _number: str) -> str | None:
    """24-117 for 2024-117."""
    year = _YEAR4.search(text)
    return put(text, year.start(), year.end(), year[1]) if year else None


def year_lengthened(_rng: random.Random, text: str, _number: str) -> str | None:
    """2024-117 for 24-117."""
    year = _YEAR2.search(text)
    return put(text, year.start(), year.start(), "20") if year else None


def year_left_out(_rng: random.Random, text: str, _number: str) -> str | None:
    """FA-117 for FA-2024-117."""
    year = re.search(r"(?<!\d)(?:20)?2[2-5][\s/._-]+(?=\d)", text)
    return put(text, year.start(), year.end(), "") if year else None


def only_the_end(rng: random.Random, text: str, _number: str) -> str | None:
    """0117 for FA2024-0117."""
    figures = "".join(_RUN.findall(text))
    size = rng.randint(3, 6)
    return figures[-size:] if len(figures) > size and figures[-size:].strip("0") else None


def swapped(rng: random.Random, text: str, _number: str) -> str | None:
    """171 for 117."""
    places = [p for p in figure_places(text) if p + 1 < len(text) and text[p + 1].isdigit() and text[p] != text[p + 1]]
    if not places:
        return None
    place = rng.choice(places)
    return put(text, place, place + 2, text[place + 1] + text[place])


def mistyped(rng: random.Random, text: str, _number: str) -> str | None:
    """118 for 117."""
    places = figure_places(text)
    if len(places) < 3:
        return None
    place = rng.choice(places)
    return put(text, place, place + 1, rng.choice([digit for digit in "0123456789" if digit != text[place]]))


def digit_lost(rng: random.Random, text: str, _number: str) -> str | None:
    """17 for 117."""
    places = figure_places(text)
    if len(places) < 4:
        return None
    place = rng.choice(places)
    return put(text, place, place + 1, "")


def digit_twice(rng: random.Random, text: str, _number: str) -> str | None:
    """1177 for 117."""
    places = figure_places(text)
    if len(places) < 3:
        return None
    place = rng.choice(places)
    return put(text, place, place, text[place])


@dataclass(frozen=True, slots=True)
class Habit:
    """How often a mangling happens; `lossy` ones take or change what no reader can put back."""

    mangling: Mangling
    weight: float
    lossy: bool = False
    slip: bool = False


USUAL = (
    Habit(other_marks, 16),
    Habit(figures_in_groups, 6),
    Habit(small_letters, 8),
    Habit(padding_lost, 10),
    Habit(padding_added, 4),
    Habit(read_as_letters, 12),
    Habit(read_as_figures, 4),
    Habit(head_lost, 10),
    Habit(labelled, 10),
    Habit(year_shortened, 4),
    Habit(year_lengthened, 3),
    Habit(year_left_out, 4, lossy=True),
    Habit(only_the_end, 6, lossy=True),
    Habit(swapped, 1.2, lossy=True, slip=True),
    Habit(mistyped, 1.2, lossy=True, slip=True),
    Habit(digit_lost, 1.2, lossy=True, slip=True),
    Habit(digit_twice, 0.8, lossy=True, slip=True),
)
_UNTOUCHED = 0.125


def mangled(
    rng: random.Random, number: str, habits: tuple[Habit, ...], slips: float = 1.0
) -> tuple[str, tuple[Habit, ...]]:
    """A text for a number and what was done to it: nothing in one of eight, else one to three things.

    `slips` multiplies how often a digit is changed.
    """
    if rng.random() < _UNTOUCHED:
        return number, ()
    weights = [habit.weight * (slips if habit.slip else 1) for habit in habits]
    text, done = number, list[Habit]()
    wanted = rng.choices((1, 2, 3), (60, 30, 10))[0]
    for habit in rng.choices(habits, weights, k=12):
        new = habit.mangling(rng, text, number) if habit not in done else None
        if new is not None and new != text and any(char.isalnum() for char in new):
            text = new
            done.append(habit)
            if len(done) == wanted:
                break
    return text, tuple(done)
