"""Loading files: good rows in, bad rows kept aside, newer never overwritten by older, a crash harmless."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.edges.portal_file import opened_table
from bot.edges.portal_file_contacts import read_contacts
from bot.edges.portal_file_header import CONTACTS, INVOICES
from bot.edges.portal_file_invoices import InvoiceLine, InvoiceReader
from bot.edges.portal_file_rows import BadRow
from bot.edges.portal_file_supplier import BAD_CHECKSUM
from bot.edges.store import Store, open_store
from bot.edges.store_import import BATCH, import_contacts, import_invoices
from storage.engine import reading
from storage.tables import RejectedRow
from tests.edges.store_values import DURAND, MARTIN, NOW, invoice, run


def rejected(store: Store) -> list[tuple[str, int, str]]:
    """(file, line, problem) of every row kept aside."""
    with reading(store.engine) as session:
        rows = session.exec(select(RejectedRow).order_by("id")).all()
        return [(row.file_name, row.line, row.problem) for row in rows]


def test_every_row_is_counted_for_what_became_of_it(store: Store) -> None:
    first = run(store, invoice(number="A"), invoice(number="B"), BadRow(9, "date", "x", "not a date", "x;y"))
    assert (first.read, first.inserted, first.rejected, first.organisations) == (3, 2, 1, ("casq",))
    second = run(
        store,
        invoice(number="A"),
        invoice(number="B", status="REJETEE"),
        invoice(number="C"),
        invoice(number="C", status="REJETEE"),
        as_of=NOW + timedelta(days=1),
    )
    assert (second.read, second.inserted, second.updated, second.unchanged, second.repeated) == (4, 1, 1, 1, 1)
    found = {each.number: (each.status, each.synced_at) for each in store.invoices.of_supplier("casq", [DURAND], 9)}
    later = NOW + timedelta(days=1)
    assert found == {"A": ("MISE_EN_PAIEMENT", later), "B": ("REJETEE", later), "C": ("REJETEE", later)}


def test_an_older_file_does_not_overwrite_what_is_newer(store: Store) -> None:
    run(store, invoice(status="MISE_EN_PAIEMENT"))
    report = run(store, invoice(status="DEPOSEE"), as_of=NOW - timedelta(days=1))
    assert (report.older, report.updated) == (1, 0)
    assert store.invoices.by_number("casq", ["FA2024-0117"])[0].status == "MISE_EN_PAIEMENT"


def test_rows_go_to_the_organisation_of_their_recipient_and_strangers_are_kept_aside(store: Store) -> None:
    bodies = {"20005438200011": "casq", "21800019800017": "ville-amiens"}
    rows = [InvoiceLine(n, invoice(number=f"N{n}", recipient_siret=siret), "raw") for n, siret in enumerate(bodies)]
    rows.append(InvoiceLine(7, invoice(number="N7", recipient_siret="99999999999999"), "raw"))
    rows.append(InvoiceLine(8, invoice(number="N8", recipient_siret=""), "raw"))
    report = import_invoices(store, rows, bodies.get, as_of=NOW, source="file", file_name="f.csv", at=NOW)
    assert (report.inserted, report.rejected, report.organisations) == (2, 2, ("casq", "ville-amiens"))
    assert [bad.line for bad in report.problems] == [7, 8]
    assert store.invoices.of_supplier("ville-amiens", [DURAND], 9)[0].number == "N1"
    assert store.invoices.copies("ville-amiens") == {"file": NOW}


def test_importing_a_file_again_forgets_its_earlier_bad_rows(store: Store) -> None:
    bad = [BadRow(n, "date", "x", "not a date", "x") for n in (2, 3)]
    run(store, *bad)
    run(store, invoice(), bad[1])
    assert rejected(store) == [("f.csv", 3, "date: not a date")]


def test_qualification_data_with_a_wrong_checksum_is_loaded_and_counted(store: Store) -> None:
    line = InvoiceLine(2, invoice("12345678901234"), "raw", BAD_CHECKSUM)
    report = import_invoices(store, [line], lambda _s: "casq", as_of=NOW, source="file", file_name="f", at=NOW)
    assert (report.inserted, report.warnings) == (1, 1)


def test_a_crash_half_way_leaves_whole_batches_and_the_old_age(store: Store) -> None:
    run(store, invoice(number="before"), as_of=NOW)
    seen: list[int] = []

    def rows() -> Iterator[InvoiceLine]:
        for n in range(BATCH + 10):
            yield InvoiceLine(n, invoice(number=f"N{n}"), "")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_invoices(
            store,
            rows(),
            lambda _s: "casq",
            as_of=NOW + timedelta(days=1),
            source="file",
            file_name="f",
            at=NOW,
            progress=seen.append,
        )
    assert seen == [BATCH]
    assert store.invoices.copies("casq") == {"file": NOW}
    assert len(store.invoices.of_supplier("casq", [DURAND], 2 * BATCH)) == BATCH + 1


def test_a_file_is_imported_from_end_to_end(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text(
        "siret;supplier;number;amount;date;engagement;status\n"
        f"{DURAND};Durand;FA-1;1 234,50;01/10/2026;45001;MISE_EN_PAIEMENT\n"
        f"{MARTIN};Martin;FA-2;oops;01/10/2026;45002;DEPOSEE\n",
        encoding="utf-8",
    )
    with opened_table(file, INVOICES, {}) as table:
        rows = InvoiceReader(NOW).read(table.rows())
        report = import_invoices(store, rows, lambda _s: "casq", as_of=NOW, source="file", file_name=file.name, at=NOW)
    assert (report.read, report.inserted, report.rejected) == (2, 1, 1)
    assert rejected(store) == [("export.csv", 3, "amount: ce n'est pas un montant : écrivez 1234,50 ou 1 234,50")]


def test_contacts_are_imported_once(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(f"address,siret\nCompta@Durand.example,{DURAND}\nnobody,{DURAND}\n", encoding="utf-8")
    for inserted, unchanged in ((1, 0), (0, 1)):
        with opened_table(file, CONTACTS, {}) as table:
            rows = read_contacts(table.rows())
            report = import_contacts(store, rows, "casq", entered_by="agent", file_name=file.name, at=NOW)
        assert (report.read, report.inserted, report.unchanged, report.rejected) == (2, inserted, unchanged, 1)
    assert store.invoices.contact_sirets("casq", "compta@durand.example") == (DURAND,)
    assert rejected(store) == [
        ("contacts.csv", 3, "address: ce n'est pas une adresse électronique : écrivez nom@exemple.fr")
    ]


def test_numbers_with_strange_characters_are_recognised_at_the_next_import(store: Store) -> None:
    strange = invoice(number="FA\x00-№1 é\u202f«”»")
    assert run(store, strange).inserted == 1
    assert run(store, strange).unchanged == 1


def test_the_crash_points_of_the_store_are_those_of_its_imports(store_url: str) -> None:
    passed: list[str] = []
    store = open_store(store_url, at=passed.append)
    run(store, invoice())
    store.close()
    assert passed.count("import.before_commit") == 2


def test_a_rehearsal_counts_a_number_that_comes_again_much_later_as_the_import_does(store: Store) -> None:
    run(store, invoice(number="KNOWN"))
    said = [
        *(("KNOWN", "REJETEE"), ("NEW", "DEPOSEE"), ("SAME", "DEPOSEE")),
        *((f"N{n}", "DEPOSEE") for n in range(BATCH)),
        *(("KNOWN", "DEPOSEE"), ("NEW", "MANDATEE"), ("SAME", "DEPOSEE")),
    ]
    rows = [InvoiceLine(n, invoice(number=number, status=status), "") for n, (number, status) in enumerate(said)]

    def load(*, dry_run: bool) -> tuple[int, ...]:
        at = NOW + timedelta(days=1)
        report = import_invoices(
            store, rows, lambda _s: "casq", as_of=at, source="file", file_name="f", at=at, dry_run=dry_run
        )
        return report.read, report.inserted, report.updated, report.unchanged, report.older, report.repeated

    assert load(dry_run=True) == load(dry_run=False) == (BATCH + 6, BATCH + 2, 3, 1, 0, 0)
