"""The record of one invoice, in blocks: bank details and validators' names among them."""

from __future__ import annotations

from bot.demo.portal.deposits import WORKS, Deposit
from bot.demo.portal.dossier import agent_of, place_of
from bot.demo.portal.life import mix
from bot.demo.portal.parties import AGENTS, BIC, IBAN
from bot.demo.portal.register import FIRST_KEY
from bot.demo.portal.world import Body, World, day, euros, without_nulls

_MANDATED = ("MANDATEE", "MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE", "MISE_EN_PAIEMENT")


def show_invoice(world: World, body: Body) -> Body:
    """`factures/v1/consulter/recipiendaire`: the record in blocks, bank details and validators' names among them."""
    place = place_of(world, body.get("identifiantFactureCPP"))
    it, step = world.register.deposits[place], world.register.current[place]
    return {
        "facture": {
            "identifiantFactureCPP": FIRST_KEY + place,
            "numeroFacture": it.number,
            "statutFacture": step.status,
            "modeDepot": "SAISIE_API" if it.number.isdecimal() and len(it.number) == 20 else "DEPOT_PDF_API",
            "destinataire": _recipient(it),
            "fournisseur": _supplier(it),
            "cadreDeFacturation": _frame(world, it, place),
            "references": _references(world, it, place),
            "recapitulatifDeTva": _one("ligneTva", "LignesRecapitulativesTVA", _vat(it)),
            "montantTotal": {
                "montantHtTotal": euros(it.net),
                "montantTVA": euros(it.gross - it.net),
                "montantTtcTotal": euros(it.gross),
                "montantAPayer": euros(it.due),
            },
            "pieceJointePrincipale": {"idPieceJointePrincipale": 9_000_000 + place},
            "listeDesPiecesJointes": _one("pieceJointe", "ListePiecesJointe", _attachment(place)),
            "lignesDePoste": _one("lignePoste", "LignesPoste", _line(it)),
        }
    }


def _recipient(it: Deposit) -> Body:
    service = it.service if it.service.shown else None
    return without_nulls(
        {
            "idDestinataire": it.recipient.key,
            "codeDestinataire": it.recipient.identifier,
            "libelleDestinataire": it.recipient.name,
            "idServiceExecutant": service and service.key,
            "codeServiceExecutant": service and service.code,
            "libelleServiceExecutant": service and service.label,
        }
    )


def _supplier(it: Deposit) -> Body:
    return {
        "idFournisseur": it.supplier.key,
        "typeIdentifiantFournisseur": it.supplier.kind,
        "codeFournisseur": it.supplier.identifier,
        "designationFournisseur": it.supplier.name,
        "coordBancairesFournisseurType": "IBAN",
        "coordBancairesFournisseurCompteBancaire": IBAN,
        "coordBancairesBicSwift": BIC,
        "coordBancairesFournisseurLibelle": f"Compte de {it.supplier.name}",
    }


def _frame(world: World, it: Deposit, place: int) -> Body:
    found: Body = {"codeCadreFacturation": it.frame}
    if it.frame.startswith(("A9_", "A12_")):
        agent = agent_of(world, place, 0)
        found |= {"nomValideur1": agent.last, "prenomValideur1": agent.first, "dateValidation1": day(it.at)}
    if it.demand == WORKS:
        found |= {"nomMoe": AGENTS[3].last, "prenomMoe": AGENTS[3].first, "raisonSocialeMoe": "Architectes Associés"}
    return found


def _references(world: World, it: Deposit, place: int) -> Body:
    mandated = any(step.status in _MANDATED for step in world.register.history(place))
    kind = "typeFactureTravaux" if it.demand == WORKS else "typeFacture"
    return without_nulls(
        {
            "dateFacture": day(it.at, it.days),
            "dateDepot": day(it.at),
            "dateCreationFacture": world.minute(it.at),
            "codeDeviseFacture": "EUR",
            kind: it.document,
            "typeTva": "TVA_SUR_DEBIT",
            "numeroMarche": it.market,
            "numeroBonCommande": it.engagement,
            "modePaiement": "VIREMENT",
            "numeroDpMandat": f"{mix(world.seed, place, 7) % 90_000 + 10_000}" if mandated else "",
        }
    )


def _one(name: str, suffix: str, item: Body) -> Body:
    """A list of one in its object, with the four fields that say where one is."""
    told = {"pageCourante": 1, "pages": 1, "nbResultatsParPage": 10, "total": 1}
    return {name: [item], **{f"{field}{suffix}": value for field, value in told.items()}}


def _vat(it: Deposit) -> Body:
    return {
        "ligneTvaTauxManuel": 20,
        "ligneTvaMontantBaseHtParTaux": euros(it.net),
        "ligneTvaMontantTvaParTaux": euros(it.gross - it.net),
    }


def _attachment(place: int) -> Body:
    return {
        "pieceJointeTypeCode": "01",
        "pieceJointeTypeLibelle": "Facture",
        "pieceJointeDesignation": f"facture_{FIRST_KEY + place}",
        "pieceJointeId": 9_000_000 + place,
        "pieceJointeExtension": "PDF",
    }


def _line(it: Deposit) -> Body:
    return {
        "lignePosteNumero": 1,
        "lignePosteDenomination": "Prestation",
        "lignePosteQuantite": 1,
        "lignePosteMontantUnitaireHT": euros(it.net),
        "lignePosteMontantTtcApresRemise": euros(it.gross),
    }
