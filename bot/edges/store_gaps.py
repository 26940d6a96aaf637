"""What the copy is made of and lacks: the portal's lists, its records that nobody could read, rows of files refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select
from sqlmodel import Session

from bot.core.copy_parts import CopyParts, ListRead, RefusedRow
from bot.core.portal import Feed
from bot.edges.portal_file_rows import BadRow
from bot.edges.store_part import MANY, insert_into
from bot.edges.store_portal_rows import key_column
from storage.columns import storable
from storage.tables import METADATA

_INVOICE, _MARK, _RECIPIENT, _FLAG = (
    METADATA.tables[name] for name in ("invoice", "sync_watermark", "sync_recipient", "sync_flag")
)
REFUSED, _SHORTFALL, _BAD_RECORD = "refused_row", "shortfall", "bad_record"
_EACH = 200
"""So many refused rows of one file are told apart; of more, any invoice may be one."""

_ORGANISATION: Any = bindparam("organisation")
_LISTS = (
    select(
        _RECIPIENT.c.identifier,
        _MARK.c.recipient_key,
        _MARK.c.feed,
        _MARK.c.service_key,
        _MARK.c.service_code,
        _MARK.c.trouble,
    )
    .join(
        _RECIPIENT,
        and_(
            _RECIPIENT.c.organisation_id == _MARK.c.organisation_id, _RECIPIENT.c.recipient_key == _MARK.c.recipient_key
        ),
    )
    .where(_MARK.c.organisation_id == _ORGANISATION)
    .order_by(_RECIPIENT.c.identifier, _MARK.c.feed, _MARK.c.service_code)
)
# A file of several bodies keeps what nobody could sort out under no body at all.
_FLAGS = select(_FLAG.c.kind, _FLAG.c.subject, _FLAG.c.detail, _FLAG.c.last_seen_at).where(
    or_(_FLAG.c.organisation_id == _ORGANISATION, and_(_FLAG.c.organisation_id == "", _FLAG.c.kind == REFUSED)),
    _FLAG.c.kind.in_((REFUSED, _SHORTFALL, _BAD_RECORD)),
)


def copy_parts(connection: Connection, organisation_id: str) -> CopyParts:
    """What went into the copy of this body, and what is known to be missing from it."""
    values = {"organisation": organisation_id}
    flags: Sequence[Any] = connection.execute(_FLAGS, values).all()
    short = {flag.subject.rpartition(" ")[0] for flag in flags if flag.kind == _SHORTFALL}
    lists = tuple(
        ListRead(
            row.identifier,
            row.feed,
            row.service_code,
            failing=bool(row.trouble),
            short=f"{row.feed}/{row.recipient_key}/{row.service_key}" in short,
        )
        for row in connection.execute(_LISTS, values)
    )
    unread = [flag.subject for flag in flags if flag.kind == _BAD_RECORD]
    refused = tuple(_row(flag) for flag in flags if flag.kind == REFUSED)
    return CopyParts(lists, len(unread) - _known(connection, organisation_id, unread), refused)


def _known(connection: Connection, organisation_id: str, subjects: Sequence[str]) -> int:
    """How many unread records (`feed/key`) are of invoices that the copy holds: those are in doubt, not missing."""
    keys: dict[str, set[int]] = {}
    for subject in subjects[:MANY]:
        feed, _, key = subject.partition("/")
        if key.isdecimal():
            keys.setdefault(key_column(Feed(feed)), set()).add(int(key))
    mine = _INVOICE.c.organisation_id == organisation_id
    return sum(
        len(connection.execute(select(_INVOICE.c.id).where(mine, _INVOICE.c[name].in_(wanted))).all())
        for name, wanted in keys.items()
    )


def _row(flag: Any) -> RefusedRow:
    file, _, line = flag.subject.rpartition("/")
    number, supplier = json.loads(flag.detail)
    return RefusedRow(file, line, number, supplier, flag.last_seen_at)


def note_refused(
    session: Session,
    rows: Sequence[BadRow],
    organisation_id: str,
    file_name: str,
    at: datetime,
    before: int,
) -> None:
    """Remembers that these rows of a list of invoices were refused; `before` is how many of its rows were already."""
    found = [
        {
            "organisation_id": organisation_id,
            "kind": REFUSED,
            "subject": subject,
            "detail": json.dumps(legible, ensure_ascii=False),
            "times": 1,
            "first_seen_at": at,
            "last_seen_at": at,
        }
        for subject, legible in _told(rows, file_name, before)
    ]
    if found:
        session.connection().execute(insert_into(session, _FLAG).on_conflict_do_nothing(), found)


def forget_refused(session: Session, organisation_id: str, file_name: str) -> None:
    """The file is read anew: what was refused of it before counts no more."""
    # Not LIKE, which takes « A.csv » for « a.csv » on SQLite.
    start = storable(f"{file_name}/")
    of_file = func.substr(_FLAG.c.subject, 1, len(start)) == start
    mine = (_FLAG.c.organisation_id == organisation_id, _FLAG.c.kind == REFUSED)
    session.connection().execute(delete(_FLAG).where(*mine, of_file))


def _told(rows: Sequence[BadRow], file_name: str, before: int) -> Iterator[tuple[str, tuple[str, str]]]:
    for row in rows[: max(0, _EACH - before)]:
        yield f"{file_name}/{row.line}", (row.number, row.supplier)
    if before + len(rows) > _EACH:
        yield f"{file_name}/", ("", "")
