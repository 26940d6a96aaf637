"""Files that go with the mails of a corpus: a PDF of lines, a workbook of rows, as invoicing programs write them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

_LINES_A_PAGE = 50


def pdf_of(text: str) -> bytes:
    """A PDF whose pages show these lines as text (Helvetica, Western European letters; ISO 32000-1, 7.5)."""
    lines = text.strip("\n").split("\n")
    pages = [lines[start : start + _LINES_A_PAGE] for start in range(0, len(lines), _LINES_A_PAGE)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for page in pages:
        own = len(objects) + 1
        box = "/MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R {box} /Contents {own + 1} 0 R >>".encode())
        shown = b"BT /F1 10 Tf 50 800 Td 14 TL\n" + b"".join(map(_shown, page)) + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown))
    return _assembled(objects)


def _shown(line: str) -> bytes:
    escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"(" + escaped.encode("cp1252", "replace") + b") Tj T*\n"


def _assembled(objects: Sequence[bytes]) -> bytes:
    """The objects with their table of places, the first being the catalogue."""
    file, places = bytearray(b"%PDF-1.4\n"), list[int]()
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    file += b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n" % (size, table, size)
    file += b"startxref\n%d\n%%%%EOF\n" % (file.index(b"xref\n0 "))
    return bytes(file)


def workbook_of(rows: Sequence[Sequence[object]]) -> bytes:
    """An XLSX whose one sheet has these rows; numbers and dates are cells of their own kind."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Feuil1")
    for row in rows:
        sheet.append(list(row))
    written = BytesIO()
    book.save(written)
    return written.getvalue()
