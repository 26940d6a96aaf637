"""What a list says beside what decides: kind of document, market, deposit, what is due, currency."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.core.organisation import Organisation
from bot.edges.file_import import FileImport
from bot.edges.portal_file_invoices import InvoiceLine
from bot.edges.portal_file_particulars import UNTOLD, Particulars
from bot.edges.store import Store
from bot.edges.store_find import Finder, InvoiceFound
from bot.edges.store_invoice_row import in_cents
from bot.edges.store_rejects import ImportReport
from tests.core.samples import organisation
from tests.edges.clerk_files import GOOD, HEADER, csv_text, read, told, workbook
from tests.edges.store_values import NOW, invoice, run
from tests.edges.test_portal_file_pivot import unit, written

MORE = ("Type de facture", "N° marché", "Date de dépôt", "Reste à payer", "Devise")
SAID = ("Avoir", "2026-M-014", "25/03/2026 09:12", "1 000,00", "Euro")
FOUND = Particulars("AVOIR", "2026-M-014", date(2026, 3, 25), Decimal("1000.00"), "EUR")
BODY = organisation()


def more_of(path: Path) -> Particulars:
    """What the only row of a file says."""
    (found,) = read(path)
    assert isinstance(found, InvoiceLine), found
    return found.more


def one_row(path: Path, header: tuple[str, ...] = MORE, cells: tuple[str, ...] = SAID) -> Path:
    """A list of one invoice with these columns more."""
    path.write_text(csv_text([(*HEADER, *header), (*GOOD, *cells)]), encoding="utf-8")
    return path


def load(store: Store, path: Path, later: int = 0) -> ImportReport:
    """Imports a file for one body, `later` hours after NOW."""
    at = NOW + timedelta(hours=later)
    bodies: dict[str, Organisation] = {BODY.id: BODY}
    return FileImport(store, bodies, lambda: at).invoices(path, None, at)


def kept(store: Store, number: str = "FA-1") -> InvoiceFound:
    """What the database has of one invoice."""
    (found,) = Finder(store.engine).find([BODY.id], number, 2)
    return found


def particulars(found: InvoiceFound) -> tuple[Any, ...]:
    return found.document, found.market, found.deposited_on, in_cents(found.due), found.currency


def test_a_csv_says_them_in_french(tmp_path: Path) -> None:
    assert more_of(one_row(tmp_path / "f.csv")) == FOUND


def test_a_workbook_says_them_with_cells_of_its_own_kinds(tmp_path: Path) -> None:
    cells = ("Avoir", "2026-M-014", (datetime(2026, 3, 25, 9, 12), "dd/mm/yyyy hh:mm"), 1000.0, "EUR")  # noqa: DTZ001 - cells have no zone
    path = workbook(tmp_path / "f.xlsx", {"Factures": [(*HEADER, *MORE), (*GOOD, *cells)]})
    assert more_of(path) == FOUND


def test_a_list_without_these_columns_says_nothing(tmp_path: Path) -> None:
    assert more_of(one_row(tmp_path / "f.csv", (), ())) == UNTOLD


def test_empty_cells_say_nothing_but_that_the_amounts_are_euros(tmp_path: Path) -> None:
    assert more_of(one_row(tmp_path / "f.csv", cells=("", "", "", "", ""))) == Particulars(currency="EUR")


def test_figures_in_another_currency_are_no_euros_and_its_name_is_kept(tmp_path: Path) -> None:
    path = one_row(tmp_path / "f.csv", ("Devise", "Montant à payer"), ("usd", "900,00"))
    (found,) = read(path)
    assert isinstance(found, InvoiceLine)
    assert (found.invoice.amount, found.more) == (None, Particulars(currency="USD"))


def test_a_kind_that_nobody_described_is_kept_as_written(tmp_path: Path) -> None:
    assert more_of(one_row(tmp_path / "f.csv", ("Type de facture",), ("Mémoire",))).document == "Mémoire"


@pytest.mark.parametrize(
    ("header", "cell", "problem"),
    [
        ("Reste à payer", "mille", "2, Reste à payer, mille : ce n'est pas un montant"),
        ("Date de dépôt", "hier", "2, Date de dépôt, hier : ce n'est pas une date"),
        ("Date de dépôt", "24/03/2031", "2, Date de dépôt, 24/03/2031 : dans l'avenir"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_column(tmp_path: Path, header: str, cell: str, problem: str) -> None:
    (found,) = read(one_row(tmp_path / "f.csv", (header,), (cell,)))
    assert told(found).startswith(problem)


def test_they_are_stored_and_a_later_list_without_the_columns_takes_none_away(store: Store, tmp_path: Path) -> None:
    load(store, one_row(tmp_path / "f.csv"))
    assert particulars(kept(store)) == ("AVOIR", "2026-M-014", date(2026, 3, 25), 100_000, "EUR")
    bare = one_row(tmp_path / "g.csv", (), ())
    assert load(store, bare, later=1).unchanged == 1
    bare.write_text(bare.read_text(encoding="utf-8").replace("Mandatée", "Mise en paiement"), encoding="utf-8")
    assert load(store, bare, later=2).updated == 1
    # What was due before this status is not what is due now.
    assert particulars(kept(store)) == ("AVOIR", "2026-M-014", date(2026, 3, 25), None, "EUR")


def test_a_list_that_says_more_than_the_last_one_is_an_update(store: Store, tmp_path: Path) -> None:
    load(store, one_row(tmp_path / "f.csv", (), ()))
    assert load(store, one_row(tmp_path / "g.csv"), later=1).updated == 1
    assert load(store, one_row(tmp_path / "g.csv"), later=2).unchanged == 1


def test_a_file_of_statuses_leaves_them(store: Store, tmp_path: Path) -> None:
    load(store, one_row(tmp_path / "f.csv"))
    run(store, invoice(number="FA-9"))
    path = written(tmp_path / "statuts.xml", unit("FA-1", "11", supplier=GOOD[2]))
    assert load(store, path, later=1).updated == 1
    found = kept(store)
    assert (found.status, found.document, found.market) == ("MISE_EN_PAIEMENT", "AVOIR", "2026-M-014")
