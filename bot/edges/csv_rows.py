"""Reading a CSV file as offices export it: UTF-8 or windows-1252, any of three separators, one line a row."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError

_SEPARATORS = ";\t,"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: `line` is where it stands (1 is the header), `cells` its values by column name, spaces trimmed.

    `problem` is not empty when the row does not fit the header: then `cells` mean nothing.
    """

    line: int
    cells: dict[str, str]
    raw: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be loaded: `column` and `value` say where, `problem` what is wrong, in English."""

    line: int
    column: str
    value: str
    problem: str
    raw: str = ""


class BadValue(ValueError):
    """A value that cannot be read: which column, and why."""

    def __init__(self, column: str, value: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column
        self.value = value
        self.problem = problem

    def of_row(self, row: CsvRow) -> BadRow:
        """The same, with the row that it stands in."""
        return BadRow(row.line, self.column, self.value, self.problem, row.raw)


def read_rows(path: Path, required: Sequence[str]) -> Iterator[CsvRow]:
    """Rows of a file, streamed; blank lines are left out. A row is one line: what no line end closes is refused.

    Column names are compared in lower case; unknown columns are ignored. Raises ConfigError when the file cannot
    be opened, is empty, or lacks a required column.
    """
    try:
        encoding = _encoding(path)
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            header = file.readline()
            separator = max(_SEPARATORS, key=header.count)
            names = _names(path, next(csv.reader([header], delimiter=separator), []), required)
            for line, text in enumerate(file, 2):
                row = _row(line, text.rstrip("\r\n"), names, separator)
                if row is not None:
                    yield row
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def _encoding(path: Path) -> str:
    """UTF-8 (with or without BOM) when the whole file is, else windows-1252, which old spreadsheets write."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "windows-1252"
    return "utf-8-sig"


def _names(path: Path, header: list[str], required: Sequence[str]) -> list[str]:
    names = [name.strip().lower() for name in header]
    missing = [name for name in required if name not in names]
    if missing:
        raise ConfigError(
            f"{path}: the first line lacks {', '.join(missing)}; it must name these columns: {','.join(required)}"
        )
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise ConfigError(f"{path}: the first line names {', '.join(twice)} more than once")
    return names


def _row(line: int, text: str, names: list[str], separator: str) -> CsvRow | None:
    """One physical line as a row, None for a blank one.

    A quote that is never closed would otherwise swallow every row to the next quote, or to the end of the file.
    """
    lines = csv.reader([text, ""], delimiter=separator)
    try:
        values = next(lines)
    except csv.Error as error:
        return CsvRow(line, {}, text, f"not readable as CSV: {error}")
    if lines.line_num > 1:
        return CsvRow(line, {}, text, "a quote is not closed on this line: a cell may not hold a line end")
    if not any(value.strip() for value in values):
        return None
    if any(value.strip() for value in values[len(names) :]):
        return CsvRow(line, {}, text, "more values than columns: is a separator missing its quotes?")
    cells = dict.fromkeys(names, "") | {name: value.strip() for name, value in zip(names, values, strict=False)}
    return CsvRow(line, cells, text)
