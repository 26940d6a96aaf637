"""« Vouliez-vous parler de la facture … ? »: the question and what follows, as suppliers and office see it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.sink import Accepted, Sink
from tests.stories.office import Office, words_of

SUPPLIER, OTHER = "73282932000074", "55210055400013"
STATUS = "Mise en paiement"
NUMBERS = ("FA-2026-0117", "D-88441", "D-88491", "W/5501", "PRV-7", "FA-2026-1177")
ONE, LIST = "Bonjour, où en est la facture FA-2026-01177 ?", "Bonjour, où en est la facture D-88431 ?"
SIGNED = "Bonjour,\r\n\r\nOui, c'est ça, merci.\r\n\r\nCordialement,\r\nHélène Martin"


@dataclass(frozen=True)
class Story:
    """One correspondent: what he asks, what is answered to our question and how, and which invoice he is told of."""

    text: str
    told: str = ""
    asks: str = ONE
    contact: bool = True
    verdict: str = "dmarc=pass"
    headers: str = ""
    by: str = ""
    answers: str = "question"


STORIES = {
    "oui": Story(SIGNED, "FA-2026-0117"),
    "numero": Story("c'est la W/5501", "W/5501", asks="Bonjour, où en est la facture W/55011 ?"),
    "liste": Story("la 2", "2", asks=LIST),
    "non": Story("Non, ce n'est pas ça"),
    "merci": Story("merci"),
    "mais": Story("Oui mais elle est déjà payée"),
    "rang": Story("oui", asks=LIST),
    "parti": Story("oui"),
    "faux": Story("oui", verdict="dmarc=fail"),
    "muet": Story("oui", verdict="spf=none"),
    "absent": Story("oui", headers="Auto-Submitted: auto-replied\r\n"),
    "cible": Story("oui", by="voisin@autre.example"),
    "bureau": Story("oui", by="chef@papeterie.example"),
    "ailleurs": Story("oui", answers="his own"),
    "vieux": Story("oui"),
}


def address(name: str) -> str:
    """Of one correspondent."""
    return f"{name}@papeterie.example"


def mail(sender: str, text: str, message_id: str, *, verdict: str = "dmarc=pass", headers: str = "") -> bytes:
    """A mail with our server's verdict on it."""
    domain = sender.rpartition("@")[2]
    return (
        f"Authentication-Results: mx.casq.fr; {verdict} header.from={domain}\r\n{headers}"
        f"From: <{sender}>\r\nTo: accueil.comptabilite@casq.fr\r\nSubject: Re: Facture\r\n"
        f"Message-ID: {message_id}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{text}\r\n"
    ).encode()


def reply(name: str, story: Story, question: Accepted) -> bytes:
    """What is sent in answer to our question, with the question quoted below."""
    below = "\r\n".join(f"> {line}" for line in words_of(question).splitlines())
    text = f"{story.text}\r\n\r\nLe 23 nov. 2026 à 10:00, CASQ <accueil.comptabilite@casq.fr> a écrit :\r\n{below}"
    named = question.message["Message-ID"] if story.answers == "question" else f"<1.{name}@papeterie.example>"
    headers = f"{story.headers}In-Reply-To: {named}\r\nReferences: <1.{name}@papeterie.example> {named}\r\n"
    sender = story.by or address(name)
    return mail(sender, text, f"<2.{name}@papeterie.example>", verdict=story.verdict, headers=headers)


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str) -> Office:
    """An office with three invoices of one supplier, one of another, and registered contacts of the first."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure()
    office.write_invoices(
        f"{SUPPLIER},Papeterie,FA-2026-0117,1250.40,2026-11-01,,MISE_EN_PAIEMENT,",
        f"{SUPPLIER},Papeterie,D-88441,77.00,2026-11-01,,MISE_EN_PAIEMENT,",
        f"{SUPPLIER},Papeterie,D-88491,78.00,2026-11-01,,MISE_EN_PAIEMENT,",
        f"{SUPPLIER},Papeterie,W/5501,79.00,2026-11-01,,MISE_EN_PAIEMENT,",
        f"{SUPPLIER},Papeterie,PRV-7,310.00,2026-11-01,,MISE_EN_PAIEMENT,",
        f"{OTHER},Autre,FA-2026-1177,9.00,2026-11-01,,MISE_EN_PAIEMENT,",
    )
    contacts = [f"{address(name)},{SUPPLIER}" for name, story in STORIES.items() if story.contact]
    (office.folder / "contacts.csv").write_text("\n".join(["address,siret", *contacts]), encoding="utf-8")
    assert office.guichet("contacts", "import", "contacts.csv").returncode == 0
    return office


def asked(office: Office) -> dict[str, Accepted]:
    """The questions that everybody's wrong number gets."""
    first = (
        mail(address(name), story.asks, f"<1.{name}@papeterie.example>").replace(b"Subject: Re: ", b"Subject: ")
        for name, story in STORIES.items()
    )
    office.dovecot.deliver(office.user, *first)
    office.drained()
    questions = {one.to[0].partition("@")[0]: one for one in office.to_suppliers()}
    assert set(questions) == set(STORIES)
    return questions


