"""The demo tells when what came out is not what should have."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo.mails import ArrivingMail, Reply, arriving
from bot.demo.show import Row, count_line, table
from bot.demo.sink import Kept
from bot.demo.verdict import Seen, by_question, faults, read_reply

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
GOOD = Seen("ANSWER", "general", "answer", ("Le numéro 2026-0187 correspond.",))


@pytest.fixture
def status_mail() -> ArrivingMail:
    """The sample whose SIRET, number and amount agree."""
    return next(arriving(NOW))


def reply_to(mail: ArrivingMail, text: str) -> Reply:
    return Reply(
        "<guichet.answer.1@casq.fr>",
        mail.message_id,
        "compta@couverture-lefevre.example",
        "Re: Facture",
        text,
        Path("0001.eml"),
    )


def test_what_came_out_as_expected_has_no_fault(status_mail: ArrivingMail) -> None:
    reply = reply_to(status_mail, "Facture 2026-0187 :\u00a0Service\nfait.")
    assert faults(status_mail, GOOD, (reply,)) == ()


def test_a_mail_without_decision_is_a_fault(status_mail: ArrivingMail) -> None:
    assert faults(status_mail, None, ()) == ("aucune décision",)


def test_another_outcome_and_another_reply_are_faults(status_mail: ArrivingMail) -> None:
    found = faults(status_mail, replace(GOOD, outcome="ASK", reply_kind="ask"), ())
    assert "ANSWER attendu, ASK obtenu" in found
    assert "réponse « answer » attendue, « ask » obtenue" in found
    assert "1 envoi attendu, 0 obtenu" in found


def test_a_reply_sent_twice_is_a_fault(status_mail: ArrivingMail) -> None:
    reply = reply_to(status_mail, "2026-0187 Service fait")
    assert faults(status_mail, GOOD, (reply, reply)) == ("1 envoi attendu, 2 obtenu",)


def test_missing_and_forbidden_words_are_faults(status_mail: ArrivingMail) -> None:
    found = faults(status_mail, GOOD, (reply_to(status_mail, "2026-0187 : 8\u202f640,00 €"),))
    assert found == ("« Service fait » manque", "« 8 640,00 » ne devait pas y être")


def test_the_wrong_team_is_a_fault() -> None:
    bank = next(mail for mail in arriving(NOW) if mail.sample.team)
    reply = reply_to(bank, "Nous avons bien reçu votre message.")
    assert faults(bank, Seen("ESCALATE", "general", "acknowledgement", ()), (reply,)) == (
        "équipe security attendue, general obtenue",
    )


def test_replies_are_read_from_files_and_joined_to_their_question(tmp_path: Path) -> None:
    path = tmp_path / "0001.eml"
    path.write_bytes(
        "In-Reply-To: <q@demo.example>\r\nSubject: =?utf-8?q?re=C3=A7u?=\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\nReçu.\r\n".encode()
    )
    reply = read_reply(Kept(("a@demo.example",), path))
    assert (reply.subject, reply.text.strip()) == ("reçu", "Reçu.")
    assert by_question([reply, reply]) == {"<q@demo.example>": (reply, reply)}


def test_the_table_and_the_count_show_faults(status_mail: ArrivingMail) -> None:
    good = Row(status_mail.sample, GOOD, (reply_to(status_mail, ""),))
    bad = replace(good, seen=replace(GOOD, outcome="IGNORE", reply_kind=""), replies=(), faults=("ANSWER attendu",))
    waiting = replace(good, seen=None, replies=())
    console = Console(width=160, file=io.StringIO(), record=True)
    console.print(table((good, bad, waiting)))
    shown = console.export_text()
    assert "Répondu" in shown
    assert "réponse (0001.eml)" in shown
    assert "Inattendu : ANSWER attendu" in shown
    assert count_line((good, bad), 3.2) == "2 courriels : 1 répondu, 1 ignoré ; pas comme prévu : 1 ; 3 s."
    assert count_line((good, good, waiting), 3.2) == (
        "3 courriels : 2 répondus, 1 en attente ; tout est comme prévu ; 3 s."
    )
