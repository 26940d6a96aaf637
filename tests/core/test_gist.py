"""The sentence model: what it is made of, how well it reads sentences that it has not seen, and what follows from it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.by_gist import Heard, doubts_heard, heard, intents_heard
from bot.core.coverage import BANK, LONGEST_MAIL, UNCLEAR, Doubt, excerpt
from bot.core.decision import Outcome
from bot.core.gist import BITS, SentenceModel, features, stretches, tokens
from bot.core.language import FRENCH
from bot.core.rulebook import IntentClass, IntentHit
from bot.core.understand import understand
from bot.edges.gist_file import delivered_model
from tests.bench.sentences.labelled import Labelled, is_kept_back, labelled
from tests.core import samples
from tests.core.test_written_mails import a_mail, decided, rules

QUESTION = "Où en est notre facture FA-2026-0117 ?"


@lru_cache(maxsize=1)
def kept_back() -> tuple[Labelled, ...]:
    """Sentences that the model has not learnt from."""
    return tuple(one for one in labelled() if is_kept_back(one))


def of_class(*classes: IntentClass) -> Iterator[Labelled]:
    """Kept-back sentences of these classes; the idle ones when none is named."""
    ids = {rule.id for rule in rules().intents if rule.intent_class in classes}
    weaker = {rule.id for rule in rules().intents if rule.intent_class not in classes}
    return (one for one in kept_back() if (one.label in ids - weaker if classes else one.label == "-"))


def said_in(one: Labelled) -> Heard:
    """A mail that says this sentence and nothing else."""
    return said_of(one.words)


def said_of(text: str) -> Heard:
    """A French mail with this text, as the delivered model takes it."""
    return heard(samples.mail(text, subject="", language=FRENCH), delivered_model(), rules().intents)


def share(found: Iterable[bool]) -> float:
    """How many of several hundred are so."""
    several = list(found)
    assert len(several) > 300
    return sum(several) / len(several)


def test_a_number_is_one_word_whatever_its_shape() -> None:
    assert tokens("la facture fa-2026-0117 du 12/03 ?") == tokens("la facture 24118 du 1.250,40 ?")
    assert "facture_#" in tokens("facture 12 13 14")


def test_of_a_word_without_end_only_its_beginning_is_remembered() -> None:
    assert tokens("a" * 300) == ["a" * 40]


@given(st.lists(st.sampled_from(["vous", "n'avez", "pas", "paye,", "la", "tva", "(12"]), max_size=60).map(" ".join))
def test_the_pieces_of_a_long_sentence_hold_every_word_and_few_at_a_time(sentence: str) -> None:
    pieces = stretches(sentence)
    assert bool(pieces) == (len(sentence.split()) > 9)
    assert all(len(piece.split()) == 9 and piece in sentence for piece in pieces)
    assert not pieces or {word for piece in pieces for word in tokens(piece)} >= {
        word for word in tokens(sentence) if "_" not in word
    }


@given(st.text(max_size=200))
def test_chances_of_any_text_sum_to_one(text: str) -> None:
    assert math.isclose(sum(p for _, p in delivered_model().likely(text)), 1.0, abs_tol=1e-9)


def test_what_a_sentence_weighs_does_not_depend_on_what_was_read_before() -> None:
    sentences = [one.folded for one in kept_back()[:200]]
    model = delivered_model()
    together = [model.likely(sentence) for sentence in sentences]
    assert [model.likely(sentence) for sentence in reversed(sentences)] == together[::-1]


def test_a_model_whose_parts_do_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="one row of a weight each"):
        SentenceModel(("-", "i01"), (0.0, 0.0), 1.0, b"\0" * 3)


def test_a_model_adds_up_the_rows_of_a_words_parts() -> None:
    rows = bytearray(2 << BITS)
    for place in features("iban"):
        rows[2 * place + 1] = 100
    model = SentenceModel(("-", "i25"), (0.0, 0.0), 0.1, bytes(rows))
    assert dict(model.likely("iban"))["i25"] > 0.99
    assert dict(model.likely("bonjour")) == {"-": 0.5, "i25": 0.5}


AT_REST, DOUBTED = 0.04, 0.08
"""Shares of kept-back sentences; measured and told in the README, may only shrink."""


def test_hardly_a_matter_for_a_person_is_set_at_rest_in_sentences_never_seen() -> None:
    strict = (said_in(one) for one in of_class(IntentClass.H, IntentClass.S) if one.label != "i40")
    doubted = ((said, Doubt(UNCLEAR, excerpt(said.gists[0].words))) for said in strict if said.gists)
    assert share(doubts_heard(said, (doubt,), ()) == () for said, doubt in doubted) < AT_REST


PADDED = {
    "{}, je vous remercie par avance de votre retour et vous souhaite une très bonne journée.": 0.06,
    "Nous avons livré les chaises le 12 mai à la salle des fêtes comme convenu avec votre agent monsieur Martin qui nous "
    "a accueillis avec beaucoup de gentillesse {} je vous remercie par avance de votre retour et vous souhaite une très "
    "bonne journée.": 0.1,
}
"""What surrounds a sentence, and the share set at rest all the same, which may only shrink. It was 0.24 and 0.40 while
the model weighed whole sentences only."""


@pytest.mark.parametrize(("padded", "most"), PADDED.items(), ids=("thanks behind", "no comma"))
def test_what_is_said_around_a_matter_for_a_person_hardly_sets_it_at_rest(padded: str, most: float) -> None:
    strict = (one for one in of_class(IntentClass.H, IntentClass.S) if one.label != "i40")
    texts = (padded.format(one.words.rstrip(" .!?;").replace(". ", ", ")) for one in strict)
    said = [each for each in map(said_of, texts) if len(each.gists) == 1]
    doubted = ((each, Doubt(UNCLEAR, excerpt(each.gists[0].words))) for each in said)
    assert share(doubts_heard(each, (doubt,), ()) == () for each, doubt in doubted) < most


def test_hardly_an_idle_sentence_never_seen_is_doubted() -> None:
    assert share(doubts_heard(said_in(one), (), ()) != () for one in of_class()) < DOUBTED


@pytest.mark.parametrize(
    "words",
    [
        "Vous avez payé le hors taxe mais pas la TVA.",
        "Mon fils ne reprendra pas, et des clients comme vous y sont pour beaucoup, je mets la clef sous la porte.",
        "Nous constatons que le principal a été payé mais que les accessoires ne l'ont pas été.",
    ],
)
def test_a_matter_for_a_person_in_roundabout_words_keeps_the_answer_back(words: str) -> None:
    assert decided(a_mail("Facture", QUESTION)).outcome is Outcome.ANSWER
    assert decided(a_mail("Facture", f"{QUESTION} {words}")).outcome is Outcome.ESCALATE


def _heard(text: str, **changes: object) -> tuple[object, ...]:
    mail = samples.mail(text, subject="", **changes)
    return heard(mail, delivered_model(), rules().intents).gists


def test_numbers_and_greetings_alone_are_not_read() -> None:
    assert _heard("Bonjour,\n\nFA-2026-0117\n\nMerci d'avance") == ()


def test_what_a_rule_found_stays_whatever_the_model_thinks() -> None:
    said = heard(samples.mail("Merci à toute l'équipe pour ce beau concert."), delivered_model(), rules().intents)
    hits = decided(a_mail("", "Ceci vaut mise en demeure.")).intents
    assert hits
    assert intents_heard(said, hits, rules().intents, names_invoice=False) == hits


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("La case du service destinataire reste vide chez moi, est-ce normal ?", {"i12"}),
        ("Mon comptable me réclame votre identifiant pour le portail. Vous me le donnez ?", {"i11"}),
    ],
)
def test_a_mail_that_names_no_invoice_and_surely_asks_for_public_information_does_so(
    text: str, wanted: set[str]
) -> None:
    assert {hit.id for hit in decided(a_mail("Question", text)).intents} == wanted


def test_a_doubt_is_set_at_rest_in_french_only_and_words_about_banks_hardly_ever() -> None:
    words = "nous avons livre les chaises le 12 mai a la salle des fetes."
    said = heard(samples.mail(words, subject=""), delivered_model(), rules().intents)
    assert doubts_heard(said, (Doubt(UNCLEAR, words),), ()) == ()
    abroad = heard(samples.mail(words, subject="", language="en"), delivered_model(), rules().intents)
    assert doubts_heard(abroad, (Doubt(UNCLEAR, words),), ()) == (Doubt(UNCLEAR, words),)
    bank = "notre banque a change, voici le nouveau compte."
    said = heard(samples.mail(bank, subject=""), delivered_model(), rules().intents)
    assert Doubt(BANK, bank) in doubts_heard(said, (Doubt(BANK, bank),), ())


def test_a_foreign_sentence_in_a_french_mail_is_not_set_at_rest() -> None:
    harmless = "we delivered the chairs on 12 may, thank you and have a nice day."
    said = said_of(harmless)
    assert doubts_heard(replace(said, strict=frozenset()), (Doubt(UNCLEAR, harmless),), ())


def test_of_two_sentences_that_begin_alike_the_graver_one_decides() -> None:
    beginning = (
        "nous avons livre les chaises et les tables le 12 mai a la salle des fetes comme convenu avec votre agent, "
        "qui nous a accueillis avec beaucoup de gentillesse le matin"
    )
    plain, grave = f"{beginning}.", f"{beginning} mais vous n'avez pas paye la tva et on conteste."
    assert excerpt(plain) == excerpt(grave)
    doubt = Doubt(UNCLEAR, excerpt(plain))
    assert doubts_heard(said_of(plain), (doubt,), ()) == ()
    assert doubts_heard(said_of(f"{plain} {grave}"), (doubt,), ()) == (doubt,)
    assert doubts_heard(said_of(f"{grave} {plain}"), (doubt,), ()) == (doubt,)


def test_a_mail_too_long_to_be_searched_for_doubts_stays_doubted() -> None:
    first = "Nous avons livré les chaises le 12 mai à la salle des fêtes, " * 3
    text = f"{first}merci.\n\n" + "Nous avons livré les chaises. " * (LONGEST_MAIL // 29) + f"\n\n{QUESTION}"
    assert decided(a_mail("", text)).rule == "doubt"


def test_without_a_model_the_rules_alone_decide() -> None:
    alone, who = replace(rules(), gist=None), (samples.SUPPLIER,)
    unknown = a_mail("Facture", f"{QUESTION} Vous avez payé le hors taxe mais pas la TVA.")
    harmless = a_mail("Facture", f"{QUESTION} Nous avons livré les chaises le 12 mai à la salle des fêtes.")
    assert [understand(mail, samples.organisation(), alone, who).doubts for mail in (unknown, harmless)] == [(), ()]


def test_a_doubt_about_where_money_goes_is_named_as_what_it_surely_is_and_stays_a_doubt() -> None:
    words = "la banque n'a toujours rien vu arriver alors que chorus dit mise en paiement."
    said = heard(samples.mail(words, subject="", language=FRENCH), delivered_model(), rules().intents)
    (doubt,) = doubts_heard(said, (Doubt(BANK, words, "i25"),), ())
    assert (doubt.kind, doubt.words) == (UNCLEAR, words)


def test_a_rule_for_another_matter_does_not_hide_a_change_of_bank_details() -> None:
    words = "suite a ce litige, merci de noter notre nouveau rib et de virer desormais sur ce compte."
    said = heard(samples.mail(words, subject="", language=FRENCH), delivered_model(), rules().intents)
    beside = IntentHit("i34", IntentClass.H, "litige", "normal", "general")
    assert [doubt.intent for doubt in doubts_heard(said, (), (beside,))] == ["i25"]
