"""One file, opened by what it is; those inside it after it. Runs in the helper process."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.core.attached import MOST_TEXT, AttachedFile, FileKind, FileStatus, Unread, refused
from bot.edges.attached.bounds import DEEPEST, LARGEST_FILE, MOST_FILES, allow_work
from bot.edges.attached.kinds import Shape, shape_of
from bot.edges.attached.refusal import BROKEN, CannotRead, Inner, Opened

INSIDE = " › "
"""Stands between the name of a file and that of one inside it."""
_KINDS = {
    Shape.PDF: FileKind.PDF,
    Shape.XML: FileKind.E_INVOICE,
    Shape.XLSX: FileKind.SHEET,
    Shape.ODS: FileKind.SHEET,
    Shape.XLS: FileKind.SHEET,
    Shape.CSV: FileKind.SHEET,
    Shape.DOCX: FileKind.OFFICE,
    Shape.OFFICE: FileKind.OFFICE,
    Shape.MSG: FileKind.MAIL,
    Shape.TNEF: FileKind.MAIL,
    Shape.EML: FileKind.MAIL,
    Shape.TEXT: FileKind.TEXT,
    Shape.HTML: FileKind.TEXT,
    Shape.RTF: FileKind.TEXT,
    Shape.PICTURE: FileKind.PICTURE,
    Shape.ZIP: FileKind.ARCHIVE,
    Shape.ARCHIVE: FileKind.ARCHIVE,
    Shape.PROGRAM: FileKind.PROGRAM,
    Shape.OTHER: FileKind.OTHER,
}
_NEVER = {Shape.ARCHIVE: Unread.ARCHIVE, Shape.PROGRAM: Unread.PROGRAM}


def open_file(file: Inner, depth: int = 0, name: str = "", *, unpacked: bool = False) -> tuple[AttachedFile, ...]:
    """What was read of a file and of those inside it, itself first; what cannot be read is refused by name.

    `name` is how the file is called to people, by default its own. What is `unpacked` from a zip is no zip again.
    """
    name = name or file.name
    allow_work()
    kind = FileKind.OTHER
    try:
        if len(file.content) > LARGEST_FILE:
            raise CannotRead(Unread.TOO_LARGE)
        shape = shape_of(file.name, file.content_type, file.content)
        kind = _KINDS[shape]
        if unpacked and shape is Shape.ZIP:
            raise CannotRead(Unread.ARCHIVE)
        opened = _opener(shape)(file.content)
    except CannotRead as error:
        return (refused(name, error.kind or kind, error.why),)
    except MemoryError:
        return (refused(name, kind, Unread.BOMB),)
    except BROKEN:
        return (refused(name, kind, Unread.DAMAGED),)
    unpacked = unpacked or shape is Shape.ZIP
    return (_read(name, kind, opened), *_inside(name, opened, depth, unpacked=unpacked))


def _read(name: str, kind: FileKind, opened: Opened) -> AttachedFile:
    missing = opened.missing or (Unread.TOO_LARGE if len(opened.text) > MOST_TEXT else None)
    known = opened.text.strip() or opened.tables or opened.invoice or opened.inside
    status = FileStatus.READ if missing is None else FileStatus.PARTLY if known else FileStatus.REFUSED
    return AttachedFile(
        name, kind, status, missing, opened.text[:MOST_TEXT], opened.tables, opened.invoice, opened.recognised
    )


def _inside(name: str, opened: Opened, depth: int, *, unpacked: bool) -> tuple[AttachedFile, ...]:
    found: list[AttachedFile] = []
    for inner in opened.inside:
        whole = f"{name}{INSIDE}{inner.name}"
        if depth + 1 >= DEEPEST or len(found) >= MOST_FILES:
            found.append(refused(whole, FileKind.OTHER, Unread.TOO_MANY_FILES))
            break
        found.extend(open_file(inner, depth + 1, whole, unpacked=unpacked))
    return tuple(found)


def _opener(shape: Shape) -> Callable[[bytes], Opened]:
    """What opens a file of this shape; the libraries are imported when the first such file comes."""
    if shape is Shape.PDF:
        from bot.edges.attached.pdf import open_pdf

        return open_pdf
    if shape in (Shape.XLSX, Shape.XLS, Shape.ODS, Shape.CSV):
        from bot.edges.attached import sheets

        return {Shape.XLSX: sheets.open_xlsx, Shape.CSV: sheets.open_csv}.get(shape, sheets.open_old_sheet)
    if shape in (Shape.EML, Shape.MSG, Shape.TNEF):
        from bot.edges.attached import outlook

        openers = {Shape.EML: outlook.open_eml, Shape.MSG: outlook.open_msg, Shape.TNEF: outlook.open_tnef}
        return openers[shape]
    return _simple(shape)


def _simple(shape: Shape) -> Callable[[bytes], Opened]:
    from bot.edges.attached import documents
    from bot.edges.attached.archives import open_zip
    from bot.edges.attached.recognition import open_picture

    openers: Mapping[Shape, Callable[[bytes], Opened]] = {
        Shape.DOCX: documents.open_docx,
        Shape.TEXT: documents.open_text,
        Shape.HTML: documents.open_html,
        Shape.RTF: documents.open_rtf,
        Shape.PICTURE: open_picture,
        Shape.XML: _open_xml,
        Shape.ZIP: open_zip,
    }
    if shape not in openers:
        raise CannotRead(_NEVER.get(shape, Unread.UNKNOWN))
    return openers[shape]


def _open_xml(content: bytes) -> Opened:
    from bot.edges.attached.invoice_xml import read_invoice_xml

    facts = read_invoice_xml(content)
    if facts is None:
        raise CannotRead(Unread.UNKNOWN, FileKind.OTHER)
    return Opened(invoice=facts)
