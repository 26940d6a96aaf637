"""The helper process seen from outside: started when first needed, asked one file at a time, killed when it takes too long."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from bot.core.attached import AttachedFile, Unread
from bot.edges.attached.answers import LENGTH, asked, read_answer
from bot.edges.attached.bounds import FILES_FOR_A_PROCESS, LARGEST_ANSWER, SECONDS_FOR_A_FILE
from bot.edges.attached.refusal import BROKEN, CannotRead, Inner

_MODULE = "bot.edges.attached.child"
_KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TMPDIR")
"""Of the environment: no password of ours goes to where strangers' files are opened."""
_PIECE = 1 << 16
_KILLED_FOR_TIME = (-signal.SIGXCPU, -signal.SIGKILL)


class Opener:
    """One process at a time; another takes its place when it was lost or has read enough."""

    def __init__(self, command: Sequence[str] = (), seconds: float = SECONDS_FOR_A_FILE) -> None:
        """`command` starts another program that speaks the same frames (tests of what it may do wrong)."""
        self._command = tuple(command) or (sys.executable, "-m", _MODULE)
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._left = 0

    @property
    def pid(self) -> int | None:
        """The process at work, None when there is none."""
        return self._process.pid if self._process else None

    def read(self, file: Inner) -> tuple[AttachedFile, ...]:
        """What the process says of a file. Raises CannotRead when it is lost over it: the next file gets a new one."""
        until = time.monotonic() + self._seconds
        try:
            process = self._started()
            for piece in asked(file):
                _write(process, piece, until)
            length = int.from_bytes(_read(process, LENGTH, until), "big")
            if length > LARGEST_ANSWER:
                raise CannotRead(Unread.TOO_LARGE)
            return read_answer(_read(process, length, until))
        except TimeoutError:
            self.close()
            raise CannotRead(Unread.TOO_SLOW) from None
        except CannotRead:
            self.close()
            raise
        except BROKEN:  # its pipe, or an answer that no helper of ours writes
            raise CannotRead(self._why_lost(until)) from None

    def close(self) -> None:
        """Ends the process and what it started; never raises."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        for stream in (process.stdin, process.stdout):
            with suppress(OSError):
                if stream is not None:
                    stream.close()
        process.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._left <= 0 or self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter with a module of ours
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=_environment(),
                bufsize=0,
                start_new_session=True,
            )
            self._left = FILES_FOR_A_PROCESS
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    os.set_blocking(stream.fileno(), False)
        self._left -= 1
        return self._process

    def _why_lost(self, until: float) -> Unread:
        """Why the process ended in the middle of a file: for its processor time, or for anything else."""
        process = self._process
        code = None
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(min(1.0, max(0.0, until - time.monotonic())))
        self.close()
        return Unread.TOO_SLOW if code in _KILLED_FOR_TIME else Unread.CRASHED


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    here = str(Path(__file__).parents[3])
    return kept | {"PYTHONPATH": os.pathsep.join((here, *filter(None, sys.path))), "OMP_THREAD_LIMIT": "1"}


def _write(process: subprocess.Popen[bytes], data: bytes, until: float) -> None:
    assert process.stdin is not None  # noqa: S101 - asked for when it was started
    number, left = process.stdin.fileno(), memoryview(data)
    while left:
        _wait(number, select.POLLOUT, until)
        with suppress(BlockingIOError):
            left = left[os.write(number, left[:_PIECE]) :]


def _read(process: subprocess.Popen[bytes], octets: int, until: float) -> bytes:
    assert process.stdout is not None  # noqa: S101 - asked for when it was started
    number, read = process.stdout.fileno(), bytearray()
    while len(read) < octets:
        _wait(number, select.POLLIN, until)
        with suppress(BlockingIOError):
            piece = os.read(number, min(_PIECE, octets - len(read)))
            if not piece:
                raise EOFError
            read += piece
    return bytes(read)


def _wait(number: int, what: int, until: float) -> None:
    """Until the pipe is ready. Raises TimeoutError."""
    poll = select.poll()
    poll.register(number, what)
    if not poll.poll(max(0.0, 1000 * (until - time.monotonic()))):
        raise TimeoutError
