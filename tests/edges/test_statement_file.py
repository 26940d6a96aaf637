"""The file that goes back with a long statement: what Excel and others find in it."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

from openpyxl import load_workbook

from bot.core.statement_sheet import AnsweredSheet, Cell
from bot.edges.statement_file import StatementWriter

ROWS: tuple[tuple[Cell, ...], ...] = (
    ("SARL Durand", None, None),
    ("Facture", "Montant TTC", "Statut"),
    ("00118", Decimal("1250.40"), "Mandatée"),
    ("'=cmd|' /C calc'!A0", None, date(2026, 11, 3)),
)


def written(*, plain: bool) -> bytes:
    """The file of these rows."""
    name = "releve.csv" if plain else "releve.xlsx"
    return StatementWriter().written(AnsweredSheet(name, ROWS, 1, plain)).content


def test_a_workbook_keeps_zeros_figures_and_days() -> None:
    sheet = load_workbook(io.BytesIO(written(plain=False))).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["Facture", "Montant TTC", "Statut"],
        ["00118", 1250.4, "Mandatée"],
        ["'=cmd|' /C calc'!A0", None, datetime(2026, 11, 3)],  # noqa: DTZ001 (a cell has no zone)
    ]


def test_a_workbook_holds_one_sheet_of_texts_no_formula_no_link_no_macro() -> None:
    with zipfile.ZipFile(io.BytesIO(written(plain=False))) as parts:
        names = parts.namelist()
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert not [name for name in names if "vba" in name or "external" in name or "sheet2" in name]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet


def test_a_formula_that_slips_through_is_still_a_text() -> None:
    file = StatementWriter().written(AnsweredSheet("releve.xlsx", (("=1+1",),), 0, plain=False))
    sheet = load_workbook(io.BytesIO(file.content)).active
    assert sheet is not None
    assert sheet["A1"].data_type == "s"


def test_csv_is_what_excel_opens_in_french() -> None:
    assert written(plain=True).decode("utf-8-sig").splitlines() == [
        "SARL Durand;;",
        "Facture;Montant TTC;Statut",
        "00118;1250,40;Mandatée",
        "'=cmd|' /C calc'!A0;;03/11/2026",
    ]
    assert written(plain=True).startswith(b"\xef\xbb\xbf")
