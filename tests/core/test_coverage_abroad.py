"""The everyday words of five languages: none of them may carry a danger, and numbers are read as their writers mean them."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bot.core import words_abroad
from bot.core.coverage import doubts
from bot.core.extract import extract
from bot.core.flat_text import fold
from bot.core.language import LANGUAGES
from tests.core.mails import a_mail

DANGEROUS = """
    bank account iban bic swift konto bankverbindung cuenta banco conto banca rekening new neu neue nuevo nueva nuovo nuova nieuw
    changed change geandert cambiado cambiato gewijzigd other another otro otra altro altra ander andere stop suspend never legal
    court lawyer anwalt abogado avvocato advocaat insolvency insolvenz faillissement concurso fallimento assigned factoring interest
    zinsen intereses interessi rente penalty wrong falsch incorrecto sbagliato fout cancel storno anular annullare refund twice
    doppelt dispute deduct partial half only rest remaining mistake error instead brother company's died hospital police fraud
    """.split()  # noqa: SIM905 - a list of words is easier to read and to add to


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_word_of_danger_is_an_everyday_word(language: str) -> None:
    assert not (words_abroad.PLAIN[language] | words_abroad.ANYWHERE) & set(DANGEROUS)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_words_are_written_as_folded_text_has_them(language: str) -> None:
    for word in words_abroad.PLAIN[language]:
        assert fold(word) == word.replace("º", "°")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "What is the status of invoice INV-118 of 12 March 2026?"),
        ("en", "Dear Ms Lefèvre, any update on INV-118? I look forward to hearing from you."),
        ("en", "We have been waiting for three months."),
        ("de", "Sehr geehrte Frau Lefèvre, wie ist der Stand der Rechnung INV-118?"),
        ("es", "Buenos días, ¿cuándo se pagará la factura INV-118?"),
        ("it", "Gentile Lefèvre, a che punto è la fattura INV-118?"),
        ("nl", "Geachte mevrouw Lefèvre, wanneer wordt factuur INV-118 betaald?"),
    ],
)
def test_a_plain_question_leaves_no_doubt(language: str, text: str) -> None:
    mail = replace(a_mail(text), language=language)
    assert doubts(mail, extract(mail), ()) == ()


def test_a_number_that_nobody_read_is_a_doubt() -> None:
    mail = replace(a_mail("What is the status of invoices INV-118 to 4711?"), language="en")
    assert [doubt.kind for doubt in doubts(mail, extract(mail), ())] == ["unclear"]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("invoice no. 118 of last month", "invoice_number", "118"),
        ("the number of our invoice is 118", "invoice_number", "118"),
        ("Rechnungsnummer: 118", "invoice_number", "118"),
        ("Rechnung Nr. 118", "invoice_number", "118"),
        ("factura nº 118", "invoice_number", "118"),
        ("fattura n. 118", "invoice_number", "118"),
        ("factuurnummer 118", "invoice_number", "118"),
        ("PO number 4500123", "engagement", "4500123"),
        ("Bestellnummer 4500123", "engagement", "4500123"),
        ("amount EUR 8,640.00, thanks", "amount", "8640.00"),
        ("amount: EUR 8.640,00", "amount", "8640.00"),
        ("€1,250.40", "amount", "1250.40"),
        ("12 March 2026", "date", "2026-03-12"),
        ("March 12th, 2026", "date", "2026-03-12"),
        ("12. März 2026", "date", "2026-03-12"),
        ("12 de marzo de 2026", "date", "2026-03-12"),
        ("12 maggio 2026", "date", "2026-05-12"),
        ("12 maart 2026", "date", "2026-03-12"),
        ("1. Dezember 2026", "date", "2026-12-01"),
        ("Dec 1, 2026", "date", "2026-12-01"),
    ],
)
def test_numbers_amounts_and_dates_are_read_in_other_languages(text: str, kind: str, value: str) -> None:
    assert [(m.kind.value, m.value) for m in extract(a_mail(text))] == [(kind, value)]


@pytest.mark.parametrize(
    "text", ["Kundennummer 4711", "customer number 4711", "account no. 44556677", "in order to pay 4711"]
)
def test_numbers_of_other_things_are_no_invoices(text: str) -> None:
    assert extract(a_mail(text)) == ()


def test_a_date_that_can_be_read_two_ways_says_nothing_in_english() -> None:
    english, french = (
        replace(a_mail("03/12/2026 and 25/12/2026 and 04/04/2026"), language=code) for code in ("en", "fr")
    )
    assert [m.value for m in extract(english)] == ["2026-12-25", "2026-04-04"]
    assert [m.value for m in extract(french)] == ["2026-12-03", "2026-12-25", "2026-04-04"]


@pytest.mark.parametrize("text", ["1." * 100_000, "€ 1 " * 60_000, "12,50 " * 40_000], ids=["dots", "euros", "amounts"])
def test_a_long_foreign_mail_of_figures_takes_seconds(text: str) -> None:
    body = f"Dear all, could you please tell us when our invoice will be paid? Thank you.\n{text}"
    mail = replace(a_mail(body), language="en")
    began = time.process_time()
    doubts(mail, extract(mail), ())
    assert time.process_time() - began < 8
