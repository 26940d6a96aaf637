"""Limits on a raw mail before any parser sees it: size of fields, number of fields, nesting, parts, lines."""

from __future__ import annotations

import re

MOST_FIELDS = 1_000
LONGEST_FIELD = 32_768
LONGEST_CODED_FIELD = 4_096  # with encoded words: mail-parser's time grows with their square
MOST_HEADER = 262_144
MOST_NESTED = 60
MOST_PARTS = 2_000
MOST_LINES = 1_000_000
_LONGEST_PLAIN_HEADER = 16_384  # a header below this needs no count of its fields

_HEADER_END = re.compile(rb"\n[ \t]*\r?\n|\n\Z")  # begins with one octet, which is searched for ten times as fast
_FIELD = re.compile(rb"^(?:[!-9;-~]+[ \t]*:|From )")
_LOOSE_COLON = re.compile(rb"^([!-9;-~]+)[ \t]+:", re.MULTILINE)
_KNOWN_FIELD = re.compile(
    rb"^(?:from|to|cc|date|subject|message-id|mime-version|content-[a-z-]+|received|return-path|reply-to)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_DEEPER = re.compile(rb"boundary|message/", re.IGNORECASE)
_DELIMITER = re.compile(rb"^--", re.MULTILINE)


def bound(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The mail as parsers may see it, and what was cut (`headers_cut`, `too_deep`, `too_many_parts`, `text_cut`).

    The standard parser needs a stack frame and a regular expression per line for each level of
    nesting: 1,000 levels raise RecursionError, 60 under a long text cost a second.
    """
    content = _line_ends(content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t \0"))
    content, defects = _bound_header(content)
    lower = content.lower()
    if lower.count(b"boundary") + lower.count(b"message/") > MOST_NESTED:
        content = _before(content, _DEEPER, MOST_NESTED)
        defects += ("too_deep",)
    if content.count(b"\n--") > MOST_PARTS:
        content = _before(content, _DELIMITER, MOST_PARTS)
        defects += ("too_many_parts",)
    if content.count(b"\n") > MOST_LINES:
        content = b"\n".join(content.split(b"\n", MOST_LINES)[:MOST_LINES])
        defects += ("text_cut",)
    return content, defects


def _line_ends(content: bytes) -> bytes:
    """Old Mac line ends, and CR CR LF of broken gateways, which would end the header after one field."""
    start = content[:2_000]
    if b"\r\r\n" in start:
        return content.replace(b"\r\r\n", b"\r\n")
    return content if b"\n" in start else content.replace(b"\r", b"\n")


def _bound_header(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Repairs stray lines and loose colons of the top header, then cuts fields that are too long or too many."""
    found = _HEADER_END.search(content)
    end = found.start() if found else len(content)
    end -= found is not None and content[end - 1 : end] == b"\r"
    header, rest = content[:end], content[end:]
    if not _FIELD.match(header):
        return content, ()
    if _LOOSE_COLON.search(header):
        # « Subject : x » (RFC 5322 §4.5.8): the standard parser takes it for the body, and From is lost.
        header = _LOOSE_COLON.sub(rb"\1:", header)
        content = header + rest
    lines = header.split(b"\n")
    stray = any(not _FIELD.match(line) and line[:1] not in {b" ", b"\t"} for line in lines)
    if not stray and len(header) < _LONGEST_PLAIN_HEADER:
        return content, ()
    fields = _fields(lines, header)
    kept = _cut_fields(fields)
    defects = ("headers_cut",) if kept != fields else ()
    return b"\n".join(kept) + rest, defects + (("stray_header_line",) if stray else ())


def _fields(lines: list[bytes], header: bytes) -> list[bytes]:
    """Header lines put together as fields; a stray line before a known field continues the one above.

    Without that, the standard parser takes the stray line for the body and From is lost.
    """
    last_known = max((found.start() for found in _KNOWN_FIELD.finditer(header)), default=-1)
    fields: list[list[bytes]] = []
    at = 0
    for line in lines:
        starts = _FIELD.match(line) is not None
        if fields and not starts and at < last_known:
            fields[-1].append(line if line[:1] in {b" ", b"\t"} else b" " + line)
        elif fields and line[:1] in {b" ", b"\t"}:
            fields[-1].append(line)
        else:
            fields.append([line])
        at += len(line) + 1
    return [b"\n".join(field) for field in fields]


def _cut_fields(fields: list[bytes]) -> list[bytes]:
    """The first thousand fields, none too long; past that or past the total only those we need, and short."""
    kept: list[bytes] = []
    room = MOST_HEADER
    for number, field in enumerate(fields):
        if room > 0 and number < MOST_FIELDS:
            kept.append(field[: LONGEST_CODED_FIELD if field.count(b"=?") > 300 else LONGEST_FIELD])
        elif len(kept) < 2 * MOST_FIELDS and _KNOWN_FIELD.match(field):
            kept.append(field[:2_000])
        room -= len(field)
    return kept


def _before(content: bytes, pattern: re.Pattern[bytes], most: int) -> bytes:
    """The mail up to the line of the match that is one too many."""
    for count, found in enumerate(pattern.finditer(content), 1):
        if count > most:
            return content[: content.rfind(b"\n", 0, found.start()) + 1]
    return content
