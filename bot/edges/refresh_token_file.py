"""The file of a refresh token: read, and replaced whole or not at all when the server gives another."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path


class RefreshTokenFile:
    """One file with one token. Every method may raise OSError, which names the file.

    Nothing but the token stands in it. A link is followed: what it points at is replaced.
    """

    def __init__(self, path: str, at: Callable[[str], None]) -> None:
        """`at` is told between writing and replacing (tests of crashes)."""
        self._path = Path(path)
        self._at = at

    def read(self) -> str:
        """The token, without the white space around it; UnicodeDecodeError when it is no text."""
        return self._path.read_text(encoding="ascii").strip()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """No other process that asks as politely uses this file meanwhile.

        Some servers take a token that is used twice for a theft, and revoke everything that came from it. The folder
        is what is locked: the file itself gives way to another at each change.
        """
        folder = os.open(self._path.resolve().parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            self._finish()
            yield
        finally:
            os.close(folder)

    def _places(self) -> tuple[Path, Path]:
        """The file itself, and where another is written before it takes its place."""
        path = self._path.resolve()
        return path, path.with_name(f".{path.name}.new")

    def _finish(self) -> None:
        """Ends what a crash interrupted: a token written whole is the only good one, if nobody changed the file since."""
        path, beside = self._places()
        if beside.is_file():
            newer = beside.stat().st_mtime_ns >= path.stat().st_mtime_ns
            if newer and beside.read_bytes().endswith(b"\n"):
                beside.replace(path)
            else:
                beside.unlink()

    def replace(self, token: str) -> None:
        """Puts `token` in place of the old one, mode and owner kept: after a crash either of them is there, whole."""
        path, beside = self._places()
        before = path.stat()
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            with contextlib.suppress(PermissionError):
                # Only root may give a file away; the token must not be lost for it.
                os.fchown(descriptor, before.st_uid, before.st_gid)
            os.fchmod(descriptor, before.st_mode & 0o777)
            file.write(token + "\n")
            file.flush()
            os.fsync(descriptor)
        self._at("oauth.written")
        beside.replace(path)
        self._at("oauth.replaced")
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
