"""`guichet init`: from an empty folder to a configuration that works, by eight questions answered in French."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.text import Text

from bot.cli.options import EXIT_USAGE, console, ending, errors
from bot.config import Settings
from bot.errors import ConfigError
from bot.library import load_library
from bot.setup.answers import Answers, Refused, holiday_zone, time_zone
from bot.setup.asking import Asker, FileAsker
from bot.setup.questions import Interview, Zones
from bot.setup.writing import CONFIGURATION, Written, write

_T = TypeVar("_T")


def init(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where guichet.toml goes; else here.")] = Path(),
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE.toml", help="Answers from a file; nobody is asked.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a guichet.toml without asking; it is kept.")] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Connect to no server: they are not tried.")] = False,
    timezone: Annotated[
        str, typer.Option("--timezone", metavar="ZONE", help="Clock of the body; else from its postal code.")
    ] = "",
    holidays: Annotated[
        str, typer.Option("--holiday-zone", metavar="ZONE", help="Legal holidays; else from its postal code.")
    ] = "",
) -> None:
    """Describe a new public body by answering eight questions (in French); each answer is tried at once.

    Writes guichet.toml, with comments, and the password in a file of its own that only you may read. Nothing is
    written before the last answer: Ctrl-C leaves the folder as it was.
    """
    with ending():
        zones = Zones(_checked(time_zone, timezone, "--timezone"), _checked(holiday_zone, holidays, "--holiday-zone"))
        asker: Asker = FileAsker(answers, partial(console.print, soft_wrap=True)) if answers else Person()
        _may_replace(folder / CONFIGURATION, asker, force=force, asked=answers is None)
        try:
            given = Interview(asker, load_library(Settings()).known, offline=offline).run(zones)
            written = _write(folder, given)
        except (KeyboardInterrupt, EOFError, typer.Abort):
            errors.print("\nRien n'a été écrit.")
            raise typer.Exit(EXIT_USAGE) from None
    _tell(folder, given, written)


def _checked(check: Callable[[str], str], text: str, option: str) -> str:
    try:
        return check(text) if text else ""
    except Refused as refused:
        raise ConfigError(f"{option}: {refused}") from None


def _may_replace(path: Path, asker: Asker, *, force: bool, asked: bool) -> None:
    if not path.exists() or force:
        return
    question = f"{path} existe déjà. Le remplacer (il sera gardé sous {path.name}.ancien) ?"
    if not asked or not asker.confirm(question, default=False):
        raise ConfigError(f"{path} is there already and stays as it is: --force replaces it and keeps a copy")


def _write(folder: Path, given: Answers) -> Written:
    try:
        return write(folder, given)
    except OSError as error:
        raise ConfigError(f"{error.filename or folder}: {error.strerror}: nothing was written") from error


def _tell(folder: Path, given: Answers, written: Written) -> None:
    console.print(Text(f"\nÉcrit : {written.configuration}", style="bold"))
    if written.secret is not None:
        console.print(f"Secret : {written.secret} (lisible par vous seul)", soft_wrap=True)
    if written.kept is not None:
        console.print(f"L'ancienne configuration est gardée : {written.kept}", soft_wrap=True)
    console.print(f"Fuseau {given.timezone}, jours fériés : {given.holiday_zone} (--timezone, --holiday-zone)")
    steps = {
        "guichet check": "tout essayer : réglages, boîte, envoi" + ("" if given.authserv_id else " (puis --write)"),
        "guichet import factures.csv": "charger les factures",
        "guichet run": "lire, répondre et classer",
    }
    console.print("\nEt maintenant :", style="bold")
    if folder.resolve() != Path.cwd():
        console.print(f"  cd {folder}", soft_wrap=True)
    for command, why in steps.items():
        console.print(f"  {command:<30}{why}", soft_wrap=True)


class Person:
    """Whoever sits at the terminal."""

    def title(self, number: int, words: str, hint: str = "") -> None:
        """`3/8`, above what belongs to it."""
        console.print(Text(f"\n{number}/8  {words}", style="bold"))
        if hint:
            self.say(hint)

    def say(self, words: str) -> None:
        """One line, indented like the prompts."""
        console.print(Text(f"  {words}"), soft_wrap=True)

    def refuse(self, key: str, words: str) -> None:  # noqa: ARG002 - the key is for files of answers
        """What is wrong; the question comes again."""
        console.print(Text(f"  {words}", style="yellow"), soft_wrap=True)

    def ask(self, key: str, words: str, check: Callable[[str], _T], default: str = "") -> _T:
        """Asks until the answer will do, saying each time what is wrong."""
        while True:
            text = typer.prompt(f"  {words}", default=default, show_default=bool(default))
            try:
                return check(str(text))
            except Refused as refused:
                self.refuse(key, str(refused))

    def secret(self, key: str, words: str) -> str:  # noqa: ARG002 - the key is for files of answers
        """Unseen."""
        return str(typer.prompt(f"  {words}", default="", hide_input=True, show_default=False))

    def confirm(self, words: str, *, default: bool) -> bool:
        """In French: o or n."""
        hint = "O/n" if default else "o/N"
        while True:
            text = str(typer.prompt(f"  {words} [{hint}]", default="", show_default=False)).strip().lower()
            if text in ("", "o", "oui", "y", "n", "non"):
                return default if not text else text[0] != "n"
            self.say("Répondez o ou n.")
