"""Opening the store: one database behind the ports that jobs see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, Engine
from sqlalchemy.exc import ArgumentError

from bot.edges.store_caps import Caps
from bot.edges.store_contacts import Contacts
from bot.edges.store_history import History
from bot.edges.store_invoices import InvoiceBook
from bot.edges.store_ledger import Ledger
from bot.edges.store_outbox import Outbox
from bot.edges.store_part import At, nowhere, store_errors
from bot.edges.store_pauses import Pauses
from bot.edges.store_portal import CopyBook
from bot.edges.store_switch import Switch
from bot.edges.store_tickets import Tickets
from bot.edges.store_walk import WalkLog
from bot.errors import ConfigError, StoreError
from storage.engine import NoDatabase, UnusableUrl, asking, open_engine
from storage.schema import NewerDatabase, OlderDatabase, check_version, is_empty, migrate


@dataclass(frozen=True, slots=True)
class Books:
    """Fulfils `bot.ports.books.Books`."""

    invoices: InvoiceBook
    history: History
    pauses: Pauses


@dataclass(frozen=True, slots=True)
class Store:
    """An open database: each attribute fulfils the port of its name. Threads may share it."""

    engine: Engine
    ledger: Ledger
    invoices: InvoiceBook
    history: History
    tickets: Tickets
    outbox: Outbox
    switch: Switch
    contacts: Contacts
    pauses: Pauses
    caps: Caps
    copy: CopyBook
    walk: WalkLog
    at: At = nowhere

    @contextmanager
    def books(self) -> Iterator[Books]:
        """What deciding asks for one mail, on one connection in one transaction that only reads; raises StoreError.

        SQLite shows everything as it was at the first question, PostgreSQL each answer as it is when asked.
        """
        with store_errors(), asking(self.engine) as one:
            yield Books(
                InvoiceBook(self.engine, self.at, one),
                History(self.engine, self.at, one),
                Pauses(self.engine, self.at, one),
            )

    def close(self) -> None:
        """Gives back every connection."""
        self.engine.dispose()


def open_store(url: str, *, read_only: bool = False, must_exist: bool = False, at: At = nowhere) -> Store:
    """Opens the database at `url` (`sqlite:///file`, a file's path, `postgresql://…`) and brings it up to date.

    `read_only` (for `explain`) creates and migrates nothing, `must_exist` (for `stop`) migrates what is there; an
    in-memory SQLite is always new and so is always migrated. `at` is called at every crash point. Raises ConfigError
    when there is no such database or it must be migrated first, StoreError when a later program has migrated it or
    it cannot be reached.
    """
    try:
        if must_exist:
            _check_not_empty(open_engine(url, read_only=True))
        engine = open_engine(url, read_only=read_only)
    except NoDatabase as error:
        raise ConfigError(
            f"--db, GUICHET_DB or database: {error}; « guichet import » and « guichet run » make one"
        ) from None
    except (ValueError, ArgumentError) as error:
        raise ConfigError(f"--db, GUICHET_DB or database: {_plain(error)}") from None
    try:
        _bring_up_to_date(engine, read_only=read_only)
    except BaseException:
        engine.dispose()
        raise
    return Store(
        engine=engine,
        ledger=Ledger(engine, at),
        invoices=InvoiceBook(engine, at),
        history=History(engine, at),
        tickets=Tickets(engine, at),
        outbox=Outbox(engine, at),
        switch=Switch(engine, at),
        contacts=Contacts(engine, at),
        pauses=Pauses(engine, at),
        caps=Caps(engine, at),
        copy=CopyBook(engine, at),
        walk=WalkLog(engine, at),
        at=at,
    )


def _bring_up_to_date(engine: Engine, *, read_only: bool) -> None:
    in_memory = engine.url.get_backend_name() == "sqlite" and engine.url.database in (None, "", ":memory:")
    try:
        with store_errors():
            if read_only and not in_memory:
                check_version(engine)
            else:
                migrate(engine)
    except NewerDatabase as newer:
        raise StoreError(
            "store",
            f"the database is at version {newer.found}, this Guichet knows versions up to {newer.expected}: a later "
            "Guichet has migrated it; install that one again, or restore the backup made before",
            temporary=False,
        ) from None
    except OlderDatabase as older:
        raise ConfigError(
            f"the database is at version {older.found or '(empty)'}, this Guichet needs {older.expected}: "
            "a command that writes, such as « guichet import » or « guichet run », brings it up to date"
        ) from None


def _check_not_empty(engine: Engine) -> None:
    try:
        with store_errors():
            empty = is_empty(engine)
    finally:
        engine.dispose()
    if empty:
        raise ConfigError(
            f"the database {_place(engine.url)} is empty: is it the right one? « guichet import » and « guichet run » "
            "fill it"
        )


def _place(url: URL) -> str:
    """Where a database is, without user and password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    return f"{url.database or ''} at {url.host or 'this machine'}"


def _plain(error: Exception) -> str:
    """What is wrong, without the URL: it may hold a password, and so may the library's own words."""
    if isinstance(error, UnusableUrl):
        return str(error)
    return "not a database URL: write sqlite:///FILE or postgresql://USER@HOST/NAME"
