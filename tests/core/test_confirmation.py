"""Reading the answer to « did you mean … ? »: what is a yes, a choice, a no, and what is a mail like any other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.confirmation import Said, deciding_place, may_answer, reading_of
from bot.core.mail import Address, AutoKind, IncomingMail, SenderAuth
from tests.core import samples

ONE = ("FA-2026-0117",)
THREE = ("FA-2026-0117", "FA-2026-0171", "2026/44")


def reply(text: str, **changes: object) -> IncomingMail:
    """A short reply to a mail of ours."""
    return samples.mail(text, "Re: Facture [CASQ-2026-000001]", **{"references": ("<ask@casq.example>",), **changes})


YES = (
    "oui", "OUI", "Oui.", "oui !", "Oui, merci", "oui merci beaucoup", "Oui merci d'avance", "oui svp",
    "Oui, c'est ça.", "c'est ça", "C’est bien ça", "c'est bien celle-ci", "Oui c'est bien cette facture",
    "exact", "Exactement", "Tout à fait !", "Tout à fait, merci", "ok", "OK merci", "d'accord", "Effectivement",
    "en effet", "absolument", "correct", "Je confirme", "je vous confirme", "Je vous confirme que c'est bien celle-ci.",
    "Oui, je confirme.", "c'est la bonne", "oui oui", "Oui exactement", "Il s'agit bien de cette facture.",
    "Bonjour,\n\nOui, tout à fait.\n\nCordialement,\nHélène Martin\nPapeterie du Rhône\n04 78 00 00 00",
    "Bonjour\noui\nmerci\nHélène", "Oui\n\nEnvoyé de mon iPhone", "Oui, c'est elle.\nBonne journée",
    "FA-2026-0117", "fa 2026 0117", "Oui, la FA-2026-0117", "c'est la facture n° FA-2026-0117, merci",
    "Il s'agit bien de la facture FA20260117", "FA-2026-0117 oui", "je voulais dire la FA-2026-0117", "Oui : FA 2026/0117",
    "yes", "Yes, that's right", "That's it, thank you", "Yes it is", "ja, genau", "sí, correcto", "Sì, esatto, grazie", "ja klopt", "yes please",
)  # fmt: skip


@pytest.mark.parametrize("text", YES)
def test_a_yes_means_the_one_invoice_that_was_named(text: str) -> None:
    assert reading_of(reply(text), ONE) == (Said.CHOSEN, 0)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1", 0), ("2", 1), ("3.", 2), ("(2)", 1), ("n° 2", 1), ("le 2", 1), ("la 2 svp", 1), ("La deuxième", 1),
        ("la seconde, merci", 1), ("c'est la première", 0), ("1ère", 0), ("la 2e", 1), ("la 3ème facture", 2),
        ("Oui, la troisième.", 2), ("la dernière", 2), ("réponse 2", 1), ("option 3", 2), ("Bonjour,\n\n2\n\nCordialement", 1),
        ("la facture FA-2026-0171", 1), ("FA 2026 0171", 1), ("2026/44", 2), ("oui, 2", 1), ("2 : FA-2026-0171", 1),
        ("the second one", 1), ("number 3 please", 2),
    ],
)  # fmt: skip
def test_a_place_or_a_number_chooses_from_a_list(text: str, place: int) -> None:
    assert reading_of(reply(text), THREE) == (Said.CHOSEN, place)


@pytest.mark.parametrize(
    "text",
    [
        "non", "Non.", "Non merci", "Non, ce n'est pas ça", "ce n'est pas celle-ci", "Bonjour, non. Cordialement",
        "aucune", "Aucune des trois", "aucune de ces factures", "pas du tout", "no", "none of them", "nein", "Non\nHélène",
    ],
)  # fmt: skip
def test_a_no_refuses_all(text: str) -> None:
    assert reading_of(reply(text), THREE) == (Said.NONE, -1)


@pytest.mark.parametrize(
    "text", ["oui", "ok merci", "2, 3", "la 1. la 2", "non, la 2", "oui, non", "merci", "2 : FA-2026-0117"]
)
def test_what_does_not_say_which_one_is_unclear(text: str) -> None:
    assert reading_of(reply(text), THREE) == (Said.UNCLEAR, -1)


@pytest.mark.parametrize(
    "text",
    [
        "Oui mais elle a été payée deux fois", "oui, mais notre RIB a changé", "Oui et aussi la FA-2026-0118",
        "oui ?", "Oui, quand serons-nous payés ?", "Oui c'est ça, vous auriez pu le savoir", "FA-2026-0118",
        "la FA-2026-0117-2", "FA-2026-01170", "Non, c'est la FA-2026-0199", "non, 2026-0199", "", "la facture du mois dernier",
        "oui, annulez-la", "Je ne sais pas", "le 2 juin", "2 factures", "4", "ouistiti", "je confirme notre mise en demeure",
        "Oui.\n\nPS : nous avons changé de banque.", "Merci de confirmer", "17", "l'une des deux",
    ],
)  # fmt: skip
def test_anything_else_is_an_ordinary_mail(text: str) -> None:
    assert reading_of(reply(text), ONE) is None


def test_a_number_that_is_also_a_place_chooses_nothing_unless_both_are_the_same() -> None:
    assert reading_of(reply("2"), ("2", "7")) == (Said.UNCLEAR, -1)
    assert reading_of(reply("1"), ("1", "7")) == (Said.CHOSEN, 0)


def test_only_a_persons_verified_reply_is_read_at_all() -> None:
    assert may_answer(reply("oui"))
    assert may_answer(reply("oui", sender_auth=SenderAuth.ALIGNED))
    for changes in (
        {"sender_auth": SenderAuth.UNKNOWN}, {"sender_auth": SenderAuth.FAILED}, {"auto_kind": AutoKind.AUTO_REPLY},
        {"references": ()}, {"sender": None}, {"is_spam": True}, {"guichet": "ask"}, {"is_forward": True},
    ):  # fmt: skip
        assert not may_answer(reply("oui", **changes))


def test_the_words_that_answer_have_a_place_in_the_text() -> None:
    text = "Bonjour,\n\n  Oui, c'est ça.\nMerci"
    start, end = deciding_place(text, ONE)
    assert text[start:end] == "Oui, c'est ça."


_PIECES = ("oui", "non", "ok", "2", "3", "la deuxième", "merci", "mais", "cordialement", *THREE, "FA-2026-0118", "FA-2026-01171", "et la 44", "?", "RIB")  # fmt: skip


@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=4), glue=st.sampled_from((" ", ", ", "\n", ". ")))
def test_a_choice_never_leaves_a_word_over_nor_goes_beyond_what_was_named(pieces: list[str], glue: str) -> None:
    read = reading_of(reply(glue.join(pieces), sender=Address("", "a@b.example")), THREE)
    if glue == "\n" and "cordialement" in pieces:  # what stands below is a signature, unless it answers too
        below = pieces.index("cordialement")
        pieces = pieces[:below] + [each for each in pieces[below:] if each in ("non", "2", "3", "la deuxième", *THREE)]
    if read is None or read[0] is not Said.CHOSEN:
        return
    assert read[1] in range(len(THREE))
    means = {"2": 1, "3": 2, "la deuxième": 1, **{number: place for place, number in enumerate(THREE)}}
    assert {means[piece] for piece in pieces if piece in means} == {read[1]}
    assert not {"non", "FA-2026-0118", "FA-2026-01171", "et la 44", "?", "RIB"} & set(pieces)


@pytest.mark.parametrize("below", ["3", "non", "2026/44"])
def test_a_line_under_the_closing_formula_that_answers_otherwise_makes_the_reply_unclear(below: str) -> None:
    assert reading_of(reply(f"2\nCordialement\n{below}"), THREE) is None
    assert reading_of(reply("2\nCordialement\nMarie Dupont"), THREE) == (Said.CHOSEN, 1)
