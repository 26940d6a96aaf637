"""Invoices that a reference may mean, found by a few probes of indexes: one statement, whatever the store holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.core.candidate import Candidate
from bot.core.folded import TAILS
from bot.core.probing import Probes, neighbour_keys
from bot.core.weighing import Around
from bot.edges.store_part import StorePart, store_errors
from bot.errors import StoreError

_MOST_READ, _MOST_BEGIN, _MOST_PRICED, _MOST_SLIPPED, _MOST_NEAR, _FEW = 48, 32, 24, 24, 200, 12
_SOME, _MOST_OWN, _MOST_TWINS = 12, 300, 1_000
_NEAR, _SAMPLE, _SIZE, _TWINS = range(4)
_AFTER = "\x7f"
"""Comes after every character of a key."""
_PARAMETER = re.compile(r":(\w+)")
_COLUMNS = "i.id, i.owner, i.site, i.folded, i.supplier_id, i.number, i.amount_cents, i.invoiced_on, i.engagement"
_OWNED = "owner = :first"
_OPEN = "owner BETWEEN :first AND :last"
_BODY = "owner BETWEEN :body AND :body_last"


def _listed(dialect: str, name: str, kind: str) -> str:
    """The values of a parameter as a list that indexes are probed with."""
    if dialect == "sqlite":
        return f"IN (SELECT value FROM json_each(:{name}))"  # noqa: S608 - our own words
    return f"= ANY(CAST(:{name} AS {kind}[]))"


def _parts(dialect: str, known: bool) -> Iterator[str]:
    keys, prices = _listed(dialect, "keys", "text"), _listed(dialect, "prices", "bigint")
    orders, whose = _listed(dialect, "orders", "bigint"), _OWNED if known else _OPEN
    by_key = _by(dialect, "uq_invoice_owner" if known else "ix_invoice_folded")
    by_price, by_order = _by(dialect, "ix_invoice_price_key"), _by(dialect, "ix_invoice_order_key")
    yield f"{by_key} folded {keys} AND {whose} LIMIT {_MOST_READ}"
    for name in ("a", "b", "c"):
        yield f"{by_key} folded >= :{name} AND folded < :{name}_end AND {whose} LIMIT {_MOST_BEGIN}"
    within = "BETWEEN :{0}_from AND :{0}_to"
    yield f"{by_price} price_key {prices} AND {whose} LIMIT {_MOST_PRICED}"
    yield f"{by_price} price_key {within.format('price')} AND {whose} LIMIT {_MOST_PRICED}"
    yield f"{by_order} order_key {orders} AND {whose} LIMIT {_MOST_PRICED}"
    yield f"{by_order} order_key {within.format('order')} AND {whose} LIMIT {_MOST_PRICED}"


def _by(dialect: str, index: str) -> str:
    """Rows by an index that is named to SQLite, which knows nothing of how often a value occurs."""
    return f"SELECT id FROM invoice {f'INDEXED BY {index} ' if dialect == 'sqlite' else ''}WHERE"  # noqa: S608 - our own words


def _driven(dialect: str, statement: str) -> str:
    """A statement as the driver itself takes it: SQLAlchemy's own reading of it would cost as much as the answer."""
    return statement if dialect == "sqlite" else _PARAMETER.sub(r"%(\1)s", statement)


@cache
def _near(dialect: str, known: bool) -> str:
    parts = " UNION ".join(f"SELECT id FROM ({part}) AS p{index}" for index, part in enumerate(_parts(dialect, known)))  # noqa: S608 - our own words
    return _driven(dialect, f"SELECT {_COLUMNS} FROM ({parts}) AS found JOIN invoice AS i ON i.id = found.id")  # noqa: S608 - our own words


@cache
def _slipped(dialect: str) -> str:
    keys = _listed(dialect, "keys", "text")
    mine = f"{_by(dialect, 'uq_invoice_owner')} {_OWNED}"
    near, few = f"{mine} AND folded {keys} LIMIT {_MOST_SLIPPED}", f"{mine} LIMIT {_FEW}"
    parts = f"SELECT id FROM ({near}) AS p0 UNION SELECT id FROM ({few}) AS p1"  # noqa: S608 - our own words
    return _driven(dialect, f"SELECT {_COLUMNS} FROM ({parts}) AS found JOIN invoice AS i ON i.id = found.id")  # noqa: S608 - our own words


