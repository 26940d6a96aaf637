"""What the store knows of a copy that is less than whole: lists, records that nobody read, refused rows of files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.copy_parts import ListRead
from bot.core.portal import BadRecord, Recipient, Window
from bot.edges.portal_file import opened_table
from bot.edges.portal_file_header import INVOICES
from bot.edges.portal_file_invoices import InvoiceLine, InvoiceReader
from bot.edges.portal_file_rows import BadRow
from bot.edges.store import Store
from bot.edges.store_import import import_invoices
from tests.edges.store_values import DURAND, MARTIN, NOW, invoice, run
from tests.edges.test_store_portal import DOCUMENTS, HERE, record, show, walked

HEADER = "siret;supplier;number;amount;date;engagement;status\n"


def told(store: Store, organisation_id: str = "casq") -> set[tuple[str, str, str, str]]:
    """(file, line, number, supplier) of each refused row."""
    return {(row.file, row.line, row.number, row.supplier) for row in store.invoices.parts(organisation_id).refused}


@pytest.mark.parametrize(
    ("row", "number", "supplier"),
    [
        (f"{MARTIN};Martin;FA-2;oops;01/10/2026;;DEPOSEE", "FA-2", MARTIN),
        (f"{MARTIN};Martin;FA-2;10,00;31/02/2026;;DEPOSEE", "FA-2", MARTIN),
        ("1,23E+13;Martin;FA-2;10,00;01/10/2026;;DEPOSEE", "FA-2", ""),
        (f"{MARTIN};Martin;2,4E+12;10,00;01/10/2026;;DEPOSEE", "", MARTIN),
        (f"{MARTIN};Martin;;10,00;01/10/2026;;DEPOSEE", "", MARTIN),
        (f"{MARTIN};Martin;FA-2;10,00;01/10/2026;;DEPOSEE;one;more;cells", "", ""),
    ],
    ids=["amount", "date", "supplier", "number", "no number", "does not fit"],
)
def test_of_a_refused_row_is_kept_what_is_legible(
    store: Store, tmp_path: Path, row: str, number: str, supplier: str
) -> None:
    file = tmp_path / "export.csv"
    file.write_text(f"{HEADER}{DURAND};Durand;FA-1;1,50;01/10/2026;;DEPOSEE\n{row}\n", encoding="utf-8")
    with opened_table(file, INVOICES, {}) as table:
        rows = InvoiceReader(NOW).read(table.rows())
        import_invoices(store, rows, lambda _s: "casq", as_of=NOW, source="file", file_name=file.name, at=NOW)
    assert told(store) == {("export.csv", "3", number, supplier)}
    assert told(store, "amiens") == set()


def test_a_file_that_is_mended_leaves_no_gap_and_another_file_keeps_its_own(store: Store) -> None:
    bad = BadRow(9, "date", "x", "not a date", "x;y", "FA-9", MARTIN)
    run(store, invoice(), bad)
    import_invoices(store, [bad], lambda _s: "casq", as_of=NOW, source="file", file_name="F.csv", at=NOW)
    assert told(store) == {("f.csv", "9", "FA-9", MARTIN), ("F.csv", "9", "FA-9", MARTIN)}
    run(store, invoice())
    assert told(store) == {("F.csv", "9", "FA-9", MARTIN)}


def test_a_rehearsed_import_changes_no_gap(store: Store) -> None:
    bad = BadRow(9, "date", "x", "not a date", "x;y")
    run(store, bad)
    rows = [replace(bad, line=10)]
    import_invoices(store, rows, lambda _s: "casq", as_of=NOW, source="file", file_name="f.csv", at=NOW, dry_run=True)
    assert told(store) == {("f.csv", "9", "", "")}


def test_of_too_many_refused_rows_any_invoice_may_be_one(store: Store) -> None:
    run(store, *(BadRow(n, "date", "x", "not a date", "", f"FA-{n}", MARTIN) for n in range(2, 302)))
    found = told(store)
    assert ("f.csv", "", "", "") in found
    assert len(found) == 201


def test_a_row_that_is_nobodys_is_a_gap_for_whoever_asks_about_it(store: Store) -> None:
    rows = [InvoiceLine(7, invoice(number="N7", recipient_siret="99999999999999"), "raw")]
    import_invoices(store, rows, lambda s: None if s else "", as_of=NOW, source="file", file_name="f.csv", at=NOW)
    assert told(store, "casq") == told(store, "amiens") == {("f.csv", "7", "N7", DURAND)}


def test_lists_that_fail_or_gave_too_few_are_known_by_their_recipient(store: Store) -> None:
    store.walk.note_recipients("casq", [Recipient(HERE.recipient, "20005438200011", "Ville")])
    failed = replace(walked(store, of=DOCUMENTS), trouble="quota", problem="too many calls")
    store.walk.advance("casq", failed)
    walked(store)
    day = timedelta(days=1)
    store.copy.flag_shortfall("casq", HERE, Window(NOW - day, NOW), 3, NOW)
    assert store.invoices.parts("casq").lists == (
        ListRead("20005438200011", "invoices", "", short=True),
        ListRead("20005438200011", "work_documents", "", failing=True),
    )
    assert store.invoices.parts("amiens").lists == ()


def test_a_record_that_nobody_could_read_is_missing_unless_an_earlier_state_of_it_is_there(store: Store) -> None:
    show(store, record(1))
    bad = (BadRecord(1, "x", "missing"), BadRecord(2, "x", "missing"), BadRecord(None, "y", "missing"))
    show(store, bad=bad)
    assert store.invoices.parts("casq").unread == 2
    show(store, record(2, "B-2"))
    assert store.invoices.parts("casq").unread == 1
