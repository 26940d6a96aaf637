"""`guichet check`: every setting and connection tried, what is wrong and how to mend it; the mailbox stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from bot.checks.everything import Part, check_all
from bot.checks.finding import Finding, Level
from bot.checks.installation import as_json as in_json
from bot.checks.sending import send_test
from bot.checks.vouching import Proposal
from bot.cli.options import (
    EXIT_FINDINGS,
    EXIT_OUTSIDE,
    EXIT_USAGE,
    AsJson,
    ConfigFile,
    Database,
    console,
    ending,
    errors,
)
from bot.config import Settings, load_settings
from bot.core.french_words import counted
from bot.edges.config_edit import set_text
from bot.errors import ConfigError

_SIGNS = {Level.OK: ("✓", "green"), Level.LOOK: ("!", "yellow"), Level.WRONG: ("✗", "red")}


def check(
    write: Annotated[
        bool, typer.Option("--write", help="Write authserv_id into guichet.toml where the mails leave no doubt.")
    ] = False,
    create_folders: Annotated[
        bool, typer.Option("--create-folders", help="Also make the folders that are missing in the mailboxes.")
    ] = False,
    send: Annotated[
        str | None, typer.Option("--send-test", metavar="ADDRESS", help="Also send one test mail to this address.")
    ] = None,
    as_json: AsJson = False,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Try every setting and connection; say what is wrong and how to mend it.

    Nothing is changed but what an option asks for. Exit 1 when something needs a look, 2 for a wrong setting, 3 for
    a server or database that did not do its part.
    """
    with ending():
        settings = load_settings(config, database)
        found, proposals = _all(settings, create_folders, quiet=as_json)
        if write:
            found = _written(settings, found, proposals, quiet=as_json)
        if send:
            tested = send_test(settings, send, datetime.now(UTC))
            found += tested
            if not as_json:
                show(tested)
    if as_json:
        typer.echo(in_json(tuple(found)))
    end(found, quiet=as_json)


def _all(settings: Settings, create: bool, *, quiet: bool) -> tuple[list[Finding], dict[str, Proposal]]:
    """Every finding, shown as it comes, and the names to propose for `authserv_id`."""
    found: list[Finding] = []
    proposals: dict[str, Proposal] = {}
    parts = check_all(settings, datetime.now(UTC), create=create)
    while (part := _next(parts, quiet)) is not None:
        found += part.findings
        if part.proposal is not None:
            proposals[part.organisation_id] = part.proposal
        if not quiet:
            show(part.findings)
    return found, proposals


def _next(parts: Iterator[Part], quiet: bool) -> Part | None:
    """The next part; a sign of life on the terminal while it is waited for."""
    if quiet or not errors.is_terminal:
        return next(parts, None)
    with errors.status("vérification en cours…"):
        return next(parts, None)


def show(findings: Sequence[Finding]) -> None:
    """Prints findings, each with its way out."""
    for one in findings:
        sign, colour = _SIGNS[one.level]
        console.print(Text.assemble((f"{sign} ", colour), (f"{one.where} : ", "bold"), one.what), soft_wrap=True)
        if one.remedy:
            console.print(Text(f"    → {one.remedy}"), soft_wrap=True)


def _written(settings: Settings, found: list[Finding], proposals: dict[str, Proposal], *, quiet: bool) -> list[Finding]:
    """Writes the names that are sure where none is set yet; what was found about them before is left out."""
    if settings.source is None:
        raise ConfigError("--write: there is no guichet.toml here: « guichet init » makes one")
    for name, best in proposals.items():
        where = f"{name}, expéditeurs"
        if not best.sure or all(one.where != where or one.level is Level.OK for one in found):
            continue
        set_text(settings.source, f"organisations.{name}.mailbox", "authserv_id", best.name)
        done = Finding(where, Level.OK, f"authserv_id = « {best.name} » est écrit dans {settings.source}")
        found = [one for one in found if one.where != where] + [done]
        if not quiet:
            show([done])
    return found


def end(found: Sequence[Finding], *, quiet: bool) -> None:
    """Prints how it ended and, when something is wrong or needs a look, exits with the code for that."""
    wrong = [one for one in found if one.level is Level.WRONG]
    looks = [one for one in found if one.level is Level.LOOK]
    if not quiet:
        how = f"{len(wrong)} à corriger, {len(looks)} à regarder" if wrong or looks else "tout va bien"
        console.print(f"\n{counted(len(found), 'point vérifié', 'points vérifiés')} : {how}")
    if wrong:
        raise typer.Exit(EXIT_OUTSIDE if all(one.outside for one in wrong) else EXIT_USAGE)
    if looks:
        raise typer.Exit(EXIT_FINDINGS)
