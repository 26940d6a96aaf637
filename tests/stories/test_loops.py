"""Two machines that answer one another settle within two mails of ours, whatever the other one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.app import Desk, opened
from bot.config import load_settings
from bot.library import load_library
from bot.running import drain
from tests.servers.dovecot import Dovecot
from tests.servers.relay import Relay
from tests.servers.sink import Accepted, Sink
from tests.stories.office import Office
from tests.stories.responders import KNOWN, OURS, UNKNOWN
from tests.stories.test_office import SUPPLIER

Answering = Callable[[Accepted], list[bytes]]
MOST_ROUNDS = 12
STARTS = {
    "answer": "Bonjour, où en est la facture n° {number} de 1 250,40 € TTC ? Notre SIRET : {siret}",
    "ask": "Bonjour, où en est la facture n° {number} ?",
    "acknowledgement": "Bonjour, pouvez-vous me rappeler au sujet de notre affaire de la semaine dernière ?",
}


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office on SQLite, for `guichet` in this process and in others."""
    monkeypatch.setenv("OFFICE_PASSWORD", "secret")
    office = Office(tmp_path, dovecot, sink, mailbox_user, f"sqlite:///{tmp_path}/guichet.sqlite")
    office.configure()
    return office


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    """The office's Guichet in this process: many rounds without many starts."""
    library = load_library(load_settings(office.folder / "guichet.toml", None))
    with opened(library) as desk:
        yield desk


def first_mail(domain: str, text: str, number: str) -> bytes:
    """What a person of this domain writes before a machine takes over."""
    words = text.format(number=number, siret=SUPPLIER)
    return (
        f"Authentication-Results: mx.casq.fr; dmarc=pass header.from={domain}\r\nFrom: <compta@{domain}>\r\n"
        f"To: {OURS}\r\nSubject: Facture {number}\r\nMessage-ID: <first@{domain}>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{words}\r\n\r\n{domain}\r\n"
    ).encode()


def play(office: Office, desk: Desk, machines: dict[str, Answering]) -> dict[str, list[Accepted]]:
    """Each machine takes over after each kind of first mail, until all is still; returns our mails to each."""
    rows: list[str] = []
    mails: list[bytes] = []
    relay = Relay(office.sink, office.dovecot, office.user)
    for name, machine in machines.items():
        for kind, text in STARTS.items():
            number, domain = f"FA-2026-{len(rows) + 101:04}", f"{name}.{kind}.example"
            rows.append(f"{SUPPLIER},Papeterie,{number},1250.40,2026-11-01,,MISE_EN_PAIEMENT,")
            mails.append(first_mail(domain, text, number))
            addresses = [f"compta@{domain}", *(f"bot{i}@{domain}" for i in range(1, 20))]
            relay.correspondents |= dict.fromkeys(addresses, machine)
    office.write_invoices(*rows)
    office.dovecot.deliver(office.user, *mails)
    for _ in range(MOST_ROUNDS):
        drain(desk)
        if not relay.carry():
            break
    sent: dict[str, list[Accepted]] = {}
    for mail in office.to_suppliers():
        sent.setdefault(mail.to[0].partition("@")[2], []).append(mail)
    return sent


def kinds(mails: list[Accepted]) -> list[str]:
    """What our mails were for, in order."""
    return [str(mail.message["X-Guichet"]) for mail in mails]


def test_a_machine_that_is_known_for_one_gets_nothing_more_and_moves_no_ticket(office: Office, desk: Desk) -> None:
    sent = play(office, desk, KNOWN)
    more = {domain: kinds(mails) for domain, mails in sent.items() if len(mails) != 1}
    assert more == {}
    assert len(sent) == len(KNOWN) * len(STARTS)


def test_a_machine_that_nothing_gives_away_gets_two_mails_at_most(office: Office, desk: Desk) -> None:
    sent = play(office, desk, UNKNOWN)
    more = {domain: kinds(mails) for domain, mails in sent.items() if len(mails) > 2}
    assert more == {}
    assert len(sent) == len(UNKNOWN) * len(STARTS)
