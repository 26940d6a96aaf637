"""The invoices of a CSV file, row by row: what can be loaded, and what cannot with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.core.invoice import Invoice
from bot.core.invoice_number import canonical
from bot.core.siret import is_siret
from bot.edges.csv_rows import BadRow, BadValue, CsvRow, read_rows
from bot.edges.csv_values import amount_of, day_of, moment_of, siret_of

REQUIRED = ("siret", "supplier", "number", "amount", "date", "engagement", "status")
"""Columns that the file must have; `status_at,recipient_siret,service_code,comment` may follow."""

BAD_CHECKSUM = "siret_checksum"
"""Warning: fourteen digits that no real SIRET has; Chorus Pro's qualification data is full of them."""

_LONGEST_NUMBER = 100
_SLACK = timedelta(days=1)
_FUTURE = "in the future: later than the moment when the data were true (--as-of)"
_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d+", re.IGNORECASE)
_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One good row: `warning` is empty or BAD_CHECKSUM."""

    line: int
    invoice: Invoice
    raw: str
    warning: str = ""


def read_invoices(path: Path, *, as_of: datetime, zone: tzinfo = _PARIS) -> Iterator[InvoiceLine | BadRow]:
    """Rows of an invoice file, streamed in order.

    `as_of` is the age of the data (UTC): what happened more than a day later is a slip, or another year's file.
    Days in `status_at` begin in `zone`, the body's own. Raises ConfigError when the file cannot be opened or lacks a
    column.
    """
    for row in read_rows(path, REQUIRED):
        if row.problem:
            yield BadRow(row.line, "", "", row.problem, row.raw)
            continue
        try:
            yield _line(row, as_of, zone)
        except BadValue as bad:
            yield bad.of_row(row)


def _line(row: CsvRow, as_of: datetime, zone: tzinfo) -> InvoiceLine:
    cells = row.cells
    latest = as_of + _SLACK
    siret = siret_of("siret", cells["siret"])
    invoice = Invoice(
        supplier_id=siret,
        supplier_id_kind="SIRET",
        supplier_name=cells["supplier"],
        number=_number(cells["number"]),
        status=_filled("status", cells["status"]),
        status_at=_status_at(cells.get("status_at", ""), zone, latest),
        invoiced_on=_invoiced_on(cells["date"], latest.astimezone(zone).date()),
        amount=amount_of("amount", cells["amount"]),
        engagement=cells["engagement"],
        recipient_siret=_recipient(cells.get("recipient_siret", "")),
        service_code=cells.get("service_code", ""),
        comment=cells.get("comment", ""),
        synced_at=as_of,
    )
    return InvoiceLine(row.line, invoice, row.raw, "" if is_siret(siret) else BAD_CHECKSUM)


def _status_at(text: str, zone: tzinfo, latest: datetime) -> datetime | None:
    moment = moment_of("status_at", text, zone)
    if moment is not None and moment > latest:
        raise BadValue("status_at", text, _FUTURE)
    return moment


def _invoiced_on(text: str, latest: date) -> date:
    day = day_of("date", text)
    if day > latest:
        raise BadValue("date", text, _FUTURE)
    return day


def _filled(column: str, text: str) -> str:
    if not text:
        raise BadValue(column, text, "missing")
    return text


def _number(text: str) -> str:
    """An invoice number as written: never read as a quantity."""
    _filled("number", text)
    if len(text) > _LONGEST_NUMBER:
        raise BadValue("number", text, f"too long: {len(text)} characters, at most {_LONGEST_NUMBER}")
    if _ROUNDED.fullmatch(text):
        raise BadValue("number", text, "rounded by a spreadsheet: export the column as text")
    if not canonical(text):
        raise BadValue("number", text, "holds neither letter nor digit")
    return text


def _recipient(text: str) -> str:
    return siret_of("recipient_siret", text) if text else ""
