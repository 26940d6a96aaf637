"""`guichet mailboxes`: how far each mailbox was read, what waits, and where its mails went."""

from __future__ import annotations

import json
from datetime import datetime

import typer
from rich.text import Text

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
        for row in rows:
            _print(row)
    if any(row["messages"].get("quarantined") or row["unfetched"] for row in rows):
        raise typer.Exit(EXIT_FINDINGS)


def _print(row: records.MailboxRow) -> None:
    cursor = row["cursor"]
    reached = f"UID {int(cursor['next_uid'] or 0) - 1} of {cursor['uid_validity']}" if cursor else "not read yet"
    newest = datetime.fromisoformat(row["last_received_at"]) if row["last_received_at"] else None
    unfetched = f", {row['unfetched']} not fetched" if row["unfetched"] else ""
    console.print(Text(f"{row['mailbox']}  {row['organisation']}", style="bold"), soft_wrap=True)
    for name, value in (
        ("Server", row["server"] or "none"),
        ("Read up to", reached),
        ("Newest mail", f"{newest:%Y-%m-%d %H:%M} UTC" if newest else "none"),
        ("Messages", counts(row["messages"]) + unfetched),
        ("Filed", counts(row["filed"])),
        ("Sending", row["sending"] + (" (stopped)" if row["stopped"] else "")),
    ):
        console.print(Text(f"  {name + ':':<14}{value}"), soft_wrap=True)
