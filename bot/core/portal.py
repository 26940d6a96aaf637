"""What the portal tells about invoices, in our words: its payload names stay in the edges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Feed(StrEnum):
    """One of the portal's three lists of received demands; each is walked on its own."""

    INVOICES = "invoices"
    """Received invoices."""
    WORK_INVOICES = "work_invoices"
    """Received demands of works (`FACTURE_TRAVAUX` in the same search)."""
    WORK_DOCUMENTS = "work_documents"
    """The works' own search: documents between the parties of a site, by role."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A structure that the account receives for. `key` is the portal's own number, `identifier` mostly a SIRET."""

    key: int
    identifier: str
    name: str


@dataclass(frozen=True, slots=True)
class RecipientService:
    """A service of a recipient; `key` is the portal's own number."""

    key: int
    code: str
    label: str
    active: bool


@dataclass(frozen=True, slots=True)
class RecipientSettings:
    """What a recipient's record says of itself.

    `reports_payment` is False when payment is never told to the portal: no reply may then wait for that status.
    `password_expires_at` is when the technical account's password stops working (UTC), None when not said.
    """

    reports_payment: bool
    password_expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time: `start` ≤ moment < `end`, aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Search:
    """One search: what `feed` lists for `recipient` (and `service`, None for all) whose status changed in `window`."""

    feed: Feed
    recipient: Recipient
    window: Window
    service: RecipientService | None = None


@dataclass(frozen=True, slots=True)
class PortalInvoice:
    """One demand as a search lists it.

    `key` is the portal's technical number. `amount` is with taxes, `amount_due` what remains to pay, both in euros
    (None when not said). `status` is the code verbatim, known or not; `status_at` UTC. `document` is `FACTURE`,
    `AVOIR`, `ACOMPTE` or what the works call it. `comment` is untrusted text. `warnings` are short codes of what was
    odd but did not cost the row (`siret_checksum`, `unknown_status`, `unknown_field`, …).
    """

    key: int
    feed: Feed
    supplier_id: str
    supplier_id_kind: str
    supplier_name: str
    number: str
    status: str
    status_at: datetime | None
    invoiced_on: date | None
    deposited_on: date | None
    amount: Decimal | None
    amount_due: Decimal | None
    currency: str
    document: str
    engagement: str
    market: str
    recipient_id: str
    service_code: str
    comment: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that could not be read. `key` is the portal's number when at least that was legible; no value is quoted."""

    key: int | None
    field: str
    problem: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a search. `total` is how many the portal says the whole search has; `pages` at least 1."""

    records: tuple[PortalInvoice | BadRecord, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class StatusStep:
    """One step of an invoice's history. `at` is UTC, to the minute; nobody's name is kept, `comment` is untrusted."""

    key: int
    status: str
    at: datetime | None
    comment: str


@dataclass(frozen=True, slots=True)
class History:
    """All that the history of one invoice says: oldest first. `unread` steps could not be read."""

    invoice: int
    status: str
    steps: tuple[StatusStep, ...]
    unread: int = 0


@dataclass(frozen=True, slots=True)
class InvoiceDetails:
    """What the record of one invoice says beside the search; no bank data, no address, nobody's name.

    `mandate` is the number that the body's finance staff typed; `framework` the portal's code of who invoices and how
    (`A2_FACTURE_FOURNISSEUR_DEJA_PAYEE` waits for no payment); `origin` the number of the invoice that a credit note
    or a correction speaks of. Empty where not said.
    """

    invoice: int
    status: str
    mandate: str
    framework: str
    origin: str
