"""Order and pages of a list: what was asked for, the defaults (10 a page, 200 in all), and what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.demo.portal.deposits import Deposit
from bot.demo.portal.life import mix
from bot.demo.portal.world import Body, World, day

ROWS, MOST = 10, 200
_BY: dict[str, Callable[[Deposit], object]] = {
    "TypeDemandePaiement": lambda it: it.demand,
    "CodeFournisseur": lambda it: it.supplier.identifier,
    "TypeIdentifiantFournisseur": lambda it: it.supplier.kind,
    "Fournisseur": lambda it: it.supplier.name,
    "CodeDestinataire": lambda it: it.recipient.identifier,
    "Destinataire": lambda it: it.recipient.name,
    "CodeServiceExecutant": lambda it: it.service.code,
    "NomServiceExecutant": lambda it: it.service.label,
    "TypeFacture": lambda it: it.document,
    "TypeFactureTravaux": lambda it: it.document,
    "NumeroFacture": lambda it: it.number,
    "DateFacture": lambda it: day(it.at, it.days),
    "MontantHT": lambda it: it.net,
    "MontantTTC": lambda it: it.gross,
    "MontantAPayer": lambda it: it.due,
    "NumeroMarche": lambda it: it.market,
    "NumeroBonCommande": lambda it: it.engagement,
}


@dataclass(frozen=True, slots=True)
class Paging:
    """What was asked for: page from 1, rows in a page, rows in all, order."""

    page: int
    size: int
    most: int
    column: str
    descending: bool

    def told(self, total: int) -> Body:
        """The four fields that say where one is."""
        pages = -(-total // self.size)
        return {"pageCourante": self.page, "pages": pages, "nbResultatsParPage": self.size, "total": total}


def paging(asked: object, world: World, *, most: int = MOST) -> Paging:
    """The wrapping object of a request, with defaults where it is silent."""
    wanted = asked if isinstance(asked, dict) else {}
    size = max(1, int(wanted.get("nbResultatsParPage") or ROWS))
    return Paging(
        max(1, int(wanted.get("pageResultatDemandee") or 1)),
        min(size, world.switches.page_cap or size),
        max(1, int(wanted.get("nbResultatsMaximum") or most)),
        str(wanted.get("triColonne") or "DateDepot"),
        wanted.get("triSens") != "Ascendant",
    )


def ordered(places: Sequence[int], wanted: Paging, world: World) -> list[int]:
    """Places in the order asked for. Places count by deposit; a day of deposits is one tie."""
    found = world.register.deposits
    key = _BY.get(wanted.column)
    drift = next(world.calls) if world.switches.ties == "drifting" else 0
    if drift:
        by = key or (lambda it: day(it.at))
        shuffled = sorted(places, key=lambda place: mix(drift, place, 0))
        return sorted(shuffled, key=lambda place: by(found[place]), reverse=wanted.descending)  # type: ignore[arg-type,return-value]  # strings or numbers, of one kind per column
    if wanted.column == "Statut":
        return sorted(
            places, key=lambda place: (world.register.current[place].status, place), reverse=wanted.descending
        )
    if key is None:
        return sorted(places, reverse=wanted.descending)
    return sorted(places, key=lambda place: (key(found[place]), place), reverse=wanted.descending)
