"""New statuses of invoices that are known already, from the portal's life-cycle file; unknown invoices are rejected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.edges.portal_file_pivot import StatusLine
from bot.edges.portal_file_rows import BadRow
from bot.edges.store import Store
from bot.edges.store_import import BatchImport, ImportReport, Origin, Progress, Resolver, SortedOut
from bot.edges.store_invoice_row import row_values
from bot.edges.store_known import known_invoices
from bot.edges.store_places import Key

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

    def sorted_out(connection: Connection, batch: Sequence[StatusLine | BadRow], report: ImportReport) -> SortedOut:
        return _sorted_out(connection, batch, resolve, origin, report)

    return BatchImport(store.engine, store.at).load(rows, sorted_out, resolve("") or "", origin, progress)


def _sorted_out(
    connection: Connection,
    batch: Sequence[StatusLine | BadRow],
    resolve: Resolver,
    origin: Origin,
    report: ImportReport,
) -> SortedOut:
    """The rows to write, and the lines to keep aside."""
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
