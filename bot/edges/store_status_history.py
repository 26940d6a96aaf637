"""The history of an invoice's statuses as each source told it: lines are added, never changed or merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Select, bindparam, func, insert, select

from bot.edges.store_places import at_places, places_of
from storage.tables import METADATA

SEARCH, HISTORY, FILE = "search", "history", "file"
"""Where a line comes from: a search of the portal, its own history of one invoice, a file."""

_INVOICE, _HISTORY = METADATA.tables["invoice"], METADATA.tables["status_history"]
_FIRST = ("organisation_id", "invoice_key", "status", "seen_at", "portal_at", "source", "comment", "oddity")
_ADD = insert(_HISTORY)


@contextmanager
def begun_histories(connection: Connection, rows: Sequence[Mapping[str, Any]], source: str) -> Iterator[None]:
    """The first line of each new invoice's history: inside, `rows` are inserted, and no other new ones.

    Only the database knows their keys. SQLite has one writer at a time and gives each a higher key than any before.
    """
    if not rows:
        yield
    elif connection.dialect.name == "sqlite":
        last = connection.execute(_LAST_KEY).scalar() or 0
        yield
        connection.execute(_BEGIN_AFTER, {"last": last, "told_by": source})
    else:
        yield
        connection.execute(_begin_at_places(), {"places": places_of(rows), "told_by": source})


def _first_lines() -> Select[Any]:
    row = _INVOICE.c
    told: tuple[Any, ...] = (
        row.status,
        row.first_seen_at,
        row.status_at,
        bindparam("told_by"),
        row.comment,
        bindparam("odd", ""),
    )
    return select(row.organisation_id, row.id, *told)


_LAST_KEY = select(func.max(_INVOICE.c.id))
_BEGIN_AFTER = insert(_HISTORY).from_select(_FIRST, _first_lines().where(_INVOICE.c.id > bindparam("last")))


@cache
def _begin_at_places() -> Insert:
    return insert(_HISTORY).from_select(_FIRST, at_places("postgresql", _first_lines()))


def add_lines(
    connection: Connection, organisation_id: str, lines: Sequence[Mapping[str, Any]], source: str, seen_at: datetime
) -> None:
    """Adds lines: each has `invoice_key`, `status`, `portal_at`, `comment`, `oddity` and perhaps `step_key`."""
    if lines:
        common = {"organisation_id": organisation_id, "source": source, "seen_at": seen_at}
        connection.execute(_ADD, [{"step_key": None, **line, **common} for line in lines])
