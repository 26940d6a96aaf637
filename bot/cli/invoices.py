"""`guichet invoices find`: what the local copy knows of an invoice, for staff."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

from bot import app as guichet
from bot import records
from bot.cli.options import EXIT_FINDINGS, AsJson, ConfigFile, Database, OrganisationId, console, ending
from bot.config import load_settings
from bot.core.french_words import euros
from bot.core.organisation import Organisation
from bot.edges.store_find import InvoiceFound

invoices = typer.Typer(no_args_is_help=True, rich_markup_mode=None, add_completion=False)

_SOURCES = {"api": "Chorus Pro", "file": "fichier", "search": "Chorus Pro", "history": "historique de Chorus Pro"}
_KINDS = {
    "UE_HORS_FRANCE": "TVA de l'Union européenne",
    "HORS_UE": "hors Union européenne",
    "TAHITI": "Tahiti",
    "AUTRE": "autre identifiant",
    "PARTICULIER": "particulier",
}
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
        typer.echo(json.dumps([_values(one) for one in found], ensure_ascii=False, default=_plain))
    elif found:
        for one in found:
            for line in _lines(one, library.served[one.organisation_id], alone=len(found) == 1):
                console.print(line, markup=False, soft_wrap=True)
    else:
        console.print(f"aucune facture pour « {words} » dans la copie locale", markup=False, soft_wrap=True)
    if not found:
        raise typer.Exit(EXIT_FINDINGS)


def _values(one: InvoiceFound) -> dict[str, Any]:
    """For machines: amounts in euros as decimal texts, `None` when they are not known."""
    values = asdict(one)
    money = {"amount": one.amount, "amount_due": values.pop("due")}
    return values | {name: None if value is None else f"{value:.2f}" for name, value in money.items()}


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no plain form")


def _lines(one: InvoiceFound, body: Organisation, *, alone: bool) -> Iterator[str]:
    """An invoice in a few lines that fit a narrow screen; its history when nothing else is shown."""
    day = f"du {one.invoiced_on:%d/%m/%Y}" if one.invoiced_on else "sans date"
    yield " · ".join(filter(None, (f"{_document(one)} {one.number}", day, _amount(one))))
    yield f"  de {one.supplier_name} ({_KINDS.get(one.supplier_id_kind, one.supplier_id_kind)} {one.supplier_id})"
    yield f"  pour {' · '.join(filter(None, (body.name, one.recipient_siret, _service(one))))}"
    more = " · ".join(_more(one))
    if more:
        yield f"  {more}"
    since = f" depuis le {_moment(body, one.status_at)}" if one.status_at else ""
    yield f"  {_label(body, one.status)}{since}"
    yield f"  source : {_SOURCES.get(one.source, one.source)}, vérifié le {_moment(body, one.seen_at)}"
    if one.doubt:
        yield f"  (!) {_DOUBTS.get(one.doubt, one.doubt)} ; rien n'en est dit automatiquement."
    if alone:
        yield "  Historique (vu le ; date donnée ; statut ; source) :"
        for line in one.lines:
            odd = f" (!) {_DOUBTS.get(line.oddity, line.oddity)}" if line.oddity else ""
            told = f"{_moment(body, line.seen_at)} ; {_moment(body, line.portal_at) or '–'}"
            yield f"    {told} ; {_label(body, line.status)} ; {_SOURCES.get(line.source, line.source)}{odd}"


def _document(one: InvoiceFound) -> str:
    return {"AVOIR": "Avoir", "ACOMPTE": "Acompte"}.get(one.document or "", "Facture")


def _amount(one: InvoiceFound) -> str:
    if one.currency not in (None, "EUR"):
        return f"en {one.currency}, montant non repris"
    return _euros(one.amount)


def _more(one: InvoiceFound) -> Iterator[str]:
    """What only some sources say of an invoice."""
    if one.deposited_on:
        yield f"déposée le {one.deposited_on:%d/%m/%Y}"
    if one.market:
        yield f"marché {one.market}"
    if one.due is not None and one.due != one.amount:
        yield f"reste à payer {_euros(one.due)}"


def _service(one: InvoiceFound) -> str:
    return f"service {one.service_code}" if one.service_code else ""


def _label(body: Organisation, status: str) -> str:
    return body.statuses[status].label if status in body.statuses else status or "statut inconnu"


def _moment(body: Organisation, moment: datetime | None) -> str:
    return f"{body.local(moment):%d/%m/%Y %H:%M}" if moment else ""


def _euros(amount: Decimal | None) -> str:
    return "" if amount is None else euros(amount)
