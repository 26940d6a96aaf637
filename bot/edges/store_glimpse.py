"""A look at the database that leaves it as it is: may it be written, and is there room for it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import Engine, text

from bot.edges.store_part import store_errors, trouble_words
from bot.errors import StoreError

_SECONDS = 2.0
"""How long to wait for a lock: longer than any transaction of Guichet takes."""


@dataclass(frozen=True, slots=True)
class Room:
    """Octets left on the disk of a SQLite file; None for a database of another machine."""

    free: int | None


def try_to_write(engine: Engine) -> Room:
    """Takes the write lock and gives it back. Raises StoreError when it is held, or when writing is not allowed."""
    if engine.url.get_backend_name() == "sqlite":
        # A read-only engine names its file as SQLite's own URI does (see storage.engine).
        file = Path(unquote(str(engine.url.database).removeprefix("file:")))
        _lock(file)
        return Room(shutil.disk_usage(file.absolute().parent).free)
    with store_errors(), engine.connect() as connection:
        allowed = connection.execute(
            text("SELECT has_table_privilege('message', 'INSERT') AND NOT pg_is_in_recovery()")
        )
        if not allowed.scalar():
            raise StoreError("store", "this user may not write the tables", temporary=False)
    return Room(None)


def _lock(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=_SECONDS)) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise StoreError("store", trouble_words(error)) from None
