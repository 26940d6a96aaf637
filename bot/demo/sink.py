"""The demo's outside world: an SMTP server on loopback that delivers nothing and keeps every mail as a file."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.demo.loopback import HOST, LoopbackServer, free_port


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail that arrived: to whom (lower case, from the envelope) and where its file lies."""

    to: tuple[str, ...]
    path: Path


class Sink(LoopbackServer):
    """Keeps mails as `0001.eml`, `0002.eml`… in the order of arrival: those to `staff` apart from replies."""

    def __init__(self, replies: Path, escalations: Path, staff: Collection[str]) -> None:
        """`staff` are addresses in lower case; both folders are made at start."""
        self.replies = replies
        self.escalations = escalations
        self.staff = frozenset(staff)
        self.host = HOST
        self.port = free_port()
        self._kept: list[Kept] = []
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname=self.host, port=self.port)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802  (aiosmtpd's name and signature)
        """Keeps one mail; the reply is the SMTP server's."""
        content = envelope.original_content or b""
        to = tuple(address.lower() for address in envelope.rcpt_tos)
        folder = self.escalations if self.staff.issuperset(to) else self.replies
        with self._lock:
            path = folder / f"{len(self._kept) + 1:04d}.eml"
            path.write_bytes(content)
            self._kept.append(Kept(to, path))
        return "250 kept"

    def mails(self) -> tuple[Kept, ...]:
        """What has arrived so far, in order."""
        with self._lock:
            return tuple(self._kept)

    def start(self) -> None:
        """Listens, in a thread."""
        self.replies.mkdir(parents=True, exist_ok=True)
        self.escalations.mkdir(parents=True, exist_ok=True)
        self._controller.start()

    def stop(self) -> None:
        """Stops listening; the files stay."""
        self._controller.stop()
