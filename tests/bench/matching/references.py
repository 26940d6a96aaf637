"""References to ask about, each with the right answer or none: what suppliers write, and how much they say besides."""

from __future__ import annotations

import csv
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.bench.matching.manglings import Habit, mangled
from tests.bench.matching.stores import DAYS, FIRST_DAY, Drawn, Issued, Sample, Seller, siren

_LOOKS = str.maketrans("OILSB", "01158")
_BROKEN = re.compile(r"=\r?\n|-\r?\n|\r?\n|[\u00ad\u200b\u2060\ufeff]")
_GROUPS = re.compile(r"[A-Z]+|[0-9]+")
_SLIP_OF_PRICE = (-100, 100, 1000, 9, -9)


@dataclass(frozen=True, slots=True)
class Reference:
    """One question and its answer.

    `truth` is SIRET and number, None when no stored invoice is meant. `kind` says why; `lossy`: the text has lost
    something; `collides`: it spells another stored number of the company; `neighbour`: the number before or after it is
    stored; `twins`: how many other stored invoices it spells.
    """

    text: str
    siret_hint: str
    amount: str
    date: str
    engagement: str
    truth: tuple[str, str] | None
    kind: str
    habits: tuple[str, ...]
    lossy: bool
    collides: bool
    neighbour: bool
    twins: int = 0

    @property
    def fair(self) -> bool:
        """Whether nothing stored is spelt by a text that means nothing stored."""
        return self.truth is None and not self.collides and (bool(self.siret_hint) or not self.twins)


def spellings(text: str) -> set[str]:
    """What a careful reader may take from a text: every run of its words, marks, padding and look-alikes forgiven."""
    words = re.findall(r"[0-9A-Z]+", _BROKEN.sub("", unicodedata.normalize("NFKC", text)).upper())
    found = set[str]()
    for first in range(len(words)):
        for last in range(first + 1, min(len(words), first + 6) + 1):
            found |= forms("".join(words[first:last])) | forms(" ".join(words[first:last]))
    return {form for form in found if any(map(str.isdigit, form))}


def forms(number: str) -> set[str]:
    """A number in two plain forms: look-alikes as figures; groups without padding."""
    capitals = number.upper()
    groups = (group.lstrip("0") or "0" for group in _GROUPS.findall(capitals))
    return {re.sub(r"[^0-9A-Z]", "", capitals).translate(_LOOKS), ".".join(groups)}


def references(
    drawn: Drawn, store: Path, count: int, seed: int, habits: tuple[Habit, ...], slips: float = 1.0
) -> list[Reference]:
    """`count` references, half of them of stored invoices, in any order."""
    made = _Maker(random.Random(seed), drawn, habits, slips)
    found = list(made.all(count))
    random.Random(seed + 1).shuffle(found)
    return list(_with_twins(found, store))


