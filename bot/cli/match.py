"""`guichet match`: which stored invoice a reference means, for people, and by lines for programs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.cli.options import EXIT_FINDINGS, ConfigFile, Database, OrganisationId, console, ending
from bot.config import load_settings
from bot.core.candidate import Asked
from bot.core.matching import Found, Verdict
from bot.errors import ConfigError
from bot.solving import BadQuestion, LookUp, answers, asked_of, looking_up

_VERDICTS = {
    Verdict.MATCH: "c'est la facture",
    Verdict.ASK: "à confirmer, ce serait la facture",
    Verdict.NONE: "aucune facture ne correspond",
}


def match(
    texts: Annotated[
        list[str] | None, typer.Argument(metavar="[TEXT]…", help="References as written; else stdin.")
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Answer JSON questions, one a line, until the input ends.")
    ] = False,
    siret: Annotated[str, typer.Option("--siret", metavar="SIRET|SIREN", help="The supplier, when known.")] = "",
    amount: Annotated[str, typer.Option("--amount", metavar="EUROS", help="The amount said.")] = "",
    date: Annotated[str, typer.Option("--date", metavar="DAY", help="The date said.")] = "",
    engagement: Annotated[str, typer.Option("--engagement", metavar="NUMBER", help="The engagement number said.")] = "",
    organisation: OrganisationId = None,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Find the stored invoice that a reference means, with how probable it is; exit 1 when one is not certain.

    With --serve, each line of the input is {"id", "text", "siret_hint", "amount", "date", "engagement"} and gets a line
    {"id", "decision": match|ask|none, "siret", "number", "p", "alternatives": [[siret, number, p], …]} at once.
    """
    with ending():
        settings = load_settings(config, database)
        who = organisation or (settings.serve[0] if len(settings.serve) == 1 else None)
        if who is None:
            raise ConfigError("--organisation: say whose invoices are meant")
        with looking_up(settings.database, who) as find:
            if serve:
                _serve(find)
                return
            besides = {"siret_hint": siret, "amount": amount, "date": date, "engagement": engagement}
            lines = texts or (line.rstrip("\n") for line in sys.stdin)
            certain = [_show(text, _asked(text, besides), find) for text in lines if text.strip()]
    if not all(certain):
        raise typer.Exit(EXIT_FINDINGS)


def _serve(find: LookUp) -> None:
    for line in answers(sys.stdin.buffer, find):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _asked(text: str, besides: dict[str, str]) -> Asked:
    try:
        return asked_of({"text": text, **besides})
    except BadQuestion as error:
        raise ConfigError(f"--{error}".replace("siret_hint", "siret")) from error


def _show(text: str, asked: Asked, find: LookUp) -> bool:
    """Prints what a reference means; whether that is certain."""
    found = find(asked)
    console.print(f"« {text} » : {_sentence(found)}", markup=False, soft_wrap=True)
    for one in found.weighed[found.verdict is not Verdict.NONE :]:
        if one.p >= _SHOWN:
            row = one.candidate
            console.print(f"    sinon {row.number} (fournisseur {row.supplier_id}), {_percent(one.p)}", markup=False)
    return found.verdict is Verdict.MATCH


_SHOWN = 0.01


def _sentence(found: Found) -> str:
    if found.first is None or found.verdict is Verdict.NONE:
        return _VERDICTS[Verdict.NONE]
    row = found.first.candidate
    return f"{_VERDICTS[found.verdict]} {row.number} (fournisseur {row.supplier_id}), {_percent(found.first.p)}"


def _percent(p: float) -> str:
    return f"{100 * min(p, 0.9999):.2f} %".replace(".", ",")
