"""What a mail wants, read in the sender's own words only."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract import extract
from bot.core.intents import asks_for_a_person, classify, fold, is_thanks_only
from bot.core.mail import Address, IncomingMail
from bot.core.needles import needles
from bot.core.own_words import own_words
from bot.core.rulebook import IntentClass, IntentHit
from bot.core.wordings import indexed
from bot.edges.intent_file import load_intents
from tests.core.intent_class_phrases import CLASSES as CLASS_OF
from tests.core.intent_phrases import PHRASES
from tests.core.mails import a_mail

RULES = load_intents(Path(__file__).parents[2] / "rules" / "intents.toml")
CLASSES = {rule.id: rule.intent_class for rule in RULES}


def hits(mail: IncomingMail | str) -> tuple[IntentHit, ...]:
    """The intents of a mail."""
    read = a_mail(mail) if isinstance(mail, str) else mail
    return classify(read, extract(read), RULES)


def ids(mail: IncomingMail | str) -> set[str]:
    """Ids of the intents of a mail."""
    return {hit.id for hit in hits(mail)}


def strictest(found: set[str]) -> IntentClass | None:
    """The strictest class of some ids."""
    return max((CLASSES[i] for i in found), key=lambda c: c.strictness, default=None)


@pytest.mark.parametrize(("text", "expected"), PHRASES)
def test_a_wording_is_understood(text: str, expected: str) -> None:
    wanted, found = set(expected.split()), ids(text)
    assert wanted <= found
    assert strictest(found) is strictest(wanted)


@pytest.mark.parametrize(
    ("text", "expected"), [row for row in PHRASES if strictest(set(row[1].split())) in (IntentClass.H, IntentClass.S)]
)
def test_capitals_and_lost_accents_change_nothing(text: str, expected: str) -> None:
    bare = fold(text)
    assert set(expected.split()) <= ids(bare)
    assert set(expected.split()) <= ids(bare.upper())


@pytest.mark.parametrize(("kind", "text"), CLASS_OF)
def test_a_wording_has_its_class(kind: str, text: str) -> None:
    assert strictest(ids(text)) is IntentClass(kind)


def test_every_intent_of_the_catalogue_has_a_rule() -> None:
    assert sorted({rule.id for rule in RULES if rule.language == "fr"}) == [f"i{n:02d}" for n in range(1, 47)]


def test_security_goes_to_its_own_team() -> None:
    assert {rule.team for rule in RULES if rule.intent_class is IntentClass.S} == {"security"}
    assert {rule.team for rule in RULES if rule.intent_class is not IntentClass.S} == {"general"}


def test_a_formal_notice_is_urgent() -> None:
    (hit,) = (hit for hit in hits("mise en demeure") if hit.id == "i32")
    assert hit.priority == "urgent"


# --- which words count ----------------------------------------------------------------------------


def test_the_subject_alone_may_ask() -> None:
    assert ids(a_mail("bjr, des nouvelles svp ?", subject="Facture FA-2024-117")) == {"i01"}


def test_a_number_and_nothing_else_asks_for_the_status() -> None:
    assert ids(a_mail("Bonjour,\n\nCordialement\nJean Dupont", subject="Facture FA-2024-117")) == {"i01"}
    assert ids(a_mail("Bonjour, merci de votre retour sur cette facture.", subject="FA-2024-117")) == {"i01"}


def test_a_number_with_words_that_nobody_understands_asks_for_nothing() -> None:
    assert ids("facture FA-2024-117 : le camion est tombé dans le canal") == set()


def test_two_numbers_make_it_several() -> None:
    assert ids("Où en sont les factures FA-117 et FA-118 ?") >= {"i01", "i02"}
    assert "i02" not in ids("Où en est la facture FA-117 (FA 117) ?")


def test_history_below_does_not_count() -> None:
    quoted = "Nous vous mettons en demeure. Notre RIB a changé."
    assert ids(a_mail("où en est la facture FA-117 ?", quoted=quoted)) == {"i01"}


def test_history_counts_when_nothing_was_written_above_it() -> None:
    assert "i32" in ids(a_mail("Bonjour,\n\nvoir ci-dessous\n\nCordialement", quoted="Nous vous mettons en demeure."))
    assert "i25" in ids(a_mail("Pour suite à donner, je regarde lundi.", quoted="Notre RIB a changé.", forward=True))


def test_a_signature_is_not_what_is_said() -> None:
    mail = "Où en est la facture FA-117 ?\n\nCordialement,\nJean Dupont\nService contentieux et recouvrement\nMédiateur agréé"
    assert ids(mail) == {"i01"}


def test_an_afterthought_below_the_signature_counts() -> None:
    assert "i32" in ids(
        "Où en est la facture FA-117 ?\n\nCordialement,\nJean\n\nPS : sans paiement, je saisis le tribunal."
    )


def test_security_is_looked_for_below_the_signature_too() -> None:
    assert "i25" in ids("Où en est la facture FA-117 ?\n\nCordialement,\nJean\nNouveau RIB : voir au dos")
    assert "i30" in ids("Merci de me rappeler.\n\nCordialement,\nMaître Durand, commissaire de justice")


def test_a_file_named_rib_is_a_warning_sign() -> None:
    assert "i25" in ids(a_mail("Où en est la facture FA-117 ?", files=("facture.pdf", "RIB_Dupont.pdf")))
    assert "i25" not in ids(a_mail("Où en est la facture FA-117 ?", files=("distribution.pdf",)))


def test_the_closing_clause_of_a_reminder_means_nothing() -> None:
    text = "Si votre règlement nous est parvenu entre-temps, nous vous prions de ne pas tenir compte de ce rappel."
    assert ids(text) == set()


def test_a_banner_and_a_disclaimer_mean_nothing() -> None:
    banner = "Ce message provient de l'extérieur. Ne cliquez pas sur les liens.\n\n"
    end = "\n\nCe courriel est confidentiel. Si vous l'avez reçu par erreur, merci de le détruire. Pensez à l'environnement : n'imprimez pas."
    assert ids(f"{banner}Où en est la facture FA-117 ?{end}") == {"i01"}


def test_what_is_said_below_the_sign_off_counts() -> None:
    start = "Où en est la facture FA-117 ?\n\nCordialement,\nV. Martin\n"
    assert "i32" in ids(f"{start}\nFaute de réponse sous 8 jours je vous mets\nen demeure de payer.")
    assert "i24" in ids(f"{start}En fait, annulez la facture FA-117, elle est fausse.")
    assert ids(f"{start}Pôle Contentieux\nSous-traitance industrielle") == {"i01"}


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        ("i24", "Mon mail d'hier vous a été envoyé par erreur, nous annulons la facture FA-117."),
        ("i41", "Merci de me désinscrire et d'effacer mes données personnelles."),
        ("i34", "Un mail externe nous demande de payer la facture FA-117, que nous contestons."),
    ],
)
def test_a_sentence_that_looks_like_a_formula_counts(expected: str, sentence: str) -> None:
    assert expected in ids(sentence)


@pytest.mark.parametrize(
    "block",
    [
        "Sophie Aubert\nService Recouvrement & Contentieux - Pôle Huissiers\nTELEOR",
        "Menuiserie Delvaux - Membre du Groupement Artisans - caution AXA n° 4455\n03 23 05 11 42",
        "Jean Dupont\nCabinet d'avocats - Droit public\n12 rue de la Gare\n02100 Saint-Quentin",
    ],
)
def test_a_signature_without_a_sign_off_is_not_what_is_said(block: str) -> None:
    assert ids(f"Où en est la facture FA-117 ?\n\n{block}") == {"i01"}


def test_a_word_that_lies_inside_the_senders_name_is_no_signature() -> None:
    sender = Address("Louise Ouillon", "louise@papeterie.example")
    mail = replace(a_mail("Vous êtes ouverts demain ?\n\nOui"), sender=sender)
    assert "oui" in own_words(mail).said
    assert "louise" not in own_words(replace(mail, fresh_text="Vous êtes ouverts demain ?\n\nLouise Ouillon")).said


def test_a_bailiff_counts_in_a_signature() -> None:
    assert "i30" in ids(
        "Où en est la facture FA-117 ?\n\nMe Durand\nCommissaire de justice\n12 rue de la Gare, 02100 Laon"
    )


def test_a_last_paragraph_that_threatens_is_no_signature() -> None:
    assert "i32" in ids("Facture FA-117.\n\nMise en demeure\nTél. 03 23 05 11 42")


def test_an_invoice_that_comes_with_a_question_asks_its_question() -> None:
    assert ids("Ci-joint notre facture FA-117, où en est-elle ?") == {"i01"}
    assert ids("Je vous transmets les références de la facture FA-117. Où en est-elle ?") == {"i01"}


def test_our_own_siret_beside_its_digits_is_no_question() -> None:
    assert ids("Où en est la facture FA-117 ? Destinataire : votre SIRET 200 071 892 00067") == {"i01"}
    assert "i11" in ids("Quel est votre SIRET ?")


def test_a_polite_word_is_no_reminder() -> None:
    assert ids("Sauf erreur, où en est la facture FA-117 ?") == {"i01"}


def test_a_subject_with_a_number_asks_nothing_when_the_reply_only_greets() -> None:
    assert ids(a_mail("Bonne journée\nJean Dupont", subject="Re: FA-2026-0147", references=("<1@x>",))) == set()


# --- a person, please; thank you ------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "AGENT",
        "agent",
        "Agent.",
        "« agent »",
        "Bonjour\nagent\nmerci",
        "Merci de passer par un AGENT.",
        "Agent svp",
        "Je voudrais parler à un humain.",
        "puis-je avoir quelqu'un au téléphone",
        "Merci de me rappeler au 06 12 34 56 78.",
        "Pouvez-vous me rappeler ?",
    ],
)
def test_the_word_agent_asks_for_a_person(text: str) -> None:
    assert asks_for_a_person(a_mail(text))


def test_the_word_agent_in_the_subject_asks_for_a_person() -> None:
    assert asks_for_a_person(a_mail(subject="Re: AGENT"))


@pytest.mark.parametrize(
    "text",
    ["votre agent m'a dit", "Pouvez-vous me rappeler la date ?", "AGENTS", "l'agent comptable\nest absent", "> agent"],
)
def test_the_word_agent_in_passing_asks_for_nothing(text: str) -> None:
    assert not asks_for_a_person(a_mail(text))


def test_the_word_agent_in_our_own_quoted_mail_asks_for_nothing() -> None:
    assert not asks_for_a_person(a_mail("merci", quoted="répondez AGENT\nAGENT"))


@pytest.mark.parametrize(
    "text",
    [
        "Merci !",
        "Bonjour,\n\nMerci beaucoup pour votre réponse.\n\nCordialement,\nJean Dupont",
        "Bien reçu, merci.\nBonne journée",
        "ok merci",
        "C'est noté, je vous remercie.",
        "Parfait, merci pour votre réactivité",
        "Merci\nJean Dupont",
        "je vous remercie de votre réponse",
        "Merci beaucoup, bonne journée !\n\nEnvoyé de mon iPhone",
        "Merci\n\nObtenez Outlook pour Android",
        "Nous avons bien reçu le paiement, merci",
        "Top, c'est clair, merci à vous et bon courage !",
        "ok parfait merci beaucoup madame. bonne journee a vous",
        "Je vous remercie pour votre retour et vous souhaite une bonne journée.",
        "Merci pour votre retour.\n\nJean Dupont\nPapeterie\n03 23 05 11 42\nSIRET 512 345 018 00018",
    ],
)
def test_thanks_are_thanks(text: str) -> None:
    assert is_thanks_only(a_mail(text, subject="Re: facture FA-117"))


@pytest.mark.parametrize(
    "text",
    [
        "Merci de me répondre",
        "Merci de votre retour",
        "merci d'avance",
        "Merci pour votre retour, mais la facture n'est toujours pas payée",
        "Merci. Et la facture 24-119 ?",
        "Merci, mon RIB a changé",
        "Ok parfait mais où en est la FA-118",
        "Bonjour",
        "",
        "Merci\nvoici la suite du dossier",
    ],
)
def test_what_asks_or_adds_something_is_not_thanks(text: str) -> None:
    assert not is_thanks_only(a_mail(text, subject="Re: facture FA-117"))


def test_a_first_mail_that_asks_in_its_subject_is_not_thanks() -> None:
    assert not is_thanks_only(a_mail("merci", subject="où en est la facture FA-117"))
    assert is_thanks_only(a_mail("merci", subject="facture FA-117", references=("<1@x>",)))


# --- speed ----------------------------------------------------------------------------------------


@given(st.data())
def test_a_pattern_never_matches_words_without_its_needles(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from([p for rule in RULES for p in (*rule.patterns, *rule.unless)]))
    text = data.draw(st.from_regex(pattern))
    assert indexed([pattern]).worth_trying(text) == [0]


def test_needles_of_a_plain_pattern() -> None:
    found = needles(r"\bmis en (?:demeure|garde)s?\b\w* d[' ]?etat\d a")
    assert found == (("mis en demeure", "mis en garde"), (" d etat", " d'etat", " detat"), (" a",))


@pytest.mark.parametrize("pattern", [r"a*", r"(?:rib)?", r"rib|\d+", r"(?P<x>rib)", r"[rib]+", r"ri++b", r"[^rib]"])
def test_a_pattern_that_needs_nothing_for_sure_has_no_needles(pattern: str) -> None:
    assert needles(pattern) == ()


HOSTILE = (
    "nouveau " * 30_000,
    "rib " * 60_000,
    "pas " * 60_000,
    "facture " * 30_000,
    "a" * 300_000,
    "si " * 90_000,
    ". " * 120_000,
    "\n\n" * 100_000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:7].strip() or "blank")
def test_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    start = time.process_time()
    classify(a_mail(text), (), RULES)
    is_thanks_only(a_mail(text))
    assert time.process_time() - start < 20  # quadratic would take many minutes


@pytest.mark.parametrize(
    "question",
    [
        "Pouvez-vous me transmettre le bon de commande de la facture FA-2026-0147 ?",
        "Qui doit signer le procès-verbal de la facture FA-2026-0147 ?",
        "Est-il possible de scinder la facture FA-2026-0147 en deux ?",
        "Pouvez-vous nous recevoir au sujet de la facture FA-2026-0147 ?",
        "Quand arrivera le chantier suivant après la facture FA-2026-0147 ?",
        "Faut-il adresser la facture FA-2026-0147 à un autre budget ?",
        "Pouvez-vous nous adresser les clés pour l'intervention de la facture FA-2026-0147 ?",
    ],
)
def test_another_question_beside_an_invoice_does_not_ask_where_it_is(question: str) -> None:
    assert "i01" not in ids(a_mail(f"Bonjour,\n\n{question}\n\nCordialement,\nJean", subject="Demande"))


def test_the_way_of_an_invoice_that_only_the_history_names_is_not_asked_about() -> None:
    mail = a_mail(
        "Merci. Pouvez-vous me dire si vos clés sont arrivées ?", quoted="> où en est la facture FA-2026-0147 ?"
    )
    assert "i01" not in ids(mail)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Troisième et dernière relance avant mise en demeure.", {"i05", "i32"}),
        ("Notre facture 2026-117 est suspendue, où en est-elle ?", {"i09"}),
        ("Où en est notre facture 2026-117 ? Je n'ai pas internet.", {"i01"}),
    ],
)
def test_a_sentence_says_nothing_weaker_beside_what_it_asks_for(text: str, wanted: set[str]) -> None:
    assert ids(text) == wanted


def test_numbers_of_the_subject_of_a_reply_are_not_asked_about() -> None:
    mail = a_mail("Et la 240118, où en est-elle ?", subject="Re: facture 240117", references=("<1@x>",))
    assert ids(mail) == {"i01"}
