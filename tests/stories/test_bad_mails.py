"""The worst mails among good ones in a real mailbox: each ends where a person sees it, the good ones are answered."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.sink import Sink
from tests.stories.office import TEAM, Office, words_of
from tests.stories.test_office import VERIFIED, mail
from tests.stories.troubled_office import TownHall

SUPPLIER = "73282932000074"
MEGABYTE = 1_000_000
HEAD = b"From: =?utf-8?q?H=C3=A9l=C3=A8ne?= <facturation@papeterie.example>\r\nTo: accueil.comptabilite@casq.fr\r\n"
# A supplier without a registered contact: from another domain than the contacts of the other one it would be no question.
WORDS = "Bonjour, où en est la facture n° FA-2026-0003 de 103,40 € TTC ? Notre SIRET : 55210055400013\r\n".encode()


def question(number: int) -> bytes:
    """A good mail: complete and verified, about an invoice of its own."""
    text = f"Bonjour, où en est la facture n° FA-2026-{number:04} de {100 + number},40 € TTC ? Notre SIRET : {SUPPLIER}"
    return mail(text, number=number)


@pytest.fixture
def office(tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str) -> Office:
    """An office on SQLite."""
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure()
    return office


_numbers = itertools.count(1)


def bad(more: bytes, body: bytes = WORDS) -> bytes:
    """A mail of the same supplier, verified, with these fields and this body."""
    return (
        VERIFIED.encode() + HEAD + b"Message-ID: <bad%d@papeterie.example>\r\n" % next(_numbers) + more + b"\r\n" + body
    )


UTF8 = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
NESTED = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(1_000))

BAD_MAILS = {
    "a thousand nested parts": (VERIFIED.encode() + HEAD + NESTED + UTF8 + b"\r\n" + WORDS, "ESCALATE", True),
    "no headers": (WORDS, "ESCALATE", False),
    "a broken boundary": (bad(b'Content-Type: multipart/mixed; boundary="never"\r\n'), "ASK", True),
    "an unknown charset": (
        bad(b"Content-Type: text/plain; charset=x-martien\r\nContent-Transfer-Encoding: 8bit\r\n"), "ASK", True,
    ),
    "two From lines": (bad(b"From: autre@ailleurs.example\r\n" + UTF8), "ESCALATE", False),
    "an empty body": (bad(b"Subject: Question\r\n" + UTF8, b""), "ESCALATE", True),
    "a NUL octet": (bad(UTF8, WORDS.replace(b"-0003", b"-\x000003")), "ASK", True),
    "a raw 8-bit subject": (bad(b"Subject: R\xe8glement factur\xe9 FA-2026-0003\r\n" + UTF8), "ASK", True),
    "nothing at all": (b"\r\n", "quarantined", False),
    "only NUL octets": (b"\0\0\0\r\n", "ESCALATE", False),
    "a header without an end": (VERIFIED.encode() + HEAD + b"X-Long: " + b"x" * 300_000, "ESCALATE", True),
    "a line of a megabyte": (bad(UTF8, WORDS + b"x" * MEGABYTE + b"\r\n"), "ESCALATE", True),
    "thirty thousand parts": (
        bad(b"Content-Type: multipart/mixed; boundary=b\r\n", b"--b\r\n\r\nx\r\n" * 30_000), "ESCALATE", True,
    ),
    "fifty thousand tags never closed": (
        bad(b"Content-Type: text/html; charset=utf-8\r\n", WORDS + b"<div>" * 50_000), "ESCALATE", True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("trouble", sorted(BAD_MAILS))
def test_a_bad_mail_ends_where_a_person_would_look(trouble: str, town_hall: TownHall) -> None:
    content, outcome, replied = BAD_MAILS[trouble]
    ending = town_hall.handle(content)
    assert (ending.outcome, bool(ending.replied_to)) == (outcome, replied), ending.why
    assert len(ending.noted) == (outcome != "ASK")


def test_among_good_mails_the_bad_ones_cost_only_themselves(office: Office) -> None:
    office.write_invoices(
        *(f"{SUPPLIER},Papeterie,FA-2026-{n:04},{100 + n}.40,2026-11-01,,MISE_EN_PAIEMENT," for n in range(20))
    )
    bad_ones = [content for content, _, _ in BAD_MAILS.values()]
    put_in(office, *(one for number, content in enumerate(bad_ones) for one in (question(number), content)))
    done = office.guichet("run", "--once", "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["kept"], report["quarantined"], report["failures"]) == (1, 2 * len(bad_ones), 1, {})
    assert "Traceback" not in done.stderr
    assert office.dovecot.subjects(office.user, "INBOX") == []
    answered = {str(mail.message["In-Reply-To"]) for mail in office.to_suppliers()}
    assert {f"<{number}@papeterie.example>" for number in range(len(bad_ones))} <= answered


def put_in(office: Office, *mails: bytes) -> None:
    """Into the mailbox octet for octet: LMTP would add its own fields."""
    with office.dovecot.client(office.user) as client:
        for one in mails:
            client.multiappend("INBOX", [one])


def test_a_mail_of_sixty_megabytes_is_left_where_people_see_it_and_costs_no_memory(office: Office) -> None:
    put_in(office, question(1), bad(UTF8, WORDS + (b"x" * 76 + b"\r\n") * 770_000), question(2))
    report, peak = measured(office)
    assert (report["kept"], report["quarantined"], len(office.to_suppliers())) == (2, 1, 2)
    assert len(office.dovecot.subjects(office.user, "Guichet/Erreur")) == 1
    (note,) = [one for one in office.to_staff() if "la taille que Guichet accepte de lire" in words_of(one)]
    assert note.to == (TEAM,)
    assert len(note.content) < MEGABYTE
    assert peak < 150 * MEGABYTE


def test_the_largest_mail_that_is_read_is_answered_within_bounds_of_memory(office: Office) -> None:
    pdf = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b"A" * 76 + b"\r\n"
    parts = b"--b\r\n" + UTF8 + b"\r\n" + WORDS + b"--b\r\n" + pdf + (b"A" * 76 + b"\r\n") * 370_000 + b"--b--\r\n"
    put_in(office, bad(b"Content-Type: multipart/mixed; boundary=b\r\n", parts), question(1))
    report, peak = measured(office)
    assert (report["kept"], len(office.to_suppliers())) == (2, 2)
    assert peak < 500 * MEGABYTE


def measured(office: Office) -> tuple[dict[str, int], int]:
    """`run --once --json`: its report, and the most memory that it held, in octets."""
    # VmHWM begins anew with each program; `ru_maxrss` remembers the process that started it.
    code = (
        "import pathlib, sys; from bot.cli.main import app\n"
        "try: app(sys.argv[1:])\n"
        "finally: print(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0], file=sys.stderr)"
    )
    done = office.python("-c", code, "run", "--once", "--json")
    return json.loads(done.stdout), int(done.stderr.split()[-1]) * 1024
