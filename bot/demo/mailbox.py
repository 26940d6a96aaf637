"""The demo's shared mailbox: pymap on loopback, in memory, with one account."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from imapclient import IMAPClient

from bot.demo.loopback import HOST, LoopbackServer, free_port
from bot.errors import MailboxError

USER = "accueil.comptabilite"
READY_WITHIN = timedelta(seconds=20)
_ATTEMPTS = 3


class DemoMailbox(LoopbackServer):
    """A mailbox that lives as long as the `with` block. `port` and `password` are new each time."""

    def __init__(self) -> None:
        self.host = HOST
        self.port = free_port()
        self.user = USER
        # Hexadecimal: one that began with « - » would be an option to the server's command line.
        self.password = secrets.token_hex(12)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the server and waits until it greets; another port when one was taken meanwhile.

        Raises MailboxError when it does not start.
        """
        for _ in range(_ATTEMPTS):
            if self._starts():
                return
            self.stop()
            self.port = free_port()
        raise MailboxError("demo mailbox", "the embedded IMAP server did not start", temporary=False)

    def _starts(self) -> bool:
        server = ["--host", self.host, "--port", str(self.port), "--no-tls", "--no-service", "admin"]
        account = ["dict", "--demo-user", self.user, "--demo-password", self.password]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot.demo.imap_server", *server, *account],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + READY_WITHIN.total_seconds()
        while not self._greets():
            if self._process.poll() is not None or time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _greets(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), 0.5) as probe:
                return bool(probe.recv(10))
        except OSError:
            return False

    def deliver(self, mails: Iterable[tuple[bytes, datetime]]) -> int:
        """Puts mails (bytes, moment of arrival in UTC) in INBOX, in order; returns how many."""
        count = 0
        with self._client() as client:
            for content, arrived_at in mails:
                client.append("INBOX", content, msg_time=arrived_at)
                count += 1
        return count

    def folders(self) -> dict[str, int]:
        """Every folder with the number of mails in it."""
        with self._client() as client:
            names = [name for _flags, _separator, name in client.list_folders()]
            return {name: int(client.folder_status(name, ["MESSAGES"])[b"MESSAGES"]) for name in names}

    def _client(self) -> IMAPClient:
        client = IMAPClient(self.host, self.port, ssl=False, timeout=10)
        # Without it, Nagle and delayed acknowledgements cost 44 ms for each APPEND.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.login(self.user, self.password)
        return client

    def stop(self) -> None:
        """Ends the server; its mails are gone."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
