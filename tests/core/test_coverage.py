"""What a mail says beyond the questions that were understood."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.coverage import Doubt, doubts
from bot.core.extract import extract
from bot.core.intents import classify
from bot.core.mail import IncomingMail
from bot.core.rulebook import IntentClass, IntentHit
from tests.core.coverage_phrases import BANK, UNCLEAR
from tests.core.intent_beside_phrases import BESIDE
from tests.core.mails import a_mail
from tests.core.plain_phrases import PLAIN, QUESTIONS
from tests.core.test_intents import RULES, ids, strictest

NUMBER = "FA-2026-0147"
QUESTION = f"Où en est la facture {NUMBER} ?"


def read(mail: IncomingMail) -> tuple[tuple[IntentHit, ...], tuple[Doubt, ...]]:
    """Intents and doubts of a mail."""
    mentions = extract(mail)
    hits = classify(mail, mentions, RULES)
    return hits, doubts(mail, mentions, hits)


def beside(sentence: str, question: str = QUESTION) -> IncomingMail:
    """A mail that asks where an invoice is, and says something else."""
    return a_mail(f"Bonjour,\n{question}\n{sentence}\nMerci\nJean", subject=NUMBER)


@pytest.mark.parametrize(("kind", "sentence"), BESIDE)
def test_a_strict_sentence_is_found_beside_a_question(kind: str, sentence: str) -> None:
    assert strictest(ids(beside(sentence))) is IntentClass(kind)


@pytest.mark.parametrize("sentence", BANK)
def test_where_money_goes_is_doubted(sentence: str) -> None:
    assert "bank" in {doubt.kind for doubt in read(beside(sentence))[1]}


@pytest.mark.parametrize("sentence", UNCLEAR)
def test_what_no_question_about_an_invoice_needs_is_doubted(sentence: str) -> None:
    assert "unclear" in {doubt.kind for doubt in read(beside(sentence))[1]}


@pytest.mark.parametrize("sentence", PLAIN)
def test_ordinary_company_of_a_question_is_not_doubted(sentence: str) -> None:
    hits, found = read(beside(sentence))
    assert found == ()
    assert {hit.intent_class for hit in hits} <= {IntentClass.A, IntentClass.V}


@pytest.mark.parametrize("sentence", QUESTIONS)
def test_a_question_about_the_invoice_just_named_asks_for_its_status(sentence: str) -> None:
    hits, found = read(beside(sentence, f"Au sujet de la facture {NUMBER}."))
    assert strictest({hit.id for hit in hits}) is IntentClass.V
    assert found == ()


@pytest.mark.parametrize(
    "footer",
    [
        "IBAN FR76 3000 4000 0312 3456 7890 143 - BIC BNPAFRPP",
        "Menuiserie Delvaux - Crédit Mutuel Saint-Quentin\nIBAN : FR76 1562 9027 3000 0212 3450 187\nSIRET 512 345 018 00018",
        "Règlement par virement sur notre compte : FR76 1562 9027 3000 0212 3450 187",
        "ALERTE FRAUDE : nous ne changeons jamais nos coordonnées bancaires par e-mail. En cas de doute sur un changement de RIB, appelez-nous.",
        "Tout changement de coordonnées bancaires vous sera confirmé par courrier.",
        "Tout litige relève du tribunal de commerce de Lille.",
        "Tout retard entraînera sans mise en demeure préalable des pénalités au taux BCE + 10 points et une indemnité forfaitaire de 40 €.",
        "Clause de réserve de propriété. Pas d'escompte pour paiement anticipé.",
        "Pôle Contentieux et Recouvrement\nTél. 03 23 05 11 42",
    ],
)
def test_footers_raise_no_doubt(footer: str) -> None:
    for text in (f"{QUESTION}\n\nCordialement,\nJean Dupont\n{footer}", f"{QUESTION}\nMerci\n\nJean Dupont\n{footer}"):
        hits, found = read(a_mail(text))
        assert strictest({hit.id for hit in hits}) is IntentClass.V
        assert found == ()


def test_a_doubt_quotes_its_sentence_shortly() -> None:
    (doubt,) = read(beside("Je pleure tous les soirs " + "et encore " * 40 + "."))[1]
    assert doubt.words.startswith("je pleure tous les soirs")
    assert len(doubt.words) <= 120


def test_where_money_goes_wins_over_unclear_in_one_sentence() -> None:
    (doubt,) = read(beside("Je pleure devant ma banque."))[1]
    assert doubt.kind == "bank"


def test_a_very_long_mail_is_doubted_as_a_whole() -> None:
    assert [doubt.kind for doubt in read(a_mail(QUESTION + " bonjour" * 5_000))[1]] == ["unclear"]


@given(st.text(max_size=300))
def test_any_text_has_short_doubts_of_known_kinds(text: str) -> None:
    for doubt in doubts(a_mail(text), (), ()):
        assert doubt.kind in {"bank", "unclear"}
        assert len(doubt.words) <= 120


@pytest.mark.parametrize(
    "text", ["je suis ne ", "iban fr76 3000 ", "pas ne plus ", "vous a la ", "rib - ", "en cas de ", "( "]
)
def test_hostile_text_costs_little(text: str) -> None:
    start = time.process_time()
    doubts(a_mail(text * (19_000 // len(text))), (), ())
    assert time.process_time() - start < 5  # what backs up never ends


@pytest.mark.parametrize(
    ("sentence", "intent"),
    [
        ("Chorus dit payé, mais toujours rien sur notre compte.", "i21"),
        ("La banque nous réclame l'exemplaire unique du marché.", "i29"),
        ("La Cour des comptes vous a écrit.", "i44"),
    ],
)
def test_a_word_of_money_said_of_another_matter_is_a_doubt_about_that_one(sentence: str, intent: str) -> None:
    mail = a_mail(sentence)
    assert {(each.kind, each.intent) for each in doubts(mail, extract(mail), ())} == {("unclear", intent)}
