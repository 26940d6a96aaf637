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
_PARTED = re.compile(r"[\s/._-]+")
_YEAR4 = re.compile(r"(?<!\d)20(2\d)(?!\d)")
_YEAR2 = re.compile(r"(?<!\d)(2[2-5])(?!\d)")
_OCR = {"0": "OoQ", "1": "Il", "5": "Ss", "8": "B", "2": "Z", "6": "Gb"}
_OCR_USUAL = {"0": "Oo", "1": "Il", "5": "S", "8": "B"}
_BACK = {"O": "0", "I": "1", "S": "5", "B": "8", "L": "1"}
_TWINS = str.maketrans("ABCEHKMOPTXaceopx", "АВСЕНКМОРТХасеорх")
_BESIDE = {
    "1": "2",
    "2": "13",
    "3": "24",
    "4": "35",
    "5": "46",
    "6": "57",
    "7": "68",
    "8": "79",
    "9": "80",
    "0": "9",
}


def _last(text: str) -> re.Match[str] | None:
    found = None
    for found in _RUN.finditer(text):
        pass
    return found


def _put(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _places(text: str) -> list[int]:
    return [place for place, char in enumerate(text) if char in "0123456789"]


def other_marks(rng: random.Random, text: str, _number: str) -> str | None:
    """FA-2024/117 for FA2024-117."""
    if _PARTED.search(text):
        mark = rng.choice((" ", "-", "/", ".", "_", ""))
        each = rng.random() < 0.4
        return _PARTED.sub(lambda _: rng.choice((" ", "-", "/", ".", "")) if each else mark, text)
    head = re.match(r"[A-Za-z]+(?=\d)", text)
    return _put(text, head.end(), head.end(), rng.choice((" ", "-", "/", " - "))) if head else None


def figures_in_groups(rng: random.Random, text: str, _number: str) -> str | None:
    """2024 0117."""
    run = _last(text)
    if run is None or len(run[0]) < 6:
        return None
    cut = run.end() - rng.choice((2, 3, 4))
    return _put(text, cut, cut, " ")


def small_letters(_rng: random.Random, text: str, _number: str) -> str | None:
    """fa2024."""
    return text.lower() if text != text.lower() else None


def padding_lost(_rng: random.Random, text: str, _number: str) -> str | None:
    """117 for 0117."""
    run = _last(text)
    if run is None or run[0][0] != "0" or not run[0].strip("0"):
        return None
    return _put(text, run.start(), run.end(), run[0].lstrip("0"))


def padding_added(rng: random.Random, text: str, _number: str) -> str | None:
    """00117 for 117."""
    run = _last(text)
    if run is None or run.start() == 0:
        return None
    return _put(text, run.start(), run.start(), "0" * rng.randint(1, 2))


def read_as_letters(rng: random.Random, text: str, _number: str) -> str | None:
    """2O24 for 2024."""
    places = [place for place in _places(text) if text[place] in _OCR_USUAL]
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
    return _put(text, place, place + 1, _BACK[text[place]])


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
    return _put(text, year.start(), year.end(), year[1]) if year else None


def year_lengthened(_rng: random.Random, text: str, _number: str) -> str | None:
    """2024-117 for 24-117."""
    year = _YEAR2.search(text)
    return _put(text, year.start(), year.start(), "20") if year else None


def year_left_out(_rng: random.Random, text: str, _number: str) -> str | None:
    """FA-117 for FA-2024-117."""
    year = re.search(r"(?<!\d)(?:20)?2[2-5][\s/._-]+(?=\d)", text)
    return _put(text, year.start(), year.end(), "") if year else None


def only_the_end(rng: random.Random, text: str, _number: str) -> str | None:
    """0117 for FA2024-0117."""
    figures = "".join(_RUN.findall(text))
    size = rng.randint(3, 6)
    return figures[-size:] if len(figures) > size and figures[-size:].strip("0") else None


def swapped(rng: random.Random, text: str, _number: str) -> str | None:
    """171 for 117."""
    places = [p for p in _places(text) if p + 1 < len(text) and text[p + 1].isdigit() and text[p] != text[p + 1]]
    if not places:
        return None
    place = rng.choice(places)
    return _put(text, place, place + 2, text[place + 1] + text[place])


def mistyped(rng: random.Random, text: str, _number: str) -> str | None:
    """118 for 117."""
    places = _places(text)
    if len(places) < 3:
        return None
    place = rng.choice(places)
    return _put(text, place, place + 1, rng.choice([digit for digit in "0123456789" if digit != text[place]]))


def digit_lost(rng: random.Random, text: str, _number: str) -> str | None:
    """17 for 117."""
    places = _places(text)
    if len(places) < 4:
        return None
    place = rng.choice(places)
    return _put(text, place, place + 1, "")


def digit_twice(rng: random.Random, text: str, _number: str) -> str | None:
    """1177 for 117."""
    places = _places(text)
    if len(places) < 3:
        return None
    place = rng.choice(places)
    return _put(text, place, place, text[place])


def key_beside(rng: random.Random, text: str, _number: str) -> str | None:
    """The key beside: 118 for 117."""
    places = _places(text)
    if len(places) < 3:
        return None
    place = rng.choice(places)
    return _put(text, place, place + 1, rng.choice(_BESIDE[text[place]]))


def figures_alike(rng: random.Random, text: str, _number: str) -> str | None:
    """A scanner takes one figure for another."""
    alike = {"1": "7", "7": "1", "3": "8", "8": "3", "6": "8", "0": "8", "5": "6", "9": "4"}
    places = [place for place in _places(text) if text[place] in alike]
    if len(places) < 2:
        return None
    place = rng.choice(places)
    return _put(text, place, place + 1, alike[text[place]])


def turned_round(rng: random.Random, text: str, _number: str) -> str | None:
    """117/2024 for 2024/117."""
    groups = re.findall(r"[A-Za-z]+|\d+", text)
    figures = [group for group in groups if group.isdigit()]
    if len(figures) != 2:
        return None
    head = groups[0] if groups[0].isalpha() else ""
    return head + rng.choice(("", "-", " ")) * bool(head) + rng.choice(("-", "/", " ")).join(reversed(figures))


def wrapped(rng: random.Random, text: str, _number: str) -> str | None:
    """Cut at the end of a line."""
    if len(text) < 5:
        return None
    place = rng.randint(2, len(text) - 2)
    return _put(text, place, place, rng.choice(("\n", "=\r\n", "=\n", "-\n", "\r\n")))


def hidden_marks(rng: random.Random, text: str, _number: str) -> str | None:
    """Characters that nobody sees."""
    place = rng.randint(1, max(1, len(text) - 1))
    return _put(text, place, place, rng.choice("\u200b\u00ad\u2060\ufeff"))


def foreign_spaces(rng: random.Random, text: str, _number: str) -> str | None:
    """No-break spaces and long dashes."""
    if not _PARTED.search(text):
        return None
    return _PARTED.sub(rng.choice(("\u00a0", "\u202f", "\u2013", "\u2014", "\u2011", " \u2013 ")), text)


def wide_figures(_rng: random.Random, text: str, _number: str) -> str | None:
    """Full-width figures."""
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    return wide if wide != text else None


def foreign_letters(_rng: random.Random, text: str, _number: str) -> str | None:
    """Cyrillic letters that look Latin."""
    new = text.translate(_TWINS)
    return new if new != text else None


def rare_letters(rng: random.Random, text: str, _number: str) -> str | None:
    """A scanner reads Z for 2, G for 6."""
    places = [place for place in _places(text) if text[place] in _OCR]
    if not places:
        return None
    place = rng.choice(places)
    return _put(text, place, place + 1, rng.choice(_OCR[text[place]]))


def between_marks(rng: random.Random, text: str, _number: str) -> str | None:
    """In brackets, quotes, or with a full stop behind."""
    before, after = rng.choice(
        (("(", ")"), ("« ", " »"), ('"', '"'), ("[", "]"), ("", "."), ("", ","), ("#", ""), (": ", ""))
    )
    return before + text + after


def another_head(rng: random.Random, text: str, _number: str) -> str | None:
    """FACT2024 for FA2024."""
    head = re.match(r"[A-Za-z]+", text)
    if head is None:
        return None
    new = rng.choice(("FA", "F", "FAC", "FACT", "FC", "Fact. ", "Facture "))
    return new + text[head.end() :] if new.strip() != head[0] else None


def head_invented(rng: random.Random, text: str, _number: str) -> str | None:
    """FA2024-117 where the invoice has no letters."""
    return rng.choice(("FA", "F", "FAC", "FA-", "F-")) + text if text[:1].isdigit() else None


def with_a_date(rng: random.Random, text: str, _number: str) -> str | None:
    """… du 12/03/2024."""
    day = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.choice(('2022', '2023', '2024', '24'))}"
    return f"{text} {rng.choice(('du', 'en date du', '-'))} {day}"


