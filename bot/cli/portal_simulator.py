"""`guichet portal-simulator`: a Chorus Pro on this machine, to try the connection with before there is an account."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from bot.cli.options import AsJson, console, ending, until_ctrl_c
from bot.demo.portal.simulator import Simulator
from bot.demo.portal.switches import Fault, FaultKind, Switches
from bot.errors import ConfigError

_SECRET, _PASSWORD = "GUICHET_CASQ_PORTAL_SECRET", "GUICHET_CASQ_PORTAL_PASSWORD"


def portal_simulator(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.", min=0, max=65_535)] = 0,
    invoices: Annotated[int, typer.Option(help="How many invoices it holds.", min=0, max=2_000_000)] = 4000,
    seed: Annotated[int, typer.Option(help="Another number gives other invoices.", min=0)] = 1,
    switch: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="A position of a switch, such as page_cap=100; may be repeated."),
    ] = None,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND[:SERVICE[:COUNT]]",
            help="What goes wrong, such as 429:historique:2 (the next 2 calls of that service); may be repeated.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run a simulated Chorus Pro until Ctrl-C; print what to write into guichet.toml. Its clock is the real one."""
    with ending():
        switches = _switches(switch or [])
        faults = [_fault(text) for text in fault or []]
        try:
            simulator = Simulator(invoices, seed=seed, switches=switches, port=port, ticking=True)
        except OSError as error:
            raise ConfigError(f"--port: cannot listen on {port} ({error.strerror}): choose another") from error
        simulator.order(faults)
        with simulator:
            _say(simulator, as_json)
            until_ctrl_c()


def _switches(settings: list[str]) -> Switches:
    try:
        return Switches().with_(settings)
    except ValueError as error:
        raise ConfigError(f"--switch: {error}") from error


def _fault(text: str) -> Fault:
    kind, service, count = (*text.split(":"), "", "")[:3]
    if kind not in tuple(FaultKind):
        raise ConfigError(f"--fault: {kind!r} is not one of {', '.join(FaultKind)}")
    if count and not count.isdecimal():
        raise ConfigError(f"--fault: {count!r} is not a number of calls")
    return Fault(FaultKind(kind), service, int(count or 1))


def _say(simulator: Simulator, as_json: bool) -> None:
    account = simulator.account
    if as_json:
        console.print_json(data=asdict(account) | {"invoices": len(simulator)})
        return
    console.print(
        f"A simulated Chorus Pro with {len(simulator)} invoices answers at {account.url}. In guichet.toml:\n",
        markup=False, soft_wrap=True,
    )  # fmt: skip
    console.print(account.settings(client_secret_env=_SECRET, password_env=_PASSWORD), markup=False, soft_wrap=True)
    console.print(
        f"and in the environment:\n\nexport {_SECRET}='{account.client_secret}'\n"
        f"export {_PASSWORD}='{account.password}'\n\nCtrl-C ends it; nothing of it is kept.",
        markup=False, soft_wrap=True,
    )  # fmt: skip
