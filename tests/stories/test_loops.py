"""Two machines that answer one another settle within two mails of ours, whatever the other one is."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import records
from bot.app import Desk, opened
from bot.config import load_settings
from bot.edges.defaults import default_rules
from bot.library import load_library
from bot.running import drain
from tests.servers.dovecot import Dovecot
from tests.servers.relay import Relay
from tests.servers.sink import Accepted, Sink
from tests.stories.office import Office, words_of
from tests.stories.responders import KNOWN, OURS, UNKNOWN, bounce_of, stripped
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


def test_a_machine_moves_no_ticket(office: Office, desk: Desk) -> None:
    play(office, desk, {"ooo": KNOWN["exchange-oof-french"], "desk": KNOWN["glpi"], "dsn": KNOWN["bounce"]})
    (row,) = records.status(desk)
    assert row["tickets"] == {"resolved": 3, "pending": 3, "open": 3}
    assert row["paused"] == 3


INVOICE = f"{SUPPLIER},Papeterie,FA-2026-0101,1250.40,2026-11-01,,MISE_EN_PAIEMENT,"


def paused(desk: Desk) -> list[str]:
    """Addresses that get no automatic mail."""
    return [pause.address for pause in records.paused(desk, ["casq"])]


def ask(
    office: Office, desk: Desk, domain: str = "papeterie.example", number: str = "FA-2026-0101", kind: str = "answer"
) -> None:
    """A first mail of this domain, handled."""
    office.dovecot.deliver(office.user, first_mail(domain, STARTS[kind], number))
    drain(desk)


def bring(office: Office, desk: Desk, content: bytes) -> None:
    """One mail into the mailbox, handled."""
    office.dovecot.deliver(office.user, content)
    drain(desk)


def test_a_bounce_reaches_staff_once_and_the_next_mail_of_its_address_goes_to_a_person(
    office: Office, desk: Desk
) -> None:
    office.write_invoices(INVOICE)
    ask(office, desk)
    (answer,) = office.to_suppliers()
    assert office.dovecot.subjects(office.user, "Guichet/Répondu") == ["Facture FA-2026-0101"]
    bring(office, desk, bounce_of(answer))
    (note,) = office.to_staff()
    told = words_of(note)
    assert "compta@papeterie.example" in told
    assert "inconnue" in told
    assert "guichet resume compta@papeterie.example" in told
    assert office.dovecot.subjects(office.user, "Guichet/À traiter") == ["Facture FA-2026-0101"]
    bring(office, desk, bounce_of(answer, full=False))
    assert len(office.to_staff()) == 1
    again = first_mail(
        "papeterie.example", "Avez-vous une réponse pour la facture n° {number} ? SIRET {siret}", "FA-2026-0102"
    )
    bring(office, desk, again.replace(b"<first@", b"<second@"))
    assert len(office.to_suppliers()) == 1
    assert "revenu" in words_of(office.to_staff()[1])
    listed = office.guichet("resume", "--json")
    assert [row["address"] for row in json.loads(listed.stdout)] == ["compta@papeterie.example"]
    assert office.guichet("resume", "Compta@papeterie.example").returncode == 0
    assert office.guichet("resume", "compta@papeterie.example").returncode == 2
    bring(office, desk, again.replace(b"<first@", b"<third@").replace(b"0102", b"0103"))
    assert len(office.to_suppliers()) == 2


def test_a_delay_changes_nothing(office: Office, desk: Desk) -> None:
    office.write_invoices(INVOICE)
    ask(office, desk)
    (mail,) = office.to_suppliers()
    bring(office, desk, bounce_of(mail, status="4.4.1", action="delayed"))
    assert office.to_staff() == []
    assert paused(desk) == []


def test_a_forged_bounce_pauses_nobody(office: Office, desk: Desk) -> None:
    office.write_invoices(INVOICE)
    ask(office, desk)
    (mail,) = office.to_suppliers()
    token = str(mail.message["Message-ID"]).split(".")[2].partition("@")[0]
    forged = bounce_of(mail).replace(token.encode(), b"0" * 24)
    bring(office, desk, forged)
    bare = forged.replace(b"0" * 24 + b"@casq.fr", b"x").replace(b"<guichet.", b"<some.")
    bring(office, desk, bare)
    assert paused(desk) == []
    assert len(office.to_staff()) <= 1
    (row,) = records.status(desk)
    assert "bounced" not in row["outbox"]


def test_a_note_that_comes_back_is_logged_and_shown_and_makes_no_other(office: Office, desk: Desk) -> None:
    ask(office, desk, kind="acknowledgement")
    (note,) = office.to_staff()
    office.dovecot.deliver(office.user, bounce_of(note))
    done = office.guichet("run", "--once")
    assert "a note to staff came back" in done.stderr
    assert len(office.to_staff()) == 1
    status = office.guichet("status")
    assert status.returncode == 1
    assert "1 notes to staff came back" in status.stdout
    assert paused(desk) == []


def test_a_cap_holds_what_is_too_much_and_says_so_once(office: Office) -> None:
    rules = Path(shutil.copytree(default_rules(), office.folder / "rules"))
    limits = rules / "disclosure.toml"
    limits.write_text(limits.read_text(encoding="utf-8").replace("value = 2000", "value = 4"), encoding="utf-8")
    path = office.folder / "guichet.toml"
    path.write_text(f'rules = "rules"\n{path.read_text(encoding="utf-8")}', encoding="utf-8")
    office.write_invoices(INVOICE)
    for n in range(4):
        office.dovecot.deliver(office.user, first_mail(f"s{n}.example", STARTS["ask"], f"FA-2026-02{n:02}"))
    office.dovecot.deliver(office.user, first_mail("entitled.example", STARTS["answer"], "FA-2026-0101"))
    first = office.guichet("run", "--once")
    assert first.stderr.count("sending is held") == 1
    assert kinds(office.to_suppliers()) == ["ask", "ask", "answer"]
    (note,) = office.to_staff()
    assert "2 courriels par heure aux expéditeurs que rien n'identifie" in words_of(note).replace("\u00a0", " ")
    office.guichet("run", "--once")
    assert len(office.to_staff()) == 1
    status = office.guichet("status", "--json")
    (row,) = json.loads(status.stdout)
    assert (status.returncode, row["held"]["waiting"], row["held"]["why"]) == (1, 2, "2 an hour to strangers")
    assert row["outbox"] == {"sent": 4, "queued": 2}
    limits.write_text(limits.read_text(encoding="utf-8").replace("value = 4\n", "value = 9\n"), encoding="utf-8")
    office.guichet("run", "--once")
    assert len(office.to_suppliers()) == 5


def test_spam_gets_silence_and_one_note_a_day(office: Office, desk: Desk) -> None:
    flagged = [
        b"X-Spam-Flag: YES\r\n" + first_mail(f"s{n}.example", text, f"FA-2026-03{n:02}")
        for n in range(6)
        for text in (STARTS["answer"], "Gagnez un téléphone, cliquez ici !")
    ]
    lottery = "Gagnez un téléphone".encode()
    named = (mail.replace(b"<first@", b"<%d@" % n) for n, mail in enumerate(flagged))
    plain = (re.sub(rb"Subject: .*\r", b"Subject: Bravo\r", mail) if lottery in mail else mail for mail in named)
    office.dovecot.deliver(office.user, *plain)
    drain(desk)
    assert office.to_suppliers() == []
    assert len(office.to_staff()) == 1
    assert len(office.dovecot.subjects(office.user, "Guichet/Ignoré")) == 6
    assert len(office.dovecot.subjects(office.user, "Guichet/À traiter")) == 6


THERE = "facturation@ville-amiens.example"


def amiens(office: Office, user: str) -> str:
    """The settings of a second body at the same servers, with a mailbox of its own."""
    text = (office.folder / "guichet.toml").read_text(encoding="utf-8")
    _, _, body = text.partition("[organisations.casq]")
    changes = {"organisations.casq": "organisations.ville-amiens", office.user: user, OURS: THERE}
    for old, new in changes.items():
        body = body.replace(old, new)
    return f"[organisations.ville-amiens]{body}"


def settle(relay: Relay, *offices: Office) -> list[Accepted]:
    """Somebody who says he is Amiens writes to CASQ; returns what leaves for either body until all is still."""
    forged = first_mail("x.example", STARTS["acknowledgement"], "FA-2026-0400")
    offices[0].dovecot.deliver(offices[0].user, forged.replace(b"<compta@x.example>", f"<{THERE}>".encode()))
    for _ in range(MOST_ROUNDS):
        for office in offices:
            done = office.guichet("run", "--once")
            assert done.returncode == 0, done.stderr
        if not relay.carry():
            break
    return [mail for mail in offices[0].to_suppliers() if mail.to[0] in (THERE, OURS)]


@pytest.fixture(params=[bytes, stripped], ids=["as it is", "marks taken away on the way"])
def relay(request: pytest.FixtureRequest, office: Office) -> Relay:
    """What lies between two Guichets: a server that changes nothing, and one that takes away all marks of machines."""
    boxes = {THERE: f"{office.user}b", OURS: office.user}
    return Relay(office.sink, office.dovecot, mailboxes=boxes, gateway=request.param)


def test_two_guichets_with_databases_of_their_own_settle(office: Office, relay: Relay, tmp_path: Path) -> None:
    other = replace(office, folder=tmp_path / "other", user=relay.mailboxes[THERE])
    other.folder.mkdir()
    text = f'serve = ["ville-amiens"]\ndatabase = "sqlite:///{other.folder}/g.sqlite"\n{amiens(office, other.user)}'
    (other.folder / "guichet.toml").write_text(text, encoding="utf-8")
    assert 1 <= len(settle(relay, office, other)) <= 2


def test_two_organisations_of_one_guichet_settle(office: Office, relay: Relay) -> None:
    path = office.folder / "guichet.toml"
    text = path.read_text(encoding="utf-8").replace('serve = ["casq"]', 'serve = ["casq", "ville-amiens"]')
    path.write_text(text + amiens(office, relay.mailboxes[THERE]), encoding="utf-8")
    assert 1 <= len(settle(relay, office)) <= 2
