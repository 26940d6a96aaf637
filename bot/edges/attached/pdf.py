"""PDF files: the text of their pages as it is laid out, the electronic invoice inside, and scans."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import closing, suppress

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from bot.core.attached import MOST_TEXT, FileKind, InvoiceFacts, Unread
from bot.edges.attached.bounds import LARGEST_UNPACKED, MOST_PAGES, MOST_RECOGNISED
from bot.edges.attached.invoice_xml import read_invoice_xml
from bot.edges.attached.pdf_layout import Letter, laid_out
from bot.edges.attached.recognition import can_recognise, recognised
from bot.edges.attached.refusal import BROKEN, CannotRead, Opened

_FEWEST_LETTERS = 20
"""A page with fewer is a picture with a stamp."""
_MOST_LETTERS = 30_000
_MOST_EMBEDDED = 10
_DOTS_PER_INCH = 200
_LARGEST_SIDE = 4_000
_NOT_IN_NUMBERS = re.compile(r"[\W_]+")
_PASSWORD = pdfium_c.FPDF_ERR_PASSWORD


def open_pdf(content: bytes) -> Opened:
    """The text of every page, scans read by recognition where it is installed, and the invoice inside.

    Raises CannotRead for too many pages, a password, or what is no PDF.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        why = Unread.ENCRYPTED if getattr(error, "err_code", None) == _PASSWORD else Unread.DAMAGED
        raise CannotRead(why, FileKind.PDF) from None
    with closing(document):
        if len(document) > MOST_PAGES:
            raise CannotRead(Unread.TOO_MANY_PAGES, FileKind.PDF)
        reading = _Reading()
        for number in range(len(document)):
            with suppress(pdfium.PdfiumError), closing(document[number]) as page:
                reading.add(page)
        return reading.opened(_embedded(document))


class _Reading:
    """The pages of one document as they are read."""

    def __init__(self) -> None:
        self.pages: list[str] = []
        self.room = MOST_TEXT
        self.scans = 0
        self.recognised = 0
        self.missing: Unread | None = None

    def add(self, page: pdfium.PdfPage) -> None:
        """Reads one page; one without letters is a picture."""
        if self.room <= 0:
            self.missing = self.missing or Unread.TOO_LARGE
            return
        with closing(page.get_textpage()) as letters:
            text = laid_out(_letters(letters))
            if letters.count_chars() > _MOST_LETTERS:
                self.missing = Unread.TOO_LARGE
        if len(text.replace(" ", "")) < _FEWEST_LETTERS and _has_picture(page):
            text = self._recognised(page) or text
        self.pages.append(text[: self.room])
        self.room -= len(text)

    def _recognised(self, page: pdfium.PdfPage) -> str:
        self.scans += 1
        if self.scans > MOST_RECOGNISED or not can_recognise():
            self.missing = Unread.SCAN
            return ""
        text = recognised(_picture(page))
        if not text.strip():
            self.missing = Unread.SCAN
            return ""
        self.recognised += 1
        return text

    def opened(self, invoice: InvoiceFacts | None) -> Opened:
        """The whole; an embedded invoice whose number the pages do not show is not believed."""
        text = "\n\n".join(page for page in self.pages if page.strip())
        missing = self.missing
        if invoice and text and _bare(invoice.number) not in _bare(text):
            invoice, missing = None, Unread.XML_DIFFERS
        if not text and missing is None and invoice is None:
            missing = Unread.SCAN
        return Opened(text, invoice=invoice, missing=missing, recognised=self.recognised > 0)


def _bare(text: str) -> str:
    return _NOT_IN_NUMBERS.sub("", text).upper()


def _letters(letters: pdfium.PdfTextPage) -> Iterator[Letter]:
    """The letters of a page in the order of the file, each with the box of its font: even a comma is a line high."""
    box, asked = pdfium_c.FS_RECTF(), ctypes.byref
    for number in range(min(letters.count_chars(), _MOST_LETTERS)):
        char = chr(pdfium_c.FPDFText_GetUnicode(letters, number))
        if pdfium_c.FPDFText_GetLooseCharBox(letters, number, asked(box)):
            yield Letter(char, box.left, box.bottom, box.right, box.top)


def _has_picture(page: pdfium.PdfPage) -> bool:
    return next(iter(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3)), None) is not None


def _picture(page: pdfium.PdfPage) -> bytes:
    """The page drawn in grey, as a portable greymap (Netpbm): the recogniser reads it, and no library is needed."""
    scale = min(_DOTS_PER_INCH / 72, _LARGEST_SIDE / max(1.0, *page.get_size()))
    with closing(page.render(scale=scale, grayscale=True)) as bitmap:
        rows = memoryview(bitmap.buffer).cast("B")
        lines = (rows[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height))
        return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)


def _embedded(document: pdfium.PdfDocument) -> InvoiceFacts | None:
    """The first electronic invoice among the files inside (Factur-X, ZUGFeRD, Order-X aside); a damaged one counts for none."""
    for number in range(min(document.count_attachments(), _MOST_EMBEDDED)):
        with suppress(CannotRead, *BROKEN):
            inner = document.get_attachment(number)
            if not inner.get_name().lower().endswith(".xml"):
                continue
            content = bytes(inner.get_data())
            facts = read_invoice_xml(content) if len(content) < LARGEST_UNPACKED else None
            if facts is not None:
                return facts
    return None
