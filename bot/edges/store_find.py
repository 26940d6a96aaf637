"""Invoices that staff look for by number, supplier's identifier or name, each with its history; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from bot.core.folded import folded, owner_of
from bot.core.invoice_number import canonical, same_number
from bot.edges.store_invoice_row import in_euros
from bot.edges.store_part import StorePart
from storage.tables import METADATA

_INVOICE, _LINES, _WALKED = (METADATA.tables[name] for name in ("invoice", "status_history", "sync_watermark"))
_SIREN, _SIRET, _SHORTEST_NAME = 9, 14, 3


@dataclass(frozen=True, slots=True)
class LineFound:
    """One line of a history: `source` is `search`, `history` or `file`, `portal_at` the date that it gave."""

    status: str
    seen_at: datetime
    portal_at: datetime | None
    source: str
    oddity: str


@dataclass(frozen=True, slots=True)
class InvoiceFound:
    """One invoice of the copy. `seen_at` is when its status was last known to be true.

    `lines` is its history by the date that each line gave (else when it was seen): histories are read late.
    """

    organisation_id: str
    supplier_id: str
    supplier_id_kind: str
    supplier_name: str
    number: str
    status: str
    status_at: datetime | None
    invoiced_on: date | None
    made_available_at: datetime | None
    amount: Decimal | None
    due: Decimal | None
    currency: str | None
    document: str | None
    market: str | None
    deposited_on: date | None
    recipient_siret: str
    service_code: str
    source: str
    doubt: str
    seen_at: datetime
    lines: tuple[LineFound, ...]


_SHOWN = (
    "organisation_id",
    "supplier_id",
    "supplier_id_kind",
    "supplier_name",
    "number",
    "status",
    "status_at",
    "invoiced_on",
    "made_available_at",
    "currency",
    "document",
    "market",
    "deposited_on",
    "recipient_siret",
    "service_code",
    "source",
)


class Finder(StorePart):
    """Looks invoices up for people."""

    name = "find"

    def find(self, organisations: Sequence[str], words: str, limit: int) -> tuple[InvoiceFound, ...]:
        """Invoices that the words name: a number, a SIRET or SIREN, or a part of a supplier's name; newest first."""
        wanted = list(_meant(words.strip(), organisations))
        if not wanted:
            return ()
        walked = (
            select(func.min(_WALKED.c.walked_to))
            .where(_WALKED.c.organisation_id == _INVOICE.c.organisation_id)
            .where(_WALKED.c.recipient_key == _INVOICE.c.recipient_key, _WALKED.c.feed == _INVOICE.c.feed)
            .scalar_subquery()
        )
        asked = (
            select(_INVOICE, walked.label("walked_to"))
            .where(_INVOICE.c.organisation_id.in_(organisations), or_(*wanted))
            .order_by(_INVOICE.c.invoiced_on.desc().nulls_last(), _INVOICE.c.id.desc())
            .limit(limit)
        )
        with self._reading() as session:
            connection = session.connection()
            rows = [row for row in connection.execute(asked) if _is_meant(row, words.strip())]
            told = select(_LINES).where(_LINES.c.invoice_key.in_([row.id for row in rows])).order_by(_LINES.c.id)
            lines: dict[int, list[LineFound]] = {}
            for line in connection.execute(told):
                found = LineFound(line.status, line.seen_at, line.portal_at, line.source, line.oddity)
                lines.setdefault(line.invoice_key, []).append(found)
        return tuple(_found(row, lines) for row in rows)


def _meant(words: str, organisations: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    digits = words.replace(" ", "")
    supplier = digits if digits.isdecimal() and len(digits) in (_SIREN, _SIRET) else words
    if canonical(words):
        owned = _INVOICE.c.owner.in_([owner_of(organisation_id, supplier) for organisation_id in organisations])
        yield owned if len(supplier) == _SIREN else owned & (_INVOICE.c.supplier_id == supplier)
        yield _INVOICE.c.folded == folded(words)
    if len(words) >= _SHORTEST_NAME and not digits.isdecimal():
        yield func.lower(_INVOICE.c.supplier_name).contains(words.lower(), autoescape=True)


def _is_meant(row: Any, words: str) -> bool:
    """Whether a row is more than one of a number whose key is the same: a key forgives too much for people."""
    return row.folded != folded(words) or same_number(row.number, words) or words in row.supplier_name


def _found(row: Any, lines: Mapping[int, Sequence[LineFound]]) -> InvoiceFound:
    seen_at = max(row.synced_at, row.walked_to) if row.walked_to and row.source == "api" else row.synced_at
    told = {name: getattr(row, name) for name in _SHOWN}
    history = sorted(lines.get(row.id, ()), key=lambda line: line.portal_at or line.seen_at)
    return InvoiceFound(
        **told,
        amount=in_euros(row.amount_cents),
        due=in_euros(row.due_cents),
        doubt=row.doubt or "",
        seen_at=seen_at,
        lines=tuple(history),
    )
