"""Tables of the local copy of the portal: invoices, its age, rows that could not be loaded, suppliers' contacts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from storage.base import KEPT_KEYS, KeyedRow, Row
from storage.columns import KeyText, PlainText, UtcDateTime


class InvoiceRow(KeyedRow, table=True):
    """One invoice, keyed by organisation, supplier and number as written; money in cents.

    `canonical` and `compact` are the number's look-up forms (`bot/core/invoice_number.py`): a change of those
    functions needs a migration that computes them anew.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("organisation_id", "supplier_id", "number"),
        Index("ix_invoice_canonical", "organisation_id", "canonical"),
        Index("ix_invoice_compact", "organisation_id", "compact"),
        KEPT_KEYS,
    )

    supplier_id: str = Field(sa_type=KeyText)
    supplier_id_kind: str = Field(sa_type=PlainText)
    supplier_name: str = Field(sa_type=PlainText)
    number: str = Field(sa_type=KeyText)
    canonical: str = Field(sa_type=KeyText)
    compact: str = Field(sa_type=KeyText)
    status: str = Field(sa_type=PlainText)
    status_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    invoiced_on: date | None = None
    made_available_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    amount_cents: int | None = Field(default=None, sa_type=BigInteger)
    engagement: str = Field(sa_type=PlainText)
    recipient_siret: str = Field(sa_type=PlainText)
    service_code: str = Field(sa_type=PlainText)
    comment: str = Field(sa_type=PlainText)
    source: str = Field(sa_type=PlainText)
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    synced_at: datetime = Field(sa_type=UtcDateTime)


class PortalCopy(Row, table=True):
    """How old what one source gave us is."""

    __tablename__ = "portal_copy"

    organisation_id: str = Field(primary_key=True, sa_type=PlainText)
    source: str = Field(primary_key=True, sa_type=PlainText)
    as_of: datetime = Field(sa_type=UtcDateTime)


class RejectedRow(KeyedRow, table=True):
    """A row of a file that could not be loaded, kept aside for staff; `line` counts from 1."""

    __tablename__ = "rejected_row"
    __table_args__ = (Index("ix_rejected_row_file_name", "organisation_id", "file_name"), KEPT_KEYS)

    file_name: str = Field(sa_type=PlainText)
    line: int
    problem: str = Field(sa_type=PlainText)
    raw: str = Field(sa_type=PlainText)
    rejected_at: datetime = Field(sa_type=UtcDateTime)


class ContactRow(KeyedRow, table=True):
    """An address that staff say writes for a supplier. `origin` is how we know, `entered_by` who said so."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("organisation_id", "address", "supplier_id"), KEPT_KEYS)

    address: str = Field(sa_type=PlainText)
    supplier_id: str = Field(sa_type=KeyText)
    origin: str = Field(sa_type=PlainText)
    entered_by: str = Field(sa_type=PlainText)
    entered_at: datetime = Field(sa_type=UtcDateTime)
