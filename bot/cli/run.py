"""`guichet run`: every loop, until a signal; `--once` drains what is there and stops."""

from __future__ import annotations

import threading
from typing import Annotated

import typer

from bot import app as guichet
from bot import log, running
from bot.cli.options import (
    EXIT_FINDINGS,
    EXIT_OUTSIDE,
    AsJson,
    ConfigFile,
    Database,
    console,
    ending,
    stopped_by_signals,
)
from bot.config import load_settings
from bot.edges.memory import settle


def run(
    once: Annotated[
        bool,
        typer.Option("--once", help="Drain mailbox, triage and outbox once, then stop; takes no mail by SMTP or LMTP."),
    ] = False,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Also read what lay in a mailbox before the first connection.")
    ] = False,
    as_json: AsJson = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log every step.")] = False,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Read the mailboxes, take what mail servers hand over, decide, answer and file.

    Exit 3 when a mailbox or the mail server failed (--once).
    """
    log.set_up("DEBUG" if verbose else "INFO")
    with ending():
        library = guichet.load_library(load_settings(config, database))
        with guichet.opened(library) as desk:
            settle()
            if once:
                with stopped_by_signals(desk.stopping):
                    report = running.drain(desk, from_start=from_start)
                _finish(report, as_json)
            else:
                with stopped_by_signals(threading.Event()) as stopping:
                    running.keep_running(desk, stopping, from_start=from_start)


def _finish(report: running.RunReport, as_json: bool) -> None:
    if as_json:
        typer.echo(report.as_json())
    else:
        console.print(report.line())
    if report.failures:
        raise typer.Exit(EXIT_OUTSIDE)
    if report.quarantined or report.dead:
        raise typer.Exit(EXIT_FINDINGS)
