"""Public questions, answered from the directory to anyone, in the body's own words."""

from __future__ import annotations

import pytest

from bot.core.decision import Outcome
from bot.core.mail import SenderAuth
from bot.core.rulebook import IntentClass
from bot.core.sections import sections_for
from tests.core import samples
from tests.core.directory_phrases import ASKED, ASKED_LAST, ASKED_LATER, STRICTER
from tests.core.mails import a_mail
from tests.rules.replies import library, think

NUMBERED = "Où en est la facture FA-2026-0117 ?"


# --- how it is asked -----------------------------------------------------------------------------


@pytest.mark.parametrize(("body", "words", "wanted"), [*ASKED, *ASKED_LATER, *ASKED_LAST])
def test_a_public_question_is_understood_whole(body: str, words: str, wanted: str) -> None:
    mail = a_mail(f"Bonjour,\n{words}\nCordialement\nJean Martin", subject="Question")
    facts = think(body, mail).facts
    assert set(wanted.split()) <= set(sections_for(facts.intents))
    assert {hit.intent_class for hit in facts.intents} == {IntentClass.A}
    assert facts.doubts == ()


@pytest.mark.parametrize(("words", "strictest"), STRICTER)
def test_a_public_question_never_hides_what_is_stricter(words: str, strictest: str) -> None:
    thought = think("dept06", words)
    assert thought.decision.outcome is Outcome.ESCALATE
    assert "PARCAUTO" not in thought.text
    if strictest == "bank":
        assert thought.decision.team == "security"


# --- the Département -----------------------------------------------------------------------------


def test_the_code_of_a_service_named_in_words_comes_first_then_those_of_its_budget() -> None:
    text = think("dept06", "À quel code service faut-il adresser une facture pour le parc automobile ?").text
    assert "Pour « Parc automobile - Carburants » (Budget principal, SIRET 22060001900016)" in text
    assert text.index("le code service est PARCAUTO.") < text.index("- DRH : Direction des ressources humaines")
    for code in ("PRESSE", "MERCDLGP", "LVDDRH", "PVIDCP", "SILODCP"):
        assert f"- {code} : " in text


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ("la médiathèque", "CULTURE"),
        ("le laboratoire vétérinaire", "LVD"),
        ("les bâtiments du laboratoire vétérinaire", "LVDDCP"),
        ("le laboratoire vétérinaire (bâtiments)", "LVDDCP"),
        ("les archives", "ARCHIVES"),
        ("la direction des ressources humaines", "DRH"),
        ("le parking Silo, service logistique", "SILODLGP"),
        ("le service des finances", "DFACP"),
        ("la direction de la transformation numérique", "DTNRU"),
        ("les véhicules techniques", "VEHTEC"),
    ],
)
def test_a_service_is_found_by_the_words_that_only_it_has(service: str, code: str) -> None:
    assert f"le code service est {code}." in think("dept06", f"Quel code service utiliser pour {service} ?").text


def test_a_service_is_found_behind_what_was_ordered_for_it() -> None:
    text = think("dept06", "Quel code service indiquer pour une commande de la médiathèque ?").text
    assert "le code service est CULTURE." in text


@pytest.mark.parametrize(
    "words",
    [
        "Quel code service utiliser pour les bâtiments ?",
        "Quel code service utiliser pour la logistique ?",
        "Pouvez-vous nous aider pour la communication du code service ?",
        "Quel code service pour le parking ?",
        "Quel code service utiliser ?",
    ],
)
def test_a_service_that_could_be_several_is_not_chosen(words: str) -> None:
    text = think("dept06", words).text
    assert "le code service est" not in text
    assert text.count("\n- ") > 32


def test_only_the_codes_of_the_budget_named_are_listed() -> None:
    text = think("dept06", "Quel SIRET et quel code service pour le cinéma Mercury ?").text
    assert "Pour « Cinéma Mercury », le SIRET est 22060001901170 (220 600 019 01170)." in text
    assert "- MERCDCP : Bâtiments" in text
    assert "PARCAUTO" not in text


def test_a_code_of_another_budget_than_the_siret_quoted_is_told() -> None:
    text = think("dept06", "Le code service LVD est-il le bon pour le SIRET 220 600 019 01121 ?").text
    assert "Le code service LVD est celui de « Laboratoire », dans « Laboratoire vétérinaire »" in text
    assert "Il n'appartient pas à « Parking Silo » (SIRET 22060001901121)." in text


def test_a_code_that_nobody_has_is_told() -> None:
    text = think("dept06", "Le code service COMPTA_06 est-il correct ?").text
    assert "Le code service COMPTA_06 ne figure pas parmi les nôtres." in text


def test_words_in_capitals_are_no_codes() -> None:
    text = think("dept06", "BONJOUR, QUEL CODE SERVICE OBLIGATOIRE SVP ? MERCI").text
    assert "ne figure pas parmi" not in text
    assert "- DRH : " in text


def test_the_departement_says_in_its_own_words_what_the_code_is_for() -> None:
    assert "Le code service est indispensable pour orienter votre facture" in think("dept06", "code service ?").text


# --- Valdeblore and the MDPH ---------------------------------------------------------------------


@pytest.mark.parametrize("body", ["sm-valdeblore", "mdph06"])
def test_the_neighbours_have_no_service_code_and_say_so(body: str) -> None:
    text = think(body, "Quel code service utiliser ?").text
    assert "Aucun code service n'est à indiquer : laissez ce champ vide." in text


