"""`guichet mailboxes`: how far each mailbox was read, what waits, and where its mails went."""

from __future__ import annotations

import json

import typer
from rich.table import Column, Table

from bot import app as guichet
from bot import records
from bot.cli.options import EXIT_FINDINGS, AsJson, ConfigFile, Database, console, ending
from bot.cli.status import counts
from bot.config import load_settings


def mailboxes(as_json: AsJson = False, database: Database = None, config: ConfigFile = None) -> None:
    """Show each mailbox: how far it was read, what waits, where mails went; exit 1 when some could not be read."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        with guichet.opened(library, read_only=True) as desk:
            rows = records.mailboxes(desk)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    else:
        console.print(_table(rows))
    if any(row["messages"].get("quarantined") or row["unfetched"] for row in rows):
        raise typer.Exit(EXIT_FINDINGS)


def _table(rows: list[records.MailboxRow]) -> Table:
    names = ("organisation", "mailbox", "read up to", "newest mail", "messages", "filed", "sending")
    table = Table(*(Column(name, overflow="fold") for name in names))
    for row in rows:
        cursor = row["cursor"]
        reached = f"UID {int(cursor['next_uid'] or 0) - 1} of {cursor['uid_validity']}" if cursor else "not read yet"
        unfetched = f", {row['unfetched']} not fetched" if row["unfetched"] else ""
        table.add_row(
            row["organisation"],
            f"{row['mailbox']}\n{row['server'] or 'no server'}",
            reached,
            row["last_received_at"] or "none",
            counts(row["messages"]) + unfetched,
            counts(row["filed"]),
            row["sending"] + (" (stopped)" if row["stopped"] else ""),
        )
    return table
