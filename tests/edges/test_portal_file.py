"""CSV files as offices export them: encodings, separators, amounts and dates; what is doubtful is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edges.portal_file import opened_table
from bot.edges.portal_file_contacts import ContactLine, read_contacts
from bot.edges.portal_file_header import CONTACTS, INVOICES
from bot.edges.portal_file_invoices import InvoiceLine, InvoiceReader
from bot.edges.portal_file_rows import BadRow, BadValue
from bot.edges.portal_file_supplier import BAD_CHECKSUM
from bot.edges.portal_file_values import amount_of, day_of, moment_of
from bot.errors import ConfigError
from tests.edges.store_values import NOW

HEADER = "siret,supplier,number,amount,date,engagement,status"
ROW = "73282932000074,Durand,FA2024-0117,1234.50,2026-10-01,4500001234,MISE_EN_PAIEMENT"
PARIS = ZoneInfo("Europe/Paris")


def read(tmp_path: Path, content: str | bytes) -> list[InvoiceLine | BadRow]:
    file = tmp_path / "invoices.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    with opened_table(file, INVOICES, {}) as table:
        return list(InvoiceReader(NOW).read(table.rows()))


def only(tmp_path: Path, content: str | bytes) -> InvoiceLine:
    (line,) = read(tmp_path, content)
    assert isinstance(line, InvoiceLine)
    return line


def refused(tmp_path: Path, content: str) -> tuple[int, str, str]:
    (bad,) = read(tmp_path, content)
    assert isinstance(bad, BadRow)
    return bad.line, bad.column, bad.problem


def test_a_plain_row_is_read_whole(tmp_path: Path) -> None:
    line = only(tmp_path, f"{HEADER}\n{ROW}\n")
    invoice = line.invoice
    assert (line.line, line.warning) == (2, "")
    assert (invoice.supplier_id, invoice.supplier_id_kind, invoice.supplier_name) == (
        "73282932000074",
        "SIRET",
        "Durand",
    )
    assert (invoice.number, invoice.amount, invoice.invoiced_on) == (
        "FA2024-0117",
        Decimal("1234.50"),
        date(2026, 10, 1),
    )
    assert (invoice.engagement, invoice.status, invoice.status_at) == ("4500001234", "MISE_EN_PAIEMENT", None)
    assert (invoice.recipient_siret, invoice.service_code, invoice.comment, invoice.synced_at) == ("", "", "", NOW)


def test_optional_columns_may_follow_in_any_order_and_case(tmp_path: Path) -> None:
    header = f"Comment, STATUS_AT ,Recipient_Siret,service_code,unknown,{HEADER.upper()}"
    line = only(tmp_path, f"{header}\nà revoir,03/11/2026,200 054 382 00011,DFI,x,{ROW}\n")
    invoice = line.invoice
    assert (invoice.comment, invoice.recipient_siret, invoice.service_code) == ("à revoir", "20005438200011", "DFI")
    assert invoice.status_at == datetime(2026, 11, 2, 23, 0, tzinfo=UTC)  # midnight in Paris


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_separators_are_recognised(tmp_path: Path, encoding: str, separator: str, newline: str) -> None:
    row = ROW.replace("Durand", "Électricité Générale – Côté œuvres")
    content = newline.join([HEADER, row, ""]).replace(",", separator).encode(encoding)
    assert only(tmp_path, content).invoice.supplier_name == "Électricité Générale – Côté œuvres"


def test_quoted_values_may_hold_separators_and_quotes(tmp_path: Path) -> None:
    row = ROW.replace("Durand", '"Durand, père et ""fils"""').replace("1234.50", '"1 234,50"')
    second = ROW.replace("0117", "0118").replace("2026-10-01", "31/02/2026")
    first, bad = read(tmp_path, f"{HEADER}\n{row}\n\n{second}\n")
    assert isinstance(first, InvoiceLine)
    assert first.invoice.supplier_name == 'Durand, père et "fils"'
    assert isinstance(bad, BadRow)
    assert bad.line == 4


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_quote_that_is_not_closed_costs_its_own_line_only(tmp_path: Path, newline: str) -> None:
    rows = [ROW.replace("0117", f"{n:04}") for n in range(1, 51)]
    rows[4] = rows[4].replace("Durand", '"Durand')
    found = read(tmp_path, newline.join([HEADER, *rows, ""]))
    assert [row.line for row in found if isinstance(row, BadRow)] == [6]
    assert "un guillemet n'est pas refermé" in next(row.problem for row in found if isinstance(row, BadRow))
    assert len(found) == 50


