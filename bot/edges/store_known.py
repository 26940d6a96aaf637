"""What the database knows of the invoices that a file names: for its new statuses, and to show what would change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.core.invoice import Invoice
from bot.core.invoice_number import canonical
from bot.edges.store_part import MANY
from bot.edges.store_places import KEY
from bot.edges.store_rejects import Change
from storage.columns import storable
from storage.tables import METADATA

_INVOICE = METADATA.tables["invoice"]
_COLUMNS = (
    "organisation_id",
    "supplier_id",
    "supplier_id_kind",
    "supplier_name",
    "number",
    "status",
    "status_at",
    "invoiced_on",
    "amount_cents",
    "engagement",
    "recipient_siret",
    "service_code",
    "comment",
    "synced_at",
    "id",
)
# By the canonical number, which has an index: keys are compared afterwards, to the letter.
_BY_NUMBER = select(*(_INVOICE.c[name] for name in _COLUMNS)).where(
    _INVOICE.c.organisation_id == bindparam("organisation"),
    _INVOICE.c.canonical.in_(bindparam("canonicals", expanding=True)),
)

Key = tuple[str, str, str]
"""Organisation, supplier and number as written."""


def known_invoices(connection: Connection, keys: Iterable[Key]) -> Mapping[Key, Invoice]:
    """The stored invoices of these keys."""
    wanted = {(organisation, storable(supplier), storable(number)) for organisation, supplier, number in keys}
    found = dict[Key, Invoice]()
    for organisation in sorted({key[0] for key in wanted}):
        canonicals = iter(sorted({canonical(key[2]) for key in wanted if key[0] == organisation}))
        while part := list(islice(canonicals, MANY)):
            rows = connection.execute(_BY_NUMBER, {"organisation": organisation, "canonicals": part})
            found |= {key: _invoice(row) for row in rows if (key := tuple(row[name] for name in _PLACES)) in wanted}
    return found


_PLACES = tuple(_COLUMNS.index(name) for name in KEY)


def changes(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> Iterator[Change]:
    """What writing these rows would change, in their order: new invoices, and those with another status."""
    keys = [(row["organisation_id"], row["supplier_id"], row["number"]) for row in rows]
    known = known_invoices(connection, keys)
    for key, row in zip(keys, rows, strict=True):
        before = known.get(key)
        if before is None or (before.status != row["status"] and before.synced_at <= row["synced_at"]):
            yield Change(*key, before.status if before else "", row["status"])


def _invoice(row: Any) -> Invoice:
    return Invoice(
        supplier_id=row.supplier_id,
        supplier_id_kind=row.supplier_id_kind,
        supplier_name=row.supplier_name,
        number=row.number,
        status=row.status,
        status_at=row.status_at,
        invoiced_on=row.invoiced_on,
        amount=None if row.amount_cents is None else Decimal(row.amount_cents) / 100,
        engagement=row.engagement,
        recipient_siret=row.recipient_siret,
        service_code=row.service_code,
        comment=row.comment,
        synced_at=row.synced_at,
        key=row.id,
    )
