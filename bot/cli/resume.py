"""`guichet resume`: addresses that get no automatic mail because ours came back, and the end of such a pause."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.text import Text

from bot import app as guichet
from bot import records
from bot.cli.options import AsJson, ConfigFile, Database, OrganisationId, console, ending
from bot.config import load_settings
from bot.edges.store_pauses import Pause
from bot.errors import ConfigError


def resume(
    address: Annotated[
        str | None, typer.Argument(metavar="[ADDRESS]", help="Write to this address again; left out: list them all.")
    ] = None,
    as_json: AsJson = False,
    organisation: OrganisationId = None,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """List the addresses whose mail came back, or let automatic mail go to one of them again."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = [organisation] if library.checked_id(organisation) == organisation else list(library.served)
        with guichet.opened(library, read_only=address is None, must_exist=address is not None) as desk:
            if address is None:
                _show(records.paused(desk, who), as_json=as_json)
                return
            if not records.resume(desk, who, address):
                raise ConfigError(f"{address} is not paused: see « guichet resume »")
    console.print(f"Automatic mail goes to {address} again.")


def _show(pauses: tuple[Pause, ...], *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "organisation": pause.organisation_id,
                "address": pause.address,
                "paused_at": pause.paused_at.isoformat(),
                "until": pause.until.isoformat(),
                "said": pause.said,
                "ticket": pause.ticket,
            }
            for pause in pauses
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for pause in pauses:
        # A line each, never cut: the address is what « guichet resume » wants back.
        about = f" ({pause.ticket})" if pause.ticket else ""
        line = f"{pause.address}  {pause.organisation_id}{about}, until {pause.until:%Y-%m-%d %H:%M} UTC: {pause.said}"
        console.print(Text(line), soft_wrap=True)
    if not pauses:
        console.print("No address is paused.")
