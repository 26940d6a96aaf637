"""`guichet explain MAIL.eml`: what Guichet would do with a mail and why; writes nothing, sends nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot import app as guichet
from bot.cli.explained import AsPage, show, told
from bot.cli.options import AsJson, ConfigFile, Database, OrganisationId, ending, moment
from bot.config import load_settings
from bot.core.french_words import datetime_words
from bot.errors import ConfigError


def explain(
    mail: Annotated[
        Path, typer.Argument(metavar="MAIL.eml", help="The mail, as raw bytes; « - » reads standard input.")
    ],
    as_json: AsJson = False,
    html: AsPage = None,
    now: Annotated[
        str | None, typer.Option("--now", metavar="ISO", help="When it is decided and was received; else the clock.")
    ] = None,
    organisation: OrganisationId = None,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Say in French what would be done with one mail and why, reading the configured database only."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        content = _content(mail)
        at = moment(now, "--now")
        with guichet.opened(library, read_only=True) as desk:
            thought = desk.think(content, at, organisation)
        if as_json:
            typer.echo(json.dumps(thought.explain(), ensure_ascii=False))
        else:
            at_words = datetime_words(thought.facts.organisation.local(at))
            about = f"{thought.facts.organisation.name}. Comme si le courriel arrivait le {at_words} ; rien ne part."
            title = str(mail) if str(mail) != "-" else "Courriel lu sur l'entrée"
            show([told(title, about, thought.explain(), library)], html, library)


def _content(path: Path) -> bytes:
    try:
        if str(path) == "-":
            return typer.get_binary_stream("stdin").read()
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
