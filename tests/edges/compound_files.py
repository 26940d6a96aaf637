"""OLE compound files (MS-CFB), written octet by octet: Outlook's mails, old workbooks, and what hides in them."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping, Sequence

_SECTOR = 512
_SMALLEST = 4_096
"""A shorter stream would have to lie in the small sectors: ours are filled up."""
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, by path (`storage/stream`)."""
    data = {
        path: content.ljust(max(_SMALLEST, -(-len(content) // _SECTOR) * _SECTOR), b"\0")
        for path, content in streams.items()
    }
    folders = dict.fromkeys(path.split("/")[0] for path in data if "/" in path)
    entries = [("Root Entry", 5, "", 0, 0)] + [(name, 1, "", 0, 0) for name in folders]
    sectors, fat = b"", list[int]()
    for path, content in data.items():
        folder, _, name = path.rpartition("/")
        first, count = len(fat), len(content) // _SECTOR
        fat += [*range(first + 1, first + count), _END]
        sectors += content
        entries.append((name, 2, folder, first, len(content)))
    directory = _directory(entries)
    first_of_directory = len(fat)
    count = len(directory) // _SECTOR
    fat += [*range(first_of_directory + 1, first_of_directory + count), _END]
    tables = -(-(len(fat) + len(fat) // 128 + 1) // 128)
    first_of_fat = len(fat)
    fat += [_FAT] * tables
    fat += [_FREE] * (tables * 128 - len(fat))
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        tables,
        first_of_directory,
        0,
        _SMALLEST,
        _END,
        0,
        _END,
        0,
    )
    places = [first_of_fat + at for at in range(tables)]
    head += struct.pack(f"<{109}I", *places, *[_FREE] * (109 - tables))
    return head + sectors + directory + struct.pack(f"<{len(fat)}I", *fat)


def _directory(entries: Sequence[tuple[str, int, str, int, int]]) -> bytes:
    """The entries; those of one folder are chained to the right, which readers take for a (lopsided) tree."""
    folders = {name: place for place, (name, kind, *_) in enumerate(entries) if kind != 2}
    inside: dict[int, list[int]] = {}
    for place, (_, kind, folder, _, _) in enumerate(entries):
        if kind != 5:
            inside.setdefault(folders[folder] if folder else 0, []).append(place)
    after = {one: other for members in inside.values() for one, other in itertools.pairwise(members)}
    out = b""
    for place, (name, kind, _, start, size) in enumerate(entries):
        letters = name.encode("utf-16-le")
        child = inside.get(place, [_NONE])[0]
        out += struct.pack(
            "<64sHBBIII16xI16xIQ",
            letters,
            len(letters) + 2,
            kind,
            1,
            _NONE,
            after.get(place, _NONE),
            child,
            0,
            start if kind == 2 else _END if kind == 5 else 0,
            size,
        )
    return out.ljust(-(-len(out) // _SECTOR) * _SECTOR, b"\0")


def msg(subject: str, body: str, **files: bytes) -> bytes:
    """A mail as Outlook keeps it (MS-OXMSG)."""
    streams = {
        "__properties_version1.0": b"\0" * 32,
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_1000001F": body.encode("utf-16-le"),
        "__substg1.0_0C1A001F": "Jean Dupont".encode("utf-16-le"),
    }
    for number, (name, content) in enumerate(files.items()):
        folder = f"__attach_version1.0_#{number:08X}"
        streams[f"{folder}/__substg1.0_3707001F"] = name.encode("utf-16-le")
        streams[f"{folder}/__substg1.0_37010102"] = content
    return compound(streams)


def xls(*rows: Sequence[str | float], more: Mapping[str, bytes] | None = None) -> bytes:
    """An Excel 97 workbook of one sheet (MS-XLS), with further streams beside it."""
    cells = b"".join(_cell(y, x, value) for y, row in enumerate(rows) for x, value in enumerate(row))
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0)) + cells + _record(0x0A, b"")
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _record(0x42, struct.pack("<H", 1200))
    name = b"\x07\0Feuille"
    place = len(begin) + 4 + 6 + len(name) + 4
    book = begin + _record(0x85, struct.pack("<IBB", place, 0, 0) + name) + _record(0x0A, b"") + sheet
    return compound({"Workbook": book, **(more or {})})


def _cell(y: int, x: int, value: str | float) -> bytes:
    if isinstance(value, str):
        text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
        return _record(0x204, struct.pack("<HHH", y, x, 0) + text)
    return _record(0x203, struct.pack("<HHHd", y, x, 0, value))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body
