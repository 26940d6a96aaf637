"""Filters that filter, orders, pages: the search for received invoices against the truth of the register."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import Switches
from tests.portal.caller import SEARCH, WORKS, Caller
from tests.servers.portal import PORTAL_NOW

Row = dict[str, Any]


def test_all_pages_together_are_everything_once(portal: Simulator, caller: Caller) -> None:
    pages = [caller.rows(page, 70) for page in range(1, 7)]
    keys = [row["idFacture"] for page in pages for row in page]
    documents = caller.ask(WORKS, rechercheFactureTravaux={"nbResultatsParPage": 1000})
    works = {row["idFactureTravaux"] for row in documents["listeFacturesTravaux"]}
    assert len(keys) == len(set(keys))
    assert set(keys) | works == set(portal.statuses())
    assert set(keys) & works
    assert works - set(keys)
    assert pages[-1] == []


FILTERS: dict[str, tuple[dict[str, Any], Callable[[Row], bool]]] = {
    "demand": ({"typeDemandePaiement": "FACTURE_TRAVAUX"}, lambda row: row["typeDemandePaiement"] == "FACTURE_TRAVAUX"),
    "recipient": ({"idDestinataire": 25_700_100}, lambda row: row["codeDestinataire"] == "20007189200026"),
    "service": ({"idServiceExecutant": 27_946_001}, lambda row: row.get("codeServiceExecutant") == "DSI"
                and row["idDestinataire"] == 25_700_000),
    "statuses": ({"statutCourant": ["REJETEE", "SUSPENDUE"]}, lambda row: row["statut"] in ("REJETEE", "SUSPENDUE")),
    "number": ({"numeroFacture": "2026-0187"}, lambda row: row["numeroFacture"] == "2026-0187"),
    "kind": ({"listeTypeFacture": ["AVOIR"]}, lambda row: row.get("typeFacture") == "AVOIR"),
    "least": ({"montantTTCMin": 500}, lambda row: row["montantTTC"] >= 500),
    "most": ({"montantTTCMax": 500.5}, lambda row: row["montantTTC"] <= 500.5),
    "nothing due": ({"montantApayerMin": 0, "montantApayerMax": 0}, lambda row: row["montantAPayer"] == 0),
    "deposit": ({"periodeDateDepotDu": "2026-01-01", "periodeDateDepotAu": "2026-06-30"},
                lambda row: "2026-01-01" <= row["dateDepot"] <= "2026-06-30"),
    "dated": ({"periodeDateFactureDu": "2026-01-01", "periodeDateFactureAu": "2026-06-30"},
              lambda row: "2026-01-01" <= row["dateFacture"] <= "2026-06-30"),
    "status moment": ({"periodeDateHeureEtatCourantDu": "2026-09-01", "periodeDateHeureEtatCourantAu": "2026-10-15T12:00:00"},
                      lambda row: "2026-09-01T00" <= row["dateHeureEtatCourant"] <= "2026-10-15T12:00:00.000+02:00"),
    "not downloaded": ({"factureTelechargeeParDestinataire": False}, lambda row: not row["factureTelechargeeParDestinataire"]),
    "two at once": ({"idDestinataire": 25_700_000, "listeTypeFacture": ["FACTURE"]},
                    lambda row: row["idDestinataire"] == 25_700_000 and row.get("typeFacture") == "FACTURE"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_exactly_what_it_says(portal: Simulator, caller: Caller, name: str) -> None:
    body, says = FILTERS[name]
    caller.ask(
        "factures/v1/telecharger/groupe", listeFacture=[{"idFacture": key} for key in list(portal.statuses())[:9]]
    )
    expected = [row for row in caller.rows() if says(row)]
    assert caller.rows(**body) == expected
    assert expected


def test_a_supplier_is_found_by_the_key_that_structures_give(caller: Caller) -> None:
    asked = {"identifiantStructure": "DE811907980", "typeIdentifiantStructure": "UE_HORS_FRANCE"}
    hidden = caller.ask("structures/v1/rechercher", structure=asked)
    found = caller.ask("structures/v1/rechercher", structure=asked, restreindreStructuresPrivees=False)
    key = found["listeStructures"][0]["idStructureCPP"]
    rows = caller.rows(listeFournisseurs=[{"idFournisseur": key}])
    assert hidden["listeStructures"] == []
    assert {row["codeFournisseur"] for row in rows} == {"DE811907980"}


def test_a_supplier_may_be_found_with_all_its_establishments(caller: Caller) -> None:
    post, office = (
        next(each.key for each in caller.portal.world.suppliers if each.identifier == siret)
        for siret in ("35600000000048", "35600000049837")
    )
    alone = caller.rows(listeFournisseurs=[{"idFournisseur": post}])
    siren = caller.rows(listeFournisseurs=[{"idFournisseur": office}], rechercheSirenFournisseur=True)
    assert {row["codeFournisseur"] for row in alone} == {"35600000000048"}
    assert {row["codeFournisseur"] for row in siren} == {"35600000000048", "35600000049837"}


def test_a_size_is_told_when_it_is_asked_for(caller: Caller) -> None:
    assert {"taille" in row for row in caller.rows()} == {False}
    assert {row["taille"] > 0 for row in caller.rows(recupererTaille=True)} == {True}


@pytest.mark.parametrize("column", ["NumeroFacture", "MontantTTC", "DateFacture", "Statut", "DateDepot"])
def test_rows_come_in_the_order_asked_for(caller: Caller, column: str) -> None:
    paging = {"triColonne": column, "nbResultatsParPage": 1000, "nbResultatsMaximum": 1000}
    field = {"Statut": "statut"}.get(column, column[0].lower() + column[1:])
    for sense, backwards in (("Ascendant", False), ("Descendant", True)):
        rows = caller.ask(SEARCH, paramRecherche=paging | {"triSens": sense})["listeFactures"]
        values = [row[field] for row in rows]
        assert values == sorted(values, reverse=backwards)


def test_two_hundred_are_the_most_unless_more_are_asked_for(caller: Caller) -> None:
    whole = caller.ask(SEARCH, paramRecherche={"nbResultatsParPage": 500})
    assert (len(whole["listeFactures"]), whole["total"]) == (200, len(caller.rows()))
    caller.portal.switch(cut_total="cut")
    assert caller.ask(SEARCH, paramRecherche={"nbResultatsParPage": 500})["total"] == 200


@pytest.mark.parametrize("cut_total", ["whole", "cut"])
def test_works_may_be_cut_although_nobody_says_how_many_are_wanted(cut_total: str) -> None:
    with Simulator(6000, now=PORTAL_NOW) as portal, Caller(portal) as caller:
        asked = {"nbResultatsParPage": 1000}
        whole = caller.ask(WORKS, rechercheFactureTravaux=asked)
        portal.switch(works_cut=True, cut_total=cut_total)
        cut = caller.ask(WORKS, rechercheFactureTravaux=asked)
    many = whole["parametresRetour"]["total"]
    assert len(whole["listeFacturesTravaux"]) == many > 200
    assert len(cut["listeFacturesTravaux"]) == 200
    assert cut["parametresRetour"]["total"] == (many if cut_total == "whole" else 200)


def test_fields_with_nothing_to_say_are_left_out(caller: Caller) -> None:
    rows = caller.rows()
    assert not [row for row in rows if None in row.values() or "" in row.values()]
    assert [row for row in rows if "numeroMarche" not in row]
    assert {row.get("codeServiceExecutant") for row in rows} > {None, "DSI"}
    assert "FACTURES_PUBLIQUES" not in {row.get("codeServiceExecutant") for row in rows}


def test_success_is_told_by_the_code_alone(caller: Caller) -> None:
    assert {caller.ask(SEARCH)["libelle"] for _ in range(2)} == {"TRA_MSG_00.000", "GCU_MSG_01_000"}


def found_by(caller: Caller, number: str) -> set[str]:
    """The numbers that a search for one finds."""
    return {row["numeroFacture"] for row in caller.rows(numeroFacture=number)}


def test_a_number_may_match_whole_or_in_part(caller: Caller) -> None:
    assert found_by(caller, "117") == {"117"}
    assert found_by(caller, "fa-2026/0012") == {"fa-2026/0012"}
    caller.portal.switch(number_match="partial")
    assert found_by(caller, "117") >= {"117", "0117", "000117"}
    assert found_by(caller, "fa-2026/0012") == {"fa-2026/0012", "FA-2026/0012"}


def test_a_page_may_be_capped(caller: Caller) -> None:
    caller.portal.switch(page_cap=7)
    answer = caller.ask(SEARCH, paramRecherche={"nbResultatsParPage": 1000, "nbResultatsMaximum": 100})
    assert (len(answer["listeFactures"]), answer["nbResultatsParPage"]) == (7, 7)
    assert answer["pages"] == -(-answer["total"] // 7)


def test_a_span_may_be_too_wide(caller: Caller) -> None:
    caller.portal.switch(span_days=40)
    window = {"periodeDateHeureEtatCourantDu": "2026-09-01", "periodeDateHeureEtatCourantAu": "2026-10-11"}
    assert caller.ask(SEARCH, **window)["codeRetour"] == 0
    assert caller.ask(SEARCH, **window | {"periodeDateHeureEtatCourantAu": "2026-10-12"})["codeRetour"] == 20001
    caller.portal.switch(errors_in_400=True)
    refused = caller.post(SEARCH, window | {"periodeDateHeureEtatCourantAu": "2026-10-12"})
    assert (refused.status_code, refused.json()["codeRetour"]) == (400, 20001)


def test_times_without_a_zone_are_french_or_utc(caller: Caller) -> None:
    key = caller.rows()[0]["idFacture"]
    caller.portal.advance(days=40)
    caller.portal.move(key, "SUSPENDUE")
    for zone, start, found in (("Europe/Paris", "2027-01-02T10:30:00", 1), ("Europe/Paris", "2027-01-02T10:30:01", 0),
                               ("UTC", "2027-01-02T09:30:00", 1), ("UTC", "2027-01-02T09:30:01", 0)):  # fmt: skip
        caller.portal.switch(zone=zone)
        rows = caller.rows(periodeDateHeureEtatCourantDu=start, statutCourant=["SUSPENDUE"])
        assert len([row for row in rows if row["idFacture"] == key]) == found, (zone, start)


def test_a_window_may_count_in_whole_days(caller: Caller) -> None:
    (key,) = caller.portal.change(1)
    window: Row = {
        "periodeDateHeureEtatCourantDu": "2026-11-23T11:00:00",
        "periodeDateHeureEtatCourantAu": "2026-11-23T11:00:00",
    }
    assert caller.rows(**window) == []
    caller.portal.switch(window_grain="day")
    documents = caller.ask(WORKS, **window).get("listeFacturesTravaux", [])
    assert key in {row.get("idFacture", row.get("idFactureTravaux")) for row in (*caller.rows(**window), *documents)}


def test_ties_may_drift_between_two_calls() -> None:
    with (
        Simulator(400, now=PORTAL_NOW, years=0.1, switches=Switches(ties="drifting")) as portal,
        Caller(portal) as caller,
    ):
        first, second = caller.rows(), caller.rows()
        assert [row["dateDepot"] for row in first] == [row["dateDepot"] for row in second]
        assert first != second
        assert sorted(row["idFacture"] for row in first) == sorted(row["idFacture"] for row in second)


def test_rows_may_move_while_the_pages_are_read(portal: Simulator, caller: Caller) -> None:
    before = portal.statuses()
    portal.switch(moving=10)
    walked = [
        row["idFacture"] for page in (1, 2, 3) for row in caller.rows(page, 60, statutCourant=["MISE_EN_PAIEMENT"])
    ]
    paid = {key for key, status in before.items() if status == "MISE_EN_PAIEMENT"}
    assert sum(status != before[key] for key, status in portal.statuses().items()) > 10
    assert set(walked) < paid


def test_works_may_have_numbers_of_their_own(caller: Caller) -> None:
    def keys() -> set[int]:
        return {row["idFactureTravaux"] for row in caller.ask(WORKS)["listeFacturesTravaux"]}

    assert keys() <= set(caller.portal.statuses())
    caller.portal.switch(works_ids="own")
    assert keys().isdisjoint(caller.portal.statuses())


def test_a_list_of_one_may_come_as_that_one(caller: Caller) -> None:
    caller.portal.switch(one_as_object=True)
    found = caller.ask("structures/v1/rechercher", structure={"identifiantStructure": "20007189200067"})
    assert found["listeStructures"]["idStructureCPP"] == 25_700_000


def test_the_dirty_portal_tells_the_same_in_a_worse_way(caller: Caller) -> None:
    clean = caller.rows()
    caller.portal.switch(dirty=True)
    dirty = caller.rows()
    assert [int(row["idFacture"]) for row in dirty] == [row["idFacture"] for row in clean]
    assert [float(row["montantTTC"]) for row in dirty] == [row["montantTTC"] for row in clean]
    kinds = {type(row["idFacture"]) for row in dirty}, {type(row["montantTTC"]) for row in dirty}
    assert kinds[0] == {int, str}
    assert str in kinds[1]
    assert [row for row in dirty if "plateformeAgreee" in row]
    assert [row for row in dirty if None in row.values()]
    assert [row for row in dirty if row["statut"] == "EN_ATTENTE_PLATEFORME_AGREEE"]
