"""What the simulator answers and what clients ask, held field by field against what is published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from bot.demo.portal.application import HEALTH, Gateway
from bot.demo.portal.fields import Side, problems, services, written
from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import Switches
from tests.portal.caller import HISTORY, SEARCH, SERVICES, SHOW, WORKS, Caller
from tests.servers.portal import PORTAL_NOW, each_alone, named

NOT_ANSWERED = ("factures/v1/rechercher/demandePaiement",)
"""Published, but said there not to work in the qualification environment either."""
PAGED = {"nbResultatsParPage": 1000, "pageResultatDemandee": 1}
ALL = PAGED | {"nbResultatsMaximum": 999_999}
POSITIONS = {named(each): each for each in each_alone() if not each.dirty and not each.one_as_object}

# As public clients keep real answers; every value is another one.
EXAMPLES: tuple[tuple[str, Side, Mapping[str, Any]], ...] = (
    (
        SEARCH,
        "answer",
        {
            "codeRetour": 0, "libelle": "GCU_MSG_01_000",
            "listeFactures": [{
                "idFacture": 3346001, "typeDemandePaiement": "FACTURE", "typeFacture": "FACTURE",
                "numeroFacture": "20240311-1", "dateFacture": "2024-03-11", "dateDepot": "2024-03-11",
                "dateHeureEtatCourant": "2024-03-11T15:45:39.674+01:00", "statut": "MISE_A_DISPOSITION",
                "codeFournisseur": "00000000000727", "typeIdentifiantFournisseur": "SIRET",
                "designationFournisseur": "TAA001FOURNISSEUR", "codeDestinataire": "00000000013456",
                "idDestinataire": 25700000, "designationDestinataire": "TAA074DESTINATAIRE", "devise": "EUR",
                "montantHT": 10, "montantTTC": 12, "montantAPayer": 12, "factureTelechargeeParDestinataire": True,
            }],
            "pageCourante": 1, "pages": 1, "nbResultatsParPage": 1000, "total": 1,
        },
    ),
    (
        SEARCH,
        "request",
        {
            "typeDemandePaiement": "FACTURE", "paramRecherche": ALL, "factureTelechargeeParDestinataire": False,
            "idDestinataire": 25700000, "idServiceExecutant": 25700100,
            "periodeDateHeureEtatCourantDu": "2024-03-01", "periodeDateHeureEtatCourantAu": "2024-03-31T23:59:59",
        },
    ),
    (
        HISTORY,
        "answer",
        {
            "codeRetour": 0, "libelle": "GCU_MSG_01_000", "idFacture": 2194001, "numeroFacture": "FAC19-2500",
            "modeDepot": "DEPOT_PDF_API", "statutCourantCode": "SUSPENDUE",
            "historiquesDesStatuts": {
                "histoStatut": [{"histoStatutId": 8548204, "histoStatutCode": "SUSPENDUE",
                                 "histoStatutDatePassage": "2019-04-20 09:12"}],
                "pageCouranteHistoStatut": 1, "pagesHistoStatut": 1, "nbResultatsParPageHistoStatut": 10,
                "totalHistoStatut": 2,
            },
        },
    ),
)  # fmt: skip


@contextmanager
def opened(switches: Switches) -> Iterator[Caller]:
    """A portal with these switches, and a client."""
    with Simulator(250, now=PORTAL_NOW, switches=switches) as portal, Caller(portal) as caller:
        yield caller


def questions(portal: Simulator, one_in: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every service that reads, asked in every way that gives another answer; of invoices, one in so many."""
    for demand in ("FACTURE", "FACTURE_TRAVAUX"):
        yield SEARCH, {"typeDemandePaiement": demand, "paramRecherche": ALL}
    yield SEARCH, {"numeroFacture": "there is none"}
    yield WORKS, {"rechercheFactureTravaux": PAGED}
    yield WORKS, {"idDestinataire": 1}
    for key in tuple(portal.statuses())[::one_in]:
        yield HISTORY, {"idFacture": key}
        yield SHOW, {"identifiantFactureCPP": key, "codeLangue": "fr"}
    for structure in (*portal.world.recipients, *portal.world.suppliers[:15]):
        yield "structures/v1/consulter", {"idStructureCPP": structure.key}
        yield "structures/v1/rechercher", {
            "structure": {"identifiantStructure": structure.identifier}, "restreindreStructuresPrivees": False,
        }  # fmt: skip
        yield SERVICES, {"idStructure": structure.key}
        for service in structure.services[:3]:
            yield "structures/v1/consulter/service", {"idStructure": structure.key, "idService": service.key}
    yield "transverses/v1/recuperer/tauxtva", {}
    yield "transverses/v1/recuperer/etats/traitement", {"statutCourant": "MISE_A_DISPOSITION"}
    yield "transverses/v1/recuperer/structures/actives/destinataire", {}


