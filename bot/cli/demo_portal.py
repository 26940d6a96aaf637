"""The demo's copy of Chorus Pro: what `guichet sync` does, shown in one line of French."""

from __future__ import annotations

import time
from dataclasses import dataclass

from rich.console import Console

from bot.app import Desk
from bot.demo.programme import CASQ
from bot.jobs.sync import Orders, Progress, SyncReport
from bot.syncing import syncs

_PATIENCE = 20.0
"""Seconds to wait for the loops' own sync to end."""
_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Filled:
    """The first fill: invoices read from the portal, and how long that took."""

    invoices: int
    seconds: float


def first_fill(desk: Desk, console: Console) -> Filled:
    """Reads everything from the portal, the number of invoices counting up meanwhile. Raises PortalError."""
    began = time.monotonic()
    with console.status("Lecture de Chorus Pro (simulé)…") as status:

        def reached(progress: Progress) -> None:
            status.update(
                f"Lecture de Chorus Pro (simulé) : {100 * progress.done:.0f} %, {progress.read} factures lues"
            )

        (walk,) = syncs(desk, CASQ)
        try:
            report = _done(walk.run(Orders(histories=0, asked=True), reached))
        finally:
            walk.portal.close()
    return Filled(report.counts.inserted, time.monotonic() - began)


def catch_up(desk: Desk) -> None:
    """Reads what changed since the last time, once the loops' own sync has ended. Raises PortalError."""
    deadline = time.monotonic() + _PATIENCE
    (walk,) = syncs(desk, CASQ)
    try:
        while (report := walk.run(Orders(histories=0, asked=True))).busy and time.monotonic() < deadline:
            time.sleep(_LOOK)
        _done(report)
    finally:
        walk.portal.close()


def _done(report: SyncReport) -> SyncReport:
    """The report, if nothing failed."""
    for failed in (report.down, *report.failures.values(), *report.bugs):
        if failed is not None:
            raise failed
    return report
