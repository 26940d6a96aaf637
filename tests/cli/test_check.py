"""`guichet check` against real servers: each thing that can be wrong is named, with the way out, and hides nothing else."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.checks import servers
from tests.cli.test_commands import run, written
from tests.servers.dovecot import PASSWORD, Dovecot, free_port
from tests.servers.sink import Sink

CONFIGURATION = """
serve = ["casq"]
database = "sqlite:///g.sqlite"
[organisations.casq]
sending = "on"
contact = { service = "Finances", email = "accueil.comptabilite@casq.fr", phone = "03 00 00 00 00" }
teams = { general = "equipe@agglo.fr" }
[organisations.casq.mailbox]
authserv_id = "mx.casq.fr"
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GUICHET_DB", "GUICHET_CONFIG", "GUICHET_RULES", "GUICHET_TEMPLATES"):
        monkeypatch.delenv(name, raising=False)


Configure = Callable[..., None]


@pytest.fixture
def configure(dovecot: Dovecot, sink: Sink, mailbox_user: str) -> Configure:
    """Writes guichet.toml for the servers; `imap` and `smtp` change what stands there."""
    Path("password").touch(0o600)
    Path("password").write_text(PASSWORD)

    def write(*, imap: dict[str, Any] | None = None, smtp: dict[str, Any] | None = None, more: str = "") -> None:
        login = {"user": mailbox_user, "password_file": "password"}
        boxes = {
            "imap": {"host": "127.0.0.1", "port": dovecot.imap_port, "tls": "none", **login} | (imap or {}),
            "smtp": {"host": "127.0.0.1", "port": sink.port, "tls": "none", **login} | (smtp or {}),
        }
        tables = (
            f"[organisations.casq.mailbox.{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in box.items())
            for name, box in boxes.items()
        )
        written("guichet.toml", CONFIGURATION + "".join(tables) + more)

    return write


