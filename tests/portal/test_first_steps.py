"""A client's first steps: a token, the recipients, their services, a search by status window, a history."""

from __future__ import annotations

from bot.demo.portal.simulator import Simulator
from tests.portal.caller import HISTORY, SEARCH, Caller


def test_the_account_receives_for_four_structures(caller: Caller) -> None:
    found = caller.ask("transverses/v1/recuperer/structures/actives/destinataire")
    assert [each["identifiant"] for each in found["listeStructures"]] == [
        "20007189200067", "20007189200026", "20007189200034", "20007189200059",
    ]  # fmt: skip


def test_services_come_ten_a_page_when_nothing_is_said(caller: Caller) -> None:
    found = caller.ask("structures/v1/rechercher/services", idStructure=25_700_000)
    assert len(found["listeServices"]) == 10
    assert found["parametresRetour"] == {"nbResultatsParPage": 10, "pageCourante": 1, "pages": 3, "total": 24}
    assert found["listeServices"][0]["codeService"] == "FACTURES_PUBLIQUES"


def test_invoices_come_ten_a_page_newest_deposit_first_when_nothing_is_said(caller: Caller) -> None:
    found = caller.ask(SEARCH, typeDemandePaiement="FACTURE")
    deposited = [row["dateDepot"] for row in found["listeFactures"]]
    assert len(deposited) == 10
    assert deposited == sorted(deposited, reverse=True)
    assert (found["pageCourante"], found["nbResultatsParPage"]) == (1, 10)
    assert found["pages"] == -(-found["total"] // 10)


def test_a_window_on_the_status_finds_what_changed_in_it(portal: Simulator, caller: Caller) -> None:
    changed = set(portal.change(7))
    rows = caller.rows(periodeDateHeureEtatCourantDu="2026-11-23T10:30:00", periodeDateHeureEtatCourantAu="2026-11-23")
    assert rows == []
    rows = caller.rows(periodeDateHeureEtatCourantDu="2026-11-23T10:30:00")
    assert {row["idFacture"] for row in rows} <= changed
    assert {row["statut"] for row in rows} == {portal.statuses()[row["idFacture"]] for row in rows}


def test_a_history_is_newest_first_and_ends_where_the_search_says(portal: Simulator, caller: Caller) -> None:
    row = caller.rows(typeDemandePaiement="FACTURE")[-1]
    told = caller.ask(HISTORY, idFacture=row["idFacture"])
    steps = told["historiquesDesStatuts"]["histoStatut"]
    assert told["statutCourantCode"] == steps[0]["histoStatutCode"] == row["statut"]
    assert [step["histoStatutCode"] for step in reversed(steps)] == [it for it, _ in portal.history(row["idFacture"])]
    assert row["dateHeureEtatCourant"][:16].replace("T", " ") == steps[0]["histoStatutDatePassage"]


def test_nothing_found_is_a_code_without_pages(caller: Caller) -> None:
    assert caller.ask(SEARCH, numeroFacture="nobody’s") == {"codeRetour": 20000, "libelle": "TRA_MSG_00.015"}
    assert caller.ask("facturesTravaux/v1/rechercher", idDestinataire=1)["codeRetour"] == 20007


def test_the_connection_can_be_tried(caller: Caller) -> None:
    assert caller.ask("transverses/v1/recuperer/tauxtva")["listeTauxTva"]
    assert caller.http.get("/cpro/transverses/v1/health-check", headers=caller.headers).json()["statusCode"] == "OK"
