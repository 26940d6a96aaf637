"""Mail leaves here: one reused SMTP connection, and every refusal told as temporary or final."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from bot.core.organisation import ServerAccess
from bot.edges.compose import ascii_domain
from bot.edges.oauth import Credentials, TokenSource
from bot.edges.tls import certificate_until, client_context
from bot.edges.xoauth2 import first_words
from bot.errors import PostError, TokenError

_TOO_BIG = 552
_CLOSING = 421
_GO_AHEAD = 354
_PIECE = 1 << 18
_LEAST_SECONDS = 0.001


@dataclass(frozen=True, slots=True)
class SmtpLimits:
    """Time-outs in seconds. `accept` is how long the server may think after the last octet.

    RFC 5321 §4.5.3.2.6 grants it ten minutes; giving up earlier risks a second copy of the mail.
    """

    connect: float = 15.0
    answer: float = 60.0
    accept: float = 300.0


class _Stale(Exception):
    """The reused connection was dead before anything of this mail was accepted."""


class _TokenRefused(smtplib.SMTPAuthenticationError):
    """No password is wrong: the token does not open this mailbox."""


class SmtpPost:
    """Fulfils `bot.ports.outside.Post` with smtplib, for one thread.

    PostError is final (`temporary` False) only when the server refuses this recipient or this mail with a
    5xx. What concerns the connection, the login or our own sender address is the server's or the
    configuration's trouble: temporary, `reason` = `server`, so that no reply is lost while it is mended.
    """

    def __init__(
        self,
        access: ServerAccess,
        credentials: Credentials,
        *,
        limits: SmtpLimits | None = None,
        hostname: str = "",
    ) -> None:
        """`hostname` is what EHLO says; `credentials` are asked at each connection when a user is set."""
        self._access = access
        self._credentials = credentials
        self._limits = limits or SmtpLimits()
        self._hostname = hostname or socket.gethostname()
        self._server: smtplib.SMTP | None = None

    def send(self, envelope_from: str, to: str, content: bytes) -> None:
        """Hands over one mail; returns once the server has accepted it. `envelope_from` may be empty (RFC 3834)."""
        for address in (envelope_from, to):
            if not _is_bare(address):
                raise PostError("smtp", "unusable address", temporary=False, reason="address")
        try:
            self._transact(envelope_from, to, content)
        except _Stale:
            self._drop()
            self._transact(envelope_from, to, content)

    def rehearse(self, envelope_from: str = "", to: str = "") -> datetime | None:
        """Connects, logs in and, given two addresses, announces a mail between them and takes it back: none is sent.

        Returns when the server's certificate runs out, None without TLS. Raises PostError as `send` does.
        """
        try:
            server = self._connected()
            if to:
                self._announce(server, envelope_from, to, b"", reused=False)
                self._name_recipient(server, to)
                self._abandon(server)
            return certificate_until(server.sock)
        except (smtplib.SMTPException, OSError, TokenError) as error:
            self._drop()
            raise _server_trouble(error) from None
        except ValueError:
            self._drop()
            raise PostError("smtp", "unusable host or address", temporary=False, reason="address") from None

    def _transact(self, envelope_from: str, to: str, content: bytes) -> None:
        reused = self._server is not None
        try:
            server = self._connected()
            self._announce(server, envelope_from, to, content, reused=reused)
            self._hand_over(server, to, content)
        except (smtplib.SMTPException, OSError, TokenError) as error:
            self._drop()
            raise _server_trouble(error) from None
        except ValueError:
            # smtplib and IDNA: an address that no encoding can carry.
            self._drop()
            raise PostError("smtp", "unusable address", temporary=False, reason="address") from None

    def _announce(self, server: smtplib.SMTP, envelope_from: str, to: str, content: bytes, *, reused: bool) -> None:
        try:
            code, text = server.mail(envelope_from, _options(server, envelope_from, to, content))
        except smtplib.SMTPServerDisconnected:
            if reused:
                raise _Stale from None
            raise
        if code == _CLOSING and reused:
            raise _Stale
        if code != 250:
            self._abandon(server)
            raise _refusal("MAIL", code, text, mail_is_to_blame=code == _TOO_BIG)

    def _hand_over(self, server: smtplib.SMTP, to: str, content: bytes) -> None:
        self._name_recipient(server, to)
        self._patience(server, self._limits.accept)
        asked, text = server.docmd("DATA")
        code, text = self._pour(server, content) if asked == _GO_AHEAD else (asked, text)
        if asked != _GO_AHEAD or code != 250:
            self._abandon(server)
            raise _refusal("DATA", code, text, mail_is_to_blame=True)
        self._patience(server, self._limits.answer)

    def _pour(self, server: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
        """Sends what follows DATA and gives the server's answer. smtplib's own `data` copies a whole mail twice.

        All pieces together have the time that one would have: a server that takes them slowly is not waited for longer.
        """
        until = time.monotonic() + self._limits.accept
        for piece in _pieces(content):
            self._patience(server, max(until - time.monotonic(), _LEAST_SECONDS))
            server.send(piece)
        self._patience(server, self._limits.accept)
        return server.getreply()

    def _name_recipient(self, server: smtplib.SMTP, to: str) -> None:
        code, text = server.rcpt(ascii_domain(to))
        if code not in {250, 251}:
            self._abandon(server)
            raise _refusal("RCPT", code, text, mail_is_to_blame=True)

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            credentials, user = self._credentials, self._access.user
            if not user:
                self._server = self._opened(lambda _server: None)
            elif isinstance(credentials, TokenSource):
                self._server = credentials.present(
                    lambda token: self._opened(lambda server: _show_token(server, user, token)),
                    _TokenRefused,
                )
            else:
                self._server = self._opened(lambda server: server.login(user, credentials()))
        return self._server

    def _opened(self, log_in: Callable[[smtplib.SMTP], object]) -> smtplib.SMTP:
        server = self._greeted()
        with contextlib.ExitStack() as failing:
            failing.callback(server.close)
            self._patience(server, self._limits.answer)
            if self._access.tls == "starttls":
                server.starttls(context=client_context(self._access.ca_file))
            server.ehlo_or_helo_if_needed()
            try:
                log_in(server)
            except ValueError:
                # A challenge that is no base64, a password that is no ASCII: not the fault of the mail that waits.
                raise smtplib.SMTPException("login") from None
            failing.pop_all()
        return server

    def _greeted(self) -> smtplib.SMTP:
        host, port, wait = self._access.host, self._access.port, self._limits.connect
        if self._access.tls == "tls":
            context = client_context(self._access.ca_file)
            return smtplib.SMTP_SSL(host, port, local_hostname=self._hostname, timeout=wait, context=context)
        return smtplib.SMTP(host, port, local_hostname=self._hostname, timeout=wait)

    @staticmethod
    def _patience(server: smtplib.SMTP, seconds: float) -> None:
        if server.sock is not None:
            server.sock.settimeout(seconds)

    def _abandon(self, server: smtplib.SMTP) -> None:
        """After a refusal: the connection goes on if the server agrees."""
        try:
            code, _ = server.rset()
        except (smtplib.SMTPException, OSError):
            code = -1
        if code != 250:
            self._drop()

    def close(self) -> None:
        """QUIT, waiting five seconds at most; never raises."""
        if self._server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._patience(self._server, 5.0)
                self._server.quit()
        self._drop()

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            with contextlib.suppress(OSError):
                server.close()


def _show_token(server: smtplib.SMTP, user: str, token: str) -> None:
    """AUTH XOAUTH2; a refusal comes as a challenge, which wants an empty answer before it becomes one."""
    try:
        server.auth("XOAUTH2", lambda challenge=None: first_words(user, token) if challenge is None else "")
    except smtplib.SMTPAuthenticationError as error:
        raise _TokenRefused(error.smtp_code, error.smtp_error) from None


def _pieces(content: bytes) -> Iterator[bytes]:
    """The mail as it goes over the wire: lines that begin with a dot get a second one (RFC 5321 §4.5.2), then the end.

    The end goes with the last piece: alone, a system would hold it back until the piece is acknowledged.
    """
    last = max(len(content) - 1, 0) // _PIECE * _PIECE
    end = b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
    for start in range(0, last + 1, _PIECE):
        piece = content[start : start + _PIECE].replace(b"\n.", b"\n..")
        begins_line = start == 0 or content[start - 1 : start] == b"\n"
        dot = b"." if begins_line and piece.startswith(b".") else b""
        yield dot + piece + (end if start == last else b"")


def _options(server: smtplib.SMTP, envelope_from: str, to: str, content: bytes) -> list[str]:
    options = []
    if not content.isascii() and server.has_extn("8bitmime"):
        options.append("BODY=8BITMIME")
    if server.has_extn("size"):
        options.append(f"SIZE={len(content)}")
    if not (ascii_domain(envelope_from) + ascii_domain(to)).isascii():
        if not server.has_extn("smtputf8"):
            raise PostError("smtp", "the server takes no accents in addresses", temporary=False, reason="address")
        options.append("SMTPUTF8")
    return options


def _is_bare(address: str) -> bool:
    """True for nothing or one plain address. smtplib takes what it can read of any other, and writes to somebody."""
    return address.isprintable() and " " not in address and parseaddr(address)[1] == address


def _octets(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")


def _refusal(step: str, code: int, text: bytes, *, mail_is_to_blame: bool) -> PostError:
    """The server's text stays out: it quotes addresses. Its enhanced code (RFC 3463) stays in."""
    status = _enhanced(text)
    login_wanted = code in {530, 534, 535, 538}
    final = 500 <= code < 600 and mail_is_to_blame and not login_wanted
    reason = "refused" if mail_is_to_blame and not login_wanted and code != _CLOSING else "server"
    return PostError("smtp", f"{step}: {code} {status}".rstrip(), temporary=not final, reason=reason, code=code)


def _enhanced(text: bytes | str) -> str:
    first = _octets(text).split(b" ", 1)[0].decode("ascii", "replace")
    return first if first[:1] in {"4", "5"} and first.count(".") == 2 else ""


def _server_trouble(error: Exception) -> PostError:
    """Connection, TLS, token, login: whatever code comes with it, another try may do."""
    if isinstance(error, TokenError):
        return PostError("smtp", str(error), reason="server", trouble=error.trouble)
    if isinstance(error, smtplib.SMTPAuthenticationError):
        what = "token refused" if isinstance(error, _TokenRefused) else "login refused"
        words = f"{what}: {error.smtp_code} {_enhanced(error.smtp_error)}".rstrip()
        return PostError("smtp", words, reason="server", code=error.smtp_code)
    if isinstance(error, smtplib.SMTPResponseException):
        return PostError("smtp", f"{type(error).__name__}: {error.smtp_code}", reason="server", code=error.smtp_code)
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return PostError("smtp", f"no connection: {error}", reason="server")
    return PostError("smtp", type(error).__name__, reason="server")
