"""The loop that tidies: settled messages to their folders, what was sent to Sent, drafts to Drafts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.core.message import Route
from bot.core.organisation import Folders
from bot.errors import MailboxError
from bot.jobs.loop import never
from bot.ports.outside import Clock, FolderState, Mailbox
from bot.ports.store import Filing, Ledger, Outbox, OutboxItem

_BATCH = 100
_ROUNDS = 50


@dataclass(slots=True)
class FilingReport:
    """What one pass did: mails moved, copies of ours put into Sent or Drafts, refused by the server."""

    moved: int = 0
    copied: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Filer:
    """One mailbox and what filing in it needs. `folders` gives the targets their names in this mailbox.

    The ledger is written after the mailbox was touched, so a crash in between repeats a move: the UID is gone
    by then, and a mail that is gone counts as filed (a person was quicker, or this program was).
    """

    mailbox: Mailbox
    ledger: Ledger
    outbox: Outbox
    clock: Clock
    mailbox_id: str
    folders: Folders
    at: Callable[[str], None] = never

    def run(self) -> FilingReport:
        """One pass. Raises MailboxError: at once when the connection is at fault, at the end when one folder is."""
        report = FilingReport()
        refusals: list[MailboxError] = []
        self._file_all(report, refusals)
        self._copy_all(report, refusals)
        if refusals:
            report.refused = len(refusals)
            raise refusals[0]
        return report

    def _file_all(self, report: FilingReport, refusals: list[MailboxError]) -> None:
        for _ in range(_ROUNDS):
            filings = self.ledger.filings(self.mailbox_id, _BATCH)
            if not filings:
                return
            state = self.mailbox.open()
            for target in sorted({one.target for one in filings}):
                group = [one for one in filings if one.target == target]
                _tolerate(partial(self._file, group, target, state, report), refusals)
            if refusals or len(filings) < _BATCH:
                return

    def _file(self, filings: Sequence[Filing], target: str, state: FolderState, report: FilingReport) -> None:
        """Moves one target's mails, those of the intake folder together, then notes all of them as filed."""
        name = self._name(target)
        here = [one for one in filings if not one.folder]
        # A UID of an earlier numbering names nothing: the mail was read again and has another copy in the ledger.
        uids = [one.uid for one in here if one.uid_validity == state.uid_validity]
        if uids:
            self.mailbox.move(uids, name)
        for one in filings:
            if one.folder and one.folder != name and one.message_id:
                self.mailbox.move_by_message_id(one.message_id, one.folder, name)
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

    def _copy_all(self, report: FilingReport, refusals: list[MailboxError]) -> None:
        for _ in range(_ROUNDS):
            items = self.outbox.to_copy(self.mailbox_id, _BATCH)
            if not items:
                return
            self.mailbox.open()
            for item in items:
                _tolerate(partial(self._copy, item, report), refusals)
            if refusals or len(items) < _BATCH:
                return

    def _copy(self, item: OutboxItem, report: FilingReport) -> None:
        folder = "drafts" if item.route is Route.DRAFT else "sent"
        self.mailbox.append(folder, item.content, item.message_id)
        self.at("filing.copied")
        self.outbox.note_copied(item.key, self.clock.now())
        report.copied += 1


def _tolerate(step: Callable[[], None], refusals: list[MailboxError]) -> None:
    """A plain refusal (a full or forbidden folder) costs that folder or copy only; the rest goes on."""
    try:
        step()
    except MailboxError as error:
        if error.temporary:
            raise
        refusals.append(error)
