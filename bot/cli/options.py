"""Options that every command shares, and how a command ends: exit codes and error lines."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from bot.cli.completion import organisation_ids, ticket_numbers
from bot.errors import ConfigError, EdgeError, GuichetError

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn

EXIT_FINDINGS = 1
"""Done, but something was found that a person must look at (bad rows, failing cases, quarantine)."""
EXIT_USAGE = 2
"""The command line, the configuration or a rule is wrong; nothing was done."""
EXIT_OUTSIDE = 3
"""The database, the mailbox or the mail server did not answer as it should."""

Database = Annotated[
    str | None,
    typer.Option(
        "--db",
        metavar="URL",
        help="Database (sqlite:///file or postgresql://…); else GUICHET_DB, else the configured one.",
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="Configuration file; else GUICHET_CONFIG, else ./guichet.toml."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object for machines.")]
OrganisationId = Annotated[
    str | None,
    typer.Option("--organisation", metavar="ID", help="Organisation, by its id.", autocompletion=organisation_ids),
]
StoredName = Annotated[
    str,
    typer.Argument(
        metavar="MESSAGE|TICKET",
        help="Number or Message-ID of a message, or a ticket such as CASQ-2026-000042.",
        autocompletion=ticket_numbers,
    ),
]

_FIRST_YEAR, _LAST_YEAR = 2000, 2100

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def until_ctrl_c() -> None:
    """Waits for Ctrl-C: in steps, since a signal that falls between Python's last look and a wait is not heard by it."""
    with suppress(KeyboardInterrupt):
        while True:
            time.sleep(1)


def progress_bar(*columns: ProgressColumn, quiet: bool = False) -> Progress:
    """A bar on a terminal, gone at the end: what it is about, the bar, then `columns`; nothing when `quiet`."""
    from rich.progress import BarColumn, Progress, TextColumn

    told = (TextColumn("{task.description}"), BarColumn(), *columns)
    return Progress(*told, console=errors, disable=quiet or not errors.is_terminal, transient=True)


@contextmanager
def stopped_by_signals(stopping: threading.Event) -> Iterator[threading.Event]:
    """Ctrl-C and `systemctl stop` set `stopping`, given back: what is under way is finished first."""
    before = {name: signal.signal(name, lambda *_: stopping.set()) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopping
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


@contextmanager
def ending() -> Iterator[None]:
    """Turns Guichet's own errors into one clear line and an exit code; anything else is a bug and shows."""
    try:
        yield
    except ConfigError as error:
        _fail(error, EXIT_USAGE)
    except EdgeError as error:
        _fail(error, EXIT_OUTSIDE)
    except GuichetError as error:
        _fail(error, EXIT_FINDINGS)
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(EXIT_FINDINGS) from None


def _fail(error: GuichetError, code: int) -> None:
    errors.print(f"guichet: {error}", markup=False, style="red", soft_wrap=True)
    raise typer.Exit(code) from error


def moment(text: str | None, name: str) -> datetime:
    """An ISO date or time as UTC (a bare one counts as UTC); the clock when None.

    Raises ConfigError, also outside of the years 2000 to 2100: days are counted back and forth from here.
    """
    if text is None:
        return datetime.now(UTC)
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{name}: « {text} » is not an ISO time such as 2026-11-21T14:30:00+01:00") from error
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ConfigError(f"{name}: « {text} » is not a plausible time: the year must be {_FIRST_YEAR} to {_LAST_YEAR}")
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
