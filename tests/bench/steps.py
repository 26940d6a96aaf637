"""Which part of the work costs what: processor time at the seams of the jobs, each call less the calls within it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from bot.core.outgoing_filter import violations
from bot.core.reply import supplier_context
from bot.edges.attached.reader import AttachmentReader
from bot.edges.compose import MailComposer
from bot.edges.imap import ImapMailbox
from bot.edges.mime import MimeParser
from bot.edges.smtp import SmtpPost
from bot.edges.store_history import History
from bot.edges.store_invoices import InvoiceBook
from bot.edges.store_ledger import Ledger
from bot.edges.store_outbox import Outbox
from bot.edges.store_pauses import Pauses
from bot.edges.store_switch import Switch
from bot.edges.store_tickets import Tickets
from bot.edges.templates import TemplateRenderer
from bot.jobs import deliberate
from bot.jobs.correspondence import Correspondence
from bot.jobs.deliberate import Deliberation, Deliberator
from bot.jobs.filing import Filer
from bot.jobs.intake import Intake
from bot.jobs.outbox import Sender
from bot.jobs.triage import Triage


def _methods(part: type, *without: str) -> tuple[tuple[Any, str], ...]:
    """Every method that a port of the store shows, but these."""
    return tuple((part, name) for name in vars(part) if name[0] != "_" and name not in ("name", *without))


_SEAMS: dict[str, tuple[tuple[Any, str], ...]] = {
    "fetch": ((Intake, "run"), (ImapMailbox, "list_from"), (ImapMailbox, "_fetch_batch"), (ImapMailbox, "open")),
    "keep": ((Intake, "_keep"), (Ledger, "keep")),
    "claim": ((Ledger, "claim"), (Ledger, "content"), (Ledger, "quarantined_untold"), (Switch, "stopped")),
    "parse": ((MimeParser, "parse"),),
    "attachments": ((AttachmentReader, "read"),),
    "understand": ((deliberate, "understand"), (deliberate, "match_mentions")),
    "look up": ((Deliberator, "_facts"), *_methods(InvoiceBook), *_methods(History), *_methods(Pauses)),
    "decide": ((Deliberator, "deliberate"), (deliberate, "decide")),
    "render": (
        *((TemplateRenderer, name) for name in ("render", "bilingual")),
        *((deliberate, name) for name in (supplier_context.__name__, violations.__name__)),
    ),
    "compose": ((MailComposer, "compose"),),
    "notes": ((Correspondence, "queued"),),
    "triage": ((Triage, "run"), (Deliberation, "explain")),
    "record": ((Tickets, "record"), (Tickets, "next_number")),
    "send": ((SmtpPost, "send"),),
    "outbox": ((Sender, "run"), (Outbox, "any_due"), (Outbox, "claim"), (Outbox, "note_sent")),
    "file": ((Filer, "run"),),
}
"""Step → the functions that are it. What a function calls of another step counts there."""
_UNDERSTANDING = ("parse", "understand", "look up", "decide")
_EACH_MAIL = (Deliberator, "deliberate")
"""What is between the bytes of a mail and the decision about it, and the call that goes all that way."""


class Steps:
    """Seconds of processor time by step, while `timed` is open.

    `understanding` holds what each mail took from its bytes to its decision; not those whose files were read too.
    """

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.understanding: list[float] = []
        self._open: list[str] = []
        self._since = 0.0

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Puts a timer round every seam, and takes it away again."""
        originals = [(where, name, getattr(where, name)) for seams in _SEAMS.values() for where, name in seams]
        try:
            for step, seams in _SEAMS.items():
                for where, name in seams:
                    setattr(where, name, self._around(step, getattr(where, name)))
            setattr(*_EACH_MAIL, self._each(getattr(*_EACH_MAIL)))
            yield
        finally:
            for where, name, original in originals:
                setattr(where, name, original)

    def _around(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def timed(*arguments: Any, **named: Any) -> Any:
            self._turn()
            self._open.append(step)
            try:
                return function(*arguments, **named)
            finally:
                self._turn()
                self._open.pop()

        return timed

    def _each(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Notes what understanding took, for each call that ends well with a mail and nothing else."""

        @wraps(function)
        def noted(*arguments: Any, **named: Any) -> Any:
            before = self._understanding()
            result = function(*arguments, **named)
            if not result.mail.files:
                self.understanding.append(self._understanding() - before)
            return result

        return noted

    def _understanding(self) -> float:
        return sum(self.seconds[step] for step in _UNDERSTANDING)

    def _turn(self) -> None:
        """What passed since the last turn belongs to the innermost step."""
        now = time.thread_time()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now
