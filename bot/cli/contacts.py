"""`guichet contacts import`, `add`, `list` and `remove`: the addresses that staff tie to suppliers."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from bot import app as guichet
from bot import records
from bot.cli.imports import ListFile, finish
from bot.cli.options import AsJson, ConfigFile, Database, OrganisationId, console, ending
from bot.config import load_settings
from bot.edges.store_contacts import Contact
from bot.errors import ConfigError

contacts = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)


@contacts.callback()
def main() -> None:
    """Addresses that staff tie to suppliers."""


@contacts.command("import")
def import_contacts(
    file: ListFile,
    organisation: OrganisationId = None,
    as_json: AsJson = False,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Load contacts (address,siret) from CSV or XLSX: these very addresses may be answered about that supplier's invoices.

    Those known already stay: « guichet contacts remove » takes one out.
    """
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = library.only_id(organisation)
        with guichet.opened(library) as desk:
            report = records.import_contacts(desk, file, who)
    finish(report, as_json, file)


@contacts.command("add")
def add_contact(
    address: Annotated[str, typer.Argument(metavar="ADDRESS")],
    supplier: Annotated[str, typer.Argument(metavar="SIRET")],
    kind: Annotated[
        str, typer.Option("--type", metavar="TYPE", help="What the identifier is, when it is no SIRET: RIDET, Tahiti…")
    ] = "",
    organisation: OrganisationId = None,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Enter one address: from now on it may be answered about that supplier's invoices with their number alone.

    Only for an address that you know otherwise than by its mails, such as from the contract.
    """
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = library.only_id(organisation)
        with guichet.opened(library) as desk:
            is_new = records.add_contact(desk, who, address, supplier, kind)
    console.print("1 added." if is_new else "Known already, nothing changed.")


@contacts.command("list")
def list_contacts(
    organisation: OrganisationId = None, as_json: AsJson = False, database: Database = None, config: ConfigFile = None
) -> None:
    """Show the register, of one organisation or of all: address, SIRET, where it came from."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = library.checked_id(organisation)
        ids = tuple(library.served) if who == guichet.ALL else (who,)
        with guichet.opened(library, read_only=True) as desk:
            known = [(name, contact) for name in ids for contact in desk.store.contacts.of(name)]
    if as_json:
        rows = [{"organisation": name, **asdict(contact)} for name, contact in known]
        typer.echo(json.dumps(rows, ensure_ascii=False, default=str))
    else:
        console.print(_table(known))


@contacts.command("remove")
def remove_contact(
    address: Annotated[str, typer.Argument(metavar="ADDRESS")],
    siret: Annotated[
        str | None, typer.Option("--siret", metavar="SIRET", help="Only for this supplier; else for all of them.")
    ] = None,
    organisation: OrganisationId = None,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Take an address out of the register: from now on it needs what a stranger needs."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = library.only_id(organisation)
        with guichet.opened(library, must_exist=True) as desk:
            count = desk.store.contacts.remove(who, address.strip(), siret.replace(" ", "") if siret else None)
        if not count:
            where = f" with SIRET {siret}" if siret else ""
            raise ConfigError(f"{address}{where} is no contact of {who}: see « guichet contacts list »")
    console.print(f"{count} removed.")


def _table(known: list[tuple[str, Contact]]) -> Table:
    table = Table("organisation", "address", "SIRET", "from", "by", "on", title=None)
    for name, contact in known:
        on = contact.entered_at.date().isoformat()
        table.add_row(name, contact.address, contact.siret, contact.origin, contact.entered_by, on)
    return table
