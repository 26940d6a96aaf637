"""One connection of a mail server to us: SMTP or LMTP, with what is asked of it and what it is told."""

# Names and arguments of hooks and commands are aiosmtpd's.
# ruff: noqa: ARG002, N802

from __future__ import annotations

import asyncio
import ssl
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from types import MappingProxyType

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session, TLSSetupException, syntax

from bot.core.reception import Network, ReceptionSettings, addressee
from bot.edges.smtpd_content import Crowded, Shelf, read_content

KEPT = "250 2.0.0 kept"
NOT_KEPT = "451 4.3.0 cannot keep this mail now, please try again later"
CROWDED = "452 4.3.1 too many mails at once, please try again later"
TOO_LARGE = "552 5.3.4 this mail is too large"
UNKNOWN = "550 5.1.1 no such mailbox here"
ONE_AT_A_TIME = "452 4.5.3 one mailbox at a time, please send again for this one"
TLS_FIRST = "530 5.7.0 issue STARTTLS first"
TOO_MANY = "421 4.7.0 too many connections, please try again later"
# Not 5xx: a forgotten line of our configuration must make mails wait, not come back to suppliers.
NOT_ALLOWED = "421 4.7.0 this host may not hand over mail here"
IDLE = "421 4.4.2 nothing heard for too long"
CLOSING = "421 4.3.2 closing, please try again later"

_FLUSH_SECONDS = 5.0
_LARGEST_AT_ONCE = 2
_OFTEN = 100_000
_CALLS = MappingProxyType({"*": 100, "MAIL": _OFTEN, "RCPT": _OFTEN, "DATA": _OFTEN, "RSET": _OFTEN})
"""How often one connection may say each command: mail servers reuse connections for many mails."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a client has between commands, for one mail (RFC 5321 §4.5.3.2), and for one when we stop."""

    idle: float = 300.0
    content: float = 600.0
    closing: float = 20.0


@dataclass(frozen=True, slots=True)
class House:
    """What every connection must know.

    `addresses` are lower case → body, `max_octets` body → its largest mail. `take(body, content)` keeps a mail for
    good or raises. `on_error` hears what kept a mail from being taken, `on_refused` which host was sent away.
    """

    settings: ReceptionSettings
    addresses: Mapping[str, str]
    max_octets: Mapping[str, int]
    take: Callable[[str, bytes], Awaitable[None]]
    on_error: Callable[[Exception], None]
    on_refused: Callable[[str], None]
    patience: Patience
    hostname: str
    tls: ssl.SSLContext | None

    @property
    def most_octets(self) -> int:
        """The largest mail that any body takes."""
        return max(self.max_octets.values())


@dataclass(slots=True)
class Lobby:
    """Who is connected: it lets in no more than it should, and nobody once it is `closing`."""

    house: House
    sessions: set[SmtpSession] = field(default_factory=set)
    closing: bool = False
    shelf: Shelf = field(init=False)
    _peers: Counter[str] = field(default_factory=Counter)
    _somebody_left: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        # Forty connections with a mail of 30 MB each would need more memory than many a server has.
        self.shelf = Shelf(_LARGEST_AT_ONCE * self.house.most_octets)

    def enter(self, session: SmtpSession) -> str:
        """Counts a connection in; else returns why not, as a reply."""
        if not _is_allowed(session.host, self.house.settings.allow):
            self.house.on_refused(session.host)
            return NOT_ALLOWED
        if self.closing:
            return CLOSING
        settings = self.house.settings
        many = len(self.sessions) >= settings.max_connections
        if many or self._peers[session.host] >= settings.max_connections_per_peer:
            return TOO_MANY
        self.sessions.add(session)
        self._peers[session.host] += 1
        return ""

    def leave(self, session: SmtpSession) -> None:
        """Counts it out."""
        self.sessions.discard(session)
        self._peers[session.host] -= 1
        self._peers += Counter()  # forgets hosts without connection
        self._somebody_left.set()

    def close(self) -> None:
        """Sends everybody away, those in the middle of a mail once it is answered."""
        self.closing = True
        for session in tuple(self.sessions):
            if not session.busy:
                session.dismiss(CLOSING)

    async def emptied(self) -> None:
        """Returns when the last connection is over."""
        while self.sessions:
            self._somebody_left.clear()
            await self._somebody_left.wait()


def _is_allowed(host: str, allow: Sequence[Network]) -> bool:
    address = ip_address(host.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in network for network in allow)


