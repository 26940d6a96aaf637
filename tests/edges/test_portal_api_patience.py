"""When to try again: at once for a blip, later when told so, not at all for what a person must mend."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.portal.simulator import Simulator
from bot.edges.portal_api_answers import retry_after
from bot.edges.portal_api_calls import PortalLimits
from bot.errors import PortalError
from tests.edges.portal_asker import NOW, Clock, client, client_of
from tests.servers.scripted_portal import HONEST, Script, ScriptedPortal

PATH = "transverses/v1/recuperer/structures/actives/destinataire"
DATE = format_datetime(NOW + timedelta(seconds=45), usegmt=True)


def _later(text: str, status: int = 429) -> Script:
    return Script(status=status, headers=(("Retry-After", text),))


def test_the_pauses_grow_and_then_it_is_over(scripted_portal: ScriptedPortal) -> None:
    clock = Clock()
    scripted_portal.script(PATH, Script(status=500))
    with client(scripted_portal.access(), clock, PortalLimits()) as portal, pytest.raises(PortalError):
        portal.recipients()
    assert clock.slept == [1.0, 5.0, 20.0]
    assert len(scripted_portal.calls(PATH)) == 4


@pytest.mark.parametrize(
    ("text", "status", "slept"),
    [
        ("7", 429, 7.0),
        (" 7 ", 503, 7.0),
        ("0", 429, 1.0),
        (DATE, 429, 45.0),
        (DATE, 503, 45.0),
        (format_datetime(NOW - timedelta(days=1)), 429, 1.0),
        ("soon", 429, 1.0),
        ("-5", 429, 1.0),
        ("7.5", 429, 1.0),
        ("9" * 400, 429, 1.0),
    ],
)
def test_a_pause_that_the_portal_asks_for_is_kept(
    scripted_portal: ScriptedPortal, text: str, status: int, slept: float
) -> None:
    clock = Clock()
    scripted_portal.script(PATH, _later(text, status), HONEST[PATH])
    with client(scripted_portal.access(), clock, PortalLimits()) as portal:
        assert portal.recipients()
    assert clock.slept == [slept]


def test_a_long_pause_is_left_to_the_caller(scripted_portal: ScriptedPortal) -> None:
    clock = Clock()
    scripted_portal.script(PATH, _later("1800"))
    with client(scripted_portal.access(), clock, PortalLimits()) as portal, pytest.raises(PortalError) as caught:
        portal.recipients()
    assert (caught.value.trouble, caught.value.retry_after, clock.slept) == ("quota", 1800.0, [])


def test_no_try_begins_when_patience_has_run_out(scripted_portal: ScriptedPortal) -> None:
    clock = Clock()
    scripted_portal.script(PATH, _later("50"))
    with client(scripted_portal.access(), clock, PortalLimits(patience=60.0)) as portal, pytest.raises(PortalError):
        portal.recipients()
    assert clock.slept == [50.0]


@given(st.text(max_size=60))
def test_whatever_stands_there_a_pause_is_never_negative_nor_longer_than_a_day(text: str) -> None:
    wait = retry_after(text, NOW)
    assert wait is None or 0.0 <= wait <= 86_400.0


@pytest.mark.parametrize("kind", ["429", "500", "503", "truncated", "not-json", "empty", "reset"])
@pytest.mark.parametrize("form", ["seconds", "date", "absent"])
def test_a_blip_of_the_simulated_portal_is_not_noticed(portal: Simulator, kind: str, form: str) -> None:
    portal.switch(retry_after=form)
    with client_of(portal, Clock(start=datetime.now(UTC))) as chorus:
        portal.fault(kind, "actives/destinataire", count=2, seconds=1)
        assert chorus.recipients()
    assert len(portal.calls_of("actives/destinataire")) == 3


def test_a_quota_slows_down_and_loses_nothing(portal: Simulator) -> None:
    with client_of(portal, Clock(nap=0.3)) as chorus:
        chorus.recipients()
        portal.switch(quota_calls=3, quota_seconds=0.3)
        towns = [chorus.recipients() for _ in range(5)]
    assert len(set(towns)) == 1
    assert 429 in {call.status for call in portal.calls}
