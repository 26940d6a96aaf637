"""The demo's table: mail, decision, reason, reply; the same for a terminal and for a file."""

from __future__ import annotations

from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from bot.demo.mails import Reply
from bot.demo.programme import SampleMail
from bot.demo.verdict import Seen

_OUTCOMES = {
    "ANSWER": ("Répondu", "green"),
    "ASK": ("Demande d'éléments", "cyan"),
    "ESCALATE": ("Passé à un agent", "yellow"),
    "ATTACH": ("Joint au dossier", "yellow"),
    "IGNORE": ("Ignoré", "dim"),
}
_COUNTED = {
    "ANSWER": ("répondu", "répondus"),
    "ASK": ("demande d'éléments", "demandes d'éléments"),
    "ESCALATE": ("passé à un agent", "passés à un agent"),
    "ATTACH": ("joint au dossier", "joints au dossier"),
    "IGNORE": ("ignoré", "ignorés"),
}
_KINDS = {"answer": "réponse", "ask": "question", "acknowledgement": "accusé de réception"}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `seen` None while the mail waits; `faults` only at the end."""

    sample: SampleMail
    seen: Seen | None
    replies: tuple[Reply, ...]
    faults: tuple[str, ...] = ()


def table(rows: tuple[Row, ...]) -> Table:
    """The whole table as it stands."""
    shown = Table(title="Les courriels de la démonstration", title_justify="left", expand=True)
    shown.add_column("", width=2, justify="right")
    shown.add_column("Reçu par", width=8)
    shown.add_column("Courriel", ratio=3)
    shown.add_column("Décision", ratio=2)
    shown.add_column("Pourquoi", ratio=4)
    shown.add_column("Envoyé au fournisseur", ratio=2)
    for number, row in enumerate(rows, 1):
        shown.add_row(str(number), row.sample.organisation, row.sample.title, _decision(row), _why(row), _reply(row))
    return shown


def _decision(row: Row) -> Text:
    if row.seen is None:
        return Text("…", "dim")
    word, style = _OUTCOMES.get(row.seen.outcome, (row.seen.outcome, ""))
    team = " (sécurité)" if row.seen.team == "security" else ""
    return Text(word + team, style)


def _why(row: Row) -> Text:
    if row.seen is None:
        return Text()
    why = Text(" ".join(row.seen.why))
    for fault in row.faults:
        why.append(f"\nInattendu : {fault}", "bold red")
    return why


def _reply(row: Row) -> Text:
    if row.seen is None:
        return Text()
    if not row.seen.reply_kind:
        return Text("rien", "dim")
    kind = _KINDS.get(row.seen.reply_kind, row.seen.reply_kind)
    files = ", ".join(reply.path.name for reply in row.replies)
    return Text(f"{kind} ({files})" if files else f"{kind}, en cours d'envoi")


def count_line(rows: tuple[Row, ...], seconds: float) -> str:
    """One line that counts what happened."""
    outcomes = [row.seen.outcome for row in rows if row.seen is not None]
    parts = [f"{count} {words[count > 1]}" for code, words in _COUNTED.items() if (count := outcomes.count(code))]
    waiting = len(rows) - len(outcomes)
    if waiting:
        parts.append(f"{waiting} en attente")
    wrong = sum(1 for row in rows if row.faults)
    end = "tout est comme prévu" if not wrong else f"pas comme prévu : {wrong}"
    return f"{len(rows)} courriels : {', '.join(parts)} ; {end} ; {seconds:.0f} s."
