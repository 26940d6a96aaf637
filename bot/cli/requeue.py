"""`guichet requeue`: mails that could not be delivered are sent again, once their cause is gone."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Column, Table

from bot import app as guichet
from bot import records
from bot.cli.options import EXIT_FINDINGS, ConfigFile, Database, console, ending
from bot.config import load_settings
from bot.edges.store_requeue import DeadMail
from bot.errors import ConfigError


def requeue(
    mail: Annotated[
        str | None, typer.Argument(metavar="[MAIL]", help="Number or Message-ID of one mail; without, they are listed.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every mail that may be sent again.")] = False,
    any_age: Annotated[bool, typer.Option("--any-age", help="Also mails of more than five days.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before.")] = False,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Queue dead mails again: the same mail with the same Message-ID, so that nobody gets it twice.

    A mail is dead when it was refused for good, or not taken for a day. Staff got a note then, and may have answered
    by other means: look at the list before. Exit 1 when a mail that was asked for may not be sent again.
    """
    with ending():
        if mail is not None and everything:
            raise ConfigError("give one MAIL or --all, not both")
        library = guichet.load_library(load_settings(config, database))
        acting = mail is not None or everything
        with guichet.opened(library, read_only=not acting, must_exist=acting) as desk:
            found = records.dead_mails(desk, asked=mail, any_age=any_age)
            console.print(_table(found) if found else "No dead mails.")
            ready = [dead.key for dead, why_not in found if not why_not]
            if acting and ready and (yes or typer.confirm(f"Send {len(ready)} again?")):
                console.print(f"{records.requeue(desk, ready)} queued; they leave at the next pass of « guichet run ».")
    if mail is not None and not ready:
        raise typer.Exit(EXIT_FINDINGS)


def _table(found: tuple[tuple[DeadMail, str], ...]) -> Table:
    names = ("mail", "to", "kind", "ticket", "queued", "refused with", "not again because")
    table = Table(*(Column(name, overflow="fold") for name in names))
    for dead, why_not in found:
        on = f"{dead.queued_at:%Y-%m-%d %H:%M}"
        table.add_row(str(dead.key), dead.recipient, dead.kind, dead.ticket, on, dead.error, why_not)
    return table
