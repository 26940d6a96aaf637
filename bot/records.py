"""What people ask of the database without any loop: imports, how things stand, what was decided."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

from bot.app import Desk
from bot.core.guards import is_fresh
from bot.core.organisation import Organisation
from bot.edges.contact_csv import read_contacts
from bot.edges.invoice_csv import read_invoices
from bot.edges.store_import import import_contacts as load_contacts
from bot.edges.store_import import import_invoices as load_invoices
from bot.edges.store_rejects import ImportReport
from bot.edges.store_status import Status
from bot.edges.store_traces import Trace, Traces
from bot.library import ALL


class StatusRow(TypedDict):
    """How one organisation stands; counts by state."""

    organisation: str
    sending: str
    stopped: bool
    copy_as_of: str | None
    copy_fresh: bool
    messages: dict[str, int]
    outbox: dict[str, int]
    tickets: dict[str, int]


def count_lines(path: Path) -> int:
    """Lines of a file but its header, for a progress bar."""
    with path.open("rb") as file:
        return max(0, sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b"")) - 1)


def import_invoices(
    desk: Desk, path: Path, organisation: str | None, as_of: datetime, progress: Callable[[int], None]
) -> ImportReport:
    """Loads invoices; each row goes to the organisation of its recipient SIRET, else to the one named or only."""
    served = desk.library.served
    named = organisation or (next(iter(served)) if len(served) == 1 else None)
    by_siret = {siret: body.id for body in served.values() for siret in body.sirets}

    def resolve(recipient: str) -> str | None:
        if not recipient or (named and not served[named].sirets):
            return named
        return by_siret.get(recipient)

    zone = ZoneInfo(served[named].timezone if named else "Europe/Paris")
    rows = read_invoices(path, as_of=as_of, zone=zone)
    now = desk.clock.now()
    return load_invoices(
        desk.store, rows, resolve, as_of=as_of, source="file", file_name=path.name, at=now, progress=progress
    )


def import_contacts(desk: Desk, path: Path, organisation: str) -> ImportReport:
    """Loads contacts of one organisation."""
    who, now = os.environ.get("USER", "guichet"), desk.clock.now()
    rows = read_contacts(path)
    return load_contacts(desk.store, rows, organisation, entered_by=who, file_name=path.name, at=now)


def traces(desk: Desk, organisation_id: str) -> tuple[Trace, ...]:
    """The decisions in force, by Message-ID, as they were explained when they were made."""
    return Traces(desk.store.engine).of(organisation_id)


def status(desk: Desk) -> list[StatusRow]:
    """How each served organisation stands."""
    return [_status(desk, body) for body in desk.library.served.values()]


def _status(desk: Desk, body: Organisation) -> StatusRow:
    as_of = desk.store.invoices.copy_as_of(body.id)
    counts = Status(desk.store.engine).counts(body.id)
    return StatusRow(
        organisation=body.id,
        sending=body.effective_sending.value,
        stopped=bool(desk.store.switch.stopped() & {ALL, body.id}),
        copy_as_of=as_of.isoformat() if as_of else None,
        copy_fresh=as_of is not None and is_fresh(body, as_of, desk.clock.now()),
        messages=counts["messages"],
        outbox=counts["outbox"],
        tickets=counts["tickets"],
    )
