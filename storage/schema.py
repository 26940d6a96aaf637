"""The version of a database: bringing it to this program's, refusing one from a later program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

import storage
from storage.engine import as_writer

_LOCK = 7_220_484_316
"""Number of PostgreSQL's advisory lock for migrations: any, but the same for every process."""


class WrongVersion(Exception):
    """The database and the program are not of one version. `found` is empty for a database without tables."""

    def __init__(self, found: str, expected: str) -> None:
        super().__init__(f"database at version {found or '(empty)'}, program at version {expected}")
        self.found = found
        self.expected = expected


class NewerDatabase(WrongVersion):
    """A later program has migrated this database: ours would damage it."""


class OlderDatabase(WrongVersion):
    """The database has not been migrated yet."""


def migrate(engine: Engine) -> None:
    """Brings the database to this program's version, in one transaction; processes that come together take turns.

    Raises NewerDatabase when a later program has been there.
    """
    config = _config()
    with as_writer(engine).connect() as connection, _loose_keys(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _differs(connection, config):
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


@contextmanager
def _loose_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by writing it anew, which it takes for the loss of every row that another one names.

    It must be told before the transaction begins.
    """
    driver: Any = connection.connection.dbapi_connection if connection.dialect.name == "sqlite" else None
    if driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def check_version(engine: Engine) -> None:
    """Raises NewerDatabase or OlderDatabase unless the database is of this program's version; changes nothing."""
    config = _config()
    with engine.connect() as connection:
        found = _found(connection)
        if _differs(connection, config):
            raise OlderDatabase(found, _head(config))


def is_empty(engine: Engine) -> bool:
    """Whether no program of ours has ever migrated this database; changes nothing."""
    with engine.connect() as connection:
        return not _found(connection)


def _config() -> Config:
    config = Config()
    folder = Path(storage.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def _head(config: Config) -> str:
    return ScriptDirectory.from_config(config).get_current_head() or ""


def _found(connection: Connection) -> str:
    return MigrationContext.configure(connection).get_current_revision() or ""


def _differs(connection: Connection, config: Config) -> bool:
    """Whether there are migrations to run; raises NewerDatabase for a version this program has never heard of."""
    found, head = _found(connection), _head(config)
    known = {revision.revision for revision in ScriptDirectory.from_config(config).walk_revisions()}
    if found and found not in known:
        raise NewerDatabase(found, head)
    return found != head
