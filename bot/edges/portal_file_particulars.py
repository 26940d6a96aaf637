"""What a clerk's list may say of an invoice beside what decides: its kind, market, deposit, what is due, its currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal

from bot.edges.portal_file_rows import BadValue
from bot.edges.portal_file_values import amount_of, moment_of, without_accents

_EURO = frozenset(("", "eur", "euro", "euros", "€"))
_DOCUMENTS = {
    "facture": "FACTURE",
    "avoir": "AVOIR",
    "note de credit": "AVOIR",
    "acompte": "ACOMPTE",
    "facture d'acompte": "ACOMPTE",
    "facture d’acompte": "ACOMPTE",
}
"""The portal's `typeFacture`, as its screens and finance software write it."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """None is what the file does not say: it then takes nothing away from what the database knows.

    `document` is the portal's code where the word is known, else the word; `amount_due` in euros.
    """

    document: str | None = None
    market: str | None = None
    deposited_on: date | None = None
    amount_due: Decimal | None = None
    currency: str | None = None


UNTOLD = Particulars()
_COLUMNS = frozenset(("document", "market", "deposited_on", "amount_due", "currency"))


def particulars_of(cells: Mapping[str, str], zone: tzinfo, latest: datetime) -> Particulars:
    """What the columns say that this file has; a day is `zone`'s. Raises BadValue, for a deposit after `latest` too."""
    if _COLUMNS.isdisjoint(cells):
        return UNTOLD
    deposited = moment_of("deposited_on", cells.get("deposited_on", ""), zone)
    if deposited is not None and deposited > latest:
        raise BadValue("deposited_on", cells["deposited_on"], "dans l'avenir : après le moment de l'export")
    currency = cells.get("currency")
    return Particulars(
        document=_document(cells.get("document", "")),
        market=cells.get("market") or None,
        deposited_on=deposited.astimezone(zone).date() if deposited is not None else None,
        amount_due=euros_of("amount_due", cells.get("amount_due", ""), currency or ""),
        currency=None if currency is None else _code(currency),
    )


def euros_of(column: str, text: str, currency: str) -> Decimal | None:
    """An amount; None in another currency too: nobody then proves an invoice by figures that are not euros."""
    return amount_of(column, text) if _is_euro(currency) else None


def _is_euro(currency: str) -> bool:
    return currency.casefold() in _EURO


def _code(currency: str) -> str:
    return "EUR" if _is_euro(currency) else currency.upper()


def _document(text: str) -> str | None:
    return _DOCUMENTS.get(without_accents(text), text) or None
