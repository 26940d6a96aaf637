"""How long a test waits for what must come."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 100.0
"""Seconds. Long on purpose: what comes is not waited for, and a shared machine may stand still for half a minute."""


def wait_until(holds: Callable[[], object], said: Callable[[], str] = str) -> None:
    """Looks every fiftieth of a second until it holds; fails after `PATIENCE` with what `said` tells."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, said()
        time.sleep(0.02)
