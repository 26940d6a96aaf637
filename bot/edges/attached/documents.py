"""Letters kept as files: Word's .docx, rich text, plain text, HTML."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile

from bot.core.attached import MOST_TEXT, FileKind, Unread
from bot.edges.attached.bounds import LARGEST_FILE
from bot.edges.attached.refusal import CannotRead, Opened
from bot.edges.charsets import clean, decode
from bot.edges.html_text import html_to_text
from bot.edges.portal_file_sheet import has_declarations

_PART = "word/document.xml"
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}
_ENDS = {"p": "\n", "tc": "\t", "tr": "\n"}


def open_docx(content: bytes) -> Opened:
    """The words of the body, a line for each paragraph. Raises CannotRead, one of BROKEN."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(_PART) as stream:
        xml = stream.read(LARGEST_FILE + 1)
    if len(xml) > LARGEST_FILE:
        raise CannotRead(Unread.BOMB, FileKind.OFFICE)
    if has_declarations(io.BytesIO(xml)):
        raise CannotRead(Unread.DECLARATIONS, FileKind.OFFICE)
    return Opened(clean(_words(xml)))


def _words(xml: bytes) -> str:
    out: list[str] = []
    for event, element in ET.iterparse(io.BytesIO(xml), ("start", "end")):  # noqa: S314 - declarations were refused before
        name = element.tag.rpartition("}")[2]
        if event == "start":
            out.append(_BREAKS.get(name, ""))
            continue
        out.append((element.text or "") if name == "t" else _ENDS.get(name, ""))
        element.clear()
    return "".join(out).strip()


def open_text(content: bytes) -> Opened:
    """Plain text in any usual encoding."""
    return Opened(clean(decode(content[: 4 * MOST_TEXT])))


def open_html(content: bytes) -> Opened:
    """What a reader of the page sees."""
    text, cut = html_to_text(decode(content[: 20 * MOST_TEXT]))
    return Opened(text, missing=Unread.TOO_LARGE if cut else None)


def open_rtf(content: bytes) -> Opened:
    """The words of rich text, without its pictures and objects. Raises one of BROKEN."""
    from striprtf.striprtf import rtf_to_text

    source = content[: 20 * MOST_TEXT]
    text = rtf_to_text(source.decode("cp1252", "replace"), errors="replace")
    return Opened(clean(text).strip(), missing=Unread.TOO_LARGE if len(content) > len(source) else None)
