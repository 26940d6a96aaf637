"""A token server on loopback (RFC 6749, RFC 7662): gives, rotates and ends tokens, and misbehaves when told to."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.core.organisation import OAuthAccess
from tests.servers.serving import LoopbackHttp, serving

if TYPE_CHECKING:
    from tests.servers.dovecot import Dovecot

CLIENT, SECRET, FIRST_REFRESH_TOKEN = "guichet-client", "s3cret~value", "refresh-0"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Reply:
    """One scripted answer: after `delay` seconds, `octets` with `status`; with `drip`, one octet in so many seconds."""

    octets: bytes
    status: int = 200
    delay: float = 0.0
    drip: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()


def refused(error: str, description: str = "", status: int = 400) -> Reply:
    """An error answer as RFC 6749 §5.2 has it."""
    return Reply(json.dumps({"error": error, "error_description": description}).encode(), status)


@dataclass
class TokenServer:
    """What was asked, which tokens are good, and the script: `reply` is given in place of an honest answer.

    A token is good for `life` seconds (`told_life` is what the client is told, when that is another figure) and
    opens the mailbox of `user`; with `rotate`, a refresh token is good once.
    """

    port: int = 0
    scheme: str = "http"
    ca_file: str = ""
    user: str = ""
    life: float = 3600.0
    told_life: int | None = None
    rotate: bool = False
    reply: Reply | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    good_until: dict[str, float] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=lambda: {FIRST_REFRESH_TOKEN})

    @property
    def url(self) -> str:
        """Where tokens are asked for."""
        host = "127.0.0.1" if self.scheme == "http" else "localhost"
        return f"{self.scheme}://{host}:{self.port}/token"

    def access(self, refresh_token_file: str = "") -> OAuthAccess:
        """How to ask: with a refresh token where a file is named, else with the client's own secret."""
        grant = "refresh_token" if refresh_token_file else "client_credentials"
        return OAuthAccess(self.url, CLIENT, grant, "mail", refresh_token_file=refresh_token_file, ca_file=self.ca_file)

    def is_good(self, token: str) -> bool:
        """True for a token that was given, has not ended and was not revoked."""
        return self.good_until.get(token, 0.0) > time.monotonic()

    def end_tokens(self) -> None:
        """Every token given is worthless from now on; another may be asked for."""
        self.good_until.clear()

    def token_reply(self, form: dict[str, str]) -> Reply:
        """What an honest server answers."""
        self.asked.append(form)
        if self.reply is not None:
            return self.reply
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return refused("invalid_client", "AADSTS7000215: Invalid client secret provided.", 401)
        if form["grant_type"] == "refresh_token" and form.get("refresh_token") not in self.refresh_tokens:
            return refused("invalid_grant", "Token has been expired or revoked.")
        number = next(_numbers)
        token = f"access-{number}"
        self.good_until[token] = time.monotonic() + self.life
        life = int(self.life) if self.told_life is None else self.told_life
        given: dict[str, object] = {"access_token": token, "token_type": "Bearer", "expires_in": life}
        if self.rotate:
            self.refresh_tokens = {f"refresh-{number}"}
            given["refresh_token"] = f"refresh-{number}"
        return Reply(json.dumps(given).encode())

    def introspection(self, token: str) -> Reply:
        """What a mail server is told of a token."""
        told: dict[str, object] = {"active": self.is_good(token), "username": self.user}
        return Reply(json.dumps(told).encode())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """A request for a token."""
        words = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        self._send(self._script.token_reply(dict(parse_qsl(words))))

    def do_GET(self) -> None:
        """A mail server's question about a token."""
        query = dict(parse_qsl(urlsplit(self.path).query))
        self._send(self._script.introspection(query.get("token", "")))

    @property
    def _script(self) -> TokenServer:
        server = self.server
        assert isinstance(server, HttpServer)
        return server.script

    def _send(self, reply: Reply) -> None:
        time.sleep(reply.delay)
        try:
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(reply.octets)))
            for name, value in reply.headers:
                self.send_header(name, value)
            self.end_headers()
            if not reply.drip:
                self.wfile.write(reply.octets)
                return
            for octet in reply.octets:
                self.wfile.write(bytes((octet,)))
                self.wfile.flush()
                time.sleep(reply.drip)
        except OSError:
            self.close_connection = True  # the client had enough

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing to the console."""


class HttpServer(LoopbackHttp):
    """Serves the script that the test at hand has set."""

    def __init__(self) -> None:
        self.script = TokenServer()
        super().__init__(_Handler)


@pytest.fixture(scope="session")
def token_http() -> Iterator[HttpServer]:
    """The HTTP server that Dovecot is told of at its start; tests use `token_server`."""
    with serving(HttpServer()) as server:
        yield server


@pytest.fixture
def token_server(token_http: HttpServer) -> TokenServer:
    """A token server that has given no token yet, and that Dovecot believes."""
    token_http.script = TokenServer(port=token_http.port)
    return token_http.script


@pytest.fixture
def secure_token_server(dovecot: Dovecot) -> Iterator[TokenServer]:
    """The same over TLS with Dovecot's certificate for `localhost`, signed by a private CA."""
    server = HttpServer()
    server.behind_tls(dovecot.ca_file)
    server.script = TokenServer(port=server.port, scheme="https", ca_file=dovecot.ca_file)
    with serving(server):
        yield server.script
