"""`guichet status`: what waits, what left, how old the copy is, whether sending is on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

import typer
from rich.table import Column, Table

from bot import app as guichet
from bot import records
from bot.cli.options import EXIT_FINDINGS, AsJson, ConfigFile, Database, console, ending
from bot.config import load_settings
from bot.core.french_words import counted
from bot.core.invoice import SOURCE_API
from bot.edges.portal_troubles import ABSENT, PORTAL_TROUBLES


def status(as_json: AsJson = False, database: Database = None, config: ConfigFile = None) -> None:
    """Show each organisation's messages, outbox, tickets, copy of the portal and switch; exit 1 when some are stuck."""
    with ending():
        library = guichet.load_library(load_settings(config, database))
        with guichet.opened(library, read_only=True) as desk:
            rows = records.status(desk)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
    else:
        console.print(_table(rows))
        for line in _remarks(rows):
            console.print(line, markup=False, soft_wrap=True)
    if any(_is_stuck(row) for row in rows):
        raise typer.Exit(EXIT_FINDINGS)


def _is_stuck(row: records.StatusRow) -> bool:
    walk = row["walk"]
    less = walk and (walk["trouble"] or walk["failing"] or walk["absent"] or _LESS & walk["flags"].keys())
    lost = row["messages"].get("quarantined") or row["outbox"].get("dead") or row["held"] or row["notes_lost"]
    return bool(lost or less or row["refused"])


def _remarks(rows: list[records.StatusRow]) -> Iterator[str]:
    """What the table has no column for, because it is rarely there."""
    for row in rows:
        name, held = row["organisation"], row["held"]
        if held:
            yield f"{name}: {held['waiting']} mails are held since {held['since']} (cap: {held['why']}), until {held['until']} at least."
        if row["paused"]:
            yield f"{name}: {row['paused']} addresses are paused because our mail came back: see « guichet resume »."
        if row["notes_lost"]:
            yield f"{name}: {row['notes_lost']} notes to staff came back this week: check the addresses under « teams »."
        for file, count in row["refused"].items():
            refused = counted(count, "ligne a été refusée", "lignes ont été refusées")
            yield f"{name} : {refused} dans « {file} » : une facture qui y serait passe à un agent → {_REFUSED}"
        yield from _portal_remarks(name, row["walk"])


_LESS = frozenset({"shortfall", "bad_record"})
"""What is missing from the copy; the other flags are in it, and left to people."""

_REFUSED = "corrigez ces lignes, puis importez de nouveau le fichier sous le même nom"

_FLAGS = {
    "shortfall": (
        "période a donné moins de factures que Chorus Pro n'en compte",
        "périodes ont donné moins de factures que Chorus Pro n'en compte",
        "rien à faire : la lecture est refaite la nuit ; « guichet sync --full » la refait maintenant",
    ),
    "bad_record": (
        "enregistrement n'a pas pu être lu",
        "enregistrements n'ont pas pu être lus",
        "les autres sont à jour ; transmettez ce message à la personne qui tient Guichet à jour",
    ),
    "same_number": (
        "demande porte le numéro d'une autre du même fournisseur",
        "demandes portent le numéro d'une autre du même fournisseur",
        "un agent répond",
    ),
    "order": (
        "changement de statut n'est pas dans l'ordre",
        "changements de statut ne sont pas dans l'ordre",
        "un agent répond",
    ),
}


def _portal_remarks(name: str, walk: records.WalkRow | None) -> Iterator[str]:
    """What the walk over Chorus Pro left less than whole, in the words that the notes to staff have for it."""
    if walk is None:
        return
    if walk["trouble"]:
        since = f" depuis le {_moment(walk['trouble_since'])}" if walk["trouble_since"] else ""
        yield f"{name} : Chorus Pro n'est plus lu{since} : {_cause(walk['trouble'])}"
    elif not walk["ended_at"] and not walk["walking"]:
        yield f"{name} : Chorus Pro n'a jamais été lu → lancez « guichet sync »"
    for trouble in dict.fromkeys(walk["failing"].values()):
        failing = [where for where, why in walk["failing"].items() if why == trouble]
        which = counted(len(failing), "liste n'a pas pu être lue", "listes n'ont pas pu être lues")
        yield f"{name} : {which} la dernière fois ({', '.join(failing)}) : {_cause(trouble)}"
    if walk["holding"]:
        spared = ", ".join(f'"{feed}"' for feed in walk["feeds"])
        without = f" ; si vous n'en recevez pas, écrivez feeds = [{spared}] sous [organisations.{name}.portal]"
        held = ", ".join(walk["holding"])
        yield f"{name} : toute la copie est trop ancienne à cause de {held} → mettez fin à la cause ci-dessus{without if spared else ''}"
    if walk["absent"]:
        yield f"{name} : le compte ne reçoit rien pour {', '.join(walk['absent'])}, dont les factures passent pour inconnues → {ABSENT}"
    for kind, count in sorted(walk["flags"].items()):
        one, many, way_out = _FLAGS[kind]
        yield f"{name} : {counted(count, one, many)} → {way_out}"


def _cause(trouble: str) -> str:
    """The cause and the way out; a word that is not the portal's is our own bug."""
    words = PORTAL_TROUBLES.get(trouble)
    if words is None:
        return "une erreur de Guichet lui-même → le journal en dit plus"
    return f"{words.cause} → {words.remedy.rstrip('.')} ; « guichet portal check » l'essaie"


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%d/%m/%Y à %H:%M} UTC"


def _table(rows: list[records.StatusRow]) -> Table:
    names = ("organisation", "sending", "portal copy (UTC)", "messages", "outbox", "tickets")
    table = Table(*(Column(name, overflow="fold") for name in names))
    for row in rows:
        copy = "\n".join(_copies(row)) or "none"
        sending = row["sending"] + (" (stopped)" if row["stopped"] else "")
        table.add_row(
            row["organisation"],
            sending,
            copy,
            counts(row["messages"]),
            counts(row["outbox"]),
            counts(row["tickets"]),
        )
    return table


def _copies(row: records.StatusRow) -> Iterator[str]:
    """The age of each source; which one is left unsaid for a body that has files only."""
    from_portal = row["walk"] is not None
    if from_portal and SOURCE_API not in [copy["source"] for copy in row["copies"]]:
        yield f"{SOURCE_API} never read"
    for copy in row["copies"]:
        age = f"{datetime.fromisoformat(copy['as_of']):%Y-%m-%d %H:%M}{'' if copy['fresh'] else ' (too old to quote)'}"
        yield f"{copy['source']} {age}" if from_portal or copy["source"] == SOURCE_API else age


def counts(by_state: dict[str, int]) -> str:
    """Counts in words, `none` when there are none."""
    return ", ".join(f"{count} {state}" for state, count in sorted(by_state.items())) or "none"
