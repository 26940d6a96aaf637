"""`guichet run` before anything is read: what is missing is named, and nothing is started by halves."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest

from tests.cli.terminal import at_terminal
from tests.cli.test_commands import run, written
from tests.edges.clerk_files import GOOD, HEADER, csv_text
from tests.servers.dovecot import free_port

IMAP = '[organisations.casq.mailbox.imap]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n'
SMTP = '[organisations.casq.mailbox.smtp]\nhost = "127.0.0.1"\nport = 1\ntls = "none"\n'


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GUICHET_DB", "GUICHET_CONFIG", "GUICHET_RULES", "GUICHET_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)


def configure(*, serve: str = '"casq"', sending: str = "on", smtp: str = SMTP) -> None:
    """A configuration whose mailbox does not answer."""
    text = f'serve = [{serve}]\n[organisations.casq]\nsending = "{sending}"\n{IMAP.format(port=free_port())}{smtp}'
    written("guichet.toml", text)


@pytest.mark.parametrize("words", [("run", "--once"), ("run",)])
def test_to_answer_by_no_mail_server_is_refused(words: tuple[str, ...]) -> None:
    configure(smtp="")
    done = run(*words)
    assert done.exit_code == 2
    assert "[organisations.casq.mailbox.smtp]" in done.output


def test_without_a_mail_server_an_office_that_answers_nobody_is_warned_about_its_notes() -> None:
    configure(smtp="", sending="off")
    done = run("run", "--once")
    assert done.exit_code == 3
    assert "notes to staff cannot leave: no mailbox.smtp organisation=casq" in done.output


def test_a_password_of_the_mail_server_that_is_not_set_stops_the_start() -> None:
    configure(smtp=SMTP + 'user = "x"\npassword_env = "NOT_SET_AT_ALL"\n')
    done = run("run", "--once")
    assert done.exit_code == 2
    assert "mailbox.smtp: password_env: the environment variable NOT_SET_AT_ALL is not set" in done.output


def test_a_password_file_that_is_no_text_is_refused() -> None:
    Path("secret").write_bytes(b"\xff\xfe\x00")
    configure(smtp=SMTP + 'user = "x"\npassword_file = "secret"\n')
    done = run("run", "--once")
    assert done.exit_code == 2
    assert "mailbox.smtp: password_file: secret: not a text in UTF-8" in done.output


def test_organisations_that_are_not_read_are_named() -> None:
    configure(serve='"casq", "ville-amiens"')
    done = run("run", "--once")
    assert done.exit_code == 3
    assert "not read: no mailbox.imap organisation=ville-amiens" in done.output


def test_a_body_with_nothing_but_a_drop_folder_has_its_files_read_until_the_run_is_stopped(tmp_path: Path) -> None:
    written("guichet.toml", 'serve = ["casq"]\n[organisations.casq.import]\nfolder = "depot"\nsettle_seconds = 1\n')
    Path("depot").mkdir()
    with at_terminal(tmp_path, "run") as terminal:
        terminal.wait_for("running mailboxes=0 portals=0 folders=1")
        written("depot/export.csv", csv_text([HEADER, GOOD]))
        terminal.wait_for("files taken organisation=casq files=1 rows=1 refused=0 rejected_rows=0")
        assert terminal.interrupted() == 0
    assert "FA-1" in run("invoices", "find", "FA-1").output


def test_notes_of_a_body_that_gets_no_mail_need_their_password_too() -> None:
    folder = '[organisations.casq.import]\nfolder = "depot"\n'
    written("guichet.toml", f'serve = ["casq"]\n{SMTP}user = "x"\npassword_env = "NOT_SET_AT_ALL"\n{folder}')
    done = run("run")
    assert (done.exit_code, "mailbox.smtp: password_env" in done.output) == (2, True)


def test_a_port_that_cannot_be_is_refused_when_the_file_is_read() -> None:
    configure(smtp=SMTP.replace("port = 1", "port = 99999999"))
    done = run("status")
    assert done.exit_code == 2
    assert "guichet.toml" in done.output
    assert "mailbox.smtp.port" in done.output


def test_signals_are_as_before_once_the_run_is_over() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    configure()
    run("run", "--once")
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


# --- [reception] ---------------------------------------------------------------------------------


def receive(table: str, *, sending: str = "on", serve: str = '"casq"', smtp: str = SMTP) -> str:
    """`guichet run` with this table [reception] and no mailbox to read, which must be refused; what it says."""
    written("guichet.toml", f'serve = [{serve}]\n[organisations.casq]\nsending = "{sending}"\n{smtp}\n{table}')
    done = run("run")
    assert done.exit_code == 2, done.output
    return " ".join(done.output.split())


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", 'reception: say where to listen: smtp = "127.0.0.1:2525"'),
        ('smpt = "127.0.0.1:2525"', "reception: unknown key « smpt »; did you mean « smtp »?"),
        ('smtp = "2525"', "reception.smtp: write an address and a port"),
        ('smtp = "127.0.0.1:99999"', "reception.smtp: write an address and a port"),
        ("lmtp = 2424", "reception.lmtp: write an address and a port"),
        ('smtp = "127.0.0.1:2525"\nallow = ["10.1.2.3/8"]', "reception.allow: write a list of addresses or networks"),
        ('smtp = "127.0.0.1:2525"\nallow = []', "reception.allow: write a list"),
        ('smtp = "127.0.0.1:2525"\nallow = "10.0.0.1"', "reception.allow: write a list"),
        ('smtp = "127.0.0.1:2525"\nrequire_tls = true', "reception.tls_cert: name the certificate file"),
        ('smtp = "127.0.0.1:2525"\nrequire_tls = "yes"', "reception.require_tls: write true or false"),
        ('smtp = "127.0.0.1:2525"\nmax_connections = 0', "reception.max_connections: write a whole number from 1 on"),
        ('smtp = "127.0.0.1:2525"\ntls_cert = 3', "reception.tls_cert: write the name of a file"),
        ('smtp = "127.0.0.1:2525"\ntls_cert = "absent.pem"', "reception.tls_cert: cannot use absent.pem: No such file"),
        ('smtp = "192.0.2.1:2525"', "reception.smtp: 192.0.2.1:2525: cannot listen there"),
    ],
)
def test_what_is_wrong_with_the_reception_is_named(lines: str, words: str) -> None:
    assert words in receive(f"[reception]\n{lines}\n")


def test_the_reception_is_a_table() -> None:
    written("guichet.toml", 'reception = "127.0.0.1:25"\n')
    assert "reception: write a table [reception]" in run("status").output


def test_a_port_that_somebody_listens_on_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = receive(f'[reception]\nlmtp = "127.0.0.1:{port}"\n')
    assert f"reception.lmtp: 127.0.0.1:{port}: cannot listen there: Address already in use" in said


def test_drafts_without_a_mailbox_to_lay_them_in_are_refused() -> None:
    said = receive(f'[reception]\nlmtp = "127.0.0.1:{free_port()}"\n', sending="drafts")
    assert 'organisation casq: sending = "drafts", but into no mailbox' in said


def test_answers_that_could_leave_by_no_mail_server_are_refused_here_too() -> None:
    said = receive(f'[reception]\nlmtp = "127.0.0.1:{free_port()}"\n', smtp="")
    assert "[organisations.casq.mailbox.smtp]" in said


def test_without_a_mailbox_and_without_reception_both_ways_in_are_named() -> None:
    written("guichet.toml", 'serve = ["casq"]\n')
    output = run("run").output
    assert "[organisations.ID.mailbox.imap]" in output
    assert "[reception]" in output
    assert "[organisations.ID.import]" in output
