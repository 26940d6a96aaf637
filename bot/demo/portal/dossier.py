"""What happens to one invoice: its history with the names of people, and the two calls that Guichet must never make."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from bot.demo.portal.life import REASONS, mix
from bot.demo.portal.parties import AGENTS, Agent
from bot.demo.portal.register import FIRST_KEY
from bot.demo.portal.world import Body, Refused, TooLarge, World, day

_LARGEST_GROUP = 100
"""Invoices of a download; the real limit is 120 MB in all."""


def place_of(world: World, key: object) -> int:
    """Where the invoice of a key stands in the register; refused when there is none."""
    place = world.register.place_of(key)
    if place is None:
        raise Refused(20000, "GDP_MSG_11.008")  # the same pair that `completer` gives for a demand that does not exist
    return place


def agent_of(world: World, place: int, step: int) -> Agent:
    """Who did a step of an invoice: always the same person."""
    return AGENTS[mix(world.seed, place, 1000 + step) % len(AGENTS)]


def show_history(world: World, body: Body) -> Body:
    """`factures/v1/consulter/historique`: three lists, newest first, each with who did it."""
    place = place_of(world, body.get("idFacture"))
    it, steps = world.register.deposits[place], world.register.history(place)
    most = int(body.get("nbResultatsMaximum") or len(steps))
    rows = [
        {
            "histoStatutId": 8_548_000 + place * 64 + number,
            "histoStatutCode": step.status,
            "histoStatutDatePassage": world.minute(step.at),
            **({"histoStatutCommentaire": REASONS[step.reason]} if step.reason >= 0 else {}),
            **(_identity(agent_of(world, place, number), "histoStatut") if number else {}),
        }
        for number, step in enumerate(steps)
    ][-most:]
    actions = [
        {"histoActionId": 5_100_000 + place * 64 + number, "histoActionCode": code,
         "histoActionDateHeure": world.minute(at), **_identity(agent_of(world, place, number), "histoAction")}
        for number, (code, at) in enumerate(world.register.actions.get(place, ()))
    ]  # fmt: skip
    events = [{"evenementId": place, "evenementLibelle": "Notification", "evenementQui": AGENTS[1].mail,
               "evenementDateHeure": world.minute(it.at)}]  # fmt: skip
    return {
        "idFacture": FIRST_KEY + place,
        "numeroFacture": it.number,
        "modeDepot": "DEPOT_PDF_API",
        "statutCourantCode": steps[-1].status,
        "historiquesDesStatuts": _listed(rows, "histoStatut", "HistoStatut", body.get("paramRechercheHistoStatuts")),
        "historiquesDesEvenementsComplementaires": _listed(
            events, "evenement", "Evenement", body.get("paramRechercheHistoEvenementsComplementaires")
        ),
        "historiquesDesActionsUtilisateurs": _listed(
            actions, "histoAction", "HistoAction", body.get("paramRechercheHistoActionsUtilisateurs")
        ),
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
    inside = "HistoEvenement" if suffix == "Evenement" else suffix  # the request's name differs from the answer's
    size = int(wanted.get(f"nbResultatsParPageListe{inside}") or 10)
    page = int(wanted.get(f"pageResultatDemandeeListe{inside}") or 1)
    order = rows if wanted.get(f"triSensListe{inside}") == "Ascendant" else rows[::-1]
    return {
        name: order[(page - 1) * size : page * size],
        f"pageCourante{suffix}": page,
        f"pages{suffix}": -(-len(rows) // size),
        f"nbResultatsParPage{suffix}": size,
        f"total{suffix}": len(rows),
    }


def treat(world: World, body: Body) -> Body:
    """`factures/v1/traiter/recue`: another status, written into the history. Nothing of Guichet may call it."""
    place = place_of(world, body.get("idFacture"))
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
    wanted = body.get("listeFacture") or ()
    if len(wanted) > _LARGEST_GROUP:
        raise TooLarge
    for each in wanted:
        place = place_of(world, each.get("idFacture"))
        world.register.downloaded.add(place)
        world.register.actions.setdefault(place, []).append(("TELECHARGEMENT_FACTURE", world.now))
        world.register.version += 1
    return {"fichierResultat": base64.b64encode(b"%PDF-1.4 simulated\n").decode()}
