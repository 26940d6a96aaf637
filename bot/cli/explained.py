"""Explained decisions on a terminal and as a page: what `explain` and `why` print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from bot import app as guichet
from bot.cli.options import console
from bot.core.explained import Explained, MarkedText, explained
from bot.errors import ConfigError

AsPage = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write a page instead, with what was read underlined (« - »: out)."),
]


@dataclass(frozen=True, slots=True)
class Told:
    """One decision told: `title` and `about` say which mail, when and where."""

    title: str
    about: str
    words: Explained


def told(title: str, about: str, trace: Mapping[str, object], library: guichet.Library) -> Told:
    """The decision that `trace` holds, in the words of its body."""
    body = library.known.get(str(trace.get("organisation")))
    labels = {code: status.label for code, status in body.statuses.items()} if body else {}
    return Told(title, about, explained(trace, library.rules, labels))


def show(decisions: Sequence[Told], page: Path | None, library: guichet.Library) -> None:
    """Prints the decisions, or writes them as one page. ConfigError when the file cannot be written."""
    if page is None:
        for decision in decisions:
            _print(decision)
        return
    context = {"title": decisions[0].title, "explanations": decisions}
    html = library.renderer.page("explanation", context)
    if str(page) == "-":
        typer.echo(html)
        return
    try:
        page.write_text(html, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"--html: {page}: {error.strerror}") from error


def _print(decision: Told) -> None:
    words = decision.words
    console.print(Text(decision.title, style="bold"), soft_wrap=True)
    console.print(Text(decision.about, style="dim"), soft_wrap=True)
    console.print(Text(f"\n{words.headline}", style="bold"), soft_wrap=True)
    for name, lines in words.sections:
        console.print(Text(f"\n{name}", style="bold"))
        for line in lines:
            console.print(Padding(Text(f"- {line}"), (0, 0, 0, 2)))
    for text in words.texts:
        console.print(Text(f"\n{text.title}", style="bold"))
        console.print(Padding(_underlined(text), (0, 0, 0, 2)))
    if words.reply:
        subject, body = words.reply
        console.print(Text(f"\nLe courriel préparé : {subject}", style="bold"))
        console.print(Padding(Text(body), (0, 0, 0, 2)))


def _underlined(text: MarkedText) -> Text:
    shown = Text()
    for piece in text.pieces:
        shown.append(piece.text, style="underline" if piece.kind else "")
        if piece.kind:
            shown.append(f" [{piece.kind}]", style="dim")
    return shown
