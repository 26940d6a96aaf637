"""The invoices of a file, row by row: what can be loaded, and what cannot with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core.invoice import Invoice
from bot.core.invoice_number import canonical
from bot.edges.portal_file_particulars import UNTOLD, Particulars, euros_of, particulars_of
from bot.edges.portal_file_rows import BadRow, BadValue, Row
from bot.edges.portal_file_statuses import StatusWords
from bot.edges.portal_file_supplier import siret_of, supplier_of
from bot.edges.portal_file_values import day_of, moment_of

_EMPTY = "cette case est vide"
_LONGEST_NUMBER = 100
_MOST_KEPT = 32_768
_SLACK = timedelta(days=1)
_FUTURE = "dans l'avenir : après le moment où les données étaient vraies"
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?E\+\d+|\d[.,]\d+E\d+", re.IGNORECASE)
_LEGIBLE = re.compile(r"[0-9A-Za-z]")
_BECAME_QUANTITY = re.compile(r"\d{4,}[.,]0+")
"""What a program that takes numbers for quantities writes of « 240312 », as soon as one cell of the column is empty."""

_MONTH = r"(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)\.?"
_BECAME_DAY = re.compile(rf"{_MONTH}-\d{{2}}|\d{{1,2}}-{_MONTH}", re.IGNORECASE)
_SPREADSHEET_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|VALEUR!|DIV/0!|NAME\?|NOM\?|NULL!|NUL!|NUM!|NOMBRE!|#+)")
_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One good row: `warning` is empty or BAD_CHECKSUM. An invoice without a status is known, and left to people."""

    line: int
    invoice: Invoice
    raw: str
    warning: str = ""
    more: Particulars = UNTOLD


@dataclass(frozen=True, slots=True)
class InvoiceReader:
    """How the rows of one file are read.

    `as_of` is the age of the data (UTC): what happened more than a day later is a slip, or another year's file.
    Days begin in `zone`, the body's own. `words` turns the statuses' words into codes.
    """

    as_of: datetime
    zone: tzinfo = _PARIS
    words: StatusWords = field(default_factory=StatusWords)

    def read(self, rows: Iterator[Row]) -> Iterator[InvoiceLine | BadRow]:
        """Each row as an invoice, or as a bad row, in order."""
        seen = _Repeated(self)
        for row in rows:
            if row.problem:
                yield BadRow(row.line, "", "", row.problem, row.raw)
                continue
            try:
                yield self._line(row, seen)
            except BadValue as bad:
                number, supplier = _legible(row)
                yield replace(bad.of_row(row), number=number, supplier=supplier)

    def _line(self, row: Row, seen: _Repeated) -> InvoiceLine:
        cells = row.cells
        _check_cells(cells)
        supplier = seen.supplier("siret", cells["siret"], cells.get("supplier_kind", ""))
        invoice = Invoice(
            supplier_id=supplier.value,
            supplier_id_kind=supplier.kind,
            supplier_name=cells.get("supplier", ""),
            number=_number(row),
            status=seen.status(cells["status"]),
            status_at=_status_at(cells.get("status_at", ""), self.zone, seen.latest),
            invoiced_on=seen.invoiced_on(cells.get("date"), seen.last_day),
            amount=euros_of("amount", cells.get("amount", ""), cells.get("currency", "")),
            engagement=cells.get("engagement", ""),
            recipient_siret=seen.recipient(cells.get("recipient_siret", "")),
            service_code=cells.get("service_code", ""),
            comment=cells.get("comment", ""),
            synced_at=self.as_of,
        )
        return InvoiceLine(row.line, invoice, row.raw, supplier.warning, particulars_of(cells, self.zone, seen.latest))


class _Repeated:
    """What the rows of one file have in common: suppliers, days and statuses come again, and each is read once."""

    def __init__(self, reader: InvoiceReader) -> None:
        self.latest = reader.as_of + _SLACK
        self.last_day = self.latest.astimezone(reader.zone).date()
        kept = lru_cache(maxsize=_MOST_KEPT)
        self.supplier = kept(supplier_of)
        self.recipient = kept(_recipient)
        self.status = kept(reader.words.code)
        self.invoiced_on = kept(_invoiced_on)


def _check_cells(cells: Mapping[str, str]) -> None:
    if "#" not in "".join(cells.values()):
        return
    for name, text in cells.items():
        if _SPREADSHEET_ERROR.fullmatch(text):
            raise BadValue(name, text, "c'est une erreur du tableur, pas une valeur")


def _legible(row: Row) -> tuple[str, str]:
    """Number and supplier of a row that cannot be loaded, each empty when it is one of the reasons."""
    number = supplier = ""
    with suppress(BadValue):
        number = _number(row)
    with suppress(BadValue):
        supplier = supplier_of("siret", row.cells["siret"], row.cells.get("supplier_kind", "")).value
    return number, supplier


def _status_at(text: str, zone: tzinfo, latest: datetime) -> datetime | None:
    moment = moment_of("status_at", text, zone)
    if moment is not None and moment > latest:
        raise BadValue("status_at", text, _FUTURE)
    return moment


def _invoiced_on(text: str | None, latest: date) -> date | None:
    """None only for a file that has no such column: an empty cell is refused."""
    if text is None:
        return None
    day = day_of("date", _filled("date", text))
    if day > latest:
        raise BadValue("date", text, _FUTURE)
    return day


def _filled(column: str, text: str) -> str:
    if not text:
        raise BadValue(column, text, _EMPTY)
    return text


def _number(row: Row) -> str:
    """An invoice number as written: never read as a quantity, and not what a spreadsheet made of it."""
    text = _filled("number", row.cells["number"])
    if len(text) > _LONGEST_NUMBER:
        raise BadValue("number", text, f"trop long : {len(text)} caractères, {_LONGEST_NUMBER} au plus")
    if text.isascii() and text.isalnum() and "number" not in row.dates:
        return text
    if _ROUNDED.fullmatch(text):
        raise BadValue("number", text, "arrondi par le tableur : exportez cette colonne au format Texte")
    if _BECAME_QUANTITY.fullmatch(text):
        raise BadValue(
            "number", text, "un programme en a fait un nombre à virgule : exportez cette colonne au format Texte"
        )
    if "number" in row.dates or _BECAME_DAY.fullmatch(text):
        raise BadValue("number", text, "le tableur en a fait une date : exportez cette colonne au format Texte")
    if not (text.isascii() and _LEGIBLE.search(text)) and not canonical(text):
        raise BadValue("number", text, "il n'y a ni lettre ni chiffre")
    return text


def _recipient(text: str) -> str:
    return siret_of("recipient_siret", text) if text else ""
