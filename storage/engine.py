"""Opening the database: one URL, SQLite or PostgreSQL, and the two kinds of transaction."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from sqlite3 import OperationalError as SqliteError
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url, text
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

BUSY_SECONDS = 30
"""How long a writer of SQLite waits for another before it is told that the database is locked."""

_WRITES = "guichet_writes"
_LARGE = 1 << 20
_USUAL_KIBIBYTES, _LOADING_KIBIBYTES = 2_000, 65_536
_HOLDS_MUCH = "guichet_holds_much"


class UnusableUrl(ValueError):
    """A URL of a database that is none of ours; its text holds nothing secret."""


class NoDatabase(Exception):
    """There is no database, or no folder for one, where the URL points."""


def database_url(text: str) -> URL:
    """A URL of SQLAlchemy from what people write: a bare file path, `sqlite:///path`, `postgresql://…`.

    Raises UnusableUrl for another database, ValueError or ArgumentError for what is no URL.
    """
    url = make_url(text) if "://" in text else URL.create("sqlite", database=text)
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        return url.set(drivername="sqlite")
    raise UnusableUrl(
        f"{url.drivername} is not a database that Guichet can use: write sqlite:///FILE or postgresql://…"
    )


def open_engine(text: str, *, read_only: bool = False) -> Engine:
    """An engine for `text` (see `database_url`); nothing is created but, when writing, an empty SQLite file.

    `read_only` neither creates nor changes anything. Raises NoDatabase when a SQLite file, or its folder when
    writing, is missing; see `database_url` for what else.
    """
    url = database_url(text)
    if url.get_backend_name() == "postgresql":
        return _open_postgresql(url, read_only)
    return _open_sqlite(url, read_only)


def _open_postgresql(url: URL, read_only: bool) -> Engine:
    options = "-c timezone=UTC" + (" -c default_transaction_read_only=on" if read_only else "")
    return create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "application_name": "guichet", "options": options},
    )


def _open_sqlite(url: URL, read_only: bool) -> Engine:
    file = url.database or ""
    threads = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    if file in ("", ":memory:"):
        # One connection, or each would have an empty database of its own.
        engine = create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True, connect_args=threads)
    else:
        engine = create_engine(_sqlite_file(url, Path(file), read_only), hide_parameters=True, connect_args=threads)
        event.listen(engine, "checkin", _let_go)
    journal = bool(file) and file != ":memory:" and not read_only

    @event.listens_for(engine, "connect")
    def _set_up(connection: SqliteConnection, _record: object) -> None:
        # The driver's own transactions are switched off: it would begin too late for IMMEDIATE.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        if journal:
            _use_wal(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer that begins as a reader cannot wait for another writer, it fails at once: so it says so first.
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITES, False) else "BEGIN")

    return engine


def _sqlite_file(url: URL, file: Path, read_only: bool) -> URL:
    if not read_only:
        if not file.absolute().parent.is_dir():
            raise NoDatabase(f"the folder {file.absolute().parent} does not exist")
        return url
    if not file.is_file():
        raise NoDatabase(f"there is no database file {file.absolute()}")
    # SQLite's own URI: `mode=ro` never creates the file.
    return URL.create("sqlite", database=f"file:{quote(str(file.absolute()))}", query={"mode": "ro", "uri": "true"})


def note_written(connection: Connection, octets: int) -> None:
    """To be called when so much was written at once: a connection that holds on to a megabyte or more is not kept.

    Python's sqlite3 keeps what a statement was last run with until it runs again: for a large mail, until the next.
    """
    if octets >= _LARGE:
        connection.info[_HOLDS_MUCH] = True


def _let_go(_connection: SqliteConnection, record: ConnectionPoolEntry) -> None:
    """Closes a connection that is given back and holds much; the pool opens another when one is wanted."""
    if record.info.get(_HOLDS_MUCH):
        record.invalidate()


def _use_wal(connection: SqliteConnection) -> None:
    """Readers beside one writer. The first switch of a new file does not wait for a lock as all else does: we do."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except SqliteError as error:
            busy = error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@lru_cache(maxsize=16)
def as_writer(engine: Engine) -> Engine:
    """The same engine and pool, whose transactions take SQLite's write lock from the start."""
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def writing(engine: Engine, on: Connection | None = None) -> Iterator[Session]:
    """One transaction that writes: committed at the end, rolled back whole on any exception.

    `on` is a connection of `loading` that it is to be made on.
    """
    with Session(on or as_writer(engine), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def loading(engine: Engine) -> Iterator[Connection]:
    """One connection for many transactions of thousands of rows, which go all over the indexes.

    SQLite keeps more of its file at hand for it; what a commit promises is as ever.
    """
    with as_writer(engine).connect() as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            return
        _keep_at_hand(connection, _LOADING_KIBIBYTES)
        try:
            yield connection
        finally:
            _keep_at_hand(connection, _USUAL_KIBIBYTES)


def _keep_at_hand(connection: Connection, kibibytes: int) -> None:
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA cache_size=-{kibibytes}")


@contextmanager
def changing(engine: Engine) -> Iterator[Connection]:
    """As `writing`, without a session: statements only, for what is written for every mail."""
    with as_writer(engine).begin() as connection:
        yield connection


def take_turns(connection: Connection, name: str) -> None:
    """Waits until no other transaction that took turns under this name is under way; call it first of all.

    Nothing to do on SQLite, where every writing transaction waits for the one before it.
    """
    if connection.dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """One transaction that only reads: it waits for no writer and stops none."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def asking(engine: Engine) -> AbstractContextManager[Connection]:
    """As `reading`, for statements of columns only: no session and no objects, a third of the cost."""
    return engine.begin()
