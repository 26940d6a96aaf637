"""`guichet rules check`: the staff's linter, and their cases replayed."""

from __future__ import annotations

import json

import typer

from bot import app as guichet
from bot.cli.options import EXIT_FINDINGS, AsJson, ConfigFile, Database, console, ending, errors
from bot.config import load_settings
from bot.core.cases import run_case

rules = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@rules.callback()
def main() -> None:
    """The rules, organisations and texts that staff own."""


@rules.command("check")
def check(as_json: AsJson = False, database: Database = None, config: ConfigFile = None) -> None:
    """Read every rule, organisation and template, then replay the cases; exit 1 when a case fails."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        library.renderer.check()
        cases = guichet.load_rule_cases(library)
        failures = {case.where: run_case(case, library.rules, library.known) for case in cases}
    failed = {where: why for where, why in failures.items() if why}
    if as_json:
        typer.echo(json.dumps({"cases": len(cases), "failed": failed}, ensure_ascii=False))
    else:
        for where, why in failed.items():
            errors.print(f"{where}: {'; '.join(why)}", markup=False, soft_wrap=True)
        console.print(
            f"{len(library.known)} organisations, {len(library.rules.intents)} intents, "
            f"{len(library.rules.triage)} rules, {len(cases)} cases: {len(failed)} failed"
        )
    if failed:
        raise typer.Exit(EXIT_FINDINGS)
