"""A folder on disk where staff drop files: seen once they have stopped growing, put away under the moment's name."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.errors import EdgeError
from bot.ports.drop import Dropped, Loaded

DONE, REFUSED = "traités", "rejetés"
_INCOMPLETE = " (lignes refusées)"
_REPORT = ".compte-rendu.txt"
_PASSING = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".filepart", ".download", ".swp", ".lock", "~")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})
_OPEN_FOR_LONG = timedelta(hours=12)
"""A lock of an office program older than this was left by one that crashed."""


class DiskDropFolder:
    """Fulfils `bot.ports.drop.DropFolder`. One object watches one folder: it remembers how files looked before."""

    def __init__(
        self,
        folder: Path,
        settle: timedelta,
        zone: str,
        now: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`settle`: how long a file must not have changed; `zone`: whose hour names the files put away."""
        self._folder = folder
        self._settle = settle
        self._zone = ZoneInfo(zone)
        self._now = now
        self._monotonic = monotonic
        self._seen: dict[str, tuple[str, float]] = {}

    def settled(self) -> tuple[Dropped, ...]:
        """See the port. Temporary names, hidden files, links and folders are nobody's files."""
        try:
            names = [entry.name for entry in self._folder.iterdir()]
        except OSError as error:
            raise EdgeError(
                "drop folder",
                f"{self._folder} cannot be read ({error.strerror}): does it exist, may this user read it?",
            ) from None
        found = dict[str, os.stat_result]()
        for name in names:
            with suppress(OSError):  # gone since we listed it
                status = (self._folder / name).lstat()
                if stat.S_ISREG(status.st_mode) and not _is_passing(name):
                    found[name] = status
        self._seen = {name: seen for name, seen in self._seen.items() if name in found}
        settled = [self._dropped(name, status) for name, status in found.items() if self._has_settled(name, status)]
        return tuple(sorted(settled, key=lambda file: (file.modified_at, file.name)))

    def _has_settled(self, name: str, status: os.stat_result) -> bool:
        """Unchanged since we first saw it so; what lay here before us by its change time, that no copy sets back."""
        at, mark = self._monotonic(), _mark(status)
        known = self._seen.get(name)
        if known is None:
            age = self._now() - datetime.fromtimestamp(status.st_ctime, UTC)
            at -= self._settle.total_seconds() if age >= self._settle else 0
        if known is None or known[0] != mark:
            self._seen[name] = known = (mark, at)
        quiet = self._monotonic() - known[1] >= self._settle.total_seconds()
        return quiet and not self._is_open_elsewhere(name)

    def _is_open_elsewhere(self, name: str) -> bool:
        """Excel and LibreOffice put a lock beside a file that somebody has open."""
        for lock in (f"~${name}", f"~${name[2:]}", f".~lock.{name}#"):
            with suppress(OSError):
                since = datetime.fromtimestamp((self._folder / lock).lstat().st_mtime, UTC)
                if self._now() - since < _OPEN_FOR_LONG:
                    return True
        return False

    def _dropped(self, name: str, status: os.stat_result) -> Dropped:
        return Dropped(name, _mark(status), min(datetime.fromtimestamp(status.st_mtime, UTC), self._now()))

    def path(self, file: Dropped) -> Path:
        """Where it lies."""
        return self._folder / file.name

    def is_unchanged(self, file: Dropped) -> bool:
        """See the port."""
        try:
            return _mark(self.path(file).lstat()) == file.mark
        except OSError:
            return False

    def digest(self, file: Dropped) -> str:
        """What names its content, whatever it is called. Raises OSError."""
        return _digest(self.path(file))

    def same_as(self, file: Dropped) -> str:
        """See the port: compared by content, only with files of the same size."""
        try:
            size = self.path(file).stat().st_size
            alike = [entry for entry in self._loaded_whole() if entry.stat().st_size == size]
            digest = _digest(self.path(file)) if alike else ""
            return next((entry.name for entry in sorted(alike) if _digest(entry) == digest), "")
        except OSError as error:
            raise _failed("read", error) from None

    def _loaded_whole(self) -> list[Path]:
        """Files put away with every row loaded: one with refused rows may come again once its cause is mended."""
        folder = self._folder / DONE
        found = [entry for entry in folder.iterdir() if entry.is_file()] if folder.is_dir() else []
        return [entry for entry in found if _INCOMPLETE not in entry.name and not entry.name.endswith(_REPORT)]

    def put_away(self, file: Dropped, loaded: Loaded) -> None:
        """See the port. The report is written first: a file is never put away in silence."""
        folder = self._folder / (DONE if loaded.accepted else REFUSED)
        try:
            if not folder.is_dir():
                folder.mkdir()
                self._open_as_the_folder_is(folder)
            target = self._free_name(folder, file.name, _INCOMPLETE if loaded.accepted and loaded.rejected else "")
            report = target.with_name(target.name + _REPORT)
            report.write_text(loaded.report, encoding="utf-8-sig", newline="\r\n")
            self._open_as_the_folder_is(report)
            try:
                self.path(file).rename(target)
            except OSError:
                report.unlink(missing_ok=True)
                raise
        except FileNotFoundError:
            return
        except OSError as error:
            raise _failed("moved", error) from None

    def _open_as_the_folder_is(self, made: Path) -> None:
        """Who may read the folder may read what we make in it, whatever the umask of a service (0077 under systemd)."""
        with suppress(OSError):  # a network share that knows no such rights
            mode = stat.S_IMODE(self._folder.stat().st_mode)
            made.chmod(mode if made.is_dir() else mode & 0o666)

    def _free_name(self, folder: Path, name: str, mention: str) -> Path:
        stamp = f"{self._now().astimezone(self._zone):%Y-%m-%d_%Hh%Mm%S}"
        named = f"{Path(name).stem}{mention}{Path(name).suffix}"
        stamps = [stamp, *(f"{stamp}-{again}" for again in range(2, 1_000))]
        return next(target for each in stamps if not (target := folder / f"{each}_{named}").exists())


def _failed(what: str, error: OSError) -> EdgeError:
    return EdgeError("drop folder", f"a file cannot be {what} ({error.strerror}); it stays where it is")


def _is_passing(name: str) -> bool:
    """Names of files that are still being written, of office locks, and of what systems leave lying about."""
    lower = name.lower()
    return lower.startswith((".", "~$")) or lower.endswith(_PASSING) or lower in _SYSTEM


def _mark(status: os.stat_result) -> str:
    return f"{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
