"""What the database knows of the invoices that a file names: for its new statuses, and to show what would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, select

from bot.core.invoice import Invoice
from bot.edges.store_invoice_row import INVOICE_COLUMNS, invoice_of
from bot.edges.store_places import Key, at_places, key_of, places
from bot.edges.store_rejects import Change
from storage.columns import storable
from storage.tables import METADATA

_ORGANISATION = METADATA.tables["invoice"].c.organisation_id


def known_invoices(connection: Connection, keys: Iterable[Key]) -> Mapping[Key, Invoice]:
    """The stored invoices of these keys."""
    wanted = {(organisation, storable(supplier), storable(number)) for organisation, supplier, number in keys}
    rows = connection.execute(_invoices(connection.dialect.name), {"places": places(wanted)})
    return {(row.organisation_id, row.supplier_id, row.number): invoice_of(row, row.synced_at) for row in rows}


@cache
def _invoices(dialect: str) -> Select[Any]:
    return at_places(dialect, select(_ORGANISATION, *INVOICE_COLUMNS))


def changes(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    """What writing these rows would change, in their order: new invoices, and those with another status."""
    keys = [key_of(row) for row in rows]
    known = known_invoices(connection, keys)
    for key, row in zip(keys, rows, strict=True):
        before = known.get(key)
        if before is None or (before.status != row["status"] and before.synced_at <= row["synced_at"]):
            yield Change(*key, before.status if before else "", row["status"])
