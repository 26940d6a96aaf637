"""A store on disk, loaded as `guichet import` loads it, and references to it laid out as the product lays them out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bot.app import load_library, opened
from bot.config import load_settings
from bot.core.candidate import Asked
from bot.core.matching import Table
from bot.core.weighing import Around
from bot.edges.store import Store, open_store
from bot.edges.store_candidates import SteadyCandidateBook
from bot.jobs.looking_up import laid_out
from bot.solving import asked_of
from tests.bench.matching.manglings import Habit
from tests.bench.matching.references import Reference, references
from tests.bench.matching.stores import Drawn, write_store

BODY = "bench"


@dataclass(frozen=True, slots=True)
class Ground:
    """The rows that were drawn, the list that they came from, and the database at `url`; `loaded_in` seconds."""

    drawn: Drawn
    listed: Path
    url: str
    store: Store
    book: SteadyCandidateBook
    loaded_in: float

    @classmethod
    def made(cls, folder: Path, rows: int, seed: int, wanted: int, database: str = "") -> Ground:
        """Draws a store with invoices for about `wanted` references and loads it; `database` else a file of SQLite."""
        listed = folder / "store.csv"
        drawn = write_store(listed, rows, seed, wanted)
        url = database or f"sqlite:///{folder / 'bench.sqlite'}"
        began = perf_counter()
        with opened(load_library(load_settings(None, url))) as desk:
            desk.files.invoices(listed, BODY, datetime.now(UTC))
        loaded_in = perf_counter() - began
        store = open_store(url, read_only=True)
        return cls(drawn, listed, url, store, SteadyCandidateBook(store.engine), loaded_in)

    def references(self, count: int, seed: int, habits: tuple[Habit, ...], slips: float = 1.0) -> list[Reference]:
        """References to this store, half of them without a right answer in it."""
        return references(self.drawn, self.listed, count, seed, habits, slips)

    def close(self) -> None:
        """Closes the database."""
        self.book.close()
        self.store.close()


def asked(reference: Reference) -> Asked:
    """The question that a reference is, by the same door as those of other programs."""
    names = ("text", "siret_hint", "amount", "date", "engagement")
    return asked_of({name: getattr(reference, name) for name in names})


def laid_out_references(
    ground: Ground, habits: tuple[Habit, ...], count: int, seed: int, slips: float
) -> Iterator[tuple[Reference, Table, Around | None]]:
    """Each reference with its candidates and what lies around the best of them."""
    for reference in ground.references(count, seed, habits, slips):
        table, probes = laid_out(ground.book, BODY, asked(reference))
        first = table.crowded()
        yield reference, table, None if first is None else ground.book.around(first, probes)
