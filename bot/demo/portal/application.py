"""What comes in by HTTP and what goes out: the gateway's order of checks, the services, the faults ordered."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.demo.portal import directory, door, dossier, fields, record
from bot.demo.portal.door import TOKEN_PATH, Door, Refusal
from bot.demo.portal.replies import JSON, Reply, Wounded, broken, encoded, plain
from bot.demo.portal.search import Searches
from bot.demo.portal.switches import Fault, FaultKind, Faults
from bot.demo.portal.untidy import untidy
from bot.demo.portal.world import Body, Malformed, Refused, TooLarge, World

PREFIX = "/cpro/"
HEALTH = "transverses/v1/health-check"
RECEIVED, WORKS = "factures/v1/rechercher/recipiendaire", "facturesTravaux/v1/rechercher"
_SERVICES: Mapping[str, Callable[[World, Body], Body]] = {
    "factures/v1/consulter/recipiendaire": record.show_invoice,
    "factures/v1/consulter/historique": dossier.show_history,
    "factures/v1/traiter/recue": dossier.treat,
    "factures/v1/telecharger/groupe": dossier.download,
    "structures/v1/rechercher": directory.find_structures,
    "structures/v1/consulter": directory.show_structure,
    "structures/v1/rechercher/services": directory.find_services,
    "structures/v1/consulter/service": directory.show_service,
    "transverses/v1/recuperer/tauxtva": directory.vat_rates,
    "transverses/v1/recuperer/etats/traitement": directory.possible_statuses,
    "transverses/v1/recuperer/structures/actives/destinataire": directory.active_recipients,
    HEALTH: directory.health,
}
_SUCCESS = ("TRA_MSG_00.000", "GCU_MSG_01_000")


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came: `service` is the path without `/cpro/`, `body` what was sent, `status` what it got."""

    service: str
    method: str
    body: Body
    status: int


@dataclass
class Gateway:
    """The whole of the simulated API over one world. `calls` and `oddities` say what clients did."""

    world: World
    door: Door
    faults: Faults = field(default_factory=Faults)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=200_000))
    oddities: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    cut: Callable[..., None] = lambda *_, **__: None
    tick: Callable[[], None] = lambda: None
    _recent: deque[float] = field(default_factory=deque)

    def __post_init__(self) -> None:
        searches = Searches(self.world)
        self.services: Mapping[str, Callable[[Body], Body]] = {
            RECEIVED: searches.received,
            WORKS: searches.works,
            **{path: partial(service, self.world) for path, service in _SERVICES.items()},
        }

    def application(self) -> Starlette:
        """As ASGI, for a server."""
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        return Starlette(routes=[Route("/{path:path}", self._serve, methods=methods)])

    async def _serve(self, request: Request) -> Response:
        octets = await request.body()
        with self.lock:
            fault = self.faults.striking(request.url.path)
        if fault is not None and fault.kind is FaultKind.LATENCY:
            await asyncio.sleep(fault.seconds)
        if fault is not None and fault.kind is FaultKind.RESET:
            with self.lock:
                self._note(request, octets, 0)
            self.cut(request.scope["client"], reset=True)
            return Response()
        with self.lock:
            self.tick()
            status, headers, content = self._broken(fault) or self._answer(request, octets)
            self._note(request, octets, status)
        if fault is not None and fault.kind in (FaultKind.TRUNCATED, FaultKind.DRIP):
            return Wounded(content, fault, lambda: self.cut(request.scope["client"], reset=False))
        return Response(content, status, headers)

    def _note(self, request: Request, octets: bytes, status: int) -> None:
        """Keeps what was asked; of a token nothing but the fact."""
        service = request.url.path.removeprefix(PREFIX)
        asked: Any = {}
        if request.url.path != TOKEN_PATH and octets:
            try:
                asked = json.loads(octets)
            except ValueError:
                asked = {}
        self.calls.append(Call(service, request.method, asked if isinstance(asked, dict) else {}, status))

    def _broken(self, fault: Fault | None) -> Reply | None:
        """What a fault answers in place of the services; None when the answer itself is wanted."""
        return None if fault is None else broken(fault.kind, self._come_back(fault.seconds))

    def _come_back(self, seconds: float) -> dict[str, str]:
        told = self.world.switches.retry_after
        if told == "absent":
            return {}
        if told == "date":
            return {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)}
        return {"Retry-After": str(int(seconds))}

    def _answer(self, request: Request, octets: bytes) -> Reply:
        path = request.url.path
        if path == TOKEN_PATH and request.method == "POST":
            return plain(self.door.token(request.headers.get("content-type", ""), octets))
        service = path.removeprefix(PREFIX)
        refusal = self._refused(request, service)
        if refusal is not None:
            return plain(refusal)
        try:
            asked = json.loads(octets or b"{}")
        except ValueError:
            return 400, {}, b""
        if not isinstance(asked, dict):
            return 400, {}, b""
        return self._business(service, asked)

    def _refused(self, request: Request, service: str) -> Refusal | None:
        """The gateway's checks, in its order."""
        if not request.url.path.startswith(PREFIX) or service not in self.services:
            return door.unpublished()
        refusal = self.door.refuses(request.headers)
        if refusal is not None or self.world.password_over():
            return refusal or door.bad_account()
        if self._over_quota():
            return Refusal(429, self._come_back(self.world.switches.quota_seconds + 1))
        if request.method != ("GET" if service == HEALTH else "POST"):
            return Refusal(405)
        kind = request.headers.get("content-type", "").partition(";")[0].strip()
        if request.method == "POST" and kind != "application/json":
            return Refusal(415)
        return None

    def _over_quota(self) -> bool:
        most, now = self.world.switches.quota_calls, time.monotonic()
        while self._recent and self._recent[0] <= now - self.world.switches.quota_seconds:
            self._recent.popleft()
        if most and len(self._recent) >= most:
            return True
        self._recent.append(now)
        return False

    def _business(self, service: str, asked: Body) -> Reply:
        self.oddities += [f"{service}: {problem}" for problem in fields.problems(service, "request", asked)]
        number = len(self.calls)
        status = 200
        try:
            found = self.services[service](asked)
            done = {} if service == HEALTH else {"codeRetour": 0, "libelle": _SUCCESS[number % 2]}
            answer = done | found
        except (Malformed, ValueError, TypeError) as error:
            self.oddities.append(f"{service}: {error}")
            return 400, {}, b""
        except TooLarge:
            return 413, {}, b""
        except Refused as error:
            answer = {"codeRetour": error.code, "libelle": error.label}
            status = 400 if self.world.switches.errors_in_400 else 200
        switches = self.world.switches
        if service in (RECEIVED, WORKS) and switches.moving:
            self.world.register.change(switches.moving, self.world.now)
        return status, JSON, encoded(untidy(answer, switches))
