"""A clerk's file with the usual defects, as CSV and as a workbook: what is loaded, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.edges.portal_file import opened_table
from bot.edges.portal_file_header import INVOICES
from bot.edges.portal_file_invoices import InvoiceLine
from bot.edges.portal_file_rows import BadRow, FileRefused
from bot.edges.portal_file_supplier import BAD_CHECKSUM
from tests.edges.clerk_files import GOOD, HEADER, csv_text, read, rewritten, row, told, with_shared_strings, workbook


@dataclass(frozen=True)
class Defect:
    """One usual defect: how it is called, the row that has it, and what must come of it.

    `expected` are attributes of the invoice; or, for a row that must be refused, its column and a part of the reason.
    """

    name: str
    cells: tuple[Any, ...]
    expected: dict[str, object] | tuple[str, str]


DEFECTS = [
    Defect("zeros before the number", row(number="000312"), {"number": "000312"}),
    Defect("spaces in the SIRET", row(siret="732 829 320 00074"), {"supplier_id": "73282932000074"}),
    Defect("a label in the SIRET's cell", row(siret="SIRET : 73282932000074"), {"supplier_id": "73282932000074"}),
    Defect("a SIRET of a wrong checksum", row(siret="12345678901234"), {"supplier_id": "12345678901234"}),
    Defect("a SIRET rounded by the spreadsheet", row(siret="7,32829E+13"), ("SIRET", "arrondi par le tableur")),
    Defect("a SIRET that lost its zero", row(siret="5750512300012"), ("SIRET", "13 chiffres au lieu de 14")),
    Defect("a SIREN for a SIRET", row(siret="732829320"), ("SIRET", "9 chiffres au lieu de 14")),
    Defect("a number rounded by the spreadsheet", row(number="2,40312E+11"), ("N° facture", "au format Texte")),
    Defect("a number that became a date", row(number="mars-24"), ("N° facture", "en a fait une date")),
    Defect("no number", row(number=""), ("N° facture", "vide")),
    Defect("an error of the spreadsheet", row(number="#N/A"), ("N° facture", "erreur du tableur")),
    Defect("a column too narrow", row(amount="########"), ("Montant TTC", "erreur du tableur")),
    Defect("thousands apart and a euro sign", row(amount="1\u202f234,56 €"), {"amount": Decimal("1234.56")}),
    Defect("thousands with a point", row(amount="1.234,56"), {"amount": Decimal("1234.56")}),
    Defect("a credit in brackets", row(amount="(12,00)"), {"amount": Decimal("-12.00")}),
    Defect("an amount in words", row(amount="douze euros"), ("Montant TTC", "ce n'est pas un montant")),
    Defect("a day in words", row(date="mardi 24 mars 2026"), {"invoiced_on": date(2026, 3, 24)}),
    Defect("a day as machines write it", row(date="2026-03-24"), {"invoiced_on": date(2026, 3, 24)}),
    Defect("a day that does not exist", row(date="31/02/2026"), ("Date de la facture", "n'existe pas")),
    Defect("a day of next year", row(date="24/03/2027"), ("Date de la facture", "dans l'avenir")),
    Defect("a status in words", row(status="Mise en paiement"), {"status": "MISE_EN_PAIEMENT"}),
    Defect("a status in the masculine", row(status="mandaté"), {"status": "MANDATEE"}),
    Defect("a word of the finance software", row(status="Payé"), {"status": "MISE_EN_PAIEMENT"}),
    Defect("a status nobody knows", row(status="Bloquée DGFiP"), {"status": "Bloquée DGFiP"}),
    Defect("a line break in a cell", row(name="Durand\net fils"), {"supplier_name": "Durand et fils"}),
    Defect("quotes in a name", row(name='Ets "Durand"'), {"supplier_name": 'Ets "Durand"'}),
    Defect(
        "spaces around everything", row(number="  FA-2 ", status=" Mandatée "), {"number": "FA-2", "status": "MANDATEE"}
    ),
]
ABOVE = [("Export des factures reçues",), ("Édité le 24/03/2026", "", "Page 1"), ("",)]
BELOW = [HEADER, ("",), ("", "", "", "", "12 345,00", "", ""), ("Total général", "", "", "", "12 345,00")]


def _check(found: InvoiceLine | BadRow, defect: Defect) -> None:
    if isinstance(defect.expected, tuple):
        assert isinstance(found, BadRow), defect.name
        assert (found.column, defect.expected[1] in found.problem) == (defect.expected[0], True), (defect, found)
        return
    assert isinstance(found, InvoiceLine), (defect.name, found)
    assert {name: getattr(found.invoice, name) for name in defect.expected} == defect.expected, defect.name


def _all_rows() -> list[Sequence[Any]]:
    return [*ABOVE, HEADER, *(defect.cells for defect in DEFECTS), *BELOW[:2], *BELOW[3:]]


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_clerks_csv_loads_with_its_defects(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "export du 24.CSV"
    text = csv_text(_all_rows(), separator)
    path.write_bytes(text.replace("\u202f", "\xa0").encode(encoding))
    _check_whole(path)


def test_a_clerks_workbook_loads_with_its_defects(tmp_path: Path) -> None:
    path = workbook(tmp_path / "export.xlsx", {"Critères": [("Recherche", "toutes")], "Factures": _all_rows()})
    _check_whole(path)
    _check_whole(with_shared_strings(path))


def _check_whole(path: Path) -> None:
    found = read(path)
    assert len(found) == len(DEFECTS)
    for one, defect in zip(found, DEFECTS, strict=True):
        _check(one, defect)
    checksum = next(one for one in found if isinstance(one, InvoiceLine) and one.invoice.supplier_id[:3] == "123")
    assert checksum.warning == BAD_CHECKSUM
    with opened_table(path, INVOICES, {}) as table:
        assert len(list(table.rows())) == len(DEFECTS)
        assert (table.footers, table.sheet) == (2, "Factures" if path.suffix == ".xlsx" else "")


def test_what_is_said_of_a_bad_row_is_what_a_clerk_can_find_in_his_file(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(csv_text([("Liste",), HEADER, row(name="A\nB"), row(amount="12,3456"), row(siret="")]))
    assert [told(one) for one in read(path)[1:]] == [
        "5, Montant TTC, 12,3456 : ce n'est pas un montant : écrivez 1234,50 ou 1 234,50",
        "6, SIRET,  : cette case est vide",
    ]


def test_a_total_without_a_word_is_a_bad_row_and_never_an_invoice(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(csv_text([HEADER, GOOD, BELOW[2]]))
    assert [type(one) for one in read(path)] == [InvoiceLine, BadRow]


def test_a_supplier_called_total_is_no_total(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    header = ("Fournisseur", "N° facture", "SIRET", "Date", "Montant TTC", "Engagement", "Statut")
    path.write_text(csv_text([header, ("Total Énergies", "FA-1", *GOOD[2:])]))
    assert [type(one) for one in read(path)] == [InvoiceLine]


def test_an_unquoted_separator_in_a_name_costs_its_row_only(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    lines = [";".join(HEADER), ";".join(row(name="Durand ; Cie")), ";".join(GOOD)]
    path.write_text("\n".join(lines))
    bad, good = read(path)
    assert isinstance(bad, BadRow)
    assert "plus de valeurs que de colonnes" in bad.problem
    assert isinstance(good, InvoiceLine)


def test_quotes_inside_quotes_are_let_through_only_when_no_value_has_moved(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    lines = [";".join(HEADER), ";".join(row(name='"Ets "Durand" SARL"')), ";".join(row(name='"Ets "Du;rand" SA"'))]
    path.write_text("\n".join(lines))
    good, bad = read(path)
    assert isinstance(good, InvoiceLine)
    assert good.invoice.amount == Decimal("1234.56")
    assert isinstance(bad, BadRow)


def test_two_encodings_in_one_file_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    lines = [
        csv_text([HEADER]).encode(),
        csv_text([row(name="Café")]).encode(),
        csv_text([row(name="Côté")]).encode("cp1252"),
    ]
    path.write_bytes(b"".join(lines))
    assert [one.invoice.supplier_name for one in read(path) if isinstance(one, InvoiceLine)] == ["Café", "Côté"]


def test_the_separator_that_excel_names_on_the_first_line_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("sep=|\n" + csv_text([HEADER, GOOD], "|"))
    assert len(read(path)) == 1


# --- workbooks only ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ((312, "00000"), "00312"),
        (240312.0, "240312"),
        ((240312, "#,##0"), "240312"),
        ((312, '"FA-"0000'), "FA-0312"),
        ((20240117, '0000"-"0000'), "2024-0117"),
        ("00312", "00312"),
        ("'00312", "'00312"),
        (123456789012345, "123456789012345"),
    ],
)
def test_a_number_is_read_as_its_cell_shows_it(tmp_path: Path, cell: object, number: str) -> None:
    path = workbook(tmp_path / "f.xlsx", {"A": [HEADER, row(number=cell)]})
    (found,) = read(path)
    assert isinstance(found, InvoiceLine), found
    assert found.invoice.number == number


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        (1.2e15, "arrondi par le tableur"),
        (20240000000000012345, "arrondi par le tableur"),
        (datetime(2024, 12, 1), "en a fait une date"),  # noqa: DTZ001 - a spreadsheet's days have no zone
        ((45_627, "mmm-yy"), "en a fait une date"),
    ],
)
def test_a_number_that_the_spreadsheet_spoilt_is_refused(tmp_path: Path, cell: object, problem: str) -> None:
    (bad,) = read(workbook(tmp_path / "f.xlsx", {"A": [HEADER, row(number=cell)]}))
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.column, problem in bad.problem) == (2, "N° facture", True)


def test_real_dates_and_figures_of_a_workbook_are_read(tmp_path: Path) -> None:
    header = (*HEADER, "Date du statut", "SIRET destinataire")
    moment = datetime(2026, 3, 24, 14, 30)  # noqa: DTZ001 - a spreadsheet's hours have no zone
    cells = row(siret=(73282932000074, "0"), date=date(2026, 3, 24), amount=(1234.567, '#,##0.00\\ "€"'))
    recipient = (20005438200011, "000\\ 000\\ 000\\ 00000")
    (found,) = read(workbook(tmp_path / "f.xlsx", {"A": [header, (*cells, moment, recipient)]}))
    assert isinstance(found, InvoiceLine), found
    invoice = found.invoice
    assert (invoice.supplier_id, invoice.invoiced_on) == ("73282932000074", date(2026, 3, 24))
    assert (invoice.amount, invoice.recipient_siret) == (Decimal("1234.57"), "20005438200011")
    assert invoice.status_at == datetime(2026, 3, 24, 13, 30, tzinfo=UTC)


def test_an_amount_that_a_formula_left_unrounded_is_read_as_shown_or_refused(tmp_path: Path) -> None:
    rows = [HEADER, row(amount=(0.1 + 0.2, "0.00")), row(amount=1234.1), row(amount=10.005001)]
    first, second, third = read(workbook(tmp_path / "f.xlsx", {"A": rows}))
    assert isinstance(first, InvoiceLine)
    assert isinstance(second, InvoiceLine)
    assert (first.invoice.amount, second.invoice.amount) == (Decimal("0.30"), Decimal("1234.10"))
    assert isinstance(third, BadRow)


def test_a_formulas_value_is_read_and_never_the_formula(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", {"A": [HEADER, row(amount="=1000+234.56"), row(amount="=2+2", number="=9")]})
    rewritten(
        path, lambda _name, content: content.replace(b"<f>1000+234.56</f><v />", b"<f>1000+234.56</f><v>1234.56</v>")
    )
    good, bad = read(path)
    assert isinstance(good, InvoiceLine), good
    assert good.invoice.amount == Decimal("1234.56")
    assert isinstance(bad, BadRow)
    assert (bad.column, bad.value) == ("N° facture", "")


def test_a_day_as_a_bare_figure_says_what_to_do(tmp_path: Path) -> None:
    (bad,) = read(workbook(tmp_path / "f.xlsx", {"A": [HEADER, row(date=46105)]}))
    assert isinstance(bad, BadRow)
    assert "mettez la colonne au format Date" in bad.problem


def test_blank_rows_down_to_the_last_one_cost_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", {"A": [HEADER, GOOD, *([("",)] * 50), GOOD]})
    last = b'<row r="1048576"><c r="A1048576" s="0"/></row></sheetData>'
    rewritten(path, lambda _name, content: content.replace(b"</sheetData>", last))
    assert [one.line for one in read(path) if isinstance(one, InvoiceLine)] == [2, 53]


def test_a_hidden_sheet_is_not_read_and_two_tables_are_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", {"2025": [HEADER, row(number="OLD")], "2026": [HEADER, GOOD]})
    with pytest.raises(FileRefused, match="les feuilles « 2025 » et « 2026 » ont toutes l'en-tête attendu"):
        read(path)
    (named,) = read(path, sheet="2025")
    assert isinstance(named, InvoiceLine)
    assert named.invoice.number == "OLD"
    with pytest.raises(FileRefused, match="pas de feuille « 2024 » ; feuilles visibles : « 2025 », « 2026 »"):
        read(path, sheet="2024")
    hide = (b'<sheet name="2025" sheetId="1" state="visible"', b'<sheet name="2025" sheetId="1" state="hidden"')
    rewritten(path, lambda _name, content: content.replace(*hide).replace(hide[0].replace(b"<", b"<x:"), hide[1]))
    (only,) = read(path)
    assert isinstance(only, InvoiceLine)
    assert only.invoice.number == "FA-1"
