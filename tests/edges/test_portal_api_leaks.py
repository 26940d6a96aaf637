"""What stands in the portal about people and their banks reaches no value, no error and no line of the log."""

from __future__ import annotations

import json
import logging
import urllib.request
from base64 import b64encode
from dataclasses import asdict
from typing import Any

import pytest

from bot import log
from bot.core.portal import Feed, Search
from bot.demo.portal.parties import AGENTS, BIC, IBAN
from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import FaultKind
from bot.errors import PortalError
from tests.edges.portal_asker import Clock, client_of, walk
from tests.edges.test_portal_api import ALL_TIME


def _private() -> set[str]:
    """What must be nowhere: agents' names and addresses, bank accounts."""
    people = {word for agent in AGENTS for word in (agent.last, agent.mail, agent.phone) if word}
    return people | {IBAN, BIC}


def _tells_nobody(text: str, simulator: Simulator) -> None:
    account = b64encode(f"{simulator.login}:{simulator.password}".encode()).decode()
    secrets = {simulator.client_secret, simulator.password, account, *simulator.door.tokens}
    found = [word for word in _private() | secrets if word in text]
    assert not found


def _asked_bare(simulator: Simulator, path: str, body: dict[str, Any]) -> str:
    """The portal's own words, as the client gets them."""
    token = next(iter(simulator.door.tokens))
    account = b64encode(f"{simulator.login}:{simulator.password}".encode()).decode()
    headers = {"Authorization": f"Bearer {token}", "cpro-account": account, "Content-Type": "application/json"}
    request = urllib.request.Request(f"{simulator.url}/cpro/{path}", json.dumps(body).encode(), headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - loopback
        return str(answer.read().decode())


def test_nothing_about_people_or_banks_is_in_any_value_or_log_line(
    portal: Simulator, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[object] = []
    with client_of(portal) as chorus:
        chorus.health()
        for town in chorus.recipients():
            told += [town, chorus.settings(town), *chorus.services(town)]
            for feed in Feed:
                told += walk(chorus, Search(feed, town, ALL_TIME))
        keys = list(portal.statuses())[:25]
        told += [chorus.history(key) for key in keys] + [chorus.details(key) for key in keys]
        words = "".join(
            _asked_bare(portal, "factures/v1/consulter/historique", {"idFacture": key})
            + _asked_bare(portal, "factures/v1/consulter/recipiendaire", {"identifiantFactureCPP": key})
            for key in keys
        )
    assert IBAN in words  # what must not come through was there to come through
    assert sum(agent.last in words for agent in AGENTS) >= 3
    assert sum(agent.mail in words for agent in AGENTS) >= 3
    out, err = capfd.readouterr()
    values = json.dumps([asdict(value) for value in told], default=str, ensure_ascii=False)  # type: ignore[call-overload]  # all are dataclasses
    _tells_nobody(f"{values} {told!r} {out} {err}", portal)
    _tells_nobody(caplog.text, portal)


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind not in {FaultKind.LATENCY, FaultKind.DRIP}])
def test_no_error_tells_what_the_portal_wrote_or_what_was_sent(
    portal: Simulator, caplog: pytest.LogCaptureFixture, kind: FaultKind
) -> None:
    caplog.set_level(logging.DEBUG)
    key = next(iter(portal.statuses()))
    with client_of(portal, Clock()) as chorus:
        town = chorus.recipients()[0]
        for service, ask in (
            ("historique", lambda: chorus.history(key)),
            ("consulter/recipiendaire", lambda: chorus.details(key)),
            ("rechercher/recipiendaire", lambda: chorus.search(Search(Feed.INVOICES, town, ALL_TIME), 1, 100)),
        ):
            portal.fault(kind, service, count=20)
            with pytest.raises(PortalError) as caught:
                ask()
            error = caught.value
            _tells_nobody(f"{error} {error!r} {error.advice} {error.fields} {error.__cause__} {caplog.text}", portal)
            portal.mend()


def test_the_libraries_that_fetch_are_told_to_keep_quiet() -> None:
    log.set_up()
    for name in ("httpx", "httpcore", "urllib3"):
        assert not logging.getLogger(name).isEnabledFor(logging.WARNING)
