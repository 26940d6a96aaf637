"""`guichet explain MAIL.eml`: what Guichet would do with a mail and why; writes nothing, sends nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot import app as guichet
from bot.cli.options import AsJson, ConfigFile, Database, OrganisationId, console, ending, moment
from bot.config import load_settings
from bot.core.attached import AttachedFile
from bot.core.note import sentence
from bot.errors import ConfigError
from bot.jobs.deliberate import Deliberation


def explain(
    mail: Annotated[
        Path, typer.Argument(metavar="MAIL.eml", help="The mail, as raw bytes; « - » reads standard input.")
    ],
    as_json: AsJson = False,
    now: Annotated[
        str | None, typer.Option("--now", metavar="ISO", help="When it is decided and was received; else the clock.")
    ] = None,
    organisation: OrganisationId = None,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Print the decision about one mail with its reasons, reading the configured database only."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        content = _content(mail)
        at = moment(now, "--now")
        with guichet.opened(library, read_only=True) as desk:
            thought = desk.think(content, at, organisation)
        if as_json:
            typer.echo(json.dumps(thought.explain(), ensure_ascii=False))
        else:
            _print(thought, library)


def _content(path: Path) -> bytes:
    try:
        if str(path) == "-":
            return typer.get_binary_stream("stdin").read()
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error


def _print(thought: Deliberation, library: guichet.Library) -> None:
    decision = thought.decision
    names = {rule.id: rule.name for rule in library.rules.intents}
    facts = Table.grid(padding=(0, 2))
    rows = {
        "Outcome": decision.outcome.value,
        "Organisation": thought.facts.organisation.name,
        "Rule": decision.rule,
        "Intents": ", ".join(f"{hit.id} {names.get(hit.id, '')}" for hit in decision.intents) or "none",
        "Class, level": f"{decision.intent_class.value if decision.intent_class else '-'}, {decision.level}",
        "Sender": f"{thought.mail.sender_auth.value}{'' if thought.mail.sender else ', unusable From'}",
        "Found": ", ".join(f"{m.kind.value} {m.value}" for m in thought.facts.mentions) or "nothing",
        "Files": ", ".join(_file(file) for file in thought.mail.files) or "none read",
        "Matches": ", ".join(_match(thought, n) for n in range(len(decision.matches))) or "none",
        "Team, priority": f"{decision.team}, {decision.priority}",
    }
    for name, value in rows.items():
        facts.add_row(Text(name, style="bold"), Text(value))
    console.print(facts)
    for why in decision.reasons:
        console.print(Text(f"- {sentence(why, library.rules)}"))
    if thought.reply is not None and decision.reply is not None:
        console.print(Text(f"\nReply ({decision.reply.kind.value}): {thought.reply.subject}", style="bold"))
        console.print(Padding(Text(thought.reply.text), (0, 0, 0, 2)))


def _file(file: AttachedFile) -> str:
    return f"{file.name}: {file.kind.value} {file.status.value}" + (f" ({file.why.value})" if file.why else "")


def _match(thought: Deliberation, index: int) -> str:
    match = thought.decision.matches[index]
    number = thought.facts.mentions[match.mention].value
    return f"{number} {match.certainty.value}" + (f" ({match.invoice.status})" if match.invoice else "")
