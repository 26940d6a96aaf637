"""Statements of account as tables: which column holds the number, the price, the date; row by row, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from bot.core.attached import AttachedFile, FileKind, Table
from bot.core.attached_words import is_letter
from bot.core.extract_dates import find_dates
from bot.core.extract_money import WHOLE_FIGURE, normal_amount
from bot.core.flat_text import INVISIBLE, flat
from bot.core.mail import IncomingMail
from bot.core.mention import Source
from bot.core.number_shapes import AFTER_SIGN, is_firm, is_possible
from bot.core.table_rows import Column, cells_of, column_of

_T = TypeVar("_T")
MOST_ROWS = 2_000
_HEADING_WITHIN = 30
"""Rows of title and address above the heading."""
_FEWEST_ALIKE = 0.7
_LONGEST_NUMBER = 30
_DATE = re.compile(r"(?:dates?|le|du|emise?|emission)\b(?!.*(?:echeance|paiement|reglement|depot|limite|commande)).*")
_STATUS = re.compile(r"(?:statuts?|etats?|situations?|avancements?|observations?)\b.*")
_PRICES = (
    "ttc",
    "toutes taxes",
    "net a payer",
    "montant",
    "debit",
    "total",
    "reste",
    "restant",
    "solde",
    "somme",
    "prix",
)
"""Of several columns of money, the first of these is the price of the invoice."""
_TOTAL = re.compile(r"(?:sous-? ?)?totale?\b|solde\b|report\b|a reporter\b|montant (?:total|du)\b|net a payer\b")
_SIGNED = re.compile(r"[-(]|.*-$")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One invoice of a statement. `row` is its place in the table; texts are as written, `price` in euros with taxes.

    What its columns do not say, or not clearly, is empty or None.
    """

    row: int
    number: str
    price: Decimal | None = None
    dated: str = ""
    engagement: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class StatementTable:
    """A table about invoices, found in a file (`name`, empty for the text of the mail) of the source that `source` names.

    `rows` is the whole table as it came, `heading` the place of its heading or -1 when there is none; the others are
    places of columns, None for what the table has not. `exact` in plain text, where an empty cell leaves no trace: a row
    with another number of cells than the heading has is in no column for sure.
    """

    name: str
    source: Source
    rows: Table
    heading: int
    number: int
    price: int | None = None
    dated: int | None = None
    engagement: int | None = None
    status: int | None = None
    exact: bool = False

    def lines(self) -> Iterator[StatementLine]:
        """The invoices, row by row; rows of totals and rows without a number are left out (see `unclear`)."""
        for place, row in self._below():
            number = self._number(row)
            if number:
                yield self._line(place, row, number)

    def unclear(self) -> tuple[int, ...]:
        """Places of rows that hold a price or what may be a number, and are no total, but whose number cannot be told."""
        rows = list(self._below())
        last = max((place for place, row in rows if self._number(row)), default=0)
        return tuple(
            place for place, row in rows if not self._number(row) and self._may_be_one(row, below=place > last)
        )

    def _may_be_one(self, row: Sequence[str], *, below: bool) -> bool:
        """Alone in its row `below` the last invoice, a figure is an address or a telephone number."""
        number = self._cell(row, self.number)
        said = len(number) <= _LONGEST_NUMBER and any(map(str.isdigit, number))
        return (said and not (below and sum(map(bool, row)) == 1)) or any(_price(cell) is not None for cell in row)

    def _below(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        for place in range(self.heading + 1, len(self.rows)):
            row = self.rows[place]
            if any(row) and not any(_TOTAL.match(flat(cell).strip()) for cell in row):
                yield place, row

    def _number(self, row: Sequence[str]) -> str:
        if self.exact and len(row) != len(self.rows[max(self.heading, 0)]):
            return ""
        return _number(self._cell(row, self.number))

    def _line(self, place: int, row: Sequence[str], number: str) -> StatementLine:
        return StatementLine(
            place,
            number,
            _price(self._cell(row, self.price)),
            _day(self._cell(row, self.dated)),
            self._cell(row, self.engagement),
            self._cell(row, self.status),
        )

    def _cell(self, row: Sequence[str], column: int | None) -> str:
        return row[column] if column is not None and column < len(row) else ""


def statements(mail: IncomingMail) -> tuple[StatementTable, ...]:
    """The tables of invoices of a mail: in its text, then in its files that were read, in order."""
    found = [_table("", Source.FRESH, rows, exact=True) for rows in tables_in(mail.fresh_text)]
    for file in mail.files:
        found += [_table(file.name, Source.ATTACHMENT, rows, exact=not file.tables) for rows in _tables_of(file)]
    return tuple(table for table in found if table is not None)


def _tables_of(file: AttachedFile) -> tuple[Table, ...]:
    """Of an invoice and of a letter none: their tables are not about invoices."""
    if file.tables or file.invoice is not None or is_letter(file):
        return file.tables
    return tuple(tables_in(file.text)) if file.kind in (FileKind.PDF, FileKind.OFFICE, FileKind.TEXT) else ()


def statement_table(rows: Table) -> StatementTable | None:
    """These rows as a table of invoices; None when no column surely holds their numbers."""
    return _table("", Source.ATTACHMENT, rows, exact=False)


# --- tables in plain text -------------------------------------------------------------------------


def tables_in(text: str) -> Iterator[Table]:
    """Runs of lines that fall into cells (tabs, bars, semicolons or wide blanks); two blank lines or a sentence end one."""
    rows: list[tuple[str, ...]] = []
    blank = False
    for cells in _cells_by_line(text):
        if not cells:
            if blank:
                yield from _whole(rows)
                rows = []
            blank = True
            continue
        blank = False
        if len(cells) > 1:
            rows.append(cells)
            continue
        yield from _whole(rows)
        rows = []
    yield from _whole(rows)


def _cells_by_line(text: str) -> Iterator[tuple[str, ...]]:
    plain, start = flat(text), 0
    for line in text.split("\n"):
        places = cells_of(plain, start, start + len(line)) if line.strip() else []
        yield tuple(_visible(text[a:b], plain[a:b]) for a, b in places)
        start += len(line) + 1


def _visible(cell: str, plain: str) -> str:
    if INVISIBLE not in plain:
        return cell.strip()
    return "".join(char for char, seen in zip(cell, plain, strict=True) if seen != INVISIBLE).strip()


def _whole(rows: Sequence[tuple[str, ...]]) -> Iterator[Table]:
    if len(rows) > 1:
        yield tuple(rows[:MOST_ROWS])


# --- columns --------------------------------------------------------------------------------------


def _table(name: str, source: Source, rows: Table, *, exact: bool) -> StatementTable | None:
    rows = rows[:MOST_ROWS]
    for place, row in enumerate(rows[:_HEADING_WITHIN]):
        columns = [column_of(flat(cell)) for cell in row]
        number = _numbers(columns)
        if number is not None and sum(column is not None for column in columns) > 1:
            return _headed(name, source, rows, place, number, exact=exact)
    return _unheaded(name, source, rows, exact=exact)


def _numbers(columns: Sequence[Column | None]) -> int | None:
    """The column of invoice numbers: the only one that a heading says so of."""
    for kind in (Column.INVOICE, Column.PERHAPS_INVOICE):
        if columns.count(kind) == 1:
            return columns.index(kind)
        if kind in columns:
            return None
    return None


def _headed(name: str, source: Source, rows: Table, place: int, number: int, *, exact: bool) -> StatementTable:
    words = [flat(cell).strip() for cell in rows[place]]
    columns = [column_of(cell) for cell in words]
    prices = [at for at, column in enumerate(columns) if column is Column.AMOUNT]
    prices.sort(key=lambda at: next((n for n, word in enumerate(_PRICES) if word in words[at]), len(_PRICES)))
    return StatementTable(
        name,
        source,
        rows,
        place,
        number,
        price=prices[0] if prices else None,
        exact=exact,
        dated=_only(words, lambda cell: _DATE.fullmatch(cell) is not None),
        engagement=columns.index(Column.ENGAGEMENT) if Column.ENGAGEMENT in columns else None,
        status=_only(words, lambda cell: _STATUS.fullmatch(cell) is not None),
    )


def _unheaded(name: str, source: Source, rows: Table, *, exact: bool) -> StatementTable | None:
    """Columns told by what they hold: the only one of numbers that differ, of prices, of dates."""
    width = max(map(len, rows), default=0)
    columns = [[row[at] for row in rows if at < len(row) and row[at]] for at in range(width)]
    dated = _only(columns, lambda column: _alike(column, lambda cell: bool(_day(cell))))
    price = _only(columns, lambda column: _alike(column, lambda cell: _price(cell) is not None and not _is_bare(cell)))
    number = _only(
        [column if at not in (dated, price) else [] for at, column in enumerate(columns)],
        lambda column: _alike(column, lambda cell: is_firm(flat(cell).strip())) and len(set(column)) == len(column),
    )
    if number is None or (price is None and dated is None):
        return None
    return StatementTable(name, source, rows, -1, number, price, dated, exact=exact)


def _only(things: Sequence[_T], fits: Callable[[_T], bool]) -> int | None:
    """The place of the only one that fits; None when none or several do."""
    places = [place for place, thing in enumerate(things) if fits(thing)]
    return places[0] if len(places) == 1 else None


def _alike(column: Sequence[str], fits: Callable[[str], bool]) -> bool:
    return len(column) > 1 and sum(map(fits, column)) >= _FEWEST_ALIKE * len(column)


# --- cells ----------------------------------------------------------------------------------------


def _number(cell: str) -> str:
    """An invoice number as written, empty for a cell that is none or holds more."""
    words = flat(cell).strip()
    found = AFTER_SIGN.fullmatch(words)
    return cell.strip() if found and is_possible(words, vouched=True) else ""


def _is_bare(cell: str) -> bool:
    """Digits without cents or currency: a number as well as a price."""
    return cell.strip().isdigit()


def _price(cell: str) -> Decimal | None:
    """A price; None for a credit (« -99,40 », « (99,40) »), which is no invoice, and for what is no figure."""
    words = flat(cell).strip()
    figure = WHOLE_FIGURE.fullmatch(words) if not _SIGNED.match(words) else None
    return Decimal(normal_amount(figure[1])) if figure else None


def _day(cell: str) -> str:
    """A date as ISO, empty when the cell is none."""
    words = flat(cell).strip()
    if not _DIGIT.search(words):
        return ""
    return next((found.value for found in find_dates(words) if found.start == 0 and found.end >= len(words)), "")
