"""What a file is, by its first octets; its name and declared type decide only between texts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from enum import Enum

from bot.core.attached import Unread
from bot.edges.attached.bounds import LARGEST_UNPACKED, MOST_PARTS
from bot.edges.attached.refusal import CannotRead


class Shape(Enum):
    """The forms that are told apart; each has its opener."""

    PDF = "pdf"
    XML = "xml"
    XLSX = "xlsx"
    ODS = "ods"
    XLS = "xls"
    CSV = "csv"
    DOCX = "docx"
    OFFICE = "office"
    MSG = "msg"
    TNEF = "tnef"
    EML = "eml"
    TEXT = "text"
    HTML = "html"
    RTF = "rtf"
    PICTURE = "picture"
    ZIP = "zip"
    ARCHIVE = "archive"
    PROGRAM = "program"
    OTHER = "other"


_HEAD = 4_096
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\0", b"MM\0*", b"GIF8", b"BM")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF", b"ustar")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!", b"L\0\0\0\x01\x14\x02\0")
_PROGRAM_NAME = re.compile(
    r"\.(?:exe|scr|com|pif|bat|cmd|js|jse|vbs|vbe|wsf|wsh|hta|lnk|jar|msi|ps1|reg|iso|img|vhd|apk|dll|cpl)$",
    re.IGNORECASE,
)
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF-"
_TNEF = b"\x78\x9f\x3e\x22"
_MAIL_FIELD = re.compile(
    rb"\A(?:(?:received|return-path|from|to|subject|date|message-id|mime-version|delivered-to)[ \t]*:)", re.IGNORECASE
)
_MAIL_NAME = re.compile(r"\.eml$", re.IGNORECASE)
_ANY_FIELD = re.compile(rb"\A[!-9;-~]{1,80}:")
_MARKUP = re.compile(rb"\A\s*(?:<!doctype html|<html|<head|<body|<table)", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_TABLE_NAME = re.compile(r"\.(?:csv|tsv)$", re.IGNORECASE)
_TEXT_NAME = re.compile(r"\.(?:txt|text|log|md)$", re.IGNORECASE)


def shape_of(name: str, content_type: str, content: bytes) -> Shape:
    """What these octets are.

    Raises CannotRead for what is unpacked without end, sealed, or holds macros; one of BROKEN for what is damaged.
    """
    head = content[:_HEAD]
    if head.startswith(_PROGRAMS) or _PROGRAM_NAME.search(name.strip()):
        return Shape.PROGRAM
    for holds, shape in _BY_HEAD:
        if holds(head):
            return shape
    if head.startswith(b"PK\x03\x04"):
        return _packed(content)
    if head.startswith(_COMPOUND):
        return _compound(content)
    return _of_text(name, content_type, head)


_BY_HEAD: tuple[tuple[Callable[[bytes], bool], Shape], ...] = (
    (lambda head: head.lstrip().startswith(_PDF), Shape.PDF),
    (lambda head: head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"), Shape.PICTURE),
    (lambda head: head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"avif"), Shape.PICTURE),
    (lambda head: head.startswith(_ARCHIVES) or head[257:262] == b"ustar", Shape.ARCHIVE),
    (lambda head: head.startswith(_TNEF), Shape.TNEF),
    (lambda head: head.startswith(b"{\\rtf"), Shape.RTF),
)


def _packed(content: bytes) -> Shape:
    """What a zip holds: an office document, or other files."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        _check(parts)
        names = {part.filename for part in parts}
        mimetype = archive.read("mimetype")[:80] if "mimetype" in names else b""
    for part, shape in (("xl/workbook.xml", Shape.XLSX), ("word/document.xml", Shape.DOCX)):
        if part in names:
            return shape
    if b"opendocument.spreadsheet" in mimetype:
        return Shape.ODS
    return Shape.OFFICE if "[Content_Types].xml" in names or mimetype else Shape.ZIP


def _check(parts: Sequence[zipfile.ZipInfo]) -> None:
    """Raises CannotRead for a zip that nobody should unpack, by its own list of what it holds."""
    names = [part.filename.lower() for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise CannotRead(Unread.BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise CannotRead(Unread.ENCRYPTED)
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name or name.startswith("basic/") for name in names):
        raise CannotRead(Unread.MACROS)
    if any(_PROGRAM_NAME.search(name) for name in names):
        raise CannotRead(Unread.PROGRAM)


def _compound(content: bytes) -> Shape:
    """What an OLE compound file is: Outlook's mail, an old workbook, or a document."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        names = {"/".join(path).lower() for path in ole.listdir(streams=True, storages=True)}
    if "encryptedpackage" in names:
        raise CannotRead(Unread.ENCRYPTED)
    if "__properties_version1.0" in names:
        return Shape.MSG
    if any(name.split("/")[0] in ("_vba_project_cur", "macros") for name in names):
        raise CannotRead(Unread.MACROS)
    return Shape.XLS if names & {"workbook", "book"} else Shape.OFFICE


def _of_text(name: str, content_type: str, head: bytes) -> Shape:
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith(b"<?xml") or re.match(rb"<[A-Za-z][\w.-]*:(?:Invoice|CreditNote|CrossIndustryInvoice)\b", bare):
        return Shape.XML
    if _MARKUP.match(bare):
        return Shape.HTML
    if _MAIL_FIELD.match(bare) or (_MAIL_NAME.search(name) and _ANY_FIELD.match(bare)):
        return Shape.EML
    if _PDF in head[:1_024]:
        return Shape.PDF  # readers look for its mark so far
    if not head.startswith((b"\xff\xfe", b"\xfe\xff")) and _CONTROL.search(head):
        return Shape.OTHER
    if _TABLE_NAME.search(name) or content_type in ("text/csv", "text/tab-separated-values"):
        return Shape.CSV
    return Shape.TEXT if _TEXT_NAME.search(name) or content_type.startswith("text/") else Shape.OTHER
