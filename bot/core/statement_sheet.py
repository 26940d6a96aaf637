"""The supplier's own table given back: his cells as he wrote them, our columns beside them, and nothing that can act."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.core.explain import masked
from bot.core.flat_text import flat
from bot.core.statement_table import StatementTable
from bot.core.table_rows import Column, column_of

Cell = str | Decimal | date | None
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIGURE = re.compile(r"-?\d{1,12}(?:\.\d{1,2})?")
_ACTS = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that spreadsheets may run: `=`, `+`, `-`, `@`, their wide forms, and what readers of CSV strip."""
_SIGNED = re.compile(r"[-+]? ?[\d.,\s\u202f]{1,20}(?:€|EUR)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class AnsweredSheet:
    """Rows of cells under one heading; `heading` is its place, `plain` for a supplier who sent CSV."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    heading: int
    plain: bool


def answered_sheet(
    table: StatementTable, heading: Sequence[str], added: Mapping[int, Sequence[Cell]], name: str
) -> AnsweredSheet:
    """The table with columns under `heading`; `added` are our cells by the place of their row.

    Bank accounts in his cells are hidden (fraud rule 1: never repeated), and what a spreadsheet could run is made text.
    """
    width = max(map(len, table.rows))
    money = _money(table)
    rows: list[tuple[Cell, ...]] = [(*[None] * width, *heading)] if table.heading < 0 else []
    for place, row in enumerate(table.rows):
        his = [_his(cell, typed=at in money) for at, cell in enumerate(_without_accounts(row))]
        ours = heading if place == table.heading else added.get(place, ())
        rows.append((*his, *[None] * (width - len(row)), *(inert(c) if isinstance(c, str) else c for c in ours)))
    plain = table.name.lower().endswith((".csv", ".txt"))
    return AnsweredSheet(f"{name}.{'csv' if plain else 'xlsx'}", tuple(rows), max(table.heading, 0), plain)


def _money(table: StatementTable) -> frozenset[int]:
    """Columns whose headings say that they hold money: their figures may be summed again."""
    if table.heading < 0:
        return frozenset(() if table.price is None else (table.price,))
    kinds = [column_of(flat(cell).strip()) for cell in table.rows[table.heading]]
    return frozenset(at for at, kind in enumerate(kinds) if kind in (Column.AMOUNT, Column.NET))


def _without_accounts(row: Sequence[str]) -> list[str]:
    """The cells with bank accounts hidden, also one that runs over several cells."""
    words, cells, start = masked(" ".join(row)), [], 0
    for cell in row:
        cells.append(words[start : start + len(cell)])
        start += len(cell) + 1
    return cells


def _his(cell: str, *, typed: bool) -> Cell:
    if not cell:
        return None
    if _DAY.fullmatch(cell):
        try:
            return date.fromisoformat(cell)
        except ValueError:
            return cell
    if typed and _FIGURE.fullmatch(cell):
        return Decimal(cell)
    return inert(cell)


def inert(text: str) -> str:
    """The same text, which no spreadsheet runs: an apostrophe before what could be a formula, no control characters."""
    shown = _CONTROL.sub(" ", text)
    acts = _ACTS.match(text) or _ACTS.match(shown)  # a control character before « = » is gone from what is shown
    return f"'{shown}" if acts and not _SIGNED.fullmatch(shown.strip()) else shown
