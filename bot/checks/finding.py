"""One thing that was checked, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """All well; somebody should have a look; it will not work."""

    OK = "ok"
    LOOK = "look"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` names what was checked, `what` says what was found, `remedy` what to do (empty when all is well).

    `outside` is True when a server or the database did not answer as it should, rather than a setting being wrong.
    """

    where: str
    level: Level
    what: str
    remedy: str = ""
    outside: bool = False


def well(where: str, what: str) -> Finding:
    """All is well."""
    return Finding(where, Level.OK, what)


def look(where: str, what: str, remedy: str) -> Finding:
    """It works, but not as somebody would want."""
    return Finding(where, Level.LOOK, what, remedy)


def wrong(where: str, what: str, remedy: str, *, outside: bool = False) -> Finding:
    """It does not work."""
    return Finding(where, Level.WRONG, what, remedy, outside)
