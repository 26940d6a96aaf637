"""Which of the numbers in a mail are asked about: not those it sets aside, nor the subject of an old thread."""

from __future__ import annotations

import pytest

from bot.core.extract import extract
from bot.core.match import asked_numbers
from bot.core.statement import asks_for_more
from tests.core.mails import a_mail


def asked(text: str, subject: str = "", *, reply: bool = False) -> list[str]:
    """The numbers asked about, as written."""
    mentions = extract(a_mail(text, subject=subject))
    return [mentions[index].value for index in asked_numbers(mentions, reply=reply)]


@pytest.mark.parametrize(
    "text",
    [
        "Où en est la facture FA-2026-0175 (et non la FA-2026-0176 déjà payée) ?",
        "Vous m'avez répondu sur la FA-2026-0176, mais ma question porte sur la FA-2026-0175 : où en est-elle ?",
        "Vous nous parlez de la FA-2026-0176 alors que nous demandions des nouvelles de la FA-2026-0175.",
        "Où en est la facture FA-2026-0175, et non la FA-2026-0176 ?",
        "Où en est la FA-2026-0175 (pas la FA-2026-0176) ?",
        "Nous avons bien reçu le règlement de la FA-2026-0176. Où en est la FA-2026-0175 ?",
        "Nous avons bien reçu le virement pour la facture n° FA-2026-0176, où en est la FA-2026-0175 ?",
        "Merci pour le paiement de la facture FA-2026-0176. Et la FA-2026-0175 ?",
        "La FA-2026-0176 a déjà été réglée. Où en est la FA-2026-0175 ?",
        "La FA-2026-0176 a bien été payée, mais où en est la FA-2026-0175 ?",
        "La facture FA-2026-0176 est soldée. Quid de la facture FA-2026-0175 ?",
        "Le règlement de la FA-2026-0176 nous est bien parvenu. Et la FA-2026-0175 ?",
        "Où en est la facture FA-2026-0175, qui annule et remplace la FA-2026-0176 ?",
        "La FA-2026-0176 est remplacée par la FA-2026-0175 : où en est-elle ?",
        "Où en sont nos factures sauf la FA-2026-0176 : FA-2026-0175 ?",
        "Merci, la FA-2026-0176 est claire pour nous. Par contre la FA-2026-0175 ?",
        "La FA-2026-0176 c'est bon, et la FA-2026-0175 ?",
        "Ma question concernait la FA-2026-0175, pas la FA-2026-0176.",
        "Il ne s'agit pas de la FA-2026-0176 mais de la FA-2026-0175.",
        "Pas la FA-2026-0176, mais la FA-2026-0175 : où en est-elle ?",
    ],
)
def test_a_number_that_the_sender_sets_aside_is_not_asked_about(text: str) -> None:
    assert asked(text) == ["FA-2026-0175"]
    assert asked(text, subject="FA-2026-0176") == ["FA-2026-0175"]


@pytest.mark.parametrize(
    "text",
    [
        "La FA-2026-0176 est-elle payée ? Où en est la FA-2026-0175 ?",
        "Nous n'avons pas reçu le règlement de la FA-2026-0176 ni de la FA-2026-0175.",
        "Savez-vous si la FA-2026-0176 a été payée, et où en est la FA-2026-0175 ?",
        "Est-ce que la FA-2026-0176 a été payée et la FA-2026-0175 ?",
        "La FA-2026-0176 n'a pas été payée, la FA-2026-0175 non plus.",
        "Vous n'avez pas réglé la FA-2026-0176 et la FA-2026-0175.",
        "Avez-vous déjà payé la FA-2026-0176 et la FA-2026-0175 ?",
        "Vous avez payé la FA-2026-0176 mais pas la FA-2026-0175.",
        "Nous avons reçu 1 200 € pour la FA-2026-0176 et non pour la FA-2026-0175.",
        "Quand seront réglées la FA-2026-0176 et la FA-2026-0175 ?",
    ],
)
def test_a_number_that_is_only_doubted_stays_asked_about(text: str) -> None:
    assert asked(text) == ["FA-2026-0176", "FA-2026-0175"]


def test_a_number_set_aside_counts_when_there_is_no_other() -> None:
    assert asked("La facture FA-2026-0176 est déjà payée.") == ["FA-2026-0176"]


def test_the_subject_of_a_reply_does_not_count_when_the_body_names_another() -> None:
    assert asked("Et la FA-2026-0175 ?", subject="RE: FA-2026-0140", reply=True) == ["FA-2026-0175"]
    assert asked("Des nouvelles ?", subject="RE: FA-2026-0140", reply=True) == ["FA-2026-0140"]
    assert asked("Et la FA-2026-0175 ?", subject="FA-2026-0140") == ["FA-2026-0140", "FA-2026-0175"]


