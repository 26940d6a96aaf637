"""The one guard round a step of a loop: whatever goes wrong costs that step, never the loop."""

from __future__ import annotations

from collections.abc import Callable


def guarded(step: Callable[[], object]) -> Exception | None:
    """Runs `step`; returns what it raised, or None.

    An EdgeError is the outside's doing; anything else is a bug. Both come back to the caller, who reports
    them and goes on: a mail that breaks the program must not keep the next one from being read.
    """
    try:
        step()
    except Exception as error:  # noqa: BLE001 - the job loop, one of the four places that may catch all
        return error
    return None


def never(_name: str) -> None:
    """The crash point of normal running: nothing happens (tests hand in one that kills the process)."""
