"""An office whose mailbox opens with tokens: mails are answered, a refusal is known at once, and work goes on after it."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.patience import PATIENCE, wait_until
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink
from tests.servers.token_server import CLIENT, FIRST_REFRESH_TOKEN, SECRET, TokenServer, refused
from tests.stories.office import TEAM, Office, words_of
from tests.stories.test_office import COMPLETE, SUPPLIER, mail
from tests.stories.test_outages import edit, failures

EXPIRED = refused("invalid_client", f"AADSTS7000222: The provided client secret keys for {SECRET} are expired.", 401)


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str, token_server: TokenServer) -> Office:
    """An office whose IMAP server wants a token; its mail server wants nothing."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    token_server.user, token_server.rotate = mailbox_user, True
    office.configure()
    edit(office, 'password_env = "OFFICE_PASSWORD"\n', "")
    with (tmp_path / "guichet.toml").open("a") as settings:
        settings.write(
            f'[organisations.casq.mailbox.oauth]\nprovider = "other"\ntoken_url = "{token_server.url}"\n'
            f'grant = "refresh_token"\nclient_id = "{CLIENT}"\n'
            'client_secret_file = "secret"\nrefresh_token_file = "refresh-token"\n'
        )
    for name, text in (("secret", SECRET), ("refresh-token", FIRST_REFRESH_TOKEN)):
        (tmp_path / name).write_text(text + "\n")
        (tmp_path / name).chmod(0o600)
    office.write_invoices(f"{SUPPLIER},Papeterie,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT,")
    return office


def sending_takes_a_token(office: Office, token_server: TokenServer) -> None:
    """From now on the mail server wants one too."""
    office.sink.login_wanted, office.sink.good_token = True, token_server.is_good
    path = office.folder / "guichet.toml"
    head, table, rest = path.read_text().partition("[organisations.casq.mailbox.smtp]\n")
    path.write_text(f'{head}{table}user = "{office.user}"\n{rest}')


def kick(office: Office) -> None:
    """Dovecot ends every connection of the user, as servers do when a token ends."""
    configuration = Path(office.dovecot.ca_file).with_name("dovecot.conf")
    command = ["doveadm", "-c", str(configuration), "kick", office.user]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)


def test_a_mail_is_read_and_answered_with_one_token_for_both_servers_and_the_rotated_one_is_kept(
    office: Office, token_server: TokenServer
) -> None:
    sending_takes_a_token(office, token_server)
    office.dovecot.deliver(office.user, mail(COMPLETE))
    office.drained()
    assert "Mise en paiement" in words_of(office.to_suppliers()[0])
    assert len(token_server.asked) == 1
    assert {(office.folder / "refresh-token").read_text().strip()} == token_server.refresh_tokens
    office.drained()
    assert len(token_server.asked) == 2


def test_a_kill_while_the_rotated_token_is_being_stored_locks_nobody_out(
    office: Office, token_server: TokenServer
) -> None:
    assert office.guichet("run", "--once", crash_at="oauth.written").returncode == -signal.SIGKILL
    assert (office.folder / "refresh-token").read_text().strip() == FIRST_REFRESH_TOKEN
    office.drained()
    assert {(office.folder / "refresh-token").read_text().strip()} == token_server.refresh_tokens


def test_revoked_while_running_is_logged_and_noted_at_once_and_work_goes_on_after_it(
    office: Office, token_server: TokenServer
) -> None:
    token_server.life = 2
    with office.running() as process:
        process.wait_for("running")
        office.dovecot.deliver(office.user, mail(COMPLETE))
        process.wait_for("read mailbox=casq")
        token_server.reply = EXPIRED
        time.sleep(2)  # the token's life
        kick(office)
        process.wait_for("no token for the mailbox")
        wait_until(office.to_staff, process.log)
        token_server.reply = None
        process.wait_for("tokens are given again")
        office.dovecot.deliver(office.user, mail("Ceci vaut mise en demeure.", number=2))
        wait_until(lambda: len(office.to_staff()) == 2, process.log)
    (alarm,) = [line for line in process.log().splitlines() if "no token for the mailbox" in line]
    assert "ERROR no token for the mailbox organisation=casq trouble=secret_expired" in alarm
    assert "create a new one" in alarm
    assert SECRET not in process.log()
    assert "refresh-0" not in process.log()
    note = office.to_staff()[0]
    assert note.to == (TEAM,)
    assert "le secret de l'application a expiré" in words_of(note)
    assert process.returncode == 0


def test_where_sending_needs_the_same_token_the_note_waits_and_the_exit_code_says_so(
    office: Office, token_server: TokenServer
) -> None:
    sending_takes_a_token(office, token_server)
    token_server.reply = EXPIRED
    office.dovecot.deliver(office.user, mail(COMPLETE))
    for waiting in (1, 0):  # one note a day: the second run makes no other, and the first is not due again yet
        done = office.guichet("run", "--once", "--json")
        told = failures(done)
        assert "secret has expired" in told["casq reading"]
        assert json.loads(done.stdout)["postponed"] == waiting
        assert done.stderr.count("no token for the mailbox") == 1
    assert office.sink.mails == []
    token_server.reply = None
    office.drained()
    assert len(office.to_suppliers()) == 1


def test_a_file_that_is_missing_stops_the_start_and_one_that_anybody_may_read_is_told(office: Office) -> None:
    secret, refresh_token = office.folder / "secret", office.folder / "refresh-token"
    refresh_token.rename(office.folder / "elsewhere")
    done = office.guichet("run", "--once")
    assert done.returncode == 2
    assert "organisation casq, mailbox.oauth: " in done.stderr
    assert "refresh_token_file: [Errno 2] No such file" in done.stderr
    (office.folder / "elsewhere").rename(refresh_token)
    secret.chmod(0o644)
    done = office.guichet("run", "--once")
    assert done.returncode == 0
    (warning,) = [line for line in done.stderr.splitlines() if "may read this secret" in line]
    assert warning.endswith("chmod 600 file=secret")


def test_a_server_with_its_own_password_takes_no_token(office: Office, token_server: TokenServer) -> None:
    edit(office, 'tls = "none"\nuser', 'tls = "none"\npassword_env = "OFFICE_PASSWORD"\nuser')
    sending_takes_a_token(office, token_server)
    office.dovecot.deliver(office.user, mail(COMPLETE))
    token_server.reply = EXPIRED
    done = office.guichet("run", "--once", "--json")
    assert set(failures(done)) == {"casq sending"}
    assert json.loads(done.stdout)["kept"] == 1


def test_check_opens_the_mailbox_with_a_token_and_tells_why_there_is_none(
    office: Office, token_server: TokenServer
) -> None:
    done = office.guichet("check", "--json")
    found = {one["where"]: one for one in json.loads(done.stdout) if one["where"] == "casq, IMAP"}
    assert found["casq, IMAP"]["level"] != "wrong", done.stdout
    token_server.reply = EXPIRED
    done = office.guichet("check", "--json")
    assert done.returncode == 3, done.stderr
    (trouble,) = [one for one in json.loads(done.stdout) if one["where"] == "casq, IMAP"]
    assert "AADSTS7000222" in trouble["what"]
    assert "créez un nouveau secret" in trouble["remedy"]
    assert SECRET not in done.stdout + done.stderr
