"""The invoice book: looking up the local copy of the portal, and the contacts that staff entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, and_, bindparam, or_
from sqlmodel import col, func, select

from bot.core.candidate import Asked, Candidate
from bot.core.copy_parts import CopyParts
from bot.core.folded import folded, owner_of, owners_of
from bot.core.invoice import SOURCE_API, Invoice
from bot.core.invoice_number import canonical
from bot.core.probing import probes_for, slip_probes
from bot.core.reading import read
from bot.edges.store_candidates import CandidateBook
from bot.edges.store_gaps import copy_parts
from bot.edges.store_invoice_row import INVOICE_COLUMNS, invoice_of
from bot.edges.store_part import MANY, StorePart, columns
from storage.tables import ContactRow, InvoiceRow, PortalCopy, SyncRecipient, SyncWatermark

_MOST, _MOST_ASKED = 500, 20
_SIREN = 9
_MOST_ADDRESSES = 200

# Put together once: doing so for every mail costs SQLAlchemy more than asking.
_ORGANISATION: BindParameter[Any] = bindparam("organisation")
_INVOICE = columns(*INVOICE_COLUMNS, InvoiceRow.feed, InvoiceRow.recipient_key)
_WITH_KEY = (
    _INVOICE.where(col(InvoiceRow.folded).in_(bindparam("keys", expanding=True)))
    .order_by(col(InvoiceRow.supplier_id), col(InvoiceRow.number))
    .limit(_MOST + 1)
)
_BY_NUMBER = _WITH_KEY.where(col(InvoiceRow.owner).between(bindparam("first"), bindparam("last")))
_BY_NUMBER_OF = _WITH_KEY.where(col(InvoiceRow.owner).in_(bindparam("owners", expanding=True)))
_BY_ID = _INVOICE.where(col(InvoiceRow.id).in_(bindparam("ids", expanding=True))).order_by(col(InvoiceRow.id))
_NUMBERED = (
    _INVOICE.where(col(InvoiceRow.owner) == bindparam("owner"))
    .where(col(InvoiceRow.folded).in_(bindparam("keys", expanding=True)))
    .where(col(InvoiceRow.supplier_id) == bindparam("supplier"))
)
_OF_SUPPLIER = (
    _INVOICE.where(col(InvoiceRow.owner).in_(bindparam("owners", expanding=True)))
    .where(
        col(InvoiceRow.supplier_id).in_(bindparam("ids", expanding=True))
        | func.substr(col(InvoiceRow.supplier_id), 1, _SIREN).in_(bindparam("sirens", expanding=True))
    )
    .order_by(col(InvoiceRow.invoiced_on).desc().nulls_last(), col(InvoiceRow.id).desc())
    .limit(bindparam("most"))
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
_KNOWN_ADDRESSES = (
    select(ContactRow.address)
    .where(
        ContactRow.organisation_id == _ORGANISATION,
        or_(
            col(ContactRow.supplier_id).in_(bindparam("ids", expanding=True)),
            func.substr(ContactRow.supplier_id, 1, _SIREN).in_(bindparam("sirens", expanding=True)),
        ),
    )
    .order_by(col(ContactRow.address))
    .distinct()
    .limit(_MOST_ADDRESSES)
)


class InvoiceBook(StorePart):
    """Fulfils `bot.ports.books.InvoiceBook`."""

    name = "invoices"

    def by_number(
        self, organisation_id: str, numbers: Sequence[str], supplier_ids: Sequence[str] = ()
    ) -> tuple[Invoice, ...]:
        """Invoices with a key of one of `numbers`, of these suppliers or of anybody; at most 500, the same among them."""
        keys = sorted({folded(number) for number in numbers if canonical(number)})[:MANY]
        if not keys:
            return ()
        first, last = owners_of(organisation_id)
        values: dict[str, Any] = {"keys": keys, "first": first, "last": last}
        if supplier_ids:
            values = {"keys": keys, "owners": _owners(organisation_id, supplier_ids)}
        with self._asking() as connection:
            rows: Sequence[Any] = connection.execute(_BY_NUMBER_OF if supplier_ids else _BY_NUMBER, values).all()
            walked = _walked(connection, organisation_id, rows)
        if len(rows) > _MOST:
            # Half of a supplier's invoices would make a number look unique that is not: none of his, then.
            rows = [row for row in rows if row.supplier_id != rows[-1].supplier_id]
        return tuple(_invoice(row, walked) for row in rows)

    def resembling(
        self, organisation_id: str, numbers: Sequence[str], supplier_ids: Sequence[str]
    ) -> tuple[Invoice, ...]:
        """Invoices of these suppliers that one of the first `numbers` may mean, by the probes of `guichet match`."""
        asked = [Asked(number, supplier) for number in numbers[:_MOST_ASKED] for supplier in supplier_ids if supplier]
        with self._asking() as connection:
            book = CandidateBook(self._engine, within=connection)
            near = [_candidates(book, organisation_id, one) for one in asked]
            ids = sorted({candidate.key for found in near for candidate in found})[:MANY]
            rows: Sequence[Any] = connection.execute(_BY_ID, {"ids": ids}).all() if ids else []
            walked = _walked(connection, organisation_id, rows)
        return tuple(_invoice(row, walked) for row in rows)

    def numbered(self, organisation_id: str, supplier_id: str, numbers: Sequence[str]) -> tuple[Invoice, ...]:
        """Every invoice of this one supplier with a key of one of up to 500 `numbers`: those that are the same among them."""
        keys = sorted({folded(number) for number in numbers if canonical(number)})[:MANY]
        values = {"owner": owner_of(organisation_id, supplier_id), "supplier": supplier_id, "keys": keys}
        with self._asking() as connection:
            rows: Sequence[Any] = connection.execute(_NUMBERED, values).all() if keys else ()
            walked = _walked(connection, organisation_id, rows)
        return tuple(_invoice(row, walked) for row in rows)

    def of_supplier(self, organisation_id: str, supplier_ids: Sequence[str], limit: int) -> tuple[Invoice, ...]:
        """Invoices of these suppliers (a 9-digit id means every SIRET of that SIREN), newest first."""
        ids = [supplier_id for supplier_id in supplier_ids if supplier_id][:MANY]
        if not ids:
            return ()
        owners = _owners(organisation_id, ids)
        sirens = [supplier_id for supplier_id in ids if _is_siren(supplier_id)]
        values = {"owners": owners, "ids": ids, "sirens": sirens, "most": limit}
        with self._asking() as connection:
            rows = connection.execute(_OF_SUPPLIER, values).all()
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

    def known_addresses(self, organisation_id: str, supplier_ids: Sequence[str]) -> tuple[str, ...]:
        """Addresses that staff entered for these suppliers; a 9-digit id means every SIRET of that SIREN."""
        sirens = [one for one in supplier_ids if _is_siren(one)]
        values = {"organisation": organisation_id, "ids": list(supplier_ids), "sirens": sirens}
        with self._asking() as connection:
            return tuple(connection.execute(_KNOWN_ADDRESSES, values).scalars())


def _owners(organisation_id: str, supplier_ids: Sequence[str]) -> list[int]:
    return sorted({owner_of(organisation_id, supplier_id) for supplier_id in supplier_ids if supplier_id})


def _candidates(book: CandidateBook, organisation_id: str, asked: Asked) -> list[Candidate]:
    readings = read(asked.text)
    probes = probes_for(asked, readings, organisation_id)
    return [*book.near(probes), *book.slipped(probes.first, slip_probes(readings))]


def _is_siren(supplier_id: str) -> bool:
    return len(supplier_id) == _SIREN and supplier_id.isdecimal()


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
