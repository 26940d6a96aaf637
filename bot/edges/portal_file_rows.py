"""What every file of rows is made of, whatever wrote it: rows, bad rows, bad values, and a file that is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import ConfigError


class FileRefused(ConfigError):
    """A file that cannot be read at all. Its message is in French: staff read it, on screen and in the report."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands. `line` is where it begins (the first line of a file, or row of a sheet, is 1).

    `values` are texts as a person sees them. `dates` are the places of cells that the spreadsheet holds as dates, and
    not as text. `raw` is the row as written; `problem` is not empty when it cannot be cut into values.
    """

    line: int
    values: tuple[str, ...]
    raw: str
    dates: frozenset[int] = frozenset()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row by field. `names` says how the file itself calls each field; `dates` as in RawRow, by field.

    `problem` is not empty when the row does not fit the header: then `cells` mean nothing.
    """

    line: int
    cells: Mapping[str, str]
    raw: str
    names: Mapping[str, str] = field(default_factory=dict)
    dates: frozenset[str] = frozenset()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be loaded: `column` (as the file calls it) and `value` say where, `problem` why, in French.

    `number` and `supplier` are what is legible of the invoice that it is about, empty where nothing is.
    """

    line: int
    column: str
    value: str
    problem: str
    raw: str = ""
    number: str = ""
    supplier: str = ""


class BadValue(ValueError):
    """A value that cannot be read: in which field, and why, in French."""

    def __init__(self, column: str, value: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column
        self.value = value
        self.problem = problem

    def of_row(self, row: Row) -> BadRow:
        """The same, with the row that it stands in and the file's own name of the column."""
        return BadRow(row.line, row.names.get(self.column, self.column), self.value, self.problem, row.raw)
