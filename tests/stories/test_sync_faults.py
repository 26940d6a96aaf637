"""Every fault at every service that the sync calls: one clear message, nothing lost or doubled, no mark too far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.portal import Feed, Page, Search
from bot.demo.portal import parties
from bot.demo.portal.deposits import INVOICE, WORKS
from bot.demo.portal.register import FIRST_KEY
from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import FaultKind
from bot.demo.portal.world import milliseconds
from bot.edges.oauth_endpoint import TokenLimits
from bot.edges.portal_api import ChorusPortal
from bot.edges.portal_api_calls import PortalLimits
from bot.edges.portal_troubles import PORTAL_TROUBLES
from bot.edges.store import open_store
from bot.errors import PortalError
from bot.jobs.sync import Orders, SyncReport
from bot.ports.copy import ListKey, Mark
from tests.edges.portal_asker import Clock
from tests.servers.portal import PORTAL_NOW
from tests.servers.walks import BACK, BODY, Walks

RECEIVED, WORK_SEARCH = "factures/v1/rechercher/recipiendaire", "facturesTravaux/v1/rechercher"
RECIPIENTS, SERVICES = "structures/actives/destinataire", "structures/v1/rechercher/services"
RECORD, HISTORIES = "structures/v1/consulter", "consulter/historique"
NO_SUCH_SERVICE = ("NOWHERE",)
"""No recipient has it, so each is walked as a whole; but its services have to be asked for."""
ORDERS = Orders(asked=True, histories=3)
ALWAYS = 999
AHEAD = timedelta(minutes=2)
"""How far our clock is ahead of the portal's: what is said to be new was there when it was asked."""
USUAL = PortalLimits(pauses=(1.0, 5.0))
HASTY = PortalLimits(read=0.4, whole=0.5, pauses=(), token=TokenLimits(read=0.4, whole=0.5))
SECONDS = {FaultKind.LATENCY: 0.6, FaultKind.DRIP: 0.2, FaultKind.TOO_MANY: 7.0, FaultKind.UNAVAILABLE: 900.0}
"""How late, how slow, or when to come back: soon enough to wait for it, and not."""

TROUBLES = {
    FaultKind.LATENCY: "slow",
    FaultKind.TOO_MANY: "quota",
    FaultKind.SERVER_ERROR: "fault",
    FaultKind.UNAVAILABLE: "fault",
    FaultKind.TRUNCATED: "broken_off",
    FaultKind.DRIP: "slow",
    FaultKind.MAINTENANCE: "maintenance",
    FaultKind.MAINTENANCE_200: "maintenance",
    FaultKind.NOT_JSON: "unreadable",
    FaultKind.EMPTY: "unreadable",
    FaultKind.TOKEN: "token_refused",
    FaultKind.PASSWORD: "account_refused",
    FaultKind.TERMS: "access_refused",
    FaultKind.UNPUBLISHED: "path_unknown",
    FaultKind.RESET: "broken_off",
    FaultKind.BUSINESS: "refused_by_rule",
}
REFUSED_AT_TOKEN = {FaultKind.TOKEN, FaultKind.PASSWORD, FaultKind.TERMS, FaultKind.UNPUBLISHED}
"""From a token server a refusal without an error word (RFC 6749 §5.2) means that it is none: the address is wrong."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where a fault strikes: calls of `service`; of the search of `feed` alone, from page `page` on."""

    name: str
    service: str
    feed: Feed | None = None
    page: int = 1
    ends: bool = False
    """Without its answer the run ends."""


PLACES = (
    Where("token", "token", ends=True),
    Where("recipients", RECIPIENTS, ends=True),
    Where("services", SERVICES, ends=True),
    Where("record", RECORD),
    Where("invoices", RECEIVED, Feed.INVOICES),
    Where("invoices, later page", RECEIVED, Feed.INVOICES, page=2),
    Where("work invoices", RECEIVED, Feed.WORK_INVOICES),
    Where("work documents", WORK_SEARCH, Feed.WORK_DOCUMENTS),
    Where("histories", HISTORIES),
    Where("health", "health-check", ends=True),
)
SLOW = {FaultKind.LATENCY, FaultKind.DRIP}


class Client(ChorusPortal):
    """The real client; tells what is about to be searched for."""

    before_search: Callable[[Search, int], None] | None = None

    def search(self, search: Search, page: int, per_page: int) -> Page:
        """The search itself."""
        if self.before_search is not None:
            self.before_search(search, page)
        return super().search(search, page, per_page)


def _client(walks: Walks, limits: PortalLimits = USUAL) -> Client:
    """A client without a token yet, whose pauses take no time; it is the one that is used from now on."""
    there = walks.simulator
    if walks.portal is not None:
        walks.portal.close()
    secret, password = lambda: there.client_secret, lambda: there.password
    found = Client(walks.access(), secret, password, limits=limits, ticking=Clock().ticking())
    walks.use(found)
    return found


