"""Rarer things that become of a number: mails that cut, hide and decorate, scanners and spreadsheets, and more slips."""

from __future__ import annotations

import random
import re

from tests.bench.matching.manglings import PARTED, Habit, figure_places, last_run, put

_OCR = {"0": "OoQ", "1": "Il", "5": "Ss", "8": "B", "2": "Z", "6": "Gb"}
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


def key_beside(rng: random.Random, text: str, _number: str) -> str | None:
    """The key beside: 118 for 117."""
    places = figure_places(text)
    if len(places) < 3:
        return None
    place = rng.choice(places)
    return put(text, place, place + 1, rng.choice(_BESIDE[text[place]]))


def figures_alike(rng: random.Random, text: str, _number: str) -> str | None:
    """A scanner takes one figure for another."""
    alike = {"1": "7", "7": "1", "3": "8", "8": "3", "6": "8", "0": "8", "5": "6", "9": "4"}
    places = [place for place in figure_places(text) if text[place] in alike]
    if len(places) < 2:
        return None
    place = rng.choice(places)
    return put(text, place, place + 1, alike[text[place]])


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
    return put(text, place, place, rng.choice(("\n", "=\r\n", "=\n", "-\n", "\r\n")))


def hidden_marks(rng: random.Random, text: str, _number: str) -> str | None:
    """Characters that nobody sees."""
    place = rng.randint(1, max(1, len(text) - 1))
    return put(text, place, place, rng.choice("\u200b\u00ad\u2060\ufeff"))


def foreign_spaces(rng: random.Random, text: str, _number: str) -> str | None:
    """No-break spaces and long dashes."""
    if not PARTED.search(text):
        return None
    return PARTED.sub(rng.choice(("\u00a0", "\u202f", "\u2013", "\u2014", "\u2011", " \u2013 ")), text)


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
    places = [place for place in figure_places(text) if text[place] in _OCR]
    if not places:
        return None
    place = rng.choice(places)
    return put(text, place, place + 1, rng.choice(_OCR[text[place]]))


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
    return put(text, place, place + 2, text[place + 1] + text[place])


def letter_mistyped(rng: random.Random, text: str, _number: str) -> str | None:
    """FZ2024 for FA2024."""
    places = [place for place, char in enumerate(text) if char.isascii() and char.isalpha()]
    if not places or len(figure_places(text)) < 3:
        return None
    place = rng.choice(places)
    return put(text, place, place + 1, rng.choice("AEFGVXQSD"))


def two_at_once(rng: random.Random, text: str, _number: str) -> str | None:
    """The next one named beside it."""
    run = last_run(text)
    if run is None or len(run[0]) > 8:
        return None
    following = put(text, run.start(), run.end(), f"{int(run[0]) + rng.choice((1, 1, 2, 5)):0{len(run[0])}d}")
    return f"{text}{rng.choice((' et ', ', ', ' / '))}{following}"


def written_twice(rng: random.Random, text: str, number: str) -> str | None:
    """Once with and once without its marks."""
    return f"{text} ({re.sub(r'[^0-9A-Za-z]', '', number)})" if rng.random() < 0.7 else f"{text} {text}"


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
