"""What excuses a word of danger does not excuse the sentence that means it, nor cost time without end."""

from __future__ import annotations

import pytest

from bot.core.decision import Outcome
from bot.core.understand import understand
from tests.core import samples
from tests.core.test_written_mails import a_mail, decided, rules

GRAVE = """
Notre cabinet d'avocats intervient désormais dans ce dossier.
Suite à la formation, je saisis votre DPO.
Nous avons porté plainte hier.
J'ai déposé plainte contre X pour faux.
Sur cette facture il reste à payer encore 300 euros.
Pénalités de retard : 12 %. Nous exigeons les intérêts moratoires.
Vous avez oublié d'indiquer qui a accès à mes données personnelles.
Sachez que je bloque le chantier.
Le gel de vos paiements nous oblige à arrêter le chantier.
Le portail dit mandatée mais tant que ce n'est pas payé nous ne livrons plus.
Coupure d'électricité lundi faute de règlement.
Le portail prétend que c'est payé, ce que nous contestons.
Le tribunal interprétera votre silence.
Aucune de nos factures n'est à nous, elles sont toutes cédées à Bpifrance.
Le statut n'évolue plus, merci de payer désormais sur notre autre compte.
Notre commissaire aux comptes est en cours de contrôle, il lui faut votre balance au 31 décembre.
"""


@pytest.mark.parametrize("sentence", GRAVE.strip().splitlines())
def test_a_grave_sentence_near_an_excused_one_keeps_the_answer_back(sentence: str) -> None:
    question = "Bonjour,\n\nOù en est le paiement de la facture FA-2026-0117 ?"
    assert decided(a_mail("Facture FA-2026-0117", f"{question}\n\nCordialement")).outcome is Outcome.ANSWER
    decision = decided(a_mail("Facture FA-2026-0117", f"{question} {sentence}\n\nCordialement"))
    assert decision.outcome is Outcome.ESCALATE


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: " * 200 + "travaux", "Le décompte est joint. " + "re : tr : " * 400),
        ("", "auditeur est " * 1_400 + "demande"),
        ("", "le commissaire aux comptes a fait " * 500),
        ("", "portail tant que " * 1_000),
        ("", "pénalités de retard : 3 fois " * 600),
    ],
)
def test_words_said_over_and_over_are_read_in_bounded_time(subject: str, text: str) -> None:
    """Without a bound this ends at the tests' own limit of five minutes."""
    understand(a_mail(subject, text), samples.organisation(), rules(), ())
