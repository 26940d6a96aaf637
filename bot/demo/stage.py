"""The stage of the demo: a temporary folder, the three servers, the files to import and the mails to deliver."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.demo.cast import CONTACTS, LATER, cast
from bot.demo.invoices import COLUMNS, DEPT06_PRINCIPAL, of_two_bodies, other_invoices
from bot.demo.loopback import HOST, free_port
from bot.demo.mailbox import DemoMailbox
from bot.demo.mails import ArrivingMail, Reply, answering, arriving
from bot.demo.organisation import (
    DEPT06_ADDRESS,
    DEPT06_TEAM,
    GENERAL_TEAM,
    SECURITY_TEAM,
    DemoFiles,
    write_configuration,
)
from bot.demo.portal.simulator import Simulator
from bot.demo.postman import hand_in
from bot.demo.programme import CASQ, DEPT06
from bot.demo.sink import Sink
from bot.demo.verdict import by_question, read_reply

_A_WHILE = timedelta(minutes=2)
"""How long ago an invoice changes between the acts: a sync leaves the last minute to the next."""


@dataclass(slots=True)
class Stage:
    """Everything set up, nothing delivered yet. `mails` are those that were delivered, in the programme's order."""

    now: datetime
    files: DemoFiles
    mailbox: DemoMailbox
    sink: Sink
    portal: Simulator
    door: tuple[str, int]
    mails: tuple[ArrivingMail, ...] = ()

    def first_act(self) -> None:
        """Suppliers write."""
        self._deliver(tuple(arriving(self.now)))

    def meanwhile(self) -> None:
        """Between the acts: invoices change their status at the portal."""
        for key, status in LATER.items():
            invoice = cast(self.now)[key]
            self.portal.move(self.portal.key_of(invoice.siret, invoice.number), status, at=self.now - _A_WHILE)

    def second_act(self) -> None:
        """What answers the replies that left in the first act."""
        sent = self.replies()
        files = {mail.message_id: mail.sample.file for mail in self.mails}
        replies = {files[question]: found[0] for question, found in sent.items() if question in files}
        self._deliver(tuple(answering(self.now, replies)))

    def _deliver(self, mails: Sequence[ArrivingMail]) -> None:
        """To the mailbox of casq, to Guichet itself for dept06, and as files in `files.received`."""
        self.mails = (*self.mails, *mails)
        self.files.received.mkdir(exist_ok=True)
        for mail in mails:
            (self.files.received / f"{mail.sample.file}.eml").write_bytes(mail.content)
        self.mailbox.deliver((mail.content, mail.arrived_at) for mail in mails if mail.sample.organisation == CASQ)
        handed_in = [mail.content for mail in mails if mail.sample.organisation == DEPT06]
        if handed_in:
            hand_in(self.door, DEPT06_ADDRESS, handed_in)

    def replies(self) -> dict[str, tuple[Reply, ...]]:
        """What suppliers got so far, by the Message-ID of what they wrote."""
        kept = [mail for mail in self.sink.mails() if mail.path.parent == self.files.replies]
        return dict(by_question(read_reply(mail) for mail in kept))

    def escalations(self) -> int:
        """How many mails staff got so far."""
        return sum(1 for mail in self.sink.mails() if mail.path.parent == self.files.escalations)


@contextmanager
def stage(now: datetime) -> Iterator[Stage]:
    """Starts the servers and writes configuration and files to import; the folder stays afterwards."""
    files = DemoFiles(Path(tempfile.mkdtemp(prefix="guichet-demo-")))
    staff = (GENERAL_TEAM, SECURITY_TEAM, DEPT06_TEAM)
    door = (HOST, free_port())
    invoices = (*cast(now).values(), *of_two_bodies(other_invoices(now)))
    portal = Simulator(0, now=now, samples=invoices, ticking=True)
    with DemoMailbox() as mailbox, Sink(files.replies, files.escalations, staff) as sink, portal:
        write_configuration(files, mailbox, sink, portal, "{}:{}".format(*door))
        in_file = (invoice.row() for invoice in invoices if invoice.recipient == DEPT06_PRINCIPAL)
        _write_csv(files.invoices, COLUMNS, in_file)
        _write_csv(files.contacts, ("address", "siret"), CONTACTS)
        yield Stage(now, files, mailbox, sink, portal, door)


def _write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
