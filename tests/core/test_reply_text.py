"""The sender's words apart from the history, in the layouts of the mail programs that suppliers use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.reply_text import forwards, split_reply

FRESH = "Bonjour,\n\nEt la facture FA-2024-0117 ?\n\nCordialement,\nJean Dupont\n-- \nSIRET 732 829 320 00074"
OLD = "Bonjour,\n\nLa facture FA-2023-0001 est payée.\n\nLe service"
QUOTED = "\n".join(f"> {line}".rstrip() for line in OLD.split("\n"))
NB = "\u00a0"

LAYOUTS = {
    "Outlook": f"De{NB}: Mairie <f@mairie.example>\nEnvoyé{NB}: lundi 4 mars 2024 10:12\nÀ{NB}: Jean\nObjet{NB}: Facture\n\n{OLD}",
    "Outlook with a rule": f"________________________________\nDe : Mairie <f@mairie.example>\nEnvoyé : lundi 4 mars 2024\nÀ : Jean\nObjet : x\n\n{OLD}",
    "Outlook in bold": f"*De :* Mairie [mailto:f@mairie.example]\n*Envoyé :* lundi 4 mars 2024 10:12\n*À :* Jean\n*Objet :* Facture\n\n{OLD}",
    "Outlook with many recipients": f"De : Mairie\nEnvoyé : lundi 4 mars 2024\nÀ : a@x.example; b@x.example;\nc@x.example; d@x.example\nCc : e@x.example\nObjet : Facture\nImportance : Haute\n\n{OLD}",
    "Outlook on one line": f"De : Mairie Envoyé : lundi 4 mars 2024 10:12 À : Jean Objet : Facture\n\n{OLD}",
    "Outlook 2003": f"-----Message d'origine-----\nDe : Mairie [mailto:f@mairie.example]\nEnvoyé : lundi 4 mars 2024 10:12\nÀ : Jean\nObjet : Facture\n\n{OLD}",
    "Outlook in English": f"From: Mairie\nSent: Monday, March 4, 2024 10:12 AM\nTo: Jean\nSubject: Facture\n\n{OLD}",
    "Outlook in German": f"Von: Mairie\nGesendet: Montag, 4. März 2024 10:12\nAn: Jean\nBetreff: Facture\n\n{OLD}",
    "Gmail": f"Le lun. 4 mars 2024 à 10:12, Mairie <f@mairie.example> a écrit{NB}:\n\n{QUOTED}",
    "Gmail wrapped": f"Le lun. 4 mars 2024 à 10:12, Service des factures de la mairie <\nf@mairie.example> a écrit{NB}:\n\n{QUOTED}",
    "Gmail in English": f"On Mon, Mar 4, 2024 at 10:12 AM Mairie <f@mairie.example> wrote:\n\n{QUOTED}",
    "old Gmail": f"2024-03-04 10:12 GMT+01:00 Mairie <f@mairie.example>:\n\n{QUOTED}",
    "Thunderbird": f"Le 04/03/2024 à 10:12, Mairie a écrit{NB}:\n{QUOTED}",
    "Thunderbird in German": f"Am 04.03.24 um 10:12 schrieb Mairie:\n{QUOTED}",
    "Thunderbird in Italian": f"Il 04/03/2024 10:12, Mairie ha scritto:\n{QUOTED}",
    "Apple": f"Le 4 mars 2024 à 10:12, Mairie <f@mairie.example> a écrit :\n\n{QUOTED}",
    "iPhone": f"Envoyé de mon iPhone\n\nLe 4 mars 2024 à 10:12, Mairie <f@mairie.example> a écrit :\n\n{QUOTED}",
    "Yahoo without marks": f"Le lundi 4 mars 2024 à 09:12:33 UTC+1, Mairie <f@mairie.example> a écrit :\n\n{OLD}",
    "Roundcube": f"Le 2024-03-04 10:12, Mairie a écrit :\n{QUOTED}",
    "SOGo": f"Le Lundi 4 Mars 2024 10:12 CET, Mairie <f@mairie.example> a écrit:\n {OLD}",
    "Zimbra": f'----- Mail original -----\nDe: "Mairie" <f@mairie.example>\nÀ: "Jean" <j@x.example>\nEnvoyé: Lundi 4 Mars 2024 10:12:00\nObjet: Re: Facture\n\n{OLD}',
    "Zimbra without separator": f'De: "Mairie" <f@mairie.example>\nÀ: "Jean" <j@x.example>\nEnvoyé: Lundi 4 Mars 2024 10:12:00\nObjet: Re: Facture\n\n{OLD}',
    "Orange": f"> Message du 04/03/24 10:12\n> De : f@mairie.example\n> A : j@x.example\n> Copie à :\n> Objet : Facture\n>\n{QUOTED}",
    "Orange, header only quoted": f"> Message du 04/03/24 10:12\n> De : f@mairie.example\n> A : j@x.example\n> Copie à :\n> Objet : Facture\n\n{OLD}",
    "La Poste": f"Message du 04/03/24 10:12\nDe : f@mairie.example\nA : j@x.example\nCopie à :\nObjet : Facture\n\n{OLD}",
    "Lotus Notes": f"De :        Mairie <f@mairie.example>\nPour :      j@x.example\nDate :      04/03/2024 10:12\nObjet :     Facture\n\n{OLD}",
    "Lotus attribution": f"Mairie <f@mairie.example> a écrit le 04/03/2024 10:12:13 :\n\n{OLD}",
    "name and address": f'"Mairie" <f@mairie.example> a écrit :\n\n{QUOTED}',
    "Proton": f"-------- Message original --------\nLe 04/03/2024 10:12, Mairie a écrit :\n\n{QUOTED}",
    "eM Client": f'------ Message d’origine ------\nDe "Mairie" <f@mairie.example>\nÀ "Jean"\nDate 04/03/2024 10:12\n\n{OLD}',
    "marks only": QUOTED,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_a_reply_above_its_history_is_fresh(name: str) -> None:
    fresh, quoted = split_reply(f"{FRESH}\n\n{LAYOUTS[name]}\n")
    assert fresh.removesuffix("\n\nEnvoyé de mon iPhone") == FRESH
    assert "FA-2023-0001" in quoted


@pytest.mark.parametrize(
    "name", ["Gmail wrapped", "Thunderbird", "Roundcube", "marks only", "name and address", "Proton"]
)
def test_a_reply_below_its_history_is_fresh(name: str) -> None:
    fresh, quoted = split_reply(f"{LAYOUTS[name]}\n\n{FRESH}\n")
    assert fresh == FRESH
    assert "FA-2023-0001" in quoted


def test_answers_between_quoted_lines_are_fresh() -> None:
    text = "Le 04/03/2024 à 10:12, Mairie a écrit :\n> Quel numéro ?\nFA-2024-0117\n> Quel SIRET ?\n\n73282932000074\n\n> Merci"
    fresh, quoted = split_reply(text)
    assert fresh.split() == ["FA-2024-0117", "73282932000074"]
    assert quoted.count(">") == 3


def test_the_tail_of_a_wrapped_quoted_line_is_history() -> None:
    text = f"Merci\n\n> Nous avons bien reçu votre facture et nous la transmettons {'x' * 10}\nau service concerné\n> dès demain"
    assert split_reply(text)[0] == "Merci"


@pytest.mark.parametrize("mark", [
    "-----Message d'origine-----\nDe : Client\nEnvoyé : lundi 4 mars 2024\nÀ : Jean\nObjet : Facture",
    "---------- Forwarded message ---------\nDe : Client <c@x.example>\nDate: lun. 4 mars 2024 à 10:12\nSubject: Facture\nTo: <j@x.example>",
    "-------- Message transféré --------\nSujet : Facture\nDate : Mon, 4 Mar 2024 10:12:00 +0100\nDe : Client <c@x.example>\nPour : j@x.example",
    "Début du message transféré :\n\nDe: Client <c@x.example>\nObjet: Facture\nDate: 4 mars 2024 à 10:12:00 UTC+1\nÀ: j@x.example",
    "----- Mail transféré -----\nDe: \"Client\" <c@x.example>\nÀ: \"Jean\"\nEnvoyé: Lundi 4 Mars 2024\nObjet: Facture",
])  # fmt: skip
@pytest.mark.parametrize("above", ["", "Pour suite à donner.\n\n"])
def test_below_the_mark_of_a_forward_all_is_history_and_nothing_is_lost(mark: str, above: str) -> None:
    fresh, quoted = split_reply(
        f"{above}{mark}\n\nMerci de payer FA-2024-0117.\n\n> ancien\n\nCordialement", is_forward=True
    )
    assert fresh == above.strip()
    assert "Merci de payer FA-2024-0117." in quoted
    assert quoted.endswith("Cordialement")


@pytest.mark.parametrize("text", [
    "Le 12 mars, votre service nous a écrit :\n« facture rejetée »\nPourquoi FA-2024-0117 ?",
    "Objet : relance FA-2024-0117\n\nMadame, Monsieur,\nDate : échue\nMerci",
    "Facture : FA-2024-0117\nDate : 04/03/2024\nMontant : 120,00 €\nObjet : travaux",
    "De : notre côté rien de neuf.\nMerci de votre retour sur FA-2024-0117.",
    "| FA-2024-0117 | 120,00 |\n| FA-2024-0118 | 80,00 |",
    "--------------------\nFA-2024-0117 : 120,00\n--------------------\nTotal : 120,00",
    "M. Martin m'a écrit le 12/03/2024 :\nla facture FA-2024-0117 serait payée.",
])  # fmt: skip
def test_what_only_resembles_a_history_stays_with_the_sender(text: str) -> None:
    assert split_reply(text) == (text, "")


def test_a_text_without_history_comes_back_whole_with_its_signature() -> None:
    assert split_reply(FRESH) == (FRESH, "")
    assert split_reply("") == ("", "")


@pytest.mark.parametrize(("subject", "text", "expected"), [
    ("TR: Facture", "", True), ("Tr : Facture", "", True), ("Fwd: x", "", True), ("WG: x", "", True), ("[EXT] FW: x", "", True),
    ("RE: TR: Facture", "", False), ("Travaux : facture", "", False), ("Facture", "Bonjour", False),
    ("Facture", "\n---------- Forwarded message ---------\nDe : x", True), ("Facture", "-----Message d'origine-----\nDe : x", False),
])  # fmt: skip
def test_a_forward_is_known_by_its_subject_or_its_first_line(subject: str, text: str, expected: bool) -> None:
    assert forwards(subject, text) is expected


PIECES = st.sampled_from([
    "", " ", "> 12", ">> x", "FA-2024-0117", "De : a@b.example", "Envoyé : lundi", "À : x", "Objet : 4", "____________________",
    "Le 04/03/2024 à 10:12, X a écrit :", "a écrit :", "-----Message d'origine-----", "> Message du 04/03/24", "> De : x", "-- ",
    "---------- Forwarded message ---------", "On 1 wrote:", "texte libre 42", "\u00a0",
])  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=30), max_size=25), st.booleans())
def test_every_line_that_is_not_blank_is_kept_once_and_in_order(lines: list[str], is_forward: bool) -> None:
    text = "\n".join(lines)
    fresh, quoted = split_reply(text, is_forward=is_forward)
    kept = sorted(line.strip() for half in (fresh, quoted) for line in half.split("\n") if line.strip())
    assert kept == sorted(line.strip() for line in text.split("\n") if line.strip())
    rest = iter(text.split("\n"))
    assert all(any(line.strip() == other.strip() for other in rest) for line in fresh.split("\n") if line.strip())
