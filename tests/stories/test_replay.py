"""Past mails decided again, from real archives: a mailbox read-only, an mbox, a maildir, a folder; nothing leaves."""

from __future__ import annotations

import csv
import mailbox
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import load_library
from bot.config import load_settings
from bot.replaying import replaying
from tests.patience import PATIENCE, wait_until
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink
from tests.stories.office import Office
from tests.stories.test_office import COMPLETE, SUPPLIER, mail

RECEIVED = "Received: from a by b; Mon, 2 Nov 2026 10:00:00 +0100\r\n"
VERIFIED = f"{RECEIVED}Authentication-Results: mx.casq.fr; dmarc=pass header.from=papeterie.example\r\n"
ANSWERED = mail(COMPLETE, headers=VERIFIED)
BANK = mail(f"Merci de noter notre nouveau RIB. {COMPLETE}", headers=VERIFIED, number=2)
BARE = mail("Bonjour, où en est notre facture ?", headers=RECEIVED, number=3)
STAFF = (
    b"Received: from a by b; Tue, 3 Nov 2026 10:00:00 +0100\r\nFrom: agent@casq.fr\r\nTo: compta@papeterie.example\r\n"
    b"Subject: Re: Facture\r\nMessage-ID: <r1@casq.fr>\r\nIn-Reply-To: <1@papeterie.example>\r\n\r\n"
    b"Votre facture part en paiement <b>cette semaine</b>.\r\n"
)


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str) -> Office:
    """An office that has one invoice, and does not answer by itself yet."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure(sending="off")
    office.write_invoices(f"{SUPPLIER},Papeterie,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT,")
    return office


def lines(office: Office, out: str = "replay") -> list[dict[str, str]]:
    """The lines of the report's table."""
    with (office.folder / out / "mails.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def folder(office: Office, name: str, *mails: bytes) -> str:
    """A folder of .eml files."""
    (office.folder / name).mkdir()
    for number, content in enumerate(mails):
        (office.folder / name / f"{number}.eml").write_bytes(content)
    return name


def test_a_mailbox_is_replayed_without_a_trace_in_it_and_without_a_mail_leaving(office: Office) -> None:
    office.dovecot.deliver(office.user, ANSWERED, BANK, BARE)
    before = (office.folder / "guichet.sqlite").read_bytes()
    done = office.guichet("replay", "imap:INBOX")
    assert done.returncode == 0, done.stderr
    assert [line["suite"] for line in lines(office)] == [
        "Répondus par Guichet",
        "Confiés à un agent",
        "Guichet demande ce qui manque",
    ]
    assert office.sink.mails == []
    assert not any(b"\\Seen" in flags for flags in office.dovecot.flags(office.user))
    with office.dovecot.client(office.user) as client:
        assert not any("Guichet" in name for _, _, name in client.list_folders())
    assert (office.folder / "guichet.sqlite").read_bytes() == before


def test_mbox_maildir_and_folder_tell_the_same(office: Office) -> None:
    box = mailbox.mbox(office.folder / "box")
    directory = mailbox.Maildir(office.folder / "maildir")
    for content in (ANSWERED, BANK, BARE):
        box.add(content)
        directory.add(content)
    box.close()
    eml = folder(office, "eml", ANSWERED, BANK, BARE)
    told = []
    for number, source in enumerate(("box", "maildir", eml)):
        assert office.guichet("replay", source, "--out", f"out{number}").returncode == 0
        told.append(sorted((line["message"], line["suite"]) for line in lines(office, f"out{number}")))
    assert told[0] == told[1] == told[2]
    assert len(told[0]) == 3


def test_each_answer_stands_beside_what_staff_wrote_then_and_their_words_are_no_markup(office: Office) -> None:
    sent = folder(office, "sent", STAFF)
    done = office.guichet("replay", folder(office, "eml", ANSWERED, BARE), "--sent", sent)
    assert done.returncode == 0, done.stderr
    page = (office.folder / "replay" / "report.html").read_text(encoding="utf-8")
    assert "cette semaine&lt;/b&gt;" in page
    assert "Mise en paiement" in page
    assert page.count("(pas de réponse retrouvée)") == 0


def test_the_answer_is_that_of_the_day_when_the_mail_came_not_that_of_an_old_mail(office: Office) -> None:
    assert office.guichet("replay", folder(office, "eml", ANSWERED)).returncode == 0
    (line,) = lines(office)
    assert line["recu_le"] == "2026-11-02T09:00:00+00:00"
    assert "late" not in line["raisons"]


def test_a_replay_that_was_stopped_goes_on_where_it_was(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(office.folder)
    monkeypatch.setenv("OFFICE_PASSWORD", "secret")
    mails = [mail(f"{COMPLETE} ({n})", headers=VERIFIED, number=n) for n in range(1, 9)]
    source = folder(office, "eml", *mails)
    library = load_library(load_settings(None, None))
    seen: list[int] = []
    with replaying(library, None, Path("one.sqlite")) as under_way:
        under_way.run(source, lambda done, _: seen.append(done), lambda: len(seen) > 3)
        assert 0 < seen[-1] < len(mails)
    with replaying(library, None, Path("one.sqlite")) as under_way:
        again = under_way.run(source, lambda *_: None, lambda: False)
        assert (again.done, again.again) == (len(mails), 0)
        stopped = [(one.message_id, one.outcome) for one in under_way.book.each()]
    with replaying(library, None, Path("two.sqlite")) as under_way:
        under_way.run(source, lambda *_: None, lambda: False)
        assert [(one.message_id, one.outcome) for one in under_way.book.each()] == stopped
    assert len(stopped) == len(mails)


def test_a_killed_replay_decides_no_mail_twice_and_loses_none(office: Office) -> None:
    mails = [mail(f"{COMPLETE} ({n})", headers=VERIFIED, number=n) for n in range(1, 60)]
    source = folder(office, "eml", *mails)
    process = office.start("replay", source)
    wait_until((office.folder / "replay" / "replay.sqlite").exists)
    time.sleep(timedelta(milliseconds=600).total_seconds())
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE)
    done = office.guichet("replay", source)
    assert done.returncode == 0, done.stderr
    assert sorted(line["message"] for line in lines(office)) == sorted(f"<{n}@papeterie.example>" for n in range(1, 60))
    assert all(line["suite"] for line in lines(office))


@pytest.mark.parametrize(
    ("source", "said"),
    [("nowhere", "nowhere"), ("guichet.toml", "neither an mbox"), (".", "no .eml file"), ("imap:Nulle part", "imap")],
)
def test_a_source_that_is_none_says_so(office: Office, source: str, said: str) -> None:
    done = office.guichet("replay", source)
    assert done.returncode in (2, 3)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_rubbish_among_the_mails_costs_only_itself(office: Office) -> None:
    source = folder(office, "eml", b"", b"\xff\xfe\x00 not a mail", ANSWERED)
    done = office.guichet("replay", source)
    assert done.returncode == 0, done.stderr
    assert "Répondus par Guichet" in [line["suite"] for line in lines(office)]


def test_a_subject_or_number_that_a_spreadsheet_would_run_is_text_in_the_table(office: Office) -> None:
    hostile = ANSWERED.replace(b"<1@papeterie.example>", b"<=cmd@papeterie.example>")
    hostile = hostile.replace(b"Message-ID: <=", b"Message-ID: =<=")
    assert office.guichet("replay", folder(office, "eml", hostile)).returncode == 0
    for line in lines(office):
        assert not any(str(cell)[:1] in ("=", "+", "@") for cell in line.values())