def _break(walks: Walks, where: Where, kind: FaultKind, back: timedelta = BACK) -> None:
    """From now on this goes wrong there, and nowhere else; a list whose windows begin longer ago than `back` is well."""
    there, seconds = walks.simulator, SECONDS.get(kind, 5.0)
    client = _client(walks, HASTY if kind in SLOW else USUAL)
    if where.feed is None:
        there.fault(kind, where.service, count=ALWAYS, seconds=seconds)
        if where.name == "health":
            # It is asked only when a list fails.
            there.fault(FaultKind.TERMS, WORK_SEARCH, count=ALWAYS)
        return

    def before_search(search: Search, page: int) -> None:
        there.mend()
        if search.feed is where.feed and page >= where.page and search.window.start > walks.now - back:
            there.fault(kind, where.service, count=ALWAYS, seconds=seconds)

    client.before_search = before_search


def _mend(walks: Walks) -> None:
    walks.simulator.mend()
    walks.simulator.switch(page_cap=0)
    _client(walks)


# --- what has to be true --------------------------------------------------------------------------


def _errors(report: SyncReport) -> list[PortalError]:
    return [*report.failures.values(), *([report.down] if report.down else [])]


def _check_words(errors: list[PortalError]) -> None:
    """Each is known to the table of troubles, says in both languages what to do."""
    for error in errors:
        words = PORTAL_TROUBLES[error.trouble]
        assert error.advice == words.advice
        assert error.temporary is words.passing
        assert words.cause
        assert words.remedy


def _check_marks(walks: Walks, before: Mapping[ListKey, Mark]) -> None:
    """Whatever changed before a list's mark is stored; the copy is as old as the list that is furthest behind."""
    stored, register = walks.stored(), walks.simulator.world.register
    marks = walks.store.walk.marks(BODY)
    for mark in marks:
        demand = INVOICE if mark.list.feed is Feed.INVOICES else WORKS
        for place, (deposit, step) in enumerate(zip(register.deposits, register.current, strict=True)):
            if (deposit.recipient.key, deposit.demand) != (mark.list.recipient, demand):
                continue
            listed = deposit.for_finance or mark.list.feed is Feed.WORK_DOCUMENTS
            if listed and milliseconds(mark.began_from) <= step.at < milliseconds(mark.walked_to - AHEAD):
                assert stored.get(FIRST_KEY + place) == step.status, mark.list
        assert mark.list not in before or mark.walked_to >= before[mark.list].walked_to
        assert not mark.trouble or mark.walked_to < walks.now - timedelta(minutes=1), "a failed list is not fresh"
    copied = walks.store.invoices.copies(BODY).get("api")
    assert copied == min((mark.walked_to for mark in marks), default=None) or (copied is None and not before)


def _check_mended(walks: Walks) -> None:
    """The next run that nothing disturbs makes the copy right again, and no trouble is left."""
    _mend(walks)
    report = walks.run(ORDERS, services=NO_SUCH_SERVICE)
    assert (report.down, report.failures, report.bugs) == (None, {}, [])
    assert report.whole
    walks.check_copy()
    assert walks.store.invoices.copies(BODY) == {"api": walks.now - timedelta(minutes=1)}
    assert not any(mark.trouble for mark in walks.store.walk.marks(BODY))
    state = walks.store.walk.state(BODY)
    assert (state.trouble, state.not_before, state.walking) == ("", None, False)


# --- the matrix -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def there() -> Iterator[Simulator]:
    """Three hundred invoices of two recipients."""
    recipients = parties.RECIPIENTS[1:4:2]
    with Simulator(300, now=PORTAL_NOW, years=0.25, recipients=recipients) as simulator:
        yield simulator
        assert simulator.forbidden_calls == ()


@pytest.fixture(scope="module")
def filled(there: Simulator, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Walks]:
    """One copy that lives through every fault of this file, in any order."""
    with _new_copy(there, tmp_path_factory.mktemp("filled"), sqlite_template) as walks:
        walks.run()
        yield walks


@pytest.fixture
def empty(there: Simulator, tmp_path: Path, sqlite_template: Path) -> Iterator[Walks]:
    """Nothing read yet."""
    with _new_copy(there, tmp_path, sqlite_template) as walks:
        yield walks


@contextmanager
def _new_copy(there: Simulator, folder: Path, template: Path) -> Iterator[Walks]:
    (folder / "guichet.db").write_bytes(template.read_bytes())
    store = open_store(str(folder / "guichet.db"))
    walks = Walks(there, store, there.now + AHEAD)
    yield walks
    walks.close()
    store.close()


