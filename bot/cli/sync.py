"""`guichet sync`: the copy of Chorus Pro over its API, now, with how far it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.progress import Progress, TaskProgressColumn, TextColumn

from bot import app as guichet
from bot import log
from bot.cli.options import (
    EXIT_FINDINGS,
    EXIT_OUTSIDE,
    AsJson,
    ConfigFile,
    Database,
    OrganisationId,
    console,
    ending,
    errors,
    moment,
    progress_bar,
    stopped_by_signals,
)
from bot.config import load_settings
from bot.errors import ConfigError
from bot.jobs.sync import Orders, SyncReport
from bot.jobs.sync import Progress as Reached
from bot.syncing import BodySync, syncs


def sync(
    organisation: OrganisationId = None,
    full: Annotated[bool, typer.Option("--full", help="Walk everything once more, not only what is new.")] = False,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="ISO", help="Walk once more what changed since then, not only what is new."),
    ] = None,
    histories: Annotated[
        int, typer.Option("--histories", min=0, help="How many single invoices to ask the history of, at most.")
    ] = 1_000,
    as_json: AsJson = False,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Bring the copy of Chorus Pro up to date. The first time takes long; stopped, it goes on where it was.

    Exit 1 when something in it is less than whole, 3 when Chorus Pro did not do its part.
    """
    log.set_up("WARNING")
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = library.checked_id(organisation) if organisation else None
        begin = moment(since, "--since") if since else None
        if begin is not None and begin > datetime.now(UTC):
            raise ConfigError(f"--since: {since} is in the future: nothing has changed since then")
        orders = Orders(again=full or begin is not None, since=begin, histories=histories, asked=True, night=True)
        with guichet.opened(library) as desk, stopped_by_signals(desk.stopping):
            # After the page under way: what was read is kept.
            desk.release_leases()
            walks = syncs(desk, who)
            if not walks:
                raise ConfigError("no organisation reads from Chorus Pro's API: write [organisations.ID.portal]")
            reports = [_run(walk, orders, quiet=as_json) for walk in walks]
    _finish(reports, as_json)


def _run(walk: BodySync, orders: Orders, *, quiet: bool) -> SyncReport:
    with _progress(quiet) as bar:
        task = bar.add_task(walk.body.id, total=1.0, rate="", left="", at="")
        began, first = datetime.now(UTC), [-1.0]

        def reached(progress: Reached) -> None:
            if first[0] < 0:
                first[0] = progress.done
            seconds = max((datetime.now(UTC) - began).total_seconds(), 0.001)
            gone = progress.done - first[0]
            left = timedelta(seconds=round(seconds * (1 - progress.done) / gone)) if gone > 0 else None
            rate = f"{progress.read / seconds:,.0f} invoices/s"
            bar.update(task, completed=progress.done, at=progress.label, rate=rate, left=f"{left} left" if left else "")

        try:
            return walk.run(orders, reached)
        finally:
            walk.portal.close()


def _progress(quiet: bool) -> Progress:
    texts = [TextColumn("{task.fields[" + name + "]}") for name in ("rate", "left", "at")]
    return progress_bar(TaskProgressColumn(), *texts, quiet=quiet)


def _finish(reports: list[SyncReport], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_values(report) for report in reports], ensure_ascii=False))
    else:
        for report in reports:
            console.print(_line(report), soft_wrap=True)
            for where, error in _failures(report).items():
                errors.print(f"{report.organisation}: {where}: {error}", markup=False, soft_wrap=True)
            for code, near in report.unknown_services.items():
                meant = f" (it resembles {', '.join(near)})" if near else ""
                words = f"no structure has a service « {code} »{meant} → correct « services » in its file"
                errors.print(f"{report.organisation}: {words}", markup=False, soft_wrap=True)
    if any(_failures(report) or report.busy for report in reports):
        raise typer.Exit(EXIT_OUTSIDE)
    if any(_less_than_whole(report) or report.unknown_services or not report.whole for report in reports):
        raise typer.Exit(EXIT_FINDINGS)


def _failures(report: SyncReport) -> dict[str, str]:
    """What failed, by what it concerns, each with the way out."""
    found = {where: f"{error} → {error.advice}" for where, error in report.failures.items()}
    if report.down is not None:
        found["Chorus Pro"] = f"{report.down} → {report.down.advice}"
    return found | {f"bug {n}": f"{type(bug).__name__}: see the log" for n, bug in enumerate(report.bugs, 1)}


def _less_than_whole(report: SyncReport) -> dict[str, int]:
    counts = report.counts
    found = {"unreadable": counts.bad, "missing": counts.missing, "same number": counts.same_number}
    return {name: count for name, count in found.items() if count}


def _line(report: SyncReport) -> str:
    if report.busy:
        return f"{report.organisation}: another process reads Chorus Pro for it now"
    counts = report.counts
    words = [f"{counts.read} invoices listed", f"{counts.inserted} new", f"{counts.changed} changed"]
    words += [f"{report.histories} histories"] if report.histories else []
    words += [f"{count} {name}" for name, count in _less_than_whole(report).items()]
    words += [f"{counts.odd} status changes out of order"] if counts.odd else []
    words += [] if report.whole else [f"not whole: {_what_helps(report)}"]
    return f"{report.organisation}: {', '.join(words)}"


def _what_helps(report: SyncReport) -> str:
    """What a person does about a copy that is not whole: running it again ends no refusal."""
    failed = [*report.failures.values(), *([report.down] if report.down else [])]
    if report.bugs:
        return "a fault of Guichet itself, see the log"
    if any(not error.temporary for error in failed):
        return "mend first what is said below, then run it again"
    if report.down is not None and report.down.retry_after:
        return f"run it again in {report.down.retry_after / 60:.0f} minutes, Chorus Pro asks for that"
    if failed:
        return "run it again in a while, it goes on where it was"
    return "run it again, it goes on where it was"


def _values(report: SyncReport) -> dict[str, Any]:
    counts = report.counts
    return {
        "organisation": report.organisation,
        "whole": report.whole,
        "busy": report.busy,
        **{name: getattr(counts, name) for name in ("read", "inserted", "changed", "bad", "missing", "odd")},
        "same_number": counts.same_number,
        "calls": counts.calls,
        "windows": counts.windows,
        "histories": report.histories,
        "failures": _failures(report),
        "unknown_services": {code: list(near) for code, near in report.unknown_services.items()},
    }
