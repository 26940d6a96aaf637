"""What goes out by HTTP: good replies, refusals, and replies that go wrong on the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.demo.portal import door
from bot.demo.portal.door import Refusal
from bot.demo.portal.switches import Fault, FaultKind
from bot.demo.portal.world import Body

Reply = tuple[int, dict[str, str], bytes]
"""HTTP status, headers, body."""
JSON = {"Content-Type": "application/json;charset=utf-8"}
MAINTENANCE = (
    '<!DOCTYPE html><html lang="fr"><head><title>Chorus Pro – Maintenance</title></head>'
    "<body><h1>Service momentanément indisponible</h1><p>Une opération de maintenance est en cours.</p></body></html>"
).encode()
_DROP = 64
"""Octets of a drip."""


def encoded(body: Body) -> bytes:
    """A body as JSON, accents as they are."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def plain(refusal: Refusal) -> Reply:
    """What the door says, mostly without a body."""
    if refusal.body is None:
        return refusal.status, dict(refusal.headers), b""
    return refusal.status, {**JSON, **refusal.headers}, encoded(dict(refusal.body))


def broken(kind: FaultKind, come_back: dict[str, str]) -> Reply | None:
    """What a fault answers in place of the services; None for faults that let them answer. `come_back`: Retry-After."""
    html = {"Content-Type": "text/html; charset=UTF-8"}
    answers: dict[FaultKind, Reply] = {
        FaultKind.TOO_MANY: (429, come_back, b""),
        FaultKind.SERVER_ERROR: (500, {}, b""),
        FaultKind.UNAVAILABLE: (503, come_back, b""),
        FaultKind.MAINTENANCE: (503, html, MAINTENANCE),
        FaultKind.MAINTENANCE_200: (200, html, MAINTENANCE),
        FaultKind.NOT_JSON: (200, JSON, b'{"codeRetour":0,"libelle":'),
        FaultKind.EMPTY: (200, JSON, b""),
        FaultKind.TOKEN: plain(door.bad_token()),
        FaultKind.PASSWORD: plain(door.bad_account()),
        FaultKind.TERMS: plain(door.terms_not_accepted()),
        FaultKind.UNPUBLISHED: plain(door.unpublished()),
        FaultKind.BUSINESS: (200, JSON, encoded({"codeRetour": 29999, "libelle": "TRA_MSG_00.099"})),
    }
    return answers.get(kind)


class Wounded(Response):
    """Says how long the answer is, and sends half of it, or a few octets at a time."""

    def __init__(self, content: bytes, fault: Fault, cut: Callable[[], None]) -> None:
        """`cut` ends the connection of whoever asked."""
        super().__init__(content, 200, JSON)
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
