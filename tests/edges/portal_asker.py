"""A client of a portal on loopback whose pauses are noted and not waited for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.core.portal import BadRecord, Feed, PortalInvoice, Recipient, Search, Window
from bot.core.portal_access import PortalAccess
from bot.demo.portal.simulator import Simulator
from bot.edges.oauth_endpoint import TokenLimits
from bot.edges.portal_api import ChorusPortal
from bot.edges.portal_api_calls import PortalLimits, Ticking
from bot.ports.portal import Portal
from tests.servers.scripted_portal import INVOICE, PASSWORD, RECIPIENT, SECRET

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
TOWN = Recipient(RECIPIENT, "00000000013456", "TAA074DESTINATAIRE")
MONTH = Window(NOW - timedelta(days=30), NOW)
ONE_MORE_TRY = PortalLimits(octets=200_000, pauses=(1.0,))
HASTY = PortalLimits(read=0.8, whole=3.0, pauses=(), token=TokenLimits(read=0.8, whole=1.0))


@dataclass
class Clock:
    """Real time plus what was slept, which takes none."""

    slept: list[float] = field(default_factory=list)
    later: float = 0.0
    pace: float = 0.0
    """Seconds that every look at the monotonic clock takes."""
    nap: float = 0.0
    """The most seconds that a pause really takes."""
    start: datetime = NOW
    """The date at the beginning: the real one against servers that name a date of their own."""

    def ticking(self) -> Ticking:
        """For a client."""
        return Ticking(lambda: self.start + timedelta(seconds=self.later), self.monotonic, self.sleep)

    def monotonic(self) -> float:
        """Seconds since some moment."""
        self.later += self.pace
        return time.monotonic() + self.later

    def sleep(self, seconds: float) -> None:
        """It is later now."""
        time.sleep(min(seconds, self.nap))
        self.slept.append(seconds)
        self.later += seconds


@contextmanager
def client(
    access: PortalAccess,
    clock: Clock | None = None,
    limits: PortalLimits = ONE_MORE_TRY,
    secret: Callable[[], str] = lambda: SECRET,
    password: Callable[[], str] = lambda: PASSWORD,
) -> Iterator[ChorusPortal]:
    """A client that is closed at the end."""
    ticking = (clock or Clock()).ticking()
    portal = ChorusPortal(access, secret, password, limits=limits, ticking=ticking)
    try:
        yield portal
    finally:
        portal.close()


def search_of(feed: Feed) -> Search:
    """What a feed lists for the town of the script in a month."""
    return Search(feed, TOWN, MONTH)


CALLS: Mapping[str, tuple[str, Callable[[ChorusPortal], object]]] = {
    "health": ("transverses/v1/health-check", lambda portal: portal.health()),
    "rates": ("transverses/v1/recuperer/tauxtva", lambda portal: portal.health()),
    "recipients": (
        "transverses/v1/recuperer/structures/actives/destinataire",
        lambda portal: portal.recipients(),
    ),
    "find": ("structures/v1/rechercher", lambda portal: portal.find("00000000013456")),
    "services": ("structures/v1/rechercher/services", lambda portal: portal.services(TOWN)),
    "settings": ("structures/v1/consulter", lambda portal: portal.settings(TOWN)),
    "invoices": (
        "factures/v1/rechercher/recipiendaire",
        lambda portal: portal.search(search_of(Feed.INVOICES), 1, 100),
    ),
    "work documents": (
        "facturesTravaux/v1/rechercher",
        lambda portal: portal.search(search_of(Feed.WORK_DOCUMENTS), 1, 100),
    ),
    "history": ("factures/v1/consulter/historique", lambda portal: portal.history(INVOICE)),
    "details": ("factures/v1/consulter/recipiendaire", lambda portal: portal.details(INVOICE)),
}
"""Every call of the client, with the service that it asks."""


def is_a_portal(portal: ChorusPortal) -> Portal:
    """The type checker's proof that the client is what jobs ask for."""
    return portal


@contextmanager
def client_of(simulator: Simulator, clock: Clock | None = None) -> Iterator[ChorusPortal]:
    """A client of the simulated portal; whatever it is asked, it calls what is published and reads only."""
    access = PortalAccess("simulator", simulator.token_url, simulator.url, simulator.client_id, simulator.login)
    secret, password = lambda: simulator.client_secret, lambda: simulator.password
    with client(access, clock, PortalLimits(), secret, password) as portal:
        yield portal
    assert simulator.forbidden_calls == ()
    assert simulator.oddities == ()


def walk(portal: ChorusPortal, search: Search, per_page: int = 1000) -> list[PortalInvoice | BadRecord]:
    """All records of a search, page by page."""
    first = portal.search(search, 1, per_page)
    found = list(first.records)
    for number in range(2, first.pages + 1):
        found += portal.search(search, number, per_page).records
    return found
