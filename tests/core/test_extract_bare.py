"""Numbers that no word labels: taken for what they are made like and where they stand, decoys left alone."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract import extract
from bot.core.mail import AutoKind
from bot.core.mention import MentionKind
from tests.core.mails import a_mail

_LETTERS = st.sampled_from(["VTR", "GT", "LBG", "KLM", "MNT", "SE", "HYD", "TX", "PX", "DUPONT", "ELX", "w", "cbx"])
_YEAR = st.integers(24, 27)
_COUNTER = st.integers(10, 9999)


def _with_letters(letters: str, year: int, counter: int) -> st.SearchStrategy[str]:
    return st.sampled_from(
        [
            f"{letters}{year}-{counter:04}",
            f"{letters}-{year}-{counter:03}",
            f"{letters}-20{year}-{counter:03}",
            f"{letters}/20{year}/{counter:04}",
            f"{letters}20{year}{counter:04}",
            f"{letters}-{year}10-{counter:03}",
        ]
    )


CODED = st.tuples(_LETTERS, _YEAR, _COUNTER).flatmap(lambda parts: _with_letters(*parts))
DATED = st.tuples(_YEAR, st.integers(100, 1999)).flatmap(
    lambda parts: st.sampled_from(
        [f"20{parts[0]}-{parts[1]:03}", f"20{parts[0]}/{parts[1]:04}", f"{parts[0]}-{parts[1]:04}"]
    )
)
TRADES = st.sampled_from(
    [
        "",
        "Le curage de la rue de Ham est terminé. ",
        "Nous avons livré 120 repas le 12/10/2026. ",
        "Les deux camions ont assuré la tournée malgré la D 906. ",
        "Dans le cadre du marché 2025-014, lot 2, nous sommes intervenus salle B12. ",
        "C'est le coiffeur du mardi, j'ai coiffé 9 dames. ",
    ]
)
ASKING = st.sampled_from(
    [
        "Où en est la {} ?",
        "Bonjour, notre {} est-elle payée ?",
        "Pouvez-vous me dire si la {} a été mandatée ?",
        "Je n'ai rien reçu pour la {}, 1 234,50 € TTC.",
        "Qu'en est-il de {} ?",
        "Du nouveau sur la {} du 12/10/2026 ?",
        "Votre portail affiche ma {} comme suspendue, pourquoi ?",
        "Un point sur l'avancement de la {} svp",
        "Voici ce que j'attends :\n\n{}\n1 234,50 €\n\nMerci",
        "Qu'est-ce qui manque à {} pour être payée ?",
        "Nous avons déposé {} vendredi.",
        "Bonjour\n{} : du nouveau ?",
        "En revanche {} a été refusée.",
        "Could you check {} for us?",
    ]
)
OTHERS = st.sampled_from(
    [
        "Le {} est dans la cour.",
        "Nous avons rendu le {} au chauffeur.",
        "Vous parliez du {} hier.",
        "Notre devis {} attend votre accord.",
        "Le contrat {} prend fin en mai.",
        "Le marché {} est notifié.",
        "Avez-vous signé le bon de livraison {} ?",
        "La commande {} est-elle prête ?",
        "Notre dossier {} est complet.",
        "Le véhicule {} est immobilisé.",
        "L'avenant {} est joint.",
        "Le virement {} ne nous dit rien.",
        "La cde {} est partie.",
    ]
)


def numbers(text: str, subject: str = "") -> list[str]:
    """Invoice numbers of a mail, in reading order."""
    return [m.value for m in extract(a_mail(text, subject=subject)) if m.kind is MentionKind.INVOICE_NUMBER]


@given(TRADES, ASKING, CODED | DATED)
def test_a_number_is_found_where_a_sentence_asks_about_an_invoice(trade: str, asking: str, number: str) -> None:
    assert numbers(trade + asking.format(number)) == [number]


@given(TRADES, OTHERS, CODED | DATED)
def test_the_same_number_of_another_paper_or_thing_is_left_alone(trade: str, other: str, number: str) -> None:
    assert numbers(trade + other.format(number)) == []


SPACED = st.tuples(_YEAR, st.integers(1, 12), st.integers(1, 999)).flatmap(
    lambda parts: st.sampled_from([f"20{parts[0]} {parts[1]:02} {parts[2]:04}", f"20{parts[0]} 0{parts[2]:03}"])
)


@given(TRADES, st.sampled_from(["Que devient la {} ?", "Où en est la facture {} ?", "ma {} est-elle payée ?"]), SPACED)
def test_a_number_written_with_blanks_is_one(trade: str, asking: str, number: str) -> None:
    assert numbers(trade + asking.format(number)) == [number]


@given(
    TRADES,
    st.sampled_from(["la {} est refusée", "vous avez la {} chez vous ?", "et sur la {}, on part sur quelle date ?"]),
    st.integers(2100, 999_999).filter(lambda number: not 1_899 < number < 2_100),
)
def test_digits_alone_count_behind_her_article_and_not_behind_his(trade: str, asking: str, number: int) -> None:
    assert numbers(trade + asking.format(number)) == [str(number)]
    assert numbers(trade + asking.format(number).replace("la ", "le ")) == []


@given(CODED | DATED, st.sampled_from(["Engagement {}.", "Bon de commande n° {}."]))
def test_what_a_label_gives_to_an_order_is_no_invoice_elsewhere(number: str, label: str) -> None:
    assert numbers(f"Pouvez-vous regarder {number} ?\n\n{label.format(number)}") == []


@given(CODED, st.sampled_from(["{}", "Re: {}", "{} impayée", "Nettoyage - {}", "{} : rejet", "[{}] relance"]))
def test_a_subject_line_names_a_number_by_its_place(number: str, subject: str) -> None:
    assert numbers("Bonjour", subject.format(number)) == [number]


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("erreur de notre part BGD 7731", "on s'est trompé sur BGD 7731 svp", ["BGD 7731", "BGD 7731"]),
        ("", "on s'est trompé sur BGD 7731 svp", []),
        ("", "nous en sommes où sur les CVN 1010 à CVN 1012 ?", ["CVN 1010", "CVN 1011", "CVN 1012"]),
        ("", "les 2026-0117 et 0118 en sont où ?", ["2026-0117", "2026-0118"]),
        ("", "UL/2026/09/0102 est suspendue. Il manque quoi sur la 0102 ?", ["UL/2026/09/0102"]),
        ("LBG26-1190", "et la 1194 alors, du nouveau ?", ["LBG26-1190", "LBG26-1194"]),
        ("", "Le devis 26-770 a donné lieu à la facture 26-771.", ["26-771"]),
        ("", "La facture 2026-0457 a été redéposée sous la 2026-0457-R.", ["2026-0457", "2026-0457-R"]),
        ("Facture FM-202605-001", "Où en est la PAC-32001 du gymnase ?", ["FM-202605-001"]),
        ("", "Où en est la VTR-118 ?\n\nCordialement\nPaul\nQualification la GT26-0118", ["VTR-118"]),
    ],
)
def test_the_rest_of_the_mail_decides_what_is_nearly_a_number(subject: str, text: str, expected: list[str]) -> None:
    assert numbers(text, subject) == expected


def test_a_machine_labels_its_numbers() -> None:
    mail = a_mail("La demande VTR26-0118 d'un montant de 96,00 € est à votre disposition.")
    assert [m.value for m in extract(mail) if m.kind is MentionKind.INVOICE_NUMBER] == ["VTR26-0118"]
    machine = replace(mail, auto_kind=AutoKind.GENERATED)
    assert not [m for m in extract(machine) if m.kind is MentionKind.INVOICE_NUMBER]


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("41-2026-10 / 26S0088\n\nÀ quel point sommes-nous ?", ["26S0088"]),
        ("Et sur 26P00034, savez-vous quand le service a attesté les travaux ?", ["26P00034"]),
        ("le bon d'engagement que m'avait donné Claire : PL26-0372.", ["PL26-0372"]),
        ("le chantier (bon E260455) est fini", ["E260455"]),
        ("Où en est la 26F00117 ?", []),
    ],
)
def test_an_order_needs_no_label_either(text: str, orders: list[str]) -> None:
    assert [m.value for m in extract(a_mail(text)) if m.kind is MentionKind.ENGAGEMENT] == orders


def test_a_year_before_1900_makes_no_date() -> None:
    found = extract(a_mail("Et la 26-10-0045, est-elle partie à la perception ?"))
    assert [(m.kind, m.value) for m in found] == [(MentionKind.INVOICE_NUMBER, "26-10-0045")]


@pytest.mark.parametrize(
    "piece", ["la 26-0117 ", "la 0118 ", "1" * 59 + "!\n", "AB 1234 ", "celle de la ", "ISP-2610-077\n"]
)
def test_long_lists_of_bare_numbers_cost_little(piece: str) -> None:
    text = (piece * 20_000)[:100_000]
    began = time.process_time()
    extract(a_mail(text))
    assert time.process_time() - began < 5
