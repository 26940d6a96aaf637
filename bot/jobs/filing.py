"""The loop that tidies: settled messages to their folders, what was sent to Sent, drafts to Drafts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import groupby

from bot.core.message import Route
from bot.core.organisation import Folders
from bot.errors import MailboxError
from bot.jobs.loop import never
from bot.ports.outbox import Outbox, OutboxItem
from bot.ports.outside import Clock, FolderState, Mailbox
from bot.ports.store import Filing, Ledger

_BATCH = 100
_ROUNDS = 50
_COPY_BATCH = 20
_COPY_LEASE = timedelta(minutes=20)
"""Longer than one pass may last: nobody else copies what we are copying."""
_COPY_PAUSE = timedelta(minutes=15)
"""How long a copy that the server refused makes room for the others."""
_COPY_REFUSALS = 10
"""So many refusals, and the rest of the copies waits for the next pass: the folder is full or forbidden."""


@dataclass(slots=True)
class FilingReport:
    """What one pass did: mails moved, copies of ours put into Sent or Drafts or not, and what the server refused."""

    moved: int = 0
    copied: int = 0
    copies_refused: int = 0
    refusals: list[MailboxError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filer:
    """One mailbox and what filing in it needs. `folders` gives the targets their names in this mailbox.

    The ledger is written after the mailbox was touched, so a crash in between repeats a move: the UID is gone
    by then, and a mail that is gone counts as filed (a person was quicker, or this program was). `owner` holds the
    leases on copies; `stopping` ends a long pass between two batches.
    """

    mailbox: Mailbox
    ledger: Ledger
    outbox: Outbox
    clock: Clock
    mailbox_id: str
    folders: Folders
    owner: str
    stopping: Callable[[], bool] = bool
    at: Callable[[str], None] = never

    def run(self) -> FilingReport:
        """One pass. Raises MailboxError when the connection is at fault; a plain refusal is in the report."""
        report = FilingReport()
        self._file_all(report)
        self._copy_all(report)
        return report

    def _file_all(self, report: FilingReport) -> None:
        refused: set[tuple[str, str]] = set()  # left out of the rest of the pass, or the oldest would block all others
        for _ in range(_ROUNDS):
            filings = () if self.stopping() else self.ledger.filings(self.mailbox_id, _BATCH, sorted(refused))
            if not filings:
                return
            state = self.mailbox.open()
            for way, group in groupby(sorted(filings, key=_way), key=_way):
                if not _is_taken(partial(self._file, tuple(group), state, report), report):
                    refused.add(way)

    def _file(self, filings: Sequence[Filing], state: FolderState, report: FilingReport) -> None:
        """Moves mails from one folder to another (those of the intake folder together), then notes them as filed."""
        folder, target = _way(filings[0])
        name = self._name(target)
        # A UID of an earlier numbering names nothing: the mail was read again and has another copy in the ledger.
        uids = [one.uid for one in filings if one.uid_validity == state.uid_validity]
        if uids and not folder:
            self.mailbox.move(uids, name)
        for one in filings:
            if folder and folder != name and one.message_id:
                self.mailbox.move_by_message_id(one.message_id, folder, name)
        self.at("filing.moved")
        self.ledger.note_filed([(one.copy_key, name) for one in filings])
        report.moved += len(filings)

    def _name(self, target: str) -> str:
        names = {
            "answered": self.folders.answered,
            "to_handle": self.folders.to_handle,
            "ignored": self.folders.ignored,
            "error": self.folders.error,
        }
        return names[target]

    def _copy_all(self, report: FilingReport) -> None:
        for _ in range(_ROUNDS * _BATCH // _COPY_BATCH):
            if self.stopping():
                return
            items = self.outbox.claim_copies(self.owner, self.clock.now(), _COPY_LEASE, self.mailbox_id, _COPY_BATCH)
            if not items:
                return
            if not report.copied + report.copies_refused:
                self.mailbox.open()
            self._copy_batch(items, report)
            if report.copies_refused >= _COPY_REFUSALS:
                return

    def _copy_batch(self, items: Sequence[OutboxItem], report: FilingReport) -> None:
        """Copies these mails, then notes what became of them: all together, whatever happens on the way.

        One whose copy failed half-way keeps its lease. What was not come to is free for the next pass, and for
        « guichet start ».
        """
        left, copied, refused = list(items), list[int](), list[int]()
        lying: dict[str, frozenset[str]] = {}
        try:
            while left and report.copies_refused < _COPY_REFUSALS and not self.stopping():
                item = left.pop(0)
                taken = _is_taken(partial(self._copy, item, items, lying), report)
                (copied if taken else refused).append(item.key)
                report.copied += taken
                report.copies_refused += not taken
        finally:
            now = self.clock.now()
            if copied:
                self.outbox.note_copied(copied, now)
            if refused:
                self.outbox.note_copies_refused(refused, now + _COPY_PAUSE)
            if left:
                self.outbox.note_copies_refused([item.key for item in left], now)

    def _copy(self, item: OutboxItem, batch: Sequence[OutboxItem], lying: dict[str, frozenset[str]]) -> None:
        """Puts one mail into its folder unless it lies there: by an earlier try, or by the mail server itself.

        `lying` is what was found in each folder: searched once for the whole batch, which nobody else copies.
        """
        folder = _copy_folder(item)
        if folder not in lying:
            ours = [one.message_id for one in batch if _copy_folder(one) == folder]
            lying[folder] = self.mailbox.lying(folder, ours)
        if item.message_id not in lying[folder]:
            self.mailbox.append(folder, item.content)
        self.at("filing.copied")


def _copy_folder(item: OutboxItem) -> str:
    return "drafts" if item.route is Route.DRAFT else "sent"


def _way(filing: Filing) -> tuple[str, str]:
    """Where it lies and where it belongs: what a server refuses once it refuses again."""
    return filing.folder, filing.target


def _is_taken(step: Callable[[], None], report: FilingReport) -> bool:
    """False, and noted, for a plain refusal (a full or forbidden folder): it costs that folder or copy only."""
    try:
        step()
    except MailboxError as error:
        if error.temporary:
            raise
        report.refusals.append(error)
        return False
    return True