def _something_happens(walks: Walks) -> None:
    """Since the last run invoices changed and arrived, and the recipients' records are to be read again."""
    walks.now = walks.simulator.now + AHEAD
    walks.later(hours=1)
    walks.simulator.change(12)
    walks.simulator.deposit(3)
    walks.later(minutes=2)
    walks.write("UPDATE sync_state SET settings_read_at = NULL")


def _expected(where: Where, kind: FaultKind) -> set[str]:
    if where.name == "token":
        return {"token_address"} if kind in REFUSED_AT_TOKEN else {"token_server"}
    expected = {TROUBLES[kind]}
    if where.name == "health":
        expected.add("access_refused")
    if kind in SLOW:
        # We are in such a hurry here that a busy machine may be too slow for the token as well.
        expected.add("token_server")
    return expected


def _may_pass(where: Where, kind: FaultKind) -> bool:
    """A short answer that drips is there in time all the same; a history that is refused is done without."""
    return kind is FaultKind.DRIP or (where.name == "histories" and kind is FaultKind.BUSINESS)


def _check_reach(
    walks: Walks, where: Where, kind: FaultKind, report: SyncReport, before: Mapping[ListKey, Mark]
) -> None:
    """What depends on the answer stays where it was; everything else got on."""
    for mark in walks.store.walk.marks(BODY):
        if where.feed is mark.list.feed and not mark.trouble and _may_pass(where, kind):
            continue  # two recipients have such a list each, and the other one failed
        if where.feed is mark.list.feed or (report.down is not None and not report.counts.windows):
            assert mark.walked_to == before[mark.list].walked_to, mark.list
        elif report.down is None and f"{mark.list.feed}" not in " ".join(report.failures):
            assert mark.walked_to == walks.now - timedelta(minutes=1), mark.list


@pytest.mark.parametrize("kind", FaultKind, ids=str)
@pytest.mark.parametrize("where", PLACES, ids=lambda where: where.name)
def test_a_fault_costs_one_clear_message_and_no_row(filled: Walks, where: Where, kind: FaultKind) -> None:
    walks = filled
    _something_happens(walks)
    before = {mark.list: mark for mark in walks.store.walk.marks(BODY)}
    _break(walks, where, kind)
    if where.page > 1:
        walks.simulator.switch(page_cap=3)
    try:
        report = walks.run(ORDERS, services=NO_SUCH_SERVICE)
        assert report.bugs == []
        errors = _errors(report)
        assert errors or _may_pass(where, kind)
        assert report.down or not where.ends or _may_pass(where, kind)
        assert {error.trouble for error in errors} <= _expected(where, kind)
        _check_words(errors)
        _check_marks(walks, before)
        _check_reach(walks, where, kind, report, before)
    finally:
        _check_mended(walks)


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind not in SLOW], ids=str)
@pytest.mark.parametrize("feed", [Feed.INVOICES, Feed.WORK_DOCUMENTS], ids=str)
def test_a_first_fill_that_breaks_off_goes_on_where_it_was(empty: Walks, feed: Feed, kind: FaultKind) -> None:
    walks = empty
    where = next(place for place in reversed(PLACES) if place.feed is feed)
    _break(walks, where, kind, back=timedelta(days=100))
    walks.simulator.switch(page_cap=40)
    try:
        report = walks.run(ORDERS, services=NO_SUCH_SERVICE)
        assert not report.whole
        assert {error.trouble for error in _errors(report)} == {TROUBLES[kind]}
        _check_marks(walks, {})
        assert any(mark.began_from < mark.walked_to for mark in walks.store.walk.marks(BODY))
    finally:
        _check_mended(walks)


PASSING = (
    FaultKind.TOO_MANY, FaultKind.SERVER_ERROR, FaultKind.TRUNCATED, FaultKind.NOT_JSON, FaultKind.EMPTY,
    FaultKind.TOKEN, FaultKind.RESET,
)  # fmt: skip


@pytest.mark.parametrize("kind", PASSING, ids=str)
def test_what_fails_once_everywhere_costs_nothing(filled: Walks, kind: FaultKind) -> None:
    walks = filled
    _something_happens(walks)
    _client(walks)
    services = [RECIPIENTS, SERVICES, RECORD, RECEIVED, WORK_SEARCH, HISTORIES]
    if kind is not FaultKind.TOKEN:
        services.append("token")
    for service in services:
        walks.simulator.fault(kind, service, seconds=7.0)
    calls = len(walks.simulator.calls)
    try:
        report = walks.run(ORDERS, services=NO_SUCH_SERVICE)
        assert (report.down, report.failures, report.bugs) == (None, {}, [])
        assert report.whole
        walks.check_copy()
        asked = Counter(call.service for call in walks.simulator.calls[calls:])
        assert sum(count for path, count in asked.items() if path.endswith(RECIPIENTS)) >= 2, "it did fail"
        assert all(any(path.endswith(service) for path in asked) for service in services)
    finally:
        _check_mended(walks)
