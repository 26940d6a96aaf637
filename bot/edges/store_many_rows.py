"""Thousands of rows for one INSERT: SQLAlchemy prepares each row by itself, which costs more than to insert it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect

from bot.edges.store_part import Insert

_Bind = Callable[[Any], Any]
_PARAMSTYLES = {"sqlite": "qmark", "postgresql": "format"}


def insert_rows(connection: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """As `connection.execute(statement, rows)`, for rows that all have the same columns; nothing for no rows.

    `statement` has no values of its own. Raises SQLAlchemyError.
    """
    if rows:
        sql, names, binds = _prepared(statement, connection.dialect, tuple(rows[0]))
        columns = zip(*map(itemgetter(*names), rows), strict=True)
        ready = [column if bind is None else _bound(column, bind) for column, bind in zip(columns, binds, strict=True)]
        connection.exec_driver_sql(sql, list(zip(*ready, strict=True)))


def _bound(column: tuple[Any, ...], bind: _Bind) -> list[Any]:
    """Each different value once: many rows have their moments, statuses and suppliers in common."""
    values = {value: bind(value) for value in set(column)}
    return [values[value] for value in column]


@lru_cache(maxsize=64)
def _prepared(
    statement: Insert, dialect: Dialect, columns: tuple[str, ...]
) -> tuple[str, Sequence[str], Sequence[_Bind | None]]:
    """The SQL, whose columns its marks stand for in their order, and how a value of each is given to the driver."""
    marks: Any = type(dialect)
    compiled = statement.compile(dialect=marks(paramstyle=_PARAMSTYLES[dialect.name]), column_keys=columns)
    names = compiled.positiontup or []
    types = (statement.table.c[name].type for name in names)
    return str(compiled), names, [kind.dialect_impl(dialect).bind_processor(dialect) for kind in types]
