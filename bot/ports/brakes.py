"""What keeps mail from leaving: the switch that people set, and the pause of an address whose mail came back.

Every method may raise the `EdgeError` of its edge. Times are aware UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.core.bounce import Bounce
from bot.core.decision import ReturnedMail


class Pauses(Protocol):
    """Addresses that get no automatic mail, because a mail to them came back."""

    def until(self, organisation_id: str, address: str, now: datetime) -> datetime | None:
        """When the pause of this address ends, None when there is none in force."""
        ...

    def returned(self, organisation_id: str, bounce: Bounce, now: datetime) -> ReturnedMail | None:
        """The mail of ours that a bounce speaks of: by our Message-ID, else by the address alone (not `proven`)."""
        ...


class Switch(Protocol):
    """`guichet stop` and `guichet start`, stored. `*` means every organisation."""

    def stop(self, organisation_id: str, at: datetime) -> None:
        """From now on nothing leaves for suppliers of this organisation."""
        ...

    def start(self, organisation_id: str, at: datetime) -> int:
        """Undoes `stop`: queued supplier mail is withdrawn and held messages are decided again; returns how many.

        One organisation cannot be started while all are stopped (`*`): then nothing changes.
        """
        ...

    def stopped(self) -> frozenset[str]:
        """Organisations stopped; contains `*` when all are."""
        ...
