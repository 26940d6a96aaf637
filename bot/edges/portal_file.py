"""A file as the portal or finance software exports it: told by its content, its table found, its rows by field."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from itertools import islice
from pathlib import Path

from bot.edges.portal_file_header import (
    Columns,
    Header,
    Layout,
    find_header,
    folded,
    read_header,
    refusal,
)
from bot.edges.portal_file_rows import FileRefused, RawRow, Row
from bot.edges.portal_file_sheet import Workbook, opened_workbook
from bot.edges.portal_file_text import read_text, separators_of

_LARGEST = 1_000_000_000
_HEAD = 8_192
_HEADER_WITHIN = 40
"""Rows above the header that an export may have: titles, the criteria of the search, blank lines."""
_MOST_COLUMNS = 300
_SPARE_COLUMNS = 20
"""Cells beyond the header are looked at: a value there says that the row has slipped."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|table|body|div|style)\b", re.IGNORECASE | re.DOTALL
)
_FOOTER = re.compile(
    r"(?:sous )?tota(?:l|ux)\b|cumul\b|somme\b|nombre\b|edit(?:e|ion)\b|imprime\b|genere\b|page\b|fin\b|export|extrait\b"
)
_SAVE_AS = "ouvrez-le dans votre tableur et enregistrez-le au format .xlsx ou .csv"


class Kind(StrEnum):
    """What a file holds, told by its content: names of files lie."""

    TEXT = "text"
    WORKBOOK = "workbook"
    STATUSES = "statuses"


class Table:
    """The table of a file: its header, and the sheet it was found in (empty for CSV).

    `footers` counts, once the rows are read, the lines of totals and the repeated headers that were left out.
    """

    def __init__(self, header: Header, sheet: str, raw: Iterable[RawRow]) -> None:
        """`raw` are the rows of the file from its first on."""
        self.header = header
        self.sheet = sheet
        self.footers = 0
        self._raw = raw

    def rows(self) -> Iterator[Row]:
        """Rows below the header. Totals, page feet and repeated headers are no rows: they are counted."""
        header = self.header
        key = [header.places[name] for name in ("number", "status", "address") if name in header.places]
        for raw in self._raw:
            if raw.line <= header.line:
                continue
            if raw.values == header.values or _is_footer(raw, key):
                self.footers += 1
            else:
                yield header.row(raw)


def kind_of(path: Path) -> Kind:
    """What this file is. Raises FileRefused, in French and with the way out, for what cannot be read; OSError."""
    if path.stat().st_size > _LARGEST:
        raise FileRefused(f"{path.name} : fichier de plus de {_LARGEST // 10**9} Go, coupez-le en plusieurs")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        raise FileRefused(f"{path.name} : le fichier est vide")
    if head.startswith(b"PK"):
        return _zipped(path)
    plain = head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b"")
    if plain.lstrip().startswith(b"<"):
        return _marked_up(path, plain)
    problem = _foreign(path, head)
    if problem:
        raise FileRefused(f"{path.name} : {problem}")
    return Kind.TEXT


