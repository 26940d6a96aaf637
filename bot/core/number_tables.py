"""Numbers listed under a heading: « les factures suivantes : », or a table with a column « Facture »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.extract_cues import Cue, CueAt, Cues
from bot.core.number_shapes import AFTER_WORD, is_possible

_MOST_ROWS = 200
_BULLET = re.compile(r"[ \t>*|-]{0,6}(?:factures? ?)?(?:n ?°s? ?:? ?)?")
_CELL = re.compile(r"(?:[^\t|; ]| (?! ))+")
_OPENS_LIST = re.compile(r".*(?::|suivante?s?|ci-dessous|ci-apres|n ?°)[ \t*_]*", re.DOTALL)


def below_headings(cues: Cues) -> Iterator[tuple[int, int]]:
    """Places of the values that stand below a heading about invoices, row after row."""
    done = 0
    for cue in cues.places:
        if cue.cue is not Cue.INVOICE or cue.start < done:
            continue
        start = cues.flat.rfind("\n", 0, cue.start) + 1
        end = _line_end(cues.flat, cue.end)
        done = end
        if end - start > 200 or any(char.isdigit() for char in cues.flat[start:end]):
            continue
        column = _column(cues.flat, start, end, cue)
        if column is not None:
            yield from _rows(cues.flat, end, column)


def _line_end(flat: str, place: int) -> int:
    end = flat.find("\n", place)
    return len(flat) if end < 0 else end


def _column(flat: str, start: int, end: int, cue: CueAt) -> int | None:
    """Which column the heading names; 0 for a plain list; None when this line heads nothing."""
    cells = list(_CELL.finditer(flat, start, end))
    if len(cells) > 1 and not flat[start:end].rstrip().endswith("."):
        return next((i for i, cell in enumerate(cells) if cell.start() <= cue.start < cell.end()), None)
    alone = flat[start:end].strip(" \t*_:") == flat[cue.start : cue.end]
    return 0 if alone or _OPENS_LIST.fullmatch(flat, cue.end, end) else None


def _rows(flat: str, end: int, column: int) -> Iterator[tuple[int, int]]:
    blank = 0
    for _ in range(_MOST_ROWS):
        start, end = end + 1, _line_end(flat, end + 1)
        if start >= len(flat):
            return
        if not flat[start:end].strip(" \t-=_|+"):
            blank += 1
            if blank > 1:
                return
            continue
        place = _value_in_row(flat, start, end, column)
        if place is None:
            return
        blank = 0
        yield place


def _value_in_row(flat: str, start: int, end: int, column: int) -> tuple[int, int] | None:
    if column:
        cells = list(_CELL.finditer(flat, start, end))
        if len(cells) <= column:
            return None
        start, end = cells[column].span()
    bullet = _BULLET.match(flat, start, end)
    match = AFTER_WORD.match(flat, bullet.end() if bullet else start, end)
    if match is None or not is_possible(match[0], vouched=False, after=flat[match.end() : match.end() + 14]):
        return None
    return match.span()
