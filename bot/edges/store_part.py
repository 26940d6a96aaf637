"""What every part of the store shares: its engine, its crash points, and SQLAlchemy's errors made ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Dialect, Engine, Select, SQLColumnExpression, Table, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session, SQLModel, col

from bot.errors import StoreError
from storage.engine import asking, changing, reading, writing

At = Callable[[str], None]
"""Called with the name of each crash point that is passed: tests kill the process there."""

MANY = 500
"""How many values one IN list may hold: SQLite and PostgreSQL both bound the number of parameters."""

_RETRIED_STATES = ("40001", "40P01")
"""PostgreSQL: serialization failure, deadlock. A second try is all they ask for."""


def nowhere(_point: str) -> None:
    """The crash points of every day: nothing happens."""


class StorePart:
    """One part of the store. `name` begins the names of its crash points (`ledger.before_commit`, …)."""

    name = "store"

    def __init__(self, engine: Engine, at: At = nowhere, within: Connection | None = None) -> None:
        """`at` is called at every crash point. `within` is the transaction that every question is asked in, if given."""
        self._engine = engine
        self._at = at
        self._within = within

    @contextmanager
    def _writing(self, on: Connection | None = None) -> Iterator[Session]:
        """One writing transaction between two crash points, `on` a connection of its own; raises StoreError."""
        with store_errors():
            with writing(self._engine, on) as session:
                yield session
                session.flush()
                self._at(f"{self.name}.before_commit")
            self._at(f"{self.name}.after_commit")

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """As `_writing`, without a session, which costs more than most statements: for what is done for every mail."""
        with store_errors():
            with changing(self._engine) as connection:
                yield connection
                self._at(f"{self.name}.before_commit")
            self._at(f"{self.name}.after_commit")

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """One reading transaction; raises StoreError."""
        with store_errors(), reading(self._engine) as session:
            yield session

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        """The transaction that this part was opened in, else one that only reads; raises StoreError.

        For what is asked for every mail: statements put together once, of columns instead of objects.
        """
        with store_errors():
            if self._within is not None:
                yield self._within
                return
            with asking(self._engine) as connection:
                yield connection


@contextmanager
def store_errors() -> Iterator[None]:
    """Turns SQLAlchemy's errors into StoreError, without a word of the data that they quote."""
    try:
        yield
    except SQLAlchemyError as error:
        # `from None`: the driver's text quotes keys and values (mail addresses), and a log prints chains.
        raise _translated(error) from None


def _translated(error: SQLAlchemyError) -> StoreError:
    cause = error.orig if isinstance(error, DBAPIError) else None
    code = _code(cause)
    words = trouble_words(cause or error)
    return StoreError("store", words, temporary=_is_temporary(error, cause), code=code)


def trouble_words(cause: BaseException) -> str:
    """What a driver's error means, without a word of the data that it quotes."""
    code = _code(cause)
    return _words(code, cause) or f"{type(cause).__name__} {code}".strip()


def _words(code: str, cause: BaseException | None) -> str:
    """What the usual troubles mean, empty for the others."""
    if not code and type(cause).__name__ == "OperationalError":
        # PostgreSQL's have a code, unless nobody answers.
        return "cannot reach the database: is it running, and are host, port, user and name right?"
    usual = {
        "SQLITE_NOTADB": "this file is not a database (SQLITE_NOTADB)",
        "SQLITE_CANTOPEN": "cannot open the database: SQLite needs to write in its folder, even to read",
        "SQLITE_READONLY": "cannot write the database: may this user write the file and its folder?",
        "SQLITE_BUSY": "another process keeps the database locked (SQLITE_BUSY)",
        "SQLITE_FULL": "the disk is full (SQLITE_FULL)",
    }
    return usual.get("_".join(code.split("_")[:2]), "")


def _code(cause: BaseException | None) -> str:
    """SQLSTATE, or SQLite's name of the error; neither holds data."""
    return str(getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or "")


def _is_temporary(error: SQLAlchemyError, cause: BaseException | None) -> bool:
    """Whether the same call may succeed later: locked, full, away, but not a broken promise or a missing table."""
    if isinstance(error, PoolTimeout):
        return True
    if isinstance(cause, sqlite3.OperationalError):
        return getattr(cause, "sqlite_errorcode", 0) != sqlite3.SQLITE_ERROR
    if isinstance(error, IntegrityError):
        return False
    return isinstance(error, OperationalError | InterfaceError) or _code(cause) in _RETRIED_STATES


def unindexed(column: SQLColumnExpression[str]) -> ColumnElement[str]:
    """The same text in a form that no index serves.

    SQLite knows nothing of how often a value occurs: left alone it reads every row of an organisation by the index
    that begins with it, where another condition or the order would have found the few that are wanted.
    """
    return column.concat("")


def among(column: SQLColumnExpression[str], values: Iterable[str]) -> ColumnElement[bool]:
    """`column IN (values)` for values that never change: SQLAlchemy writes plain ones anew for every execution."""
    return column.in_([literal(str(value)) for value in values])


Columns = Select[*tuple[Any, ...]]
"""A SELECT of any number of columns."""


def columns(*wanted: object) -> Columns:
    """SELECT of these columns of tables, however many: SQLModel's own `select` takes four."""
    return select(*map(col, wanted))


Built = TypeVar("Built")

Insert = postgresql.Insert | sqlite.Insert
"""INSERT … ON CONFLICT, which both databases write alike but SQLAlchemy keeps in two places."""


def insert_into(session: Session, table: type[SQLModel] | Table) -> Insert:
    """An INSERT that knows ON CONFLICT, for the database of this session."""
    dialect: Dialect = session.get_bind().dialect
    return postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)


def for_both(build: Callable[[Callable[[type[SQLModel]], Insert]], Built]) -> Mapping[str, Built]:
    """A statement that begins with such an INSERT, put together once; by the name of the database's dialect."""
    return {"postgresql": build(postgresql.insert), "sqlite": build(sqlite.insert)}
