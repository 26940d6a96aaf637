"""What is asked of Chorus Pro and what is made of its answers, against the simulated one in all its moods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.portal import BadRecord, Feed, PortalInvoice, Recipient, Search, Window
from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import Switches
from bot.edges.portal_api import ChorusPortal
from bot.errors import PortalError
from tests.edges.portal_asker import MONTH, TOWN, client, client_of, is_a_portal, search_of, walk
from tests.servers.portal import PORTAL_NOW, each_alone, in_pairs, named
from tests.servers.scripted_portal import INVOICE, ONE_PAGE, ROW, WORK_ROW, Script, ScriptedPortal, told

ALL_TIME = Window(PORTAL_NOW - timedelta(days=5 * 365), PORTAL_NOW + timedelta(minutes=1))
SEARCH = "factures/v1/rechercher/recipiendaire"
WORKS = "facturesTravaux/v1/rechercher"


def _everything(portal: ChorusPortal, per_page: int = 1000, days: int = 0) -> dict[Feed, dict[int, PortalInvoice]]:
    """Every record of the simulator by feed and key, in windows of so many days; none may be bad."""
    found: dict[Feed, dict[int, PortalInvoice]] = {feed: {} for feed in Feed}
    for recipient in portal.recipients():
        for feed in Feed:
            for window in _windows(days):
                for record in walk(portal, Search(feed, recipient, window), per_page):
                    assert isinstance(record, PortalInvoice), record
                    found[feed][record.key] = record
    return found


def _windows(days: int) -> Iterator[Window]:
    """All time, cut where the portal takes so many days at most: what is asked begins up to a day before its window."""
    start, span = ALL_TIME.start, timedelta(days=days - 2) if days else ALL_TIME.end - ALL_TIME.start
    while start < ALL_TIME.end:
        yield Window(start, min(start + span, ALL_TIME.end))
        start += span


def test_the_client_is_what_jobs_ask_for(portal: Simulator) -> None:
    with client_of(portal) as chorus:
        is_a_portal(chorus).health()


@pytest.mark.parametrize("per_page", [7, 100, 1000])
def test_all_that_the_portal_holds_is_found_with_its_status_and_its_moment(portal: Simulator, per_page: int) -> None:
    with client_of(portal) as chorus:
        found = _everything(chorus, per_page)
        every = found[Feed.INVOICES] | found[Feed.WORK_INVOICES] | found[Feed.WORK_DOCUMENTS]
        assert {key: record.status for key, record in every.items()} == portal.statuses()
        for key in list(every)[:40]:
            assert (every[key].status, every[key].status_at) == portal.history(key)[-1]


@pytest.mark.parametrize("switches", [*each_alone(), *in_pairs()], ids=named)
def test_the_same_is_found_in_every_position_of_every_switch(switches: Switches) -> None:
    with Simulator(300, now=PORTAL_NOW, switches=switches) as simulator, client_of(simulator) as chorus:
        found = _everything(chorus, days=switches.span_days)
        empty = chorus.search(Search(Feed.INVOICES, chorus.recipients()[0], _window(3000, 2990)), 1, 100)
        statuses = simulator.statuses()
    works = found[Feed.WORK_DOCUMENTS]
    received = found[Feed.INVOICES] | found[Feed.WORK_INVOICES]
    assert len(found[Feed.INVOICES]) + len(works) == len(statuses)
    every = received if switches.works_ids == "own" else received | works
    assert every.keys() <= statuses.keys()
    known = {key: record for key, record in every.items() if "unknown_status" not in record.warnings}
    assert {key: record.status for key, record in known.items()} == {key: statuses[key] for key in known}
    assert any("unknown_field" in record.warnings for record in every.values()) is switches.dirty
    assert (empty.records, empty.number, empty.pages, empty.total) == ((), 1, 1, 0)


def _window(days_ago: float, until_days_ago: float) -> Window:
    return Window(PORTAL_NOW - timedelta(days=days_ago), PORTAL_NOW - timedelta(days=until_days_ago))


@pytest.mark.parametrize("zone", ["Europe/Paris", "UTC"])
@pytest.mark.parametrize("hours", [0.4, 30])
def test_a_window_misses_nothing_wherever_it_begins_and_whatever_zone_is_meant(
    portal: Simulator, zone: str, hours: float
) -> None:
    portal.switch(zone=zone)
    with client_of(portal) as chorus:
        everything = _everything(chorus)[Feed.INVOICES].values()
        town = chorus.recipients()[0]
        for record in [each for each in everything if each.recipient_id == town.identifier][:15]:
            assert record.status_at is not None
            for start in (record.status_at, record.status_at - timedelta(hours=hours) + timedelta(milliseconds=1)):
                search = Search(record.feed, town, Window(start, start + timedelta(hours=hours)))
                assert record.key in {each.key for each in walk(chorus, search)}


def test_a_service_of_a_recipient_can_be_asked_about_alone(portal: Simulator) -> None:
    with client_of(portal) as chorus:
        everything = _everything(chorus)[Feed.INVOICES].values()
        asked = 0
        for town in chorus.recipients():
            for service in chorus.services(town):
                found = walk(chorus, Search(Feed.INVOICES, town, ALL_TIME, service))
                expected = {
                    r.key for r in everything if (r.recipient_id, r.service_code) == (town.identifier, service.code)
                }
                assert {record.key for record in found if record.key} == expected
                asked += len(expected)
    assert asked


def test_a_history_is_told_oldest_first_to_the_minute(portal: Simulator) -> None:
    keys = sorted(portal.statuses(), key=lambda key: -len(portal.history(key)))
    with client_of(portal) as chorus:
        for key in keys[:20] + keys[-20:]:
            history = chorus.history(key)
            expected = [(status, at.replace(second=0, microsecond=0)) for status, at in portal.history(key)]
            assert [(step.status, step.at) for step in history.steps] == expected
            assert (history.invoice, history.status, history.unread) == (key, expected[-1][0], 0)


def test_the_record_gives_mandate_and_framework(portal: Simulator) -> None:
    paid = next(key for key, status in portal.statuses().items() if status == "MISE_EN_PAIEMENT")
    with client_of(portal) as chorus:
        details = chorus.details(paid)
    assert (details.invoice, details.status) == (paid, "MISE_EN_PAIEMENT")
    assert details.mandate.isdecimal()
    assert details.framework.startswith("A")


def test_structures_say_what_they_receive_and_when_the_password_ends(portal: Simulator) -> None:
    with client_of(portal) as chorus:
        towns = chorus.recipients()
        settings = {town.identifier: chorus.settings(town) for town in towns}
        assert [chorus.find(town.identifier) for town in towns] == list(towns)
        assert chorus.find("00000000000000") is None
        services = {service.code for town in towns for service in chorus.services(town)}
    assert {each.reports_payment for each in settings.values()} == {True, False}
    assert {each.password_expires_at for each in settings.values()} == {PORTAL_NOW + timedelta(days=400)}
    assert services
    assert "FACTURES_PUBLIQUES" not in services


def test_an_invoice_that_is_not_there_is_an_error_with_its_code(portal: Simulator) -> None:
    with client_of(portal) as chorus, pytest.raises(PortalError, match="codeRetour 20000") as caught:
        chorus.history(1)
    assert (caught.value.trouble, caught.value.temporary) == ("refused_by_rule", False)


# --- what is asked, to the letter ---


def test_pages_an_order_and_a_window_are_always_said(scripted_portal: ScriptedPortal) -> None:
    with client(scripted_portal.access()) as chorus:
        for feed in Feed:
            chorus.search(search_of(feed), 3, 250)
    invoices, works = scripted_portal.calls(SEARCH), scripted_portal.calls(WORKS)
    assert [asked.fields["typeDemandePaiement"] for asked in invoices] == ["FACTURE", "FACTURE_TRAVAUX"]
    pages = {"pageResultatDemandee": 3, "nbResultatsParPage": 250, "triSens": "Ascendant", "triColonne": "DateDepot"}
    assert invoices[0].fields["paramRecherche"] == {"nbResultatsMaximum": 999_999, **pages}
    assert works[0].fields["rechercheFactureTravaux"] == pages
    assert (works[0].fields["roleUtilisateur"], works[0].fields["avecSansService"]) == ("MOA", "AVEC_ET_SANS_SERVICE")
    for asked in (*invoices, *works):
        assert asked.fields["idDestinataire"] == TOWN.key
        assert asked.fields["periodeDateHeureEtatCourantDu"] == MONTH.start.date().isoformat()
        assert asked.fields["periodeDateHeureEtatCourantAu"] == "2026-11-22T09:00:00"
        assert asked.headers["content-type"] == "application/json;charset=utf-8"
    assert scripted_portal.calls("token")[0].headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_part_of_a_second_at_the_end_of_a_window_is_rounded_up(scripted_portal: ScriptedPortal) -> None:
    window = Window(datetime(2024, 3, 31, 22, 30, tzinfo=UTC), datetime(2024, 3, 31, 22, 59, 59, 674000, UTC))
    with client(scripted_portal.access()) as chorus:
        chorus.search(Search(Feed.INVOICES, TOWN, window), 1, 10)
    asked = scripted_portal.calls(SEARCH)[0].fields
    assert asked["periodeDateHeureEtatCourantDu"] == "2024-03-31"
    assert asked["periodeDateHeureEtatCourantAu"] == "2024-04-01T01:00:00"


# --- what is made of odd rows ---


def _row(
    scripted_portal: ScriptedPortal, changed: Mapping[str, object], feed: Feed = Feed.INVOICES
) -> PortalInvoice | BadRecord:
    """The record that a row becomes with some fields changed (`None`: left out)."""
    works = feed is Feed.WORK_DOCUMENTS
    row = {name: value for name, value in {**(WORK_ROW if works else ROW), **changed}.items() if value is not None}
    if works:
        scripted_portal.script(WORKS, told(listeFacturesTravaux=[row], parametresRetour=ONE_PAGE))
    else:
        scripted_portal.script(SEARCH, told(listeFactures=[row], **ONE_PAGE))
    with client(scripted_portal.access()) as chorus:
        (record,) = chorus.search(search_of(feed), 1, 10).records
    return record


@pytest.mark.parametrize(
    ("changed", "warnings"),
    [
        ({}, ("siret_checksum",)),
        ({"codeFournisseur": "73282932000074"}, ()),
        ({"codeFournisseur": 5520135000011}, ("siret_checksum",)),
        ({"codeFournisseur": "FR12345", "typeIdentifiantFournisseur": "UE_HORS_FRANCE"}, ()),
        ({"codeFournisseur": "73282932000074", "typeIdentifiantFournisseur": None}, ("no_id_kind",)),
        ({"codeFournisseur": "X", "typeIdentifiantFournisseur": "LEI"}, ("unknown_id_kind",)),
        ({"codeFournisseur": "73282932000074", "statut": "NOUVEAU_STATUT"}, ("unknown_status",)),
        ({"codeFournisseur": "73282932000074", "plateforme": {"nom": "x"}}, ("unknown_field",)),
        ({"codeFournisseur": "73282932000074", "dateHeureEtatCourant": None}, ("no_status_date",)),
        ({"codeFournisseur": "73282932000074", "dateFacture": "11/03/2024"}, ("bad_date",)),
        ({"codeFournisseur": "73282932000074", "devise": "XPF"}, ("other_currency",)),
        ({"codeFournisseur": "73282932000074", "commentaireEtatCourant": "r\ufffdgie"}, ("bad_characters",)),
    ],
)
def test_what_is_odd_about_a_row_is_said_and_costs_nothing(
    scripted_portal: ScriptedPortal, changed: dict[str, object], warnings: tuple[str, ...]
) -> None:
    record = _row(scripted_portal, changed)
    assert isinstance(record, PortalInvoice)
    assert record.warnings == warnings


def test_a_siret_that_came_as_a_number_gets_its_zeros_back(scripted_portal: ScriptedPortal) -> None:
    record = _row(scripted_portal, {"codeFournisseur": 727, "codeDestinataire": 13456})
    assert isinstance(record, PortalInvoice)
    assert (record.supplier_id, record.recipient_id) == ("00000000000727", TOWN.identifier)


def test_amounts_of_another_currency_are_not_taken_for_euros(scripted_portal: ScriptedPortal) -> None:
    record = _row(scripted_portal, {"devise": "XPF"})
    assert isinstance(record, PortalInvoice)
    assert (record.currency, record.amount, record.amount_due) == ("XPF", None, None)


@pytest.mark.parametrize(
    ("changed", "key", "field"),
    [
        ({"idFacture": None}, None, "idFacture"),
        ({"idFacture": 2**63}, None, "idFacture"),
        ({"numeroFacture": None}, INVOICE, "numeroFacture"),
        ({"numeroFacture": "  "}, INVOICE, "numeroFacture"),
        ({"numeroFacture": "20\x0026"}, INVOICE, "numeroFacture"),
        ({"numeroFacture": "1" * 101}, INVOICE, "numeroFacture"),
        ({"statut": None}, INVOICE, "statut"),
        ({"codeFournisseur": None}, INVOICE, "codeFournisseur"),
        ({"montantTTC": "beaucoup"}, INVOICE, "montantTTC"),
        ({"montantAPayer": 10**13}, INVOICE, "montantAPayer"),
        ({"idDestinataire": 99}, INVOICE, "idDestinataire"),
    ],
)
def test_a_row_that_cannot_be_trusted_is_kept_apart_by_its_number(
    scripted_portal: ScriptedPortal, changed: dict[str, object], key: int | None, field: str
) -> None:
    record = _row(scripted_portal, changed)
    assert isinstance(record, BadRecord)
    assert (record.key, record.field) == (key, field)
    assert "beaucoup" not in record.problem


def test_a_bad_row_costs_only_itself(scripted_portal: ScriptedPortal) -> None:
    rows: list[object] = [ROW, "oops", None, [], {**ROW, "idFacture": 2, "montantTTC": "NaN"}, {**ROW, "idFacture": 3}]
    scripted_portal.script(SEARCH, told(listeFactures=rows, **{**ONE_PAGE, "total": len(rows)}))
    with client(scripted_portal.access()) as chorus:
        page = chorus.search(search_of(Feed.INVOICES), 1, 10)
    assert [type(record) for record in page.records] == [PortalInvoice, *[BadRecord] * 4, PortalInvoice]
    assert page.total == 6


def test_a_document_of_works_is_read_under_its_own_names(scripted_portal: ScriptedPortal) -> None:
    record = _row(scripted_portal, {"identifiantServiceExecutant": "TRAVAUX"}, Feed.WORK_DOCUMENTS)
    assert isinstance(record, PortalInvoice)
    assert (record.key, record.number, record.status) == (INVOICE + 1, "DGD-7", "A_VALIDER_MOE")
    assert (record.document, record.service_code) == ("PROJET_DECOMPTE_FINAL", "TRAVAUX")
    assert str(record.amount) == "1200.5"


# --- pages ---


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("quoted", [False, True])
def test_pages_are_found_at_the_root_and_in_their_block(
    scripted_portal: ScriptedPortal, nested: bool, quoted: bool
) -> None:
    told_pages: dict[str, object] = {"pageCourante": 2, "pages": 5, "total": 41}
    if quoted:
        told_pages = {name: str(value) for name, value in told_pages.items()}
    fields = {"parametresRetour": told_pages} if nested else told_pages
    scripted_portal.script(SEARCH, told(listeFactures=ROW, **fields))
    scripted_portal.script(WORKS, told(listeFacturesTravaux=WORK_ROW, **fields))
    with client(scripted_portal.access()) as chorus:
        for feed in Feed:
            page = chorus.search(search_of(feed), 2, 10)
            assert (page.number, page.pages, page.total, len(page.records)) == (2, 5, 41, 1)


@pytest.mark.parametrize("missing", ["total", "pages"])
def test_a_list_that_may_be_cut_is_no_answer(scripted_portal: ScriptedPortal, missing: str) -> None:
    pages = {name: value for name, value in ONE_PAGE.items() if name != missing}
    scripted_portal.script(SEARCH, told(listeFactures=[ROW], **pages))
    with client(scripted_portal.access()) as chorus, pytest.raises(PortalError, match=f"{missing}: missing"):
        chorus.search(search_of(Feed.INVOICES), 1, 10)


@pytest.mark.parametrize("code", [20000, 20007])
def test_nothing_found_is_each_services_own_code(scripted_portal: ScriptedPortal, code: int) -> None:
    empty = Script(b'{"codeRetour":%d,"libelle":"x"}' % code)
    scripted_portal.script(SEARCH, empty)
    scripted_portal.script(WORKS, empty)
    mine, other = (Feed.INVOICES, Feed.WORK_DOCUMENTS) if code == 20000 else (Feed.WORK_DOCUMENTS, Feed.INVOICES)
    with client(scripted_portal.access()) as chorus:
        assert chorus.search(search_of(mine), 1, 10).records == ()
        with pytest.raises(PortalError, match=f"codeRetour {code}"):
            chorus.search(search_of(other), 1, 10)


def test_all_pages_of_services_are_walked(scripted_portal: ScriptedPortal) -> None:
    path = "structures/v1/rechercher/services"
    pages = [
        told(
            listeServices=[{"idService": number, "codeService": f"S{number}", "estActif": number % 2 == 1}],
            parametresRetour={"pageCourante": number, "pages": 3, "total": 3},
        )
        for number in (1, 2, 3)
    ]
    scripted_portal.script(path, *pages)
    with client(scripted_portal.access()) as chorus:
        services = chorus.services(TOWN)
    assert [(service.code, service.active) for service in services] == [("S1", True), ("S2", False), ("S3", True)]
    assert len(scripted_portal.calls(path)) == 3


# --- histories ---


def test_steps_that_cannot_be_read_are_counted(scripted_portal: ScriptedPortal) -> None:
    steps = [
        {"histoStatutId": "3", "histoStatutCode": "MANDATEE", "histoStatutDatePassage": "2024-03-12 11:08"},
        {"histoStatutId": 2, "histoStatutCode": "DEPOSEE", "histoStatutDatePassage": "2024-03-12 11:08"},
        {"histoStatutCode": "DEPOSEE"},
        {"histoStatutId": 4, "histoStatutCode": "DEPOSEE", "histoStatutDatePassage": "hier"},
        "oops",
    ]
    answer = told(idFacture=str(INVOICE), historiquesDesStatuts={"histoStatut": steps})
    scripted_portal.script("factures/v1/consulter/historique", answer)
    with client(scripted_portal.access()) as chorus:
        history = chorus.history(INVOICE)
    assert [step.key for step in history.steps] == [2, 3]
    assert (history.status, history.unread) == ("MANDATEE", 3)


def test_a_history_of_several_pages_is_read_whole(scripted_portal: ScriptedPortal) -> None:
    def page(number: int) -> Script:
        step = {"histoStatutId": 10 - number, "histoStatutCode": f"S{number}"}
        return told(statutCourantCode="S1", historiquesDesStatuts={"histoStatut": step, "pagesHistoStatut": "3"})

    scripted_portal.script("factures/v1/consulter/historique", *map(page, (1, 2, 3)))
    with client(scripted_portal.access()) as chorus:
        assert [step.key for step in chorus.history(INVOICE).steps] == [7, 8, 9]


def test_an_answer_about_another_invoice_is_refused(scripted_portal: ScriptedPortal) -> None:
    with client(scripted_portal.access()) as chorus:
        for ask in (chorus.history, chorus.details):
            with pytest.raises(PortalError, match="another invoice's"):
                ask(INVOICE + 1)


def test_a_recipient_without_a_number_is_no_list_of_recipients(scripted_portal: ScriptedPortal) -> None:
    path = "transverses/v1/recuperer/structures/actives/destinataire"
    scripted_portal.script(path, told(listeStructures=[{"identifiant": "1"}]))
    with client(scripted_portal.access()) as chorus:
        with pytest.raises(PortalError, match="idStructureCPP: missing"):
            chorus.recipients()
        scripted_portal.script(path, told(listeStructures={"idStructureCPP": "5", "identifiantStructure": "00042"}))
        assert chorus.recipients() == (Recipient(5, "00042", ""),)
