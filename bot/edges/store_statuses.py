"""New statuses of invoices that are known already, from the portal's life-cycle file; unknown invoices are rejected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from bot.edges.portal_file_pivot import StatusLine
from bot.edges.portal_file_rows import BadRow
from bot.edges.store import Store
from bot.edges.store_import import BATCH, Origin, Progress, Resolver, rehearsal
from bot.edges.store_known import Key, changes, known_invoices
from bot.edges.store_part import StorePart
from bot.edges.store_rehearsal import Rehearsed
from bot.edges.store_rejects import ImportReport, reject
from bot.edges.store_upsert import row_values, upsert

_UNKNOWN = "cette facture n'est pas dans la base : chargez d'abord la liste des factures"
_NOBODYS = "ce destinataire n'est aucune de nos collectivités"


def import_statuses(
    store: Store,
    rows: Iterable[StatusLine | BadRow],
    resolve: Resolver,
    origin: Origin,
    *,
    progress: Progress = lambda _read: None,
) -> ImportReport:
    """Gives known invoices their new status, the last one of the file for each.

    When it began is not in the file: `status_at` becomes unknown. The age of the whole copy does not move: a file of
    changes says nothing of the other invoices. Raises StoreError, and what `rows` raises.
    """
    return _StatusImport(store.engine, store.at).run(rows, resolve, origin, progress)


class _StatusImport(StorePart):
    """One run of an import."""

    name = "import"

    def run(
        self, rows: Iterable[StatusLine | BadRow], resolve: Resolver, origin: Origin, progress: Progress
    ) -> ImportReport:
        report, waiting, first = ImportReport(dry_run=origin.dry_run), iter(rows), True
        organisations: set[str] = set()
        rehearsed = Rehearsed()
        while batch := list(islice(waiting, BATCH)):
            with self._writing() as session, rehearsal(session, dry=origin.dry_run):
                connection = session.connection()
                good, bad = _sorted_out(connection, batch, resolve, origin, report)
                organisations |= {row["organisation_id"] for row in good}
                if origin.dry_run:
                    good = rehearsed.counted(good, report)
                    report.note(changes(connection, good))
                written = upsert(session, good, report)
                if origin.dry_run:
                    rehearsed.wrote(written)
                reject(session, bad, resolve("") or "", origin.file_name, origin.at, report, first=first)
            first = False
            report.read += len(batch)
            progress(report.read)
        report.organisations = tuple(sorted(organisations))
        return report


def _sorted_out(
    connection: Connection,
    batch: Sequence[StatusLine | BadRow],
    resolve: Resolver,
    origin: Origin,
    report: ImportReport,
) -> tuple[list[dict[str, Any]], list[BadRow]]:
    """The rows to write, each invoice once, and the lines to keep aside."""
    bad = [line for line in batch if isinstance(line, BadRow)]
    named = list[tuple[Key, StatusLine]]()
    for line in batch:
        if isinstance(line, BadRow):
            continue
        organisation_id = resolve(line.recipient_siret)
        if organisation_id is None:
            bad.append(BadRow(line.line, "Debiteur/Identifiant", line.recipient_siret, _NOBODYS, line.raw))
        else:
            named.append(((organisation_id, line.supplier_id, line.number), line))
    known = known_invoices(connection, (key for key, _ in named))
    good: dict[Key, dict[str, Any]] = {}
    for key, line in named:
        invoice = known.get(key)
        if invoice is None:
            bad.append(BadRow(line.line, "DonneesStatut/IdFacture", line.number, _UNKNOWN, line.raw))
            continue
        report.repeated += key in good
        # The same status again is no change: when it began is still known.
        began = invoice.status_at if line.status == invoice.status else None
        fresh = replace(
            invoice, status=line.status, status_at=began, comment=line.comment, synced_at=origin.as_of, key=None
        )
        good[key] = row_values(key[0], fresh, origin.source, origin.at)
    return list(good.values()), sorted(bad, key=lambda row: row.line)
