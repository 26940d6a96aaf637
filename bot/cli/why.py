"""`guichet why MESSAGE|TICKET`: why a stored message was handled as it was, from the decision as it was made."""

from __future__ import annotations

import json

import typer

from bot import app as guichet
from bot import records
from bot.cli.explained import AsPage, Told, show, told
from bot.cli.options import AsJson, ConfigFile, Database, StoredName, ending
from bot.config import load_settings
from bot.core.french_words import datetime_words
from bot.edges.store_show import MessageShown
from bot.errors import ConfigError


def why(
    what: StoredName,
    as_json: AsJson = False,
    html: AsPage = None,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Say in French why, as it was decided then: nothing is decided again, nothing is written."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        with guichet.opened(library, read_only=True) as desk:
            messages = records.find_messages(desk, what.strip())
        decided = [message for message in messages if message.decisions]
        if not decided:
            raise ConfigError(f"{what}: nothing was decided about it yet; « guichet show » says how it stands")
        if as_json:
            traces = [json.loads(message.decisions[-1].trace) for message in decided]
            typer.echo(json.dumps(traces[0] if len(traces) == 1 else traces, ensure_ascii=False))
            return
        show([_told(message, library) for message in decided], html, library)


def _told(message: MessageShown, library: guichet.Library) -> Told:
    """The decision in force: the last one made."""
    decision = message.decisions[-1]
    body = library.known.get(message.organisation_id)
    at = datetime_words(body.local(decision.decided_at) if body else decision.decided_at)
    name = body.name if body else message.organisation_id
    ticket = f", dossier {message.ticket}" if message.ticket else ""
    about = f"{name}{ticket}. Décidé le {at}."
    return told(f"Message {message.key}", about, json.loads(decision.trace), library)
