"""`guichet invoices find`: what the local copy knows of an invoice, for staff."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import typer
from rich.table import Column, Table

from bot import app as guichet
from bot import records
from bot.cli.options import EXIT_FINDINGS, AsJson, ConfigFile, Database, OrganisationId, console, ending
from bot.config import load_settings
from bot.core.french_words import euros
from bot.core.organisation import Organisation
from bot.edges.store_find import InvoiceFound

invoices = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)

_SOURCES = {"api": "Chorus Pro", "file": "fichier", "search": "Chorus Pro", "history": "historique de Chorus Pro"}
_DOUBTS = {
    "same_number": "Chorus Pro a deux demandes de ce numéro chez ce fournisseur",
    "backward": "le statut est revenu en arrière",
    "after_end": "le statut a changé après la fin",
    "earlier_date": "le statut porte une date antérieure au précédent",
    "unreadable": "la dernière réponse de Chorus Pro n'a pas pu être lue",
}


@invoices.callback()
def main() -> None:
    """The invoices of the local copy."""


@invoices.command("find")
def find(
    words: Annotated[str, typer.Argument(metavar="NUMBER|SIRET|SUPPLIER", help="A number, a SIRET or SIREN, a name.")],
    organisation: OrganisationId = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000, help="How many to show, the newest first.")] = 20,
    as_json: AsJson = False,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Show invoices with their status, its date, where we know it from and how old that is; exit 1 when there is none.

    It asks the local copy only, never Chorus Pro.
    """
    with ending():
        library = guichet.load_library(load_settings(config, database))
        who = library.checked_id(organisation) if organisation else None
        with guichet.opened(library, read_only=True) as desk:
            found = records.find_invoices(desk, who, words, limit)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=_plain))
    elif found:
        console.print(_table(found, library.served))
        for line in _details(found, library.served):
            console.print(line, markup=False, soft_wrap=True)
    else:
        console.print(f"aucune facture pour « {words} » dans la copie locale", markup=False, soft_wrap=True)
    if not found:
        raise typer.Exit(EXIT_FINDINGS)


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form")


def _table(found: tuple[InvoiceFound, ...], bodies: Mapping[str, Organisation]) -> Table:
    names = ("facture", "fournisseur", "date", "montant TTC", "statut", "depuis", "source", "vérifié le")
    table = Table(*(Column(name, overflow="fold") for name in names))
    for one in found:
        body = bodies[one.organisation_id]
        table.add_row(
            one.number,
            f"{one.supplier_name}\n{one.supplier_id}",
            f"{one.invoiced_on:%d/%m/%Y}" if one.invoiced_on else "",
            _euros(one.amount_cents),
            _label(body, one.status) + (" (!)" if one.doubt else ""),
            _moment(body, one.status_at),
            _SOURCES.get(one.source, one.source),
            _moment(body, one.seen_at),
        )
    return table


def _details(found: tuple[InvoiceFound, ...], bodies: Mapping[str, Organisation]) -> Iterator[str]:
    """The history of a single invoice, and what is odd about any."""
    for one in found:
        body = bodies[one.organisation_id]
        if one.doubt:
            yield f"(!) {one.number} : {_DOUBTS.get(one.doubt, one.doubt)} ; rien n'en est dit automatiquement."
        if len(found) > 1:
            continue
        yield "Historique (vu le ; date donnée ; statut ; source) :"
        for line in one.lines:
            odd = f" (!) {_DOUBTS.get(line.oddity, line.oddity)}" if line.oddity else ""
            told = f"{_moment(body, line.seen_at)} ; {_moment(body, line.portal_at) or '–'}"
            yield f"  {told} ; {_label(body, line.status)} ; {_SOURCES.get(line.source, line.source)}{odd}"


def _label(body: Organisation, status: str) -> str:
    return body.statuses[status].label if status in body.statuses else status


def _moment(body: Organisation, moment: datetime | None) -> str:
    return f"{body.local(moment):%d/%m/%Y %H:%M}" if moment else ""


def _euros(cents: int | None) -> str:
    if cents is None:
        return ""
    return euros(Decimal(cents) / 100)
