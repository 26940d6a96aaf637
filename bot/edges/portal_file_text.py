"""Reading a CSV file as offices export it: any usual encoding and separator, quoted line breaks, one bad line at most."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.edges.portal_file_rows import RawRow

SEPARATORS = ";\t,|"
LONGEST_LINE = 1_000_000
"""Characters: a longer line is a damaged file, and is not kept in memory."""

_HEAD = 4_096
_MOST_LINES_IN_A_ROW = 30
_MOST_VALUES = 2_000
_LONGEST_VALUE = csv.field_size_limit()
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_EIGHT_BITS = "latin-1"
_LINE_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_MISPLACED = "guillemets mal placés"
_UNCLOSED = "un guillemet n'est pas refermé sur cette ligne"


@dataclass(frozen=True, slots=True)
class _Line:
    """One physical line, without its end; `cut` when it was too long to be read whole."""

    number: int
    text: str
    cut: bool = False


def read_text(path: Path, separator: str) -> Iterator[RawRow]:
    """Rows of a CSV file, streamed; blank ones are left out. Raises OSError.

    A cell may hold line breaks between quotes. A quote that nothing closes costs its own line only: it would
    otherwise swallow every row to the next quote, or to the end of the file.
    """
    width = 0
    lines = _Lines(path)
    for line in lines:
        if line.cut:
            problem = f"ligne de plus de {LONGEST_LINE} caractères : fichier abîmé ?"
            yield RawRow(line.number, (), line.text[:_HEAD], problem=problem)
            continue
        if line.number == 1 and _SEPARATOR_LINE.fullmatch(line.text):
            continue
        row = _row(line, lines, separator, width)
        if any(row.values) or row.problem:
            yield row
        width = max(width, len(row.values))


def separators_of(path: Path, most: int = 40) -> tuple[str, ...]:
    """Separators that the first lines of a file hold, the likeliest first; `sep=;` on the first line decides."""
    first = [line.text for line in islice(_Lines(path), most)]
    told = _SEPARATOR_LINE.fullmatch(first[0]) if first else None
    if told is not None:
        return (told[1],)
    counts = {sign: sum(line.count(sign) for line in first) for sign in SEPARATORS}
    return tuple(sorted((sign for sign in SEPARATORS if counts[sign]), key=lambda sign: -counts[sign])) or (";",)


class _Lines:
    """Physical lines of a file, with a way to put some back.

    Each line is UTF-8 when it can be, else windows-1252, which old spreadsheets write: files glued together from
    two programs hold both.
    """

    def __init__(self, path: Path) -> None:
        self._waiting: deque[_Line] = deque()
        self._lines = self._read(path)

    def __iter__(self) -> Iterator[_Line]:
        return self

    def __next__(self) -> _Line:
        return self._waiting.popleft() if self._waiting else next(self._lines)

    def put_back(self, lines: Iterable[_Line]) -> None:
        """These lines come again, in this order."""
        self._waiting.extendleft(reversed(tuple(lines)))

    @staticmethod
    def _read(path: Path) -> Iterator[_Line]:
        encoding = _encoding(path)
        with path.open(encoding=encoding, errors="replace") as file:
            number, going_on = 0, False
            while text := file.readline(LONGEST_LINE):
                ended = text.endswith("\n")
                if not going_on:
                    number += 1
                    whole = _decoded(text.rstrip("\n")) if encoding == _EIGHT_BITS else text.rstrip("\n")
                    cut = not ended and len(text) >= LONGEST_LINE
                    yield _Line(number, whole.removeprefix("\ufeff") if number == 1 else whole, cut)
                going_on = not ended


def _encoding(path: Path) -> str:
    """UTF-16 by its mark, or by the zeros that it is full of; else octets, that each line decodes for itself."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    return _EIGHT_BITS


def _decoded(text: str) -> str:
    if text.isascii():
        return text
    octets = text.encode(_EIGHT_BITS)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("windows-1252", errors="replace")


def _row(first: _Line, lines: _Lines, separator: str, width: int) -> RawRow:
    """The row that begins on `first`, taking more lines while a quote is open and they make a row of `width` values."""
    values, problem = _values(first.text, separator)
    if problem == _MISPLACED:
        # « Ets "Durand" SARL » with its inner quotes not doubled: let through only when no value has moved.
        values = _cut(first.text, separator, strict=False)
        return RawRow(first.number, values, first.text, problem="" if len(values) == width else problem)
    if problem != _UNCLOSED:
        return RawRow(first.number, values, first.text, problem=problem)
    text, taken = first.text, list[_Line]()
    for line in islice(lines, _MOST_LINES_IN_A_ROW):
        taken.append(line)
        text = f"{text}\n{line.text}"
        if line.cut or len(text) > LONGEST_LINE:
            break
        values, problem = _values(text, separator)
        if not problem and len(values) >= width:
            return RawRow(first.number, values, text)
        if problem != _UNCLOSED:
            break
    lines.put_back(taken)
    return RawRow(first.number, (), first.text, problem=_UNCLOSED)


def _values(text: str, separator: str) -> tuple[tuple[str, ...], str]:
    """The values of one row, or why there are none."""
    if "\0" in text:
        return (), "caractère nul : fichier abîmé ?"
    if text.count(separator) > _MOST_VALUES:
        return (), f"plus de {_MOST_VALUES} valeurs sur une ligne"
    try:
        return _cut(text, separator), ""
    except csv.Error as error:
        return (), _UNCLOSED if "unexpected end" in str(error) else _MISPLACED


def _has_no_quotes(text: str) -> bool:
    """Whether a row is cut at its separators and nowhere else, as most are: the csv module would do no more."""
    return 0 < len(text) <= _LONGEST_VALUE and '"' not in text and "\r" not in text and "\n" not in text


def _cut(text: str, separator: str, *, strict: bool = True) -> tuple[str, ...]:
    """The values of a row, a line break in a cell made a space. Raises csv.Error, only when `strict`."""
    if _has_no_quotes(text):
        return tuple(map(str.strip, text.split(separator)))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict))
    except csv.Error:
        if strict:
            raise
        return ()
    return tuple(_LINE_BREAK.sub(" ", value).strip() for row in rows for value in row)
