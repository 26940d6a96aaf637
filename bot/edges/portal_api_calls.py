"""One call to Chorus Pro: token and account on it, bounded in size and time, tried again where that may help."""

from __future__ import annotations

import json
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx

from bot.core.portal_access import PortalAccess
from bot.edges.oauth_endpoint import TokenLimits
from bot.edges.portal_api_answers import Reply, understood
from bot.edges.portal_api_services import Service
from bot.edges.portal_api_token import PortalToken
from bot.edges.portal_troubles import portal_trouble
from bot.edges.proxy import proxy_for
from bot.edges.tls import client_context
from bot.errors import ConfigError, PortalError

_TRIED_AGAIN = frozenset({"quota", "fault", "slow", "broken_off", "unreadable", "unreachable", "token_server"})
"""What may be over in seconds; a maintenance lasts longer, and is the next run's business."""


@dataclass(frozen=True, slots=True)
class PortalLimits:
    """Bounds of one call, in seconds and octets. `read` is for each piece of an answer, `whole` for all of it.

    `pauses` lie between tries, unless Retry-After asks for another; one longer than `longest_pause` is left to the
    caller. No new try begins `patience` seconds after the first.
    """

    connect: float = 10.0
    read: float = 60.0
    whole: float = 120.0
    octets: int = 50_000_000
    pauses: tuple[float, ...] = (1.0, 5.0, 20.0)
    longest_pause: float = 60.0
    patience: float = 240.0
    token: TokenLimits = field(default_factory=TokenLimits)


@dataclass(frozen=True, slots=True)
class Ticking:
    """Where time comes from, and how to wait: tests wait without waiting."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class PortalCalls:
    """Calls as one application and one account, over connections that are kept. For one thread."""

    def __init__(
        self,
        access: PortalAccess,
        client_secret: Callable[[], str],
        password: Callable[[], str],
        limits: PortalLimits,
        ticking: Ticking,
    ) -> None:
        self._access = access
        self._password = password
        self._limits = limits
        self._ticking = ticking
        self._token = PortalToken(access, client_secret, limits.token, ticking.monotonic)
        self._http: httpx.Client | None = None

    def call(self, service: Service, body: Mapping[str, object]) -> dict[str, object] | None:
        """The fields of the answer, None for « nothing found ». Raises PortalError when tries are of no more use."""
        began = self._ticking.monotonic()
        for pause in self._limits.pauses:
            try:
                return self._try(service, body)
            except PortalError as error:
                wait = pause if error.retry_after is None else max(error.retry_after, 1.0)
                late = self._ticking.monotonic() - began + wait > self._limits.patience
                if error.trouble not in _TRIED_AGAIN or wait > self._limits.longest_pause or late:
                    raise
            self._ticking.sleep(wait)
        return self._try(service, body)

    def close(self) -> None:
        """Gives connections back, never raises."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def _try(self, service: Service, body: Mapping[str, object]) -> dict[str, object] | None:
        token = self._token.value()
        reply = self._ask(service, body, token)
        if reply.status == 401:
            # Ended before its time, or not at all the token's fault: one new token tells which.
            self._token.drop(token)
            reply = self._ask(service, body, self._token.value())
        return understood(service, reply, self._ticking.now())

    def _ask(self, service: Service, body: Mapping[str, object], token: str) -> Reply:
        headers = {
            "Authorization": f"Bearer {token}",
            "cpro-account": self._account(),
            "Accept": "application/json;charset=utf-8",
        }
        content = None
        if service.method == "POST":
            headers["Content-Type"] = "application/json;charset=utf-8"
            content = json.dumps(body).encode()
        url = f"{self._access.base_url.rstrip('/')}/cpro/{service.path}"
        deadline = self._ticking.monotonic() + self._limits.whole
        try:
            with self._client().stream(service.method, url, content=content, headers=headers) as answer:
                return Reply(answer.status_code, dict(answer.headers), self._octets(service, answer, deadline))
        except httpx.HTTPError as error:
            raise _no_answer(service, error) from None
        except httpx.InvalidURL:
            raise portal_trouble("settings", "base_url") from None

    def _octets(self, service: Service, answer: httpx.Response, deadline: float) -> bytes:
        """The body, within size and time: an answer that drips would fool the time-out of each piece."""
        octets = bytearray()
        for piece in answer.iter_bytes():
            octets += piece
            if len(octets) > self._limits.octets:
                raise portal_trouble("too_large", service.name)
            if self._ticking.monotonic() > deadline:
                raise portal_trouble("slow", service.name)
        return bytes(octets)

    def _account(self) -> str:
        """The technical account as the header `cpro-account` wants it; the password is read each time: it changes."""
        try:
            account = f"{self._access.login}:{self._password()}"
        except ConfigError as error:
            raise portal_trouble("settings", str(error)) from None
        return b64encode(account.encode("utf-8", "surrogateescape")).decode()

    def _client(self) -> httpx.Client:
        """The client, made at the first call so that a missing CA file is told like any other trouble."""
        if self._http is None:
            self._http = _client(self._access, self._limits)
        return self._http


def _client(access: PortalAccess, limits: PortalLimits) -> httpx.Client:
    context = _context(access)
    try:
        return httpx.Client(
            verify=context,
            proxy=proxy_for(access.base_url, access.proxy) or None,
            trust_env=False,
            follow_redirects=False,  # elsewhere token and account would be in strange hands
            timeout=httpx.Timeout(limits.read, connect=limits.connect),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0),
        )
    except (ValueError, httpx.InvalidURL, ImportError):  # no address, no HTTP, or SOCKS
        raise portal_trouble("settings", "proxy: write http://host:port") from None


def _context(access: PortalAccess) -> ssl.SSLContext:
    if not access.base_url.startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # of no use there; trusts nobody
    try:
        return client_context(access.ca_file)
    except OSError as error:
        raise portal_trouble("settings", str(error)) from None


def _no_answer(service: Service, error: httpx.HTTPError) -> PortalError:
    words = str(error)
    if "certificate has expired" in words or "certificate is not yet valid" in words:
        return portal_trouble("clock", service.name)
    if "CERTIFICATE_VERIFY_FAILED" in words:
        return portal_trouble("certificate", service.name)
    kind = next((kind for type_, kind in _BY_ERROR if isinstance(error, type_)), "unreachable")
    return portal_trouble(kind, f"{service.name}, {type(error).__name__}")


_BY_ERROR: tuple[tuple[type[httpx.HTTPError], str], ...] = (
    (httpx.ProxyError, "proxy"),
    (httpx.ConnectTimeout, "unreachable"),
    (httpx.TimeoutException, "slow"),
    (httpx.DecodingError, "unreadable"),
    (httpx.RemoteProtocolError, "broken_off"),
    (httpx.ReadError, "broken_off"),
    (httpx.WriteError, "broken_off"),
)
