"""Syncs over the simulated portal and a real store, on a clock that tests turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import text

from bot.core.organisation import PortalSettings
from bot.core.portal_access import PortalAccess
from bot.demo.portal import parties
from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import Switches
from bot.edges.portal_api import ChorusPortal
from bot.edges.portal_api_calls import PortalLimits
from bot.edges.store import Store
from bot.jobs.loop import never
from bot.jobs.sync import Orders, Sync, SyncReport
from bot.ports.portal import Portal
from tests.servers.portal import PORTAL_NOW

BODY = "casq"
BACK = timedelta(days=120)
INVOICES = 150
RECIPIENTS = parties.RECIPIENTS[1:4:2]
"""Two: one with services, one that never reports payment."""
LATER = timedelta(minutes=2)
RANKS = {
    "DEPOSEE": 1,
    "EN_COURS_ACHEMINEMENT": 1,
    "MISE_A_DISPOSITION": 2,
    "SUSPENDUE": 0,
    "COMPLETEE": 3,
    "SERVICE_FAIT": 4,
    "MANDATEE": 5,
    "MISE_A_DISPOSITION_COMPTABLE": 6,
    "COMPTABILISEE": 7,
    "MISE_EN_PAIEMENT": 8,
}
QUICK = PortalLimits(pauses=(0.0, 0.0), patience=60.0)
"""Tries again at once: what the simulator breaks, it breaks for a number of calls."""


@dataclass(slots=True)
class Walks:
    """One body's sync. `now` is our clock; the portal's stands still unless told."""

    simulator: Simulator
    store: Store
    now: datetime
    settings: PortalSettings | None = None
    portal: Portal | None = None
    owner: str = "test"
    _clients: list[ChorusPortal] = field(default_factory=list)

    def access(self) -> PortalAccess:
        """How the simulator is reached."""
        there = self.simulator
        return PortalAccess("simulator", there.token_url, there.url, there.client_id, there.login)

    def client(self) -> Portal:
        """The client, one for all runs."""
        if self.portal is None:
            there = self.simulator
            self.use(ChorusPortal(self.access(), lambda: there.client_secret, lambda: there.password, limits=QUICK))
        return self.portal or self.client()

    def use(self, client: ChorusPortal) -> None:
        """From now on this client, which is closed at the end too."""
        self._clients.append(client)
        self.portal = client

    def run(self, orders: Orders | None = None, *, at: Callable[[str], None] = never, **settings: object) -> SyncReport:
        """One run, with other settings if some are given."""
        usual = self.settings or PortalSettings(self.access(), back=BACK)
        mine = replace(usual, **settings)  # type: ignore[arg-type]  # fields of PortalSettings
        return self.sync(mine, at).run(orders or Orders(histories=0))

    def sync(self, settings: PortalSettings, at: Callable[[str], None] = never) -> Sync:
        """The job itself."""
        return Sync(
            portal=self.client(),
            book=self.store.copy,
            log=self.store.walk,
            clock=_Clock(self),
            organisation_id=BODY,
            settings=settings,
            identifiers=settings.recipients,
            ranks=RANKS,
            owner=self.owner,
            at=at,
        )

    def later(self, *, portal_too: bool = True, **span: float) -> None:
        """Time goes on, at the portal too unless told."""
        self.now += timedelta(**span)
        if portal_too:
            self.simulator.advance(**span)

    def rows(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        """What the database says."""
        with self.store.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def write(self, statement: str, **values: object) -> None:
        """Changes the database behind everybody's back."""
        with self.store.engine.begin() as connection:
            connection.execute(text(statement), values)

    def stored(self) -> dict[int, str]:
        """Status by the portal's key, for all rows that came from it."""
        found = self.rows("SELECT coalesce(portal_key, work_key), status FROM invoice")
        assert len({key for key, _ in found}) == len(found), "no row twice"
        return {int(str(key)): str(status) for key, status in found}

    def check_copy(self) -> None:
        """The copy holds every invoice of the portal once, each in its present status."""
        assert self.stored() == self.simulator.statuses()

    def statuses(self) -> Counter[object]:
        """How many rows are in each status."""
        return Counter(status for (status,) in self.rows("SELECT status FROM invoice"))

    def close(self) -> None:
        """Gives connections back."""
        for client in self._clients:
            client.close()


@dataclass(frozen=True, slots=True)
class _Clock:
    walks: Walks

    def now(self) -> datetime:
        """The test's own time."""
        return self.walks.now


def walking(store: Store, switches: Switches, invoices: int = INVOICES) -> Iterator[Walks]:
    """A portal of half a year and nothing read yet; it saw no call that changes anything."""
    with Simulator(invoices, now=PORTAL_NOW, years=0.25, switches=switches, recipients=RECIPIENTS) as simulator:
        found = Walks(simulator, store, PORTAL_NOW + LATER)
        yield found
        found.close()
        assert simulator.forbidden_calls == ()
        assert simulator.oddities == ()
