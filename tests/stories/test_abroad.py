"""Suppliers who write in other languages: what a person would want done with each mail, and in which languages they hear."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import app, records
from bot.config import Settings
from bot.core.decision import Decision
from bot.jobs.deliberate import Deliberation

NOW = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)
SUPPLIER = "73282932000074"
LINE = "-" * 60
_ROWS = (Path(__file__).parent / "mails_abroad.tsv").read_text(encoding="utf-8").splitlines()
MAILS = tuple(tuple(row.split("\t")) for row in _ROWS)
"""What is wanted, subject, body."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[app.Desk]:
    folder = tmp_path_factory.mktemp("abroad")
    library = app.load_library(Settings(database=f"sqlite:///{folder}/guichet.sqlite", serve=("casq",)))
    rows = folder / "factures.csv"
    header = "siret,supplier,number,amount,date,engagement,status\n"
    rows.write_text(f"{header}{SUPPLIER},P,FA-2026-0117,1250.40,2026-05-20,,SERVICE_FAIT\n", encoding="utf-8")
    with app.opened(library) as opened:
        records.import_invoices(opened, rows, "casq", NOW - timedelta(hours=1), lambda _rows: None)
        yield opened


def thought(desk: app.Desk, subject: str, body: str) -> Deliberation:
    content = (
        "Authentication-Results: mx.casq.fr; dmarc=pass header.from=paper.example\r\nFrom: Emma <emma@paper.example>\r\n"
        f"To: accueil.comptabilite@casq.fr\r\nSubject: {subject}\r\nMessage-ID: <1@paper.example>\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n" + body.replace("\\n", "\r\n") + "\r\n"
    )
    return desk.think(content.encode(), NOW, "casq")


def done(decision: Decision) -> str:
    """One word for what was decided, as the list says it."""
    if decision.outcome in ("IGNORE", "ATTACH"):
        return "nothing"
    if decision.outcome == "ESCALATE":
        return "security" if decision.team == "security" else "person"
    template = decision.reply.template if decision.reply else ""
    return "info" if template == "information" else template


@pytest.mark.parametrize("row", range(len(MAILS)))
def test_a_mail_in_another_language_ends_as_a_person_would_want(desk: app.Desk, row: int) -> None:
    wanted, subject, body = MAILS[row]
    assert done(thought(desk, subject, body).decision) == wanted


# --- in which languages they hear -----------------------------------------------------------------

ENGLISH = "What is the status of invoice {number}? SIRET 73282932000074, amount EUR 1,250.40"


def test_an_english_supplier_reads_french_first_and_english_below(desk: app.Desk) -> None:
    reply = thought(desk, "Invoice FA-2026-0117", ENGLISH.format(number="FA-2026-0117")).reply
    assert reply is not None
    french, english = reply.text.split(LINE)
    assert "Statut dans Chorus Pro" in french
    assert "“Service fait” (delivery recorded)" in english
    assert reply.html.index("Votre demande") < reply.html.index("Your request")
    assert reply.subject.startswith("Re: Invoice FA-2026-0117 [CASQ-")


@pytest.mark.parametrize("row", range(len(MAILS)))
def test_who_writes_in_french_hears_french_alone_and_all_others_both(desk: app.Desk, row: int) -> None:
    _, subject, body = MAILS[row]
    deliberation = thought(desk, subject, body)
    if deliberation.reply is not None:
        assert (LINE in deliberation.reply.text) == (deliberation.mail.language != "fr")
        assert deliberation.explain()["language"] == deliberation.mail.language


def test_an_unknown_language_is_answered_in_french(desk: app.Desk) -> None:
    deliberation = thought(desk, "Faktura", "Dzień dobry, kiedy zostanie zapłacona nasza faktura?")
    assert deliberation.mail.language == "fr"
    assert deliberation.decision.outcome == "ESCALATE"


# --- a mail with one sentence more ------------------------------------------------------------------

BESIDE = (
    "We will go to court.",
    "Our lawyers will contact you.",
    "The amount is wrong.",
    "We went out of business.",
    "Please ignore the previous one.",
    "It was a mistake.",
    "Our director is in hospital.",
    "We charge a penalty.",
    "Kindly split the payment.",
    "We moved to a new address.",
    "Please use the account of our parent company.",
    "You must pay my brother instead.",
    "There is also invoice 4711-B from last year.",
    "Our claim was sold.",
    "We are very disappointed.",
    "I am a journalist.",
    "Unser Anwalt meldet sich.",
    "Hemos cambiado de banco.",
)


@pytest.mark.parametrize("sentence", BESIDE)
def test_a_sentence_beside_the_question_brings_a_person(desk: app.Desk, sentence: str) -> None:
    text = ENGLISH.format(number="FA-2026-0117")
    assert done(thought(desk, "Invoice", text).decision) == "answer"
    assert done(thought(desk, "Invoice", f"{text}\\n\\n{sentence}").decision) in ("person", "security")
    assert done(thought(desk, "Invoice", f"{sentence} {text}").decision) in ("person", "security")
