"""The files of one mail, read: each in the helper process, none of them able to cost another, or the mail."""

from __future__ import annotations

import time
from threading import Lock

from bot.core.attached import AttachedFile, FileKind, Unread, refused
from bot.edges.attached.bounds import LARGEST_FILE, MOST_FILES
from bot.edges.attached.files import files_in
from bot.edges.attached.opener import Opener
from bot.edges.attached.refusal import CannotRead, Inner

_SECONDS_FOR_A_MAIL = 180.0


class AttachmentReader:
    """Fulfils `bot.ports.outside.Attachments`. Its process starts with the first file that comes."""

    def __init__(self, opener: Opener | None = None) -> None:
        self._opener = opener or Opener()
        self._one_at_a_time = Lock()

    @property
    def pid(self) -> int | None:
        """The process at work, None before the first file."""
        return self._opener.pid

    def read(self, content: bytes) -> tuple[AttachedFile, ...]:
        """What was read in the files of a mail, in order; what could not be read is named with the reason."""
        files = files_in(content)
        read: list[AttachedFile] = []
        until = time.monotonic() + _SECONDS_FOR_A_MAIL
        with self._one_at_a_time:
            for file in files:
                if len(read) >= MOST_FILES:
                    read.append(refused(file.name, FileKind.OTHER, Unread.TOO_MANY_FILES))
                elif time.monotonic() > until:
                    read.append(refused(file.name, FileKind.OTHER, Unread.TOO_SLOW))
                else:
                    read.extend(self._one(file))
        return tuple(read)

    def _one(self, file: Inner) -> tuple[AttachedFile, ...]:
        try:
            if len(file.content) > LARGEST_FILE:
                raise CannotRead(Unread.TOO_LARGE)
            return self._opener.read(file)
        except CannotRead as error:
            return (refused(file.name, error.kind or FileKind.OTHER, error.why),)

    def close(self) -> None:
        """Ends the process; never raises."""
        with self._one_at_a_time:
            self._opener.close()