def with_a_price(rng: random.Random, text: str, _number: str) -> str | None:
    """… de 120,00 EUR."""
    return f"{text} {rng.choice(('de', 'pour', 'montant', '-'))} {rng.randint(20, 9000)},{rng.randint(0, 99):02d} {rng.choice(('€', 'EUR'))}"


def as_a_file(rng: random.Random, text: str, _number: str) -> str | None:
    """Facture_FA2024-117.pdf."""
    return (
        rng.choice(("Facture_", "facture-", "", "scan_", "FACTURE "))
        + re.sub(r"[/ ]", "_", text)
        + rng.choice((".pdf", ".PDF", ".xml", "_signe.pdf"))
    )


def with_a_word(rng: random.Random, text: str, _number: str) -> str | None:
    """Another word around it."""
    words = ("solde", "acompte", "relance", "impayée", "duplicata", "urgent", "SARL DUPONT", "v2", "TTC", "copie")
    word = rng.choice(words)
    return f"{text} {word}" if rng.random() < 0.6 else f"{word} {text}"


def spaced_out(_rng: random.Random, text: str, _number: str) -> str | None:
    """F A 2 0 2 4."""
    return " ".join(text) if len(text) <= 9 else None


def thousands(rng: random.Random, text: str, _number: str) -> str | None:
    """20.240.117: a spreadsheet took it for a sum."""
    if not text.isdigit() or len(text) < 5 or text[0] == "0":
        return None
    mark = rng.choice((".", " ", "\u202f", ","))
    return f"{int(text):,}".replace(",", mark)


