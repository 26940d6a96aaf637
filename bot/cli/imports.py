"""`guichet import`: the local copy from files of any kind, and what every import says at its end."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn, TaskID, TimeRemainingColumn

from bot import app as guichet
from bot import records
from bot.cli.options import (
    EXIT_FINDINGS,
    EXIT_USAGE,
    AsJson,
    ConfigFile,
    Database,
    OrganisationId,
    console,
    ending,
    errors,
    moment,
    progress_bar,
)
from bot.config import load_settings
from bot.edges.store_rejects import Change, ImportReport
from bot.errors import ConfigError

_SHOWN = 20
_CLOCKS_APART = timedelta(minutes=10)
ListFile = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True)]


def import_invoices(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, readable=True)],
    organisation: OrganisationId = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="ISO", help="When the data were true; else now.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, write nothing.")] = False,
    as_json: AsJson = False,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Load lists of invoices (CSV or XLSX, from Chorus Pro or finance software) and Chorus Pro's files of statuses.

    What a file is, its content tells. French and English headers are known; others stand in [organisation.import.columns].
    Bad rows are reported with their line and kept aside, the good ones are loaded; importing again updates. A file that
    cannot be read does not keep the next from being loaded.
    """
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = _whose(library, organisation)
        at = moment(as_of, "--as-of")
        if at > datetime.now(UTC) + _CLOCKS_APART:
            raise ConfigError(f"--as-of: {as_of} is in the future: data cannot be true yet")
        done: list[tuple[Path, ImportReport | ConfigError]] = []
        with (
            guichet.opened(library) as desk,
            progress_bar(MofNCompleteColumn(), TimeRemainingColumn(), quiet=as_json) as bar,
        ):
            for file in files:
                task = bar.add_task(file.name, total=None)
                try:
                    bar.update(task, total=records.count_rows(file))

                    def advance(rows: int, task: TaskID = task) -> None:
                        bar.update(task, completed=rows)

                    done.append((file, records.import_invoices(desk, file, who, at, advance, dry_run=dry_run)))
                except ConfigError as refused:
                    done.append((file, refused))
    _finish_all(done, as_json)


def _whose(library: guichet.Library, organisation: str | None) -> str | None:
    """The organisation that is meant. Raises ConfigError for one that is not served.

    Where there is no configuration and a database is named, a list may be loaded for an organisation that nobody has
    described: a store for itself, for `guichet match` to answer from.
    """
    settings = library.settings
    if organisation is None or settings.source is not None or not settings.database_named:
        return library.checked_id(organisation) if organisation else None
    if organisation not in library.served:
        said = f"organisation {organisation} is described nowhere: the list is kept under this name, nothing is answered from it"
        errors.print(said, markup=False, soft_wrap=True)
    return organisation


def _finish_all(done: list[tuple[Path, ImportReport | ConfigError]], as_json: bool) -> None:
    """Prints what became of each file. Exit code 2 when none could be read, 1 when one or a row could not."""
    refused = [(file, error) for file, error in done if isinstance(error, ConfigError)]
    loaded = [(file, report) for file, report in done if isinstance(report, ImportReport)]
    if as_json:
        shown = [{"file": str(file), **asdict(report)} for file, report in loaded]
        shown += [{"file": str(file), "refused": str(error)} for file, error in refused]
        typer.echo(json.dumps(shown[0] if len(done) == 1 else {"files": shown}, ensure_ascii=False))
    else:
        for file, report in loaded:
            _print(report, file, named=len(done) > 1)
    for _, error in refused:
        errors.print(f"guichet: {error}", markup=False, style="red", soft_wrap=True)
    if refused and not loaded:
        raise typer.Exit(EXIT_USAGE)
    if refused or any(report.rejected for _, report in loaded):
        raise typer.Exit(EXIT_FINDINGS)


def finish(report: ImportReport, as_json: bool, file: Path) -> None:
    """Prints what became of the rows; exit code 1 when some were rejected."""
    _finish_all([(file, report)], as_json)


def _print(report: ImportReport, file: Path, *, named: bool) -> None:
    for row in report.problems[:_SHOWN]:
        value = f" « {row.value} »" if row.value else ""
        where = f"{file.name}:{row.line}: {row.column}{value}".removesuffix(": ")
        errors.print(f"{where}: {row.problem}", markup=False, soft_wrap=True)
    if report.rejected > _SHOWN:
        where = "" if report.dry_run else "; all bad rows are kept in the table rejected_row"
        errors.print(f"… and {report.rejected - _SHOWN} more{where}")
    for change in report.changes[:_SHOWN]:
        console.print(_change_line(change), markup=False, soft_wrap=True)
    if len(report.changes) > _SHOWN:
        console.print("…")
    console.print(f"{file.name}: {_line(report)}" if named else _line(report), markup=False, soft_wrap=True)
    if report.unused:
        unused = ", ".join(f"« {name} »" for name in report.unused)
        console.print(f"columns not used: {unused}", markup=False, soft_wrap=True)


def _change_line(change: Change) -> str:
    before = change.before or "(new)"
    return f"{change.organisation_id}: {change.supplier_id} {change.number}: {before} → {change.after}"


def _line(report: ImportReport) -> str:
    counts = ("inserted", "updated", "unchanged", "older", "repeated", "rejected")
    words = ", ".join(f"{getattr(report, name)} {name}" for name in counts if getattr(report, name))
    sheet = f" in sheet « {report.sheet} »" if report.sheet else ""
    asides = "".join(
        f"; {_counted(getattr(report, name), *said)}" for name, said in _ASIDES.items() if getattr(report, name)
    )
    rehearsed = "; nothing was written (--dry-run)" if report.dry_run else ""
    return f"{_counted(report.read, 'row', 'rows')} read{sheet}: {words or 'nothing to do'}{asides}{rehearsed}"


_ASIDES = {
    "warnings": ("SIRET with a wrong check digit, loaded", "SIRETs with a wrong check digit, loaded"),
    "unstated": ("invoice without a status: a person answers", "invoices without a status: a person answers"),
    "footers": ("line of totals or repeated header left out", "lines of totals or repeated headers left out"),
}
"""What is said beside the counts: `read` is the sum of those."""


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
