"""Loading invoices and contacts in bulk: batches of upserts, bad rows kept aside, the copy's age set last."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlmodel import Session, col

from bot.edges.portal_file_contacts import ContactLine
from bot.edges.portal_file_invoices import InvoiceLine
from bot.edges.portal_file_rows import BadRow
from bot.edges.store import Store
from bot.edges.store_contacts import enter_contact
from bot.edges.store_gaps import forget_refused, note_refused
from bot.edges.store_invoice_row import row_values
from bot.edges.store_known import changes
from bot.edges.store_part import StorePart, insert_into, store_errors
from bot.edges.store_places import Key
from bot.edges.store_rehearsal import Rehearsed
from bot.edges.store_rejects import ImportReport, reject
from bot.edges.store_upsert import upsert
from storage.engine import loading
from storage.tables import PortalCopy

__all__ = ["BatchImport", "ImportReport", "Origin", "Progress", "Resolver", "import_contacts", "import_invoices"]

BATCH = 20_000
"""Rows written in one transaction: each touches most pages of the indexes, which are written once for all of them."""

Resolver = Callable[[str], str | None]
"""From a recipient's SIRET (empty when the row has none) to the id of the organisation; None: none of ours."""

Progress = Callable[[int], None]
"""Called after each batch with the number of rows read so far."""

SortedOut = tuple[list[dict[str, Any]], list[BadRow]]
"""Of a batch, the rows to write, each invoice once, and the lines to keep aside."""

