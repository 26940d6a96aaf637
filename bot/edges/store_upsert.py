"""Writing many invoices at once: each inserted, updated, or left as it is because the database knows it newer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.core.invoice import SOURCE_API
from bot.edges.store_many_rows import insert_rows
from bot.edges.store_part import Insert
from bot.edges.store_places import KEY, UNIQUE, Key, at_places, key_of, places_of
from bot.edges.store_rejects import ImportReport
from bot.edges.store_status_history import FILE, add_lines, begun_histories
from storage.tables import METADATA

_INVOICE = METADATA.tables["invoice"]

_A_DAY = timedelta(days=1)
_WALKED = METADATA.tables["sync_watermark"]
_COMPARED = (
    "supplier_id_kind",
    "supplier_name",
    "price_key",
    "order_key",
    "status",
    "status_at",
    "invoiced_on",
    "amount_cents",
    "engagement",
    "recipient_siret",
    "service_code",
    "comment",
)
_OVERWRITTEN = (*_COMPARED, "due_cents", "source", "synced_at")
_UNLESS_UNTOLD = ("document", "market", "deposited_on", "currency")
"""What stays as it is when a file has no such column; what is due is of a day, and goes with that day's status."""


def upsert(session: Session, rows: Sequence[dict[str, Any]], report: ImportReport) -> Sequence[dict[str, Any]]:
    """Inserts or updates invoices; one that the database knows from a later moment stays as it is.

    Returns the rows that were written.
    """
    if not rows:
        return ()
    connection = session.connection()
    known = _known(connection, rows)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    seen: list[dict[str, Any]] = []
    for row in rows:
        before = known.get(key_of(row))
        if before is None:
            new.append(row)
            continue
        same = _is_same(row, before)
        if same and before.source != row["source"]:
            report.unchanged += 1
        elif _is_older(row, before):
            report.older += 1
        elif same:
            report.unchanged += 1
            seen.append({"row_id": before.id, "seen_at": row["synced_at"]})
        else:
            changed.append(row)
    report.inserted += len(new)
    report.updated += len(changed)
    _write(connection, new, changed, known)
    if seen:
        connection.execute(_SEEN_AGAIN, seen)
    return (*new, *changed)


def _is_same(row: Mapping[str, Any], before: Any) -> bool:
    """Whether a row says nothing new; what it does not say (None) is no news either."""
    told = (name for name in (*_UNLESS_UNTOLD, "due_cents") if row[name] is not None)
    return all(getattr(before, name) == row[name] for name in (*_COMPARED, *told))


def _write(
    connection: Connection,
    new: Sequence[dict[str, Any]],
    changed: Sequence[dict[str, Any]],
    known: Mapping[Key, Any],
) -> None:
    """The rows themselves, and their history where the status is news."""
    with begun_histories(connection, new, FILE):
        insert_rows(connection, _INSERT_OR_UPDATE[connection.dialect.name], [*new, *changed])
    for organisation_id in {row["organisation_id"] for row in changed}:
        mine = [row for row in changed if row["organisation_id"] == organisation_id]
        lines = [line for row in mine if (line := _line(row, known[key_of(row)])) is not None]
        add_lines(connection, organisation_id, lines, FILE, mine[0]["synced_at"])


def _line(row: Mapping[str, Any], before: Any) -> dict[str, Any] | None:
    """The line that a changed row adds to its history, None when its status is no news."""
    if (before.status, before.status_at) == (row["status"], row["status_at"]):
        return None
    told = {"status": row["status"], "portal_at": row["status_at"], "comment": row["comment"]}
    return {"invoice_key": before.id, **told, "oddity": ""}


def _insert_or_update(kind: type[Insert]) -> Insert:
    # The condition is asked once more: another process may have loaded a later copy since we looked.
    statement: Any = kind(_INVOICE)
    told = {name: func.coalesce(statement.excluded[name], _INVOICE.c[name]) for name in _UNLESS_UNTOLD}
    found: Insert = statement.on_conflict_do_update(
        index_elements=list(UNIQUE),
        set_={**{name: statement.excluded[name] for name in _OVERWRITTEN}, **told},
        where=_INVOICE.c.synced_at <= statement.excluded.synced_at,
    )
    return found


_INSERT_OR_UPDATE = {"sqlite": _insert_or_update(sqlite.Insert), "postgresql": _insert_or_update(postgresql.Insert)}


_SEEN_AGAIN = (
    update(_INVOICE)
    .where(_INVOICE.c.id == bindparam("row_id"), _INVOICE.c.synced_at <= bindparam("seen_at"))
    .values(synced_at=bindparam("seen_at"))
)


def _known(connection: Connection, rows: Sequence[dict[str, Any]]) -> dict[Key, Any]:
    """The stored state of these invoices, by key."""
    found = connection.execute(_state_of(connection.dialect.name), {"places": places_of(rows)})
    return {(row.organisation_id, row.supplier_id, row.number): row for row in found}


@cache
def _state_of(dialect: str) -> Select[Any]:
    """A row, and how far the list of the portal that keeps it fresh was walked."""
    mark = _WALKED.c
    names = (*KEY, *_OVERWRITTEN, *_UNLESS_UNTOLD, "id")
    walked = (
        select(func.min(mark.walked_to))
        .where(mark.organisation_id == _INVOICE.c.organisation_id)
        .where(mark.recipient_key == _INVOICE.c.recipient_key, mark.feed == _INVOICE.c.feed)
        .scalar_subquery()
    )
    return at_places(dialect, select(*(_INVOICE.c[name] for name in names), walked.label("walked_to")))


def _is_older(row: Mapping[str, Any], before: Any) -> bool:
    """Whether the database knows this invoice from a later moment than `row` does.

    Of an invoice that the portal's own lists keep fresh, a file knows better only when it tells of a later status, or
    when no list has been walked for a day: who exported it this morning may import it with the hour of tonight.
    """
    if before.source != SOURCE_API or row["source"] == SOURCE_API:
        return bool(before.synced_at > row["synced_at"])
    known_at = max(before.synced_at, before.walked_to or before.synced_at)
    dates = (before.status_at, row["status_at"])
    later = None not in dates and dates[0] < dates[1]
    return bool(row["synced_at"] < known_at + (timedelta(0) if later else _A_DAY))
