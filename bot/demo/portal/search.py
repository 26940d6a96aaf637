"""The two searches for what was received: filters, an order, a page."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.demo.portal.criteria import Test, candidates, tests
from bot.demo.portal.deposits import WORKS, Deposit
from bot.demo.portal.life import Step
from bot.demo.portal.paging import MOST, Paging, ordered, paging
from bot.demo.portal.rows import invoice_row, works_row
from bot.demo.portal.world import Body, Refused, World

_ALL = 10**9


def _for_finance(it: Deposit, _: Step) -> bool:
    return it.for_finance


def _of_works(it: Deposit, _: Step) -> bool:
    return it.demand == WORKS


class Searches:
    """Answers `rechercher/recipiendaire` and `facturesTravaux/rechercher`; keeps the last list found for its pages."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._last: tuple[object, list[int]] = (None, [])

    def received(self, body: Body) -> Body:
        """`factures/v1/rechercher/recipiendaire`: pages at the root; nothing found is 20000.

        Of works it lists what has its way to the financial service: `facturesTravaux` has those too, and all others.
        """
        found, wanted, total = self._page(body, body.get("paramRecherche"), _for_finance)
        if not found:
            raise Refused(20000, "TRA_MSG_00.015")
        rows = [invoice_row(self.world, place) for place in found]
        if body.get("recupererTaille"):
            for row in rows:
                row["taille"] = 40_000 + row["idFacture"] % 9_973
        return {"listeFactures": rows, **wanted.told(total)}

    def works(self, body: Body) -> Body:
        """`facturesTravaux/v1/rechercher`: pages in `parametresRetour`; nothing found is 20007.

        Its request has no `nbResultatsMaximum`: a switch says whether it is cut all the same.
        """
        asked = body.get("rechercheFactureTravaux")
        found, wanted, total = self._page(body, asked, _of_works, most=MOST if self.world.switches.works_cut else _ALL)
        if not found:
            raise Refused(20007, "GFT_MSG_01.075")
        rows = [works_row(self.world, place) for place in found]
        return {"listeFacturesTravaux": rows, "parametresRetour": wanted.told(total)}

    def _page(self, body: Body, asked: object, belongs: Test, *, most: int = MOST) -> tuple[Sequence[int], Paging, int]:
        """The places of one page, what was asked for, and how many there are in all."""
        wanted = paging(asked, self.world, most=most)
        places = self._found(body, wanted, belongs)
        cut = places[: wanted.most]
        first = (wanted.page - 1) * wanted.size
        total = len(places) if self.world.switches.cut_total == "whole" else len(cut)
        return cut[first : first + wanted.size], wanted, total

    def _found(self, body: Body, wanted: Paging, belongs: Test) -> list[int]:
        """All that a search finds, in order: looked for once for all its pages, unless something has changed since."""
        world = self.world
        criteria = {name: value for name, value in body.items() if not isinstance(value, dict)}
        asked = (json.dumps(criteria, sort_keys=True), belongs, wanted.column, wanted.descending)
        key = (asked, world.register.version, world.switches, world.now)
        if self._last[0] != key or world.switches.ties == "drifting":
            deposits, current = world.register.deposits, world.register.current
            passed = (belongs, *tests(world, body))
            kept = [
                place
                for place in candidates(world, body)
                if all(test(deposits[place], current[place]) for test in passed)
            ]
            self._last = (key, ordered(kept, wanted, world))
        return self._last[1]
