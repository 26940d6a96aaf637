"""What is asked of the matching, and the stored invoices that may be meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from bot.core.folded import legible_words


@dataclass(frozen=True, slots=True)
class Asked:
    """A reference as somebody wrote it, and what else is known.

    `supplier` is the SIREN, the SIRET or the other identifier that is claimed, empty when nobody is; `cents` the
    amount said, `day` the date said as a proleptic ordinal, `order` the engagement number; None or empty: not said.
    """

    text: str
    supplier: str = ""
    cents: int | None = None
    day: int | None = None
    order: str = ""


@lru_cache(maxsize=512)
def _words(number: str) -> tuple[str, ...]:
    return tuple(legible_words(number))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One stored invoice as the matching sees it; `key` is its row, `owner` and `site` whose it is, in figures."""

    key: int
    owner: int
    site: int
    folded: str
    supplier_id: str
    number: str
    cents: int | None
    day: int | None
    order: str

    @property
    def words(self) -> tuple[str, ...]:
        """The number as words in capitals."""
        return _words(self.number)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate and how probable it is, with what spoke for and against it."""

    candidate: Candidate
    p: float
    features: tuple[str, ...] = field(default=())
