"""Rows of Chorus Pro's searches to our own values: a bad one costs only itself, and nobody's name is ever read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from bot.core import siret
from bot.core.portal import BadRecord, Feed, PortalInvoice, Recipient, Search
from bot.edges.portal_api_fields import Fields, Illegible, amount, day, exact, identity, moment, text
from bot.edges.portal_api_names import INVOICE_NAMES, STATUSES, SUPPLIER_ID_KINDS, WORK_NAMES, Names

_T = TypeVar("_T", date, datetime)
_LONGEST_ID, _LONGEST_NAME, _LONGEST_COMMENT = 100, 255, 2000
_SPOILT = "\ufffd"
_is_siret = lru_cache(maxsize=4096)(siret.is_siret)
"""Suppliers come again and again."""


def read_record(row: object, search: Search) -> PortalInvoice | BadRecord:
    """One row of a search. What identifies the invoice, its status and its amounts must be legible, dates need not.

    An invoice without a supplier is a bad record: nobody could ever be told about it.
    """
    names = WORK_NAMES if search.feed is Feed.WORK_DOCUMENTS else INVOICE_NAMES
    if not isinstance(row, dict):
        return BadRecord(None, "", "no record")
    key = None
    try:
        key = identity(row, names.key)
        if key is None:
            raise Illegible(names.key, "missing")
        return _Reader(row, names).invoice(key, search)
    except Illegible as error:
        return BadRecord(key, error.field, error.problem)


@dataclass(slots=True)
class _Reader:
    """One row while it is read, and what was odd about it."""

    row: Fields
    names: Names
    odd: list[str] = field(default_factory=list)

    def invoice(self, key: int, search: Search) -> PortalInvoice:
        row, names = self.row, self.names
        if not names.known.issuperset(row):
            self.odd.append("unknown_field")
        kind, supplier = self._supplier()
        status = self._needed(names.status)
        if status not in STATUSES:
            self.odd.append("unknown_status")
        currency, total, due = self._money()
        comment = text(row, "commentaireEtatCourant", _LONGEST_COMMENT)
        name = text(row, "designationFournisseur", _LONGEST_NAME)
        if _SPOILT in comment or _SPOILT in name:
            self.odd.append("bad_characters")
        return PortalInvoice(
            key=key,
            feed=search.feed,
            supplier_id=supplier,
            supplier_id_kind=kind,
            supplier_name=name,
            number=self._needed(names.number),
            status=status,
            status_at=self._dated(moment, "dateHeureEtatCourant", "no_status_date"),
            invoiced_on=self._dated(day, names.invoiced_on),
            deposited_on=self._dated(day, "dateDepot"),
            amount=total,
            amount_due=due,
            currency=currency,
            document=self._document(search.feed),
            engagement=text(row, "numeroBonCommande", _LONGEST_ID),
            market=text(row, "numeroMarche", _LONGEST_ID),
            recipient_id=self._recipient(search.recipient),
            service_code=text(row, names.service_code, _LONGEST_ID),
            comment=comment,
            warnings=tuple(self.odd),
        )

    def _needed(self, name: str) -> str:
        value = exact(self.row, name, _LONGEST_ID)
        if not value:
            raise Illegible(name, "missing")
        return value

    def _supplier(self) -> tuple[str, str]:
        """Kind and identifier. A SIRET that is no text has lost its leading zeros; one that fails is kept."""
        name = self.names.supplier_id
        found = self._needed(name)
        kind = text(self.row, "typeIdentifiantFournisseur", _LONGEST_ID)
        if not kind:
            kind = "SIRET" if _is_siret(found) else "AUTRE"
            self.odd.append("no_id_kind")
        elif kind not in SUPPLIER_ID_KINDS:
            self.odd.append("unknown_id_kind")
        if kind == "SIRET" and not _is_siret(found):
            if not isinstance(self.row[name], str):
                found = found.zfill(14)
            if not _is_siret(found):
                self.odd.append("siret_checksum")
        return kind, found

    def _money(self) -> tuple[str, Decimal | None, Decimal | None]:
        """Currency, amount and what is due: in euros or not at all."""
        total, due = amount(self.row, "montantTTC"), amount(self.row, "montantAPayer")
        currency = text(self.row, "devise", _LONGEST_ID) or "EUR"
        if currency == "EUR":
            return currency, total, due
        self.odd.append("other_currency")
        return currency, None, None

    def _dated(self, read: Callable[[Fields, str], _T | None], name: str, when_missing: str = "") -> _T | None:
        try:
            value = read(self.row, name)
        except Illegible:
            self.odd.append("bad_date")
            return None
        if value is None and when_missing:
            self.odd.append(when_missing)
        return value

    def _document(self, feed: Feed) -> str:
        of_works = text(self.row, "typeFactureTravaux", _LONGEST_ID) if feed is not Feed.INVOICES else ""
        return of_works or text(self.row, "typeFacture", _LONGEST_ID)

    def _recipient(self, asked: Recipient) -> str:
        """Whose invoice it is: a row of another recipient than the one asked about is nobody's here."""
        if identity(self.row, "idDestinataire") not in {None, asked.key}:
            raise Illegible("idDestinataire", "another recipient's")
        told = exact(self.row, self.names.recipient_id, _LONGEST_ID)
        return told if told and isinstance(self.row[self.names.recipient_id], str) else asked.identifier
