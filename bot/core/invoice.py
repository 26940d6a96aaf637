"""Invoices of the local copy of Chorus Pro, and how sure we are that one is meant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

SOURCE_API, SOURCE_FILE = "api", "file"
"""Where the local copy comes from: searches of the portal, or files."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice as the portal or a file gave it.

    Keyed by (organisation, supplier_id, number as written). `amount` in euros, taxes included;
    `status` is the portal's code verbatim, known or not; `status_at` the portal's date of that status
    (UTC, may be unknown); `invoiced_on` the date on the invoice; `synced_at` when we last saw it.
    `comment` is untrusted free text: never sent automatically. `source` is SOURCE_API or SOURCE_FILE; `doubt` says
    why a person must look at it (`core/status_path.py`), empty when nothing is odd.
    """

    supplier_id: str
    supplier_id_kind: str
    supplier_name: str
    number: str
    status: str
    status_at: datetime | None
    invoiced_on: date | None
    amount: Decimal | None
    engagement: str
    recipient_siret: str
    service_code: str
    comment: str
    synced_at: datetime
    key: int | None = None
    """Its row, None for an invoice that is not stored."""
    source: str = SOURCE_FILE
    doubt: str = ""
    payment_told: bool = True
    """False where the recipient never tells the portal of its payments: no later status may be waited for."""


class Certainty(StrEnum):
    """How sure we are: only `certain` may be answered about."""

    CERTAIN = "certain"
    AMBIGUOUS = "ambiguous"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Near:
    """An invoice that resembles: for staff and for « did you mean », never for an answer. `p` in 0..1."""

    supplier_id: str
    number: str
    p: float


@dataclass(frozen=True, slots=True)
class Match:
    """What one invoice-number mention turned out to mean.

    `mention` is the index in the mentions; `invoice` only when certain; `evidence` short codes such
    as `canonical`, `amount`, `date`, `engagement`, `supplier`.
    """

    mention: int
    certainty: Certainty
    invoice: Invoice | None
    near: tuple[Near, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimedSupplier:
    """Who the mail says it speaks for: the one SIRET in it that is not ours, else the contact's.

    `sirets` holds one for a clear claim, several when ambiguous, none when nothing is said.
    `siren` narrows (from a SIREN or VAT number) but proves nothing. `origin`: `mail`, `contact` or ``.
    """

    sirets: tuple[str, ...]
    siren: str
    origin: str

    @property
    def siret(self) -> str:
        """The one SIRET, empty when there is none or more than one."""
        return self.sirets[0] if len(self.sirets) == 1 else ""
