"""`guichet replay SOURCE`: past mails decided as if they came now, and a report; nothing is sent, nothing is touched."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn, TimeRemainingColumn

from bot import app as guichet
from bot.cli.options import (
    EXIT_FINDINGS,
    ConfigFile,
    Database,
    OrganisationId,
    console,
    ending,
    errors,
    progress_bar,
    stopped_by_signals,
)
from bot.config import load_settings
from bot.core.explain import objects_of
from bot.core.organisation import Organisation
from bot.core.replay import Replayed, Tally, tallied
from bot.edges.refused_rows import harmless
from bot.errors import ConfigError
from bot.replaying import Compared, Replaying, replaying

_OUTCOMES = {
    "ANSWER": "Répondus par Guichet",
    "ASK": "Guichet demande ce qui manque",
    "ESCALATE": "Confiés à un agent",
    "ATTACH": "Rattachés à un dossier ouvert",
    "IGNORE": "Classés sans suite (machines, remerciements)",
    "QUARANTINE": "Illisibles, mis de côté",
}
_COLUMNS = ("message", "recu_le", "suite", "regle", "classe", "demandes", "numeros", "certitude", "raisons")


def replay(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="An mbox, a maildir, a folder of .eml, or imap:FOLDER (read-only).")
    ],
    organisation: OrganisationId = None,
    sent: Annotated[
        str, typer.Option("--sent", metavar="SOURCE", help="Where staff's own answers lie, to be shown beside.")
    ] = "",
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the report.")] = Path("replay"),
    minutes: Annotated[
        float, typer.Option("--minutes", min=0, help="Minutes of staff's time that one mail costs.")
    ] = 6,
    sample: Annotated[int, typer.Option("--sample", min=1, max=500, help="How many answers to show.")] = 50,
    database: Database = None,
    config: ConfigFile = None,
) -> None:
    """Decide past mails again, each at its own time, and write report.html and mails.csv.

    Stopped at any moment, the same command goes on where it was. The folder holds suppliers' mails: keep it as such.
    """
    with ending():
        library = guichet.load_library(load_settings(config, database))
        _folder(out)
        with replaying(library, organisation, out / "replay.sqlite") as under_way:
            if not _decided(under_way, source):
                errors.print("guichet: stopped; the same command goes on from here", style="yellow")
                raise typer.Exit(EXIT_FINDINGS)
            tally = tallied(_tabled(under_way.book.each(), out / "mails.csv"), sample)
            compared = tuple(under_way.compared(tally, sent))
            context = _context(library, under_way.body, tally, compared, minutes)
            _write(out / "report.html", library.renderer.page("replay", context))
        for row in _outcomes(tally):
            console.print(f"{row['count']:>7}  {row['percent']:>5} %  {row['words']}")
        console.print(f"{out / 'report.html'}, {out / 'mails.csv'}", soft_wrap=True)


def _folder(out: Path) -> None:
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"--out: {out}: {error.strerror}") from error


def _decided(under_way: Replaying, source: str) -> bool:
    """Runs to the end, with progress on a terminal; False when it was stopped before."""
    bar = progress_bar(MofNCompleteColumn(), TimeRemainingColumn())
    with bar, stopped_by_signals(Event()) as stopping:
        task = bar.add_task("mails", total=None)
        report = under_way.run(
            source, lambda done, whole: bar.update(task, completed=done, total=whole), stopping.is_set
        )
    if report.again or report.gone:
        errors.print(f"{report.again} repeated, {report.gone} could not be read from the archive")
    return not stopping.is_set()


def _context(
    library: guichet.Library, body: Organisation, tally: Tally, compared: Sequence[Compared], minutes: float
) -> Mapping[str, object]:
    names = {rule.id: rule.name for rule in library.rules.intents}
    hours = (tally.outcomes["ANSWER"] + tally.outcomes["ASK"]) * minutes / 60
    return {
        "body": body.name,
        "tally": tally,
        "outcomes": _outcomes(tally),
        "hours": f"{hours:.1f}".replace(".", ","),
        "minutes": f"{minutes:g}".replace(".", ","),
        "rules": [
            {"rule": rule, "words": _OUTCOMES[outcome], "count": count}
            for (outcome, rule), count in tally.rules.most_common()
        ],
        "intents": [{"id": id_, "words": names.get(id_, id_), "count": n} for id_, n in tally.intents.most_common()],
        "unread": tally.unread_numbers,
        "compared": compared,
    }


def _outcomes(tally: Tally) -> list[dict[str, object]]:
    return [
        {
            "words": words,
            "count": tally.outcomes[outcome],
            "percent": f"{100 * tally.share(outcome):.1f}".replace(".", ","),
            "percent_of_bar": round(100 * tally.share(outcome)),
        }
        for outcome, words in _OUTCOMES.items()
    ]


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"--out: {path}: {error.strerror}") from error


def _tabled(mails: Iterable[Replayed], path: Path) -> Iterator[Replayed]:
    """The same mails, each a line in a table on its way: BOM and semicolons, as a French Excel wants them."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, delimiter=";")
        lines.writerow(_COLUMNS)
        for mail in mails:
            lines.writerow([harmless(cell) for cell in _row(mail)])
            yield mail


def _row(mail: Replayed) -> Iterator[str]:
    told = mail.trace
    mentions = objects_of(told, "mentions")
    matches = objects_of(told, "matches")
    yield mail.message_id or str(mail.key)
    yield mail.received_at.isoformat(timespec="seconds")
    yield _OUTCOMES[mail.outcome or "QUARANTINE"]
    yield str(told.get("rule", ""))
    yield str(told.get("class") or "")
    yield " ".join(str(hit["id"]) for hit in objects_of(told, "intents"))
    yield " ".join(str(mentions[int(str(match["mention"]))]["value"]) for match in matches)
    yield " ".join(str(match["certainty"]) for match in matches)
    yield " ".join(str(why["code"]) for why in objects_of(told, "reasons"))
