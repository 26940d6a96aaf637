"""Faults that can be ordered, seen from the client's side: each for so many calls of one service, then it is over."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import pytest

from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import FaultKind, Switches
from tests.portal.caller import HISTORY, SEARCH, Caller
from tests.servers.portal import PORTAL_NOW

ANSWERED: dict[str, tuple[int, bytes]] = {
    "429": (429, b""),
    "500": (500, b""),
    "503": (503, b""),
    "maintenance": (503, b"<h1>Service momentan"),
    "maintenance-200": (200, b"<h1>Service momentan"),
    "not-json": (200, b'{"codeRetour":0,"libelle":'),
    "empty": (200, b""),
    "token": (401, b""),
    "password": (401, b""),
    "terms": (403, b""),
    "unpublished": (403, b""),
    "business": (200, b'"codeRetour":29999'),
}


@pytest.mark.parametrize("kind", ANSWERED)
def test_a_fault_strikes_the_next_calls_of_its_service_and_no_other(caller: Caller, kind: str) -> None:
    caller.portal.fault(kind, "rechercher/recipiendaire", count=2)
    status, content = ANSWERED[kind]
    assert caller.post("transverses/v1/recuperer/tauxtva").json()["codeRetour"] == 0
    for _ in range(2):
        answer = caller.post(SEARCH)
        assert answer.status_code == status
        assert content in answer.content
        assert bool(content) == bool(answer.content)
    assert caller.post(SEARCH).json()["codeRetour"] == 0


@pytest.mark.parametrize("kind", ["reset", "truncated"])
def test_a_connection_may_break(caller: Caller, kind: str) -> None:
    caller.portal.fault(kind, "recipiendaire")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        caller.post(SEARCH)
    assert caller.post(SEARCH).json()["codeRetour"] == 0


def test_an_answer_may_come_late_or_in_drips(caller: Caller) -> None:
    caller.portal.fault("latency", "tauxtva", seconds=0.3)
    started = time.monotonic()
    assert caller.post("transverses/v1/recuperer/tauxtva").json()["codeRetour"] == 0
    assert time.monotonic() - started >= 0.3
    caller.portal.fault("drip", "tauxtva", seconds=0.05)
    started = time.monotonic()
    assert caller.post("transverses/v1/recuperer/tauxtva").json()["codeRetour"] == 0
    assert time.monotonic() - started >= 0.15


def test_the_token_may_fail_too(caller: Caller) -> None:
    caller.portal.fault("503", "oauth/token")
    assert caller.token().status_code == 503
    assert caller.token().status_code == 200


def test_a_fault_may_wait_and_may_be_called_off(caller: Caller) -> None:
    caller.portal.fault("500", after=2)
    assert [caller.post(SEARCH).status_code for _ in range(4)] == [200, 200, 500, 200]
    caller.portal.fault("500", count=100)
    caller.portal.mend()
    assert caller.post(SEARCH).status_code == 200


def test_struck_calls_are_recorded(caller: Caller) -> None:
    for kind in ("reset", "429"):
        caller.portal.fault(kind, "historique")
    with pytest.raises(httpx.ReadError):
        caller.post(HISTORY, {"idFacture": 1})
    caller.post(HISTORY, {"idFacture": 2})
    assert [(call.body, call.status) for call in caller.portal.calls_of("historique")] == [
        ({"idFacture": 1}, 0), ({"idFacture": 2}, 429),
    ]  # fmt: skip


def test_when_to_come_back_is_told_in_three_ways(caller: Caller) -> None:
    caller.portal.fault("429", count=3, seconds=7)
    assert caller.post(SEARCH).headers["retry-after"] == "7"
    caller.portal.switch(retry_after="date")
    told = parsedate_to_datetime(caller.post(SEARCH).headers["retry-after"])
    assert 4 <= (told - datetime.now(UTC)).total_seconds() <= 7
    caller.portal.switch(retry_after="absent")
    assert "retry-after" not in caller.post(SEARCH).headers


def test_a_quota_refuses_and_forgets() -> None:
    switches = Switches(quota_calls=3, quota_seconds=0.5)
    with Simulator(0, now=PORTAL_NOW, switches=switches) as portal, Caller(portal) as caller:
        assert [caller.post(SEARCH).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
        time.sleep(0.55)
        assert caller.post(SEARCH).status_code == 200


def test_every_fault_has_been_tried_here() -> None:
    assert {*ANSWERED, "reset", "truncated", "latency", "drip"} == {kind.value for kind in FaultKind}


def test_an_unknown_fault_cannot_be_ordered(portal: Simulator) -> None:
    with pytest.raises(ValueError, match="earthquake"):
        portal.fault("earthquake")
