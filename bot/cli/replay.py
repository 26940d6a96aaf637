"""`guichet replay SOURCE`: past mails decided as if they came now, and a report; nothing is sent, nothing is touched."""

from __future__ import annotations

import csv
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot import app as guichet
from bot.cli.options import EXIT_FINDINGS, ConfigFile, Database, OrganisationId, console, ending, errors
from bot.config import load_settings
from bot.core.organisation import Organisation
from bot.core.replay import Replayed, Tally
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
            tally = under_way.tally(sample)
            compared = tuple(under_way.compared(tally, sent))
            context = _context(library, under_way.body, tally, compared, minutes)
            _write(out / "report.html", library.renderer.page("replay", context))
            _table(out / "mails.csv", under_way)
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
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=errors, disable=not errors.is_terminal, transient=True)
    stopping = Event()
    with bar, _heard(stopping):
        task = bar.add_task("mails", total=None)
        report = under_way.run(
            source, lambda done, whole: bar.update(task, completed=done, total=whole), stopping.is_set
        )
    if report.again or report.gone:
        errors.print(f"{report.again} repeated, {report.gone} could not be read from the archive")
    return not stopping.is_set()


@contextmanager
def _heard(stopping: Event) -> Iterator[None]:
    """SIGINT and SIGTERM end the run after the mail at hand."""
    before = {number: signal.signal(number, lambda *_: stopping.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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


def _table(path: Path, under_way: Replaying) -> None:
    """One line a mail, for a spreadsheet: BOM and semicolons, as a French Excel wants them."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file, delimiter=";")
        lines.writerow(_COLUMNS)
        for mail in under_way.book.each():
            lines.writerow([_harmless(cell) for cell in _row(mail)])


def _row(mail: Replayed) -> Iterator[str]:
    told = mail.trace
    mentions = _listed(told, "mentions")
    matches = _listed(told, "matches")
    yield mail.message_id or str(mail.key)
    yield mail.received_at.isoformat(timespec="seconds")
    yield _OUTCOMES[mail.outcome or "QUARANTINE"]
    yield str(told.get("rule", ""))
    yield str(told.get("class") or "")
    yield " ".join(str(hit["id"]) for hit in _listed(told, "intents"))
    yield " ".join(str(mentions[int(str(match["mention"]))]["value"]) for match in matches)
    yield " ".join(str(match["certainty"]) for match in matches)
    yield " ".join(str(why["code"]) for why in _listed(told, "reasons"))


def _listed(told: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    value = told.get(name)
    return value if isinstance(value, list) else []


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is given as text (CWE-1236)."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