def as_a_sum(_rng: random.Random, text: str, _number: str) -> str | None:
    """117,00 or 117.0: a spreadsheet again."""
    return text.lstrip("0") + ".0" if text.isdigit() and text.strip("0") else None


def month_left_out(_rng: random.Random, text: str, _number: str) -> str | None:
    """2024-117 for 202403-117."""
    found = re.search(r"((?:20)?2[2-5])(0[1-9]|1[0-2])(?=[\s/._-]?\d{2})", text)
    return text[: found.end(1)] + text[found.end() :] if found else None


def end_cut_off(rng: random.Random, text: str, _number: str) -> str | None:
    """A field that was too short."""
    size = rng.randint(1, 2)
    return text[:-size] if len(text) > 6 + size else None


def start_cut_off(rng: random.Random, text: str, _number: str) -> str | None:
    """The first characters missing."""
    size = rng.randint(1, 3)
    return text[size:] if sum(map(str.isdigit, text[size:])) >= 3 else None


def letters_at_the_end_lost(_rng: random.Random, text: str, _number: str) -> str | None:
    """00117 for 00117-A."""
    found = re.search(r"(?<=\d)[\s/._-]*[A-Za-z]{1,3}$", text)
    return text[: found.start()] if found else None


def letters_swapped(rng: random.Random, text: str, _number: str) -> str | None:
    """AF2024 for FA2024."""
    head = re.match(r"[A-Za-z]{2,}", text)
    if head is None or head[0] == head[0][::-1]:
        return None
    place = rng.randrange(len(head[0]) - 1)
    return _put(text, place, place + 2, text[place + 1] + text[place])


