"""What the answer to a statement of account says: its first lines, how many of each status, and the sheet given back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.decision import Facts, ReplyPlan
from bot.core.invoice_words import InvoiceLine, invoice_line
from bot.core.language import FRENCH
from bot.core.organisation import Organisation
from bot.core.outgoing_filter import redact_subject
from bot.core.statement_lines import OUTSIDE, Differs, LineFound, Standing
from bot.core.statement_sheet import AnsweredSheet, Cell, answered_sheet

MOST_SHOWN = 10
"""Lines that the mail itself gives one by one; the sheet has them all."""

_HEADING = (("Statut", "Status"), ("Depuis le", "Since"), ("À faire", "What to do"), ("Remarque", "Remark"))
_OPEN = ("À l'étude par nos services", "being looked into")
_UNCHANGED = ("Inchangé depuis notre dernière réponse", "unchanged since our last answer")
_PERSON = ("Rien pour l'instant : un agent vous répondra.", "Nothing for now: a member of staff will answer you.")
_REMARKS = {
    (Differs.AMOUNT,): (
        "Le montant indiqué n'est pas celui que nous avons.",
        "The amount given is not the one we have.",
    ),
    (Differs.DATE,): ("La date indiquée n'est pas celle que nous avons.", "The date given is not the one we have."),
    (Differs.AMOUNT, Differs.DATE): (
        "Le montant et la date indiqués ne sont pas ceux que nous avons.",
        "The amount and the date given are not those we have.",
    ),
}
_UNTOLD = (
    "Le paiement n'est pas signalé dans Chorus Pro : le statut peut rester le même ensuite.",
    "Payment is not reported in Chorus Pro: the status may stay the same afterwards.",
)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line as the mail gives it: `number` as the supplier wrote it (empty: not read); texts empty where none is due."""

    number: str
    standing: str
    label: str
    label_english: str
    status_on: date | None
    remark: str
    remark_english: str


@dataclass(frozen=True, slots=True)
class CountedStatus:
    """How many lines have one status."""

    label: str
    label_english: str
    count: int


def statement_parts(facts: Facts, plan: ReplyPlan) -> Mapping[str, object]:
    """What the template `statement` uses beside what every mail does. Never an amount, never an invoice of anybody else."""
    organisation, intents = facts.organisation, {hit.id for hit in facts.intents}
    invoices = [line.invoice for line in plan.lines if line.invoice is not None]
    standings = Counter(line.standing for line in plan.lines)
    words = [invoice_line(invoice, organisation) for invoice in invoices]
    return {
        "lines": tuple(_shown(line, organisation) for line in _first(plan.lines)),
        "total": len(plan.lines),
        "counts": tuple(_counts(words)),
        "open": standings[Standing.OPEN],
        "unchanged": standings[Standing.UNCHANGED],
        "differing": sum(bool(line.differs) for line in plan.lines),
        "statuses": tuple({word.status: word for word in words}.values()),
        "payment_untold": any(word.payment_untold for word in words),
        "as_of": organisation.local(min(invoice.synced_at for invoice in invoices)),
        "attached": _has_sheet(plan),
        "reminder": bool(intents & {"i04", "i05"}),
        "asked_date": "i03" in intents,
    }


def _counts(words: Sequence[InvoiceLine]) -> Iterator[CountedStatus]:
    """Each status with how many lines have it, the most frequent first."""
    labels = Counter((word.label, word.english.label) for word in words)
    return (CountedStatus(*label, count) for label, count in labels.most_common())


def _first(lines: Sequence[LineFound]) -> Sequence[LineFound]:
    """What the mail gives itself: all of a short statement; of a long one what the sheet cannot show, then the first."""
    return sorted(lines, key=lambda line: line.line.row != OUTSIDE)[:MOST_SHOWN]


def _has_sheet(plan: ReplyPlan) -> bool:
    return len(plan.lines) > MOST_SHOWN


def _shown(line: LineFound, organisation: Organisation) -> ShownLine:
    number = redact_subject(line.line.number, agent_names=organisation.agent_names)
    remark = _REMARKS.get(line.differs, ("", ""))
    if line.invoice is None:
        label = _UNCHANGED if line.standing is Standing.UNCHANGED else _OPEN
        return ShownLine(number, line.standing, *label, None, "", "")
    words = invoice_line(line.invoice, organisation)
    return ShownLine(number, line.standing, words.label, words.english.label, words.status_on, *remark)


# --- the sheet ------------------------------------------------------------------------------------


def statement_sheet(facts: Facts, plan: ReplyPlan, ticket: str, language: str) -> AnsweredSheet | None:
    """The supplier's own table with our columns, for an answer of more than ten lines; None for any other reply."""
    statement = facts.statement
    if statement is None or not plan.lines or not _has_sheet(plan):
        return None
    french = language == FRENCH
    heading = tuple(_both(words, french=french) for words in _HEADING)
    added = {
        line.line.row: _cells(line, facts.organisation, french=french)
        for line in plan.lines
        if line.line.row != OUTSIDE
    }
    return answered_sheet(statement.table, heading, added, f"releve-{ticket}")


def _cells(line: LineFound, organisation: Organisation, *, french: bool) -> tuple[Cell, ...]:
    """Our four cells; the day is that of the status."""
    if line.invoice is None:
        words = _UNCHANGED if line.standing is Standing.UNCHANGED else _OPEN
        return _both(words, french=french), None, _both(_PERSON, french=french), None
    words_of = invoice_line(line.invoice, organisation)
    remarks = [_REMARKS[line.differs]] if line.differs else []
    remarks += [_UNTOLD] if words_of.payment_untold else []
    return (
        _both((words_of.label, words_of.english.label), french=french),
        words_of.status_on,
        _both((words_of.action, words_of.english.action), french=french),
        " ".join(_both(remark, french=french) for remark in remarks) or None,
    )


def _both(words: tuple[str, str], *, french: bool) -> str:
    """The French words, with the English ones behind them for who did not write in French."""
    return words[0] if french or not words[1] else " / ".join(words)
