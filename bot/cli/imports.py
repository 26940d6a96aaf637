"""`guichet import`: the local copy from a CSV file, and what every import says at its end."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot import app as guichet
from bot import records
from bot.cli.options import (
    EXIT_FINDINGS,
    AsJson,
    ConfigFile,
    Database,
    OrganisationId,
    console,
    ending,
    errors,
    moment,
)
from bot.config import load_settings
from bot.edges.store_rejects import ImportReport
from bot.errors import ConfigError

_SHOWN = 20
_CLOCKS_APART = timedelta(minutes=10)
CsvFile = Annotated[Path, typer.Argument(metavar="FILE.csv", exists=True, dir_okay=False, readable=True)]


def import_invoices(
    file: CsvFile,
    organisation: OrganisationId = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="ISO", help="When the data were true; else now.")
    ] = None,
    as_json: AsJson = False,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Load invoices (siret,supplier,number,amount,date,engagement,status[,status_at,recipient_siret,…]).

    Bad rows are reported with their line and kept aside, the good ones are loaded; importing again updates.
    """
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = library.checked_id(organisation) if organisation else None
        at = moment(as_of, "--as-of")
        if at > datetime.now(UTC) + _CLOCKS_APART:
            raise ConfigError(f"--as-of: {as_of} is in the future: data cannot be true yet")
        with guichet.opened(library) as desk, _progress(as_json) as bar:
            task = bar.add_task(file.name, total=records.count_lines(file))
            report = records.import_invoices(desk, file, who, at, lambda rows: bar.update(task, completed=rows))
    finish(report, as_json, file)


def _progress(quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=errors, disable=quiet or not errors.is_terminal, transient=True)


def finish(report: ImportReport, as_json: bool, file: Path) -> None:
    """Prints what became of the rows; exit code 1 when some were rejected."""
    if as_json:
        typer.echo(json.dumps(asdict(report), ensure_ascii=False))
    else:
        for row in report.problems[:_SHOWN]:
            where = f"{file.name}:{row.line}: {row.column}".removesuffix(": ")
            errors.print(f"{where}: {row.problem}", markup=False, soft_wrap=True)
        if report.rejected > _SHOWN:
            errors.print(f"… and {report.rejected - _SHOWN} more; all bad rows are kept in the table rejected_row")
        console.print(_line(report))
    if report.rejected:
        raise typer.Exit(EXIT_FINDINGS)


def _line(report: ImportReport) -> str:
    counts = ("inserted", "updated", "unchanged", "older", "repeated", "rejected", "warnings")
    words = ", ".join(f"{getattr(report, name)} {name}" for name in counts if getattr(report, name))
    return f"{report.read} rows read: {words or 'nothing to do'}"
