"""What may never leave in an automatic mail is seen, and what may leave is not taken for it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import french_words
from bot.core.outgoing_filter import HIDDEN, redact_subject, violations

TODAY = date(2026, 11, 21)


def found(text: str, **extra: tuple[str, ...]) -> tuple[str, ...]:
    return violations(text, today=TODAY, **extra)


@pytest.mark.parametrize(
    "text",
    [
        "un montant de 1 234,50 € reste",
        "1\u202f234,50\u00a0€",
        "1234,50€",
        "1.234,56 EUR",
        "12 euros",
        "12\u00a0Euros",
        "EUR 500",
        "EUR500",
        "€ 1 200",
        "douze mille euros",
        "quatre-vingt-dix euros",
        "trois millions d'euros",
        "15 k€",
        "le montant est de 1 234,50",
        "1234,50 TTC",
        "total : 99,90",
        "500 $",
        "40,-€",
    ],
)
def test_an_amount_is_seen_however_it_is_written(text: str) -> None:
    assert found(text) == ("amount",)


@pytest.mark.parametrize(
    "text",
    [
        "EUR 1,200.00",
        "€1,200.00",
        "£350",
        "350 pounds",
        "GBP 99",
        "US dollars: 40 dollars",
        "twelve hundred euros",
        "one thousand and fifty euros",
        "the amount is 1,234.50",
        "balance: 99.90",
        "1,234.50 incl. VAT",
    ],
)
def test_an_amount_in_english_is_seen_too(text: str) -> None:
    assert found(text) == ("amount",)


@pytest.mark.parametrize(
    "text",
    [
        "it will be paid on 12 March 2027",
        "the transfer is planned for March 12th, 2027",
        "Payment: 1st December 2026",
        "we will settle the invoice by the 5th of January",
        "your invoice will be paid in January: on 5 January",
        "payment within 10 days",
        "you will be credited in two weeks",
        "the payment will be made within the next 5 working days",
        "paid by the end of the month",
        "the money will leave tomorrow",
        "payment next week",
        "We aim to answer by Wednesday 25 November 2026 and the payment leaves on 26 November 2026.",
        "The payment\nis due on 25 Nov. 2026",
    ],
)
def test_a_coming_payment_date_in_english_is_seen_too(text: str) -> None:
    assert found(text) == ("future_payment_date",)


@pytest.mark.parametrize(
    "text",
    [
        "We aim to answer by Wednesday 25 November 2026. This is an aim, not a promise.",
        "The status of the payment order was recorded on Tuesday 17 November 2026.",
        "You asked when the payment will take place: no payment date can be given.",
        "The statutory maximum is 30 days from receipt of the request for payment.",
        "If nothing has appeared on your account five banking days after the date of this status, reply to this message.",
        "its total including tax, to the cent",
        "the 14-digit identification number of a French business",
    ],
)
def test_what_the_english_mails_must_say_passes(text: str) -> None:
    assert found(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "40 documents",
        "le 21.11.2026 à 14 h 32",
        "facture 2024 12 de l'Europe",
        "articles L2192-10 et R2192-10",
        "le SIRET 200 071 892 00067",
        "son montant toutes taxes comprises, au centime près",
        "du lundi au vendredi, de 9 h à 12 h",
        "téléphone : 01 02 03 04 05, solde au guichet",
        "TVA FR12 200071892 de notre entreprise",
        "dossier CASQ-2026-000042",
    ],
)
def test_numbers_that_are_no_money_pass(text: str) -> None:
    assert found(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "FR76 3000 6000 0112 3456 7890 189",
        "FR7630006000011234567890189",
        "fr76.3000.6000.0112.3456.7890.189",
        "FR76\u00a03000\u00a06000\u00a00112\u00a03456\u00a07890\u00a0189",
        "IBAN : DE89 3704 0044 0532 0130 00 merci",
        "BE68 5390 0754 7034",
        # One digit wrong still shows an account to whoever reads it.
        "FR76 3000 6000 0112 3456 7890 188",
        "RIB 30006 00001 12345678901 89",
    ],
)
def test_a_bank_account_is_seen_spaced_or_not(text: str) -> None:
    assert "iban" in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "ZZ76 3000 6000 0112 3456 7890 189",
        "FR12 200071892 pour la facture numero 2024 118",
        "facture FA2024 0118",
        "SIRET 20007189200067 20007189200026",
        "DE89 pour la suite",
    ],
)
def test_what_only_begins_like_an_account_passes(text: str) -> None:
    assert "iban" not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "virement le 25/11/2026",
        "vous serez payé le 2026-12-01",
        "règlement prévu mardi 1er décembre 2026",
        "la facture sera réglée le 5 janvier",
        "crédité le 02.12.26",
        "paiement sous 10 jours",
        "le versement aura lieu d'ici la fin du mois",
        "votre virement part demain",
        "PAIEMENT LE 25/11/2026",
        "le paiement\nest prévu le 25/11/2026",
        "Réponse : virement au plus tard le 25 novembre 2026",
    ],
)
def test_a_coming_payment_date_is_seen(text: str) -> None:
    assert found(text) == ("future_payment_date",)


@pytest.mark.parametrize(
    "text",
    [
        "Objectif de réponse sous 3 jours ouvrés, soit au plus tard le mercredi 25 novembre 2026.",
        "Objectif de réponse par courriel dans les 3 jours ouvrés, soit au plus tard le mardi 1er décembre 2026. Votre paiement.",
        "une réponse vous parviendra au plus tard le 25/11/2026",
        "mise en paiement enregistrée le 20 novembre 2026",
        "mise en paiement enregistrée le 21/11/2026",
        "Le comptable public a enregistré la mise en paiement.\nDossier du 25/12/2026",
        "rien cinq jours bancaires après la date de ce paiement",
        "Le délai réglementaire maximal de paiement est de 30 jours à compter de la réception",
        "réunion le 25/11/2026",
        "règlement au 01.12.05.40.30",
    ],
)
def test_dates_that_announce_no_payment_pass(text: str) -> None:
    assert found(text) == ()


def test_an_invoice_number_that_looks_like_money_may_be_named() -> None:
    assert found("Facture 12EUR en cours") == ("amount",)
    assert found("Facture 12EUR en cours", allowed_numbers=("12EUR",)) == ()


def test_an_invoice_number_does_not_excuse_an_amount_around_it() -> None:
    assert found("Facture 50 : 50 €", allowed_numbers=("50",)) == ("amount",)


def test_an_invoice_number_that_looks_like_a_date_may_stand_in_a_payment_sentence() -> None:
    assert found("mise en paiement de 2026-12-31 faite", allowed_numbers=("2026-12-31",)) == ()


def test_an_agent_is_recognised_without_accents_or_capitals_but_not_inside_a_word() -> None:
    names = ("Hélène Petit",)
    assert found("Bien à vous, helene petit", agent_names=names) == ("agent_name",)
    assert found("HÉLÈNE  PETIT", agent_names=names) == ("agent_name",)
    assert found("Hélène Petitjean", agent_names=names) == ()
    assert found("M. Jean Pierre O Neil", agent_names=("Jean-Pierre O'Neil",)) == ("agent_name",)
    assert found("petit […]", agent_names=("", "…")) == ()


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = "Virement de 12 € le 25/12/2026 sur FR76 3000 6000 0112 3456 7890 189"
    assert found(text) == ("amount", "future_payment_date", "iban")


@pytest.mark.parametrize(
    ("subject", "clean"),
    [
        ("Facture F12 de 1 234,50 € TTC impayée", f"Facture F12 de {HIDDEN} TTC impayée"),
        ("RIB FR76 3000 6000 0112 3456 7890 189", f"RIB {HIDDEN}"),
        ("Facture F2024-118", "Facture F2024-118"),
        ("", ""),
    ],
)
def test_the_supplier_s_subject_loses_amounts_and_accounts_only(subject: str, clean: str) -> None:
    assert redact_subject(subject) == clean


@pytest.mark.parametrize("way", [
    "https://faux.example/payer?f=1", "hxxp://faux.example", "www.faux.example", "faux.example", "portail.faux.example:8080/p", "bücher.example",
    "compta@faux.example", "+33 6 12 34 56 78", "06 12 34 56 78", "0033612345678",
])  # fmt: skip
def test_a_stranger_s_subject_leads_nobody_anywhere_in_our_own_mail(way: str) -> None:
    assert redact_subject(f"Facture F12, voir {way} vite") == f"Facture F12, voir {HIDDEN} vite"


@pytest.mark.parametrize("subject", [
    "S.A.R.L. Dupont n°12", "FA.2026.0187 du 12.11.2026", "Facture 2026-0187.pdf", "Facture n° 0120260187", "Sté A.B.C", "F2026/0187, BC 4500012345",
])  # fmt: skip
def test_what_only_has_dots_and_digits_stays_in_the_subject(subject: str) -> None:
    assert redact_subject(subject) == subject


def test_with_the_day_known_coming_payment_dates_leave_the_subject_too() -> None:
    assert redact_subject("Paiement attendu le 25/12/2026", today=TODAY) == f"Paiement attendu le {HIDDEN}"
    assert redact_subject("Paiement du 25/10/2026", today=TODAY) == "Paiement du 25/10/2026"


@given(st.decimals(Decimal("0.01"), Decimal(99_999_999), places=2))
def test_no_amount_in_euros_passes(amount: Decimal) -> None:
    assert "amount" in found(f"Votre facture de {french_words.euros(amount)} est en cours.")


@given(st.integers(10**9, 10**10 - 1), st.integers(10**10, 10**11 - 1), st.sampled_from(["", " ", "\u00a0", "-"]))
def test_no_french_iban_passes(bank: int, account: int, space: str) -> None:
    bban = f"{bank}{account}00"
    check = 98 - int(f"{bban}152700") % 97
    iban = f"FR{check:02}{bban}"
    spaced = space.join(iban[place : place + 4] for place in range(0, len(iban), 4))
    assert "iban" in found(f"Mon compte : {spaced}, merci.")


@given(st.integers(1, 2000))
def test_no_full_date_after_today_passes_beside_a_payment(days: int) -> None:
    coming = TODAY + timedelta(days=days)
    for words in (french_words.date_long(coming), french_words.date_short(coming), coming.isoformat()):
        assert found(f"Le virement est prévu le {words}.") == ("future_payment_date",)


@given(st.integers(0, 2000))
def test_a_full_date_of_today_or_before_always_passes(days: int) -> None:
    past = TODAY - timedelta(days=days)
    for words in (french_words.date_long(past), french_words.date_short(past), past.isoformat()):
        assert found(f"La mise en paiement a été enregistrée le {words}.") == ()


@given(st.integers(1, 400))
def test_the_day_by_which_we_aim_to_answer_always_passes(days: int) -> None:
    coming = french_words.date_long(TODAY + timedelta(days=days))
    assert found(f"Objectif de réponse sous 3 jours ouvrés, soit au plus tard le {coming}.") == ()


@given(st.text(max_size=300))
def test_a_cleaned_subject_has_nothing_left_to_hide(subject: str) -> None:
    clean = redact_subject(subject, today=TODAY)
    assert violations(clean, today=TODAY) == ()


@given(
    st.lists(
        st.sampled_from(
            ["12", "1 234,50", "€", "euros", "virement", "25/12/2026", "FR76", "3000 ", " ", ",", "montant"]
        )
    )
)
def test_a_cleaned_subject_made_of_money_words_has_nothing_left_to_hide(parts: list[str]) -> None:
    clean = redact_subject("".join(parts), today=TODAY)
    assert violations(clean, today=TODAY) == ()
