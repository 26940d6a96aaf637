"""Places of a text, and whether another lies wholly within one of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans by their start, each with the furthest end of those that begin no later: asking takes no walk over all."""

    starts: tuple[int, ...]
    reach: tuple[int, ...]

    @classmethod
    def of(cls, spans: Iterable[Span]) -> Spans:
        """From places in any order."""
        ordered = sorted(spans)
        ends = accumulate((end for _, end in ordered), max)
        return cls(tuple(start for start, _ in ordered), tuple(ends))

    def cover(self, start: int, end: int) -> bool:
        """Whether one of them holds all of `start:end`."""
        before = bisect_right(self.starts, start)
        return before > 0 and self.reach[before - 1] >= end
