"""Which lines of a statement of account may be told to its sender, and what staff must look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import guards
from bot.core.decision import Facts, Reason, reason
from bot.core.rulebook import Limits
from bot.core.statement_lines import MOST_LINES, Differs, LineFound, Standing
from bot.core.statement_table import MOST_ROWS

TEMPLATE = "statement"
_MOST_REASONS = 20
"""Lines that a note to staff gives one by one; the others are counted."""
_TIME_BAR = frozenset({"invoice_too_old", "invoice_date_unknown"})


@dataclass(frozen=True, slots=True)
class JudgedLines:
    """The lines as the supplier will read them, and why staff must look at some (empty: nothing is left to do)."""

    lines: tuple[LineFound, ...]
    reasons: tuple[Reason, ...]

    @property
    def told(self) -> int:
        """How many lines say a status."""
        return sum(line.standing is Standing.TOLD for line in self.lines)


def why_no_statement(facts: Facts) -> tuple[Reason, ...]:
    """Why a statement is not answered line by line whoever judges it; empty when it may be, or when there is none."""
    statement = facts.statement
    if statement is None:
        return ()
    if len(statement.lines) > MOST_LINES or len(statement.table.rows) >= MOST_ROWS:
        return (reason("statement_too_long", count=len(statement.lines), most=MOST_LINES),)
    return () if statement.from_contact else (reason("statement_not_a_contact"),)


def statement_stopped(facts: Facts, limits: Limits, now: datetime) -> tuple[Reason, ...]:
    """Why no line at all may be told: a stale copy, a sender who is not known, an old debt; empty when lines may.

    An invoice of more than three calendar years, or of an unknown day, stops the whole mail: a written answer that
    names it may revive the debt (loi 68-1250, article 2), and one that leaves it out would seem to settle it.
    """
    stale = guards.freshness(facts)
    if stale is not None:
        return (stale,)
    statement = facts.statement
    if statement is None or why_no_statement(facts):
        return why_no_statement(facts)
    invoices = [found.invoice for found in statement.found if found.invoice is not None]
    why = (why for invoice in invoices for why in guards.unfit(invoice, facts.organisation, limits, now))
    return _bounded([one for one in why if one.code in _TIME_BAR])


def judged_lines(facts: Facts, limits: Limits, now: datetime) -> JudgedLines:
    """Each line told, unchanged since we last told it, or open; the amount that differs is told and shown to staff."""
    found = facts.statement.found if facts.statement else ()
    said = frozenset(told for past in facts.past_replies for told in past.told)
    judged = [_judged(line, said, facts, limits, now) for line in found]
    unread = sum(not line.line.number for line in found)
    first = (reason("statement_line_unread", count=unread),) if unread else ()
    reasons = [why for _, whys in judged for why in whys]
    return JudgedLines(tuple(line for line, _ in judged), (*first, *_bounded(reasons)))


def _judged(
    line: LineFound, said: frozenset[tuple[str, str, str]], facts: Facts, limits: Limits, now: datetime
) -> tuple[LineFound, tuple[Reason, ...]]:
    """One line as the supplier may read it, and why staff must look at it."""
    invoice = line.invoice
    if invoice is None:
        return line, (reason("statement_line", number=line.line.number),) if line.line.number else ()
    why = guards.unfit(invoice, facts.organisation, limits, now)
    if why:
        return LineFound(line.line), why
    if (invoice.supplier_id, invoice.number, invoice.status) in said:
        return LineFound(line.line, standing=Standing.UNCHANGED), (reason("already_answered", number=invoice.number),)
    differs = (reason("statement_amount_differs", number=invoice.number),) if Differs.AMOUNT in line.differs else ()
    return replace(line, standing=Standing.TOLD), differs


def _bounded(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """The first of them, each once, and how many more there are."""
    every = list(dict.fromkeys(reasons))
    more = len(every) - _MOST_REASONS
    rest = (reason("statement_more", count=more),) if more > 0 else ()
    return (*every[:_MOST_REASONS], *rest)
