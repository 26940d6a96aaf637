"""Files as clerks send them: rows of text, written as CSV or as a workbook."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from bot.edges.defaults import default_rules
from bot.edges.portal_file import opened_table
from bot.edges.portal_file_header import INVOICES
from bot.edges.portal_file_invoices import InvoiceLine, InvoiceReader
from bot.edges.portal_file_rows import BadRow
from bot.edges.portal_file_statuses import StatusWords
from bot.edges.status_file import load_statuses
from tests.edges.store_values import NOW

HEADER = ("N° facture", "Fournisseur", "SIRET", "Date de la facture", "Montant TTC", "N° d'engagement", "Statut")
GOOD = ("FA-1", "Durand", "73282932000074", "24/03/2026", "1234,56", "4500001", "Mandatée")
WORDS = StatusWords(load_statuses(default_rules() / "statuses.toml"), {"Payé": "MISE_EN_PAIEMENT"})

Found = InvoiceLine | BadRow


def row(**changes: Any) -> tuple[Any, ...]:
    """A good row with some cells changed: number, name, siret, date, amount, engagement, status."""
    names = ("number", "name", "siret", "date", "amount", "engagement", "status")
    assert changes.keys() <= set(names)
    return tuple(changes.get(name, value) for name, value in zip(names, GOOD, strict=True))


def csv_text(rows: Iterable[Sequence[str]], separator: str = ";") -> str:
    """Rows as lines, quoted only where a spreadsheet would."""

    def cell(value: str) -> str:
        return '"' + value.replace('"', '""') + '"' if re.search(rf'["\n{re.escape(separator)}]', value) else value

    return "".join(separator.join(map(cell, each)) + "\r\n" for each in rows)


def workbook(path: Path, sheets: Mapping[str, Iterable[Sequence[Any]]]) -> Path:
    """A workbook of these sheets; a cell `(value, number format)` has that format."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for at, values in enumerate(rows, 1):
            for place, value in enumerate(values, 1):
                cell = sheet.cell(at, place)
                cell.value, form = value if isinstance(value, tuple) else (value, None)
                if form:
                    cell.number_format = form
    book.save(path)
    return path


def rewritten(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same archive, each part as `change(name, content)` gives it."""
    with zipfile.ZipFile(path) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))
    return path


def with_shared_strings(path: Path) -> Path:
    """The same workbook with its texts in a part of their own, as Excel writes them (openpyxl leaves them in place)."""
    texts = list[bytes]()

    def shared(match: re.Match[bytes]) -> bytes:
        texts.append(b"<si>" + match[2] + b"</si>")
        return b'<c%b t="s"><v>%d</v></c>' % (match[1], len(texts) - 1)

    def change(name: str, content: bytes) -> bytes:
        if name.startswith("xl/worksheets/"):
            return re.sub(rb'<c([^>]*) t="inlineStr"><is>(.*?)</is></c>', shared, content, flags=re.DOTALL)
        if name == "[Content_Types].xml":
            kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%b"/></Types>' % kind
            return content.replace(b"</Types>", part)
        return content

    rewritten(path, change)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        archive.writestr("xl/sharedStrings.xml", b'<sst xmlns="%b">%b</sst>' % (space, b"".join(texts)))
    return path


def read(path: Path, columns: Mapping[str, tuple[str, ...]] | None = None, sheet: str = "") -> list[Found]:
    """Every row of a list of invoices."""
    with opened_table(path, INVOICES, columns or {}, sheet) as table:
        return list(InvoiceReader(NOW, words=WORDS).read(table.rows()))


def told(found: Found) -> str:
    """What a clerk reads of a bad row: line, column, value, reason."""
    assert isinstance(found, BadRow)
    return f"{found.line}, {found.column}, {found.value} : {found.problem}"
