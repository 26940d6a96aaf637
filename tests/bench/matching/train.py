"""Trains the weights of the matching on references of our own making: `python -m tests.bench.matching.train`.

A conditional logit: each reference is one choice among its candidates and « none of them ». Wants `pip install numpy
scipy`, which nothing else does, and writes `bot/core/match_weights.py`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.core import match_weights
from tests.bench.matching.ground import Ground, laid_out_references
from tests.bench.matching.manglings import USUAL, Habit
from tests.bench.matching.office_manglings import OFFICE
from tests.bench.matching.rarer_manglings import RARER

_FEWEST = 8
"""A feature seen less often says nothing."""
_FIRM = 2.0
_RARELY = 0.4
"""How often what is not usual happens while training: more often than in mails, so that it is met at all."""
_STORES = (
    (100_000, 40_000, 41, 1.2),
    (300_000, 50_000, 42, 1.2),
    (1_000_000, 70_000, 43, 1.2),
    (1_000_000, 80_000, 44, 1.2),
)
"""Invoices, references, seed, and how many times as often as usual a digit is wrong."""
_HEADER = '''"""What each word about a candidate weighs: written by `python -m tests.bench.matching.train`, not by hand."""

from __future__ import annotations

from collections.abc import Mapping

_TABLE = """
'''
_FOOTER = '''"""
WEIGHTS: Mapping[str, float] = {name: float(weight) for name, weight in (item.split("=") for item in _TABLE.split())}
'''


@dataclass(frozen=True, slots=True)
class Choice:
    """One reference: the features of each candidate, of « none », and which is right (-1: none)."""

    right: int
    candidates: Sequence[Sequence[str]]
    none: Sequence[str]


def choices(ground: Ground, habits: tuple[Habit, ...], count: int, seed: int, slips: float) -> Iterator[Choice]:
    """References to a store, laid out with their right answer."""
    for reference, table, around in laid_out_references(ground, habits, count, seed, slips):
        rows, candidates, none = table.features(around)
        places = [place for place, row in enumerate(rows) if (row.supplier_id, row.number) == reference.truth]
        yield Choice(places[0] if places else -1, candidates, none)


def trained(data: Sequence[Choice]) -> dict[str, float]:
    """The weights that make the right answers likeliest, small ones preferred."""
    numpy: Any = import_module("numpy")
    minimize: Any = import_module("scipy.optimize").minimize
    names = _names(data)
    matrix, group, right = _matrix(data, names)
    starts = numpy.searchsorted(group, numpy.arange(len(data)))

    def loss(weights: Any) -> tuple[float, Any]:
        scores = matrix @ weights
        top = numpy.maximum.reduceat(scores, starts)
        shares = numpy.exp(scores - top[group])
        whole = numpy.add.reduceat(shares, starts)
        shares /= whole[group]
        missed = -(scores[right] - top - numpy.log(whole)).sum() + _FIRM / 2 * (weights**2).sum()
        shares[right] -= 1
        return float(missed), matrix.T @ shares + _FIRM * weights

    best = minimize(loss, numpy.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 400})
    return {name: float(best.x[place]) for name, place in names.items()}


def _names(data: Sequence[Choice]) -> dict[str, int]:
    seen = Counter[str]()
    for choice in data:
        for features in (*choice.candidates, choice.none):
            seen.update(features)
    return {name: place for place, name in enumerate(sorted(name for name, many in seen.items() if many >= _FEWEST))}


def _matrix(data: Sequence[Choice], names: Mapping[str, int]) -> tuple[Any, Any, Any]:
    """A row for each candidate and each « none », the choice it belongs to, and the rows that are right."""
    numpy: Any = import_module("numpy")
    sparse: Any = import_module("scipy.sparse")
    rows, columns, group, right = list[int](), list[int](), list[int](), list[int]()
    for number, choice in enumerate(data):
        options = [*choice.candidates, choice.none]
        right.append(len(group) + (choice.right if choice.right >= 0 else len(options) - 1))
        for features in options:
            known = [names[name] for name in features if name in names]
            rows += [len(group)] * len(known)
            columns += known
            group.append(number)
    matrix = sparse.csr_matrix((numpy.ones(len(rows)), (rows, columns)), shape=(len(group), len(names)))
    return matrix, numpy.array(group), numpy.array(right)


def written(weights: Mapping[str, float]) -> str:
    """The module that holds the weights, several on a line; those that say nothing are left out."""
    lines = [""]
    for name, weight in sorted(weights.items()):
        if abs(weight) >= _LEAST:
            item = f"{name}={weight:.2f}"
            if len(lines[-1]) + len(item) >= _WIDE:
                lines.append("")
            lines[-1] += f" {item}" if lines[-1] else item
    return _HEADER + "\n".join(lines) + "\n" + _FOOTER


_WIDE, _LEAST = 119, 0.05


def main() -> None:
    """Makes the stores, lays the references out, trains, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the usual number of references")
    parser.add_argument(
        "--fold",
        type=int,
        choices=(0, 1, 2),
        help="hold this third of the rarer manglings and those of the office back",
    )
    parser.add_argument("--out", type=Path, default=Path(match_weights.__file__))
    options = parser.parse_args()
    met = tuple(
        replace(habit, weight=habit.weight * _RARELY)
        for place, habit in enumerate(RARER + OFFICE)
        if options.fold is None or place % 3 != options.fold
    )
    data: list[Choice] = []
    for rows, count, seed, slips in _STORES:
        with TemporaryDirectory() as folder:
            many = round(count * options.share)
            ground = Ground.made(Path(folder), rows, seed, many)
            data += choices(ground, USUAL + met, many, seed, slips)
            ground.close()
            print(f"{rows} invoices, {many} references", flush=True)
    options.out.write_text(written(trained(data)), encoding="utf-8")


if __name__ == "__main__":
    main()
