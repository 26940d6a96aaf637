"""Letters of a page put back in the lines that a reader sees, columns apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Letter(NamedTuple):
    """One letter and its box in points, from the lower left corner of the page."""

    char: str
    left: float
    bottom: float
    right: float
    top: float


@dataclass(slots=True)
class _Run:
    """Letters that stand side by side on one line."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


_NEXT_COLUMN = 1.2
"""A gap wider than so many heights of a line parts two columns."""
_WORD = 0.18
_OVERLAP = -0.3
"""Letters that lie over others are no part of the same word."""
_NEW_PARAGRAPH = 0.9


def laid_out(letters: Iterable[Letter]) -> str:
    """The text line by line, top to bottom; a tab between columns, an empty line where the page leaves room for one."""
    out: list[str] = []
    below = 0.0
    for row in _rows(list(_runs(letters))):
        top, bottom = max(run.top for run in row), min(run.bottom for run in row)
        if out and below - top > _NEW_PARAGRAPH * (top - bottom):
            out.append("")
        out.append(_line(row))
        below = bottom
    return "\n".join(out)


def _runs(letters: Iterable[Letter]) -> Iterator[_Run]:
    run: _Run | None = None
    blank = False
    for letter in letters:
        if letter.char.isspace() or not letter.char.isprintable():
            blank = blank or letter.char.isspace()
            continue
        if run is not None and _goes_on(run, letter):
            run.text += (" " if blank else "") + letter.char
            run.right, run.top, run.bottom = letter.right, max(run.top, letter.top), min(run.bottom, letter.bottom)
        else:
            if run is not None:
                yield run
            run = _Run(letter.left, letter.bottom, letter.right, letter.top, letter.char)
        blank = False
    if run is not None:
        yield run


def _goes_on(run: _Run, letter: Letter) -> bool:
    gap, height = letter.left - run.right, run.height
    same_line = abs((letter.top + letter.bottom) / 2 - run.middle) < height / 2
    return same_line and _OVERLAP * height < gap < _NEXT_COLUMN * height


def _rows(runs: Sequence[_Run]) -> list[list[_Run]]:
    """Runs whose middles lie within one another's height, from the top of the page; each row from the left."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: (-run.middle, run.left)):
        first = rows[-1][0] if rows else None
        if first is not None and abs(first.middle - run.middle) < min(first.height, run.height) / 2:
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _line(row: Sequence[_Run]) -> str:
    line = row[0].text
    for before, run in itertools.pairwise(row):
        gap, height = run.left - before.right, min(before.height, run.height)
        apart = gap > _NEXT_COLUMN * height or gap < _OVERLAP * height
        line += ("\t" if apart else " " if gap > _WORD * height else "") + run.text
    return line
