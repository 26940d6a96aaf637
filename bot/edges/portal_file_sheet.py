"""Reading an XLSX workbook: values as a person sees them, never formulas, and nothing that a hostile file could cost."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from bot.edges.portal_file_cell import is_day, text_of
from bot.edges.portal_file_rows import FileRefused, RawRow

_LARGEST_PART = 300_000_000
_LARGEST_KEPT_PART = 100_000_000
_MOST_PARTS = 2_000
_MOST_CELLS_IN_A_ROW = 20_000
_LAST_ROW = 1_048_576
_AT_ONCE = 500
_CHUNK = 1 << 20
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_DAMAGED = "le classeur est abîmé ou incomplet ; enregistrez-le de nouveau et recommencez"
_TOO_LARGE = "le classeur est trop grand une fois décompressé ; coupez-le en plusieurs fichiers"


@contextmanager
def opened_workbook(path: Path) -> Iterator[Workbook]:
    """The sheets of a workbook, to be read inside. Raises FileRefused for what is damaged or hostile, OSError."""
    from openpyxl import load_workbook  # slow to read in, and most commands meet no workbook

    check_parts(path)
    with _readable(path):
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    with closing(book):
        yield Workbook(path, {sheet.title: sheet for sheet in book.worksheets if sheet.sheet_state == "visible"})


class Workbook:
    """The visible sheets of one file."""

    def __init__(self, path: Path, sheets: dict[str, Any]) -> None:
        self.names = tuple(sheets)
        self._path = path
        self._sheets = sheets

    def rows(self, name: str, width: int) -> Iterator[RawRow]:
        """Rows of one sheet and their first `width` cells, streamed, blank rows left out; may be asked for again.

        Raises FileRefused.
        """
        sheet = self._sheets[name]
        # What a sheet says of its own size is often wrong (a formatted column down to the last row).
        sheet.reset_dimensions()
        waiting = enumerate(sheet.iter_rows(max_col=width, max_row=_LAST_ROW), 1)
        blank: tuple[Any, ...] = ()
        while True:
            with _readable(self._path):
                batch = list(islice(waiting, _AT_ONCE))
            if not batch:
                return
            for number, cells in batch:
                # openpyxl fills a gap with one and the same tuple: a million of them are passed over at no cost.
                if cells is blank:
                    continue
                if all(cell.value is None for cell in cells):
                    blank = cells
                else:
                    row = _row(number, cells)
                    if any(row.values):
                        yield row


def _row(number: int, cells: tuple[Any, ...]) -> RawRow:
    last = max(at for at, cell in enumerate(cells, 1) if cell.value is not None)
    seen = cells[:last]
    values = tuple(text_of(cell.value, cell.number_format or "General") for cell in seen)
    dates = frozenset(at for at, cell in enumerate(seen) if is_day(cell.value))
    return RawRow(number, values, " ; ".join(values), dates)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Whatever a damaged workbook breaks in openpyxl is one thing for whoever sent it."""
    broken = (
        ArithmeticError,
        AttributeError,
        EOFError,
        LookupError,
        TypeError,
        ValueError,
        SyntaxError,  # what xml.etree raises for XML that is none
        RuntimeError,  # a member behind a password, or packed in a way that zipfile does not know
        zipfile.BadZipFile,
        zlib.error,
    )
    try:
        # openpyxl warns of styles, extensions and validations that it does not know: no matter for values.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FileRefused:
        raise
    except broken:
        raise FileRefused(f"{path.name} : {_DAMAGED}") from None


def check_parts(path: Path) -> None:
    """Refuses, before anything is unpacked in memory, bombs, entities (XXE, « billion laughs ») and endless rows.

    Raises FileRefused, OSError.
    """
    with _readable(path), zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_PART:
            raise FileRefused(f"{path.name} : {_TOO_LARGE}")
        for part in parts:
            in_memory = not part.filename.startswith("xl/worksheets/")
            if in_memory and part.file_size > _LARGEST_KEPT_PART:
                raise FileRefused(f"{path.name} : {_TOO_LARGE}")
            if part.filename.endswith((".xml", ".rels", ".vml")):
                with archive.open(part) as stream:
                    if has_declarations(stream):
                        raise FileRefused(f"{path.name} : {_DAMAGED} (déclarations XML interdites)")
            if not in_memory:
                with archive.open(part) as stream:
                    _check_rows(path, stream)


def _check_rows(path: Path, stream: IO[bytes]) -> None:
    """A row is held in memory whole: one of a million cells is none that a person made."""
    cells = 0
    while chunk := stream.read(_CHUNK):
        for at, piece in enumerate(_ROW.split(chunk)):
            cells = len(_CELL.findall(piece)) + (0 if at else cells)
            if cells > _MOST_CELLS_IN_A_ROW:
                raise FileRefused(f"{path.name} : une ligne du classeur a plus de {_MOST_CELLS_IN_A_ROW} cases")


class _PrologEnds(Exception):
    """The first element begins: no declaration can follow."""


class _Declared(Exception):
    """The document declares a type: entities could follow."""


def has_declarations(stream: IO[bytes]) -> bool:
    """Whether an XML document begins with a DOCTYPE, which no workbook and no portal file does.

    Reads no further than the first element; nothing is ever expanded or fetched. False for what is not XML.
    """
    parser = expat.ParserCreate()

    def declared(*_: object) -> None:
        raise _Declared

    def begun(*_: object) -> None:
        raise _PrologEnds

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
    except _Declared:
        return True
    except (_PrologEnds, expat.ExpatError):
        return False
    return False
