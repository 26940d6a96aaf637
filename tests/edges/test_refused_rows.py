"""The list of refused rows that is joined to a note: it opens in a spreadsheet, and nothing in it runs."""

from __future__ import annotations

import csv
import io

import pytest

from bot.edges.portal_file_rows import BadRow
from bot.edges.refused_rows import refused_csv


def cells(content: bytes) -> list[list[str]]:
    """The list as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_it_says_where_what_and_why() -> None:
    content = refused_csv([BadRow(3, "Montant", "12;5", "pas un montant", 'FA-1;"12;5"')])
    assert content.startswith(b"\xef\xbb\xbf")
    assert cells(content) == [
        ["Ligne", "Colonne", "Valeur", "Motif du refus", "Ligne d'origine"],
        ["3", "Montant", "12;5", "pas un montant", 'FA-1;"12;5"'],
    ]


@pytest.mark.parametrize("value", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", " =1", "\r=1", "|x"])
def test_what_a_spreadsheet_would_run_is_text(value: str) -> None:
    _, row = cells(refused_csv([BadRow(2, value, value, "motif", f"{value};x")]))
    assert [row[1], row[2], row[4]] == [f"'{value}", f"'{value}", f"'{value};x"]


def test_a_harmless_value_is_left_as_it_is() -> None:
    _, row = cells(refused_csv([BadRow(2, "N° facture", "FA-1=2", "motif", "é\ud800\0")]))
    assert row[1:] == ["N° facture", "FA-1=2", "motif", "é?"]
