"""The simulated portal as an object: start it, turn the clock, order faults, see what was asked."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.demo.invoices import SampleInvoice
from bot.demo.loopback import HOST, LoopbackServer
from bot.demo.portal import deposits, life, parties
from bot.demo.portal.account import Account
from bot.demo.portal.application import Call, Gateway
from bot.demo.portal.door import TOKEN_PATH, Door
from bot.demo.portal.parties import Structure
from bot.demo.portal.register import FIRST_KEY, Register
from bot.demo.portal.samples import sampled
from bot.demo.portal.switches import Fault, FaultKind, Switches
from bot.demo.portal.wire import Wire
from bot.demo.portal.world import World, milliseconds

READ_ONLY = (
    "factures/v1/rechercher/recipiendaire", "factures/v1/consulter/recipiendaire", "factures/v1/consulter/historique",
    "facturesTravaux/v1/rechercher", "structures/v1/rechercher", "structures/v1/consulter",
    "structures/v1/rechercher/services", "structures/v1/consulter/service", "transverses/v1/health-check",
    "transverses/v1/recuperer/tauxtva", "transverses/v1/recuperer/structures/actives/destinataire",
    "transverses/v1/recuperer/etats/traitement", TOKEN_PATH,
)  # fmt: skip
"""The services that change nothing."""


class Simulator(LoopbackServer):
    """A portal on loopback with `invoices` invoices, the same for the same seed, `now` and switches.

    The clock stands at `now` (default: the real time of the start) until `advance`; with `ticking` it runs.
    """

    def __init__(
        self,
        invoices: int = 1000,
        *,
        seed: int = 1,
        now: datetime | None = None,
        years: float = 4.0,
        switches: Switches | None = None,
        samples: Iterable[SampleInvoice] = (),
        recipients: tuple[Structure, ...] = parties.RECIPIENTS,
        token_life: float = 3600.0,
        password_days: float = 400.0,
        ticking: bool = False,
        port: int = 0,
    ) -> None:
        """`years`: how far back deposits go; `token_life` in real seconds; `password_days`: until the account's ends.

        `samples` are there beside the invoices made up; those of other recipients are left out.
        """
        self.client_id, self.client_secret = "simulated-client", "simulated-secret"
        self.login, self.password = "TECH_1_0042@cpro.fr", "Simulated-password-1"
        start = now or datetime.now(UTC)
        self.world = _world(invoices, seed, start, years, switches or Switches(), tuple(samples), recipients)
        self.world.password_expires = start + timedelta(days=password_days)
        self.door = Door(self.client_id, self.client_secret, self.login, self.password, token_life)
        self._gateway = Gateway(self.world, self.door, tick=self._tick if ticking else lambda: None)
        self._wire = Wire(self._gateway.application(), port)
        self._gateway.cut = self._wire.cut
        self.url = f"http://{HOST}:{self._wire.port}"
        self.token_url = self.url + TOKEN_PATH

    @property
    def account(self) -> Account:
        """What a client has to know of it."""
        return Account(self.url, self.token_url, self.client_id, self.client_secret, self.login, self.password)

    def __len__(self) -> int:
        """How many invoices it holds."""
        return len(self.world.register)

    def start(self) -> None:
        """Answers from now on, in a thread."""
        self._wire.start()

    def stop(self) -> None:
        """Hangs up on everybody."""
        self._wire.stop()

    # --- what happens there ---

    @property
    def now(self) -> datetime:
        """The portal's clock (UTC)."""
        return datetime.fromtimestamp(self.world.now / 1000, UTC)

    def advance(self, **span: float) -> int:
        """Time goes on (`days=2`, `minutes=5`: as timedelta); invoices live. Returns how many steps they took."""
        with self._gateway.lock:
            self.world.now += timedelta(**span) // timedelta(milliseconds=1)
            return self.world.register.advance(self.world.now)

    def deposit(self, count: int) -> tuple[int, ...]:
        """So many new invoices arrive now; returns their keys."""
        world = self.world
        with self._gateway.lock:
            dice = random.Random(life.mix(world.seed, len(world.register), count))
            made = deposits.new_deposits(dice, count, world.now, world.suppliers, world.recipients)
            return world.register.add(made)

    def change(self, count: int) -> tuple[int, ...]:
        """So many invoices get another status now; returns their keys."""
        with self._gateway.lock:
            return self.world.register.change(count, self.world.now)

    def move(self, key: int, status: str, *, at: datetime | None = None) -> None:
        """One invoice gets this status, now or at a moment after its last one."""
        with self._gateway.lock:
            self.world.register.move(key - FIRST_KEY, status, milliseconds(at) if at else self.world.now)

    def switch(self, **positions: Any) -> None:
        """Other positions of some switches, from the next call on (`transitions` is read at the start only)."""
        with self._gateway.lock:
            self.world.switches = replace(self.world.switches, **positions)

    def fault(
        self, kind: FaultKind | str, service: str = "", *, count: int = 1, seconds: float = 5.0, after: int = 0
    ) -> None:
        """The next `count` calls of a service (the end of its path; empty: any) go wrong, once `after` have passed."""
        self.order([Fault(FaultKind(kind), service, count, seconds, after)])

    def order(self, faults: Iterable[Fault]) -> None:
        """These faults too."""
        with self._gateway.lock:
            self._gateway.faults.ordered.extend(faults)

    def mend(self) -> None:
        """Faults that have not struck yet never will."""
        with self._gateway.lock:
            self._gateway.faults.ordered.clear()

    def expire_tokens(self) -> None:
        """Every token given is worthless from now on."""
        self.door.tokens.clear()

    def _tick(self) -> None:
        self.world.now = max(self.world.now, milliseconds(datetime.now(UTC)))
        self.world.register.advance(self.world.now)

    # --- what is true there, and what clients did ---

    def statuses(self) -> dict[int, str]:
        """The present status of every invoice, by its key."""
        with self._gateway.lock:
            return {FIRST_KEY + place: step.status for place, step in enumerate(self.world.register.current)}

    def key_of(self, supplier: str, number: str) -> int:
        """The key of an invoice, by its supplier's identifier and its number there. Raises KeyError."""
        with self._gateway.lock:
            for place, deposit in enumerate(self.world.register.deposits):
                if (deposit.supplier.identifier, deposit.number) == (supplier, number):
                    return FIRST_KEY + place
        raise KeyError((supplier, number))

    def history(self, key: int) -> tuple[tuple[str, datetime], ...]:
        """Every status of one invoice and since when (UTC), oldest first."""
        with self._gateway.lock:
            steps = self.world.register.history(key - FIRST_KEY)
        return tuple((step.status, datetime.fromtimestamp(step.at / 1000, UTC)) for step in steps)

    @property
    def calls(self) -> Sequence[Call]:
        """Every call so far, in order, refused ones too."""
        with self._gateway.lock:
            return tuple(self._gateway.calls)

    def calls_of(self, service: str) -> Sequence[Call]:
        """The calls of a service, by the end of its path."""
        return tuple(call for call in self.calls if call.service.endswith(service))

    @property
    def oddities(self) -> Sequence[str]:
        """What in the requests does not agree with the published fields."""
        return tuple(self._gateway.oddities)

    @property
    def forbidden_calls(self) -> Sequence[Call]:
        """Calls that would change something at Chorus Pro, or that nobody has published."""
        return tuple(call for call in self.calls if call.service not in READ_ONLY)


def _world(
    count: int, seed: int, start: datetime, years: float, switches: Switches,
    samples: tuple[SampleInvoice, ...], recipients: tuple[Structure, ...],
) -> World:  # fmt: skip
    """The parties and invoices that the portal begins with."""
    now = milliseconds(start)
    suppliers = parties.suppliers(random.Random(seed), 60 + min(count // 40, 3000))
    first = now - int(years * 365.25 * life.DAY)
    made = deposits.deposits(random.Random(seed), count, first, now - 60_000, suppliers, recipients)
    named, played = sampled(samples, suppliers, recipients)
    register = Register((*made, *played), life.table(switches.transitions), seed, now)
    return World(switches, recipients, (*suppliers, *named), register, now, start, seed)
