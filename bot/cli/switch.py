"""`guichet stop`, `guichet start` and `guichet retry`: the hand on the valve."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from bot import app as guichet
from bot.cli.options import ConfigFile, Database, OrganisationId, console, ending
from bot.config import load_settings
from bot.errors import ConfigError


def stop(organisation: OrganisationId = None, database: Database = None, config: ConfigFile = None) -> None:
    """Stop all automatic mail to suppliers, of one organisation or of all; reading and deciding go on."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = library.checked_id(organisation)
        with guichet.opened(library, must_exist=True) as desk:
            desk.store.switch.stop(who, datetime.now(UTC))
    console.print(f"Stopped: nothing leaves for suppliers of {_words(who)} until « guichet start ».")


def start(organisation: OrganisationId = None, database: Database = None, config: ConfigFile = None) -> None:
    """Undo « guichet stop »: what was held meanwhile is decided again, with today's facts."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = library.checked_id(organisation)
        with guichet.opened(library, must_exist=True) as desk:
            if who != "*" and "*" in desk.store.switch.stopped():
                raise ConfigError("all organisations are stopped together: « guichet start » without --organisation")
            again = desk.store.switch.start(who, datetime.now(UTC))
    console.print(f"Started: mail leaves again for suppliers of {_words(who)}; {again} held mails are decided again.")


def retry(
    message: Annotated[
        int | None, typer.Argument(metavar="[MESSAGE]", help="Message number; all when left out.")
    ] = None,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Bring quarantined messages back to be read again."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        with guichet.opened(library, must_exist=True) as desk:
            count = desk.store.ledger.retry(message)
    console.print(f"{count} messages will be read again at the next pass.")


def _words(who: str) -> str:
    return "all organisations" if who == "*" else who