class _Maker:
    """Makes them from one source of chance."""

    def __init__(self, rng: random.Random, drawn: Drawn, habits: tuple[Habit, ...], slips: float) -> None:
        self._rng, self._habits, self._slips = rng, habits, slips
        self._stored, self._missing = list(drawn.stored), list(drawn.missing)
        rng.shuffle(self._stored)
        rng.shuffle(self._missing)
        self._known: dict[int, dict[str, tuple[str, str]]] = {}

    def all(self, count: int) -> Iterator[Reference]:
        half = count // 2
        for place in range(half):
            yield self._present(self._stored[place % len(self._stored)])
        for place in range(int(half * 0.6)):
            yield self._reference(self._missing[place % len(self._missing)], "missing", None)
        for place in range(int(half * 0.15)):
            yield self._of_another(place)
        for _ in range(int(half * 0.13)):
            yield self._nowhere()
        for _ in range(half - int(half * 0.6) - int(half * 0.15) - int(half * 0.13)):
            yield self._no_reference()

    def _present(self, sample: Sample) -> Reference:
        one = self._reference(sample, "present", (sample.issued.siret, sample.issued.number))
        if self._rng.random() < 0.02:
            return _changed(one, kind="wrong_supplier", siret_hint=siren(self._rng) + "00012")
        return one

    def _of_another(self, place: int) -> Reference:
        asked, other = self._stored[-1 - place % len(self._stored)], self._rng.choice(self._stored)
        while other.issued.siren == asked.issued.siren:
            other = self._rng.choice(self._stored)
        one = self._reference(other, "another_supplier", None)
        return _changed(
            one, siret_hint=asked.issued.siret, collides=self._collides(asked, one.text, None), neighbour=False
        )

    def _nowhere(self) -> Reference:
        rng = self._rng
        written = list(Seller(rng, rng.randint(1, 40)).invoices())
        sample = Sample(written[-1], (written[-1].site,), stored=False, numbers=())
        one = self._reference(sample, "nowhere", None)
        if one.siret_hint and rng.random() < 0.5:
            known = rng.choice(self._stored)
            return _changed(one, siret_hint=known.issued.siret, collides=self._collides(known, one.text, None))
        return one

    def _no_reference(self) -> Reference:
        sample, rng = self._rng.choice(self._stored), self._rng
        text = _not_a_number(rng)
        one = self._said(sample, text, "no_reference", None, ())
        return _changed(one, neighbour=False)

    def _reference(self, sample: Sample, kind: str, truth: tuple[str, str] | None) -> Reference:
        text, done = mangled(self._rng, sample.issued.number, self._habits, self._slips)
        return self._said(sample, text, kind, truth, done)

    def _said(
        self, sample: Sample, text: str, kind: str, truth: tuple[str, str] | None, done: Sequence[Habit]
    ) -> Reference:
        amount, day, order = self._besides(sample.issued)
        return Reference(
            text,
            self._hint(sample),
            amount,
            day,
            order,
            truth,
            kind,
            tuple(habit.mangling.__name__ for habit in done),
            any(habit.lossy for habit in done),
            self._collides(sample, text, truth),
            self._has_neighbour(sample),
        )

    def _hint(self, sample: Sample) -> str:
        chance, issued = self._rng.random(), sample.issued
        if chance < 0.45:
            return issued.siret
        if chance < 0.60:
            return issued.siren
        return issued.siren + self._rng.choice(sample.sites) if chance < 0.66 else ""

    def _besides(self, issued: Issued) -> tuple[str, str, str]:
        rng, amount, day = self._rng, "", ""
        if rng.random() < 0.40:
            cents, chance = issued.cents, rng.random()
            if chance < 0.10:
                cents = round(cents / 1.2)
            elif chance < 0.13:
                cents = max(1, cents + rng.choice(_SLIP_OF_PRICE))
            amount = f"{cents // 100}.{cents % 100:02d}"
        if rng.random() < 0.30:
            apart = 0 if rng.random() < 0.7 else rng.randrange(-30, 60) if rng.random() < 0.5 else rng.randrange(-5, 31)
            passed = (issued.day - FIRST_DAY).days + apart
            day = (FIRST_DAY + timedelta(days=max(0, min(DAYS - 1, passed)))).isoformat()
        return amount, day, issued.order if rng.random() < 0.15 else ""

    def _forms(self, sample: Sample) -> dict[str, tuple[str, str]]:
        known = self._known.get(id(sample.numbers))
        if known is None:
            known = self._known[id(sample.numbers)] = {}
            for siret, number in sample.numbers:
                for form in forms(number):
                    known.setdefault(form, (siret, number))
        return known

    def _collides(self, sample: Sample, text: str, truth: tuple[str, str] | None) -> bool:
        known = self._forms(sample)
        return any(form in known and known[form] != truth for form in spellings(text))

    def _has_neighbour(self, sample: Sample) -> bool:
        runs = list(re.finditer(r"\d+", sample.issued.number))
        if len(runs) > 1 and re.fullmatch(r"202\d|2[2-4]", runs[-1][0]):
            runs.pop()
        if not runs:
            return False
        run, number, known = runs[-1], sample.issued.number, self._forms(sample)
        beside = (f"{int(run[0]) + step:0{len(run[0])}d}" for step in (-1, 1) if int(run[0]) + step >= 0)
        return any(forms(number[: run.start()] + one + number[run.end() :]) & known.keys() for one in beside)


def _changed(one: Reference, **values: object) -> Reference:
    fields = {name: getattr(one, name) for name in Reference.__slots__}
    return Reference(**(fields | values))


def _not_a_number(rng: random.Random) -> str:
    """What stands in mails and is no invoice's number."""

    def figures(size: int) -> str:
        return "".join(rng.choice("0123456789") for _ in range(size))

    company = siren(rng)
    return rng.choice(
        (
            f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(2022, 2025)}",
            f"0{rng.randint(1, 7)} {figures(2)} {figures(2)} {figures(2)} {figures(2)}",
            f"{figures(2)}000",
            f"{figures(5)}",
            f"{figures(3)}",
            f"45{figures(8)}",
            f"{company}000{figures(2)}",
            f"FR{figures(2)}{company}",
            f"FR76 {figures(4)} {figures(4)} {figures(4)}",
            f"{rng.randint(10, 9000)},{figures(2)} EUR",
            f"CHORUS {figures(7)}",
            f"devis {figures(5)}",
            f"commande {figures(6)}",
            f"marché 20{figures(2)}-{figures(3)}",
            f"dossier {figures(6)}",
            f"TICKET {figures(6)}",
            f"{rng.choice(('lot', 'BC', 'BL', 'OS'))}{figures(4)}",
            "REF " + "".join(rng.choice("ABCDEFGH") for _ in range(5)),
        )
    )


def _with_twins(found: Sequence[Reference], store: Path) -> Iterator[Reference]:
    """Counts, in one walk over the store, what else each text spells."""
    wanted: dict[str, list[int]] = {}
    for place, one in enumerate(found):
        for form in spellings(one.text):
            wanted.setdefault(form, []).append(place)
    twins = [0] * len(found)
    with store.open(newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        for siret, _, number, *_ in rows:
            for place in {place for form in forms(number) for place in wanted.get(form, ())}:
                twins[place] += found[place].truth != (siret, number)
    return (_changed(one, twins=many) for one, many in zip(found, twins, strict=True))
