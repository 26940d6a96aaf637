"""One IMAP connection: how it is opened, how its failures become MailboxError, how long it may last."""

from __future__ import annotations

import contextlib
import imaplib
import logging
import selectors
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import LoginError

from bot.core.organisation import ServerAccess
from bot.edges.oauth import Credentials, TokenSource
from bot.edges.tls import client_context
from bot.edges.xoauth2 import first_words, status_of
from bot.errors import MailboxError, TokenError

# At DEBUG both libraries write whole mails to the log, and at WARNING raw server text.
logging.getLogger("imapclient").setLevel(logging.ERROR)

_BROKEN = (
    imaplib.IMAP4.error,  # NO, BAD, BYE, and what imapclient cannot parse
    OSError,  # sockets, TLS, time-outs
    ValueError,  # what follows is how the libraries fail on answers of an unexpected shape
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    MemoryError,  # a literal that claims 60 GB
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Time-outs in seconds: `connect` with TLS and greeting, `read` for each answer, `whole_pass` in all."""

    connect: float = 15.0
    read: float = 60.0
    whole_pass: float = 600.0


def connect(access: ServerAccess, credentials: Credentials, limits: Limits) -> IMAPClient:
    """A logged-in connection. Raises what imapclient raises and TokenError; the caller stands inside `translated`."""
    if isinstance(credentials, TokenSource):
        return credentials.present(
            lambda token: _open(access, limits, partial(_show_token, user=access.user, token=token)), LoginError
        )
    if not access.user:
        return _open(access, limits, lambda _client: None)
    return _open(access, limits, partial(_log_in, user=access.user, password=credentials()))


def _open(access: ServerAccess, limits: Limits, log_in: Callable[[IMAPClient], None]) -> IMAPClient:
    client = _connection(access, limits)
    with contextlib.ExitStack() as failing:
        failing.callback(hang_up, client)
        # 44 ms per command are lost to Nagle and delayed acknowledgements on some servers without this.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.socket().setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        client.normalise_times = False
        if access.tls == "starttls":
            client.starttls(client_context(access.ca_file))
        log_in(client)
        failing.pop_all()
    return client


def _connection(access: ServerAccess, limits: Limits) -> IMAPClient:
    timeout = SocketTimeout(connect=limits.connect, read=limits.read)
    if access.tls == "tls":
        context = client_context(access.ca_file)
        return IMAPClient(access.host, access.port, ssl=True, ssl_context=context, timeout=timeout)
    return IMAPClient(access.host, access.port, ssl=False, timeout=timeout)


def _log_in(client: IMAPClient, user: str, password: str) -> None:
    """AUTHENTICATE PLAIN where announced: LOGIN can carry neither accents nor `DOMAIN\\user\\box` safely."""
    if client.has_capability("AUTH=PLAIN"):
        client.plain_login(user, password)
    else:
        client.login(user, password)


def _show_token(client: IMAPClient, user: str, token: str) -> None:
    """AUTHENTICATE XOAUTH2. A server that refuses says why in JSON and then waits for an empty answer."""
    if not client.has_capability("AUTH=XOAUTH2"):
        raise LoginError("the server offers no login with a token (XOAUTH2)")
    asked: list[bytes] = []

    def answer(challenge: bytes) -> bytes:
        asked.append(challenge)
        return first_words(user, token).encode("ascii") if len(asked) == 1 else b""

    try:
        client.sasl_login("XOAUTH2", answer)
    except LoginError as error:
        raise LoginError(f"token refused: {error}{status_of(asked[-1])}") from None


def hang_up(client: IMAPClient) -> None:
    """Closes the socket without a word to the server; never raises."""
    with contextlib.suppress(*_BROKEN):
        client.shutdown()


@contextlib.contextmanager
def translated(step: str) -> Iterator[None]:
    """Turns every failure of imapclient, imaplib, ssl, socket and of getting a token into a MailboxError.

    Its field `reason` is `oauth` or `token_server` (see TokenError), `login`, `readonly`, `timeout`, `tls`, `lost`,
    `refused` (a plain NO or BAD: the connection is still good, `temporary` False) or `nonsense`. The text never
    holds what a mail says.
    """
    try:
        yield
    except TokenError as error:
        raise MailboxError("imap", f"{step}: {error}", reason=error.reason, step=step, trouble=error.trouble) from None
    except _BROKEN as error:
        reason, text = _reason(error)
        # The cause is dropped on purpose: a parse error of imapclient quotes the mail it stumbled on.
        raise MailboxError("imap", f"{step}: {text}", temporary=reason != "refused", reason=reason, step=step) from None


def _reason(error: BaseException) -> tuple[str, str]:
    text = str(error)[:200]
    if isinstance(error, LoginError):
        return ("lost" if "UNAVAILABLE" in text.upper() else "login"), text
    if isinstance(error, imaplib.IMAP4.readonly):
        return "readonly", "the folder is read-only for this user"
    if isinstance(error, TimeoutError):
        return "timeout", "no answer in time"
    if isinstance(error, ssl.SSLError):
        return "tls", text
    if isinstance(error, (imaplib.IMAP4.abort, OSError)):
        return "lost", type(error).__name__ if isinstance(error, imaplib.IMAP4.abort) else text
    if isinstance(error, imaplib.IMAP4.error) and (" failed: " in text or " command error: " in text):
        return "refused", text
    return "nonsense", type(error).__name__


class Watchdog:
    """Cuts a connection that lasts too long: a read time-out alone is fooled by one octet a minute."""

    def __init__(self) -> None:
        self.barked = False
        self._timer: threading.Timer | None = None

    def watch(self, client: IMAPClient, seconds: float) -> None:
        """From now on `client` has this long; replaces an earlier watch."""
        self.rest()
        self.barked = False
        self._timer = threading.Timer(seconds, self._bark, args=(client,))
        self._timer.daemon = True
        self._timer.start()

    def rest(self) -> None:
        """Stops watching."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _bark(self, client: IMAPClient) -> None:
        self.barked = True
        with contextlib.suppress(*_BROKEN):
            # Below the TLS layer, which is not to be touched from a second thread: the reader sees the end.
            socket.socket.shutdown(client.socket(), socket.SHUT_RDWR)


class Bell:
    """Wakes a waiting mailbox from another thread: once, or for good."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rope: socket.socket | None = None
        self._nudged = False
        self._rung = False

    @property
    def rung(self) -> bool:
        """True once `ring` was called."""
        return self._rung

    def ring(self) -> None:
        """Ends the present wait and every later one at once (graceful stop)."""
        with self._lock:
            self._rung = True
            self._pull()

    def nudge(self) -> None:
        """Ends the present wait, or the next one if nobody waits now."""
        with self._lock:
            self._nudged = True
            self._pull()

    def _pull(self) -> None:
        if self._rope is not None:
            self._rope.send(b"!")

    def wait(self, seconds: float, heard: socket.socket | None = None) -> bool:
        """Waits until woken (True), until `heard` has something to read or until `seconds` are over."""
        if isinstance(heard, ssl.SSLSocket) and heard.pending():
            return False  # decrypted already: the socket itself would stay silent
        near, far = socket.socketpair()
        with near, far, selectors.DefaultSelector() as selector:
            selector.register(near, selectors.EVENT_READ)
            if heard is not None:
                selector.register(heard, selectors.EVENT_READ)
            with self._lock:
                self._rope = far
                woken = self._rung or self._nudged
            selector.select(0.0 if woken else max(0.0, seconds))
            with self._lock:
                self._rope = None
                woken, self._nudged = self._rung or self._nudged, False
        return woken
