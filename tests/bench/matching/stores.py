"""Suppliers and their invoices as they might be: many ways of numbering, sizes from one invoice to a hundredth of all."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

FIRST_DAY = date(2022, 1, 1)
DAYS = 3 * 365
HELD_BACK = 0.05
"""The share of invoices that were issued and are not in the store."""
_LONGEST = 20
_STATUSES = ("MISE_EN_PAIEMENT", "MANDATEE", "MISE_A_DISPOSITION", "SUSPENDUE", "SERVICE_FAIT", "DEPOSEE")
_CONSONANTS = "BCDFGHJKLMNPRSTVWXZ"
_SITES = ("LYO", "PAR", "NTE", "LIL", "TLS", "STR", "BDX", "R1", "B2", "AGN")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Issued:
    """One invoice that a supplier wrote."""

    siren: str
    site: str
    number: str
    cents: int
    day: date
    order: str

    @property
    def siret(self) -> str:
        """The establishment that wrote it."""
        return self.siren + self.site


def _pick(rng: random.Random, choices: dict[_T, float]) -> _T:
    return rng.choices(list(choices), list(choices.values()))[0]


_HEADS = {
    "FA": 26.0,
    "F": 17,
    "": 34,
    "FAC": 9,
    "FACT": 3,
    "FV": 2.5,
    "FC": 2,
    "VF": 2,
    "INV": 3.5,
    "FT": 1.5,
    "FR": 1,
    "code": 5,
    "client": 4,
    "letter": 4,
    "site": 3,
    "head_site": 2,
}
_YEARS = {"": 30.0, "YYYY": 40, "YY": 15, "YYMM": 9, "YYYYMM": 4, "YYYYMMDD": 1, "YYQ": 1}
_MARKS = {"-": 52.0, "": 30, "/": 8, ".": 3, " ": 4, "_": 3}


@dataclass(frozen=True, slots=True)
class Numbering:
    """How one supplier numbers: what stands in front, how the year is written, what parts them, how wide the count is."""

    head: str
    year: str
    mark: str
    joint: str
    width: int
    year_last: bool
    tail: str

    @classmethod
    def drawn(cls, rng: random.Random) -> Numbering:
        """A way of numbering, the usual ones more often."""
        kind, year, mark = _pick(rng, _HEADS), _pick(rng, _YEARS), _pick(rng, _MARKS)
        code = "".join(rng.choice(_CONSONANTS + "IOSBE") for _ in range(rng.randint(2, 4)))
        named = {
            "code": code,
            "client": str(rng.randint(100, 9999)),
            "letter": rng.choice(_CONSONANTS),
            "site": rng.choice(_SITES),
            "head_site": "F" + rng.choice(_SITES),
        }
        head = named.get(kind, kind)
        if rng.random() < 0.06:
            head += rng.choice(("1", "8B", "0", str(rng.randint(10, 99))))
        width = _pick(rng, {0: 6.0, 2: 5, 3: 26, 4: 30, 5: 22, 6: 16, 7: 5, 8: 4, 9: 2})
        if not year and not head:
            width = _pick(rng, {0: 30.0, 5: 15, 6: 30, 8: 15, 10: 10})
        joint = mark if rng.random() < (0.75 if head else 0.0) else ""
        tail = rng.choice(_CONSONANTS) if rng.random() < 0.02 else ""
        return cls(head, year, mark, joint, width, bool(year) and rng.random() < 0.12, tail)

    def number(self, count: int, day: date, head: str) -> str:
        """The number of the `count`-th invoice, written that day."""
        years = {
            "": "",
            "YYYY": f"{day.year}",
            "YY": f"{day:%y}",
            "YYMM": f"{day:%y%m}",
            "YYYYMM": f"{day:%Y%m}",
            "YYYYMMDD": f"{day:%Y%m%d}",
            "YYQ": f"{day:%y}T{(day.month + 2) // 3}",
        }
        year, rank = years[self.year], f"{count:0{self.width}d}{self.tail}"
        parts = [rank, year] if self.year_last else [year, rank]
        mark = self.mark if not self.year_last or self.mark else "/"
        return (head + (self.joint if head else "") + mark.join(filter(None, parts)))[:_LONGEST]


def luhn(digits: str) -> str:
    """The digit that makes a SIREN of eight others."""
    total = sum(sum(divmod(int(digit) * (1 + place % 2), 10)) for place, digit in enumerate(digits))
    return str(-total % 10)


def siren(rng: random.Random) -> str:
    """The number of some company."""
    digits = f"{rng.randint(10_000_000, 99_999_999)}"
    return digits + luhn(digits)


@dataclass
class Seller:
    """One supplier with all his habits."""

    rng: random.Random
    size: int
    siren: str = ""
    sites: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = self.rng
        self.siren = siren(rng)
        many = 1 if rng.random() < 0.92 else rng.randint(2, 4)
        self.sites = [f"{10 * place + rng.randint(0, 9):05d}" for place in range(1, many + 1)]
        self.numbering = Numbering.drawn(rng)
        self._each_year = bool(self.numbering.year) and rng.random() < 0.75
        self._each_site = many > 1 and rng.random() < 0.3
        share = _pick(rng, {1.0: 40.0, 0.5: 25, 0.1: 22, 0.02: 13})
        self._step = 1 / share - 1
        reach = max(1, int(self.size / share))
        self._first = 1 if self._each_year else rng.randint(1, int(10 ** rng.uniform(1.5, 4.7)) + reach)
        self._credits = rng.choice(("AV", "A", "AVO", "AC")) if rng.random() < 0.2 else ""
        middle = rng.gauss(6.7, 1.1)
        fixed = [self._price(middle, 0.8) for _ in range(rng.randint(1, 6))]
        self._prices = fixed if rng.random() < 0.12 else []
        self._middle = middle
        orders = [self._order() for _ in range(1 + min(200, self.size // 8))]
        self._orders = [order if rng.random() < 0.75 else "" for order in orders]

    def _price(self, middle: float, spread: float) -> int:
        return max(500, round(100 * math.exp(self.rng.gauss(middle, spread))))

    def _order(self) -> str:
        drawn = self.rng.randint(0, 9_999_999)
        return self.rng.choice((f"45{drawn:08d}", f"1{drawn:09d}", f"EJ{drawn:08d}", f"{drawn:07d}"))

    def invoices(self) -> Iterator[Issued]:
        """All that he wrote, in order, no number twice at one establishment."""
        rng, counts, seen = self.rng, dict[tuple[str, int, str], int](), set[tuple[str, str]]()
        for passed in sorted(rng.randrange(DAYS) for _ in range(self.size)):
            day, site = FIRST_DAY + timedelta(days=passed), rng.choice(self.sites)
            credit = bool(self._credits and self.numbering.head) and rng.random() < 0.08
            head = self._credits if credit else self.numbering.head
            series = (head, day.year if self._each_year else 0, site if self._each_site else "")
            jump = 1 if not self._step else 1 + int(rng.expovariate(1) * self._step + 0.5)
            counts[series] = counts.get(series, self._first - 1) + jump
            number = self.numbering.number(counts[series], day, head)
            cents = rng.choice(self._prices) if self._prices else self._price(self._middle, 0.9)
            if (site, number) not in seen:
                seen.add((site, number))
                yield Issued(self.siren, site, number, cents, day, rng.choice(self._orders))


def sizes(rng: random.Random, rows: int) -> list[int]:
    """How many invoices each supplier wrote, `rows` in all: few large ones, many small ones."""
    many = max(50, int(0.55 * rows**0.75))
    weights = [1 / (place + 11) for place in range(many)]
    scale = rows / sum(weights)
    return [max(1, round(weight * scale + rng.gauss(0, math.sqrt(weight * scale)))) for weight in weights]


@dataclass(frozen=True, slots=True)
class Sample:
    """An invoice that references will be made of, and the supplier's stored numbers for judging them."""

    issued: Issued
    sites: tuple[str, ...]
    stored: bool
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A store on disk: how many rows it has, and the invoices to ask about, in it and not."""

    rows: int
    stored: list[Sample]
    missing: list[Sample]


def write_store(path: Path, rows: int, seed: int, wanted: int) -> Drawn:
    """Writes a store as CSV (the columns that `guichet import` reads) with about `wanted` samples to ask about."""
    rng, pick = random.Random(seed), random.Random(seed + 1)
    plan = sizes(rng, round(rows / (1 - HELD_BACK)))
    drawn = Drawn(0, [], [])
    months: list[list[str]] = [[] for _ in range(37)]
    for place, size in enumerate(plan):
        seller = Seller(rng, size)
        kept = [(one, rng.random() >= HELD_BACK) for one in seller.invoices()]
        for one, stored in kept:
            if stored:
                months[(one.day - FIRST_DAY).days // 31].append(_row(one, f"FOURNISSEUR {place}", rng))
        _sample(pick, drawn, seller, kept, wanted / rows, wanted / len(plan))
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write("siret,supplier,number,amount,date,engagement,status\n")
        total = 0
        for month in months:
            rng.shuffle(month)
            file.writelines(month)
            total += len(month)
            month.clear()
    return Drawn(total, drawn.stored, drawn.missing)


def _row(one: Issued, name: str, rng: random.Random) -> str:
    """A line of the list: no value of ours needs quotes, and one text takes less room than seven."""
    price = f"{one.cents // 100}.{one.cents % 100:02d}"
    values = (one.siret, name, one.number, price, one.day.isoformat(), one.order, rng.choice(_STATUSES))
    return ",".join(values) + "\n"


def _sample(
    pick: random.Random,
    drawn: Drawn,
    seller: Seller,
    kept: list[tuple[Issued, bool]],
    each_row: float,
    each_seller: float,
) -> None:
    """Half of what is asked about by invoice, half by supplier: small ones write more mails than invoices."""
    chosen = {place for place in range(len(kept)) if pick.random() < each_row * 1.5}
    if pick.random() < each_seller * 1.5:
        chosen.add(pick.randrange(len(kept)))
    out = [place for place, (_, stored) in enumerate(kept) if not stored]
    if out and pick.random() < min(1.0, each_seller + each_row * len(kept)):
        chosen.add(pick.choice(out))
    if not chosen:
        return
    numbers = tuple((one.siret, one.number) for one, stored in kept if stored)
    for place in sorted(chosen):
        one, stored = kept[place]
        (drawn.stored if stored else drawn.missing).append(Sample(one, tuple(seller.sites), stored, numbers))
