"""Rows of the searches, as the portal writes them."""

from __future__ import annotations

from bot.demo.invoices import PRINCIPAL
from bot.demo.portal.deposits import WORKS
from bot.demo.portal.life import REASONS
from bot.demo.portal.register import FIRST_KEY, FIRST_WORK_KEY
from bot.demo.portal.world import Body, World, day, euros, instant

_SITE = {
    "codeMOE": "99399001700018", "typeIdentifiantMOE": "SIRET", "designationMOE": "Architectes Associés",
    "codeMOA": PRINCIPAL, "typeIdentifiantMOA": "SIRET", "designationMOA": "CA DU SAINT QUENTINOIS",
}  # fmt: skip
"""Who leads a site and who owns it; the same for all works here."""


def invoice_row(world: World, place: int) -> Body:
    """One of `listeFactures` in `factures/v1/rechercher/recipiendaire`."""
    it, step = world.register.deposits[place], world.register.current[place]
    row = _told_by_both(world, place) | {
        "idFacture": FIRST_KEY + place,
        "typeFactureTravaux" if it.demand == WORKS else "typeFacture": it.document,
        "numeroFacture": it.number,
        "dateFacture": day(it.at, it.days),
        "statut": step.status,
        "codeFournisseur": it.supplier.identifier,
        "codeDestinataire": it.recipient.identifier,
    }
    if it.service.shown:
        row["codeServiceExecutant"] = it.service.code
        row["nomServiceExecutant"] = it.service.label
    if step.reason >= 0:
        row["commentaireEtatCourant"] = REASONS[step.reason]
    if it.demand == WORKS:
        row |= _SITE
    return row


def works_row(world: World, place: int) -> Body:
    """One of `listeFacturesTravaux` in `facturesTravaux/v1/rechercher`: the same things under other names."""
    it, step = world.register.deposits[place], world.register.current[place]
    row = _told_by_both(world, place) | {
        "idFactureTravaux": (FIRST_KEY if world.switches.works_ids == "same" else FIRST_WORK_KEY) + place,
        "numeroFactureTravaux": it.number,
        "typeFactureTravaux": it.document,
        "statutFactureTravaux": step.status,
        "dateFactureTravaux": day(it.at, it.days),
        "identifiantFournisseur": it.supplier.identifier,
        "identifiantDestinataire": it.recipient.identifier,
    }
    if it.service.shown:
        row["identifiantServiceExecutant"] = it.service.code
    return row


def _told_by_both(world: World, place: int) -> Body:
    """What both searches say of an invoice under the same names; left out where there is nothing to say."""
    it, step = world.register.deposits[place], world.register.current[place]
    row: Body = {
        "typeDemandePaiement": it.demand,
        "dateDepot": day(it.at),
        "dateHeureEtatCourant": instant(step.at),
        "typeIdentifiantFournisseur": it.supplier.kind,
        "designationFournisseur": it.supplier.name,
        "idDestinataire": it.recipient.key,
        "designationDestinataire": it.recipient.name,
        "devise": "EUR",
        "montantHT": euros(it.net),
        "montantTTC": euros(it.gross),
        "montantAPayer": euros(it.due),
        "factureTelechargeeParDestinataire": place in world.register.downloaded,
    }
    # A structure's default service is not named.
    if it.service.shown:
        row["idServiceExecutant"] = it.service.key
    if it.engagement:
        row["numeroBonCommande"] = it.engagement
    if it.market:
        row["numeroMarche"] = it.market
    return row
