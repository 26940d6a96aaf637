"""The table that goes back: the supplier's cells as he wrote them, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.statement_sheet import AnsweredSheet, answered_sheet, inert
from bot.core.statement_table import statement_table

HEADING = ("Statut", "Depuis le")


def answered(*rows: tuple[str, ...], name: str = "releve.xlsx") -> AnsweredSheet:
    """The table with one of our cells beside each of its first three rows."""
    table = statement_table((("Facture", "Montant TTC", "Objet"), *rows))
    assert table is not None
    named = type(table)(name, *(getattr(table, field) for field in table.__slots__[1:]))
    return answered_sheet(
        named, HEADING, dict.fromkeys(range(1, 4), ("Mandatée", date(2026, 11, 3))), "releve-C-2026-1"
    )


def test_our_columns_stand_behind_the_widest_row_and_his_cells_where_they_were() -> None:
    sheet = answered(("FA-0117", "1250.40", "Papier"), ("0118", "99,40 €"), ("", "Total"))
    assert sheet.rows[0] == ("Facture", "Montant TTC", "Objet", *HEADING)
    assert sheet.rows[1] == ("FA-0117", Decimal("1250.40"), "Papier", "Mandatée", date(2026, 11, 3))
    assert sheet.rows[2] == ("0118", "99,40 €", None, "Mandatée", date(2026, 11, 3))


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        " =cmd|' /C calc'!A0",
        "\t=1",
        "\r=1",
        "\x1b=1",
        "\x00@A1",
        "＝1+1",
        "-",
        '=HYPERLINK("x")',
    ],
)
def test_what_could_be_a_formula_becomes_a_text(cell: str) -> None:
    assert inert(cell).startswith("'")


@pytest.mark.parametrize("cell", ["-12,50", "-1 250,40 €", "+33", "FA-1", "a=b", "", "1-2"])
def test_figures_and_words_stay_as_they_are(cell: str) -> None:
    assert inert(cell) == cell


@given(st.text(max_size=40))
def test_no_cell_whatever_it_holds_begins_like_a_formula(cell: str) -> None:
    made = inert(cell)
    assert made.isprintable() or all(ord(char) > 0x9F for char in made if not char.isprintable())
    assert made.lstrip()[:1] not in ("=", "@")
    assert made.lstrip()[:1] not in ("+", "-") or not any(map(str.isalpha, made.replace("EUR", "")))


@pytest.mark.parametrize(
    "cells", [("IBAN FR76 3000 6000 0112 3456 7890 189",), ("FR76 3000 6000", "0112 3456", "7890 189")]
)
def test_a_bank_account_is_hidden_also_when_it_runs_over_cells(cells: tuple[str, ...]) -> None:
    sheet = answered(("FA-0117", "1,00", ""), ("FA-0118", "1,00", ""), cells)
    assert "3456" not in str(sheet.rows[-1])
    assert [len(str(cell)) for cell in sheet.rows[-1][: len(cells)]] == list(map(len, cells))


@pytest.mark.parametrize(
    ("name", "plain"), [("releve.csv", True), ("RELEVE.CSV", True), ("releve.ods", False), ("", False)]
)
def test_csv_goes_back_as_csv(name: str, plain: bool) -> None:
    sheet = answered(("FA-0117", "1,00", ""), name=name)
    assert (sheet.plain, sheet.name) == (plain, "releve-C-2026-1.csv" if plain else "releve-C-2026-1.xlsx")
