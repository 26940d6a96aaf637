"""The local copy of the portal, the side that is written: pages of searches, histories, and what was less than whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    TextClause,
    and_,
    bindparam,
    column,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.core.portal import BadRecord, Window
from bot.core.status_path import UNREADABLE
from bot.edges.store_many_rows import insert_rows
from bot.edges.store_part import Insert
from bot.edges.store_places import UNIQUE, at_places, places
from bot.edges.store_portal_history import Histories
from bot.edges.store_portal_rows import KEPT, Plan, Planner, key_column
from bot.edges.store_status_history import SEARCH, add_lines, begun_histories
from bot.ports.copy import ListKey, Shown, Written
from storage.columns import storable
from storage.tables import METADATA

_INVOICE, _FLAG = METADATA.tables["invoice"], METADATA.tables["sync_flag"]
_SHORTFALL, _BAD_RECORD, _SAME_NUMBER, _ORDER = "shortfall", "bad_record", "same_number", "order"


class CopyBook(Histories):
    """Fulfils `bot.ports.copy.CopyBook`."""

    name = "copy"

    def write(self, organisation_id: str, shown: Shown, ranks: Mapping[str, int]) -> Written:
        """Inserts or updates the records of one page with their history; the same page again changes nothing."""
        with self._writing() as session:
            connection = session.connection()
            by_key, by_number = _known(connection, organisation_id, shown)
            plan = Planner(organisation_id, shown, ranks, by_key, by_number).take_all(shown.records)
            _write_rows(connection, organisation_id, shown, plan)
            _write_flags(connection, organisation_id, shown, plan)
        return Written(len(plan.new), len(plan.changed), plan.unchanged, len(plan.odd), len(plan.clashes))

    def flag_shortfall(
        self, organisation_id: str, list_key: ListKey, window: Window, missing: int, now: datetime
    ) -> None:
        """Remembers that a window gave `missing` records too few; 0 forgets what was said of windows within it."""
        of_list = _subject_of(list_key)
        with self._writing() as session:
            connection = session.connection()
            if missing:
                subject = f"{of_list} {window.start.isoformat()}"
                detail = f"{missing} missing until {window.end.isoformat()}"
                _flag(connection, organisation_id, _SHORTFALL, {subject: detail}, now)
                return
            mine = and_(
                *_flags(organisation_id, _SHORTFALL), _FLAG.c.subject.startswith(f"{of_list} ", autoescape=True)
            )
            said = connection.execute(select(_FLAG.c.id, _FLAG.c.subject, _FLAG.c.detail).where(mine)).all()
            over = [row.id for row in said if window.start <= _start(row) and _end(row) <= window.end]
            if over:
                connection.execute(delete(_FLAG).where(_FLAG.c.id.in_(over)))

    def shortfalls(self, organisation_id: str, list_key: ListKey) -> tuple[datetime, ...]:
        """Where the windows of this list begin that gave too few, earliest first."""
        start = f"{_subject_of(list_key)} "
        asked = select(_FLAG.c.subject).where(
            *_flags(organisation_id, _SHORTFALL), _FLAG.c.subject.startswith(start, autoescape=True)
        )
        with self._reading() as session:
            found = session.connection().execute(asked).scalars()
            return tuple(sorted(datetime.fromisoformat(subject.removeprefix(start)) for subject in found))


def _start(row: Any) -> datetime:
    return datetime.fromisoformat(row.subject.rpartition(" ")[2])


def _end(row: Any) -> datetime:
    return datetime.fromisoformat(row.detail.rpartition(" ")[2])


def _subject_of(list_key: ListKey) -> str:
    return f"{list_key.feed.value}/{list_key.recipient}/{list_key.service}"


def _flags(organisation_id: str, kind: str) -> tuple[Any, ...]:
    return (_FLAG.c.organisation_id == organisation_id, _FLAG.c.kind == kind)


# --- rows ------------------------------------------------------------------------------------------

_KEYS: Mapping[str, TextClause] = {
    "sqlite": text("SELECT value AS wanted FROM json_each(:keys)"),
    "postgresql": text("SELECT CAST(value AS bigint) AS wanted FROM json_array_elements_text(CAST(:keys AS json))"),
}
_STATE = [_INVOICE.c[name] for name in ("id", "synced_at", *KEPT)]


@cache
def _by_key(dialect: str, key: str) -> Select[Any]:
    # IN, not a join: SQLite, which expects few values in JSON, would read every row of the organisation first.
    listed = select(_KEYS[dialect].columns(column("wanted", BigInteger())).subquery().c.wanted)
    mine = _INVOICE.c.organisation_id == bindparam("organisation")
    return select(*_STATE).where(mine, _INVOICE.c[key].in_(listed))


@cache
def _by_number(dialect: str) -> Select[Any]:
    return at_places(dialect, select(*_STATE))


def _known(
    connection: Connection, organisation_id: str, shown: Shown
) -> tuple[dict[int, Mapping[str, Any]], dict[tuple[str, str], Mapping[str, Any]]]:
    """The stored state of these records, by the portal's key and by supplier and number."""
    dialect, key = connection.dialect.name, key_column(shown.list.feed)
    keys = json.dumps([record.key for record in shown.records])
    wanted = ((organisation_id, storable(each.supplier_id), storable(each.number)) for each in shown.records)
    by_key = connection.execute(_by_key(dialect, key), {"organisation": organisation_id, "keys": keys})
    by_number = connection.execute(_by_number(dialect), {"places": places(wanted)})
    return (
        {row[key]: row for row in map(dict[str, Any], by_key.mappings())},
        {(row["supplier_id"], row["number"]): row for row in map(dict[str, Any], by_number.mappings())},
    )


