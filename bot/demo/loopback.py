"""What the demo's own servers share: a port on this machine, and a life as long as a `with` block."""

from __future__ import annotations

import socket
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"


def free_port() -> int:
    """A TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


class LoopbackServer(ABC):
    """A server that runs as long as a `with` block."""

    @abstractmethod
    def start(self) -> None:
        """Serves from now on; returns once it does."""

    @abstractmethod
    def stop(self) -> None:
        """Ends it."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
