"""The simulated Chorus Pro for tests: small, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.demo.portal.simulator import Simulator

PORTAL_NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""A Monday morning."""


@pytest.fixture
def portal() -> Iterator[Simulator]:
    """Three hundred invoices of four years; whatever a test did, nothing of it would have changed anything."""
    with Simulator(300, now=PORTAL_NOW) as simulator:
        yield simulator
        assert simulator.forbidden_calls == ()
