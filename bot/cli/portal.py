"""`guichet portal check`: each step of the connection to Chorus Pro, with what to do where it stops."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from bot import app as guichet
from bot import log
from bot.checks.installation import as_json as in_json
from bot.checks.portal import try_portal
from bot.cli.check import end, show
from bot.cli.options import AsJson, ConfigFile, Database, OrganisationId, ending
from bot.config import load_settings
from bot.errors import ConfigError

portal = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@portal.callback()
def main() -> None:
    """The connection to Chorus Pro."""


@portal.command("check")
def check(
    organisation: OrganisationId = None, as_json: AsJson = False, database: Database = None, config: ConfigFile = None
) -> None:
    """Try the connection to Chorus Pro: token, account, structures, lists; say how to mend what does not work.

    Only reads, and writes nothing here either. Exit 1 when something needs a look, 2 for a wrong setting, 3 when
    Chorus Pro did not do its part.
    """
    log.set_up("ERROR")
    with ending():
        library = guichet.load_library(load_settings(config, database))
        ids = [library.checked_id(organisation)] if organisation else list(library.served)
        bodies = [library.served[name] for name in ids if library.served[name].portal is not None]
        if not bodies:
            raise ConfigError("no organisation reads from Chorus Pro's API: write [organisations.ID.portal]")
        found = []
        for body in bodies:
            for finding in try_portal(body, datetime.now(UTC)):
                found.append(finding)
                if not as_json:
                    show([finding])
    if as_json:
        typer.echo(in_json(tuple(found)))
    end(found, quiet=as_json)
