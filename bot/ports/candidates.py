"""What looking a reference up asks of the store: candidates by their keys, and what lies around the likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.candidate import Candidate
from bot.core.probing import Probes
from bot.core.weighing import Around


class CandidateBook(Protocol):
    """The invoices by their keys. Every method may raise the `EdgeError` of its edge."""

    def near(self, probes: Probes) -> Sequence[Candidate]:
        """The invoices that these probes reach, some dozens at most."""
        ...

    def slipped(self, owner: int, keys: Sequence[str]) -> Sequence[Candidate]:
        """The invoices of one company with one of these keys, and all that it has when it has few."""
        ...

    def around(self, candidate: Candidate, probes: Probes) -> Around:
        """What lies around a candidate: other numbers of a known company, else how many companies have this one."""
        ...
