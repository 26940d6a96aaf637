"""Numbers listed under a heading: « les factures suivantes : », or a table with a column « Facture »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.extract_cues import CueAt, Cues
from bot.core.extract_money import WHOLE_FIGURE, normal_amount
from bot.core.found import Found, Rank
from bot.core.mention import MentionKind
from bot.core.number_shapes import AFTER_SIGN, AFTER_WORD, is_possible
from bot.core.table_rows import Column, cells_of, column_of, is_heading

_MOST_ROWS = 200
_LONGEST_LINE = 300
_BULLET = re.compile(r"[ \t>*|-]{0,6}(?:factures? ?)?(?:n ?°s? ?:? ?)?#?")
_OPENS_LIST = re.compile(r".*(?::|suivante?s?|ci-dessous|ci-apres|n ?°)[ \t*_]*", re.DOTALL)
_SAYS_NUMBER = re.compile(r"fact|fac\b|fct|invoice|piece|doc|num|n ?°|ref|engagement|command|marche|montant")
_DIGIT = re.compile(r"\d")
_KINDS = {Column.ENGAGEMENT: MentionKind.ENGAGEMENT, Column.MARKET: MentionKind.MARKET}
_RULER = " \t-=_|+:"


def below_headings(cues: Cues) -> Iterator[Found]:
    """What stands below a heading about invoices, row after row: numbers, and the other columns of a table."""
    flat, start = cues.flat, 0
    while start < len(flat):
        end = _line_end(flat, start)
        if _SAYS_NUMBER.search(flat, start, min(end, start + _LONGEST_LINE)):
            if is_heading(flat, start, end):
                yield from _table(flat, start, end)
            else:
                yield from _list_below(cues, start, end)
        start = end + 1


def _line_end(flat: str, place: int) -> int:
    end = flat.find("\n", place)
    return len(flat) if end < 0 else end


def _rows(flat: str, end: int) -> Iterator[tuple[int, int]]:
    """The lines after the one that ends at `end`, until two of them are blank."""
    blank = 0
    for _ in range(_MOST_ROWS):
        start, end = end + 1, _line_end(flat, end + 1)
        if start >= len(flat):
            return
        if flat[start:end].strip(_RULER):
            blank = 0
            yield start, end
            continue
        blank += 1
        if blank > 1:
            return


# --- tables -----------------------------------------------------------------------------------------


def _table(flat: str, start: int, end: int) -> Iterator[Found]:
    columns = _columns([column_of(flat[a:b]) for a, b in cells_of(flat, start, end)])
    if len(columns) < 2:  # the columns are one blank apart: only the first cell of a row is sure
        columns = (Column.INVOICE if flat[start:end].lstrip(" n°").startswith(("fact", "numero")) else None,)
    if Column.INVOICE not in columns:
        return
    at = columns.index(Column.INVOICE)
    for row in _rows(flat, end):
        cells = cells_of(flat, *row) if len(columns) > 1 else [row]
        number = _number_in(flat, *cells[at], whole=len(columns) > 1) if at < len(cells) else None
        if number is None:
            return
        yield Found(MentionKind.INVOICE_NUMBER, *number, "", Rank.LABELLED, labelled=True)
        if len(cells) == len(columns):
            yield from _other_cells(flat, cells, columns)


def _columns(columns: list[Column | None]) -> tuple[Column | None, ...]:
    if Column.INVOICE not in columns and Column.PERHAPS_INVOICE in columns:
        columns[columns.index(Column.PERHAPS_INVOICE)] = Column.INVOICE
    return tuple(columns)


def _number_in(flat: str, start: int, end: int, *, whole: bool) -> tuple[int, int] | None:
    """Where the invoice number of a cell stands; the heading vouches for a cell that is nothing else."""
    bullet = _BULLET.match(flat, start, end)
    place = bullet.end() if bullet else start
    vouched = AFTER_SIGN.match(flat, place, end) if whole else None
    if vouched and vouched.end() == end and is_possible(vouched[0], vouched=True):
        return vouched.span()
    match = AFTER_WORD.match(flat, place, end)
    if match is None or not is_possible(match[0], vouched=False, after=flat[match.end() : match.end() + 14]):
        return None
    return match.span()


def _other_cells(flat: str, cells: Sequence[tuple[int, int]], columns: Sequence[Column | None]) -> Iterator[Found]:
    for (start, end), column in zip(cells, columns, strict=True):
        words = flat[start:end]
        if not _DIGIT.search(words):
            continue
        if column in _KINDS:
            yield Found(_KINDS[column], start, end, "", Rank.LABELLED, labelled=True)
        elif column in (Column.AMOUNT, Column.NET):
            yield from _amount(start, words, aside=column is Column.NET)
        elif column in (Column.OTHER, Column.PERHAPS_INVOICE):
            yield Found(None, start, end, "", Rank.SHAPE)


def _amount(start: int, words: str, *, aside: bool) -> Iterator[Found]:
    figure = WHOLE_FIGURE.fullmatch(words)
    if figure:
        end, value = start + figure.end(1), normal_amount(figure[1])
        yield Found(MentionKind.AMOUNT, start, end, value, Rank.LABELLED, labelled=True, aside=aside)


# --- plain lists ------------------------------------------------------------------------------------


def _list_below(cues: Cues, start: int, end: int) -> Iterator[Found]:
    """« les factures suivantes : » and the numbers on the lines below it."""
    cue = cues.invoice_in(start, end)
    if cue is None or end - start > _LONGEST_LINE or _DIGIT.search(cues.flat, start, end):
        return
    if not _opens_list(cues.flat, cue, start, end):
        return
    for row in _rows(cues.flat, end):
        number = _number_in(cues.flat, *row, whole=False)
        if number is None:
            return
        yield Found(MentionKind.INVOICE_NUMBER, *number, "", Rank.NEXT_TO_WORD, labelled=True)


def _opens_list(flat: str, cue: CueAt, start: int, end: int) -> bool:
    alone = flat[start:end].strip(" \t*_:") == flat[cue.start : cue.end]
    return alone or _OPENS_LIST.fullmatch(flat, cue.end, end) is not None
