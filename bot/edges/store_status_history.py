"""The history of an invoice's statuses as each source told it: lines are added, never changed or merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, insert, select

from bot.edges.store_places import at_places, places_of
from storage.tables import METADATA

SEARCH, HISTORY, FILE = "search", "history", "file"
"""Where a line comes from: a search of the portal, its own history of one invoice, a file."""

_INVOICE, _HISTORY = METADATA.tables["invoice"], METADATA.tables["status_history"]
_FIRST = ("organisation_id", "invoice_key", "status", "seen_at", "portal_at", "source", "comment", "oddity")
_ADD = insert(_HISTORY)


def begin_histories(connection: Connection, rows: Sequence[Mapping[str, Any]], source: str) -> None:
    """The first line of each new invoice's history, from the rows just inserted: only the database knows their keys."""
    connection.execute(_begin(connection.dialect.name), {"places": places_of(rows), "told_by": source})


@cache
def _begin(dialect: str) -> Insert:
    row = _INVOICE.c
    told: tuple[Any, ...] = (
        row.status,
        row.first_seen_at,
        row.status_at,
        bindparam("told_by"),
        row.comment,
        bindparam("odd", ""),
    )
    return insert(_HISTORY).from_select(_FIRST, at_places(dialect, select(row.organisation_id, row.id, *told)))


def add_lines(
    connection: Connection, organisation_id: str, lines: Sequence[Mapping[str, Any]], source: str, seen_at: datetime
) -> None:
    """Adds lines: each has `invoice_key`, `status`, `portal_at`, `comment`, `oddity` and perhaps `step_key`."""
    if lines:
        common = {"organisation_id": organisation_id, "source": source, "seen_at": seen_at}
        connection.execute(_ADD, [{"step_key": None, **line, **common} for line in lines])
