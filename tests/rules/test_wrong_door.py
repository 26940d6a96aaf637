"""A mail about another public body: it is told whose SIRET it is, and a person passes the mail on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.decision import Outcome, PastReply, TicketView
from bot.core.mail import Address, Late, ReplyKind, SenderAuth
from tests.core import samples
from tests.rules.replies import library, think

MDPH, DEPARTEMENT, CASQ = "13000133200019", "22060001900016", "20007189200067"
TO_MDPH = f"Bonjour, où en est la facture FA-2026-0117 de 1 250,40 € déposée sur le SIRET {MDPH} ?"


def test_the_siret_of_a_sister_body_is_named_as_hers_and_a_person_passes_the_mail_on() -> None:
    thought = think("dept06", TO_MDPH)
    assert (thought.decision.outcome, thought.decision.rule) == (Outcome.ESCALATE, "wrong-door")
    assert (
        f"Le SIRET {MDPH} (130 001 332 00019) est celui de « Maison départementale des personnes handicapées des "
        "Alpes-Maritimes », Budget principal. C'est une autre personne morale que « Département des Alpes-Maritimes »"
    ) in thought.text
    assert "ne pouvons pas répondre à sa place" in thought.text
    assert "ses coordonnées figurent d'ordinaire sur votre bon de commande" in thought.text
    assert "22060001901170 (Cinéma Mercury)" in thought.text
    assert any("130 001 332 00019" in why and "L114-2" in why for why in thought.note["reasons"])  # type: ignore[attr-defined]
    assert "vers qui se tourner" in str(thought.note["supplier_told"])


def test_it_is_never_taken_for_the_suppliers() -> None:
    forged = samples.invoice(supplier_id=MDPH)
    thought = think("dept06", TO_MDPH, forged)
    assert thought.facts.claimed.sirets == ()
    assert thought.decision.level == 0


def test_the_reply_is_the_same_whether_or_not_the_invoice_exists() -> None:
    words = f"{TO_MDPH} Notre SIRET : {samples.SUPPLIER}"
    assert think("dept06", words, samples.invoice()).reply == think("dept06", words).reply


@pytest.mark.parametrize(
    ("body", "siret", "named"),
    [
        ("casq", DEPARTEMENT, "Département des Alpes-Maritimes"),
        ("mdph06", DEPARTEMENT, "Département des Alpes-Maritimes"),
        ("dept06", "20002983300106", "Syndicat mixte Valdeblore"),
        ("dept06", CASQ, "Communauté d'agglomération du Saint-Quentinois"),
        ("carl", CASQ, "Communauté d'agglomération du Saint-Quentinois"),
        ("dept06", "13000133200027", "Maison départementale des personnes handicapées"),
    ],
)
def test_any_body_described_is_recognised_by_its_siren(body: str, siret: str, named: str) -> None:
    thought = think(body, f"Notre facture a été envoyée sur le SIRET {siret}, l'avez-vous reçue ?")
    assert thought.decision.rule == "wrong-door"
    assert f"est celui de « {named}" in thought.text


def test_a_mail_that_only_names_the_wrong_siret_is_understood_all_the_same() -> None:
    assert think("dept06", f"Facture déposée sur le SIRET {MDPH}").decision.rule == "wrong-door"


def test_a_sister_named_in_a_public_question_is_not_answered_with_our_own_directory() -> None:
    thought = think("dept06", "Quel est le SIRET de la MDPH ?")
    assert thought.decision.rule == "wrong-door"
    assert "Vous nous parlez de « Maison départementale des personnes handicapées" in thought.text


def test_a_sister_named_beside_an_invoice_is_no_wrong_door() -> None:
    words = "Où en est la facture FA-2026-0117 pour la livraison à la MDPH ?"
    thought = think("dept06", words, samples.invoice(), contact_of=(samples.SUPPLIER,))
    assert thought.decision.outcome is Outcome.ANSWER


def test_a_sister_served_here_is_told_with_her_own_mailbox() -> None:
    text = think("dept06", TO_MDPH, served=("dept06", "mdph06")).text
    assert "écrivez à factures@mdph06.example." in text
    assert "@mdph06" not in think("dept06", TO_MDPH, served=("dept06",)).text


def test_a_sister_not_served_is_told_with_the_contact_of_her_file() -> None:
    bodies = library().known
    (mdph,) = (n for n in bodies["dept06"].neighbours if n.body.id == "mdph06")
    contact = replace(mdph.body.contact, service="Service comptable", phone="04 00 00 00 00")
    context = {
        **library().renderer.sample("wrong_door"),
        "doors": (
            {"siret": MDPH, "budget": "", "neighbour": {"body": replace(mdph.body, contact=contact), "write_to": ""}},
        ),
    }
    assert (
        "tournez-vous vers lui\u00a0: Service comptable, 04 00 00 00 00."
        in library().renderer.render("wrong_door", context).text
    )


def test_our_own_siret_and_the_suppliers_are_no_wrong_door() -> None:
    words = f"Où en est la facture FA-2026-0117 de 1 250,40 € ? SIRET {samples.SUPPLIER}, adressée à {DEPARTEMENT}"
    thought = think("dept06", words, samples.invoice(recipient_siret=DEPARTEMENT))
    assert thought.decision.outcome is Outcome.ANSWER


def test_the_history_below_a_reply_is_no_wrong_door_but_a_forward_is() -> None:
    mail = samples.mail(
        "Merci, quel SIRET utiliser alors ?",
        subject="Re: SIRET",
        quoted_text=f"> Le SIRET {MDPH} est celui de la maison",
    )
    assert think("dept06", mail).decision.rule != "wrong-door"
    forwarded = samples.mail(
        "Pour suite à donner", subject="TR: facture", quoted_text=f"Facture sur le SIRET {MDPH}", is_forward=True
    )
    assert think("dept06", forwarded).decision.rule == "wrong-door"


def test_the_sister_herself_may_write_and_staff_may_know_her_as_a_supplier() -> None:
    words = f"Quel SIRET devons-nous utiliser pour vous ? Le nôtre est {MDPH}"
    herself = samples.mail(words, sender=Address("", "compta@mdph06.example"))
    assert think("dept06", herself).decision.outcome is Outcome.ANSWER
    theirs = samples.invoice(supplier_id=MDPH)
    known = think("dept06", f"Où en est la facture FA-2026-0117 ? SIRET {MDPH}", theirs, contact_of=(MDPH,))
    assert (known.decision.outcome, known.decision.level) == (Outcome.ANSWER, 2)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (f"Merci de noter notre nouveau RIB, facture déposée sur le SIRET {MDPH}", "security-class"),
        (f"Mise en demeure de payer la facture déposée sur le SIRET {MDPH}", "human-class"),
        (f"AGENT, pour la facture déposée sur le SIRET {MDPH}", "asked-for-a-person"),
        (f"Facture du 12/03/2019 déposée sur le SIRET {MDPH}, où en est-elle ?", "human-class"),
    ],
)
def test_what_is_stricter_wins_and_staff_still_read_whose_siret_it_is(words: str, rule: str) -> None:
    thought = think("dept06", words)
    assert thought.decision.rule == rule
    assert "wrong_door" in {why.code for why in thought.decision.reasons}
    assert "autre personne morale" not in thought.text


def test_it_is_told_once_and_not_to_machines_late_mail_or_a_ticket_in_hand() -> None:
    before = PastReply(ReplyKind.ACKNOWLEDGEMENT, "wrong_door", samples.NOW, (), same_thread=True)
    again = think("dept06", TO_MDPH, past_replies=(before,))
    assert again.decision.rule == "wrong-door"
    assert "autre personne morale" not in again.text
    assert think("dept06", TO_MDPH, late=Late.OLD).reply is None
    held = TicketView(1, "D-2026-000001", "open", held_by_staff=True, acknowledged_today=False)
    assert think("dept06", TO_MDPH, ticket=held).decision.outcome is Outcome.ATTACH


def test_anybody_may_learn_it_for_it_is_public() -> None:
    unknown = samples.mail(TO_MDPH, sender_auth=SenderAuth.UNKNOWN)
    assert think("dept06", unknown).text == think("dept06", samples.mail(TO_MDPH)).text