def told(mails: list[Accepted]) -> dict[str, set[str]]:
    """Of which invoices the addressees got a status, by the name in their address."""
    told: dict[str, set[str]] = {}
    for one in mails:
        words = words_of(one).partition("Votre demande")[0]
        if STATUS in words:
            numbers = {number for number in NUMBERS if number in words}
            told.setdefault(one.to[0].partition("@")[0], set()).update(numbers)
    return told


def second_of(question: Accepted) -> str:
    """The number that stands second in the list of a question."""
    return next(line for line in words_of(question).splitlines() if line.startswith("2. ")).split()[-1]


def test_only_a_clear_yes_of_the_very_person_who_was_asked_is_answered(office: Office) -> None:
    questions = asked(office)
    assert told(list(questions.values())) == {}
    words = words_of(questions["oui"])
    assert "FA-2026-0117\N{NO-BREAK SPACE}?" in words
    assert "FA-2026-1177" not in words
    assert office.guichet("contacts", "remove", address("parti")).returncode == 0
    with sqlite3.connect(office.folder / "guichet.sqlite") as database:
        old = "UPDATE outbox SET queued_at = datetime(queued_at, '-31 days') || '.000000' WHERE recipient = ?"
        assert database.execute(old, [address("vieux")]).rowcount == 1
    database.close()
    office.dovecot.deliver(office.user, *(reply(name, story, questions[name]) for name, story in STORIES.items()))
    office.drained()
    second = second_of(questions["liste"])
    wanted = {name: {second if story.told == "2" else story.told} for name, story in STORIES.items() if story.told}
    assert told(office.to_suppliers()) == wanted
    in_silence = {"absent", "faux", "muet"}
    noted = b"".join(note.content for note in office.to_staff())
    assert {name for name in STORIES if f"2.{name}@".encode() in noted} >= set(STORIES) - set(wanted) - in_silence
    _is_kept_and_explained(office, questions["oui"])
    _is_answered_once(office, questions["oui"])


def _is_kept_and_explained(office: Office, question: Accepted) -> None:
    ticket = str(question.message["Subject"]).rpartition("[")[2].rstrip("]")
    assert f"Asked about: FA-2026-0117 of {SUPPLIER}" in office.guichet("show", ticket).stdout
    why = office.guichet("why", ticket).stdout
    assert "Le fournisseur a confirmé qu'il s'agit de la facture FA-2026-0117" in " ".join(why.split())


def _is_answered_once(office: Office, question: Accepted) -> None:
    before = len(office.to_suppliers())
    again = reply("oui", Story("oui"), question).replace(b"<2.oui@", b"<3.oui@")
    office.dovecot.deliver(office.user, again)
    office.drained()
    assert told(office.to_suppliers()[before:]) == {}
    assert b"3.oui@" in b"".join(note.content for note in office.to_staff())
