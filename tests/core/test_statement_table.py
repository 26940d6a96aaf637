"""Statements of account: the columns are told by their headings or by what they hold, and never guessed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.core.attached import AttachedFile, FileKind, FileStatus, Table
from bot.core.mention import Source
from bot.core.statement_table import StatementLine, statement_table, statements, tables_in
from tests.core.mails import a_mail

FULL: Table = (
    ("SARL Durand", "", "", "", ""),
    ("Relevé au 01/03/2026",),
    (),
    ("Date facture", "N° de facture", "Montant HT", "Montant TTC", "Échéance"),
    ("03/02/2026", "FA-2026-0117", "1 042,00", "1 250,40 €", "05/03/2026"),
    ("2026-02-04", "00118", "82.83", "99.40", ""),
    ("", "Total", "1 124,83", "1 349,80", ""),
)


def lines(rows: Table) -> list[StatementLine]:
    """The lines of a table that must be one of invoices."""
    table = statement_table(rows)
    assert table is not None
    return list(table.lines())


def test_columns_are_told_by_their_headings_below_a_title_and_above_a_total() -> None:
    assert lines(FULL) == [
        StatementLine(4, "FA-2026-0117", Decimal("1250.40"), "2026-02-03"),
        StatementLine(5, "00118", Decimal("99.40"), "2026-02-04"),
    ]


def test_a_number_keeps_its_zeros_and_its_place_in_the_suppliers_own_sheet() -> None:
    table = statement_table(FULL)
    assert table is not None
    assert (table.heading, table.number, table.rows) == (3, 1, FULL)


@pytest.mark.parametrize(
    ("heading", "price"),
    [
        (("Facture", "Total HT", "Total TTC"), Decimal(12)),
        (("Facture", "Débit", "Solde"), Decimal(10)),
        (("Facture", "Solde", "Net à payer"), Decimal(12)),
        (("Facture", "TVA", "HT"), None),
    ],
)
def test_of_several_sums_the_price_of_the_invoice_is_taken(heading: tuple[str, ...], price: Decimal | None) -> None:
    (line,) = lines((heading, ("FA-117", "10,00", "12,00")))
    assert line.price == price


def test_engagement_and_status_come_along() -> None:
    (line,) = lines((("Pièce", "Bon de commande", "Statut", "Montant"), ("FA-117", "4500012345", "en retard", "12,00")))
    assert (line.engagement, line.status) == ("4500012345", "en retard")


def test_a_credit_is_no_price_and_a_row_without_number_is_named() -> None:
    table = statement_table((("Facture", "Montant"), ("FA-117", "-12,00"), ("", "13,00"), ("FA-118", "(14,00)")))
    assert table is not None
    assert [line.price for line in table.lines()] == [None, None]
    assert table.unclear() == (2,)


def test_two_columns_of_numbers_tell_nothing_for_sure() -> None:
    assert statement_table((("Facture", "Invoice", "Montant"), ("FA-117", "FA-118", "12,00"))) is None


def test_without_a_heading_the_columns_are_told_by_what_they_hold() -> None:
    rows: Table = (("FA-2026-117", "03/02/2026", "1 250,40"), ("FA-2026-118", "04/02/2026", "99,40"))
    assert lines(rows) == [
        StatementLine(0, "FA-2026-117", Decimal("1250.40"), "2026-02-03"),
        StatementLine(1, "FA-2026-118", Decimal("99.40"), "2026-02-04"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (("Ramettes", "40", "26,05"), ("Stylos", "12", "1,05")),
        (("FA-2026-117", "C-2026-001", "1 250,40"), ("FA-2026-118", "C-2026-002", "99,40")),
        (("00017", "1 250,40"), ("00017", "99,40")),
        (("FA-2026-117", "bonjour"), ("FA-2026-118", "merci")),
        (),
    ],
)
def test_what_may_be_something_else_is_no_statement(rows: Table) -> None:
    assert statement_table(rows) is None


def test_a_table_in_the_text_of_a_mail_is_found_between_its_sentences() -> None:
    text = (
        "Bonjour,\n\nOù en sont :\n\nFacture\tMontant TTC\tDate\nFA-117\t1 250,40\t03/02/2026\nFA-118\t99,40\t04/02/2026\n\n"
        "Merci d'avance.\n\nJean\tDurand"
    )
    (table,) = statements(a_mail(text))
    assert (table.source, table.name) == (Source.FRESH, "")
    assert [line.number for line in table.lines()] == ["FA-117", "FA-118"]


def test_a_row_of_plain_text_whose_cells_do_not_fit_the_heading_is_in_no_column() -> None:
    text = "Facture\tDate\tMontant\nFA-117\t03/02/2026\t12,00\nFA-118\t13,00\nFA-119\t05/02/2026\t14,00"
    (table,) = statements(a_mail(text))
    assert [line.number for line in table.lines()] == ["FA-117", "FA-119"]
    assert table.unclear() == (2,)


def test_tables_of_a_text_end_at_a_sentence_and_at_two_blank_lines() -> None:
    text = "a\tb\nc\td\n\ne\tf\n\n\ng\th\ni\tj\nPuis une phrase.\nk\tl\n"
    assert list(tables_in(text)) == [(("a", "b"), ("c", "d"), ("e", "f")), (("g", "h"), ("i", "j"))]


def test_tables_of_files_are_named_and_those_of_letters_and_invoices_left_alone() -> None:
    sheet = AttachedFile("releve.xlsx", FileKind.SHEET, FileStatus.READ, tables=(FULL, (("a", "b"),)))
    letter = AttachedFile(
        "c.pdf", FileKind.PDF, FileStatus.READ, text="Madame,\n\nFacture\tMontant\nFA-1\t12,00\nFA-2\t13,00"
    )
    (table,) = statements(replace(a_mail("Bonjour"), files=(sheet, letter)))
    assert (table.name, table.source) == ("releve.xlsx", Source.ATTACHMENT)