def _inserting(kind: type[Insert]) -> Insert:
    """A new row; one that a file brought in the same moment becomes the portal's."""
    statement: Any = kind(_INVOICE)
    taken = {name: statement.excluded[name] for name in (*KEPT, "synced_at")}
    found: Insert = statement.on_conflict_do_update(
        index_elements=list(UNIQUE), set_=taken, where=_INVOICE.c.portal_key.is_(None)
    )
    return found


_INSERT = {"sqlite": _inserting(sqlite.Insert), "postgresql": _inserting(postgresql.Insert)}
_UPDATE = (
    update(_INVOICE)
    .where(_INVOICE.c.id == bindparam("row_id"))
    .values({name: bindparam(name) for name in (*KEPT, "synced_at")})
)


def _write_rows(connection: Connection, organisation_id: str, shown: Shown, plan: Plan) -> None:
    common = {"organisation_id": organisation_id, "first_seen_at": shown.seen_at, "synced_at": shown.seen_at}
    if plan.new:
        new = [row | common for row in plan.new]
        with begun_histories(connection, new, SEARCH):
            insert_rows(connection, _INSERT[connection.dialect.name], new)
    if plan.changed:
        connection.execute(_UPDATE, [row | {"synced_at": shown.seen_at} for row in plan.changed])
    add_lines(connection, organisation_id, plan.history, SEARCH, shown.seen_at)


# --- what was less than whole ----------------------------------------------------------------------


def _adding(kind: type[Insert]) -> Insert:
    statement: Any = kind(_FLAG)
    found: Insert = statement.on_conflict_do_update(
        index_elements=["organisation_id", "kind", "subject"],
        set_={
            "detail": statement.excluded.detail,
            "last_seen_at": statement.excluded.last_seen_at,
            "times": _FLAG.c.times + 1,
        },
    )
    return found


_ADD_FLAG = {"sqlite": _adding(sqlite.Insert), "postgresql": _adding(postgresql.Insert)}


def _flag(connection: Connection, organisation_id: str, kind: str, details: Mapping[str, str], now: datetime) -> None:
    if details:
        common = {
            "organisation_id": organisation_id,
            "kind": kind,
            "times": 1,
            "first_seen_at": now,
            "last_seen_at": now,
        }
        rows = [{**common, "subject": subject, "detail": detail} for subject, detail in details.items()]
        connection.execute(_ADD_FLAG[connection.dialect.name], rows)


def _write_flags(connection: Connection, organisation_id: str, shown: Shown, plan: Plan) -> None:
    feed, now = shown.list.feed.value, shown.seen_at
    _flag(connection, organisation_id, _SAME_NUMBER, {f"{feed}/{key}": "" for key in plan.clashes}, now)
    _flag(connection, organisation_id, _ORDER, {f"{feed}/{key}": odd for key, odd in plan.odd}, now)
    _forget_bad(connection, organisation_id, feed, (record.key for record in shown.records))
    _flag(
        connection, organisation_id, _BAD_RECORD, {_bad_subject(feed, bad): _bad_detail(bad) for bad in shown.bad}, now
    )
    keys = [bad.key for bad in shown.bad if bad.key is not None]
    if keys:
        known = _INVOICE.c[key_column(shown.list.feed)].in_(keys)
        mine = _INVOICE.c.organisation_id == organisation_id
        connection.execute(update(_INVOICE).where(mine, known).values(doubt=UNREADABLE))


def _bad_subject(feed: str, bad: BadRecord) -> str:
    return f"{feed}/{bad.key or f'{bad.field} {bad.problem}'}"


def _bad_detail(bad: BadRecord) -> str:
    return f"{bad.field}: {bad.problem}"


def _forget_bad(connection: Connection, organisation_id: str, feed: str, keys: Iterable[int]) -> None:
    """Records that can be read again are no trouble any more."""
    asked = select(_FLAG.c.id, _FLAG.c.subject).where(*_flags(organisation_id, _BAD_RECORD))
    said = connection.execute(asked).all()
    if said:
        good = {f"{feed}/{key}" for key in keys}
        over = [row.id for row in said if row.subject in good]
        if over:
            connection.execute(delete(_FLAG).where(_FLAG.c.id.in_(over)))
