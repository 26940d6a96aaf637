"""The invoice book: found by any spelling of the number, within one organisation, whole SIRENs included."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.core.invoice import Invoice
from bot.edges.store import Store
from tests.edges.store_values import DURAND, MARTIN, NOW, invoice, load, run


def numbers(found: tuple[Invoice, ...]) -> list[tuple[str, str]]:
    return [(each.supplier_id, each.number) for each in found]


def test_an_invoice_comes_back_as_it_was_loaded(store: Store) -> None:
    run(store, invoice())
    (found,) = store.invoices.by_number("casq", ["FA2024-0117"])
    assert found.key is not None
    assert replace(found, key=None) == invoice()
    unknown = invoice(number="X1", status_at=None, invoiced_on=None, amount=None)
    run(store, unknown)
    assert replace(store.invoices.by_number("casq", ["X1"])[0], key=None) == unknown


def test_a_number_is_found_in_any_form_but_never_with_another_digit(store: Store) -> None:
    load(store, (DURAND, "FA2024-0117"), (DURAND, "FA2024-0118"), (MARTIN, "FA 2024/117"))
    for spelling in ("fa 2024 0117", "FA-2024-117", "FA20240117", "FA2O24-O117"):
        assert (DURAND, "FA2024-0117") in numbers(store.invoices.by_number("casq", [spelling])), spelling
        assert (DURAND, "FA2024-0118") not in numbers(store.invoices.by_number("casq", [spelling]))
    assert numbers(store.invoices.by_number("casq", ["FA2024-117"])) == [
        (MARTIN, "FA 2024/117"),
        (DURAND, "FA2024-0117"),
    ]
    assert store.invoices.by_number("amiens", ["FA2024-0117"]) == ()
    assert store.invoices.by_number("casq", ["", "---"]) == ()
    assert store.invoices.by_number("casq", []) == ()


def test_too_many_of_one_number_never_cut_a_supplier_in_two(store: Store) -> None:
    suppliers = [f"{n:014d}" for n in range(1, 500)]
    load(store, *((siret, "1") for siret in suppliers), *((f"{500:014d}", spelling) for spelling in ("1", "01", "001")))
    found = store.invoices.by_number("casq", ["1"])
    assert {each.supplier_id for each in found} == set(suppliers)


def test_five_hundred_numbers_of_one_supplier_are_found_at_once_and_nobody_elses(store: Store) -> None:
    load(store, *((siret, f"FA-{n}") for n in range(1, 502) for siret in (DURAND, MARTIN)), (DURAND, "FA0007"))
    asked = [f"fa {n:04}" for n in range(1, 501)]
    found = store.invoices.numbered("casq", DURAND, asked)
    assert {each.supplier_id for each in found} == {DURAND}
    assert {each.number for each in found} >= {*(f"FA-{n}" for n in range(1, 501)), "FA0007"}
    assert store.invoices.numbered("casq", DURAND[:9], asked) == ()
    assert store.invoices.numbered("amiens", DURAND, asked) == ()
    assert store.invoices.numbered("casq", DURAND, ["", "---"]) == ()


def test_a_siren_means_all_its_establishments_newest_first(store: Store) -> None:
    dates = {"A1": date(2026, 1, 1), "A2": None, "A3": date(2026, 3, 1)}
    sirets = {"A1": "73282932000074", "A2": "73282932000082", "A3": "73282932099999"}
    run(store, *(invoice(sirets[number], number, invoiced_on=day) for number, day in dates.items()))
    load(store, ("73282931900000", "below"), ("73282932100000", "above"))
    assert [each.number for each in store.invoices.of_supplier("casq", ["732829320"], 9)] == ["A3", "A1", "A2"]
    assert [each.number for each in store.invoices.of_supplier("casq", ["73282932000074"], 9)] == ["A1"]
    assert len(store.invoices.of_supplier("casq", ["732829320", "73282931900000"], 2)) == 2
    assert store.invoices.of_supplier("casq", ["", "999999999"], 9) == ()
    assert store.invoices.of_supplier("casq", [""], 9) == ()


def test_the_copy_is_as_old_as_the_newest_load(store: Store) -> None:
    assert store.invoices.copies("casq") == {}
    run(store, invoice(), as_of=NOW)
    run(store, invoice(number="other"), as_of=NOW - timedelta(days=3))
    assert store.invoices.copies("casq") == {"file": NOW}
    assert store.invoices.copies("amiens") == {}


def test_contacts_are_exact_addresses_of_one_organisation(store: Store) -> None:
    pairs = [("Compta@Durand.example", DURAND), ("compta@durand.example", MARTIN), ("compta@durand.example", MARTIN)]
    assert store.contacts.enter("casq", pairs, origin="file", entered_by="agent", at=NOW) == 2
    assert store.invoices.contact_sirets("casq", "compta@durand.example") == (MARTIN, DURAND)
    assert store.invoices.contact_sirets("casq", "COMPTA@durand.example") == (MARTIN, DURAND)
    assert store.invoices.contact_sirets("casq", "autre@durand.example") == ()
    assert store.invoices.contact_sirets("amiens", "compta@durand.example") == ()


def test_the_known_addresses_of_a_supplier_are_those_of_its_siret_or_of_its_siren(store: Store) -> None:
    pairs = [("Compta@Durand.example", DURAND), ("gerant@durand.example", DURAND), ("x@martin.example", MARTIN)]
    store.contacts.enter("casq", pairs, origin="file", entered_by="agent", at=NOW)
    both = ("compta@durand.example", "gerant@durand.example")
    assert store.invoices.known_addresses("casq", (DURAND,)) == both
    assert store.invoices.known_addresses("casq", (DURAND[:9],)) == both
    assert store.invoices.known_addresses("casq", (MARTIN, DURAND)) == (*both, "x@martin.example")
    assert store.invoices.known_addresses("casq", ("00000000000000",)) == ()
    assert store.invoices.known_addresses("amiens", (DURAND,)) == ()
