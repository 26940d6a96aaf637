"""`guichet status`: what waits, what left, how old the copy is, whether sending is on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import typer
from rich.table import Column, Table

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
        for line in _remarks(rows):
            console.print(line)
    if any(_is_stuck(row) for row in rows):
        raise typer.Exit(EXIT_FINDINGS)


def _is_stuck(row: records.StatusRow) -> bool:
    return bool(row["messages"].get("quarantined") or row["outbox"].get("dead") or row["held"] or row["notes_lost"])


def _remarks(rows: list[records.StatusRow]) -> Iterator[str]:
    """What the table has no column for, because it is rarely there."""
    for row in rows:
        name, held = row["organisation"], row["held"]
        if held:
            yield f"{name}: {held['waiting']} mails are held since {held['since']} (cap: {held['why']}), until {held['until']} at least."
        if row["paused"]:
            yield f"{name}: {row['paused']} addresses are paused because our mail came back: see « guichet resume »."
        if row["notes_lost"]:
            yield f"{name}: {row['notes_lost']} notes to staff came back this week: check the addresses under « teams »."


def _table(rows: list[records.StatusRow]) -> Table:
    names = ("organisation", "sending", "portal copy (UTC)", "messages", "outbox", "tickets")
    table = Table(*(Column(name, overflow="fold") for name in names))
    for row in rows:
        as_of = datetime.fromisoformat(row["copy_as_of"]) if row["copy_as_of"] else None
        copy = f"{as_of:%Y-%m-%d %H:%M}{'' if row['copy_fresh'] else ' (too old to quote)'}" if as_of else "none"
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
