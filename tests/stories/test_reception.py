"""An office to which mail servers hand over the mail: answered at once, kept through every crash, never twice."""

from __future__ import annotations

import smtplib
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.edges.store import open_store
from bot.edges.store_status import Status
from tests.patience import PATIENCE, wait_until
from tests.servers.dovecot import Dovecot, free_port
from tests.servers.sink import Sink
from tests.stories.office import TEAM, Office, words_of
from tests.stories.test_office import COMPLETE, SUPPLIER, mail

BOX = "accueil.comptabilite@casq.fr"
LMTP_TRACE = b"Return-Path: <compta@papeterie.example>\r\nDelivered-To: accueil.comptabilite@casq.fr\r\n"


@dataclass(frozen=True)
class Doors:
    """Where the office's process listens, once it runs."""

    smtp: int
    lmtp: int

    def client(self, *, lmtp: bool = True) -> smtplib.SMTP:
        """A greeted client, as soon as somebody listens."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return smtplib.LMTP("127.0.0.1", self.lmtp) if lmtp else smtplib.SMTP("127.0.0.1", self.smtp)
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.05)

    def bring(self, *mails: bytes, lmtp: bool = True) -> None:
        """Hands mails over, all of which must be taken."""
        with self.client(lmtp=lmtp) as client:
            for one in mails:
                assert client.sendmail("compta@papeterie.example", [BOX], one) == {}


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str) -> Office:
    """An office on SQLite, with one invoice and its mailbox at Dovecot."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, f"sqlite:///{tmp_path}/guichet.sqlite")
    office.configure()
    office.write_invoices(f"{SUPPLIER},Papeterie,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT,")
    return office


@pytest.fixture
def doors(office: Office) -> Doors:
    """The office has doors as well as its mailbox."""
    doors = Doors(free_port(), free_port())
    path = office.folder / "guichet.toml"
    table = f'\n[reception]\nsmtp = "127.0.0.1:{doors.smtp}"\nlmtp = "127.0.0.1:{doors.lmtp}"\n'
    path.write_text(path.read_text(encoding="utf-8") + table, encoding="utf-8")
    return doors


@pytest.fixture
def without_mailbox(office: Office, doors: Doors) -> None:
    """The office has doors and no mailbox to read."""
    path = office.folder / "guichet.toml"
    before, _, after = path.read_text(encoding="utf-8").partition("[organisations.casq.mailbox.imap]")
    path.write_text(before + after[after.index("[organisations.casq.mailbox.smtp]") :], encoding="utf-8")


def states(office: Office) -> tuple[dict[str, int], dict[str, int]]:
    """Messages and mails that are to leave, by state."""
    store = open_store(office.url, read_only=True)
    try:
        counts = Status(store.engine).counts("casq")
    finally:
        store.close()
    return counts["messages"], counts["outbox"]


@pytest.mark.usefixtures("without_mailbox")
def test_without_any_mailbox_mail_is_handed_over_answered_and_closed(office: Office, doors: Doors) -> None:
    with office.running() as process:
        doors.bring(mail(COMPLETE))
        wait_until(lambda: len(office.to_suppliers()) == 1)
        doors.bring(mail("Ceci vaut mise en demeure.", number=2), lmtp=False)
        wait_until(lambda: len(office.to_staff()) == 1 and len(office.to_suppliers()) == 2)
        wait_until(lambda: states(office) == ({"filed": 2}, {"sent": 3}))
    assert process.returncode == 0
    assert "Mise en paiement" in words_of(office.to_suppliers()[0])
    assert office.to_staff()[0].to == (TEAM,)
    assert f"receiving at=smtp=127.0.0.1:{doors.smtp},lmtp=127.0.0.1:{doors.lmtp}" in process.log()
    assert "papeterie" not in process.log()


@pytest.mark.usefixtures("without_mailbox")
@pytest.mark.parametrize("point", ["intake.fetched", "ledger.before_commit", "intake.kept"])
def test_a_process_killed_before_it_said_kept_has_the_mail_once_it_is_sent_again(
    office: Office, doors: Doors, point: str
) -> None:
    with office.running(crash_at=point) as process, doors.client() as client:
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.sendmail("compta@papeterie.example", [BOX], mail(COMPLETE))
        client.close()
    assert process.returncode == -9
    with office.running():
        doors.bring(mail(COMPLETE), mail(COMPLETE))
        wait_until(lambda: states(office) == ({"filed": 1}, {"sent": 1}))
    assert len(office.sink.mails) == 1


def test_one_mail_by_both_ways_gets_one_reply_and_its_copy_is_filed(office: Office, doors: Doors) -> None:
    with office.running():
        for number in range(4):
            asked = mail(COMPLETE, number=number)
            if number < 2:
                office.dovecot.deliver(office.user, asked)
            doors.bring(LMTP_TRACE + asked, lmtp=bool(number % 2))
            if number >= 2:
                office.dovecot.deliver(office.user, asked)
        wait_until(lambda: office.dovecot.subjects(office.user, "INBOX") == [])
        wait_until(lambda: states(office)[0] == {"filed": 4})
    filed = [len(office.dovecot.subjects(office.user, f"Guichet/{name}")) for name in ("Répondu", "À traiter")]
    assert sum(filed) == 4
    (answer,) = [reply for reply in office.to_suppliers() if "Mise en paiement" in words_of(reply)]
    assert answer.message["In-Reply-To"] is not None
    replies = [str(reply.message["In-Reply-To"]) for reply in office.to_suppliers()]
    assert len(replies) == len(set(replies))


@pytest.mark.usefixtures("without_mailbox")
def test_a_mail_that_cannot_be_read_is_kept_and_staff_are_told(office: Office, doors: Doors) -> None:
    with office.running():
        doors.bring(b"\r\n")
        wait_until(lambda: len(office.to_staff()) == 1)
    assert states(office)[0] == {"quarantined": 1}


@pytest.mark.usefixtures("without_mailbox")
def test_one_pass_opens_no_door_but_ends_what_was_handed_over(office: Office, doors: Doors) -> None:
    with office.running(crash_at="intake.kept"), doors.client() as client:
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.sendmail("compta@papeterie.example", [BOX], mail(COMPLETE))
        client.close()
    assert office.drained() == {
        "synced": 0, "files": 0, "kept": 0, "decided": 1, "sent": 1, "postponed": 0, "dead": 0, "filed": 1,
        "quarantined": 0, "failures": {},
    }  # fmt: skip
    assert states(office) == ({"filed": 1}, {"sent": 1})
