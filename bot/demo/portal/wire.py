"""The simulated portal's own thread: an ASGI application on a loopback port, and connections that can be cut."""

from __future__ import annotations

import socket
import struct
import threading
from typing import cast

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.demo.loopback import HOST

_PATIENCE = 10.0


class Wire:
    """Serves an application; `port` 0 takes a free one. The port accepts before `start` returns."""

    def __init__(self, application: Starlette, port: int = 0) -> None:
        self.socket = socket.create_server((HOST, port), backlog=128)
        # asyncio does so itself for sockets that say they are TCP; this one says 0, and small answers would wait 40 ms.
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.port: int = self.socket.getsockname()[1]
        config = uvicorn.Config(
            application, log_config=None, log_level="critical", access_log=False, lifespan="off", http="h11",
            ws="none", timeout_graceful_shutdown=1, loop="asyncio", timeout_keep_alive=75,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self.socket],), name="portal", daemon=True)

    def start(self) -> None:
        """Serves, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Hangs up on everybody; the port is free again."""
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(_PATIENCE)
        self.socket.close()

    def cut(self, client: tuple[str, int], *, reset: bool) -> None:
        """Ends the connection of a client at once: with an RST, or after what was written has gone out."""
        for connection in cast("tuple[H11Protocol, ...]", tuple(self._server.server_state.connections)):
            transport = connection.transport
            if connection.client == client and not reset:
                transport.close()
            elif connection.client == client:
                linger = struct.pack("ii", 1, 0)  # zero seconds: the kernel sends RST instead of FIN
                transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                transport.abort()
