"""When the outside is away: the log and the exit code say so, nothing is lost, and a stop is quick."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.patience import wait_until
from tests.servers.dovecot import Dovecot, free_port
from tests.servers.sink import Sink
from tests.stories.office import TEAM, Office
from tests.stories.test_office import COMPLETE, SUPPLIER, mail

INVOICE = f"{SUPPLIER},Papeterie,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT,"


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str) -> Office:
    """An office on SQLite."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure()
    return office


def edit(office: Office, old: str, new: str) -> None:
    """Changes the configuration."""
    path = office.folder / "guichet.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def failures(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    """What `run --once --json` says did not answer, from a run that must say so."""
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    told: dict[str, str] = json.loads(done.stdout)["failures"]
    return told


def test_a_mailbox_that_refuses_connections_ends_with_3(office: Office) -> None:
    edit(office, f"port = {office.dovecot.imap_port}", f"port = {free_port()}")
    done = office.guichet("run", "--once", "--json")
    assert set(failures(done)) == {"casq reading"}
    assert "where=casq reading reason=lost" in done.stderr


def test_a_wrong_password_ends_with_3_and_the_log_says_login(office: Office) -> None:
    edit(office, 'password_env = "OFFICE_PASSWORD"', 'password_env = "HOME"')
    done = office.guichet("run", "--once", "--json")
    assert set(failures(done)) == {"casq reading"}
    assert "where=casq reading reason=login" in done.stderr


def test_a_certificate_file_that_is_missing_ends_with_3(office: Office) -> None:
    edit(office, 'tls = "none"\nuser', 'tls = "tls"\nca_file = "absent.pem"\nuser')
    told = failures(office.guichet("run", "--once", "--json"))["casq reading"]
    assert "absent.pem: No such file" in told


def test_password_and_certificate_files_lie_beside_the_configuration(office: Office) -> None:
    (office.folder / "ca.pem").write_text(Path(office.dovecot.ca_file).read_text())
    (office.folder / "secret.txt").write_text("secret\n")
    edit(
        office,
        f'host = "127.0.0.1"\nport = {office.dovecot.imap_port}\ntls = "none"',
        f'host = "localhost"\nport = {office.dovecot.imaps_port}\nca_file = "ca.pem"',
    )
    edit(office, 'password_env = "OFFICE_PASSWORD"', 'password_file = "secret.txt"')
    elsewhere = office.folder / "elsewhere"
    elsewhere.mkdir()
    office.dovecot.deliver(office.user, mail(COMPLETE))
    done = office.guichet("run", "--once", "--config", "../guichet.toml", cwd=elsewhere)
    assert done.returncode == 0, done.stderr
    assert len(office.to_suppliers()) == 1
    assert list(elsewhere.iterdir()) == []


def test_a_mail_server_that_is_down_is_told_once_ends_with_3_and_keeps_the_mails(office: Office) -> None:
    edit(office, f"port = {office.sink.port}", f"port = {free_port()}")
    office.dovecot.deliver(office.user, *(mail(f"Ceci vaut mise en demeure {n}.", number=n) for n in range(3)))
    done = office.guichet("run", "--once", "--json")
    assert "no connection" in failures(done)["casq sending"]
    assert done.stderr.count("where=casq sending") == 1
    # Three notes to staff and two acknowledgements: the third mail says the same words again, and gets none.
    assert json.loads(done.stdout)["postponed"] == 5


def test_a_running_process_tells_an_outage_once_and_its_end(office: Office) -> None:
    office.sink.hang_up_at_mail = 99
    with office.running() as process:
        office.dovecot.deliver(office.user, *(mail(f"Ceci vaut mise en demeure {n}.", number=n) for n in range(3)))
        process.wait_for("where=casq sending")
        office.sink.hang_up_at_mail = 0
        office.dovecot.deliver(office.user, mail("Ceci vaut mise en demeure, encore.", number=9))
        process.wait_for("works again")
    assert process.log().count("where=casq sending reason=server") == 1


def test_a_dead_mail_is_logged_by_its_number_and_its_ticket_and_ends_with_1(office: Office) -> None:
    office.sink.refuse_recipient["compta@papeterie.example"] = "550 5.1.1 gone"
    office.sink.refuse_recipient[TEAM] = "550 5.1.1 gone"
    office.write_invoices(INVOICE)
    office.dovecot.deliver(office.user, mail(COMPLETE))
    done = office.guichet("run", "--once")
    assert done.returncode == 1, done.stderr
    lines = [line for line in done.stderr.splitlines() if "mail is dead" in line]
    assert len(lines) == 2  # the answer, then the word to staff about it
    assert all(re.search(r"mail=\d+ ticket=CASQ-\d{4}-000001 why=smtp: RCPT: 550 5\.1\.1$", line) for line in lines)
    assert "@" not in done.stderr


def test_a_stop_waits_for_the_mail_under_way_and_for_no_other(office: Office) -> None:
    office.sink.think = 0.5
    office.dovecot.deliver(office.user, *(mail(f"Ceci vaut mise en demeure {n}.", number=n) for n in range(20)))
    with office.running() as process:
        wait_until(lambda: office.sink.mails)
    assert len(office.sink.mails) < 15
    assert process.returncode == 0


def test_a_crash_after_acceptance_then_stop_and_start_repeats_the_same_mail_and_makes_no_other(office: Office) -> None:
    office.write_invoices(INVOICE)
    office.dovecot.deliver(office.user, mail(COMPLETE))
    office.guichet("run", "--once", crash_at="outbox.accepted")
    office.guichet("stop")
    office.drained()
    office.guichet("start")
    office.drained()
    first, second = office.to_suppliers()
    assert first.content == second.content
