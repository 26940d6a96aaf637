"""An invoice and its row: what of the row an `Invoice` is made of, and the row that an `Invoice` becomes."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.core.folded import folded, order_key, owner_and_site, price_key
from bot.core.invoice import Invoice
from bot.edges.portal_file_particulars import UNTOLD, Particulars
from storage.columns import storable
from storage.tables import METADATA

_TABLE = METADATA.tables["invoice"]
_NAMES = (
    "id",
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
    "source",
    "doubt",
)
INVOICE_COLUMNS = tuple(_TABLE.c[name] for name in _NAMES)
"""What `invoice_of` needs of a row."""


def invoice_of(row: Any, seen_at: datetime, *, payment_told: bool = True) -> Invoice:
    """The invoice of a row of INVOICE_COLUMNS, last known true at `seen_at` (UTC).

    From columns, not from a tracked object: that would cost more than the look-up.
    """
    return Invoice(
        supplier_id=row.supplier_id,
        supplier_id_kind=row.supplier_id_kind,
        supplier_name=row.supplier_name,
        number=row.number,
        status=row.status,
        status_at=row.status_at,
        invoiced_on=row.invoiced_on,
        amount=in_euros(row.amount_cents),
        engagement=row.engagement,
        recipient_siret=row.recipient_siret,
        service_code=row.service_code,
        comment=row.comment,
        synced_at=seen_at,
        key=row.id,
        source=row.source,
        doubt=row.doubt or "",
        payment_told=payment_told,
    )


def row_values(
    organisation_id: str, invoice: Invoice, source: str, at: datetime, more: Particulars = UNTOLD
) -> dict[str, Any]:
    """An invoice as its row; `at` is when it was first seen, should it be new."""
    number = storable(invoice.number)
    supplier_id, cents = storable(invoice.supplier_id), in_cents(invoice.amount)
    return {
        "organisation_id": organisation_id,
        "supplier_id": supplier_id,
        "supplier_id_kind": invoice.supplier_id_kind,
        "supplier_name": invoice.supplier_name,
        "number": number,
        **search_keys(organisation_id, supplier_id, number, cents, invoice.engagement),
        "status": invoice.status,
        "status_at": invoice.status_at,
        "invoiced_on": invoice.invoiced_on,
        "amount_cents": cents,
        "engagement": invoice.engagement,
        "recipient_siret": invoice.recipient_siret,
        "service_code": invoice.service_code,
        "comment": invoice.comment,
        "source": source,
        "first_seen_at": at,
        "synced_at": invoice.synced_at,
        "document": more.document,
        "market": more.market,
        "deposited_on": more.deposited_on,
        "due_cents": in_cents(more.amount_due),
        "currency": more.currency,
    }


def search_keys(
    organisation_id: str, supplier_id: str, number: str, cents: int | None, engagement: str
) -> dict[str, Any]:
    """The columns that an invoice is found by, all of them made from the others."""
    owner, site = owner_and_site(organisation_id, supplier_id)
    key = folded(number)
    clues = {"price_key": price_key(cents, key), "order_key": order_key(engagement, key)}
    return {"owner": owner, "site": site, "folded": key, **clues}


def in_cents(amount: Decimal | None) -> int | None:
    """Euros as they are stored: whole cents, what is less is dropped."""
    return None if amount is None else int(amount * 100)


def in_euros(cents: int | None) -> Decimal | None:
    """Stored cents as euros."""
    return None if cents is None else Decimal(cents) / 100
