"""Everything that the services of the simulated portal answer from, and how it writes dates and amounts."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo.invoices import PARIS
from bot.demo.portal.parties import Structure
from bot.demo.portal.register import Register
from bot.demo.portal.switches import Switches

Body = dict[str, Any]
"""A request or an answer: JSON, hence Any."""


class Malformed(Exception):
    """A request that cannot be read: HTTP 400."""


class TooLarge(Exception):
    """A request for more than goes into one answer: HTTP 413."""


class Refused(Exception):
    """An error of the application: `code` and `label` go out as `codeRetour` and `libelle`."""

    def __init__(self, code: int, label: str) -> None:
        """Codes are each service's own; those that nobody has published are marked where they are raised."""
        super().__init__(label)
        self.code = code
        self.label = label


@dataclass
class World:
    """Parties, invoices, switches and the clock (`now`, milliseconds UTC)."""

    switches: Switches
    recipients: tuple[Structure, ...]
    suppliers: tuple[Structure, ...]
    register: Register
    now: int
    password_expires: datetime
    seed: int = 0
    calls: itertools.count[int] = field(default_factory=itertools.count)

    def structure(self, key: object) -> Structure | None:
        """The recipient or supplier of a key."""
        found = (each for each in (*self.recipients, *self.suppliers) if str(each.key) == str(key))
        return next(found, None)

    def password_over(self) -> bool:
        """Whether the technical account's password has ended."""
        return milliseconds(self.password_expires) <= self.now

    def minute(self, moment: int) -> str:
        """`2024-03-11 15:45`, in the zone that nobody knows."""
        return local(moment, self.switches.zone).isoformat(" ", "minutes")[:16]

    def received(self, text: object, *, end: bool = False) -> int:
        """A date or time of a request as milliseconds UTC; a bare date is its midnight. Raises Malformed.

        With whole days only, `end` says that the last moment of the day is meant.
        """
        try:
            value = datetime.fromisoformat(str(text))
        except ValueError:
            raise Malformed(f"no date: {text!r}") from None
        zone = ZoneInfo(self.switches.zone)
        value = value if value.tzinfo else value.replace(tzinfo=zone)
        if self.switches.window_grain == "day":
            midnight = datetime.combine(value.astimezone(zone), time(), zone)
            value = midnight + timedelta(days=1, milliseconds=-1) if end else midnight
        return milliseconds(value)


def milliseconds(moment: datetime) -> int:
    """An aware moment as milliseconds UTC, without the error of a float."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def local(moment: int, zone: str) -> datetime:
    """Milliseconds UTC as a local time of a zone."""
    return datetime.fromtimestamp(moment // 1000, ZoneInfo(zone)).replace(microsecond=moment % 1000 * 1000)


def instant(moment: int) -> str:
    """`2019-07-11T15:45:39.674+02:00`."""
    written = datetime.fromtimestamp(moment // 1000, PARIS).isoformat()
    return f"{written[:19]}.{moment % 1000:03d}{written[19:]}"


def day(moment: int, back: int = 0) -> str:
    """`2024-03-11`, so many days before."""
    # Offsets of Paris change at full hours: the hour decides the day.
    return _day(moment // 3_600_000, back)


@lru_cache(maxsize=65_536)
def _day(hour: int, back: int) -> str:
    found: date = datetime.fromtimestamp(hour * 3600, PARIS).date()
    return (found - timedelta(days=back)).isoformat()


def euros(cents: int) -> int | float:
    """An amount as the portal writes it: a number, `10` rather than `10.0`."""
    return cents // 100 if cents % 100 == 0 else cents / 100


def without_nulls(body: Body) -> Body:
    """The portal leaves out what it has nothing to say of."""
    return {name: value for name, value in body.items() if value is not None and value != ""}