def test_a_cell_of_two_lines_is_one_row_and_the_next_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, f'{HEADER},comment\n{ROW},"à revoir\navec le service"\n{ROW},fin\n')
    assert [(type(row), row.line) for row in found] == [(InvoiceLine, 2), (InvoiceLine, 4)]
    assert [row.invoice.comment for row in found if isinstance(row, InvoiceLine)] == ["à revoir avec le service", "fin"]


@pytest.mark.parametrize(
    ("column", "value", "line"),
    [
        ("status_at", "2026-11-24T09:00:00Z", InvoiceLine),
        ("status_at", "2026-11-24T09:00:01Z", BadRow),
        ("status_at", "24/12/2026", BadRow),
        ("date", "2026-11-24", InvoiceLine),
        ("date", "2026-11-25", BadRow),
    ],
)
def test_what_happened_a_day_after_the_copy_was_true_is_refused(
    tmp_path: Path, column: str, value: str, line: type
) -> None:
    row = ROW.replace("2026-10-01", value) + "," if column == "date" else f"{ROW},{value}"
    (found,) = read(tmp_path, f"{HEADER},status_at\n{row}\n")
    assert type(found) is line
    if isinstance(found, BadRow):
        assert (found.column, found.problem[:13]) == (column, "dans l'avenir")


@pytest.mark.parametrize(
    ("column", "old", "new", "problem"),
    [
        ("siret", "73282932000074", "", "vide"),
        ("siret", "73282932000074", "7328293200007", "13 chiffres au lieu de 14"),
        ("siret", "73282932000074", "7.3282932E+13", "arrondi par le tableur"),
        ("number", "FA2024-0117", "", "vide"),
        ("number", "FA2024-0117", "---", "ni lettre ni chiffre"),
        ("number", "FA2024-0117", "2.02401E+11", "arrondi par le tableur"),
        ("number", "FA2024-0117", "240312.0", "un nombre à virgule"),
        ("number", "FA2024-0117", "9" * 101, "trop long"),
        ("amount", "1234.50", "douze", "pas un montant"),
        ("date", "2026-10-01", "", "vide"),
        ("date", "2026-10-01", "10/2026", "pas une date"),
        ("date", "2026-10-01", "01/10/26", "pas une date"),
        ("date", "2026-10-01", "32/10/2026", "ce jour n'existe pas"),
        ("date", "2026-10-01", "2026-13-01", "ce jour n'existe pas"),
        ("date", "2026-10-01", "01/10/1026", "pas plausible"),
    ],
)
def test_a_bad_value_costs_its_row_and_says_where(
    tmp_path: Path, column: str, old: str, new: str, problem: str
) -> None:
    line, where, why = refused(tmp_path, f"{HEADER}\n{ROW.replace(old, new)}\n")
    assert (line, where) == (2, column)
    assert problem in why


def test_a_comma_in_an_unquoted_amount_costs_its_row(tmp_path: Path) -> None:
    line, _, why = refused(tmp_path, f"{HEADER}\n{ROW.replace('1234.50', '1234,50')}\n")
    assert (line, "plus de valeurs que de colonnes" in why) == (2, True)


def test_the_rows_after_a_bad_one_are_still_read(tmp_path: Path) -> None:
    bad = '"' + "x" * 140_000
    kinds = [type(row).__name__ for row in read(tmp_path, f"{HEADER}\n{ROW}\n,,,,,,\nshort\n{ROW}\n{bad}\n")]
    assert kinds == ["InvoiceLine", "BadRow", "InvoiceLine", "BadRow"]


def test_numbers_stay_text_with_their_zeros(tmp_path: Path) -> None:
    assert only(tmp_path, f"{HEADER}\n{ROW.replace('FA2024-0117', '000123')}\n").invoice.number == "000123"


def test_a_siret_with_a_wrong_checksum_is_loaded_with_a_warning(tmp_path: Path) -> None:
    line = only(tmp_path, f"{HEADER}\n{ROW.replace('73282932000074', '123 456 789 01234')}\n")
    assert (line.invoice.supplier_id, line.warning) == ("12345678901234", BAD_CHECKSUM)


