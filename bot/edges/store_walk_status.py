"""How the walk over the portal stands, for people: each list, and what went into the copy less than whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.edges.store_gaps import REFUSED
from bot.edges.store_part import StorePart
from storage.tables import METADATA

_MARK, _RECIPIENT, _FLAG = (METADATA.tables[name] for name in ("sync_watermark", "sync_recipient", "sync_flag"))


@dataclass(frozen=True, slots=True)
class ListStatus:
    """One list: whose, which feed, walked to when, and why it failed last (empty: it did not)."""

    identifier: str
    name: str
    feed: str
    service_code: str
    began_from: datetime
    walked_to: datetime
    trouble: str
    problem: str
    reports_payment: bool | None

    @property
    def words(self) -> str:
        """For people: which list it is."""
        return f"{self.identifier} {self.feed} {self.service_code}".rstrip()


class WalkStatus(StorePart):
    """Reads marks and flags; changes nothing."""

    name = "walk_status"

    def lists(self, organisation_id: str) -> tuple[ListStatus, ...]:
        """Every list that is walked, by recipient and feed."""
        same = (_RECIPIENT.c.organisation_id == _MARK.c.organisation_id) & (
            _RECIPIENT.c.recipient_key == _MARK.c.recipient_key
        )
        asked = (
            select(_MARK, _RECIPIENT.c.identifier, _RECIPIENT.c.name, _RECIPIENT.c.reports_payment)
            .join(_RECIPIENT, same)
            .where(_MARK.c.organisation_id == organisation_id)
            .order_by(_RECIPIENT.c.identifier, _MARK.c.feed, _MARK.c.service_code)
        )
        with self._reading() as session:
            return tuple(
                ListStatus(
                    row.identifier,
                    row.name,
                    row.feed,
                    row.service_code,
                    row.began_from,
                    row.walked_to,
                    row.trouble,
                    row.problem,
                    row.reports_payment,
                )
                for row in session.connection().execute(asked)
            )

    def flags(self, organisation_id: str) -> dict[str, int]:
        """How many things of the portal staff should look at, by kind (`SyncFlag`)."""
        mine = (_FLAG.c.organisation_id == organisation_id, _FLAG.c.kind != REFUSED)
        asked = select(_FLAG.c.kind, func.count()).where(*mine)
        with self._reading() as session:
            found = session.connection().execute(asked.group_by(_FLAG.c.kind)).all()
        return {row[0]: row[1] for row in found}
