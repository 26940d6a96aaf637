"""Answers held against the truth: how many wrong and how many right, each with the bound that its number allows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.core.matching import Found, Verdict
from tests.bench.matching.references import Reference


@dataclass(frozen=True, slots=True)
class Judged:
    """One reference with the answer it got."""

    reference: Reference
    found: Found

    @property
    def accepted(self) -> bool:
        """Whether an invoice was taken for the one that is meant."""
        return self.found.verdict is Verdict.MATCH

    @property
    def right(self) -> bool:
        """Whether the likeliest invoice is the one that is meant."""
        return self._is_meant(0)

    @property
    def listed(self) -> bool:
        """Whether the one that is meant is among the five shown."""
        return any(map(self._is_meant, range(len(self.found.weighed))))

    def _is_meant(self, place: int) -> bool:
        if place >= len(self.found.weighed):
            return False
        row = self.found.weighed[place].candidate
        return (row.supplier_id, row.number) == self.reference.truth


@dataclass(frozen=True, slots=True)
class Share:
    """How often something happened, and the most or least that it may truly happen (95 %, one-sided)."""

    name: str
    times: int
    of: int
    bar: float
    at_most: bool

    @property
    def rate(self) -> float:
        """The share seen."""
        return self.times / self.of if self.of else 0.0

    @property
    def bound(self) -> float:
        """For what must be rare, the most that it may be; for the rest the share seen is judged."""
        return upper_bound(self.times, self.of) if self.at_most else self.rate

    @property
    def holds(self) -> bool:
        """Whether the bar is met."""
        return self.bound <= self.bar if self.at_most else self.bound >= self.bar


def upper_bound(times: int, of: int, sure: float = 0.95) -> float:
    """The highest rate that would still show `times` or fewer in `of` tries with a chance of 1 - `sure`."""
    if of == 0 or times >= of:
        return 1.0
    low, high = times / of, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(times, of, middle) > 1 - sure else (low, middle)
    return high


def _at_most(times: int, of: int, rate: float) -> float:
    """The chance of `times` or fewer in `of` tries."""
    total, ways = 0.0, 0.0
    for seen in range(times + 1):
        if seen:
            ways += math.log((of - seen + 1) / seen)
        total += math.exp(ways + seen * math.log(rate) + (of - seen) * math.log1p(-rate))
    return min(1.0, total)


_Choice = Callable[[Judged], bool]


def shares(judged: Sequence[Judged]) -> list[Share]:
    """The bars of the project over these answers."""

    def known(one: Judged) -> bool:
        return one.reference.kind == "present" and bool(one.reference.siret_hint)

    def fair(one: Judged) -> bool:
        return one.reference.fair

    def open_with_proof(one: Judged) -> bool:
        said = one.reference
        return said.truth is not None and not said.siret_hint and bool(said.amount or said.engagement)

    absent = [one for one in judged if one.reference.truth is None]
    return [
        _wrong("accepted, nothing right in the store", judged, fair, 0.0005),
        _wrong("the same, a neighbour exists", judged, lambda one: fair(one) and one.reference.neighbour, 0.0010),
        _wrong("wrong among accepted", [one for one in judged if one.accepted], lambda _: True, 0.0025),
        _right("supplier known, one reading", judged, lambda one: known(one) and _plain(one.reference), 0.85),
        _right("supplier and amount", judged, lambda one: known(one) and bool(one.reference.amount), 0.92),
        _right("supplier unknown, amount or order", judged, open_with_proof, 0.82),
        _counted("among the first five, supplier known", filter(known, judged), lambda one: one.listed, 0.985),
        _wrong_ask(absent),
    ]


def _wrong_ask(absent: Sequence[Judged]) -> Share:
    return Share(
        "asked about, nothing right",
        sum(one.found.verdict is Verdict.ASK for one in absent),
        len(absent),
        0.10,
        at_most=True,
    )


def _plain(reference: Reference) -> bool:
    return not reference.lossy and not reference.collides


def _counted(name: str, among: Iterable[Judged], happened: _Choice, bar: float) -> Share:
    listed = list(among)
    return Share(name, sum(map(happened, listed)), len(listed), bar, at_most=False)


def _right(name: str, judged: Sequence[Judged], chosen: _Choice, bar: float) -> Share:
    return _counted(name, filter(chosen, judged), lambda one: one.accepted and one.right, bar)


def _wrong(name: str, judged: Sequence[Judged], chosen: _Choice, bar: float) -> Share:
    listed = [one for one in judged if chosen(one)]
    return Share(name, sum(one.accepted and not one.right for one in listed), len(listed), bar, at_most=True)


_BINS = (0.9, 0.95, 0.98, 0.99, 0.995, 1.01)


def calibration(judged: Sequence[Judged]) -> list[tuple[float, float, int]]:
    """For each bin of p above 0.9: what was said, what was true, of how many."""
    found = []
    for low, high in pairwise(_BINS):
        here = [
            (one.found.weighed[0].p, one.right)
            for one in judged
            if one.found.weighed and low <= one.found.weighed[0].p < high
        ]
        if here:
            found.append((sum(p for p, _ in here) / len(here), sum(right for _, right in here) / len(here), len(here)))
    return found
