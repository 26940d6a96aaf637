"""A statement of account against the copy: which lines a mail asks about, and the one invoice that each surely means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.core.disclosure import Claim
from bot.core.flat_text import flat
from bot.core.invoice import Invoice
from bot.core.invoice_number import canonical, compact, same_number
from bot.core.mail import IncomingMail
from bot.core.mention import Mention, Source
from bot.core.statement_table import StatementLine, StatementTable, statements
from bot.core.table_rows import Column, column_of

FEWEST_LINES = 3
"""Below that a table is a question about one or two invoices, answered in full sentences."""
MOST_LINES = 500
OUTSIDE = -1
"""The row of a line that stands in the mail outside the table."""
_WRITTEN = (Source.SUBJECT, Source.FRESH)
_MONTH_MAY_COME_FIRST = "en"


class Standing(StrEnum):
    """What the supplier reads of a line: its status; that it is unchanged since our last mail; that staff look at it."""

    TOLD = "told"
    UNCHANGED = "unchanged"
    OPEN = "open"


class Differs(StrEnum):
    """What the supplier's line gives otherwise than the invoice: said, never how much or when."""

    AMOUNT = "amount"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class LineFound:
    """One line and the invoice that it surely means, None when there is none, or not only one, or not for this sender.

    `standing` is OPEN until somebody has judged what may be said.
    """

    line: StatementLine
    invoice: Invoice | None = None
    differs: tuple[Differs, ...] = ()
    standing: Standing = Standing.OPEN


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of account: the table, and what became of its lines; no more than `MOST_LINES` are looked up.

    `from_contact`: the sender is a contact of the supplier that he writes for. Rows with a price whose number cannot be
    told are lines with an empty number, numbers beside the table lines of the row `OUTSIDE`.
    """

    table: StatementTable
    lines: tuple[StatementLine, ...]
    from_contact: bool = False
    found: tuple[LineFound, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The invoice numbers asked about, as written, each once."""
        return tuple(dict.fromkeys(line.number for line in self.lines if line.number))


def asked_statement(mail: IncomingMail, mentions: Sequence[Mention], asked: Sequence[int]) -> Statement | None:
    """The one table of invoices that a mail asks about, nothing looked up yet; None when there is none or several.

    `asked` are indices of the numbers that the mail is about: those that stand beside the table are lines too, so that
    none is passed over.
    """
    tables = statements(mail)
    if len(tables) != 1 or _is_recognised(mail, tables[0]):
        return None
    (table,) = tables
    lines = tuple(table.lines())
    known = _by_key(lines)
    beside = tuple(
        StatementLine(OUTSIDE, mentions[index].value)
        for index in asked
        if mentions[index].source is not Source.FILE_NAME and not _has(known, mentions[index].value)
    )
    if not lines or not _is_about_invoices(mail, table, [mentions[index] for index in asked], known):
        return None
    unread = tuple(StatementLine(row, "") for row in table.unclear())
    every = (*beside, *sorted((*lines, *unread), key=lambda line: line.row))
    return Statement(table, every) if len(lines) + len(unread) >= FEWEST_LINES else None


def _is_recognised(mail: IncomingMail, table: StatementTable) -> bool:
    """Read from a picture: a digit may be wrong, in any of its lines."""
    return any(file.recognised and file.name == table.name for file in mail.files)


def _is_about_invoices(
    mail: IncomingMail, table: StatementTable, asked: Sequence[Mention], known: Mapping[str, Sequence[str]]
) -> bool:
    """Whether the numbers of the table are invoices and not articles: a heading says so, or nothing written denies it."""
    if table.heading >= 0 and column_of(flat(table.rows[table.heading][table.number])) is Column.INVOICE:
        return True
    in_pages = table.source is Source.ATTACHMENT and not any(
        file.tables for file in mail.files if file.name == table.name
    )
    written = [mention.value for mention in asked if mention.source in _WRITTEN]
    return not in_pages and (not written or any(_has(known, number) for number in written))


def _by_key(lines: Iterable[StatementLine]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        for key in {canonical(line.number), compact(line.number)}:
            found[key].append(line.number)
    return found


def _has(known: Mapping[str, Sequence[str]], number: str) -> bool:
    near = (*known.get(canonical(number), ()), *known.get(compact(number), ()))
    return any(same_number(number, other) for other in near)


# --- against the copy -----------------------------------------------------------------------------


def compared(statement: Statement, claim: Claim, theirs: Sequence[Invoice], language: str) -> Statement:
    """The statement with what was found of each line among `theirs`: invoices of the supplier with one of its numbers.

    Nothing is found for a sender who is no contact of that very supplier, nor when several suppliers are meant. Dates
    of an English mail are not compared: nobody knows which figure is the month.
    """
    siret = claim.claimed.siret
    entitled = claim.is_contact and siret in claim.contact_sirets
    by_key = _invoices_by_key([i for i in theirs if i.supplier_id == siret]) if entitled else {}
    dated = language != _MONTH_MAY_COME_FIRST
    found = (_found(line, by_key, dated=dated) for line in statement.lines[:MOST_LINES])
    return replace(statement, from_contact=claim.is_contact, found=tuple(found))


def _invoices_by_key(invoices: Iterable[Invoice]) -> Mapping[str, Sequence[Invoice]]:
    found: dict[str, list[Invoice]] = defaultdict(list)
    for invoice in invoices:
        for key in {canonical(invoice.number), compact(invoice.number)}:
            found[key].append(invoice)
    return found


def _found(line: StatementLine, by_key: Mapping[str, Sequence[Invoice]], *, dated: bool) -> LineFound:
    near = (*by_key.get(canonical(line.number), ()), *by_key.get(compact(line.number), ()))
    same = {invoice.number: invoice for invoice in near if same_number(line.number, invoice.number)}
    if not line.number or len(same) != 1:
        return LineFound(line)
    (invoice,) = same.values()
    return LineFound(line, invoice, tuple(_differences(line, invoice, dated=dated)))


def _differences(line: StatementLine, invoice: Invoice, *, dated: bool) -> Iterator[Differs]:
    if line.price is not None and invoice.amount is not None and line.price != invoice.amount:
        yield Differs.AMOUNT
    if dated and line.dated and invoice.invoiced_on and date.fromisoformat(line.dated) != invoice.invoiced_on:
        yield Differs.DATE
