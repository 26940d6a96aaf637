"""The SMTP and LMTP server: a thread with its own event loop, which listens, and ends without dropping a mail."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from bot.core.reception import Endpoint, ReceptionSettings
from bot.edges.smtpd_session import House, LmtpSession, Lobby, Patience, SmtpSession
from bot.edges.tls import server_context
from bot.errors import ConfigError

_WRITERS = 4
_READY_SECONDS = 10.0
_USUAL = Patience()


class MailServer:
    """Listens where the settings say; `take(body, content)` must not return before the mail is safe on disk."""

    def __init__(
        self,
        settings: ReceptionSettings,
        addresses: Mapping[str, str],
        max_octets: Mapping[str, int],
        take: Callable[[str, bytes], None],
        *,
        on_error: Callable[[Exception], None],
        on_refused: Callable[[str], None],
        patience: Patience = _USUAL,
    ) -> None:
        """`addresses` are lower case → body; `max_octets` body → its largest mail.

        `take` is called in threads, several at once. `on_error` hears what kept a mail from being taken, `on_refused`
        the address of a host that is not allowed. Raises ConfigError for a certificate that cannot be used.
        """
        self._settings = settings
        self._patience = patience
        self._pool = ThreadPoolExecutor(_WRITERS, thread_name_prefix="reception")
        self._take = take
        self._sockets: list[tuple[socket.socket, type[SmtpSession]]] = []
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._house = House(
            settings=settings,
            addresses=addresses,
            max_octets=max_octets,
            take=self._taken,
            on_error=on_error,
            on_refused=on_refused,
            patience=patience,
            # Not this machine's own name: a Postfix beside us would take that for a loop and return the mail.
            hostname=f"guichet.{socket.gethostname()}",
            tls=_tls(settings),
        )

    @property
    def where(self) -> str:
        """Where it listens, for the log."""
        return ",".join(f"{one.setting}={one}" for one in self._settings.endpoints)

    def start(self) -> None:
        """Listens from now on. Raises ConfigError for an address that cannot be had."""
        try:
            for endpoint, kind in ((self._settings.smtp, SmtpSession), (self._settings.lmtp, LmtpSession)):
                if endpoint is not None:
                    self._sockets.append((_listening(endpoint), kind))
        except ConfigError:
            self._close_sockets()
            raise
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="reception", daemon=True)
        self._thread.start()
        self._ready.wait(_READY_SECONDS)

    def stop(self) -> None:
        """Listens no more, answers for the mails it has, and returns when all of them are on disk or refused."""
        if self._thread is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None
        self._pool.shutdown()
        self._close_sockets()

    def _close_sockets(self) -> None:
        for listening, _ in self._sockets:
            listening.close()
        self._sockets.clear()

    async def _taken(self, body: str, content: bytes) -> None:
        await self._loop.run_in_executor(self._pool, self._take, body, content)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._on_trouble)
        self._stop = asyncio.Event()
        lobby = Lobby(self._house)
        servers = [
            await self._loop.create_server(partial(kind, lobby, self._loop), sock=listening)
            for listening, kind in self._sockets
        ]
        self._ready.set()
        await self._stop.wait()
        for server in servers:
            server.close()
        lobby.close()
        with suppress(TimeoutError):  # what is left then is cut off when the loop ends
            await asyncio.wait_for(lobby.emptied(), self._patience.closing)

    def _on_trouble(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """What the event loop cannot tell anybody; a client that vanishes or speaks no TLS is no trouble of ours."""
        error = context.get("exception")
        if isinstance(error, Exception) and not isinstance(error, ConnectionError | ssl.SSLError | TimeoutError):
            self._house.on_error(error)


def _tls(settings: ReceptionSettings) -> ssl.SSLContext | None:
    if not settings.tls_cert:
        return None
    try:
        return server_context(settings.tls_cert, settings.tls_key)
    except OSError as error:
        files = settings.tls_cert + (f" and {settings.tls_key}" if settings.tls_key else "")
        raise ConfigError(
            f"reception.tls_cert: cannot use {files}: {error.strerror or error}; name a certificate with its chain, "
            "and its key in tls_key or in the same file, both PEM and readable by this user"
        ) from None


def _listening(endpoint: Endpoint) -> socket.socket:
    where = f"reception.{endpoint.setting}: {endpoint}"
    try:
        family, _, _, _, address = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=100)
    except PermissionError:
        raise ConfigError(f"{where}: this user may not listen there: choose a port from 1024 on") from None
    except OSError as error:
        raise ConfigError(
            f"{where}: cannot listen there: {error.strerror or error}; choose an address of this machine and a port "
            "that nobody else listens on"
        ) from None
