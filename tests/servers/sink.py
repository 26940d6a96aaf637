"""A real SMTP server on loopback that keeps what it accepts, and refuses or hangs up when told to."""

# Names and arguments of the handlers are aiosmtpd's.
# ruff: noqa: ARG002, N802

from __future__ import annotations

import asyncio
import base64
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.core.organisation import ServerAccess
from tests.servers.dovecot import Dovecot, free_port

PASSWORD = "secret"


@dataclass(frozen=True, slots=True)
class Accepted:
    """One mail that the sink took: its envelope and its octets."""

    envelope_from: str
    to: tuple[str, ...]
    content: bytes
    options: tuple[str, ...]

    @property
    def message(self) -> Message:
        """Parsed."""
        return message_from_bytes(self.content)


@dataclass  # no slots: aiosmtpd inspects its handler, which Python 3.11.2 (Debian 12) cannot do to such a class
class Sink:
    """What was accepted, and the script of refusals: recipient → reply such as `450 4.2.0 later`.

    `hang_up_after_data` drops that many connections after the mail was taken and before saying so;
    `hang_up_at_mail` does so at MAIL FROM. `think` is how many seconds it takes to accept a mail. `connections`
    counts greetings. `good_token` judges the tokens of AUTH XOAUTH2.
    """

    port: int = 0
    mails: list[Accepted] = field(default_factory=list)
    refuse_recipient: dict[str, str] = field(default_factory=dict)
    refuse_sender: str = ""
    refuse_content: str = ""
    hang_up_after_data: int = 0
    hang_up_at_mail: int = 0
    think: float = 0.0
    login_wanted: bool = False
    good_token: Callable[[str], bool] = field(default=lambda _token: False)
    tls: str = "none"
    ca_file: str = ""
    connections: int = 0
    answers_to_refusals: list[object] = field(default_factory=list)

    def access(self, *, user: str = "") -> ServerAccess:
        """How to reach it."""
        host = "127.0.0.1" if self.tls == "none" else "localhost"
        return ServerAccess(host, self.port, tls=self.tls, user=user, ca_file=self.ca_file)

    def message_ids(self) -> list[str]:
        """Message-IDs of all accepted mails, in order, repeats included."""
        return [str(mail.message["Message-ID"]) for mail in self.mails]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Counts one connection."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        """Takes or refuses the sender."""
        if self.hang_up_at_mail:
            self.hang_up_at_mail -= 1
            _hang_up(server)
            return "421 4.3.2 closing"
        if self.login_wanted and not session.authenticated:
            return "530 5.7.0 login first"
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Takes or refuses one recipient."""
        if address in self.refuse_recipient:
            return self.refuse_recipient[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keeps the mail, or refuses it."""
        if self.refuse_content:
            return self.refuse_content
        await asyncio.sleep(self.think)
        content = envelope.original_content or b""
        self.mails.append(
            Accepted(
                (envelope.mail_from or "").strip("<>"), tuple(envelope.rcpt_tos), content, tuple(envelope.mail_options)
            )
        )
        if self.hang_up_after_data:
            self.hang_up_after_data -= 1
            _hang_up(server)
        return "250 2.0.0 taken"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """A token in place of a password; a refusal is a challenge first, as with Google and Microsoft."""
        words = base64.b64decode(args[1]).decode("ascii")
        said = re.fullmatch("user=([^\x01]+)\x01auth=Bearer ([^\x01]+)\x01\x01", words)
        if said and self.good_token(said[2]):
            return AuthResult(success=True, auth_data=said[1])
        answer = await server.challenge_auth('{"status":"401","schemes":"Bearer"}')
        self.answers_to_refusals.append(answer)
        return AuthResult(success=False, handled=False)


def _hang_up(server: SMTP) -> None:
    transport = server.transport
    if isinstance(transport, asyncio.Transport):
        transport.abort()


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, credentials: object
) -> AuthResult:
    right = isinstance(credentials, LoginPassword) and credentials.password == PASSWORD.encode("ascii")
    return AuthResult(success=right, handled=False)


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A sink that takes everything; logging in with PASSWORD is possible and, with `login_wanted`, needed."""
    yield from _running()


@pytest.fixture(scope="session")
def lasting_sink() -> Iterator[Sink]:
    """One for all the tests that look only at what came since they began."""
    yield from _running()


@pytest.fixture(params=["tls", "starttls"])
def secure_sink(request: pytest.FixtureRequest, dovecot: Dovecot) -> Iterator[Sink]:
    """A sink with Dovecot's certificate for `localhost`: TLS from the start, then one with STARTTLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    folder = Path(dovecot.ca_file).parent
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    if request.param == "tls":
        yield from _running("tls", dovecot.ca_file, ssl_context=context)
    else:
        yield from _running("starttls", dovecot.ca_file, tls_context=context, require_starttls=True)


def _running(tls: str = "none", ca_file: str = "", **secure: Any) -> Iterator[Sink]:
    sink = Sink(port=free_port(), tls=tls, ca_file=ca_file)
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=sink.port,
        authenticator=_authenticate,
        auth_require_tls=False,
        enable_SMTPUTF8=True,
        **secure,
    )
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()