def test_the_one_budget_of_the_mdph_is_given_alone() -> None:
    assert "Le SIRET à utiliser est 13000133200019" in think("mdph06", "Quel est votre SIRET ?").text


# --- CASQ ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "On prend bien le SIRET qui finit par 00067 ?",
            "Le SIRET qui se termine par 00067 est bien l'un des nôtres : c'est celui de « Budget principal » (200 071 892 00067).",
        ),
        (
            "Le SIRET 200 071 892 00026 est-il le bon pour vous facturer ?",
            "Le SIRET 20007189200026 est bien l'un des nôtres : c'est celui de « Budget Eau potable ».",
        ),
        (
            "On prend bien le SIRET qui finit par 00068 ?",
            "Le SIRET qui se termine par 00068 ne figure pas parmi les nôtres.",
        ),
        ("Le SIRET 20007189200018 est-il le bon ?", "Le SIRET 20007189200018 ne figure pas parmi les nôtres."),
    ],
)
def test_a_siret_is_confirmed_or_not_from_the_directory(words: str, told: str) -> None:
    thought = think("casq", words)
    assert told in thought.text
    assert "200 071 892 00034" in thought.text


def test_whoever_asks_for_a_siret_and_a_code_gets_what_there_is_and_reads_what_there_is_not() -> None:
    text = think("casq", "Quel SIRET et quel code service utiliser ?").text
    assert "20007189200067" in text
    assert "Notre annuaire ne contient pas de code service." in text


def test_a_code_alone_that_the_directory_does_not_hold_goes_to_a_person() -> None:
    thought = think("casq", "Quel code service utiliser ?")
    assert thought.decision.outcome is Outcome.ESCALATE
    assert "accusé" not in thought.text
    assert "Un agent va le lire" in thought.text


# --- both halves ---------------------------------------------------------------------------------


def test_a_question_about_an_invoice_and_one_about_the_directory_are_both_answered() -> None:
    thought = think("casq", f"{NUMBERED} Et quel SIRET utiliser ?", samples.invoice(), contact_of=(samples.SUPPLIER,))
    assert thought.decision.outcome is Outcome.ANSWER
    assert "FA-2026-0117" in thought.text
    assert "Quel SIRET utiliser" in thought.text


def test_what_is_missing_is_asked_for_and_the_public_half_answered_at_once() -> None:
    thought = think("casq", f"{NUMBERED} Et quel SIRET utiliser pour l'eau potable ?")
    assert thought.decision.outcome is Outcome.ASK
    assert "le numéro SIRET de votre entreprise" in thought.text
    assert "Pour « Budget Eau potable », le SIRET est 20007189200026" in thought.text


def test_the_neutral_text_carries_the_public_half_whether_or_not_the_invoice_exists() -> None:
    words = f"Où en est la facture FA-2026-0117 de 1 250,40 € ? Notre SIRET : {samples.SUPPLIER}. Quel SIRET utiliser pour vous ?"
    mail = samples.mail(words, sender_auth=SenderAuth.UNKNOWN)
    existing, absent = think("casq", mail, samples.invoice()), think("casq", mail)
    assert existing.reply == absent.reply
    assert "pas pu rapprocher votre demande" in absent.text
    assert "200 071 892 00067" in absent.text


def test_numbers_listed_beside_a_status_question_are_no_question_about_them() -> None:
    words = f"{NUMBERED} Code service DRH, n° d'engagement 4500012, SIRET destinataire 22060001900016"
    assert {hit.id for hit in think("dept06", words).facts.intents} == {"i01"}


def test_a_half_that_the_directory_cannot_answer_takes_the_whole_to_a_person() -> None:
    thought = think("carl", f"{NUMBERED} Et quel SIRET utiliser ?", samples.invoice(), contact_of=(samples.SUPPLIER,))
    assert thought.decision.outcome is Outcome.ESCALATE
    assert "no_siret_in_directory" in {why.code for why in thought.decision.reasons}


# --- CARL ----------------------------------------------------------------------------------------


def test_carl_says_where_the_engagement_number_was_given() -> None:
    text = think("carl", "Où puis-je trouver le numéro d'engagement ?").text
    assert "celui qui vous a été remis au moment où la commande a été passée" in text


def test_carl_never_speaks_of_a_delay_of_payment() -> None:
    carl, renderer = library().known["carl"], library().renderer
    assert not carl.delay_sentence
    sections = ("siret", "service_code", "engagement", "deposit", "technical", "paper", "attached_invoice", "delay")
    context = {**renderer.sample("information"), "organisation": carl, "sections": sections}
    said = [
        renderer.render("information", context).text,
        *(t.meaning + t.holder + t.action for t in carl.statuses.values()),
    ]
    for words in said:
        assert "30 jours" not in words
        assert "10 jours" not in words


def test_carl_keeps_its_own_hours_and_its_own_holidays() -> None:
    evening = think("carl", "Quel est votre SIRET ?", now=samples.NOW.replace(month=5, day=27, hour=2, minute=5))
    assert "Message reçu le mardi 26 mai 2026 à 22 h 05 (heure de la Guadeloupe)" in evening.text
    assert "soit au plus tard le lundi 1er juin 2026" in evening.text
