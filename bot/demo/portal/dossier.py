"""One invoice: its record, its history with the names of people, and the two calls that Guichet must never make."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from bot.demo.portal.deposits import WORKS, Deposit
from bot.demo.portal.life import REASONS, mix
from bot.demo.portal.parties import AGENTS, BIC, IBAN, Agent
from bot.demo.portal.register import FIRST_KEY
from bot.demo.portal.world import Body, Refused, World, day, euros, without_nulls

_MANDATED = ("MANDATEE", "MISE_A_DISPOSITION_COMPTABLE", "COMPTABILISEE", "MISE_EN_PAIEMENT")


def _place(world: World, key: object) -> int:
    place = world.register.place_of(key)
    if place is None:
        raise Refused(20000, "GDP_MSG_11.008")  # the same pair that `completer` gives for a demand that does not exist
    return place


def _agent(world: World, place: int, step: int) -> Agent:
    return AGENTS[mix(world.seed, place, 1000 + step) % len(AGENTS)]


def show_invoice(world: World, body: Body) -> Body:
    """`factures/v1/consulter/recipiendaire`: the record in blocks, bank details and validators' names among them."""
    place = _place(world, body.get("identifiantFactureCPP"))
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
            "recapitulatifDeTva": {
                "ligneTva": [
                    {
                        "ligneTvaTauxManuel": 20,
                        "ligneTvaMontantBaseHtParTaux": euros(it.net),
                        "ligneTvaMontantTvaParTaux": euros(it.gross - it.net),
                    }
                ],
                "pageCouranteLignesRecapitulativesTVA": 1,
                "pagesLignesRecapitulativesTVA": 1,
                "nbResultatsParPageLignesRecapitulativesTVA": 10,
                "totalLignesRecapitulativesTVA": 1,
            },
            "montantTotal": {
                "montantHtTotal": euros(it.net),
                "montantTVA": euros(it.gross - it.net),
                "montantTtcTotal": euros(it.gross),
                "montantAPayer": euros(it.due),
            },
            "pieceJointePrincipale": {"idPieceJointePrincipale": 9_000_000 + place},
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
        agent = _agent(world, place, 0)
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


def show_history(world: World, body: Body) -> Body:
    """`factures/v1/consulter/historique`: three lists, newest first, each with who did it."""
    place = _place(world, body.get("idFacture"))
    it, steps = world.register.deposits[place], world.register.history(place)
    rows = [
        {
            "histoStatutId": 8_548_000 + place * 64 + number,
            "histoStatutCode": step.status,
            "histoStatutDatePassage": world.minute(step.at),
            **({"histoStatutCommentaire": REASONS[step.reason]} if step.reason >= 0 else {}),
            **(_identity(_agent(world, place, number), "histoStatut") if number else {}),
        }
        for number, step in enumerate(steps)
    ]
    asked = body.get("paramRechercheHistoStatuts")
    actions = [
        {"histoActionId": 5_100_000 + place * 64 + number, "histoActionCode": code,
         "histoActionDateHeure": world.minute(at), **_identity(_agent(world, place, number), "histoAction")}
        for number, (code, at) in enumerate(world.register.actions.get(place, ()))
    ]  # fmt: skip
    events = [{"evenementId": place, "evenementLibelle": "Notification", "evenementQui": AGENTS[1].mail,
               "evenementDateHeure": world.minute(it.at)}]  # fmt: skip
    return {
        "idFacture": FIRST_KEY + place,
        "numeroFacture": it.number,
        "modeDepot": "DEPOT_PDF_API",
        "statutCourantCode": steps[-1].status,
        "historiquesDesStatuts": _listed(rows, "histoStatut", "HistoStatut", asked),
        "historiquesDesEvenementsComplementaires": _listed(events, "evenement", "Evenement", None),
        "historiquesDesActionsUtilisateurs": _listed(actions, "histoAction", "HistoAction", None),
    }


def _identity(agent: Agent, prefix: str) -> Body:
    return {
        f"{prefix}UtilisateurPrenom": agent.first,
        f"{prefix}UtilisateurNom": agent.last,
        f"{prefix}UtilisateurEmail": agent.mail,
        f"{prefix}UtilisateurTelephone": agent.phone,
    }


def _listed(rows: Sequence[Body], name: str, suffix: str, asked: object) -> Body:
    """A list in its object, newest first unless asked otherwise, ten a page."""
    wanted = asked if isinstance(asked, dict) else {}
    size = int(wanted.get(f"nbResultatsParPageListe{suffix}") or 10)
    page = int(wanted.get(f"pageResultatDemandeeListe{suffix}") or 1)
    order = rows if wanted.get(f"triSensListe{suffix}") == "Ascendant" else rows[::-1]
    return {
        name: order[(page - 1) * size : page * size],
        f"pageCourante{suffix}": page,
        f"pages{suffix}": -(-len(rows) // size),
        f"nbResultatsParPage{suffix}": size,
        f"total{suffix}": len(rows),
    }


def treat(world: World, body: Body) -> Body:
    """`factures/v1/traiter/recue`: another status, written into the history. Nothing of Guichet may call it."""
    place = _place(world, body.get("idFacture"))
    status, reason = str(body.get("nouveauStatut") or ""), body.get("motif")
    if status in ("SUSPENDUE", "REJETEE") and not reason:
        raise Refused(20002, "GDP_MSG_11.002")  # made up: a reason is needed
    if reason is None or len(str(reason)) > 255:
        raise Refused(20003, "GDP_MSG_11.003")  # made up: "" rather than null, at most 255 characters
    step = world.register.move(place, status, world.now)
    return {
        "idFacture": FIRST_KEY + place,
        "numeroFacture": world.register.deposits[place].number,
        "dateTraitement": day(step.at),
        "nouveauStatut": step.status,
    }


def download(world: World, body: Body) -> Body:
    """`factures/v1/telecharger/groupe`: marks every invoice as downloaded. Nothing of Guichet may call it."""
    for each in body.get("listeFacture") or ():
        place = _place(world, each.get("idFacture"))
        world.register.downloaded.add(place)
        world.register.actions.setdefault(place, []).append(("TELECHARGEMENT_FACTURE", world.now))
        world.register.version += 1
    return {"fichierResultat": base64.b64encode(b"%PDF-1.4 simulated\n").decode()}
