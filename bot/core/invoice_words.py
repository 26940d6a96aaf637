"""One invoice in the words that its supplier may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.invoice import Invoice
from bot.core.organisation import Organisation, StatusWords

_ORDERED, _PAID = 5, 8
"""Ranks of `rules/statuses.toml`: the payment order is issued; the payment is recorded, the last of all."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One invoice as a supplier may read it; `english` has its status in the words of the courtesy version.

    `payment_untold`: it is on its way to payment, and the portal will never say that it was paid.
    """

    number: str
    status: str
    label: str
    status_on: date | None
    meaning: str
    holder: str
    action: str
    budget: str
    english: StatusWords
    payment_untold: bool = False


def invoice_line(invoice: Invoice, organisation: Organisation) -> InvoiceLine:
    """The invoice with the body's own words for its status (empty words for an unknown status)."""
    text = organisation.statuses.get(invoice.status)
    since = invoice.status_at
    budget = next((b.label for b in organisation.budgets if b.siret and b.siret == invoice.recipient_siret), "")
    return InvoiceLine(
        number=invoice.number,
        status=invoice.status,
        label=text.label if text else invoice.status,
        status_on=organisation.local(since).date() if since else None,
        meaning=text.meaning if text else "",
        holder=text.holder if text else "",
        action=text.action if text else "",
        budget=budget,
        english=text.english if text else StatusWords(),
        payment_untold=not invoice.payment_told and text is not None and _ORDERED <= text.rank < _PAID,
    )
