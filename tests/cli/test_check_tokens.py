"""`guichet check` where the mailbox opens with tokens: they are asked for as at work, and each trouble is told apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_check import about, findings
from tests.cli.test_commands import run, written
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink
from tests.servers.token_server import CLIENT, FIRST_REFRESH_TOKEN, SECRET, TokenServer, refused

CONFIGURATION = """
serve = ["casq"]
database = "sqlite:///g.sqlite"
[organisations.casq.mailbox]
authserv_id = "mx.casq.fr"
[organisations.casq.mailbox.oauth]
provider = "other"
grant = "refresh_token"
client_secret_file = "secret"
refresh_token_file = "refresh-token"
"""


@pytest.fixture(autouse=True)
def _an_office_with_tokens(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    dovecot: Dovecot,
    sink: Sink,
    mailbox_user: str,
    token_server: TokenServer,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GUICHET_DB", "GUICHET_CONFIG", "GUICHET_RULES", "GUICHET_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)
    token_server.user, token_server.rotate = mailbox_user, True
    sink.login_wanted, sink.good_token = True, token_server.is_good
    for name, text in (("secret", SECRET), ("refresh-token", FIRST_REFRESH_TOKEN)):
        Path(written(name, text)).chmod(0o600)
    servers = {"imap": dovecot.imap_port, "smtp": sink.port}
    tables = (
        f'[organisations.casq.mailbox.{name}]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\nuser = "{mailbox_user}"\n'
        for name, port in servers.items()
    )
    own = f"client_id = {json.dumps(CLIENT)}\ntoken_url = {json.dumps(token_server.url)}\n"
    written("guichet.toml", CONFIGURATION + own + "".join(tables))


def test_both_servers_open_with_a_token_and_the_rotated_one_is_kept(
    token_server: TokenServer, mailbox_user: str
) -> None:
    _, found = findings()
    assert f"compte « {mailbox_user} »" in about("IMAP", found, level="ok")
    assert f"compte « {mailbox_user} » : prêt à envoyer" in about("SMTP", found, level="ok")
    assert {Path("refresh-token").read_text().strip()} == token_server.refresh_tokens


def test_a_revoked_consent_is_told_with_its_remedy_for_both_servers(token_server: TokenServer) -> None:
    token_server.reply = refused("invalid_grant", "AADSTS50173: The provided grant has expired due to it being revoked")
    code, found = findings()
    assert code == 3
    for place in ("IMAP", "SMTP"):
        told = about(place, found, level="wrong")
        assert "pas de jeton : l'autorisation donnée à Guichet n'est plus valable" in told
        assert "→ donnez de nouveau l'autorisation" in told


def test_a_token_that_the_mail_servers_do_not_take_is_no_wrong_password(token_server: TokenServer, sink: Sink) -> None:
    token_server.user = "somebody-else"
    sink.good_token = lambda _token: False
    _, found = findings()
    for place in ("IMAP", "SMTP"):
        told = about(place, found, level="wrong")
        assert "n'ouvre pas la boîte" in told
        assert "mot de passe" not in told


def test_a_file_that_is_missing_is_told_and_a_test_mail_takes_a_token_too(
    token_server: TokenServer, sink: Sink
) -> None:
    done = run("check", "--send-test", "moi@agglo.example")
    assert "parti vers moi@agglo.example" in done.output
    assert [mail.to for mail in sink.mails] == [("moi@agglo.example",)]
    Path("refresh-token").unlink()
    _, found = findings()
    assert "refresh_token_file" in about("IMAP", found, level="wrong")