def findings(*words: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and what was found."""
    done = run("check", "--json", *words)
    assert done.exit_code in (0, 1, 2, 3), done.output
    return done.exit_code, json.loads(done.output)


def about(where: str, found: list[dict[str, Any]], *, level: str = "") -> str:
    """What was found there, of one level or of any."""
    return " ".join(
        f"{one['what']} → {one['remedy']}" for one in found if where in one["where"] and level in one["level"]
    )


def test_all_is_well_once_invoices_and_folders_are_there(
    configure: Configure, dovecot: Dovecot, mailbox_user: str
) -> None:
    configure()
    mail = b"Authentication-Results: mx.casq.fr; dmarc=pass\r\nFrom: a@b.fr\r\n\r\nBonjour\r\n"
    dovecot.deliver(mailbox_user, mail)
    written(
        "f.csv", "siret,supplier,number,amount,date,engagement,status\n73282932000074,P,F1,1.00,2026-11-01,,MANDATEE\n"
    )
    run("import", "f.csv")
    code, found = findings("--create-folders")
    assert [one for one in found if one["level"] != "ok"] == []
    assert code == 0
    assert dovecot.flags(mailbox_user) == [()]
    done = run("check")
    assert done.exit_code == 0
    assert "✓ casq, IMAP" in done.output
    assert "tout va bien" in done.output


def test_without_a_configuration_the_way_is_init() -> None:
    code, found = findings()
    assert code == 2
    assert "« guichet init »" in about("configuration", found)


def test_a_look_changes_nothing_in_the_mailbox_unless_told(
    configure: Configure, dovecot: Dovecot, mailbox_user: str
) -> None:
    configure()
    _, found = findings()
    assert "--create-folders" in about("IMAP", found, level="look")
    with dovecot.client(mailbox_user) as client:
        assert [name for _, _, name in client.list_folders()] == ["INBOX"]


def test_a_wrong_password_is_told_of_both_servers_and_of_no_other_thing(configure: Configure) -> None:
    Path("wrong").write_text("pas-le-bon")
    Path("wrong").chmod(0o644)
    configure(imap={"password_file": "wrong"}, smtp={"password_file": "wrong"})
    code, found = findings()
    assert code == 3
    for server in ("IMAP", "SMTP"):
        assert "refuse le compte" in about(server, found, level="wrong")
        assert "(fichier wrong)" in about(server, found, level="wrong")
        assert "chmod 600 wrong" in about(server, found, level="look")
    assert "pas-le-bon" not in json.dumps(found)


def test_a_password_that_is_missing_is_a_wrong_setting(configure: Configure) -> None:
    configure(imap={"password_file": "absent"})
    code, found = findings()
    assert code == 2
    assert "absent: No such file" in about("IMAP", found)
    assert "prêt à envoyer" in about("SMTP", found)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS without a network: `imap.casq.fr` is this machine, `pas.la.fr` does not exist."""
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        if host == "pas.la.fr":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real("127.0.0.1" if host == "imap.casq.fr" else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.mark.usefixtures("names")
def test_a_host_that_does_not_exist_is_told_as_such(configure: Configure) -> None:
    configure(imap={"host": "pas.la.fr"}, smtp={"host": "pas.la.fr"})
    code, found = findings()
    assert code == 3
    assert "le nom « pas.la.fr » n'existe pas" in about("IMAP", found)
    assert "le nom « pas.la.fr » n'existe pas" in about("SMTP", found)


def test_what_cannot_be_a_host_is_told_as_such(configure: Configure) -> None:
    configure(imap={"host": "imap..casq.fr"}, smtp={"host": "smtp..casq.fr"})
    _, found = findings()
    assert "n'est pas un nom de serveur" in about("IMAP", found)
    assert "n'est pas un nom de serveur" in about("SMTP", found)


@pytest.mark.usefixtures("names")
def test_a_certificate_in_another_name_is_told_as_such(configure: Configure, dovecot: Dovecot) -> None:
    secure = {"port": dovecot.imaps_port, "tls": "tls", "ca_file": dovecot.ca_file}
    configure(imap={"host": "imap.casq.fr", **secure})
    _, found = findings()
    assert "n'est pas au nom de « imap.casq.fr »" in about("IMAP", found)


def test_an_unknown_authority_and_a_missing_ca_file_are_told_apart(configure: Configure, dovecot: Dovecot) -> None:
    secure = {"host": "localhost", "port": dovecot.imaps_port, "tls": "tls"}
    configure(imap=secure)
    assert "autorité que cette machine ne connaît pas" in about("IMAP", findings()[1])
    configure(imap={**secure, "ca_file": "absent.pem"})
    assert "ca_file est introuvable" in about("IMAP", findings()[1])


def test_a_certificate_that_ends_soon_is_told_before_it_does(configure: Configure, dovecot: Dovecot) -> None:
    configure(imap={"host": "localhost", "port": dovecot.imaps_port, "tls": "tls", "ca_file": dovecot.ca_file})
    code, found = findings()
    assert code == 1
    assert "expire le" in about("IMAP", found, level="look")


def test_tls_towards_a_port_in_the_clear_and_the_reverse(
    configure: Configure, dovecot: Dovecot, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(imap={"tls": "tls"}, smtp={"tls": "tls"})
    _, found = findings()
    assert 'écrivez tls = "starttls"' in about("IMAP", found)
    assert 'écrivez tls = "starttls"' in about("SMTP", found)
    configure(smtp={"tls": "starttls"})
    assert "ne propose pas STARTTLS" in about("SMTP", findings()[1])
    monkeypatch.setattr(servers, "_IMAP_LIMITS", replace(servers._IMAP_LIMITS, connect=0.5, read=0.5))
    configure(imap={"port": dovecot.imaps_port})
    assert "attend TLS d'emblée" in about("IMAP", findings()[1])


def test_a_mail_server_that_is_down_hides_nothing_about_the_mailbox(configure: Configure) -> None:
    configure(smtp={"port": free_port()})
    code, found = findings()
    assert code == 3
    assert "rien n'écoute" in about("SMTP", found)
    assert "0 messages" in about("IMAP", found, level="ok")


def test_a_mail_server_that_does_not_let_us_write_as_the_mailbox(configure: Configure, sink: Sink) -> None:
    configure()
    sink.refuse_sender = "550 5.7.60 not yours"
    assert "envoyer en tant que" in about("SMTP", findings()[1])
    assert sink.mails == []


def test_no_mail_leaves_unless_asked_for(configure: Configure, sink: Sink) -> None:
    configure()
    findings()
    assert sink.mails == []
    _, found = findings("--send-test", "moi@mairie.fr")
    assert "parti vers moi@mairie.fr" in about("essai", found)
    assert [mail.to for mail in sink.mails] == [("moi@mairie.fr",)]
    assert sink.mails[0].message["Auto-Submitted"] == "auto-generated"


def test_folders_that_the_account_may_not_make(configure: Configure, dovecot: Dovecot, mailbox_user: str) -> None:
    configure()
    with dovecot.client(mailbox_user, "INBOX"):
        pass
    store = Path(dovecot.ca_file).parent / "mail" / mailbox_user
    store.chmod(0o555)
    try:
        code, found = findings("--create-folders")
    finally:
        store.chmod(0o755)
    assert code == 3
    assert "refuse de créer les dossiers" in about("IMAP", found)


def letters(*senders: tuple[str, str]) -> list[bytes]:
    """Mails by (name on top, domain of From)."""
    return [
        f"Authentication-Results: {server}; dmarc=pass\r\nFrom: x@{domain}\r\nSubject: {n}\r\n\r\n{n}\r\n".encode()
        for n, (server, domain) in enumerate(senders)
    ]


def test_the_name_that_our_server_signs_with_is_found_and_written(
    configure: Configure, dovecot: Dovecot, mailbox_user: str
) -> None:
    configure()
    before = Path("guichet.toml").read_text().replace('authserv_id = "mx.casq.fr"', 'authserv_id = ""  # pas encore')
    written("guichet.toml", before)
    dovecot.deliver(mailbox_user, *letters(("mx.agglo.fr", "a.fr"), ("mx.agglo.fr", "b.fr"), ("evil.fr", "evil.fr")))
    assert "« mx.agglo.fr » est en tête de 2 des 3" in about("expéditeurs", findings()[1])
    _, found = findings("--write")
    assert "est écrit dans guichet.toml" in about("expéditeurs", found)
    assert Path("guichet.toml").read_text() == before.replace('authserv_id = ""', 'authserv_id = "mx.agglo.fr"')
    assert about("expéditeurs", findings()[1], level="look") == ""
    assert dovecot.flags(mailbox_user) == [(), (), ()]


def test_exchange_online_which_names_no_server_is_known_by_where_it_writes(
    configure: Configure, dovecot: Dovecot, mailbox_user: str
) -> None:
    configure()
    hop = "Received: from A.eurprd04.prod.outlook.com (::1) by B.eurprd04.prod.outlook.com with HTTPS; Tue, 8 Feb 2022"
    verdict = "Authentication-Results: spf=pass smtp.mailfrom={0};dmarc=pass action=none header.from={0};compauth=pass"
    mails = [f"{hop}\r\n{verdict.format(name)}\r\nFrom: x@{name}\r\n\r\n.\r\n".encode() for name in ("a.fr", "b.fr")]
    with dovecot.client(mailbox_user) as client:
        for mail in mails:  # put there as they are: a delivery would add its own Received line on top
            client.append("INBOX", mail)
    assert "Microsoft 365 a vérifié 2 des 2" in about("expéditeurs", findings()[1])
    findings("--write")
    assert 'authserv_id = "microsoft365"' in Path("guichet.toml").read_text()
    assert about("expéditeurs", findings()[1], level="look") == ""


def test_servers_that_differ_by_a_number_have_one_name(
    configure: Configure, dovecot: Dovecot, mailbox_user: str
) -> None:
    configure()
    dovecot.deliver(mailbox_user, *letters(("in68.mail.ovh.net", "a.fr"), ("in7.mail.ovh.net", "b.fr")))
    findings("--write")
    assert 'authserv_id = "*.mail.ovh.net"' in Path("guichet.toml").read_text()
    assert about("expéditeurs", findings()[1], level="look") == ""


def test_a_name_that_one_stranger_alone_brings_along_is_never_written(
    configure: Configure, dovecot: Dovecot, mailbox_user: str
) -> None:
    configure()
    dovecot.deliver(mailbox_user, *letters(("evil.fr", "evil.fr"), ("evil.fr", "evil.fr")))
    before = Path("guichet.toml").read_text()
    _, found = findings("--write")
    assert "personne n'est vérifié" in about("expéditeurs", found, level="look")
    assert Path("guichet.toml").read_text() == before


def test_mails_that_nobody_verifies_are_told(configure: Configure, dovecot: Dovecot, mailbox_user: str) -> None:
    configure()
    dovecot.deliver(mailbox_user, b"From: a@b.fr\r\n\r\nBonjour\r\n")
    assert "aucun des 1 derniers messages" in about("expéditeurs", findings()[1], level="look")


def test_a_database_that_another_program_keeps_locked(configure: Configure) -> None:
    configure()
    run("import", written("f.csv", "siret,supplier,number,amount,date,engagement,status\n"))
    with closing(sqlite3.connect("g.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        code, found = findings()
    assert code == 3
    assert "locked" in about("base de données", found, level="wrong")
    assert "0 messages" in about("IMAP", found)


def test_a_database_of_a_later_guichet(configure: Configure) -> None:
    configure()
    run("import", written("f.csv", "siret,supplier,number,amount,date,engagement,status\n"))
    with closing(sqlite3.connect("g.sqlite")) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.commit()
    code, found = findings()
    assert code == 3
    assert "version 9999" in about("base de données", found, level="wrong")


def test_one_organisation_that_is_not_readable_hides_no_other(configure: Configure) -> None:
    configure(more='[organisations.ville-amiens]\nsendin = "on"\n')
    written("guichet.toml", Path("guichet.toml").read_text().replace('["casq"]', '["casq", "ville-amiens"]'))
    code, found = findings()
    assert code == 2
    assert "vouliez-vous écrire « sending »" in about("règles", found)
    assert "prêt à envoyer" in about("casq, SMTP", found)


def test_what_the_law_wants_and_who_gets_the_notes(configure: Configure) -> None:
    configure()
    text = Path("guichet.toml").read_text()
    text = text.replace(', phone = "03 00 00 00 00"', "").replace("equipe@agglo.fr", "accueil.comptabilite@casq.fr")
    written("guichet.toml", text)
    _, found = findings()
    assert "le téléphone (phone)" in about("envoi", found, level="look")
    assert "reviennent dans la boîte des fournisseurs" in about("équipes", found, level="look")


def test_where_mail_is_handed_over_may_be_listened_to(configure: Configure) -> None:
    port, taken = free_port(), socket.socket()
    with taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = taken.getsockname()[1]
        configure(more=f'[reception]\nsmtp = "127.0.0.1:{port}"\nlmtp = "127.0.0.1:{busy}"\ntls_cert = "password"\n')
        _, found = findings()
    assert "est libre" in about("smtp", found)
    assert "occupé" in about("lmtp", found)
    assert "tls_cert et tls_key" in about("certificat", found, level="wrong")


def test_nobody_to_listen_for_outside_of_this_machine(configure: Configure) -> None:
    configure(more='[reception]\nsmtp = "192.0.2.1:2525"\n')
    code, found = findings()
    assert code == 2
    assert "impossible d'écouter sur 192.0.2.1:2525" in about("smtp", found)


def test_the_drop_folder_is_tried_too(configure: Configure) -> None:
    configure(more='[organisations.casq.import]\nfolder = "depot"\n')
    done = run("check")
    assert done.exit_code == 2
    assert "casq, dossier de dépôt : " in done.output
    Path("depot").mkdir()
    assert "des fichiers peuvent y être lus, écrits et rangés" in run("check").output
