"""A hundred thousand invoices: made in seconds, walked in pages of a thousand, changed while they are walked."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.demo.portal.simulator import Simulator
from tests.portal.caller import Caller
from tests.servers.portal import PORTAL_NOW

MANY = 100_000
WINDOW: dict[str, Any] = {"periodeDateHeureEtatCourantDu": "2020-01-01", "typeDemandePaiement": "FACTURE"}


def test_a_hundred_thousand_invoices_are_made_walked_and_changed(capsys: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    with Simulator(MANY, now=PORTAL_NOW) as portal, Caller(portal) as caller:
        made, started = time.monotonic() - started, time.monotonic()
        keys: set[int] = set()
        for page in range(1, MANY // 1000 + 2):
            rows = caller.rows(page, **WINDOW)
            keys.update(row["idFacture"] for row in rows)
            if len(rows) < 1000:
                break
        walked, started = time.monotonic() - started, time.monotonic()
        changed = portal.change(5000)
        moved = time.monotonic() - started
        assert len(portal) == MANY
        assert keys == {key for key, demand in demands(portal) if demand == "FACTURE"}
        assert len(set(changed)) == 5000
    with capsys.disabled():
        print(
            f"\n[portal] {MANY} made in {made:.1f} s; {len(keys) / walked:,.0f} rows/s; 5000 changed in {moved:.1f} s"
        )
    assert made < 60
    assert len(keys) / walked > 2000
    assert moved < 20


def demands(portal: Simulator) -> list[tuple[int, str]]:
    """Key and kind of demand of every invoice."""
    return [(key, it.demand) for key, it in zip(portal.statuses(), portal.world.register.deposits, strict=True)]
