"""`python -m tests.bench.matching`: how often the matching is wrong and right, what it costs, and the bars beside it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.jobs.looking_up import look_up
from tests.bench.matching.ground import BODY, Ground, asked
from tests.bench.matching.judge import Judged, calibration, shares
from tests.bench.matching.manglings import USUAL, Habit
from tests.bench.matching.office_manglings import OFFICE
from tests.bench.matching.rarer_manglings import RARER
from tests.bench.matching.references import Reference
from tests.bench.matching.served import served

_SEED = 9_001
"""No seed that the weights were trained with."""
_PROBES = 2_000
_SERVED = 3_000
_HABITS: dict[str, tuple[Habit, ...]] = {"usual": USUAL, "rarer": USUAL + RARER, "all": USUAL + RARER + OFFICE}


def measured(ground: Ground, references: list[Reference]) -> tuple[list[Judged], list[float]]:
    """The answers to references, and how many milliseconds each took."""
    judged, took = list[Judged](), list[float]()
    for reference in references:
        question = asked(reference)
        began = perf_counter()
        found = look_up(ground.book, BODY, question)
        took.append((perf_counter() - began) * 1000)
        judged.append(Judged(reference, found))
    return judged, sorted(took)


def floor(ground: Ground) -> float:
    """Milliseconds of one probe of an index by itself: what nothing can go below."""
    probe = text("SELECT id FROM invoice WHERE owner = :owner AND folded = :folded")
    with ground.store.engine.connect() as connection:
        began = perf_counter()
        for owner in range(_PROBES):
            connection.execute(probe, {"owner": owner, "folded": "7114224F"}).all()
        return (perf_counter() - began) * 1000 / _PROBES


def octets_of_indexes(ground: Ground) -> float:
    """Octets of all indexes of the invoices' table, by invoice; 0 where the database cannot tell."""
    pages = """
        SELECT sum(d.pgsize) FROM dbstat AS d JOIN sqlite_master AS m ON m.name = d.name
        WHERE m.type = 'index' AND m.tbl_name = 'invoice'
    """
    own = pages if ground.store.engine.dialect.name == "sqlite" else "SELECT pg_indexes_size('invoice')"
    try:
        with ground.store.engine.connect() as connection:
            return float(connection.execute(text(own)).scalar_one()) / ground.drawn.rows
    except SQLAlchemyError as error:  # this build of SQLite may lack dbstat: the figure is left out
        sys.stdout.write(f"  (no size of indexes: {type(error).__name__})\n")
        return 0.0


def lines(ground: Ground, references: list[Reference]) -> Iterator[str]:
    """The report on one store."""
    judged, took = measured(ground, references)
    yield f"{ground.drawn.rows} invoices, {len(judged)} references, half of them with no right answer"
    for share in shares(judged):
        said = f"at most {share.bound:.3%}" if share.at_most else ""
        mark = "ok  " if share.holds else "MISS"
        yield f"  {mark} {share.name}: {share.times} of {share.of}, {share.rate:.3%} {said} (bar {share.bar:.2%})"
    for p, true, many in calibration(judged):
        yield f"       said {p:.4f}, true {true:.4f} (of {many})"
    yield f"  loaded in {ground.loaded_in:.1f} s; {octets_of_indexes(ground):.0f} octets of index an invoice"
    through, resident = served(ground.url, references[:_SERVED])
    yield f"  served under 512 MB of addresses: {_times(through)}, {resident} MB resident at most"
    least = floor(ground)
    yield f"  in process: {_times(took)}; one probe {least:.3f} ms, {took[len(took) // 2] / least:.0f} times that"


def _times(took: list[float]) -> str:
    return f"p50 {took[len(took) // 2]:.2f} ms, p99 {took[int(len(took) * 0.99)]:.2f} ms"


def main() -> None:
    """Makes a store of each size and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rows", type=int, nargs="+", default=[100_000], help="invoices; several sizes, one after another"
    )
    parser.add_argument("--references", type=int, default=10_000)
    parser.add_argument("--slips", type=float, default=1.0, help="how many times as often a digit is wrong")
    parser.add_argument("--manglings", choices=_HABITS, default="all", help="what becomes of the numbers")
    parser.add_argument("--seed", type=int, default=_SEED, help="another store, other references")
    parser.add_argument("--db", default="", help="an empty database of PostgreSQL, for one size; else files of SQLite")
    options = parser.parse_args()
    for rows in options.rows:
        with TemporaryDirectory() as folder:
            ground = Ground.made(Path(folder), rows, options.seed, options.references, options.db)
            habits = _HABITS[options.manglings]
            asked_about = ground.references(options.references, options.seed + 1, habits, options.slips)
            for line in lines(ground, asked_about):
                sys.stdout.write(line + "\n")
                sys.stdout.flush()
            ground.close()


if __name__ == "__main__":
    main()
