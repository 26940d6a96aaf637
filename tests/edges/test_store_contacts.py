"""The register of contacts: who stands in it, and how one is taken out."""

from __future__ import annotations

from bot.edges.store import Store
from bot.edges.store_contacts import Contact
from tests.edges.store_values import DURAND, MARTIN, NOW, SUPPLIER


def enter(store: Store, *pairs: tuple[str, str], organisation: str = "casq") -> None:
    """Contacts as an import enters them."""
    store.contacts.enter(organisation, pairs, origin="c.csv", entered_by="agent", at=NOW)


def test_the_register_is_listed_by_address_with_where_it_came_from(store: Store) -> None:
    enter(store, ("Z@durand.example", DURAND), (SUPPLIER, MARTIN), (SUPPLIER, DURAND))
    enter(store, (SUPPLIER, DURAND), organisation="amiens")
    listed = store.contacts.of("casq")
    pairs = [(SUPPLIER, MARTIN), (SUPPLIER, DURAND), ("z@durand.example", DURAND)]
    assert listed == tuple(Contact(address, siret, "c.csv", "agent", NOW) for address, siret in pairs)


def test_an_address_is_taken_out_for_one_supplier_or_for_all_of_its_organisation(store: Store) -> None:
    enter(store, (SUPPLIER, DURAND), (SUPPLIER, MARTIN), ("z@durand.example", DURAND))
    enter(store, (SUPPLIER, DURAND), organisation="amiens")
    assert store.contacts.remove("casq", SUPPLIER.upper(), MARTIN) == 1
    assert store.invoices.contact_sirets("casq", SUPPLIER) == (DURAND,)
    assert store.contacts.remove("casq", SUPPLIER) == 1
    assert store.contacts.remove("casq", SUPPLIER) == 0
    assert [contact.address for contact in store.contacts.of("casq")] == ["z@durand.example"]
    assert store.invoices.contact_sirets("amiens", SUPPLIER) == (DURAND,)
