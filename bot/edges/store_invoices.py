"""The invoice book: looking up the local copy of the portal, and the contacts that staff entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Connection, and_, bindparam, union
from sqlmodel import col, func, select

from bot.core.copy_parts import CopyParts
from bot.core.invoice import SOURCE_API, Invoice
from bot.core.invoice_number import canonical, compact
from bot.edges.store_gaps import copy_parts
from bot.edges.store_invoice_row import INVOICE_COLUMNS, invoice_of
from bot.edges.store_part import MANY, Columns, StorePart, columns
from storage.tables import ContactRow, InvoiceRow, PortalCopy, SyncRecipient, SyncWatermark

_MOST = 500
_SIREN = 9
_MOST_SIRENS = 100
"""A mail claims one at most; SQLite bounds how many SELECTs one UNION may hold."""

# Put together once: doing so for every mail costs SQLAlchemy more than asking.
_ORGANISATION: BindParameter[Any] = bindparam("organisation")
_INVOICE = columns(*INVOICE_COLUMNS, InvoiceRow.feed, InvoiceRow.recipient_key)
# Each key by itself, by its own index: with OR, SQLite reads every invoice of the organisation.
_KEYS_BY_NUMBER: CompoundSelect[Any] = union(
    select(InvoiceRow.id)
    .where(InvoiceRow.organisation_id == _ORGANISATION)
    .where(col(InvoiceRow.canonical).in_(bindparam("canonicals", expanding=True))),
    select(InvoiceRow.id)
    .where(InvoiceRow.organisation_id == _ORGANISATION)
    .where(col(InvoiceRow.compact).in_(bindparam("compacts", expanding=True))),
)
_BY_NUMBER = (
    _INVOICE.where(col(InvoiceRow.id).in_(_KEYS_BY_NUMBER))
    .order_by(col(InvoiceRow.supplier_id), col(InvoiceRow.number))
    .limit(_MOST + 1)
)
_COPIES = select(PortalCopy.source, PortalCopy.as_of).where(PortalCopy.organisation_id == _ORGANISATION)
_TELLS = col(SyncRecipient.reports_payment)
_WALKED = (
    select(SyncWatermark.recipient_key, SyncWatermark.feed, func.min(col(SyncWatermark.walked_to)), _TELLS)
    .outerjoin(
        SyncRecipient,
        and_(
            col(SyncRecipient.organisation_id) == col(SyncWatermark.organisation_id),
            col(SyncRecipient.recipient_key) == col(SyncWatermark.recipient_key),
        ),
    )
    .where(SyncWatermark.organisation_id == _ORGANISATION)
    .group_by(col(SyncWatermark.recipient_key), col(SyncWatermark.feed), _TELLS)
)
_OF_ADDRESS = (
    select(ContactRow.supplier_id)
    .where(ContactRow.organisation_id == _ORGANISATION, ContactRow.address == bindparam("address"))
    .order_by(col(ContactRow.supplier_id))
)


class InvoiceBook(StorePart):
    """Fulfils `bot.ports.books.InvoiceBook`."""

    name = "invoices"

    def by_number(self, organisation_id: str, numbers: Sequence[str]) -> tuple[Invoice, ...]:
        """Invoices of any supplier that share a canonical or compact key with one of `numbers`; at most 500."""
        canonicals = sorted({canonical(number) for number in numbers} - {""})[:MANY]
        compacts = sorted({compact(number) for number in numbers} - {""})[:MANY]
        if not canonicals and not compacts:
            return ()
        values = {"organisation": organisation_id, "canonicals": canonicals, "compacts": compacts}
        with self._asking() as connection:
            rows: Sequence[Any] = connection.execute(_BY_NUMBER, values).all()
            walked = _walked(connection, organisation_id, rows)
        if len(rows) > _MOST:
            # Half of a supplier's invoices would make a number look unique that is not: none of his, then.
            rows = [row for row in rows if row.supplier_id != rows[-1].supplier_id]
        return tuple(_invoice(row, walked) for row in rows)

    def of_supplier(self, organisation_id: str, supplier_ids: Sequence[str], limit: int) -> tuple[Invoice, ...]:
        """Invoices of these suppliers (a 9-digit id means every SIRET of that SIREN), newest first."""
        ids = [supplier_id for supplier_id in supplier_ids if supplier_id][:MANY]
        if not ids:
            return ()
        sirens = [supplier_id for supplier_id in ids if _is_siren(supplier_id)][:_MOST_SIRENS]
        values: dict[str, object] = {"organisation": organisation_id, "most": limit}
        values["ids"] = [supplier_id for supplier_id in ids if supplier_id not in sirens]
        for index, siren in enumerate(sirens):
            values |= {f"from{index}": siren, f"before{index}": siren + ":"}  # « : » comes right after « 9 »
        with self._asking() as connection:
            rows = connection.execute(_of_supplier(len(sirens)), values).all()
            walked = _walked(connection, organisation_id, rows)
        return tuple(_invoice(row, walked) for row in rows)

    def copies(self, organisation_id: str) -> Mapping[str, datetime]:
        """How old what each source gave is, by source; empty when nothing was ever loaded."""
        with self._asking() as connection:
            found = connection.execute(_COPIES, {"organisation": organisation_id})
            return {row.source: row.as_of for row in found}

    def parts(self, organisation_id: str) -> CopyParts:
        """What went into the copy, and what is known to be missing from it."""
        with self._asking() as connection:
            return copy_parts(connection, organisation_id)

    def contact_sirets(self, organisation_id: str, address: str) -> tuple[str, ...]:
        """Suppliers that staff entered for this exact address (lower case)."""
        values = {"organisation": organisation_id, "address": address.lower()}
        with self._asking() as connection:
            return tuple(connection.execute(_OF_ADDRESS, values).scalars())


def _is_siren(supplier_id: str) -> bool:
    return len(supplier_id) == _SIREN and supplier_id.isdecimal()


@lru_cache(maxsize=8)
def _of_supplier(sirens: int) -> Columns:
    """The invoices of the suppliers `ids`, and of every id that begins with one of so many SIRENs."""
    supplier = col(InvoiceRow.supplier_id)
    keys = select(InvoiceRow.id).where(InvoiceRow.organisation_id == _ORGANISATION)
    # Each by itself, as above; a SIREN as a range, so that the index serves.
    begins = (
        keys.where(supplier >= bindparam(f"from{index}"), supplier < bindparam(f"before{index}"))
        for index in range(sirens)
    )
    found: CompoundSelect[Any] = union(keys.where(supplier.in_(bindparam("ids", expanding=True))), *begins)
    return (
        _INVOICE.where(col(InvoiceRow.id).in_(found))
        .order_by(col(InvoiceRow.invoiced_on).desc().nulls_last(), col(InvoiceRow.id).desc())
        .limit(bindparam("most"))
    )


@dataclass(frozen=True, slots=True)
class _List:
    """A list of the portal: walked how far, and whether its recipient tells of payments (None: not known)."""

    walked_to: datetime
    tells_payment: bool | None


_Walked = Mapping[tuple[int, str], _List]


def _walked(connection: Connection, organisation_id: str, rows: Sequence[Any]) -> _Walked:
    """Each list of the portal, by recipient and feed; not asked for when no row came that way."""
    if all(row.source != SOURCE_API for row in rows):
        return {}
    found = connection.execute(_WALKED, {"organisation": organisation_id})
    return {(key, feed): _List(walked_to, tells) for key, feed, walked_to, tells in found}


def _seen_at(row: Any, within: _List | None) -> datetime:
    """When we last knew a row true: a list that was walked since and did not name it again says it is unchanged."""
    seen_at: datetime = row.synced_at
    return seen_at if within is None else max(seen_at, within.walked_to)


def _invoice(row: Any, walked: _Walked) -> Invoice:
    within = walked.get((row.recipient_key, row.feed)) if row.source == SOURCE_API else None
    return invoice_of(row, _seen_at(row, within), payment_told=within is None or within.tells_payment is not False)
