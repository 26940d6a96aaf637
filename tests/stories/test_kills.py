"""Two hundred mails, a process killed again and again: none lost, none answered twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from email.message import Message
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from bot.edges.store import open_store
from tests.mail_maker import supplier_mails
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink
from tests.stories.office import SECURITY, TEAM, Office

SUPPLIER = "73282932000074"
ANSWERABLE = 50
MAILS = 200
FOLDERS = ("Guichet/Répondu", "Guichet/À traiter", "Guichet/Ignoré", "Guichet/Erreur")


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str, store_url: str) -> Office:
    """An office with its database on each of the two kinds, invoices loaded, sending on."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, store_url)
    office.configure()
    office.write_invoices(
        *(f"{SUPPLIER},Papeterie,FA-2026-{n:04},{100 + n}.40,2026-11-01,,MISE_EN_PAIEMENT," for n in range(ANSWERABLE))
    )
    return office


def questions() -> Iterator[bytes]:
    """Complete and verified questions, one for each invoice of the store."""
    for n in range(ANSWERABLE):
        yield (
            "Authentication-Results: mx.casq.fr; dmarc=pass header.from=papeterie.example\r\n"
            f"From: Compta {n} <compta{n}@papeterie.example>\r\n"
            "To: accueil.comptabilite@casq.fr\r\n"
            f"Subject: Facture FA-2026-{n:04}\r\n"
            f"Message-ID: <question{n}@papeterie.example>\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: 8bit\r\n\r\n"
            f"Bonjour, où en est la facture n° FA-2026-{n:04} de {100 + n},40 € TTC ? Notre SIRET : {SUPPLIER}\r\n"
        ).encode()


def mixed_mails() -> list[bytes]:
    """Fifty that can be answered among a hundred and fifty of every kind."""
    mails = [
        *questions(),
        *(raw for raw, _truth in islice(supplier_mails(MAILS - ANSWERABLE, seed=11), MAILS - ANSWERABLE)),
    ]
    random.Random(3).shuffle(mails)
    return mails


def counted(url: str, statement: str) -> dict[str, int]:
    """Rows of `select word, count` as a dict."""
    store = open_store(url, read_only=True)
    try:
        with Session(store.engine) as session:
            return {str(word): count for word, count in session.connection().execute(text(statement))}
    finally:
        store.close()


def automatic_replies(office: Office) -> dict[str, set[str]]:
    """The mail replied to → Message-IDs of the replies that suppliers got."""
    replies: dict[str, set[str]] = {}
    for accepted in office.to_suppliers():
        message: Message = accepted.message
        replies.setdefault(str(message["In-Reply-To"]), set()).add(str(message["Message-ID"]))
    return replies


@pytest.mark.timeout(300)
def test_no_mail_is_lost_or_answered_twice_however_often_the_process_is_killed(office: Office) -> None:
    office.dovecot.deliver(office.user, *mixed_mails())
    dice = random.Random(5)
    for _ in range(8):
        office.killed_after(dice.uniform(1.0, 4.0), "run")
    for point in ("intake.kept", "outbox.accepted", "filing.moved", "tickets.before_commit"):
        office.guichet("run", "--once", crash_at=point)
    office.drained()

    assert counted(office.url, "select state, count(*) from message group by state") == {"filed": MAILS}
    assert sum(len(office.dovecot.subjects(office.user, folder)) for folder in FOLDERS) == MAILS
    assert office.dovecot.subjects(office.user, "INBOX") == []
    assert counted(office.url, "select state, count(*) from outbox group by state").keys() == {"sent"}
    replies = automatic_replies(office)
    assert all(len(ids) == 1 for key, ids in replies.items() if key != "None")
    assert {f"<question{n}@papeterie.example>" for n in range(ANSWERABLE)} <= replies.keys()
    assert len({mail.message["Message-ID"] for mail in office.to_staff()}) == len(escalated(office))


def escalated(office: Office) -> list[str]:
    """Messages that were escalated."""
    found = counted(office.url, "select id, 1 from decision where outcome = 'ESCALATE' and superseded_at is null")
    return list(found)


def test_an_accepted_mail_whose_note_was_lost_leaves_again_with_the_same_message_id(office: Office) -> None:
    office.dovecot.deliver(office.user, *islice(questions(), 1))
    office.guichet("run", "--once", crash_at="outbox.accepted")
    office.drained()
    first, second = office.to_suppliers()
    assert first.content == second.content
    assert {mail.to[0] for mail in office.sink.mails} & {TEAM, SECURITY} == set()
