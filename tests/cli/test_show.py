"""`show`, `requeue` and `mailboxes` after real mails went through a real mailbox and mail server."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_commands import run
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink
from tests.stories.office import Office, words_of
from tests.stories.test_office import COMPLETE, SUPPLIER, mail


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with one invoice, whose commands run in this process too."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure()
    for name in [name for name in os.environ if name.startswith("GUICHET_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OFFICE_PASSWORD", "secret")
    monkeypatch.chdir(tmp_path)
    rows = f"siret,supplier,number,amount,date,engagement,status\n{SUPPLIER},P,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT\n"
    Path("f.csv").write_text(rows)
    assert run("import", "f.csv").exit_code == 0
    return office


def drained() -> None:
    """One pass, whatever it finds."""
    assert run("run", "--once").exit_code in (0, 1)


def shown(what: str) -> dict[str, Any]:
    """`guichet show WHAT --json`."""
    done = run("show", what, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_a_message_is_shown_with_its_reasons_its_places_and_what_was_told(office: Office) -> None:
    original = mail(COMPLETE)
    office.dovecot.deliver(office.user, original)
    drained()
    done = run("show", "1")
    assert done.exit_code == 0
    for words in (
        "compta@papeterie.example",
        "filed as answered",
        "Guichet/Répondu",
        "ANSWER by rule",
        "Told: invoice",
    ):
        assert words in done.output
    told = shown("<1@papeterie.example>")
    assert told["key"] == 1
    assert told["decisions"][0]["trace"]["outcome"] == "ANSWER"
    assert [one["state"] for one in told["mails"]] == ["sent"]
    reply = told["mails"][0]["message_id"]
    assert shown(reply)["key"] == 1  # whoever has our reply at hand finds what it answers
    assert run("show", "1", "--raw", "mail.eml").exit_code == 0
    assert Path("mail.eml").read_bytes().endswith(original[-40:])


def test_a_ticket_is_shown_with_its_events_and_messages(office: Office) -> None:
    office.dovecot.deliver(office.user, mail(COMPLETE), mail("Ceci vaut mise en demeure.", number=2))
    drained()
    done = run("show", "casq-2026-000001")
    assert done.exit_code == 0, done.output
    assert "Ticket CASQ-2026-000001" in done.output
    assert "supplier_wrote" in done.output
    assert "Message " in done.output
    told = shown("CASQ-2026-000002")
    assert (told["correspondent"], len(told["messages"])) == ("compta@papeterie.example", 1)
    assert {one["kind"] for one in told["events"]} >= {"supplier_wrote", "escalated"}


def test_what_is_not_there_is_told_with_what_comes_near(office: Office) -> None:
    office.dovecot.deliver(office.user, mail(COMPLETE))
    drained()
    for words, told in {
        ("show", "CASQ-2026-000010"): "did you mean CASQ-2026-000001?",
        ("show", "99"): "no message « 99 »",
        ("show", "99999999999999999999"): "no message",
        ("show", "<nobody@x.example>"): "no message",
        ("show", "CASQ-2026-000001", "--raw", "x"): "is a ticket",
        ("requeue", "7"): "no dead mail « 7 »",
        ("requeue", "7", "--all"): "not both",
    }.items():
        done = run(*words)
        assert (done.exit_code, told in done.output) == (2, True), words


def test_a_mail_that_was_refused_leaves_once_more_when_told_and_only_once(office: Office) -> None:
    office.sink.refuse_recipient["compta@papeterie.example"] = "550 5.1.1 unknown"
    office.dovecot.deliver(office.user, mail(COMPLETE))
    drained()
    assert len(office.dovecot.subjects(office.user, "Guichet/À traiter")) == 1
    listed = run("requeue")
    assert (listed.exit_code, "550" in listed.output) == (0, True)
    office.sink.refuse_recipient.clear()
    asked = run("requeue", "--all")
    assert (asked.exit_code, office.to_suppliers()) == (1, [])  # nobody said yes
    assert "1 queued" in run("requeue", "--all", "--yes").output
    drained()
    drained()
    (reply,) = office.to_suppliers()
    assert "Mise en paiement" in words_of(reply)
    assert office.dovecot.subjects(office.user, "Guichet/À traiter") == []
    assert len(office.dovecot.subjects(office.user, "Guichet/Répondu")) == 1
    assert "mail_requeued" in run("show", "CASQ-2026-000001").output
    assert "No dead mails" in run("requeue", "--all", "--yes").output


def test_a_mail_that_dies_again_is_told_to_staff_again(office: Office) -> None:
    office.sink.refuse_recipient["compta@papeterie.example"] = "550 5.1.1 unknown"
    office.dovecot.deliver(office.user, mail(COMPLETE))
    drained()
    run("requeue", "--all", "--yes")
    drained()
    drained()
    assert len(office.to_staff()) == 2


def test_what_was_written_for_suppliers_does_not_leave_once_sending_is_off(office: Office) -> None:
    office.sink.refuse_recipient["compta@papeterie.example"] = "550 5.1.1 unknown"
    office.dovecot.deliver(office.user, mail(COMPLETE))
    drained()
    office.configure(sending="off")
    key = shown("1")["mails"][0]["key"]
    done = run("requeue", str(key), "--yes")
    assert done.exit_code == 1
    assert "sending" in done.output
    assert shown("1")["mails"][0]["state"] == "dead"


def test_mailboxes_say_how_far_they_were_read_and_where_mails_went(office: Office) -> None:
    (row,) = json.loads(run("mailboxes", "--json").output)
    assert (row["cursor"], row["last_received_at"]) == (None, None)
    assert "not read" in run("mailboxes").output
    office.dovecot.deliver(office.user, mail(COMPLETE))
    drained()
    (row,) = json.loads(run("mailboxes", "--json").output)
    assert row["cursor"]["next_uid"] == 2
    assert row["filed"] == {"answered": 1}
    assert row["messages"] == {"filed": 1}
    assert row["unfetched"] == 0
    assert row["mailbox"] == "accueil.comptabilite@casq.fr"
    assert row["last_received_at"]


def test_why_tells_the_stored_decision_in_french_by_message_and_by_ticket(office: Office) -> None:
    office.dovecot.deliver(office.user, mail(COMPLETE))
    drained()
    ticket = shown("1")["ticket"]
    for name in ("1", ticket):
        done = run("why", name)
        assert done.exit_code == 0, done.output
        assert "Guichet répond au fournisseur." in done.output
        assert "FA-2026-0117 est retrouvée" in done.output
        assert ticket in done.output
    assert json.loads(run("why", "1", "--json").output)["outcome"] == "ANSWER"


def test_why_writes_a_page_in_which_what_was_read_is_underlined_and_nothing_of_the_mail_is_markup(
    office: Office,
) -> None:
    office.dovecot.deliver(office.user, mail(COMPLETE + " <script>alert(1)</script>"))
    drained()
    assert run("why", "1", "--html", "page.html").exit_code == 0
    page = Path("page.html").read_text(encoding="utf-8")
    assert "<mark>FA-2026-0117 <small>[numéro de facture]</small></mark>" in page
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_why_of_what_nobody_knows_says_so(office: Office) -> None:
    done = run("why", "999")
    assert done.exit_code == 2
    assert "no message « 999 »" in done.output
