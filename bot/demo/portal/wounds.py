"""Answers that go wrong on the way: cut in the middle, or dripping."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.demo.portal.switches import Fault, FaultKind

MAINTENANCE = (
    '<!DOCTYPE html><html lang="fr"><head><title>Chorus Pro – Maintenance</title></head>'
    "<body><h1>Service momentanément indisponible</h1><p>Une opération de maintenance est en cours.</p></body></html>"
).encode()
_DROP = 64
"""Octets of a drip."""


class Wounded(Response):
    """Says how long the answer is, and sends half of it, or a few octets at a time."""

    def __init__(self, content: bytes, fault: Fault, cut: Callable[[], None]) -> None:
        """`cut` ends the connection of whoever asked."""
        super().__init__(content, 200, {"Content-Type": "application/json;charset=utf-8"})
        self.fault = fault
        self.cut = cut

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  (ASGI's signature)
        """Sends what the fault leaves of it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        content = bytes(self.body)
        if self.fault.kind is FaultKind.TRUNCATED:
            await send({"type": "http.response.body", "body": content[: len(content) // 2], "more_body": True})
            self.cut()
            return
        for start in range(0, len(content), _DROP):
            last = start + _DROP >= len(content)
            await send({"type": "http.response.body", "body": content[start : start + _DROP], "more_body": not last})
            await asyncio.sleep(0 if last else self.fault.seconds)
