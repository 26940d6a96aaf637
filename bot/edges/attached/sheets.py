"""Workbooks and CSV files as tables of texts: numbers keep their zeros, dates are ISO, formulas are what they show."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from bot.core.attached import FileKind, Table, Unread
from bot.edges.attached.bounds import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from bot.edges.attached.refusal import CannotRead, Opened
from bot.edges.portal_file_cell import text_of
from bot.edges.portal_file_rows import FileRefused, RawRow
from bot.edges.portal_file_sheet import opened_workbook
from bot.edges.portal_file_text import read_text, separators_of

_MOST_SHEETS = 20


def open_xlsx(content: bytes) -> Opened:
    """The visible sheets of a workbook of today. Raises CannotRead."""
    with _as_path(content) as path:
        try:
            with opened_workbook(path) as book:
                names = book.names[:_MOST_SHEETS]
                return _tables([row.values for row in _some(book.rows(name, MOST_COLUMNS))] for name in names)
        except FileRefused as error:
            bomb = "trop grand" in str(error) or "cases" in str(error)
            raise CannotRead(Unread.BOMB if bomb else Unread.DAMAGED, FileKind.SHEET) from None


def open_old_sheet(content: bytes) -> Opened:
    """The visible sheets of an .xls or .ods file. Raises CannotRead."""
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(io.BytesIO(content))
        shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible is calamine.SheetVisibleEnum.Visible]
        sheets = [
            book.get_sheet_by_name(name).to_python(skip_empty_area=True, nrows=MOST_ROWS + 1)
            for name in shown[:_MOST_SHEETS]
        ]
    except calamine.PasswordError:
        raise CannotRead(Unread.ENCRYPTED, FileKind.SHEET) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise CannotRead(Unread.DAMAGED, FileKind.SHEET) from None
    return _tables([tuple(map(_shown, row)) for row in sheet] for sheet in sheets)


def open_csv(content: bytes) -> Opened:
    """Rows of a CSV file in any usual encoding; bad lines are left out and said."""
    with _as_path(content) as path:
        rows = list(_some(read_text(path, separators_of(path)[0])))
    opened = _tables([[row.values for row in rows if not row.problem]])
    bad = any(row.problem for row in rows)
    return Opened(opened.text, opened.tables, missing=Unread.DAMAGED if bad else opened.missing)


def _some(rows: Iterable[RawRow]) -> Iterator[RawRow]:
    return islice(rows, MOST_ROWS + 1)


def _shown(value: object) -> str:
    """A cell of an old workbook, whose number format is not known: a whole number is no quantity with decimals."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return text_of(value, "General")


def _tables(sheets: Iterable[Sequence[Sequence[str]]]) -> Opened:
    """Tables and the text that is searched: a tab between cells, a line for each row, an empty line between sheets."""
    tables: list[Table] = []
    missing: Unread | None = None
    for rows in sheets:
        if len(rows) > MOST_ROWS:
            missing = Unread.TOO_MANY_ROWS
        table = tuple(tuple(_cell(value) for value in row[:MOST_COLUMNS]) for row in rows[:MOST_ROWS])
        filled = tuple(row for row in table if any(row))
        if filled:
            tables.append(filled)
    text = "\n\n".join("\n".join("\t".join(row) for row in table) for table in tables)
    return Opened(text, tuple(tables), missing=missing)


def _cell(value: str) -> str:
    return " ".join(value.split())[:LONGEST_CELL]


@contextmanager
def _as_path(content: bytes) -> Iterator[Path]:
    """The octets under a name, for readers of files: in memory, never on a disk."""
    number = os.memfd_create("attachment")
    try:
        with os.fdopen(number, "wb", closefd=False) as file:
            file.write(content)
        yield Path(f"/proc/self/fd/{number}")
    finally:
        os.close(number)
