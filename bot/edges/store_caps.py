"""How much each organisation has sent to suppliers lately, and what waits because that was enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func
from sqlmodel import Session, col, select

from bot.core.loops import Held, Room, SendingCaps, room_left
from bot.core.message import OutboxState, Route
from bot.edges.store_outbox import is_proven
from bot.edges.store_part import StorePart
from storage.tables import OutboxRow

_WINDOWS = (timedelta(hours=1), timedelta(days=1))


class Caps(StorePart):
    """Reads what left in the last hour and the last day; changes nothing. `caps` are the limits, for each organisation."""

    name = "caps"

    def room(self, caps: SendingCaps, now: datetime) -> dict[str, Room]:
        """How many mails to suppliers may still leave, for each organisation that sent some in the last day."""
        with self._reading() as session:
            everything, strangers = _left(session, now), _left(session, now, ~is_proven())
        return {name: room_left(caps, *counts, *strangers.get(name, (0, 0))) for name, counts in everything.items()}

    def held(self, organisation_id: str, caps: SendingCaps, now: datetime) -> Held | None:
        """What waits because a cap is reached; None when none is, or nothing waits."""
        room = self.room(caps, now).get(organisation_id)
        if room is None or room.strangers > 0:
            return None
        strangers = room.whole > 0
        limits = caps.for_strangers if strangers else caps
        whose = [col(OutboxRow.organisation_id) == organisation_id, *([~is_proven()] if strangers else [])]
        with self._reading() as session:
            waiting, since = session.exec(
                select(func.count(), func.min(OutboxRow.queued_at))
                .where(*whose, col(OutboxRow.to_supplier))
                .where(OutboxRow.route == Route.SMTP, OutboxRow.state == OutboxState.QUEUED)
            ).one()
            if not waiting:
                return None
            numbers = (limits.per_hour, limits.per_day)
            hour, day = (_free_at(session, whose, n, now, over) for n, over in zip(numbers, _WINDOWS, strict=True))
        hourly = day is None or (hour is not None and hour >= day)
        return Held(
            waiting=waiting,
            since=since,
            until=(hour if hourly else day) or now,
            limit=limits.per_hour if hourly else limits.per_day,
            hourly=hourly,
            strangers=strangers,
        )


def _left(session: Session, now: datetime, *which: ColumnElement[bool]) -> dict[str, tuple[int, int]]:
    """How many left in the last hour and in the last day, by organisation."""
    lately = case((col(OutboxRow.sent_at) > now - _WINDOWS[0], 1), else_=0)
    rows = (
        select(OutboxRow.organisation_id, func.sum(lately), func.count())
        .where(col(OutboxRow.to_supplier), OutboxRow.route == Route.SMTP, *which)
        .where(col(OutboxRow.sent_at) > now - _WINDOWS[1])
        .group_by(col(OutboxRow.organisation_id))
    )
    return {name: (int(hour), day) for name, hour, day in session.exec(rows)}


def _free_at(
    session: Session, whose: Sequence[ColumnElement[bool]], limit: int, now: datetime, window: timedelta
) -> datetime | None:
    """When the window has moved on far enough for one more mail; None when there is room now."""
    sent_at = session.exec(
        select(OutboxRow.sent_at)
        .where(*whose, col(OutboxRow.to_supplier))
        .where(OutboxRow.route == Route.SMTP, col(OutboxRow.sent_at) > now - window)
        .order_by(col(OutboxRow.sent_at).desc())
        .offset(limit - 1)
        .limit(1)
    ).first()
    return sent_at + window if sent_at is not None else None
