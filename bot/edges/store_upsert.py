"""Writing many invoices at once: each inserted, updated, or left as it is because the database knows it newer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, column, select, text, update
from sqlmodel import Session

from bot.core.invoice import Invoice
from bot.core.invoice_number import canonical, compact
from bot.edges.store_part import Insert, insert_into
from bot.edges.store_rejects import ImportReport
from storage.columns import KeyText, storable
from storage.tables import METADATA

_INVOICE = METADATA.tables["invoice"]

KEY = ("organisation_id", "supplier_id", "number")
"""What makes two rows one invoice."""


def row_values(organisation_id: str, invoice: Invoice, source: str, at: datetime) -> dict[str, Any]:
    """An invoice as its row; `at` is when it was first seen, should it be new."""
    return {
        "organisation_id": organisation_id,
        "supplier_id": storable(invoice.supplier_id),
        "supplier_id_kind": invoice.supplier_id_kind,
        "supplier_name": invoice.supplier_name,
        "number": storable(invoice.number),
        "canonical": canonical(invoice.number),
        "compact": compact(invoice.number),
        "status": invoice.status,
        "status_at": invoice.status_at,
        "invoiced_on": invoice.invoiced_on,
        "amount_cents": None if invoice.amount is None else int(invoice.amount * 100),
        "engagement": invoice.engagement,
        "recipient_siret": invoice.recipient_siret,
        "service_code": invoice.service_code,
        "comment": invoice.comment,
        "source": source,
        "first_seen_at": at,
        "synced_at": invoice.synced_at,
    }


_COMPARED = (
    "supplier_id_kind",
    "supplier_name",
    "canonical",
    "compact",
    "status",
    "status_at",
    "invoiced_on",
    "amount_cents",
    "engagement",
    "recipient_siret",
    "service_code",
    "comment",
)
_OVERWRITTEN = (*_COMPARED, "source", "synced_at")


def upsert(session: Session, rows: Sequence[dict[str, Any]], report: ImportReport) -> None:
    """Inserts or updates invoices; one that the database knows from a later moment stays as it is."""
    if not rows:
        return
    connection = session.connection()
    known = _known(connection, rows)
    changed: list[dict[str, Any]] = []
    seen: list[dict[str, Any]] = []
    for row in rows:
        before = known.get(tuple(row[name] for name in KEY))
        if before is not None and before.synced_at > row["synced_at"]:
            report.older += 1
        elif before is not None and all(getattr(before, name) == row[name] for name in _COMPARED):
            report.unchanged += 1
            seen.append({"row_id": before.id, "seen_at": row["synced_at"], "seen_in": row["source"]})
        else:
            changed.append(row)
            report.inserted += before is None
            report.updated += before is not None
    if changed:
        connection.execute(_insert_or_update(session), changed)
    if seen:
        connection.execute(_SEEN_AGAIN, seen)


def _insert_or_update(session: Session) -> Insert:
    # The condition is asked once more: another process may have loaded a later copy since we looked.
    statement = insert_into(session, _INVOICE)
    return statement.on_conflict_do_update(
        index_elements=list(KEY),
        set_={name: statement.excluded[name] for name in _OVERWRITTEN},
        where=_INVOICE.c.synced_at <= statement.excluded.synced_at,
    )


_SEEN_AGAIN = (
    update(_INVOICE)
    .where(_INVOICE.c.id == bindparam("row_id"), _INVOICE.c.synced_at <= bindparam("seen_at"))
    .values(synced_at=bindparam("seen_at"), source=bindparam("seen_in"))
)


def _known(connection: Connection, rows: Sequence[dict[str, Any]]) -> dict[tuple[Any, ...], Any]:
    """The stored state of these invoices, by key.

    The keys go over as one JSON value, joined: `(a, b, c) IN (…)` makes SQLite read the whole table, and a list of
    15,000 parameters costs more than the import itself.
    """
    state = [_INVOICE.c[name] for name in (*KEY, *_COMPARED, "synced_at", "id")]
    listed = _LISTED[connection.dialect.name].columns(*(column(name, KeyText()) for name in KEY)).cte("wanted")
    found = select(*state).join(listed, and_(*(_INVOICE.c[name] == listed.c[name] for name in KEY)))
    keys = json.dumps([[row[name] for name in KEY] for row in rows])
    return {tuple(row[:3]): row for row in connection.execute(found, {"keys": keys})}


_LISTED = {
    "sqlite": text(
        "SELECT json_extract(value, '$[0]') AS organisation_id, json_extract(value, '$[1]') AS supplier_id, "
        "json_extract(value, '$[2]') AS number FROM json_each(:keys)"
    ),
    "postgresql": text(
        "SELECT value ->> 0 AS organisation_id, value ->> 1 AS supplier_id, value ->> 2 AS number "
        "FROM json_array_elements(CAST(:keys AS json))"
    ),
}
