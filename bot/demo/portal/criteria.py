"""The filters of a search, one per field of the request; a field that is not sent filters nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bot.demo.portal.deposits import Deposit
from bot.demo.portal.life import DAY, Step
from bot.demo.portal.world import Body, Refused, World, day

Test = Callable[[Deposit, Step], bool]
STATUS_MOMENT, DEPOSIT_DAY, INVOICE_DAY = "periodeDateHeureEtatCourant", "periodeDateDepot", "periodeDateFacture"


def _amounts() -> Iterator[tuple[str, Callable[[Any], Test]]]:
    """The fields end in Min and Max; euros in the request, cents here."""
    yield "montantHTMin", lambda euros: lambda it, _: it.net >= round(float(euros) * 100)
    yield "montantHTMax", lambda euros: lambda it, _: it.net <= round(float(euros) * 100)
    yield "montantTTCMin", lambda euros: lambda it, _: it.gross >= round(float(euros) * 100)
    yield "montantTTCMax", lambda euros: lambda it, _: it.gross <= round(float(euros) * 100)
    yield "montantApayerMin", lambda euros: lambda it, _: it.due >= round(float(euros) * 100)
    yield "montantApayerMax", lambda euros: lambda it, _: it.due <= round(float(euros) * 100)


def _of_suppliers(world: World, body: Body) -> Iterator[Test]:
    """By the portal's own numbers; `rechercheSirenFournisseur` widens them to all that share a SIREN."""
    keys = {int(each["idFournisseur"]) for each in body.get("listeFournisseurs") or ()}
    if keys and body.get("rechercheSirenFournisseur"):
        sirens = {each.identifier[:9] for each in world.suppliers if each.key in keys}
        yield lambda it, _: it.supplier.identifier[:9] in sirens
    elif keys:
        yield lambda it, _: it.supplier.key in keys


_FILTERS: dict[str, Callable[[Any], Test]] = {
    "typeDemandePaiement": lambda demand: lambda it, _: it.demand == demand,
    "idDestinataire": lambda key: lambda it, _: it.recipient.key == int(key),
    "idServiceExecutant": lambda key: lambda it, _: it.service.key == int(key),
    "statutCourant": lambda statuses: lambda _, step: step.status in statuses,
    "listeStatutCourant": lambda statuses: lambda _, step: step.status in statuses,
    "listeTypeFacture": lambda kinds: lambda it, _: it.document in kinds,
    "listeTypeFactureTravaux": lambda kinds: lambda it, _: it.document in kinds,
    "cadreFacturation": lambda frame: lambda it, _: it.frame == frame,
    "numeroMarche": lambda market: lambda it, _: it.market == market,
    "numeroBonCommande": lambda engagement: lambda it, _: it.engagement == engagement,
    **dict(_amounts()),
}


def tests(world: World, body: Body) -> Iterator[Test]:
    """What each row has to pass, the windows on status and deposit left out: `candidates` has seen to the one used."""
    for name, value in body.items():
        if name in _FILTERS and value not in (None, "", []):
            yield _FILTERS[name](value)
    yield from _of_suppliers(world, body)
    if number := str(body.get("numeroFacture") or ""):
        partial, folded = world.switches.number_match == "partial", number.casefold()
        yield lambda it, _: folded in it.number.casefold() if partial else it.number == number
    if days := span(world, body, DEPOSIT_DAY):
        yield lambda it, _: days[0] <= it.at <= days[1]
    if dated := span(world, body, INVOICE_DAY):
        first, last = day(dated[0]), day(dated[1])
        yield lambda it, _: first <= day(it.at, it.days) <= last


def candidates(world: World, body: Body) -> Sequence[int]:
    """Places by the moment of their status or by their deposit, whichever the request limits; else all.

    `factureTelechargeeParDestinataire` and `flagTelecharge` are seen to here: they look at the place, not at the row.
    """
    moments, days = span(world, body, STATUS_MOMENT), span(world, body, DEPOSIT_DAY)
    found: Sequence[int] = range(len(world.register))
    if moments is not None:
        found = world.register.between(*moments)
    elif days is not None:
        found = world.register.deposited(*days)
    for name in ("factureTelechargeeParDestinataire", "flagTelecharge"):
        if (wanted := body.get(name)) is not None:
            found = [place for place in found if (place in world.register.downloaded) == wanted]
    return found


def span(world: World, body: Body, name: str) -> tuple[int, int] | None:
    """A filter of dates as milliseconds UTC, both included; None when neither end is sent. Refused when too wide."""
    start, end = body.get(f"{name}Du"), body.get(f"{name}Au")
    if start is None and end is None:
        return None
    low = world.received(start) if start else 0
    high = world.received(end, end=True) if end else world.now
    if world.switches.span_days and high - low > world.switches.span_days * DAY:
        raise Refused(20001, "TRA_MSG_00.021")  # made up: nobody has published one
    return (low, high) if name == STATUS_MOMENT else (low, high + DAY - 1)
