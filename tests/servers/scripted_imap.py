"""An IMAP server that does as a script says: for the faults that no real server commits on demand."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

import pytest

from bot.core.organisation import MailboxSettings, ServerAccess

Script = Callable[["Line"], bytes | Iterator[bytes] | None]
"""Gets one command, returns the whole answer, or its pieces one by one (None hangs up). Lines end with CRLF."""

GREETING = b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE MOVE UIDPLUS] ready\r\n"


class Line:
    """One command of the client: `tag`, `name` (`UID FETCH` in one word) and the `rest` after it."""

    def __init__(self, raw: bytes) -> None:
        words = raw.decode("ascii", "replace").strip().split(" ", 2)
        self.tag = words[0]
        self.name = words[1].upper() if len(words) > 1 else ""
        self.rest = words[2] if len(words) > 2 else ""
        if self.name == "UID":
            verb, _, self.rest = self.rest.partition(" ")
            self.name = f"UID {verb.upper()}"

    def ok(self, *untagged: bytes) -> bytes:
        """These lines, then OK."""
        return b"".join(untagged) + f"{self.tag} OK done\r\n".encode("ascii")

    def no(self, why: str = "refused") -> bytes:
        """A refusal."""
        return f"{self.tag} NO {why}\r\n".encode("ascii")


def answer(line: Line, *, exists: int = 2) -> bytes:
    """What a small well-behaved server says to everything but what a test scripts itself."""
    listing = b"".join(
        b'* LIST () "/" "%s"\r\n' % name
        for name in (
            b"INBOX",
            b"Guichet/R&AOk-pondu",
            b"Guichet/&AMA- traiter",
            b"Guichet/Ignor&AOk-",
            b"Guichet/Erreur",
        )
    )
    selected = b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT %d] ok\r\n" % (exists, exists + 1)
    uids = b" ".join(b"%d" % uid for uid in range(1, exists + 1))
    sizes = b"".join(
        b'* %d FETCH (UID %d RFC822.SIZE 100 INTERNALDATE "06-Jul-2026 09:00:00 +0200")\r\n' % (uid, uid)
        for uid in range(1, exists + 1)
    )
    replies = {
        "CAPABILITY": line.ok(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN IDLE MOVE UIDPLUS\r\n"),
        "LIST": line.ok(listing),
        "SELECT": line.ok(selected),
        "UID SEARCH": line.ok(b"* SEARCH " + uids + b"\r\n"),
        "UID FETCH": line.ok(sizes),
    }
    return replies.get(line.name, line.ok())


class ScriptedImap:
    """Listens on loopback; each connection is served by the script on a thread of its own."""

    def __init__(self, script: Script, greeting: bytes = GREETING) -> None:
        self.script = script
        self.greeting = greeting
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port = int(self._listener.getsockname()[1])
        self.commands: list[str] = []
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def settings(self) -> MailboxSettings:
        """A mailbox on this server."""
        access = ServerAccess("127.0.0.1", self.port, tls="none", user="guichet")
        return MailboxSettings(address="factures@exemple.fr", imap=access, smtp=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for one in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._open.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), connection, connection.makefile("rb") as lines:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(self.greeting)
            for raw in lines:
                line = Line(raw)
                self.commands.append(line.name)
                reply = self._authenticate(connection, lines, line) or self.script(line)
                if reply is None:
                    return
                for piece in [reply] if isinstance(reply, bytes) else reply:
                    connection.sendall(piece)

    def _authenticate(
        self, connection: socket.socket, lines: Iterator[bytes], line: Line
    ) -> bytes | Iterator[bytes] | None:
        if line.name != "AUTHENTICATE":
            return None
        connection.sendall(b"+ \r\n")
        next(lines)
        scripted = self.script(line)
        return scripted if scripted is not None else line.no()


@pytest.fixture
def scripted_imap() -> Iterator[Callable[..., ScriptedImap]]:
    """Starts scripted servers: `scripted_imap(script, greeting=…)`."""
    with contextlib.ExitStack() as stack:
        yield lambda script, **more: stack.enter_context(ScriptedImap(script, **more))
