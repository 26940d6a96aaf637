"""How long a supplier waits: `guichet run` with IDLE, one delivery after the other, then many at once."""

from __future__ import annotations

import math
import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.meter import tree_seconds
from tests.bench.place import HOST, MailServer, Office

_ROOT = Path(__file__).parents[2]
_IDLE_SECONDS = 5
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds from the start of a delivery to the reply in the supplier's mail server."""

    seconds: tuple[float, ...]

    def share(self, part: float) -> float:
        """The wait that `part` of the mails (0 to 1) did not exceed."""
        return sorted(self.seconds)[max(0, math.ceil(part * len(self.seconds)) - 1)]


@contextmanager
def at_work(office: Office) -> Iterator[int]:
    """`guichet run` until the block ends; the value is its process number."""
    command = [sys.executable, "-m", "bot", "run", "--config", str(office.config)]
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    with (office.folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=office.folder, env=environment, stdout=log, stderr=log)
    try:
        _await_words(office.folder / "log", b"running")
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE)


def _await_words(log: Path, words: bytes) -> None:
    until = time.monotonic() + _PATIENCE
    while words not in log.read_bytes():
        if time.monotonic() > until:
            raise TimeoutError(f"guichet run did not start: see {log}")
        time.sleep(0.05)


def one_by_one(
    office: Office, lmtp_port: int, server: MailServer, mails: Sequence[bytes], *, pause: float = 0.0
) -> Waits:
    """Delivers each mail `pause` seconds after the reply to the one before; every mail must get one.

    After a pause Guichet is idle, and hears from Dovecot about half a second after a mail came.
    """
    waits = []
    for mail in mails:
        time.sleep(pause)
        began = time.monotonic()
        deliver(lmtp_port, office.user, [mail])
        waits.append(_next_reply(server) - began)
    return Waits(tuple(waits))


def in_a_burst(office: Office, lmtp_port: int, server: MailServer, mails: Sequence[bytes]) -> Waits:
    """Delivers all at once: each wait counts from the start of the burst."""
    began = time.monotonic()
    deliver(lmtp_port, office.user, mails)
    return Waits(tuple(_next_reply(server) - began for _ in mails))


def _next_reply(server: MailServer) -> float:
    while arrived := server.next(_PATIENCE):
        if arrived.answers:
            return arrived.at
    raise TimeoutError("no reply came")


def deliver(lmtp_port: int, user: str, mails: Sequence[bytes]) -> None:
    """Puts mails into the user's INBOX as a mail server does."""
    with smtplib.LMTP(HOST, lmtp_port) as lmtp:
        for mail in mails:
            lmtp.sendmail("fournisseur@exemple.example", [user], mail)


def idle_share(pid: int) -> float:
    """The share of one processor that the process takes while nothing comes."""
    before = tree_seconds(pid)
    time.sleep(_IDLE_SECONDS)
    return (tree_seconds(pid) - before) / _IDLE_SECONDS


def await_silence(server: MailServer, seconds: float) -> None:
    """Until no mail has left for so long: everything delivered has been dealt with."""
    while server.next(seconds):
        pass
