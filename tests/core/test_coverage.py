"""A sentence beside a question that was understood: what must keep a machine from answering, and what must not."""

from __future__ import annotations

import pytest

from bot.core.coverage import BANK, UNCLEAR, doubts
from bot.core.extract import extract
from bot.core.intents import classify
from bot.edges.defaults import default_rules
from bot.edges.intent_file import load_intents
from tests.core.mails import a_mail

QUESTION = "Bonjour, où en est la facture n° FA-2026-0418 ? {} Cordialement"
RULES = load_intents(default_rules() / "intents.toml")


def found(sentence: str) -> set[str]:
    """Kinds of doubt, or the class that already keeps the mail from being answered."""
    mail = a_mail(QUESTION.format(sentence))
    mentions = extract(mail)
    hits = classify(mail, mentions, RULES)
    strict = {hit.intent_class.value for hit in hits} & {"S", "H"}
    return strict or {doubt.kind for doubt in doubts(mail, mentions, hits)}


@pytest.mark.parametrize(
    "sentence",
    [
        "Pensez à utiliser le compte BNP et plus celui du CIC.",
        "Nous sommes passés à la Banque Postale.",
        "Merci d'adresser vos règlements à la banque Postale.",
        "Le compte que vous utilisez n'existe plus.",
        "Nous sommes désormais chez Qonto.",
        "Le paiement peut être adressé à notre holding.",
        "Vous trouverez l'identité bancaire actualisée.",
        "Merci de payer notre organisme de financement.",
    ],
)
def test_where_money_goes_is_never_passed_over(sentence: str) -> None:
    assert found(sentence) & {"S", BANK}


@pytest.mark.parametrize(
    "sentence",
    [
        "Rien n'est arrivé à la banque.",
        "Aucun crédit de ce montant sur nos relevés de novembre.",
        "Nous avons pris une protection juridique.",
        "Je suis à bout.",
        "Je vais faire une bêtise.",
        "Notre société est en cours de liquidation.",
        "C'est la cinquième fois que je demande.",
        "En fait, annulez la facture, elle est fausse.",
        "Cette créance date d'il y a cinq ans.",
        "Elle remonte à 2019.",
        "Elle est gagée auprès de BPI France.",
        "Je suis un voisin de cette entreprise.",
        "Votre président m'a promis une réponse.",
        "La quantité est exacte, contrairement à ce que dit votre agent.",
        "Le délai légal est dépassé depuis longtemps.",
    ],
)
def test_what_needs_a_person_is_never_passed_over(sentence: str) -> None:
    assert found(sentence) & {"S", "H", BANK, UNCLEAR}


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Je vous remercie par avance de votre retour.",
        "Elle a été déposée sur Chorus Pro le 12 octobre 2026.",
        "Nous restons à votre disposition pour tout renseignement.",
        "Sauf erreur de notre part, elle n'a pas encore été réglée.",
        "Si votre règlement nous a été adressé entre-temps, merci de ne pas tenir compte de ce message.",
        "Notre RIB reste inchangé.",
        "L'avez-vous bien prise en compte ?",
        "Que devons-nous corriger exactement ?",
        "Quelle pièce vous manque-t-il ?",
        "Auriez-vous l'amabilité de me répondre rapidement ?",
    ],
)
def test_a_plain_question_raises_no_doubt(sentence: str) -> None:
    assert found(sentence) == set()


def test_a_doubt_quotes_at_most_a_line() -> None:
    mail = a_mail(QUESTION.format("Nous sommes passés à la Banque Postale " + "pour des raisons internes " * 20 + "."))
    mentions = extract(mail)
    quoted = doubts(mail, mentions, classify(mail, mentions, RULES))
    assert all(len(doubt.words) <= 120 for doubt in quoted)
