"""The simulated Chorus Pro for tests: small, with a clock that stands still; and positions of its switches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from allpairspy import AllPairs

from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import Switches

PORTAL_NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""A Monday morning."""

POSITIONS: dict[str, tuple[Any, ...]] = {
    "number_match": ("exact", "partial"),
    "page_cap": (0, 7),
    "retry_after": ("seconds", "date", "absent"),
    "transitions": ("usual", "sparse", "backward"),
    "span_days": (0, 40),
    "zone": ("Europe/Paris", "UTC"),
    "window_grain": ("exact", "day"),
    "cut_total": ("whole", "cut"),
    "works_cut": (False, True),
    "works_ids": ("same", "own"),
    "errors_in_400": (False, True),
    "one_as_object": (False, True),
    "dirty": (False, True),
}
"""Positions of every switch that leaves a portal on which all can be read; `quota_calls`, `ties` and `moving` need
their own tests, since they change what a client can know in one walk."""


def each_alone() -> list[Switches]:
    """The defaults, and each switch alone in each other position."""
    other = [Switches(**{name: value}) for name, values in POSITIONS.items() for value in values[1:]]
    return [Switches(), *other]


def in_pairs() -> list[Switches]:
    """Few enough sets of positions that every pair of positions of two switches stands in one of them."""
    rows = AllPairs(list(POSITIONS.values()))
    return [Switches(**dict(zip(POSITIONS, row, strict=True))) for row in rows]


def named(switches: Switches) -> str:
    """What differs from the defaults, for the name of a test."""
    usual = Switches()
    off = [f"{name}={getattr(switches, name)}" for name in POSITIONS if getattr(switches, name) != getattr(usual, name)]
    return ",".join(off) or "usual"


@pytest.fixture
def portal() -> Iterator[Simulator]:
    """Three hundred invoices of four years."""
    with Simulator(300, now=PORTAL_NOW) as simulator:
        yield simulator
