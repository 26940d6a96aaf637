"""The stage of the demo: a temporary folder, the two servers, the files to import and the mails to deliver."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.demo.cast import CONTACTS, cast
from bot.demo.invoices import COLUMNS, other_invoices
from bot.demo.mailbox import DemoMailbox
from bot.demo.mails import ArrivingMail, arriving
from bot.demo.organisation import GENERAL_TEAM, SECURITY_TEAM, DemoFiles, write_configuration
from bot.demo.sink import Sink
from bot.demo.verdict import Reply, by_question, read_reply


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything set up, nothing delivered yet. Mails arrive just before `now`."""

    now: datetime
    files: DemoFiles
    mailbox: DemoMailbox
    sink: Sink
    mails: tuple[ArrivingMail, ...]

    def deliver(self) -> None:
        """Suppliers write: the mails lie in the mailbox, and as files in `files.received`."""
        self.files.received.mkdir()
        for mail in self.mails:
            (self.files.received / f"{mail.sample.file}.eml").write_bytes(mail.content)
        self.mailbox.deliver((mail.content, mail.arrived_at) for mail in self.mails)

    def replies(self) -> dict[str, tuple[Reply, ...]]:
        """What suppliers got so far, by the Message-ID of what they wrote."""
        kept = [mail for mail in self.sink.mails() if mail.path.parent == self.files.replies]
        return dict(by_question(read_reply(mail) for mail in kept))

    def escalations(self) -> int:
        """How many mails staff got so far."""
        return sum(1 for mail in self.sink.mails() if mail.path.parent == self.files.escalations)


@contextmanager
def stage(now: datetime) -> Iterator[Stage]:
    """Starts both servers and writes configuration and files to import; the folder stays afterwards."""
    files = DemoFiles(Path(tempfile.mkdtemp(prefix="guichet-demo-")))
    with DemoMailbox() as mailbox, Sink(files.replies, files.escalations, (GENERAL_TEAM, SECURITY_TEAM)) as sink:
        write_configuration(files, mailbox, sink)
        invoices = (*cast(now).values(), *other_invoices(now))
        _write_csv(files.invoices, COLUMNS, (invoice.row() for invoice in invoices))
        _write_csv(files.contacts, ("address", "siret"), CONTACTS)
        yield Stage(now, files, mailbox, sink, tuple(arriving(now)))


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
