"""`python -m tests.bench.matching`: how often the matching is wrong and right, what it costs, and the bars beside it."""

from __future__ import annotations

import argparse
import resource
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
from tests.bench.matching.manglings import USUAL
from tests.bench.matching.rarer_manglings import RARER

_SEED = 9_001
"""No seed that the weights were trained with."""
_PROBES = 2_000


def measured(ground: Ground, count: int, slips: float) -> tuple[list[Judged], list[float]]:
    """The answers to so many references, and how many milliseconds each took."""
    judged, took = list[Judged](), list[float]()
    for reference in ground.references(count, _SEED + 1, USUAL + RARER, slips):
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


def lines(ground: Ground, count: int, slips: float) -> Iterator[str]:
    """The report."""
    judged, took = measured(ground, count, slips)
    yield f"{ground.drawn.rows} invoices, {len(judged)} references, half of them with no right answer"
    for share in shares(judged):
        said = f"at most {share.bound:.3%}" if share.at_most else ""
        mark = "ok  " if share.holds else "MISS"
        yield f"  {mark} {share.name}: {share.times} of {share.of}, {share.rate:.3%} {said} (bar {share.bar:.2%})"
    for p, true, many in calibration(judged):
        yield f"       said {p:.4f}, true {true:.4f} (of {many})"
    middle, late, least = took[len(took) // 2], took[int(len(took) * 0.99)], floor(ground)
    yield f"  p50 {middle:.2f} ms, p99 {late:.2f} ms; one probe {least:.3f} ms, {middle / least:.0f} times that"
    yield f"  loaded in {ground.loaded_in:.1f} s; {octets_of_indexes(ground):.0f} octets of index an invoice"
    yield f"  the largest this process ever was: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"


def main() -> None:
    """Makes a store and measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--references", type=int, default=10_000)
    parser.add_argument("--slips", type=float, default=1.0, help="how many times as often a digit is wrong")
    parser.add_argument("--db", default="", help="an empty database of PostgreSQL; else a file of SQLite")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        ground = Ground.made(Path(folder), options.rows, _SEED, options.references, options.db)
        for line in lines(ground, options.references, options.slips):
            sys.stdout.write(line + "\n")
        ground.close()


if __name__ == "__main__":
    main()
