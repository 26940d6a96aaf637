"""Invoices that live: by the table, by the clock, by hand; their histories; what a portal must hold to be tried with."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from bot.core.siret import is_siret
from bot.demo.cast import cast
from bot.demo.invoices import DEPT06_PRINCIPAL, other_invoices
from bot.demo.portal import life
from bot.demo.portal.fields import written
from bot.demo.portal.parties import AGENTS, IBAN
from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import Switches
from tests.portal.caller import HISTORY, SEARCH, SHOW, Caller
from tests.servers.portal import PORTAL_NOW

TABLES = ("usual", "sparse", "backward")


def test_the_same_seed_makes_the_same_portal() -> None:
    with (
        Simulator(200, now=PORTAL_NOW) as one,
        Simulator(200, now=PORTAL_NOW) as two,
        Caller(one) as a,
        Caller(two) as b,
    ):
        assert a.rows() == b.rows()
        rows = a.rows()
    with Simulator(200, now=PORTAL_NOW, seed=2) as other, Caller(other) as c:
        assert c.rows() != rows


@pytest.mark.parametrize("name", TABLES)
def test_histories_follow_the_table(name: str) -> None:
    table = life.table(name)
    with Simulator(300, now=PORTAL_NOW, switches=Switches(transitions=name)) as portal:  # type: ignore[arg-type]  # one of three
        portal.advance(days=30)
        for key in portal.statuses():
            steps = portal.history(key)
            assert all(after in {choice.status for choice in table[before]} for (before, _), (after, _) in pairs(steps))
            assert all(earlier <= later for (_, earlier), (_, later) in pairs(steps))


def pairs(steps: tuple[tuple[str, datetime], ...]) -> list[tuple[tuple[str, datetime], tuple[str, datetime]]]:
    """Each step with the next."""
    return list(pairwise(steps))


@pytest.mark.parametrize("name", TABLES)
def test_tables_name_statuses_that_exist(name: str) -> None:
    known = {*written()["enums"]["STATUTS"], life.END}
    table = life.table(name)
    assert {*table, *(choice.status for choices in table.values() for choice in choices)} <= known


def test_time_that_passes_in_steps_passes_as_in_one_go() -> None:
    with Simulator(500, now=PORTAL_NOW) as slow, Simulator(500, now=PORTAL_NOW) as quick:
        for _ in range(24):
            slow.advance(days=1)
        quick.advance(days=24)
        assert slow.statuses() == quick.statuses()
        assert [slow.history(key) for key in slow.statuses()] == [quick.history(key) for key in quick.statuses()]


def test_an_invoice_that_arrives_lives_from_then_on() -> None:
    with Simulator(0, now=PORTAL_NOW) as portal:
        (key,) = portal.deposit(1)
        steps = portal.advance(days=60)
        history = portal.history(key)
    assert len(history) == steps + 1
    assert history[0] == (history[0][0], PORTAL_NOW)
    assert history[-1][1] <= PORTAL_NOW + timedelta(days=60)


def test_what_has_changed_stands_in_the_window_since(portal: Simulator, caller: Caller) -> None:
    before = portal.statuses()
    taken = portal.advance(days=5)
    after = portal.statuses()
    moved = {key for key in after if after[key] != before[key]}
    rows = caller.rows(periodeDateHeureEtatCourantDu="2026-11-23T10:30:00.001")
    assert taken >= len(moved) > 0
    assert {row["idFacture"] for row in rows} <= moved
    assert all(row["statut"] == after[row["idFacture"]] for row in rows)


def test_new_invoices_arrive(portal: Simulator, caller: Caller) -> None:
    keys = portal.deposit(5)
    assert len(portal) == 305
    rows = {row["idFacture"]: row for row in caller.rows(periodeDateDepotDu="2026-11-23")}
    assert set(rows) <= set(keys)
    assert {row["dateDepot"] for row in rows.values()} == {"2026-11-23"}


def test_a_history_grows_with_what_happens(portal: Simulator, caller: Caller) -> None:
    key = caller.rows()[0]["idFacture"]
    before = portal.history(key)
    portal.move(key, "SUSPENDUE")
    portal.advance(hours=1)
    portal.move(key, "COMPLETEE")
    told = caller.ask(HISTORY, idFacture=key)["historiquesDesStatuts"]["histoStatut"]
    assert [step["histoStatutCode"] for step in told[:2]] == ["COMPLETEE", "SUSPENDUE"]
    assert len(told) == len(before) + 2
    assert told[1]["histoStatutCommentaire"] in life.REASONS
    assert told[1]["histoStatutDatePassage"] == "2026-11-23 10:30"


def test_a_history_has_pages_and_two_orders(portal: Simulator, caller: Caller) -> None:
    key = caller.rows()[0]["idFacture"]
    for status in ("SUSPENDUE", "COMPLETEE") * 6:
        portal.advance(minutes=1)
        portal.move(key, status)
    first = caller.ask(HISTORY, idFacture=key)["historiquesDesStatuts"]
    assert len(first["histoStatut"]) == 10
    assert (first["pagesHistoStatut"], first["totalHistoStatut"]) == (2, len(portal.history(key)))
    asked = {"nbResultatsParPageListeHistoStatut": 50, "triSensListeHistoStatut": "Ascendant"}
    whole = caller.ask(HISTORY, idFacture=key, paramRechercheHistoStatuts=asked)["historiquesDesStatuts"]["histoStatut"]
    assert [step["histoStatutCode"] for step in whole] == [status for status, _ in portal.history(key)]
    newest = caller.ask(HISTORY, idFacture=key, nbResultatsMaximum=3)["historiquesDesStatuts"]["histoStatut"]
    assert [step["histoStatutCode"] for step in newest] == ["COMPLETEE", "SUSPENDUE", "COMPLETEE"]


def test_an_invoice_that_is_not_there_is_refused(caller: Caller) -> None:
    for key in (1, 10**12):
        assert caller.ask(HISTORY, idFacture=key)["codeRetour"] == 20000
        assert caller.ask(SHOW, identifiantFactureCPP=key)["codeRetour"] == 20000


def test_treating_and_downloading_do_what_guichet_must_never_do(portal: Simulator, caller: Caller) -> None:
    key = caller.rows()[0]["idFacture"]
    treat = "factures/v1/traiter/recue"
    assert caller.ask(treat, idFacture=key, nouveauStatut="REJETEE", motif="")["codeRetour"] == 20002
    assert caller.ask(treat, idFacture=key, nouveauStatut="MANDATEE")["codeRetour"] == 20003
    assert caller.ask(treat, idFacture=key, nouveauStatut="REJETEE", motif="x" * 256)["codeRetour"] == 20003
    assert caller.ask(treat, idFacture=key, nouveauStatut="REJETEE", motif="TVA")["dateTraitement"] == "2026-11-23"
    caller.ask("factures/v1/telecharger/groupe", format="PDF", listeFacture=[{"idFacture": key}])
    row = caller.rows()[0]
    assert (row["statut"], row["factureTelechargeeParDestinataire"]) == ("REJETEE", True)
    action = caller.ask(HISTORY, idFacture=key)["historiquesDesActionsUtilisateurs"]["histoAction"][0]
    assert action["histoActionCode"] == "TELECHARGEMENT_FACTURE"
    assert len(portal.forbidden_calls) == 5


def test_too_large_a_download_is_refused(caller: Caller) -> None:
    body = {"format": "PDF", "listeFacture": [{"idFacture": 1}] * 101}
    assert caller.post("factures/v1/telecharger/groupe", body).status_code == 413


def test_people_and_bank_details_are_there_to_leak(portal: Simulator, caller: Caller) -> None:
    histories = "".join(caller.post(HISTORY, {"idFacture": key}).text for key in list(portal.statuses())[:80])
    for agent in AGENTS:
        assert {agent.last in histories, agent.mail in histories, agent.phone in histories} == {True}
    assert IBAN in caller.post(SHOW, {"identifiantFactureCPP": next(iter(portal.statuses()))}).text
    assert IBAN not in caller.post(SEARCH).text


def test_a_recipient_may_never_report_payment(caller: Caller) -> None:
    said = [
        caller.ask("structures/v1/consulter", idStructureCPP=each.key)["parametres"][
            "statutMiseEnPaiementNestPasRemonte"
        ]
        for each in caller.portal.world.recipients
    ]
    assert said == [False, False, False, True]


def test_the_technical_password_ends_on_a_day_that_is_told() -> None:
    with Simulator(0, now=PORTAL_NOW, password_days=12) as portal, Caller(portal) as caller:
        told = caller.ask("structures/v1/consulter", idStructureCPP=25_700_000)["informationGenerales"]
    assert told["dateExpirationMotPasseCompteTech"] == "2026-12-05T10:30:00.000+01:00"


def test_what_matching_must_get_right_is_there() -> None:
    with Simulator(20_000, now=PORTAL_NOW) as portal:
        found = portal.world.register.deposits
        statuses = Counter(portal.statuses().values())
        seen = {status for key in portal.statuses() for status, _ in portal.history(key)}
    kinds = {it.supplier.kind for it in found}
    sirets = {it.supplier.identifier for it in found if it.supplier.kind == "SIRET"}
    holders: dict[str, set[str]] = {}
    for it in found:
        holders.setdefault(it.number, set()).add(it.supplier.identifier)
    assert kinds == set(written()["enums"]["TYPES_ID"])
    assert {is_siret(siret) for siret in sirets} == {True, False}
    assert {"35600000000048", "35600000049837"} <= sirets
    assert len(holders["2026-0187"]) >= 2
    assert {"20250000000000000017", "FA-2026/0012", "fa-2026/0012", "FA2026-0012", "117", "0117", "000117"} <= set(
        holders
    )
    assert {"AVOIR", "ACOMPTE", "FACTURE"} <= {it.document for it in found}
    assert {it.frame.split("_")[0] for it in found} >= {"A1", "A2", "A9", "A12", "A4", "A6", "A23"}
    assert seen == set(written()["enums"]["STATUTS"]) - {"BROUILLON"}
    assert statuses["MISE_EN_PAIEMENT"] > 10_000
    assert max(map(len, life.REASONS)) == 255


def test_an_invoice_may_come_back_recycled_under_its_old_number() -> None:
    with Simulator(3000, now=PORTAL_NOW) as portal:
        lives = [" ".join(status for status, _ in portal.history(key)) for key in portal.statuses()]
    assert [life for life in lives if "A_RECYCLER DEPOSEE EN_COURS_ACHEMINEMENT MISE_A_DISPOSITION" in life]


def test_the_demo_s_own_invoices_stand_where_the_demo_says() -> None:
    now = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    samples = [*cast(now).values(), *other_invoices(now)]
    with Simulator(0, now=now, samples=samples) as portal, Caller(portal) as caller:
        rows = {
            (row["codeFournisseur"], row["numeroFacture"]): row for page in range(1, 6) for row in caller.rows(page)
        }
        assert all(portal.key_of(*named) == row["idFacture"] for named, row in list(rows.items())[:50])
    ours = [sample for sample in samples if sample.recipient != DEPT06_PRINCIPAL]
    assert len(rows) == len(ours)
    for sample in ours:
        row = rows[sample.siret, sample.number]
        assert row["statut"] == sample.status
        assert datetime.fromisoformat(row["dateHeureEtatCourant"]) == sample.status_at
        assert row["dateFacture"] == sample.invoiced_on.isoformat()
        assert row["montantTTC"] == float(sample.amount)
        assert (row["codeDestinataire"], row.get("numeroBonCommande", "")) == (sample.recipient, sample.engagement)
