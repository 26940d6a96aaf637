"""`guichet preview TEMPLATE`: a mail as its reader would see it, with sample values; nothing is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from bot import app as guichet
from bot.cli.options import ConfigFile, Database, console, ending
from bot.config import load_settings
from bot.errors import ConfigError


def preview(
    template: Annotated[
        str, typer.Argument(metavar="[TEMPLATE]", help="Folder of the template; all names when left out.")
    ] = "",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Also write the HTML part to this file.")
    ] = None,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Show a template filled with its sample.toml."""
    with ending():
        renderer = guichet.load_library(load_settings(config, database)).renderer
        names = renderer.names()
        if not template:
            console.print("\n".join(sorted(names)))
            return
        if template not in names:
            raise ConfigError(f"no template « {template} »; there are: {', '.join(sorted(names))}")
        words = renderer.render(template, renderer.sample(template))
        if html is not None:
            html.write_text(words.html, encoding="utf-8")
    console.print(Text(words.subject, style="bold"))
    console.print(Text(f"\n{words.text}"))