MORE = (
    "Où en sont la FA-2026-0175 et les autres factures du relevé joint ?",
    "Où en sont la FA-2026-0175 et la dernière de novembre ?",
    "Où en est la FA-2026-0175 ainsi que toutes nos factures en attente ?",
    "Où en est la FA-2026-0175 et celles de novembre ?",
    "Où en sont nos factures en retard, notamment la FA-2026-0175 ?",
    "Où en sont nos factures, dont la FA-2026-0175 ?",
    "Où en sont les factures FA-2026-0175, FA-2026-0176, etc. ?",
    "Où en sont les factures FA-2026-0175 et suivantes ?",
    "Toutes nos factures à partir de la FA-2026-0175 sont impayées.",
    "Où en est la FA-2026-0175, et l'ensemble de nos factures ?",
    "Où en est la FA-2026-0175 ? Même question pour les autres.",
    "Où en est la FA-2026-0175 ? Et la précédente ?",
    "Où en est la FA-2026-0175 et deux autres factures de septembre ?",
    "Où en est la FA-2026-0175 et la facture d'octobre ?",
    "Où en est la FA-2026-0175 ? Voir aussi le relevé de compte ci-joint.",
    "Où en sont la FA-2026-0175 et\nles autres factures ?",
    "Merci pour la FA-2026-0175. Quand est-ce que la suivante sera payée ?",
)
NO_MORE = (
    "Où en est la facture FA-2026-0175 ?",
    "Où en sont les factures FA-2026-0175 et FA-2026-0176 ?",
    "Où en est la facture FA-2026-0175 ?\nToutes nos factures sont payables à 30 jours.",
    "Où en est la facture FA-2026-0175 de novembre et quand sera-t-elle payée ?",
    "Où en sont la facture FA-2026-0175 et la facture d'octobre FA-2026-0176 ?",
    "Où en sont la facture FA-2026-0175 et la facture de solde n° FA-2026-0176 ?",
    "Où en est la facture FA-2026-0175, la dernière que nous vous avons envoyée ?",
    "Je vous remercie et reste à votre disposition pour toute autre information. Facture FA-2026-0175",
    "Où en est la facture FA-2026-0175 et son mandatement ?",
    "Où en est la FA-2026-0175 ? Vous trouverez ci-joint la facture et le bon de commande.",
    "Où en est la facture FA-2026-0175 ? Les autres ont été payées, merci.",
    "La facture est la suivante : FA-2026-0175.",
    "Quelle est la prochaine étape pour la FA-2026-0175 ?",
)


@pytest.mark.parametrize("text", MORE)
def test_a_mail_may_ask_for_more_than_it_names(text: str) -> None:
    assert asks_for_more(a_mail(text))
    assert asks_for_more(a_mail("Bonjour,\nMerci.", subject=text.replace("\n", " ")))


@pytest.mark.parametrize("text", NO_MORE)
def test_a_mail_that_names_all_it_asks_about_asks_for_no_more(text: str) -> None:
    assert not asks_for_more(a_mail(text))


def test_the_tax_within_an_amount_is_no_other_invoice() -> None:
    text = "Où en est la facture FA-2026-0117 d'un montant de 1 200,00 € TTC dont 200,00 € de TVA ?"
    assert not asks_for_more(a_mail(text))


@pytest.mark.parametrize("subject", ["facture 0187", "relance facture n° 0187"])
def test_a_subject_with_the_end_of_the_number_names_no_second_invoice(subject: str) -> None:
    assert asked("Où en est ma facture FA-2026-0187 ?", subject=subject) == ["FA-2026-0187"]


@pytest.mark.parametrize("subject", ["facture 0188", "facture 187", "facture 2026-0188"])
def test_a_subject_with_other_digits_names_an_invoice_of_its_own(subject: str) -> None:
    assert len(asked("Où en est ma facture FA-2026-0187 ?", subject=subject)) == 2


def test_a_short_number_in_the_body_stays_a_number_of_its_own() -> None:
    assert len(asked("Où en sont les factures FA-2026-0187 et 0187 ?")) == 2


def test_a_statement_that_was_read_leaves_only_what_is_beside_it_to_ask() -> None:
    assert not asks_for_more(a_mail("Où en sont les factures du relevé ci-joint ?"), table_read=True)
    assert asks_for_more(a_mail("Où en sont les factures du relevé ci-joint et les autres ?"), table_read=True)


def test_a_number_made_like_that_of_the_subject_is_asked_about() -> None:
    text = "Merci, 26-1108 bien encaissée vendredi. Reste 26-1107 à voir : elle avance ?"
    assert asked(text, subject="26-1108 ok") == ["26-1107"]


@pytest.mark.parametrize(
    "like", ["le 12/10/2026", "le total de 2026,42", "au 26-110", "réf. interne x26-1107", "26-1107-B"]
)
def test_what_only_resembles_the_number_of_the_subject_is_no_number(like: str) -> None:
    assert asked(f"Bonjour, où en est-elle ? Nous en avons parlé {like}.", subject="26-1108") == ["26-1108"]
