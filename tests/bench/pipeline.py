"""Guichet's whole pipeline over the same mails: read, kept, decided, answered, filed."""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import datetime

from bot import app, records, running
from bot.config import load_settings
from bot.edges.memory import settle
from tests.bench.meter import Cost, own_seconds, tree_seconds
from tests.bench.place import ORGANISATION, Office
from tests.bench.steps import Steps


def prepare(office: Office, now: datetime) -> None:
    """Makes the database and loads invoices and contacts."""
    with app.opened(app.load_library(load_settings(office.config))) as desk:
        records.import_invoices(desk, office.invoices, None, now, lambda _rows: None)
        records.import_contacts(desk, office.contacts, ORGANISATION)


def measure(office: Office, now: datetime) -> tuple[Cost, dict[str, int]]:
    """Drains the mailbox in this process as `run --once` does; loading rules and invoices is not counted, starting the process that opens attachments is.

    Gives the cost, and how many mails came to which outcome.
    """
    prepare(office, now)
    steps = Steps()
    with app.opened(app.load_library(load_settings(office.config))) as desk, steps.timed():
        settle()
        began, seconds = time.perf_counter(), own_seconds()
        report = running.drain(desk)
        wall, seconds = time.perf_counter() - began, own_seconds() - seconds
        helper = tree_seconds(desk.attachments.pid) if desk.attachments.pid else 0.0
        steps.seconds["attachments"] += helper
        seconds += helper
        outcomes = Counter(json.loads(trace.decision)["outcome"] for trace in records.traces(desk, ORGANISATION))
    if report.failures or report.quarantined or report.filed != report.kept:
        raise RuntimeError(f"the pipeline did not do all its work: {report.line()}")
    cost = Cost(report.kept, wall, seconds, dict(steps.seconds), tuple(steps.understanding))
    return cost, dict(outcomes)
