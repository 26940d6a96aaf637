"""Structures and their services, and the small services that every client begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.demo.portal.parties import DEFAULT_SERVICE, Service, Structure
from bot.demo.portal.world import Body, Refused, World, instant, milliseconds, without_nulls

_TARGETS = (
    "MISE_A_DISPOSITION", "SUSPENDUE", "REJETEE", "MANDATEE", "MISE_EN_PAIEMENT", "COMPTABILISEE",
    "MISE_A_DISPOSITION_COMPTABLE", "A_RECYCLER", "SERVICE_FAIT",
)  # fmt: skip
_RATES = (("TVA1", "Art 293B(FranchiseEnBase)", 0), ("TVA4", "20%", 20), ("TVA5", "10%", 10), ("TVA6", "5,5%", 5.5))


def active_recipients(world: World, _body: Body) -> Body:
    """`transverses/v1/recuperer/structures/actives/destinataire`: what the account receives for."""
    return {
        "listeStructures": [
            {"idStructureCPP": each.key, "identifiant": each.identifier, "designationStructure": each.name}
            for each in world.recipients
        ]
    }


def health(_world: World, _body: Body) -> Body:
    """`transverses/v1/health-check`: public clients read these three fields, and no codeRetour."""
    return {"statusCode": "OK", "statusCodeValue": 200, "body": "Service disponible"}


def vat_rates(_world: World, _body: Body) -> Body:
    """`transverses/v1/recuperer/tauxtva`: what clients try a connection with."""
    rates = [{"codeTauxTva": code, "libelleTauxTva": label, "valeurTauxTva": rate} for code, label, rate in _RATES]
    return {"listeTauxTva": rates}


def possible_statuses(_world: World, _body: Body) -> Body:
    """`transverses/v1/recuperer/etats/traitement`: where a recipient may take an invoice."""
    return {"listeStatutsPossiblesPourTraitement": [{"statutPossiblePourTraitement": status} for status in _TARGETS]}


def find_structures(world: World, body: Body) -> Body:
    """`structures/v1/rechercher`: private ones only when `restreindreStructuresPrivees` is false."""
    wanted = body.get("structure") or {}
    asked = {name: value for name, value in wanted.items() if value not in (None, "")}
    if not asked:
        raise Refused(20001, "GST_MSG_02.001")  # made up: at least one criterion is needed
    everybody = (*world.recipients, *(world.suppliers if body.get("restreindreStructuresPrivees") is False else ()))
    found = [_row(each) for each in everybody if _fits(each, asked)]
    rows, told = _page(found, body.get("parametres"))
    return {"listeStructures": rows, "parametresRetour": told}


def _fits(structure: Structure, asked: dict[str, Any]) -> bool:
    names = (asked.get("raisonSocialeStructure") or asked.get("libelleStructure") or "").casefold()
    return (
        asked.get("identifiantStructure", structure.identifier) == structure.identifier
        and asked.get("typeIdentifiantStructure", structure.kind) == structure.kind
        and asked.get("typeStructure", _sector(structure)) == _sector(structure)
        and names in structure.name.casefold()
        and asked.get("statutStructure") != "INACTIF"
    )


def _sector(structure: Structure) -> str:
    return "PUBLIQUE" if structure.public else "PRIVEE"


def _row(structure: Structure) -> Body:
    return {
        "idStructureCPP": structure.key,
        "identifiantStructure": structure.identifier,
        "designationStructure": structure.name,
        "typeIdentifiantStructure": structure.kind,
        "statut": "ACTIVE",
    }


def show_structure(world: World, body: Body) -> Body:
    """`structures/v1/consulter`: what a structure says of itself; when the technical password ends, for a recipient."""
    structure = world.structure(body.get("idStructureCPP"))
    if structure is None:
        raise Refused(20000, "GST_MSG_01.002")  # made up: no such structure
    ends = instant(milliseconds(world.password_expires)) if structure.public else None
    named = "raisonSocialeStructure" if structure.kind != "PARTICULIER" else "nomStructure"
    return {
        "informationGenerales": without_nulls(
            {
                "idStructureCPP": structure.key,
                "identifiantStructure": structure.identifier,
                "typeIdentifiantStructure": structure.kind,
                named: structure.name,
                "structurePriveePublique": _sector(structure),
                "dateExpirationMotPasseCompteTech": ends,
            }
        ),
        "adressePostaleDuSiege": {
            "adresse": "1 place de l’Hôtel-de-Ville",
            "codePostal": "02100",
            "ville": "ST QUENTIN",
        },
        "parametres": {
            "codeServiceDoitEtreRenseigne": len(structure.services) > 1,
            "connexionEDI": False,
            "estMoaUniquement": False,
            "gestionNumeroEJOuCodeService": False,
            "numeroEJDoitEtreRenseigne": False,
            "recevoirDonneesViaEDI": False,
            "statutMiseEnPaiementNestPasRemonte": not structure.reports_payment,
        },
    }


def find_services(world: World, body: Body) -> Body:
    """`structures/v1/rechercher/services`: ten a page when nothing else is asked for."""
    structure = world.structure(body.get("idStructure"))
    if structure is None:
        raise Refused(20000, "GST_MSG_01.002")  # made up: no such structure
    found = [_service_row(each) for each in structure.services]
    rows, told = _page(found, body.get("parametresRechercherServicesStructure"))
    return {"listeServices": rows, "parametresRetour": told}


def _service_row(service: Service) -> Body:
    return {
        "idService": service.key,
        "codeService": service.code,
        "libelleService": service.label,
        "estActif": service.active,
        "dateDbtService": "2016-10-25 17:42",
        "dateFinService": "2050-12-31 00:00" if service.active else "2024-06-30 00:00",
    }


def show_service(world: World, body: Body) -> Body:
    """`structures/v1/consulter/service`."""
    structure = world.structure(body.get("idStructure"))
    services = structure.services if structure else ()
    service = next((each for each in services if str(each.key) == str(body.get("idService"))), None)
    if service is None:
        raise Refused(20000, "GST_MSG_03.002")  # made up: no such service
    return {
        "informationsGenerales": {"codeService": service.code, "nomService": service.label},
        "parametres": {
            "dateDebutValidite": "2016-10-25 17:42",
            "miseEnPaiement": service.code != DEFAULT_SERVICE,
            "numeroEngagement": False,
        },
    }


def _page(found: Sequence[Body], asked: object) -> tuple[Sequence[Body], Body]:
    wanted = asked if isinstance(asked, dict) else {}
    size, page = int(wanted.get("nbResultatsParPage") or 10), int(wanted.get("pageResultatDemandee") or 1)
    rows = found[(page - 1) * size : page * size]
    pages = -(-len(found) // size)
    return rows, {"nbResultatsParPage": size, "pageCourante": page, "pages": pages, "total": len(found)}
