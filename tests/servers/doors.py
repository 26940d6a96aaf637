"""Our own SMTP and LMTP server, started for a test, and clients that say exactly what a test wants them to say."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from bot.core.reception import Endpoint, ReceptionSettings
from bot.edges.smtpd import MailServer
from bot.edges.smtpd_session import Patience
from tests.patience import PATIENCE
from tests.servers.dovecot import Dovecot, free_port

CASQ, COMPTA = "accueil.comptabilite@casq.fr", "compta@casq.fr"
AMIENS = "facturation@amiens.example"
ADDRESSES = {CASQ: "casq", COMPTA: "casq", AMIENS: "amiens"}
SENDER = "fournisseur@exemple.fr"
MAIL = b"From: a@b.example\r\nSubject: Facture\r\n\r\nBonjour\r\n"


@dataclass
class Desk:
    """Where mail that was taken lies; `refuse` is raised instead, once or for ever; `gate` holds every mail back."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    refuse: Exception | None = None
    gate: threading.Event | None = None
    errors: list[Exception] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def take(self, body: str, content: bytes) -> None:
        """Keeps one mail."""
        if self.gate is not None:
            assert self.gate.wait(PATIENCE)
        if self.refuse is not None:
            raise self.refuse
        self.taken.append((body, content))


@dataclass(frozen=True)
class Doors:
    """A running server: its two ports, and what it has taken."""

    smtp_port: int
    lmtp_port: int
    desk: Desk
    server: MailServer

    def smtp(self) -> smtplib.SMTP:
        """A greeted client of the one."""
        client = smtplib.SMTP("localhost", self.smtp_port, timeout=PATIENCE)
        client.ehlo()
        return client

    def lmtp(self) -> smtplib.LMTP:
        """A greeted client of the other."""
        client = smtplib.LMTP("localhost", self.lmtp_port)
        client.ehlo()
        return client

    @contextmanager
    def talk(self, *, port: int = 0) -> Iterator[Talk]:
        """A bare connection, past the greeting."""
        with socket.create_connection(("127.0.0.1", port or self.smtp_port), timeout=PATIENCE) as bare:
            talk = Talk(bare)
            talk.greeting = talk.reply()
            yield talk


@dataclass
class Talk:
    """Octets as they are, and replies by line."""

    bare: socket.socket
    greeting: str = ""
    _rest: bytes = b""

    def reply(self) -> str:
        """The next whole reply (its last line); empty when the other side hung up."""
        while True:
            line, found, rest = self._rest.partition(b"\r\n")
            if not found:
                got = self.bare.recv(4096)
                if not got:
                    return ""
                self._rest += got
                continue
            self._rest = rest
            if line[3:4] != b"-":
                return line.decode("ascii")

    def say(self, octets: bytes) -> str:
        """Sends, and returns the reply."""
        self.bare.sendall(octets)
        return self.reply()

    def envelope(self, to: str = CASQ, hello: bytes = b"EHLO") -> str:
        """Everything before the content; returns the reply to DATA."""
        self.say(hello + b" client.example\r\n")
        self.say(b"MAIL FROM:<fournisseur@exemple.fr>\r\n")
        self.say(f"RCPT TO:<{to}>\r\n".encode())
        return self.say(b"DATA\r\n")


@pytest.fixture
def doors() -> Iterator[Doors]:
    """A server with the usual settings."""
    with opened_doors() as doors:
        yield doors


@contextmanager
def opened_doors(
    take: Callable[[str, bytes], None] | None = None,
    *,
    max_octets: int = 1_000_000,
    patience: Patience | None = None,
    **settings: Any,
) -> Iterator[Doors]:
    """Both listeners on free ports; `settings` are those of ReceptionSettings."""
    smtp, lmtp = free_port(), free_port()
    usual = ReceptionSettings(Endpoint("smtp", "127.0.0.1", smtp), Endpoint("lmtp", "127.0.0.1", lmtp))
    desk = Desk()
    server = MailServer(
        replace(usual, **settings),
        ADDRESSES,
        {"casq": max_octets, "amiens": max_octets // 2},
        take or desk.take,
        on_error=desk.errors.append,
        on_refused=desk.refused.append,
        patience=patience or Patience(),
    )
    server.start()
    try:
        yield Doors(smtp, lmtp, desk, server)
    finally:
        server.stop()


def certificate(dovecot: Dovecot) -> dict[str, Any]:
    """Dovecot's certificate for `localhost`, as our settings name it."""
    folder = Path(dovecot.ca_file).parent
    return {"tls_cert": str(folder / "server.pem"), "tls_key": str(folder / "server.key")}


def trusting(dovecot: Dovecot) -> ssl.SSLContext:
    """A client's context that trusts Dovecot's CA."""
    context = ssl.create_default_context(cafile=dovecot.ca_file)
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


NOBODY = (ip_network("192.0.2.0/24"),)
"""Networks that no client of a test is in."""