def _zipped(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise FileRefused(f"{path.name} : le fichier est abîmé ou incomplet (envoi interrompu ?)") from None
    if "xl/workbook.xml" in names:
        return Kind.WORKBOOK
    if "xl/workbook.bin" in names:
        raise FileRefused(f"{path.name} : classeur au format binaire .xlsb ; {_SAVE_AS}")
    if "content.xml" in names:
        raise FileRefused(f"{path.name} : classeur LibreOffice .ods ; {_SAVE_AS}")
    raise FileRefused(f"{path.name} : c'est une archive .zip ; sortez-en les fichiers et déposez-les un par un")


def _marked_up(path: Path, head: bytes) -> Kind:
    if _WEB_PAGE.match(head):
        raise FileRefused(f"{path.name} : c'est une page web, même si son nom dit autre chose ; {_SAVE_AS}")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise FileRefused(f"{path.name} : classeur au vieux format XML d'Excel ; {_SAVE_AS}")
    if b"CPPFactures" in head and b"CPPFactureStatuts" not in head:
        raise FileRefused(f"{path.name} : fichier pivot de factures ; seul le fichier pivot de statuts est lu")
    return Kind.STATUSES


def _foreign(path: Path, head: bytes) -> str:
    """Why a file is neither text nor a workbook, empty when it may be text."""
    if head.startswith(_OLE):
        with path.open("rb") as file:
            sealed = "EncryptedPackage".encode("utf-16-le") in file.read(1 << 22)
        if sealed:
            return "le classeur est protégé par un mot de passe ; enlevez-le (Fichier, Informations, Protéger)"
        return f"classeur à l'ancien format .xls ; {_SAVE_AS}"
    if head.startswith(b"%PDF"):
        return "c'est un PDF ; exportez la liste au format .xlsx ou .csv"
    strange = sum(octet < 32 and octet not in b"\t\r\n\x0c\x1a\0\x1b" for octet in head)
    if strange > len(head) // 50 or head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc")):
        return "ce n'est ni un CSV ni un classeur .xlsx"
    return ""


@contextmanager
def opened_table(path: Path, layout: Layout, columns: Columns, sheet: str = "") -> Iterator[Table]:
    """The table of a CSV file or a workbook, to be read inside.

    `columns` are headers that the body has named itself; `sheet` the sheet it wants, empty to look for the one with
    the header. Raises FileRefused, in French, when there is no table, or more than one; OSError.
    """
    kind = kind_of(path)
    if kind is Kind.WORKBOOK:
        with opened_workbook(path) as book:
            yield _sheet_table(path, book, layout, columns, sheet)
    elif kind is Kind.TEXT:
        yield _text_table(path, layout, columns)
    else:
        raise FileRefused(f"{path.name} : c'est un fichier XML, une liste est attendue (.csv ou .xlsx)")


def _text_table(path: Path, layout: Layout, columns: Columns) -> Table:
    tops: dict[str, tuple[RawRow, ...]] = {}
    for sign in separators_of(path):
        top = tops[sign] = tuple(islice(read_text(path, sign), _HEADER_WITHIN))
        header = _header_in(path, top, layout, columns)
        if header is not None:
            return Table(header, "", read_text(path, sign))
    best = max(tops.values(), key=lambda top: max((_fields(row, layout, columns) for row in top), default=0))
    raise refusal(best, layout, columns, path.name)


def _sheet_table(path: Path, book: Workbook, layout: Layout, columns: Columns, wanted: str) -> Table:
    names = [name for name in book.names if not wanted or folded(name) == folded(wanted)]
    if not names:
        seen = ", ".join(f"« {name} »" for name in book.names)
        raise FileRefused(
            f"{path.name} : il n'y a pas de feuille « {wanted} » ; feuilles visibles : {seen or 'aucune'}"
        )
    tops = {name: tuple(islice(book.rows(name, _MOST_COLUMNS), _HEADER_WITHIN)) for name in names}
    found = {name: _header_in(path, top, layout, columns) for name, top in tops.items()}
    good = {name: header for name, header in found.items() if header is not None}
    if len(good) > 1:
        seen = " et ".join(f"« {name} »" for name in good)
        raise FileRefused(
            f"{path.name} : les feuilles {seen} ont toutes l'en-tête attendu ; gardez-en une seule, ou dites laquelle "
            'dans [organisation.import] (sheet = "…")'
        )
    if not good:
        name, best = max(
            tops.items(), key=lambda item: max((_fields(row, layout, columns) for row in item[1]), default=0)
        )
        raise refusal(best, layout, columns, f"{path.name}, feuille « {name} »")
    name, header = next(iter(good.items()))
    return Table(header, name, book.rows(name, header.width + _SPARE_COLUMNS))


def _header_in(path: Path, top: Sequence[RawRow], layout: Layout, columns: Columns) -> Header | None:
    try:
        return find_header(top, layout, columns)
    except FileRefused as refused:
        raise FileRefused(f"{path.name}, {refused}") from None


def _fields(row: RawRow, layout: Layout, columns: Columns) -> int:
    return len(read_header(row, layout, columns).places)


def _is_footer(raw: RawRow, key: Iterable[int]) -> bool:
    """A line of totals or a page's foot: it names no invoice (or contact), and its first words say what it is.

    `key` are the places of what would name one.
    """
    if raw.problem:
        return False
    values = raw.values
    first = 0 if values[0] else next(at for at, value in enumerate(values) if value)
    for at in key:
        if at != first and at < len(values) and values[at]:
            return False
    return bool(_FOOTER.match(folded(values[first])))