class Hooks:
    """What we answer to the commands that aiosmtpd lets us judge."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Greets; nobody can log in here, so no AUTH is offered."""
        session.host_name = hostname
        return [line for line in responses if not line.startswith("250-AUTH")]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, mail_options: list[str]
    ) -> str:
        """Takes any sender, also the empty one of bounces."""
        if self._house.settings.require_tls and session.ssl is None:
            return TLS_FIRST
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        """Takes mailboxes of ours, all of one body: there is one answer to the content, and it must be true for all.

        LMTP wants an answer for each recipient (RFC 2033 §4.2), which aiosmtpd cannot give: one at a time, there.
        """
        body = addressee(address, self._house.addresses)
        if body is None:
            return UNKNOWN
        before = envelope.rcpt_tos[:1]
        if before and (isinstance(server, LMTP) or addressee(before[0], self._house.addresses) != body):
            return ONE_AT_A_TIME
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Says that we have it only when it is on disk; whatever goes wrong ends in `handle_exception`."""
        body = addressee(envelope.rcpt_tos[0], self._house.addresses)
        content = envelope.original_content
        if body is None or content is None or len(content) > self._house.max_octets[body]:
            return TOO_LARGE
        await self._house.take(body, content)
        return KEPT


class SmtpSession(SMTP):
    """SMTP as aiosmtpd speaks it, but for long lines, errors, and the limits of `House`."""

    protocol = "ESMTP"
    line_length_limit = 65_536  # of the reader's buffer and of commands; lines of content may be longer
    command_size_limit = 2_048
    command_size_limits: dict[str, int] = defaultdict(lambda: 2_048)  # noqa: RUF012 - aiosmtpd's, which clears it

    def __init__(self, lobby: Lobby, loop: asyncio.AbstractEventLoop) -> None:
        house = lobby.house
        super().__init__(
            Hooks(house),
            data_size_limit=house.most_octets,
            enable_SMTPUTF8=True,
            hostname=house.hostname,
            ident=f"{self.protocol} Guichet",
            tls_context=house.tls,
            timeout=house.patience.idle,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            command_call_limit=dict(_CALLS),
            loop=loop,
        )
        self.busy = False
        self.host = ""
        self._lobby = lobby

    async def _handle_client(self) -> None:
        peer = self.session.peer if self.session else None
        self.host = str(peer[0]) if peer else ""
        refused = self._lobby.enter(self)
        if refused:
            self.dismiss(refused)
            return
        try:
            with suppress(ConnectionError):
                await super()._handle_client()
        finally:
            self._lobby.leave(self)

    def dismiss(self, why: str) -> None:
        """Says goodbye and hangs up, soon even on somebody who does not listen."""
        transport = self.transport
        if isinstance(transport, asyncio.Transport) and not transport.is_closing():
            transport.write(f"{why}\r\n".encode("ascii"))
            transport.close()
            self.loop.call_later(_FLUSH_SECONDS, transport.abort)

    def _timeout_cb(self) -> None:
        self.dismiss(IDLE)

    async def handle_exception(self, error: Exception) -> str:
        """451 and nothing about us: aiosmtpd would say 500, so that the mail comes back, with the error's own words."""
        if not isinstance(error, TLSSetupException | ConnectionError | EOFError):
            self._lobby.house.on_error(error)
        return NOT_KEPT

    @syntax("DATA")
    async def smtp_DATA(self, arg: str) -> None:
        """Reads a mail and answers for it; aiosmtpd's own refuses long lines, or keeps endless ones in memory."""
        if await self.check_helo_needed():
            return
        if arg or self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("501 Syntax: DATA" if arg else "503 Error: need RCPT command")
            return
        self.busy = True
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            self._reset_timeout(self._lobby.house.patience.content)
            await self.push(await self._received(self.envelope))
            self._reset_timeout()
        finally:
            self.busy = False
            self.envelope = self._create_envelope()
            if self._lobby.closing:
                self.dismiss(CLOSING)

    async def _received(self, envelope: Envelope) -> str:
        """Reads the content and has it kept; returns the answer."""
        with self._lobby.shelf.place() as place:
            try:
                envelope.original_content = await read_content(self._reader, self._lobby.house.most_octets, place)
            except Crowded:
                return CROWDED
            return str(await self._call_handler_hook("DATA"))


class LmtpSession(SmtpSession, LMTP):
    """The same by LMTP (RFC 2033): greeted with LHLO."""

    protocol = "LMTP"
