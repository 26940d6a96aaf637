"""How much each organisation has sent to suppliers lately, and what waits because that was enough."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from bot.core.loops import Held, SendingCaps, room_left
from bot.core.message import OutboxState, Route
from bot.edges.store_part import StorePart
from storage.tables import OutboxRow

_WINDOWS = (timedelta(hours=1), timedelta(days=1))


class Caps(StorePart):
    """Reads what left in the last hour and the last day; changes nothing. `caps` are the limits, for each organisation."""

    name = "caps"

    def room(self, caps: SendingCaps, now: datetime) -> dict[str, int]:
        """How many mails to suppliers may still leave, for each organisation that sent some in the last day."""
        lately = case((col(OutboxRow.sent_at) > now - _WINDOWS[0], 1), else_=0)
        rows = (
            select(OutboxRow.organisation_id, func.sum(lately), func.count())
            .where(col(OutboxRow.to_supplier), OutboxRow.route == Route.SMTP)
            .where(col(OutboxRow.sent_at) > now - _WINDOWS[1])
            .group_by(col(OutboxRow.organisation_id))
        )
        with self._reading() as session:
            return {name: room_left(caps, int(hour), day) for name, hour, day in session.exec(rows)}

    def held(self, organisation_id: str, caps: SendingCaps, now: datetime) -> Held | None:
        """What waits because a cap is reached; None when none is, or nothing waits."""
        if self.room(caps, now).get(organisation_id, 1) > 0:
            return None
        with self._reading() as session:
            waiting, since = session.exec(
                select(func.count(), func.min(OutboxRow.queued_at))
                .where(OutboxRow.organisation_id == organisation_id, col(OutboxRow.to_supplier))
                .where(OutboxRow.route == Route.SMTP, OutboxRow.state == OutboxState.QUEUED)
            ).one()
            if not waiting:
                return None
            limits = (caps.per_hour, caps.per_day)
            ends = [_free_at(session, organisation_id, n, now, over) for n, over in zip(limits, _WINDOWS, strict=True)]
        hour, day = ends
        hourly = day is None or (hour is not None and hour >= day)
        until = (hour if hourly else day) or now
        return Held(
            waiting=waiting, since=since, until=until, limit=caps.per_hour if hourly else caps.per_day, hourly=hourly
        )


def _free_at(session: Session, organisation_id: str, limit: int, now: datetime, window: timedelta) -> datetime | None:
    """When the window has moved on far enough for one more mail; None when there is room now."""
    sent_at = session.exec(
        select(OutboxRow.sent_at)
        .where(OutboxRow.organisation_id == organisation_id, col(OutboxRow.to_supplier))
        .where(OutboxRow.route == Route.SMTP, col(OutboxRow.sent_at) > now - window)
        .order_by(col(OutboxRow.sent_at).desc())
        .offset(limit - 1)
        .limit(1)
    ).first()
    return sent_at + window if sent_at is not None else None
