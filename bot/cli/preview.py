"""`guichet preview TEMPLATE`: a mail as its reader would see it, with sample values; nothing is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot import app as guichet
from bot.cli.completion import template_names
from bot.cli.options import ConfigFile, Database, OrganisationId, console, ending, errors
from bot.config import load_settings
from bot.core.mail import Address, OutgoingMail, RenderedMail
from bot.core.organisation import Organisation
from bot.edges.compose import MailComposer
from bot.edges.html_text import html_to_text
from bot.errors import ConfigError


def preview(
    template: Annotated[
        str,
        typer.Argument(
            metavar="[TEMPLATE]", help="Folder of the template; all names when left out.", autocompletion=template_names
        ),
    ] = "",
    organisation: OrganisationId = None,
    language: Annotated[str, typer.Option("--language", metavar="fr|en", help="Which of the texts.")] = "fr",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write the HTML part to this file.")
    ] = None,
    text: Annotated[
        Path | None, typer.Option("--text", metavar="FILE", help="Also write the text part to this file.")
    ] = None,
    eml: Annotated[
        Path | None, typer.Option("--eml", metavar="FILE", help="Also write the whole mail, to open in a mail program.")
    ] = None,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Show a template filled with its sample.toml: text, HTML as a mail program shows it, and as files.

    With --organisation the sample speaks in the name of that body: its contact block, budgets and links.
    """
    with ending():
        library = guichet.load_library(load_settings(config, database))
        names = library.renderer.names()
        if not template:
            console.print("\n".join(sorted(names)))
            return
        if template not in names:
            raise ConfigError(f"no template « {template} »; there are: {', '.join(sorted(names))}")
        sample = library.renderer.sample(template)
        if organisation is not None:
            sample = _spoken_by(library.served[library.only_id(organisation)], sample)
        words = library.renderer.render(template, sample, language)
        for path, content in ((html, words.html), (text, words.text), (eml, _mail(words))):
            _write(path, content)
    _print(words)


def _spoken_by(body: Organisation, sample: dict[str, object]) -> dict[str, object]:
    """The sample in the name of `body`, which promises nothing that it has not written down."""
    if not body.contact.complete:
        errors.print(f"guichet: {body.id}: contact block incomplete, so nothing leaves yet (see guichet check)")
    objective = sample.get("objective_on") if body.objective_days is not None else None
    return sample | {"organisation": body, "objective_on": objective}


def _mail(words: RenderedMail) -> bytes:
    sender = Address("Guichet", "guichet@exemple.invalid")
    to = "fournisseur@exemple.invalid"
    mail = OutgoingMail("<preview@exemple.invalid>", sender, to, words.subject, words.text, words.html)
    return MailComposer().compose(mail, datetime.now(UTC))


def _write(path: Path | None, content: str | bytes) -> None:
    if path is None:
        return
    if not content:
        raise ConfigError("--html: this template has no HTML part")
    try:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error


def _print(words: RenderedMail) -> None:
    console.print(Text(words.subject, style="bold"))
    console.print(Text(f"\n{words.text}"))
    if words.html:
        console.rule("HTML")
        console.print(Text(html_to_text(words.html)[0]))