@cache
def _around(dialect: str) -> str:
    mine = f"FROM invoice {'INDEXED BY uq_invoice_owner ' if dialect == 'sqlite' else ''}WHERE {_OWNED}"
    keys = _listed(dialect, "keys", "text")
    near = f"SELECT 0 AS what, number {mine} AND folded {keys} LIMIT {_MOST_NEAR}"
    some = f"SELECT 1, number {mine} LIMIT {_SOME}"
    size = f"SELECT 2, CAST(count(*) AS text) FROM (SELECT 1 {mine} LIMIT {_MOST_OWN}) AS p2"  # noqa: S608 - our own words
    twins = f"SELECT 3, CAST(({_twins_of(dialect)}) AS text)"
    parts = (near, some, size, twins)
    whole = " UNION ALL ".join(f"SELECT * FROM ({part}) AS q{index}" for index, part in enumerate(parts))  # noqa: S608 - our own words
    return _driven(dialect, whole)


def _twins_of(dialect: str) -> str:
    rows = f"{_by(dialect, 'ix_invoice_folded')} folded >= :key AND folded <= :key_end AND {_BODY}"
    return f"SELECT count(*) FROM ({rows} LIMIT {_MOST_TWINS}) AS twins"  # noqa: S608 - our own words


class CandidateBook(StorePart):
    """Fulfils `bot.ports.candidates.CandidateBook`."""

    name = "candidates"

    def near(self, probes: Probes) -> list[Candidate]:
        """The invoices that these probes reach."""
        starts = (*probes.ranges, _AFTER, _AFTER, _AFTER)[:3]
        values: dict[str, Any] = {
            "first": probes.first,
            "last": probes.last,
            "price_from": probes.price_from,
            "price_to": probes.price_from + TAILS - 1 if probes.price_from >= 0 else -2,
            "order_from": probes.order_from,
            "order_to": probes.order_from + TAILS - 1 if probes.order_from >= 0 else -2,
        }
        for name, start in zip("abc", starts, strict=True):
            values |= {name: start, f"{name}_end": start + _AFTER if start != _AFTER else _AFTER}
        with self._asking() as connection:
            dialect = connection.dialect.name
            for name in ("keys", "prices", "orders"):
                values[name] = _values(dialect, getattr(probes, name))
            return _candidates(connection, _near(dialect, probes.known), values)

    def slipped(self, owner: int, keys: Sequence[str]) -> list[Candidate]:
        """The invoices of one owner with one of these keys, and his first ones."""
        with self._asking() as connection:
            dialect = connection.dialect.name
            values = {"first": owner, "keys": _values(dialect, keys)}
            return _candidates(connection, _slipped(dialect), values)

    def around(self, candidate: Candidate, probes: Probes) -> Around:
        """What lies around a candidate: numbers of its company, which the index itself holds, and its twins."""
        key, is_end = probes.spelt(candidate.folded)
        values: dict[str, Any] = {"key": key, "key_end": key + _AFTER if is_end else key}
        values |= {"body": probes.body, "body_last": probes.body_last}
        with self._asking() as connection:
            dialect = connection.dialect.name
            values |= {"first": candidate.owner, "keys": _values(dialect, neighbour_keys(candidate))}
            found = connection.exec_driver_sql(_around(dialect), values).fetchall()
        near = tuple(number for what, number in found if what == _NEAR and number != candidate.number)
        some = tuple(number for what, number in found if what == _SAMPLE)
        size, twins = (next(int(many) for what, many in found if what == wanted) for wanted in (_SIZE, _TWINS))
        return Around(near, some, size, twins - 1)


class SteadyCandidateBook(CandidateBook):
    """The same over one connection that is kept: for many references in a row, each read as the store is just then."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._connection: Connection | None = None
        self._connect()

    def _connect(self) -> Connection:
        # No transaction stays open: what another process has committed meanwhile is seen by the next question.
        with store_errors():
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return self._connection

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        connection = self._connection or self._connect()
        try:
            with store_errors():
                yield connection
        except StoreError:
            self.close()  # a connection that comes back by itself would have forgotten that it keeps no transaction
            raise

    def close(self) -> None:
        """Ends the connection. It does not go back to the pool: whoever took it next would get one without transactions."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.invalidate()
                connection.close()


def _candidates(connection: Connection, statement: str, values: dict[str, Any]) -> list[Candidate]:
    return [_candidate(row) for row in connection.exec_driver_sql(statement, values).fetchall()]


def _values(dialect: str, values: Sequence[Any]) -> Any:
    return json.dumps(values) if dialect == "sqlite" else list(values)


def _candidate(row: Any) -> Candidate:
    key, owner, site, folded, supplier_id, number, cents, day, engagement = row
    return Candidate(key, owner, site, folded, supplier_id, number, cents, _ordinal(day), engagement)


def _ordinal(day: object) -> int | None:
    """A date as PostgreSQL gives it, or the ISO text of SQLite."""
    if isinstance(day, str):
        return date.fromisoformat(day).toordinal()
    return day.toordinal() if isinstance(day, date) else None