def letter_mistyped(rng: random.Random, text: str, _number: str) -> str | None:
    """FZ2024 for FA2024."""
    places = [place for place, char in enumerate(text) if char.isascii() and char.isalpha()]
    if not places or len(_places(text)) < 3:
        return None
    place = rng.choice(places)
    return _put(text, place, place + 1, rng.choice("AEFGVXQSD"))


def two_at_once(rng: random.Random, text: str, _number: str) -> str | None:
    """The next one named beside it."""
    run = _last(text)
    if run is None or len(run[0]) > 8:
        return None
    following = _put(text, run.start(), run.end(), f"{int(run[0]) + rng.choice((1, 1, 2, 5)):0{len(run[0])}d}")
    return f"{text}{rng.choice((' et ', ', ', ' / '))}{following}"


def written_twice(rng: random.Random, text: str, number: str) -> str | None:
    """Once with and once without its marks."""
    return f"{text} ({re.sub(r'[^0-9A-Za-z]', '', number)})" if rng.random() < 0.7 else f"{text} {text}"


@dataclass(frozen=True, slots=True)
class Habit:
    """How often a mangling happens; `lossy` ones take or change what no reader can put back."""

    mangling: Mangling
    weight: float
    lossy: bool = False
    slip: bool = False


USUAL = tuple(
    Habit(mangling, weight)
    for mangling, weight in (
        (other_marks, 16),
        (figures_in_groups, 6),
        (small_letters, 8),
        (padding_lost, 10),
        (padding_added, 4),
        (read_as_letters, 12),
        (read_as_figures, 4),
        (head_lost, 10),
        (labelled, 10),
        (year_shortened, 4),
        (year_lengthened, 3),
    )
) + (
    Habit(year_left_out, 4, lossy=True),
    Habit(only_the_end, 6, lossy=True),
    Habit(swapped, 1.2, lossy=True, slip=True),
    Habit(mistyped, 1.2, lossy=True, slip=True),
    Habit(digit_lost, 1.2, lossy=True, slip=True),
    Habit(digit_twice, 0.8, lossy=True, slip=True),
)
RARER = (
    Habit(key_beside, 0.6, lossy=True, slip=True),
    Habit(figures_alike, 0.6, lossy=True, slip=True),
    Habit(turned_round, 4),
    Habit(wrapped, 4),
    Habit(hidden_marks, 3),
    Habit(foreign_spaces, 4),
    Habit(wide_figures, 2),
    Habit(foreign_letters, 2),
    Habit(rare_letters, 4),
    Habit(between_marks, 4),
    Habit(another_head, 4),
    Habit(head_invented, 2),
    Habit(with_a_date, 3),
    Habit(with_a_price, 1.5),
    Habit(as_a_file, 4),
    Habit(with_a_word, 3),
    Habit(spaced_out, 1.5),
    Habit(thousands, 1),
    Habit(as_a_sum, 0.5),
    Habit(month_left_out, 2, lossy=True),
    Habit(end_cut_off, 0.5, lossy=True, slip=True),
    Habit(start_cut_off, 1.5, lossy=True),
    Habit(letters_at_the_end_lost, 3),
    Habit(letters_swapped, 1.5),
    Habit(letter_mistyped, 1.5),
    Habit(two_at_once, 1, lossy=True),
    Habit(written_twice, 1.5),
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
