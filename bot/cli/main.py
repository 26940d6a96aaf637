"""`guichet`: every command, one line each; what they do is in the modules beside this one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import typer

from bot import __version__
from bot.cli.lazy import LazyGroup


class Commands(LazyGroup):
    """In the order in which somebody needs them."""

    known: ClassVar[Mapping[str, tuple[str, str]]] = {
        "demo": ("bot.cli.demo:demo", "Try it on this machine, with suppliers' mails."),
        "init": ("bot.cli.init:init", "Describe a new body by answering eight questions."),
        "check": ("bot.cli.check:check", "Try every setting and connection; say how to mend."),
        "import": ("bot.cli.imports:import_invoices", "Load invoices and statuses from files."),
        "sync": ("bot.cli.sync:sync", "Bring the copy of Chorus Pro up to date, over its API."),
        "portal": ("bot.cli.portal:portal", "Try the connection to Chorus Pro, step by step."),
        "invoices": ("bot.cli.invoices:invoices", "Look invoices up in the local copy."),
        "match": ("bot.cli.match:match", "Which invoice a reference means; --serve for programs."),
        "contacts": ("bot.cli.contacts:contacts", "Addresses that staff tie to suppliers."),
        "run": ("bot.cli.run:run", "Read the mailboxes, decide, answer and file."),
        "status": ("bot.cli.status:status", "What waits, what left, how old the copy is."),
        "mailboxes": ("bot.cli.mailboxes:mailboxes", "How far each mailbox was read, and what lies in it."),
        "show": ("bot.cli.show:show", "Everything about one message or one ticket."),
        "explain": ("bot.cli.explain:explain", "What would be done with a mail, and why."),
        "why": ("bot.cli.why:why", "Why a stored message was handled as it was."),
        "replay": ("bot.cli.replay:replay", "Past mails decided again: a report, nothing sent."),
        "evaluate": ("bot.cli.evaluate:evaluate", "How well mails with known answers are understood."),
        "preview": ("bot.cli.preview:preview", "A text as its reader would see it."),
        "stop": ("bot.cli.switch:stop", "Stop all automatic mail to suppliers."),
        "start": ("bot.cli.switch:start", "Undo « guichet stop »."),
        "retry": ("bot.cli.switch:retry", "Read quarantined messages again."),
        "requeue": ("bot.cli.requeue:requeue", "Send mails again that could not be delivered."),
        "resume": ("bot.cli.resume:resume", "Addresses whose mail came back; write to one again."),
        "portal-simulator": ("bot.cli.portal_simulator:portal_simulator", "A Chorus Pro on this machine, to try with."),
        "rules": ("bot.cli.rules:rules", "Check what staff own: rules, texts and cases."),
    }


app = typer.Typer(
    name="guichet",
    cls=Commands,
    help="A supplier help desk by e-mail for French public bodies.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"guichet {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    """A supplier help desk by e-mail for French public bodies."""
