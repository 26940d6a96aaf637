"""From an empty folder to a mailbox that answers, with no file opened by hand: init, check, import, run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli.terminal import ROOT, at_terminal
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.sink import Sink
from tests.stories.office import words_of

SUPPLIER = "73282932000074"


def letter(number: int, domain: str, text: str = "Bonjour") -> bytes:
    """A mail as our own server hands it over: verified, with its name on top."""
    return (
        f"Authentication-Results: mx.mairie.example; dmarc=pass header.from={domain}\r\n"
        f"From: compta@{domain}\r\nTo: factures@mairie.example\r\nSubject: Facture\r\nMessage-ID: <{number}@{domain}>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    ).encode()


def guichet(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """One command in the newcomer's folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.mark.timeout(180)
def test_a_newcomer_gets_from_an_empty_folder_to_an_answer_without_opening_a_file(
    tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str
) -> None:
    dovecot.deliver(mailbox_user, *(letter(n, domain) for n, domain in enumerate(("a.example", "b.example"))))
    with at_terminal(tmp_path, "init") as person:
        person.answer("Nom complet", "Ville d'Essai")
        person.answer("Nom court (il commence les numéros de dossier) [essai]", "")
        person.answer("  Adresse", "factures")
        assert "n'est pas une adresse" in person.answer("  Adresse", "factures@mairie.example")
        person.answer("Serveur IMAP [imap.mairie.example]", "127.0.0.1:1")
        told = person.answer("Serveur IMAP [", f"localhost:{dovecot.imaps_port} ca={dovecot.ca_file}")
        assert "Rien n'écoute sur 127.0.0.1, port 1" in told
        assert "(TLS)" in person.answer("Serveur SMTP", f"127.0.0.1:{sink.port}")
        person.answer("Nom d'utilisateur", mailbox_user)
        person.answer("Mot de passe", "pas-le-bon")
        assert "refuse le compte" in person.answer("Nom d'utilisateur", mailbox_user)
        person.answer("Mot de passe", PASSWORD)
        assert "« mx.mairie.example » est en tête de 2 des 2" in person.answer("est-il votre serveur", "o")
        person.answer("  SIRET", "200 071 892 00068")
        assert "la clé de contrôle ne correspond pas" in person.answer("  SIRET", "993 004 985 00012 Budget principal")
        person.answer("Service qui répond", "Direction des finances")
        person.answer("Téléphone", "03 00 00 00 00")
        person.answer("Adresse postale", "1 place de la Mairie, 67000 Essai")
        person.answer("Les réponses", "on")
        person.answer("Boîte qui reçoit", "equipe@mairie.example")
        person.answer("Boîte des alertes bancaires", "")
        assert person.ended() == 0
    assert "guichet check" in person.seen
    assert "pas-le-bon" not in person.seen
    assert PASSWORD not in person.seen.replace("secrets/", "")
    secret = tmp_path / "secrets" / "essai-mot-de-passe"
    assert (secret.stat().st_mode & 0o777, secret.read_text()) == (0o600, f"{PASSWORD}\n")
    configured = (tmp_path / "guichet.toml").read_text(encoding="utf-8")
    assert PASSWORD not in configured.replace("secrets/", "")
    assert tomllib.loads(configured)["organisations"]["essai"]["holiday_zone"] == "alsace-moselle"

    checked = guichet(tmp_path, "check", "--json")
    assert [one for one in json.loads(checked.stdout) if one["level"] == "wrong"] == []
    assert checked.returncode == 1  # no invoices yet, folders still to be made
    (tmp_path / "factures.csv").write_text(
        "siret,supplier,number,amount,date,engagement,status\n"
        f"{SUPPLIER},Papeterie,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT\n"
    )
    assert guichet(tmp_path, "import", "factures.csv").returncode == 0
    assert guichet(tmp_path, "run", "--once").returncode == 0
    question = f"Où en est la facture n° FA-2026-0117 de 1 250,40 € TTC ? Notre SIRET : {SUPPLIER}"
    dovecot.deliver(mailbox_user, letter(9, "papeterie.example", question))
    assert guichet(tmp_path, "run", "--once").returncode == 0
    (reply,) = sink.mails
    assert reply.to == ("compta@papeterie.example",)
    assert "Mise en paiement" in words_of(reply)
    assert guichet(tmp_path, "check").returncode in (0, 1)
