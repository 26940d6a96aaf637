"""`guichet`: every command, one line each; what they do is in the modules beside this one."""

from __future__ import annotations

import typer

from bot import __version__
from bot.cli import contacts, demo, explain, imports, preview, rules, run, switch
from bot.cli import status as status_command

app = typer.Typer(
    name="guichet",
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


app.command("demo")(demo.demo)
app.command("run")(run.run)
app.command("status")(status_command.status)
app.command("explain")(explain.explain)
app.command("preview")(preview.preview)
app.command("import")(imports.import_invoices)
app.command("stop")(switch.stop)
app.command("start")(switch.start)
app.command("retry")(switch.retry)
app.add_typer(contacts.contacts, name="contacts", help="Addresses that staff tie to suppliers.")
app.add_typer(rules.rules, name="rules", help="The rules, organisations and texts that staff own.")
