"""A client for every test of the simulated portal."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.demo.portal.simulator import Simulator
from tests.portal.caller import Caller


@pytest.fixture
def caller(portal: Simulator) -> Iterator[Caller]:
    """A client of the portal of this test, with a token."""
    with Caller(portal) as client:
        yield client
