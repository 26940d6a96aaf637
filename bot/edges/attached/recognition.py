"""Optical recognition by the `tesseract` of the system, in French: one picture in, its words out."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

from bot.core.attached import FileKind, Unread
from bot.edges.attached.bounds import SECONDS_OF_RECOGNITION
from bot.edges.attached.refusal import CannotRead, Opened

_LANGUAGE = "fra"


@cache
def tesseract_languages() -> tuple[str, ...]:
    """The languages that the recogniser of this machine knows; none where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    try:
        done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603 - found on PATH, fixed words
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(line.strip() for line in done.stdout.splitlines()[1:] if line.strip())


def can_recognise() -> bool:
    """Whether French can be read from pictures on this machine."""
    return _LANGUAGE in tesseract_languages()


def recognised(picture: bytes) -> str:
    """The words of a picture, empty when the recogniser finds none, fails, or takes too long."""
    program = shutil.which("tesseract") or "tesseract"
    try:
        done = subprocess.run(  # noqa: S603 - found on PATH, fixed words; the picture goes in as octets
            [program, "stdin", "stdout", "-l", _LANGUAGE, "--dpi", "200"],
            input=picture,
            capture_output=True,
            timeout=SECONDS_OF_RECOGNITION,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", "replace").replace("\f", "\n").strip() if done.returncode == 0 else ""


def open_picture(content: bytes) -> Opened:
    """A photograph or a scan of a page. Raises CannotRead when nobody can read it here, or there is nothing to read."""
    text = recognised(content) if can_recognise() else ""
    if not text:
        raise CannotRead(Unread.SCAN, FileKind.PICTURE)
    return Opened(text, recognised=True)
