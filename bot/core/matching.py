"""Which stored invoice a reference means: candidates held against the text, and « none of them » against all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from bot.core.candidate import Asked, Candidate, Weighed
from bot.core.likeness import READS, TAIL, Evidence, Likeness, evidence, likeness
from bot.core.match_weights import WEIGHTS
from bot.core.probing import Probes
from bot.core.reading import Readings
from bot.core.weighing import Around, of_candidate, of_first, of_none, probabilities

ACCEPTED, BARE, ASKED = 0.974, 0.989, 0.12
"""From which probability on an invoice is taken for the one that is meant, or asked about.

BARE: when neither amount nor order agrees. One wrong digit of such a number may spell another stored one, and nothing
would show it: of what is accepted wrongly nearly all is that.
"""
_MOST = 16
_SHOWN = 5
_COMMON = 400
"""From so many invoices on that a text may spell, an amount without taxes fits one of them by chance."""


class Verdict(StrEnum):
    """What is to be done with a reference."""

    MATCH = "match"
    ASK = "ask"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Found:
    """The verdict on one reference; `weighed` holds at most five candidates, the likeliest first."""

    verdict: Verdict
    weighed: tuple[Weighed, ...]

    @property
    def first(self) -> Weighed | None:
        """The likeliest, None when there is nothing."""
        return self.weighed[0] if self.weighed else None


class Table:
    """The candidates of one reference, laid out: first those that were found, then what else has to be known."""

    def __init__(self, asked: Asked, readings: Readings, probes: Probes, rows: Iterable[Candidate]) -> None:
        self._asked, self._readings, self._probes = asked, readings, probes
        self._rows = {row.key: row for row in rows}
        self._likes: dict[int, Likeness] = {}
        self._says: dict[int, Evidence] = {}
        self._promises: dict[int, tuple[int, int]] = {}
        self._few: list[Candidate] | None = None
        self._first: Candidate | None = None

    @property
    def needs_slips(self) -> bool:
        """Whether the company has nothing that the text reads as, so that slips must be looked for."""
        if not self._probes.known:
            return False
        reads = (self._like(row) for row in self._rows.values() if row.folded in self._readings.by_key)
        return not any(like.slips == 0 for like in reads)

    def add(self, rows: Iterable[Candidate]) -> None:
        """Further candidates."""
        self._rows |= {row.key: row for row in rows}
        self._few = self._first = None

    def crowded(self) -> Candidate | None:
        """The candidate whose neighbours or twins have to be counted: the best one, unless the text does not spell it."""
        first = self._best()
        return first if first is not None and self._like(first).relation in (READS, TAIL) else None

    def features(self, around: Around | None) -> tuple[list[Candidate], list[list[str]], list[str]]:
        """The candidates with their features, and those of « none »; `around` is what lies around the best one."""
        rows = self._laid_out()
        alike = Counter(row.cents for row in self._rows.values())
        listed = [of_candidate(self._like(row), self._evidence(row), alike[row.cents]) for row in rows]
        best = self._best()
        kind = "nothing"
        if best is not None:
            like = self._like(best)
            kind = "good" if like.relation == READS and not like.slips else like.relation
            if around is not None:
                listed[rows.index(best)] += of_first(like, self._evidence(best), best, around, alike[best.cents])
        return rows, listed, of_none(self._asked, self._readings, kind)

    def verdict(self, around: Around | None, weights: Mapping[str, float] = WEIGHTS) -> Found:
        """The end: each candidate with its probability, and what is to be done."""
        rows, listed, none = self.features(around)
        shares = probabilities(weights, listed, none)
        order = sorted(range(len(rows)), key=lambda index: -shares[index])[:_SHOWN]
        weighed = tuple(Weighed(rows[index], shares[index], tuple(listed[index])) for index in order)
        return Found(self._judged(weighed, around), weighed)

    def _judged(self, weighed: Sequence[Weighed], around: Around | None) -> Verdict:
        if not weighed or weighed[0].p < ASKED:
            return Verdict.NONE
        row = weighed[0].candidate
        enough = ACCEPTED if self._proved(row, None) else BARE
        return Verdict.MATCH if weighed[0].p >= enough and self._is_readable(row, around) else Verdict.ASK

    def _is_readable(self, row: Candidate, around: Around | None) -> bool:
        """An amount alone never matches: the text itself must spell the number, or the end of it.

        An end never matches beside another year than the number's. A digit that had to be forgiven wants something
        else that agrees. Of a known company's invoice of the very amount, one slip is forgiven.
        """
        asked, like = self._asked, self._like(row)
        if like.relation == TAIL and "year_differs" in like.features:
            return False
        spells = like.relation in (READS, TAIL)
        if not asked.supplier:
            return spells and self._proved(row, around)
        if spells:
            return not like.slips or self._agrees(row)
        return "other:year" in like.features or (like.slips == 1 and self._evidence(row)[0] == "same")

    def _agrees(self, row: Candidate) -> bool:
        """Whether the amount, the order or the date is the invoice's."""
        amount, day, order, _ = self._evidence(row)
        return amount in ("same", "net") or "same" in (day, order)

    def _proved(self, row: Candidate, around: Around | None) -> bool:
        """Whether the amount or the order is the invoice's; an amount without taxes says nothing where hundreds may be."""
        amount, _, order, _ = self._evidence(row)
        few = around is None or around.twins < _COMMON
        return "same" in (amount, order) or (amount == "net" and few)

    def _like(self, row: Candidate) -> Likeness:
        like = self._likes.get(row.key)
        if like is None:
            like = self._likes[row.key] = likeness(self._readings, self._probes.heads, row)
        return like

    def _evidence(self, row: Candidate) -> Evidence:
        says = self._says.get(row.key)
        if says is None:
            says = self._says[row.key] = evidence(self._asked, row)
        return says

    def _laid_out(self) -> list[Candidate]:
        if self._few is None:
            self._few = list(self._rows.values())
            if len(self._few) > _MOST:
                self._few = sorted(self._few, key=self._promise, reverse=True)[:_MOST]
        return self._few

    def _promise(self, row: Candidate) -> tuple[int, int]:
        """A first guess, cheap, of which candidates are worth a closer look."""
        promise = self._promises.get(row.key)
        if promise is None:
            amount, day, order, _ = self._evidence(row)
            agrees = 4 * (amount in ("same", "net", "net_other")) + 3 * (order == "same") + 2 * (day == "same")
            if self._asked.day is not None and row.day is not None:
                agrees += -6 <= self._asked.day - row.day <= 32
            promise = self._promises[row.key] = (agrees + self._closeness(row.folded), -len(row.folded))
        return promise

    def _closeness(self, key: str) -> int:
        if key in self._readings.by_key:
            return 6
        if key.startswith(self._probes.heads):
            return 4
        core = self._readings.ways[0].key if self._readings.ways else ""
        return 3 - Levenshtein.distance(key, core, score_cutoff=2)

    def _best(self) -> Candidate | None:
        rows = self._laid_out()
        if self._first is None and rows:
            self._first = max(rows, key=self._rank)
        return self._first

    def _rank(self, row: Candidate) -> tuple[float, ...]:
        like = self._like(row)
        relation = {READS: 4, TAIL: 2}.get(like.relation, 0)
        promise, short = self._promise(row)
        same = like.features[0] in ("form:same", "form:case")
        return (relation - like.slips + promise, float(same), -len(like.features), short, -row.key)
