"""What is asked of Chorus Pro's searches: bodies with their pages always said, windows as the portal takes them."""

from __future__ import annotations

from datetime import UTC, timedelta

from bot.core.portal import Feed, Search, Window
from bot.edges.portal_api_fields import PORTAL_ZONE
from bot.edges.portal_api_services import INVOICES, WORK_DOCUMENTS, Service

_ALL = 999_999
"""`nbResultatsMaximum`: without it the portal stops at 200."""
_ALMOST_A_SECOND = timedelta(microseconds=999_999)


def search_request(search: Search, page: int, per_page: int) -> tuple[Service, dict[str, object]]:
    """The service to call for page `page` of a search, and the body; oldest deposit first.

    There is no order by date of status in any of the portal's searches.
    """
    asked: dict[str, object] = {"idDestinataire": search.recipient.key, **window_filter(search.window)}
    if search.service is not None:
        asked["idServiceExecutant"] = search.service.key
    pages = {"pageResultatDemandee": page, "nbResultatsParPage": per_page, **_OLDEST_FIRST}
    if search.feed is Feed.WORK_DOCUMENTS:
        asked |= {"roleUtilisateur": "MOA", "avecSansService": "AVEC_ET_SANS_SERVICE", "rechercheFactureTravaux": pages}
        return WORK_DOCUMENTS, asked
    kind = "FACTURE_TRAVAUX" if search.feed is Feed.WORK_INVOICES else "FACTURE"
    return INVOICES, asked | {"typeDemandePaiement": kind, "paramRecherche": {"nbResultatsMaximum": _ALL, **pages}}


_OLDEST_FIRST = {"triSens": "Ascendant", "triColonne": "DateDepot"}


def window_filter(window: Window) -> dict[str, object]:
    """The window in the forms that are known to be taken: a day to begin with, a time to end with.

    Nobody has published their zone. The day is that of UTC, the time that of France, the end rounded up to the second:
    in either zone the window is covered whole, with some hours before it.
    """
    start, end = window.start.astimezone(UTC), (window.end + _ALMOST_A_SECOND).astimezone(PORTAL_ZONE)
    return {
        "periodeDateHeureEtatCourantDu": start.strftime("%Y-%m-%d"),
        "periodeDateHeureEtatCourantAu": end.strftime("%Y-%m-%dT%H:%M:%S"),
    }


def services_request(structure: int, page: int, per_page: int) -> dict[str, object]:
    """All services of a structure; the portal gives ten unless told how many."""
    pages = {"pageResultatDemandee": page, "nbResultatsParPage": per_page, "triSens": "Ascendant"}
    return {
        "idStructure": structure,
        "parametresRechercherServicesStructure": {**pages, "triColonne": "CodeService"},
    }


def structures_request(identifier: str, kind: str, page: int, per_page: int) -> dict[str, object]:
    """Public structures, and the private ones of the account, with this identifier."""
    pages = {"pageResultatDemandee": page, "nbResultatsParPage": per_page, "triSens": "Ascendant"}
    return {
        "structure": {"identifiantStructure": identifier, "typeIdentifiantStructure": kind},
        "parametres": {**pages, "triColonne": "IdentifiantStructure"},
    }


def history_request(invoice: int, page: int, per_page: int) -> dict[str, object]:
    """The statuses of one invoice, oldest first; of events and users' actions the least that can be asked for."""
    return {
        "idFacture": invoice,
        "idEspace": 7,
        "nbResultatsMaximum": _ALL,
        "paramRechercheHistoStatuts": {
            "pageResultatDemandeeListeHistoStatut": page,
            "nbResultatsParPageListeHistoStatut": per_page,
            "triSensListeHistoStatut": "Ascendant",
            "triColonneListeHistoStatut": "HistoStatutDatePassage",
        },
        "paramRechercheHistoEvenementsComplementaires": {
            "pageResultatDemandeeListeHistoEvenement": 1,
            "nbResultatsParPageListeHistoEvenement": 1,
        },
        "paramRechercheHistoActionsUtilisateurs": {
            "pageResultatDemandeeListeHistoAction": 1,
            "nbResultatsParPageListeHistoAction": 1,
        },
    }


def details_request(invoice: int) -> dict[str, object]:
    """The record of one invoice, with as few lines and attachments as can be asked for."""
    return {
        "identifiantFactureCPP": invoice,
        "codeLangue": "fr",
        "rechercheligneTvaRecap": {
            "pageResultatDemandeeListeRecapitulatifTVA": 1,
            "nbResultatsParPageListeListeRecapitulatifTVA": 1,
        },
        "recherchePj": {"pageResultatDemandeeListePieceJointe": 1, "nbResultatsParPageListePieceJointe": 1},
        "rechercheLignePoste": {"pageResultatDemandeeLignesPoste": 1, "nbResultatsParPageLignesPoste": 1},
    }
