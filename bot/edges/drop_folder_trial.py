"""A trial of a drop folder: may files be listed, written and moved there, is there room, does its disk tell the time."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.edges.drop_folder import DONE, REFUSED

_TRIAL = ".guichet-essai-{pid}"
_MOVED = ".guichet-essai-{pid}-é.csv"
"""Hidden, hence nobody's file; with an accent, as the files of clerks have them."""


@dataclass(frozen=True, slots=True)
class FolderTrial:
    """How it went: octets left on its disk, and how far its clock is ahead of ours (behind: negative)."""

    free: int
    ahead: timedelta


def try_folder(folder: Path) -> FolderTrial:
    """Writes, moves, lists and removes a small file in a folder that is there, and in those where files are put away.

    Raises OSError for whatever is not allowed.
    """
    ahead = timedelta(0)
    for each in (folder, folder / DONE, folder / REFUSED):
        if each == folder or each.exists():
            ahead = max(ahead, _try_to_write(each), key=abs)
    return FolderTrial(shutil.disk_usage(folder).free, ahead)


def _try_to_write(folder: Path) -> timedelta:
    """How far the file system's clock is ahead of ours."""
    trial, moved = (folder / name.format(pid=os.getpid()) for name in (_TRIAL, _MOVED))
    try:
        before = datetime.now(UTC)
        trial.write_bytes(b"essai")
        after = datetime.now(UTC)
        trial.rename(moved)
        if moved not in folder.iterdir():
            raise OSError(0, "un nom accentué n'y est pas gardé tel quel")
        written = datetime.fromtimestamp(moved.stat().st_mtime, UTC)
        return written - after if written > after else min(written - before, timedelta(0))
    finally:
        for each in (trial, moved):
            with suppress(OSError):
                each.unlink(missing_ok=True)