@pytest.mark.parametrize("position", POSITIONS)
def test_every_answer_agrees_with_what_is_published(position: str) -> None:
    with opened(POSITIONS[position]) as caller:
        asked = set()
        for service, body in questions(caller.portal, 1 if position == "usual" else 20):
            answer = caller.post(service, body)
            assert answer.status_code in (200, 400), service
            assert problems(service, "answer", answer.json()) == (), (service, body)
            asked.add(service)
        assert caller.portal.oddities == ()
        assert asked == set(services()) - {
            *NOT_ANSWERED,
            HEALTH,
            "factures/v1/traiter/recue",
            "factures/v1/telecharger/groupe",
        }


def test_what_changes_an_invoice_answers_as_published_too(portal: Simulator, caller: Caller) -> None:
    key = next(iter(portal.statuses()))
    for service, body in (
        ("factures/v1/traiter/recue", {"idFacture": key, "nouveauStatut": "SUSPENDUE", "motif": "Pièce manquante"}),
        ("factures/v1/telecharger/groupe", {"format": "PDF", "listeFacture": [{"idFacture": key}]}),
    ):
        assert problems(service, "answer", caller.ask(service, **body)) == ()
    assert problems(HEALTH, "answer", caller.http.get(f"/cpro/{HEALTH}", headers=caller.headers).json()) == ()
    assert problems(HISTORY, "answer", caller.ask(HISTORY, idFacture=key)) == ()


def test_every_service_that_is_answered_is_described(portal: Simulator) -> None:
    answered = Gateway(portal.world, portal.door).services
    assert set(answered) | set(NOT_ANSWERED) == set(services())


@pytest.mark.parametrize(("service", "side", "body"), EXAMPLES)
def test_what_public_clients_keep_of_real_traffic_agrees(service: str, side: Side, body: Mapping[str, Any]) -> None:
    assert problems(service, side, dict(body)) == ()


def test_every_answer_says_how_it_went() -> None:
    without = [name for name in services() if not {"codeRetour!", "libelle!"} <= set(written()[name]["answer"])]
    assert without == [HEALTH]


def test_every_status_of_the_swagger_is_there() -> None:
    assert len(set(written()["enums"]["STATUTS"])) == len(written()["enums"]["STATUTS"]) == 56


def test_all_named_values_exist() -> None:
    def leaves(tree: Mapping[str, Any]) -> Iterator[str]:
        for shape in tree.values():
            if isinstance(shape, str):
                yield shape
            else:
                yield from leaves(shape)

    for service in services():
        for leaf in leaves(written()[service]):
            _, _, allowed = leaf.partition(" enum=")
            assert "," in allowed or not allowed or allowed in written()["enums"] or allowed == "FACTURE_TRAVAUX", leaf


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"critereRecherche": {}}, "critereRecherche: unknown field"),
    ({"paramRecherche": {"pageCourante": 1}}, "paramRecherche.pageCourante: unknown field"),
    ({"idDestinataire": "25700000"}, "idDestinataire: not integer/int64"),
    ({"idDestinataire": True}, "idDestinataire: not integer/int64"),
    ({"paramRecherche": {"nbResultatsParPage": 2**31}}, "paramRecherche.nbResultatsParPage: not integer/int32"),
    ({"statutCourant": "SUSPENDUE"}, "statutCourant: not an array"),
    ({"statutCourant": ["PAYEE"]}, "statutCourant[0]: not one of the known values"),
    ({"periodeDateDepotDu": "11/03/2024"}, "periodeDateDepotDu: not string/day"),
    ({"typeDemandePaiement": None}, "typeDemandePaiement: not string"),
    ({"paramRecherche": []}, "paramRecherche: not an object"),
)


@pytest.mark.parametrize(("body", "problem"), WRONG)
def test_a_request_that_does_not_agree_is_noted(body: dict[str, Any], problem: str) -> None:
    assert problems(SEARCH, "request", body) == (problem,)


def test_an_answer_without_its_code_is_noted() -> None:
    assert problems(SEARCH, "answer", {"libelle": ""}) == ("codeRetour: missing",)


def test_the_simulator_notes_what_a_client_should_not_send(portal: Simulator, caller: Caller) -> None:
    caller.ask(SEARCH, critereRecherche=1)
    assert portal.oddities == (f"{SEARCH}: critereRecherche: unknown field",)
