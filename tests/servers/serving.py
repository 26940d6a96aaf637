"""What HTTP servers of tests share: a port on loopback, a thread that serves as long as a `with` block, TLS."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar

from tests.patience import PATIENCE


class LoopbackHttp(ThreadingHTTPServer):
    """Listens on a free port from the start; answers inside of `serving`."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""

    def behind_tls(self, ca_file: str) -> None:
        """From now on over TLS, with the certificate for `localhost` that lies beside this private CA's."""
        folder = Path(ca_file).parent
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "server.pem", folder / "server.key")
        self.socket = context.wrap_socket(self.socket, server_side=True)


_Server = TypeVar("_Server", bound=LoopbackHttp)


@contextmanager
def serving(server: _Server) -> Iterator[_Server]:
    """The server at work, in a thread."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(PATIENCE)
