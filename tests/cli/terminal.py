"""A terminal with somebody at it: reads what a command asks and types the answers, as a person would."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.patience import PATIENCE
from tests.servers.ctrl_c import hears_ctrl_c

ROOT = Path(__file__).parents[2]


class Terminal:
    """One command at work in a terminal; `seen` is all that it wrote."""

    def __init__(self, process: subprocess.Popen[bytes], master: int) -> None:
        self.process = process
        self.seen = ""
        self._master = master
        self._read_up_to = 0

    def answer(self, prompt: str, text: str) -> str:
        """Waits for a prompt that holds these words, types the answer; returns what was written before.

        The end of the prompt is waited for too: what is typed before a password is asked for is thrown away.
        """
        before = self.wait_for(prompt)
        self.wait_for(": " if not prompt.endswith(": ") else "")
        os.write(self._master, f"{text}\n".encode())
        return before

    def wait_for(self, words: str) -> str:
        """Until these words were written after those waited for last; returns what was written meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while (found := self.seen.find(words, self._read_up_to)) < 0:
            assert time.monotonic() < deadline, f"« {words} » does not come:\n{self.seen}"
            assert self._read(), f"« {words} » did not come:\n{self.seen}"
        start, self._read_up_to = self._read_up_to, found + len(words)
        return self.seen[start : self._read_up_to]

    def ended(self) -> int:
        """Reads to the end; the exit code."""
        while self._read():
            pass
        return self.process.wait(PATIENCE)

    def interrupted(self) -> int:
        """Presses Ctrl-C, and again after each silent second, until the command ends; the exit code.

        A signal that comes between Python's last look for one and its read waits for the next key: people press again.
        """
        self.process.send_signal(signal.SIGINT)
        while self._read(on_silence=lambda: self.process.send_signal(signal.SIGINT)):
            pass
        return self.process.wait(PATIENCE)

    def _read(self, on_silence: Callable[[], None] = lambda: None) -> bool:
        ready, _, _ = select.select([self._master], [], [], 1.0)
        if not ready:
            on_silence()
            return True
        try:
            octets = os.read(self._master, 65_536)
        except OSError:  # Linux: nobody holds the other end any more
            return False
        self.seen += octets.decode("utf-8", "replace").replace("\r", "")
        return bool(octets)


@contextmanager
def at_terminal(folder: Path, *words: str) -> Iterator[Terminal]:
    """`guichet WORDS` in a terminal of 200 columns, in `folder`; it is ended with the block."""
    master, slave = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "COLUMNS": "200", "TERM": "dumb"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - no lock is held by it
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        process.kill()
        process.wait()
        os.close(master)
