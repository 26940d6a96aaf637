"""The answered statement as a file: a workbook of one sheet without formulas, links or macros, or CSV as Excel reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.core.french_words import date_short
from bot.core.mail import OutgoingFile
from bot.core.statement_sheet import AnsweredSheet, Cell

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"
_DAY, _MONEY = "DD/MM/YYYY", "#,##0.00"
_WIDEST, _NARROWEST = 48, 9
_LONGEST_CELL = 32_000
"""Characters: Excel takes 32,767."""


class StatementWriter:
    """Fulfils `bot.ports.outside.SheetWriter`."""

    def written(self, sheet: AnsweredSheet) -> OutgoingFile:
        """The sheet as CSV (semicolons, UTF-8 with its mark) for who sent CSV, else as a workbook."""
        if sheet.plain:
            return OutgoingFile(sheet.name, _CSV, _as_csv(sheet.rows))
        return OutgoingFile(sheet.name, _XLSX, _as_workbook(sheet))


def _as_csv(rows: Sequence[Sequence[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")


def _plain(cell: Cell) -> str:
    if isinstance(cell, date):
        return date_short(cell)
    return str(cell).replace(".", ",") if isinstance(cell, Decimal) else cell or ""


def _as_workbook(sheet: AnsweredSheet) -> bytes:
    from openpyxl import Workbook  # slow to read in, and most mails need none

    book = Workbook()
    page = book.active or book.create_sheet()
    page.title = "Relevé"
    book.properties.creator = "Guichet"
    for number, row in enumerate(sheet.rows, 1):
        for place, cell in enumerate(row, 1):
            if cell is not None:
                _put(page, number, place, cell, bold=number == sheet.heading + 1)
    _lay_out(page, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _put(page: Worksheet, row: int, column: int, value: str | Decimal | date, *, bold: bool) -> None:
    """One cell; a text stays a text, even when somebody edits it."""
    from openpyxl.styles import Alignment, Font

    cell = page.cell(row, column)
    if isinstance(value, str):
        cell.value = value[:_LONGEST_CELL]
        cell.data_type = "s"  # openpyxl makes a formula of « =… »
        cell.quotePrefix = True
        cell.alignment = Alignment(wrap_text=len(value) > _WIDEST, vertical="top")
    else:
        cell.value = value
        cell.number_format = _DAY if isinstance(value, date) else _MONEY
        cell.alignment = Alignment(vertical="top")
    if bold:
        cell.font = Font(bold=True)


def _lay_out(page: Worksheet, sheet: AnsweredSheet) -> None:
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(zip_longest(*sheet.rows[sheet.heading :]), 1):
        longest = max((len(_plain(cell)) for cell in column if cell is not None), default=0)
        width = min(_WIDEST, max(_NARROWEST, longest + 2))
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = f"A{sheet.heading + 2}"
