"""Where the walk over the portal's lists stands, who walks, and how old the copy is by that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, or_, select, tuple_, update
from sqlmodel import Session

from bot.core.invoice import SOURCE_API
from bot.core.portal import Feed, Recipient, RecipientSettings
from bot.core.sync_windows import Again
from bot.edges.store_part import StorePart, insert_into
from bot.ports.copy import Failure, ListKey, Mark, WalkState
from storage.tables import METADATA

_STATE, _MARK, _RECIPIENT, _COPY = (
    METADATA.tables[name] for name in ("sync_state", "sync_watermark", "sync_recipient", "portal_copy")
)
_MARK_KEY = ("organisation_id", "recipient_key", "feed", "service_key")
_ORGANISATION: Any = bindparam("organisation")
_FURTHEST_BEHIND = select(func.min(_MARK.c.walked_to)).where(_MARK.c.organisation_id == _ORGANISATION)


class WalkLog(StorePart):
    """Fulfils `bot.ports.copy.WalkLog`."""

    name = "walk"

    def take(self, organisation_id: str, owner: str, now: datetime, lease: timedelta) -> bool:
        """Whether `owner` may walk now: nobody else does. Called again, it keeps the lease for longer."""
        with self._writing() as session:
            connection = session.connection()
            _ensure_state(session, organisation_id)
            free = or_(_STATE.c.lease_owner.is_(None), _STATE.c.lease_owner == owner, _STATE.c.lease_until < now)
            began = {} if _holds(connection, organisation_id, owner) else {"started_at": now}
            taken = connection.execute(
                update(_STATE)
                .where(_STATE.c.organisation_id == organisation_id, free)
                .values(lease_owner=owner, lease_until=now + lease, **began)
            )
            return taken.rowcount == 1

    def leave(self, organisation_id: str, owner: str, now: datetime) -> None:
        """The walk is over: the lease is given back."""
        mine = and_(_STATE.c.organisation_id == organisation_id, _STATE.c.lease_owner == owner)
        with self._writing() as session:
            session.connection().execute(
                update(_STATE).where(mine).values(lease_owner=None, lease_until=None, ended_at=now)
            )

    def state(self, organisation_id: str) -> WalkState:
        """The walk as a whole; an empty state before the first."""
        with self._reading() as session:
            asked = select(_STATE).where(_STATE.c.organisation_id == organisation_id)
            row = session.connection().execute(asked).first()
        if row is None:
            return WalkState()
        return WalkState(
            walking=row.lease_owner is not None,
            started_at=row.started_at,
            ended_at=row.ended_at,
            not_before=row.not_before,
            trouble=row.trouble,
            problem=row.problem,
            trouble_since=row.trouble_since,
            password_expires_at=row.password_expires_at,
            settings_read_at=row.settings_read_at,
        )

    def note_failure(self, organisation_id: str, failure: Failure | None) -> None:
        """The portal as a whole failed, or (None) works."""
        values: dict[str, Any] = {"trouble": "", "problem": "", "trouble_since": None, "not_before": None}
        if failure is not None:
            since = func.coalesce(
                _STATE.c.trouble_since, bindparam("since", failure.at, type_=_STATE.c.started_at.type)
            )
            values = {"trouble": failure.trouble, "problem": failure.problem, "trouble_since": since}
            values["not_before"] = failure.not_before
        with self._writing() as session:
            _ensure_state(session, organisation_id)
            session.connection().execute(
                update(_STATE).where(_STATE.c.organisation_id == organisation_id).values(**values)
            )

    def note_recipients(self, organisation_id: str, recipients: Collection[Recipient]) -> None:
        """The structures that are walked; those known before and not named now stay, with their marks."""
        rows = [
            {
                "organisation_id": organisation_id,
                "recipient_key": one.key,
                "identifier": one.identifier,
                "name": one.name,
            }
            for one in recipients
        ]
        if rows:
            with self._writing() as session:
                statement = insert_into(session, _RECIPIENT)
                told = {name: statement.excluded[name] for name in ("identifier", "name")}
                key = ["organisation_id", "recipient_key"]
                session.connection().execute(statement.on_conflict_do_update(index_elements=key, set_=told), rows)

    def note_settings(
        self, organisation_id: str, settings: Mapping[int, RecipientSettings], read_at: datetime | None
    ) -> None:
        """What the recipients' own records say, by key; of several ends of the password the earliest counts.

        `read_at` is None when some of them could not be read, and are to be asked again.
        """
        ends = [one.password_expires_at for one in settings.values() if one.password_expires_at is not None]
        values: dict[str, Any] = {"settings_read_at": read_at}
        if ends or read_at is not None:
            values["password_expires_at"] = min(ends, default=None)
        with self._writing() as session:
            connection = session.connection()
            for key, told in settings.items():
                mine = and_(_RECIPIENT.c.organisation_id == organisation_id, _RECIPIENT.c.recipient_key == key)
                connection.execute(update(_RECIPIENT).where(mine).values(reports_payment=told.reports_payment))
            _ensure_state(session, organisation_id)
            connection.execute(update(_STATE).where(_STATE.c.organisation_id == organisation_id).values(**values))

    def recipients(self, organisation_id: str) -> Mapping[int, str]:
        """The identifiers of all structures ever noted, by their keys."""
        asked = select(_RECIPIENT.c.recipient_key, _RECIPIENT.c.identifier)
        with self._reading() as session:
            found = session.connection().execute(asked.where(_RECIPIENT.c.organisation_id == organisation_id))
            return {row.recipient_key: row.identifier for row in found}

    def marks(self, organisation_id: str) -> tuple[Mark, ...]:
        """Every list that was ever walked and is still wanted."""
        with self._reading() as session:
            asked = select(_MARK).where(_MARK.c.organisation_id == organisation_id).order_by(*_MARK.primary_key)
            return tuple(map(_mark, session.connection().execute(asked)))

    def advance(self, organisation_id: str, mark: Mark) -> None:
        """Stores a mark, and how old the copy is by now: as old as the list that is furthest behind."""
        row = _row(organisation_id, mark)
        with self._writing() as session:
            statement = insert_into(session, _MARK)
            told = {name: statement.excluded[name] for name in row if name not in _MARK_KEY}
            session.connection().execute(
                statement.on_conflict_do_update(index_elements=list(_MARK_KEY), set_=told), row
            )
            _set_age(session, organisation_id)

    def retire(self, organisation_id: str, wanted: Collection[ListKey]) -> None:
        """Forgets the marks of lists that nobody wants any more; their invoices stay, and grow old."""
        keep = [(one.recipient, one.feed.value, one.service) for one in wanted]
        listed = tuple_(_MARK.c.recipient_key, _MARK.c.feed, _MARK.c.service_key)
        with self._writing() as session:
            session.connection().execute(
                delete(_MARK).where(_MARK.c.organisation_id == organisation_id, listed.not_in(keep))
            )
            _set_age(session, organisation_id)


def _ensure_state(session: Session, organisation_id: str) -> None:
    empty = {"organisation_id": organisation_id, "trouble": "", "problem": ""}
    session.connection().execute(insert_into(session, _STATE).on_conflict_do_nothing(), empty)


def _holds(connection: Connection, organisation_id: str, owner: str) -> bool:
    asked = select(_STATE.c.lease_owner).where(_STATE.c.organisation_id == organisation_id)
    return connection.execute(asked).scalar() == owner


def _set_age(session: Session, organisation_id: str) -> None:
    """Unlike a file's, this age may go back: a recipient that is new has not been walked at all."""
    connection = session.connection()
    as_of = connection.execute(_FURTHEST_BEHIND, {"organisation": organisation_id}).scalar()
    mine = and_(_COPY.c.organisation_id == organisation_id, _COPY.c.source == SOURCE_API)
    connection.execute(delete(_COPY).where(mine))
    if as_of is not None:
        connection.execute(insert(_COPY), {"organisation_id": organisation_id, "source": SOURCE_API, "as_of": as_of})


def _row(organisation_id: str, mark: Mark) -> dict[str, Any]:
    again = mark.again
    return {
        "organisation_id": organisation_id,
        "recipient_key": mark.list.recipient,
        "feed": mark.list.feed.value,
        "service_key": mark.list.service,
        "service_code": mark.service_code,
        "began_from": mark.began_from,
        "walked_to": mark.walked_to,
        "span_seconds": int(mark.span.total_seconds()),
        "again_began_at": again and again.began_at,
        "again_from": again and again.start,
        "again_at": again and again.at,
        "again_until": again and again.until,
        "again_done_at": mark.again_done_at,
        "failed_at": mark.failed_at,
        "trouble": mark.trouble,
        "problem": mark.problem,
    }


def _mark(row: Any) -> Mark:
    again = row.again_began_at and Again(row.again_began_at, row.again_from, row.again_at, row.again_until)
    return Mark(
        list=ListKey(row.recipient_key, Feed(row.feed), row.service_key),
        began_from=row.began_from,
        walked_to=row.walked_to,
        span=timedelta(seconds=row.span_seconds),
        service_code=row.service_code,
        again=again,
        again_done_at=row.again_done_at,
        failed_at=row.failed_at,
        trouble=row.trouble,
        problem=row.problem,
    )
