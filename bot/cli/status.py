"""`guichet status`: what waits, what left, how old the copy is, whether sending is on."""

from __future__ import annotations

import json

import typer
from rich.table import Table

from bot import app as guichet
from bot import records
from bot.cli.options import EXIT_FINDINGS, AsJson, ConfigFile, Database, console, ending
from bot.config import load_settings


def status(as_json: AsJson = False, database: Database = None, config: ConfigFile = None) -> None:
    """Show each organisation's messages, outbox, tickets, copy of the portal and switch; exit 1 when some are stuck."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        with guichet.opened(library, read_only=True) as desk:
            rows = records.status(desk)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    else:
        console.print(_table(rows))
    stuck = any(row["messages"].get("quarantined") or row["outbox"].get("dead") for row in rows)
    if stuck:
        raise typer.Exit(EXIT_FINDINGS)


def _table(rows: list[records.StatusRow]) -> Table:
    table = Table("organisation", "sending", "portal copy", "messages", "outbox", "tickets", title=None)
    for row in rows:
        copy = (
            f"{row['copy_as_of']}{'' if row['copy_fresh'] else ' (too old to quote)'}" if row["copy_as_of"] else "none"
        )
        sending = row["sending"] + (" (stopped)" if row["stopped"] else "")
        table.add_row(
            row["organisation"],
            sending,
            copy,
            counts(row["messages"]),
            counts(row["outbox"]),
            counts(row["tickets"]),
        )
    return table


def counts(by_state: dict[str, int]) -> str:
    """Counts in words, `none` when there are none."""
    return ", ".join(f"{count} {state}" for state, count in sorted(by_state.items())) or "none"
