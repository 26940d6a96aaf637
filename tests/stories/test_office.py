"""What an office sees: answers, questions, escalations, stop and start, drafts; through the command line only."""

from __future__ import annotations

import json
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink
from tests.stories.office import SECURITY, TEAM, Office, words_of

SUPPLIER = "73282932000074"
VERIFIED = "Authentication-Results: mx.casq.fr; dmarc=pass header.from=papeterie.example\r\n"


def mail(text: str, *, headers: str = VERIFIED, subject: str = "Facture", number: int = 1) -> bytes:
    """A supplier's mail."""
    return (
        f"{headers}From: =?utf-8?q?H=C3=A9l=C3=A8ne?= <compta@papeterie.example>\r\nTo: accueil.comptabilite@casq.fr\r\n"
        f"Subject: {subject}\r\nMessage-ID: <{number}@papeterie.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    ).encode()


COMPLETE = f"Bonjour, où en est la facture n° FA-2026-0117 de 1 250,40 € TTC ? Notre SIRET : {SUPPLIER}"


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str) -> Office:
    """An office on SQLite with one invoice."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure()
    office.write_invoices(f"{SUPPLIER},Papeterie,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT,")
    return office


def test_a_complete_question_is_answered_threaded_and_copied_to_sent(office: Office) -> None:
    office.dovecot.deliver(office.user, mail(COMPLETE))
    office.drained()
    (reply,) = office.sink.mails
    message = reply.message
    assert message["In-Reply-To"] == "<1@papeterie.example>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert reply.to == ("compta@papeterie.example",)
    words = words_of(reply)
    assert "Mise en paiement" in words
    assert "1 250" not in words
    assert office.dovecot.subjects(office.user, "Guichet/Répondu") != []
    assert len(office.dovecot.subjects(office.user, "Sent")) == 1


def test_a_bank_change_reaches_security_with_the_original_attached_and_the_supplier_learns_nothing(
    office: Office,
) -> None:
    original = mail(f"Merci de noter notre nouveau RIB. {COMPLETE}")
    office.dovecot.deliver(office.user, original)
    office.drained()
    (note,) = office.to_staff()
    assert note.to == (SECURITY,)
    (attached,) = [part for part in note.message.walk() if part.get_content_type() == "message/rfc822"]
    inner = attached.get_payload(0)
    assert isinstance(inner, Message)
    assert inner["Message-ID"] == "<1@papeterie.example>"
    (acknowledgement,) = office.to_suppliers()
    assert "FA-2026-0117" not in words_of(acknowledgement).replace("Objet", "")
    assert "paiement" not in words_of(acknowledgement)
    assert len(office.dovecot.subjects(office.user, "Guichet/À traiter")) == 1


def test_stop_holds_answers_and_start_decides_them_again(office: Office) -> None:
    assert office.guichet("stop").returncode == 0
    office.dovecot.deliver(office.user, mail(COMPLETE), mail("Ceci vaut mise en demeure.", number=2))
    office.drained()
    assert [note.to for note in office.sink.mails] == [(TEAM,)]
    assert len(office.dovecot.subjects(office.user, "Guichet/À traiter")) == 2
    assert office.guichet("start").returncode == 0
    office.drained()
    assert len(office.to_suppliers()) == 2
    assert len(office.to_staff()) == 1
    assert len(office.dovecot.subjects(office.user, "Guichet/Répondu")) == 1
    assert len(office.dovecot.subjects(office.user, "Guichet/À traiter")) == 1


def test_in_draft_mode_the_reply_waits_in_drafts(office: Office) -> None:
    office.configure(sending="drafts")
    office.dovecot.deliver(office.user, mail(COMPLETE))
    office.drained()
    assert office.sink.mails == []
    with office.dovecot.client(office.user, "Drafts") as client:
        (uid,) = client.search("ALL")
        draft = message_from_bytes(client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"])
    assert draft["To"] == "compta@papeterie.example"
    assert len(office.dovecot.subjects(office.user, "Guichet/À traiter")) == 1


def test_a_second_question_on_the_same_unmoved_invoice_goes_to_a_person(office: Office) -> None:
    office.dovecot.deliver(office.user, mail(COMPLETE))
    office.drained()
    office.dovecot.deliver(office.user, mail(COMPLETE + " Merci de répondre.", number=2))
    office.drained()
    assert len(office.to_staff()) == 1
    acknowledgement = office.to_suppliers()[1]
    assert "Mise en paiement" not in words_of(acknowledgement)


def test_the_supplier_who_sends_the_missing_item_gets_his_answer_in_the_same_ticket(office: Office) -> None:
    office.dovecot.deliver(office.user, mail("Où en est la facture FA-2026-0117 ?"))
    office.drained()
    question = office.to_suppliers()[0].message
    reply_headers = VERIFIED + f"In-Reply-To: {question['Message-ID']}\r\n"
    office.dovecot.deliver(
        office.user, mail(COMPLETE, headers=reply_headers, number=2, subject=f"Re: {question['Subject']}")
    )
    office.drained()
    answer = office.to_suppliers()[1].message
    ticket = str(question["Subject"]).rpartition("[")[2]
    assert str(answer["Subject"]).endswith(f"[{ticket}")
    assert str(answer["Subject"]).count("[") == 1


def test_explain_writes_nothing(office: Office) -> None:
    before = (office.folder / "guichet.sqlite").read_bytes()
    (office.folder / "question.eml").write_bytes(mail(COMPLETE))
    done = office.guichet("explain", "question.eml", "--json")
    assert done.returncode == 0, done.stderr
    assert '"outcome": "ANSWER"' in done.stdout
    assert (office.folder / "guichet.sqlite").read_bytes() == before
    assert office.sink.mails == []


def test_a_supplier_who_writes_again_on_a_held_matter_is_told_to_staff_once_a_day(office: Office) -> None:
    office.dovecot.deliver(office.user, mail(COMPLETE))
    office.drained()
    for number in (2, 3, 4):
        office.dovecot.deliver(office.user, mail(COMPLETE, number=number))
        office.drained()
    assert len(office.to_suppliers()) == 2
    assert len(office.to_staff()) == 2
    assert len(office.dovecot.subjects(office.user, "Guichet/À traiter")) == 3


def test_dunning_software_gets_no_reply_and_makes_one_note_a_day(office: Office) -> None:
    headers = VERIFIED + "Auto-Submitted: auto-generated\r\n"
    for number in (1, 2, 3):
        text = f"Relance automatique : la facture FA-2026-01{number:02} de 500,00 € reste impayée. SIRET {SUPPLIER}"
        office.dovecot.deliver(office.user, mail(text, headers=headers, number=number))
    office.drained()
    assert office.to_suppliers() == []
    assert len(office.to_staff()) == 1
    (row,) = json.loads(office.guichet("status", "--json").stdout)
    assert row["tickets"] == {"open": 1}


def test_a_colleagues_answer_to_a_note_joins_its_ticket_in_silence(office: Office) -> None:
    office.dovecot.deliver(office.user, mail("Ceci vaut mise en demeure."))
    office.drained()
    note = office.to_staff()[0].message
    answer = (
        f"{VERIFIED}From: claire@casq.fr\r\nTo: accueil.comptabilite@casq.fr\r\nSubject: Re: {note['Subject']}\r\n"
        f"In-Reply-To: {note['Message-ID']}\r\nMessage-ID: <c@casq.fr>\r\n\r\nJe m'en occupe.\r\n"
    )
    office.dovecot.deliver(office.user, answer.encode())
    office.drained()
    assert len(office.to_staff()) == 1
    assert len(office.dovecot.subjects(office.user, "Guichet/À traiter")) == 2
