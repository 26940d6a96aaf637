"""Tables of the local copy of the portal: invoices and their history, its age, rejected rows, suppliers' contacts."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.base import KEPT_KEYS, KeyedRow, Row
from storage.columns import KeyText, PlainText, UtcDateTime

HISTORY_DUE = text("history_due_at IS NOT NULL")
"""The few invoices whose history is still to be read."""


HAS_ORDER = text("order_key IS NOT NULL")
HAS_PORTAL_KEY, HAS_WORK_KEY = text("portal_key IS NOT NULL"), text("work_key IS NOT NULL")
"""Rows from files have none, and are not listed."""


def _portal_indexes() -> tuple[Index, ...]:
    return tuple(
        Index(f"uq_invoice_{name}", "organisation_id", name, unique=True, sqlite_where=has, postgresql_where=has)
        for name, has in (("portal_key", HAS_PORTAL_KEY), ("work_key", HAS_WORK_KEY))
    )


class InvoiceRow(KeyedRow, table=True):
    """One invoice, keyed by organisation, supplier and number as written; money in cents.

    `owner`, `site`, `folded`, `price_key` and `order_key` are what it is found by, made from the other columns by
    `bot/core/folded.py`: a change there raises its VERSION and needs a migration that computes them anew, as 0004 does.

    What a search of the portal told besides: `portal_key` is its `idFacture`, `work_key` its `idFactureTravaux` (two
    numberings), `feed` and `recipient_key` which walk keeps the row fresh, `due_cents` what remains to pay. `doubt`
    says why a person must look at the row, empty or None when nothing is odd. `history_due_at` is when the row's
    history was asked for, None when it is not wanted.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        Index("uq_invoice_owner", "owner", "folded", "number", "site", unique=True),
        Index("ix_invoice_folded", "folded", "owner"),
        Index("ix_invoice_price_key", "price_key", "owner"),
        Index("ix_invoice_order_key", "order_key", sqlite_where=HAS_ORDER, postgresql_where=HAS_ORDER),
        *_portal_indexes(),
        Index(
            "ix_invoice_history_due",
            "organisation_id",
            "status_at",
            sqlite_where=HISTORY_DUE,
            postgresql_where=HISTORY_DUE,
        ),
        KEPT_KEYS,
    )

    supplier_id: str = Field(sa_type=KeyText)
    supplier_id_kind: str = Field(sa_type=PlainText)
    supplier_name: str = Field(sa_type=PlainText)
    number: str = Field(sa_type=KeyText)
    owner: int = Field(sa_type=BigInteger)
    site: int
    folded: str = Field(sa_type=KeyText)
    price_key: int | None = Field(default=None, sa_type=BigInteger)
    order_key: int | None = Field(default=None, sa_type=BigInteger)
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
    portal_key: int | None = Field(default=None, sa_type=BigInteger)
    work_key: int | None = Field(default=None, sa_type=BigInteger)
    feed: str | None = Field(default=None, sa_type=PlainText)
    recipient_key: int | None = Field(default=None, sa_type=BigInteger)
    document: str | None = Field(default=None, sa_type=PlainText)
    market: str | None = Field(default=None, sa_type=PlainText)
    deposited_on: date | None = None
    due_cents: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, sa_type=PlainText)
    doubt: str | None = Field(default=None, sa_type=PlainText)
    history_due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StatusHistory(KeyedRow, table=True):
    """One status of an invoice as one source told it: nothing here is ever changed or merged.

    `seen_at` is when we learnt of it, `portal_at` the date that came with it, `source` `search`, `history` or `file`.
    `step_key` is the portal's own number of the step, `oddity` what was wrong with it after the one before (empty:
    nothing). `comment` is untrusted text.
    """

    __tablename__ = "status_history"
    __table_args__ = (
        Index("ix_status_history_invoice_key", "invoice_key"),
        Index("uq_status_history_step_key", "organisation_id", "step_key", unique=True),
        KEPT_KEYS,
    )

    invoice_key: int = Field(foreign_key="invoice.id")
    status: str = Field(sa_type=PlainText)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    portal_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    source: str = Field(sa_type=PlainText)
    step_key: int | None = Field(default=None, sa_type=BigInteger)
    comment: str = Field(sa_type=PlainText)
    oddity: str = Field(sa_type=PlainText)


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
