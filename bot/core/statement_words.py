"""What the words of a statement of account say beside its figures: a demand or another account in a cell wins too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.core.attached import AttachedFile, FileKind, FileStatus, Unread
from bot.core.attached_words import new_bank_words
from bot.core.intents import classify
from bot.core.mail import IncomingMail
from bot.core.mention import Source
from bot.core.rulebook import IntentHit, Rulebook
from bot.core.statement_lines import Statement

_WORD = re.compile(r"[^\W\d_]{4}")


def table_words(statement: Statement) -> str:
    """The cells that hold words, each once and on a line of its own."""
    cells = (cell for row in statement.table.rows for cell in row if _WORD.search(cell))
    return "\n".join(f"{cell}." for cell in dict.fromkeys(cells))


def strict_intents(mail: IncomingMail, statement: Statement, rules: Rulebook) -> tuple[IntentHit, ...]:
    """Intents of classes S and H in the cells of a file; those in the text of the mail are found there."""
    if statement.table.source is Source.FRESH:
        return ()
    alone = replace(mail, subject="", fresh_text=table_words(statement), quoted_text="", attachments=(), files=())
    return tuple(hit for hit in classify(alone, (), rules.intents) if hit.intent_class.for_person)


def bank_words(statement: Statement) -> Iterator[str]:
    """Lines that speak of another account, also far down a file whose searched text was cut."""
    words = table_words(statement)
    return new_bank_words((AttachedFile("", FileKind.SHEET, FileStatus.READ, text=words),))


def is_read_whole(file: AttachedFile, statement: Statement | None) -> bool:
    """Whether all of a sheet was read though its text was too long to be searched: the statement is all that it holds."""
    named = statement is not None and file.name == statement.table.name and file.tables == (statement.table.rows,)
    return named and file.why is Unread.TOO_LARGE
