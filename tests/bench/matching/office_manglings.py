"""What suppliers' and staff's own hands make of a number: short numbers of a habit, labels inside, joined and decorated."""

from __future__ import annotations

import random
import re

from tests.bench.matching.manglings import Habit, figure_places, last_run, put

_ALIKE = {"0": "OD", "1": "Il|", "2": "Z", "3": "E", "4": "A", "5": "S", "6": "G", "7": "T", "8": "B", "9": "q"}
_GROUPS = re.compile(r"[A-Za-z]+|\d+")
_HEAD = re.compile(r"([A-Za-z]+)[\s/._-]*(?=\d)")
_YEAR = re.compile(r"(?<!\d)(?:20)?(2[2-5])(?!\d)")


def of_habit(rng: random.Random, text: str, _number: str) -> str | None:
    """24-117 for FA-2024-00117: head, century and padding left out at once, as a supplier does who counts by hand."""
    groups = _GROUPS.findall(text)
    figures = [group for group in groups if group.isdigit()]
    year = _YEAR.fullmatch(figures[0]) if len(figures) == 2 else None
    if year is None or not figures[1].strip("0"):
        return None
    return f"{year[1]}{rng.choice(('-', '/', ' ', '.'))}{figures[1].lstrip('0')}"


def count_alone(_rng: random.Random, text: str, _number: str) -> str | None:
    """n° 117 for FA-2024-00117."""
    run = last_run(text)
    if run is None or run.start() == 0 or _YEAR.fullmatch(run[0]) or not run[0].strip("0"):
        return None
    return f"n° {run[0].lstrip('0')}"


def label_inside(rng: random.Random, text: str, _number: str) -> str | None:
    """FA n° 2024-117."""
    head = _HEAD.match(text)
    label = rng.choice((" n° ", " N°", " no ", " numéro ", " num. ", " : "))
    return put(text, head.end(1), head.end(), label) if head else None


def count_before_year(rng: random.Random, text: str, _number: str) -> str | None:
    """117 de 2024, 117 (2024)."""
    groups = [group for group in _GROUPS.findall(text) if group.isdigit()]
    if len(groups) != 2 or not _YEAR.fullmatch(groups[0]):
        return None
    year, count = groups
    return rng.choice((f"{count} de {year}", f"{count} ({year})", f"n° {count} année {year}", f"{count}/{year[-2:]}"))


def year_in_brackets(_rng: random.Random, text: str, _number: str) -> str | None:
    """FA(2024)117."""
    year = _YEAR.search(text)
    return re.sub(r"[-/._ ]*[(]", "(", put(text, year.start(), year.end(), f"({year[0]})")) if year else None


def marked(rng: random.Random, text: str, _number: str) -> str | None:
    """**FA-117**, <FA-117>, _FA-117_: what formatting leaves behind."""
    before, after = rng.choice(
        (("**", "**"), ("<", ">"), ("_", "_"), ("*", "*"), ("'", ""), ("=", ""), ("|", "|"), ("> ", ""))
    )
    return before + text + after


def escaped(rng: random.Random, text: str, _number: str) -> str | None:
    """FA%2F117, FA&#45;117: a link or a page that was copied."""
    signs = {"/": "%2F", " ": "%20"} if rng.random() < 0.6 else {"-": "&#45;", "/": "&#47;", " ": "&nbsp;"}
    new = "".join(signs.get(char, char) for char in text)
    return new if new != text else None


def glued_label(rng: random.Random, text: str, _number: str) -> str | None:
    """FactureFA-117, n°FA-117, RefFA-117."""
    return rng.choice(("Facture", "facture", "FACT", "Ref", "N°", "no", "Fac:")) + text


def glued_date(rng: random.Random, text: str, _number: str) -> str | None:
    """FA-117du12/03/2024."""
    return f"{text}{rng.choice(('du', 'le', '_', '-'))}{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.choice((2022, 2023, 2024))}"