def test_an_unknown_amount_is_unknown_and_not_zero(tmp_path: Path) -> None:
    assert only(tmp_path, f"{HEADER}\n{ROW.replace('1234.50', '')}\n").invoice.amount is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "le fichier est vide"),
        (f"{HEADER.replace('status', 'avancement')}\n", "il manque la colonne « statut »"),
        (f"{HEADER},Amount\n", "plusieurs colonnes peuvent être « montant TTC »"),
    ],
)
def test_a_file_without_its_columns_is_refused_whole(tmp_path: Path, content: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        read(tmp_path, content)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1234.50", "1234.50"),
        ("1234,5", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50 €", "1234.50"),
        ("1\u00a0234\u00a0567,89", "1234567.89"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567,8", "1234567.80"),
        ("-12,00", "-12.00"),
        ("1234", "1234.00"),
        ("1234.5000", "1234.50"),
        ("12 EUR", "12.00"),
    ],
)
def test_amounts_are_read_as_french_offices_write_them(written: str, meant: str) -> None:
    assert amount_of("amount", written) == Decimal(meant)


@pytest.mark.parametrize(
    "written", ["1.234", "1,234", "12.345", "1.2.3", "1,23,4", "12,345.678", "1e5", "٣", "12-", "."]
)
def test_a_doubtful_amount_is_refused(written: str) -> None:
    with pytest.raises(BadValue):
        amount_of("amount", written)


@given(cents=st.integers(-(10**14), 10**14))
def test_every_amount_written_in_french_is_read_back_to_the_cent(cents: int) -> None:
    amount = Decimal(cents) / 100
    french = f"{amount:,.2f}".replace(",", " ").replace(".", ",")
    assert amount_of("amount", french) == amount
    assert amount_of("amount", f"{amount:.2f}") == amount


@given(day=st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_in_both_forms(day: date) -> None:
    for written in (day.isoformat(), f"{day:%d/%m/%Y}", f"{day.isoformat()} 00:00:00"):
        assert day_of("date", written) == day


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-03", datetime(2026, 11, 2, 23, 0, tzinfo=UTC)),
        ("03/07/2026", datetime(2026, 7, 2, 22, 0, tzinfo=UTC)),
        ("2026-11-03T14:30:00", datetime(2026, 11, 3, 13, 30, tzinfo=UTC)),
        ("03/11/2026 14:30", datetime(2026, 11, 3, 13, 30, tzinfo=UTC)),
        ("2026-11-03T14:30:00Z", datetime(2026, 11, 3, 14, 30, tzinfo=UTC)),
        ("2026-11-03T14:30:00+04:00", datetime(2026, 11, 3, 10, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_a_status_moment_is_local_unless_it_says_its_offset(written: str, meant: datetime | None) -> None:
    assert moment_of("status_at", written, PARIS) == meant


@pytest.mark.parametrize("written", ["hier", "2026-11-03T25:00", "2026-11-03 à 14h", "2026-02-30"])
def test_a_doubtful_status_moment_is_refused(written: str) -> None:
    with pytest.raises(BadValue):
        moment_of("status_at", written, PARIS)


def test_contacts_are_read_with_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("address;siret\nCompta@Durand.Example;732 829 320 00074\na@b@c;73282932000074\n;1\nx@y.fr;12\n")
    with opened_table(file, CONTACTS, {}) as table:
        first, *bad = read_contacts(table.rows())
    assert first == ContactLine(2, "compta@durand.example", "73282932000074")
    assert [(row.line, row.column) for row in bad if isinstance(row, BadRow)] == [
        (3, "address"),
        (4, "address"),
        (5, "siret"),
    ]


@pytest.mark.parametrize(("currency", "euros"), [("EUR", "1234.50"), ("€", "1234.50"), ("", "1234.50"), ("CHF", None)])
def test_figures_of_another_currency_are_no_euros(tmp_path: Path, currency: str, euros: str | None) -> None:
    line = only(tmp_path, f"{HEADER},Devise\n{ROW},{currency}\n")
    assert line.invoice.amount == (Decimal(euros) if euros else None)


def test_an_invoice_without_a_status_is_known_all_the_same(tmp_path: Path) -> None:
    (found,) = read(tmp_path, f"{HEADER}\n{ROW.replace('MISE_EN_PAIEMENT', '')}\n")
    assert isinstance(found, InvoiceLine)
    assert found.invoice.status == ""