_Line = TypeVar("_Line")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from, and when: `as_of` is the age of the data, `at` the present moment (both UTC).

    `dry_run`: everything is done as usual, and nothing kept.
    """

    source: str
    file_name: str
    as_of: datetime
    at: datetime
    dry_run: bool = False


def import_invoices(
    store: Store,
    rows: Iterable[InvoiceLine | BadRow],
    resolve: Resolver,
    *,
    as_of: datetime,
    source: str,
    file_name: str,
    at: datetime,
    progress: Progress = lambda _read: None,
    dry_run: bool = False,
) -> ImportReport:
    """Loads invoices, updating those known; a crash leaves whole batches and the copy's old age.

    `as_of` is the age of the data, `at` the present moment (both UTC); `source` names where it comes from.
    Rows whose recipient is none of our organisations are rejected. Raises StoreError, and what `rows` raises.
    """
    origin = Origin(source, file_name, as_of, at, dry_run)
    return _InvoiceImport(store.engine, store.at).run(rows, resolve, origin, progress)


def import_contacts(
    store: Store,
    rows: Iterable[ContactLine | BadRow],
    organisation_id: str,
    *,
    entered_by: str,
    file_name: str,
    at: datetime,
) -> ImportReport:
    """Enters the contacts of a file for one organisation; those known already count as unchanged."""
    return _ContactImport(store.engine, store.at).run(rows, organisation_id, entered_by, file_name, at)


@contextmanager
def _rehearsal(session: Session, *, dry: bool) -> Iterator[None]:
    """What is written inside is taken back when `dry`: the counts are those of the real thing, the database as before."""
    if not dry:
        yield
        return
    taken_back = session.begin_nested()
    yield
    session.flush()
    taken_back.rollback()


def _uncollected(load: Callable[[Connection], int], on: Connection) -> int:
    """`load(on)` with no search for garbage: all that it makes by the hundred thousand is wanted until its end."""
    paused = gc.isenabled()
    gc.disable()
    try:
        return load(on)
    finally:
        if paused:
            gc.enable()


class BatchImport(StorePart):
    """One run of an import, a transaction for each batch."""

    name = "import"

    def load(
        self,
        rows: Iterable[_Line | BadRow],
        sorted_out: Callable[[Connection, Sequence[_Line | BadRow], ImportReport], SortedOut],
        rejected_of: str,
        origin: Origin,
        progress: Progress,
    ) -> ImportReport:
        """Writes what `sorted_out` makes of each batch: rows for the invoices' table, and lines to keep aside.

        The latter are kept with the organisation `rejected_of`. Raises StoreError, and what `rows` raises.
        """
        report, waiting = ImportReport(dry_run=origin.dry_run), iter(rows)
        organisations: set[str] = set()
        rehearsed = Rehearsed()

        def load_next(on: Connection) -> int:
            batch = list(islice(waiting, BATCH))
            if not batch:
                return 0
            with self._writing(on) as session, _rehearsal(session, dry=origin.dry_run):
                connection = session.connection()
                good, bad = sorted_out(connection, batch, report)
                organisations.update(row["organisation_id"] for row in good)
                if origin.dry_run:
                    good = rehearsed.counted(good, report)
                    report.note(changes(connection, good))
                written = upsert(session, good, report)
                if origin.dry_run:
                    rehearsed.wrote(written)
                self._keep_aside(session, bad, rejected_of, origin, report, first=not report.read)
            return len(batch)

        with store_errors(), loading(self._engine) as on:
            while read := _uncollected(load_next, on):
                report.read += read
                progress(report.read)
        report.organisations = tuple(sorted(organisations))
        return report

    def _keep_aside(
        self, session: Session, bad: list[BadRow], whose: str, origin: Origin, report: ImportReport, *, first: bool
    ) -> None:
        """Keeps refused lines for people to see."""
        reject(session, bad, whose, origin.file_name, origin.at, report, first=first)


class _InvoiceImport(BatchImport):
    def run(
        self, rows: Iterable[InvoiceLine | BadRow], resolve: Resolver, origin: Origin, progress: Progress
    ) -> ImportReport:
        def sorted_out(_: Connection, batch: Sequence[InvoiceLine | BadRow], report: ImportReport) -> SortedOut:
            return _sorted_out(batch, resolve, origin, report)

        report = self.load(rows, sorted_out, resolve("") or "", origin, progress)
        with self._writing() as session, _rehearsal(session, dry=origin.dry_run):
            for organisation_id in report.organisations:
                _set_age(session, organisation_id, origin)
        return report

    def _keep_aside(
        self, session: Session, bad: list[BadRow], whose: str, origin: Origin, report: ImportReport, *, first: bool
    ) -> None:
        """Also notes which invoices the copy may lack for it; those of an earlier loading of the file are forgotten."""
        if first:
            forget_refused(session, whose, origin.file_name)
        note_refused(session, bad, whose, origin.file_name, origin.at, report.rejected)
        super()._keep_aside(session, bad, whose, origin, report, first=first)


class _ContactImport(StorePart):
    """One run of an import, in one transaction."""

    name = "import"

    def run(
        self, rows: Iterable[ContactLine | BadRow], organisation_id: str, entered_by: str, file_name: str, at: datetime
    ) -> ImportReport:
        report = ImportReport(organisations=(organisation_id,))
        bad: list[BadRow] = []
        with self._writing() as session:
            for row in rows:
                report.read += 1
                if isinstance(row, BadRow):
                    bad.append(row)
                    continue
                report.warnings += bool(row.warning)
                if enter_contact(
                    session, organisation_id, row.address, row.siret, origin=file_name, entered_by=entered_by, at=at
                ):
                    report.inserted += 1
                else:
                    report.unchanged += 1
            reject(session, bad, organisation_id, file_name, at, report, first=True)
        return report


def _sorted_out(
    batch: Sequence[InvoiceLine | BadRow], resolve: Resolver, origin: Origin, report: ImportReport
) -> SortedOut:
    """The rows to write, each invoice once (the last one counts), and the rows to keep aside."""
    good: dict[Key, dict[str, Any]] = {}
    bad: list[BadRow] = []
    for row in batch:
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        organisation_id = resolve(row.invoice.recipient_siret)
        if organisation_id is None:
            bad.append(_nobodys(row))
            continue
        report.warnings += bool(row.warning)
        report.unstated += not row.invoice.status
        key = (organisation_id, row.invoice.supplier_id, row.invoice.number)
        report.repeated += key in good
        good[key] = row_values(organisation_id, row.invoice, origin.source, origin.at, row.more)
    return list(good.values()), bad


def _nobodys(row: InvoiceLine) -> BadRow:
    recipient = row.invoice.recipient_siret
    problem = "aucune de nos collectivités n'a ce SIRET" if recipient else "vide : dites pour quelle collectivité"
    number, supplier = row.invoice.number, row.invoice.supplier_id
    return BadRow(row.line, "SIRET du destinataire", recipient, problem, row.raw, number, supplier)


def _set_age(session: Session, organisation_id: str, origin: Origin) -> None:
    """The copy is as old as its newest part: loading an older file does not make it older again."""
    statement = insert_into(session, PortalCopy).values(
        organisation_id=organisation_id, source=origin.source, as_of=origin.as_of
    )
    session.exec(
        statement.on_conflict_do_update(
            index_elements=["organisation_id", "source"],
            set_={"as_of": statement.excluded.as_of},
            where=col(PortalCopy.as_of) < statement.excluded.as_of,
        )
    )
