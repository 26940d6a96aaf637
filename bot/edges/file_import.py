"""One file into the database, whatever it is: told by its content, read by the body's own settings, loaded, counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.core.import_settings import ImportSettings
from bot.core.organisation import Organisation
from bot.edges.portal_file import Kind, Table, kind_of, opened_table
from bot.edges.portal_file_contacts import read_contacts
from bot.edges.portal_file_header import CONTACTS, INVOICES
from bot.edges.portal_file_invoices import InvoiceReader
from bot.edges.portal_file_pivot import read_statuses
from bot.edges.portal_file_statuses import StatusWords
from bot.edges.store import Store
from bot.edges.store_import import Origin, Progress, Resolver, import_contacts, import_invoices
from bot.edges.store_rejects import ImportReport
from bot.edges.store_statuses import import_statuses

SOURCE = "file"
"""What the age of the copy is kept under, for everything that came in a file."""


@dataclass(frozen=True, slots=True)
class FileImport:
    """Loads files for the `organisations` that are served. Errors: FileRefused, in French; OSError; StoreError."""

    store: Store
    organisations: Mapping[str, Organisation]
    now: Callable[[], datetime]

    def invoices(
        self,
        path: Path,
        organisation: str | None,
        as_of: datetime,
        progress: Progress = lambda _read: None,
        *,
        dry_run: bool = False,
        alone: bool = False,
    ) -> ImportReport:
        """Loads a list of invoices (CSV, XLSX) or the portal's file of statuses.

        Each row goes to the organisation of its recipient SIRET, else to the one named or only; with `alone`, or when
        the one named has no SIRET, never to another than the one named. `as_of` is the age of the data (UTC); a `dry_run` writes nothing.
        """
        named = organisation or (next(iter(self.organisations)) if len(self.organisations) == 1 else None)
        resolve = self._resolver(named, alone=alone)
        origin = Origin(SOURCE, path.name, as_of, self.now(), dry_run)
        if kind_of(path) is Kind.STATUSES:
            return import_statuses(self.store, read_statuses(path), resolve, origin, progress=progress)
        body = self.organisations.get(named or "")
        settings = body.imports if body else ImportSettings()
        with opened_table(path, INVOICES, settings.columns, settings.sheet) as table:
            load = partial(import_invoices, self.store, progress=progress, dry_run=dry_run)
            rows = self._reader(body, as_of).read(table.rows())
            report = load(rows, resolve, as_of=as_of, source=SOURCE, file_name=path.name, at=origin.at)
            return _of_table(report, table)

    def contacts(self, path: Path, organisation: str, entered_by: str) -> ImportReport:
        """Enters the contacts of a list (CSV, XLSX) for one organisation; `entered_by` answers for them."""
        settings = self.organisations[organisation].imports
        with opened_table(path, CONTACTS, settings.columns) as table:
            rows = read_contacts(table.rows())
            entered = partial(import_contacts, self.store, entered_by=entered_by)
            return _of_table(entered(rows, organisation, file_name=path.name, at=self.now()), table)

    def _reader(self, body: Organisation | None, as_of: datetime) -> InvoiceReader:
        """A body's clock and words; where rows are of several, those that all share."""
        if body is None:
            return InvoiceReader(as_of, words=StatusWords(next(iter(self.organisations.values())).statuses))
        return InvoiceReader(as_of, ZoneInfo(body.timezone), StatusWords(body.statuses, body.imports.statuses))

    def _resolver(self, named: str | None, *, alone: bool) -> Resolver:
        body = self.organisations.get(named or "")
        own = body.sirets if body else ()
        by_siret = {siret: body.id for body in self.organisations.values() for siret in body.sirets}

        def resolve(recipient: str) -> str | None:
            if not recipient or (named and not own):
                return named
            found = by_siret.get(recipient)
            return None if alone and found != named else found

        return resolve


def count_rows(path: Path) -> int | None:
    """About how many rows a file has, for a progress bar; None when that takes reading it. Raises OSError."""
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return None
        file.seek(0)
        return max(0, sum(block.count(b"\n") for block in iter(partial(file.read, 1 << 20), b"")) - 1)


def _of_table(report: ImportReport, table: Table) -> ImportReport:
    report.sheet, report.footers, report.unused = table.sheet, table.footers, table.header.unused
    return report