def of_a_month(rng: random.Random, text: str, _number: str) -> str | None:
    """FA-117 de mars 2024."""
    month = rng.choice(("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "octobre", "décembre"))
    return (
        f"{text} {rng.choice(('de', 'du mois de', 'pour', 'prestation de'))} {month} {rng.choice((2022, 2023, 2024))}"
    )


def revised(rng: random.Random, text: str, _number: str) -> str | None:
    """FA-117 bis, FA-117-v2, FA-117/A."""
    return text + rng.choice((" bis", "-v2", "/A", "-1", "_bis", " (2)", "-R"))


def joined(rng: random.Random, text: str, _number: str) -> str | None:
    """FA-117FA-118: two numbers without anything between them."""
    run = last_run(text)
    if run is None or len(run[0]) > 8:
        return None
    return text + put(text, run.start(), run.end(), f"{int(run[0]) + rng.choice((1, 1, 3)):0{len(run[0])}d}")


def from_to(rng: random.Random, text: str, _number: str) -> str | None:
    """FA-117 à 119."""
    run = last_run(text)
    if run is None or len(run[0]) > 8:
        return None
    return f"{text} {rng.choice(('à', 'au', '->', 'et suivantes jusqu au'))} {int(run[0]) + rng.randint(1, 9):0{len(run[0])}d}"


def scanned(rng: random.Random, text: str, _number: str) -> str | None:
    """FA2O24 OO1I7: a poor scan, several letters for figures and a space anywhere."""
    places = [place for place in figure_places(text) if text[place] in _ALIKE]
    if len(places) < 3:
        return None
    chars = list(text)
    for place in rng.sample(places, rng.choice((1, 2, 2, 3))):
        chars[place] = rng.choice(_ALIKE[chars[place]])
    if rng.random() < 0.5:
        chars.insert(rng.randint(1, len(chars) - 1), " ")
    return "".join(chars)


def letter_lost(rng: random.Random, text: str, _number: str) -> str | None:
    """F2024-117 for FA2024-117."""
    head = re.match(r"[A-Za-z]{2,}(?=[\s/._-]*\d)", text)
    if head is None:
        return None
    place = rng.randrange(head.end())
    return put(text, place, place + 1, "")


def figure_added(rng: random.Random, text: str, _number: str) -> str | None:
    """1137 for 117: a key struck besides."""
    places = figure_places(text)
    if len(places) < 3:
        return None
    place = rng.choice(places)
    return put(text, place, place, rng.choice("0123456789"))


def neighbours_swapped(rng: random.Random, text: str, _number: str) -> str | None:
    """A figure and the mark beside it, or two figures with one between, change places."""
    places = [p for p in figure_places(text) if p + 2 < len(text) and text[p + 2].isdigit() and text[p] != text[p + 2]]
    if not places:
        return None
    place = rng.choice(places)
    return put(text, place, place + 3, text[place + 2] + text[place + 1] + text[place])


def of_another_year(rng: random.Random, text: str, _number: str) -> str | None:
    """2025-117 for 2024-117, as every January."""
    year = re.search(r"(?<!\d)((?:20)?2)([2-5])(?!\d)", text)
    if year is None:
        return None
    new = int(year[2]) + rng.choice((1, 1, -1))
    return put(text, year.start(2), year.end(2), str(new)) if 0 <= new <= 9 else None


OFFICE = (
    Habit(of_habit, 4),
    Habit(count_alone, 2, lossy=True),
    Habit(label_inside, 3),
    Habit(count_before_year, 2),
    Habit(year_in_brackets, 1),
    Habit(marked, 2),
    Habit(escaped, 1),
    Habit(glued_label, 2),
    Habit(glued_date, 1),
    Habit(of_a_month, 1.5),
    Habit(revised, 1),
    Habit(joined, 0.5, lossy=True),
    Habit(from_to, 1, lossy=True),
    Habit(scanned, 2),
    Habit(letter_lost, 1),
    Habit(figure_added, 0.5, lossy=True, slip=True),
    Habit(neighbours_swapped, 0.4, lossy=True, slip=True),
    Habit(of_another_year, 0.5, lossy=True, slip=True),
)
