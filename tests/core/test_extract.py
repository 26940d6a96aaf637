"""What is found in a mail, where, and what is left alone."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.extract import MOST_MENTIONS, extract, text_of
from bot.core.mail import IncomingMail
from bot.core.mention import MentionKind, Source
from tests.core.mails import a_mail


def values(mail: IncomingMail | str, kind: MentionKind, source: Source | None = None) -> list[str]:
    """Values of one kind, in reading order."""
    read = a_mail(mail) if isinstance(mail, str) else mail
    return [m.value for m in extract(read) if m.kind is kind and source in (None, m.source)]


def numbers(text: str) -> list[str]:
    """Invoice numbers of a fresh text."""
    return values(text, MentionKind.INVOICE_NUMBER)


# --- invoice numbers ------------------------------------------------------------------------------

ASKED = (
    ("fact 24-118 payée ?", ["24-118"]),
    ("factures FA-1 et FA-2", ["FA-1", "FA-2"]),
    ("factures n° 117, 118 et 119", ["117", "118", "119"]),
    (
        "mes factures FA-2024-117 (1 234,50 €), FA-2024-118 (50 €) et 2024-119",
        ["FA-2024-117", "FA-2024-118", "2024-119"],
    ),
    ("factures FA-1 du 12/03/2024 et FA-2 du 15/04/2024", ["FA-1", "FA-2"]),
    ("les factures suivantes :\n- 2024-117\n- 2024-118\n\nMerci", ["2024-117", "2024-118"]),
    ("N° facture | Date | Montant\n471102 | 12/03/2024 | 1 234,50\n471103 | 13/03/2024 | 234,50", ["471102", "471103"]),
    ("Date;Facture;Montant\n12/03/2024;471102;1234,50\n13/03/2024;471103;234,50", ["471102", "471103"]),
    ("facture FA-\n2024-117", ["FA-2024-117"]),
    ("facture n°\n471102", ["471102"]),
    ("facture n° FC 2025 63410 du 11/03/2025", ["FC 2025 63410"]),
    ("facture FAO117", ["FAO117"]),
    ("FactureNo117", ["117"]),
    ("facture n° : **FA-2024-117**", ["FA-2024-117"]),
    ("facture n° 2024-06-12", ["2024-06-12"]),
    ("facture n° 26233002898190", ["26233002898190"]),
    ("facture n°FR12345678", ["FR12345678"]),
    ("Facture#1042", ["1042"]),
    ("n°FA117", ["FA117"]),
    ("FA\u200b2403\u20110117", ["FA2403\u20110117"]),
    ("où en est FAC-2025-0391 ?", ["FAC-2025-0391"]),
    ("Relance n° 2 facture 2024-117", ["2024-117"]),
    ("facture FA-117 / dossier 5521", ["FA-117"]),
    ("facture FA-117, réf. 89949", ["FA-117"]),
    ("facture impayée 471102 du 12/03/2024", ["471102"]),
    ("la facture du 12/03/2024 d'un montant de 1 234,50 € n° 24-118", ["24-118"]),
    ("avoir n° AV-2024-0005", ["AV-2024-0005"]),
    ("TR: facture 24-118.", ["24-118"]),
    ("facture n° FA-2024-117 bis", ["FA-2024-117 bis"]),
    ("factures 24-117 à 24-120", ["24-117", "24-118", "24-119", "24-120"]),
    ("nos factures 2024-117 et 118 restent impayées", ["2024-117", "2024-118"]),
    ("facture 2024-117, 118 rue de la Paix", ["2024-117"]),
    ("facture de 1 234,50 € du 12/03/2024 (n° 471102)", ["471102"]),
    ("Votre référence : BC-2024-0117 / Notre référence : FA-2024-0117", ["FA-2024-0117"]),
)


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_an_invoice_number_is_found(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


DECOYS = (
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "Tél. 03 22 97 40 40 / +33 6 12 34 56 78 / fax 0322974041",
    "SARL au capital de 7 500,00 € - RCS Amiens B 404 833 048 - APE 4321A - 80000 AMIENS",
    "SIRET 200 071 892 00067",
    "SIREN 404833048 TVA FR83404833048",
    "notre dossier 5521, client n° C-2024-117",
    "marché n° 2024-117 lot 2",
    "contrat 2024-0044",
    "bon de commande BC-042311",
    "votre commande n° 4500012345",
    "n° d'engagement 2024-000117",
    "bon de livraison n° BL-2024-117",
    "devis FA-2024-12",
    "facture du 12/03/2024",
    "facture 12/03/2024",
    "la facture de mars 2024",
    "facture 2024",
    "facture 03/2024",
    "facture 1 234,50 €",
    "facture de 1500 euros",
    "facture 30 jours",
    "3 factures 1200 € chacune",
    "à 10h30 ou 10:45, remise de 20 %",
    "https://portail.example/FA-2024-0117 et fa-2024-0118@papeterie.example",
    "color: #FA0012; fond #00117F",
    "La facture relative au bon de commande BC-2024-123 n'est pas payée",
    "[CASQ-2026-000042] votre demande",
    "2ème facture, 3e relance",
    "immatriculé AB-123-CD",
    "12 rue de la Facture, 80000 Amiens",
    "année 2024-2025",
)


@pytest.mark.parametrize("text", DECOYS)
def test_what_only_looks_like_an_invoice_number_is_left_alone(text: str) -> None:
    assert numbers(text) == []


def test_a_year_and_counter_in_the_subject_needs_no_label() -> None:
    mail = a_mail("Bonjour, des nouvelles ?", subject="Statut de paiement 2024/00117")
    assert values(mail, MentionKind.INVOICE_NUMBER) == ["2024/00117"]


@pytest.mark.parametrize("subject", ["NC2610-0045", "Relance BM-00917", "RE: NC2610-0045 ?", "Paiement : RC-100231"])
def test_a_subject_that_is_nothing_but_a_number_with_letters_needs_no_label(subject: str) -> None:
    assert len(values(a_mail("Bonjour", subject=subject), MentionKind.INVOICE_NUMBER)) == 1


@pytest.mark.parametrize("subject", ["BC-00917", "RD1029", "ISO9001", "Salle B12", "Convention CV2026-14 travaux"])
def test_another_code_in_the_subject_is_no_invoice(subject: str) -> None:
    assert values(a_mail("Bonjour", subject=subject), MentionKind.INVOICE_NUMBER) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Où en est NC2611-0002 ?", ["NC2611-0002"]),
        ("C'est au sujet de la BM-00917, 1530,24 €.", ["BM-00917"]),
        ("Quid de TL-4471 ?", ["TL-4471"]),
        ("Avez-vous des nouvelles de RC-100231 ?", ["RC-100231"]),
        ("Question rapide : 2026/10/117 est-elle mandatée ?", ["2026/10/117"]),
        ("Pouvez-vous me dire si BM-00922 (455 €) a été acceptée ?", ["BM-00922"]),
        ("Pouvez-vous me dire si le 12/10/2026 vous convient ?", []),
        ("Où en est le marché MA-2026 ?", []),
        ("Notre commande BC-00917 est-elle livrée ?", []),
        ("Concernant la commande, où en est BC-00917 ?", []),
    ],
)
def test_a_number_with_letters_is_found_where_a_question_opens(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


def test_an_order_in_the_subject_is_not_an_invoice() -> None:
    mail = a_mail(subject="RE: [Comptabilité] dossier BC-677929 / F-2024-000074")
    assert values(mail, MentionKind.INVOICE_NUMBER) == ["F-2024-000074"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("facture_FA-2024-117.pdf", ["FA-2024-117"]),
        ("Facture 2024_117 Dupont.pdf", ["2024_117"]),
        ("FC0140.pdf", ["FC0140"]),
        ("image001.png", []),
        ("scan_20240312.pdf", []),
        ("devis_2024-117.pdf", []),
        ("RIB.pdf", []),
    ],
)
def test_a_file_may_be_named_after_its_invoice(name: str, expected: list[str]) -> None:
    assert values(a_mail(files=("logo.png", name)), MentionKind.INVOICE_NUMBER, Source.FILE_NAME) == expected


# --- the others -----------------------------------------------------------------------------------

OTHERS: tuple[tuple[str, MentionKind, list[str]], ...] = (
    ("SIRET : 200 071 892 00067", MentionKind.SIRET, ["20007189200067"]),
    ("siret 200.071.892.00067", MentionKind.SIRET, ["20007189200067"]),
    ("20007189200067", MentionKind.SIRET, ["20007189200067"]),
    ("SIRET20007189200067", MentionKind.SIRET, ["20007189200067"]),
    ("200\u00a0071\u00a0892\u00a000067", MentionKind.SIRET, ["20007189200067"]),
    ("N° SIRET\n200071892 00067", MentionKind.SIRET, ["20007189200067"]),
    ("SIRET 12345678900012", MentionKind.SIRET, ["12345678900012"]),
    ("12345678900012", MentionKind.SIRET, []),
    ("SIRET 200071892000671", MentionKind.SIRET, []),
    ("SIREN 404 833 048", MentionKind.SIREN, ["404833048"]),
    ("RCS Amiens B 404 833 048", MentionKind.SIREN, ["404833048"]),
    ("404 833 048", MentionKind.SIREN, []),
    ("TVA intracommunautaire : FR 83 404 833 048", MentionKind.VAT, ["FR83404833048"]),
    ("FR83404833048", MentionKind.VAT, ["FR83404833048"]),
    ("FR84404833048", MentionKind.VAT, []),
    ("numéro d'engagement : 4500012345", MentionKind.ENGAGEMENT, ["4500012345"]),
    ("bon de commande n° BC-042311", MentionKind.ENGAGEMENT, ["BC-042311"]),
    ("EJ 1002345678", MentionKind.ENGAGEMENT, ["1002345678"]),
    ("BC-042311", MentionKind.ENGAGEMENT, ["BC-042311"]),
    ("1 234,50 € TTC", MentionKind.AMOUNT, ["1234.50"]),
    ("1234.50 EUR", MentionKind.AMOUNT, ["1234.50"]),
    ("1.234,50", MentionKind.AMOUNT, ["1234.50"]),
    ("12\u202f345\u00a0€", MentionKind.AMOUNT, ["12345.00"]),
    ("1,234.50 euros", MentionKind.AMOUNT, ["1234.50"]),
    ("montant TTC : 98.5", MentionKind.AMOUNT, ["98.50"]),
    ("45€20", MentionKind.AMOUNT, ["45.20"]),
    ("elle fait 218 euros 40", MentionKind.AMOUNT, ["218.40"]),
    ("100 euros 12 rue Haute", MentionKind.AMOUNT, ["100.00"]),
    ("5640e c bon ?", MentionKind.AMOUNT, ["5640.00"]),
    ("le 20e et la 6e", MentionKind.AMOUNT, []),
    ("Mon SIRET est le 732 829 320\n00074. Merci", MentionKind.SIRET, ["73282932000074"]),
    ("SIREN 732 829 320\n02100 Saint-Quentin", MentionKind.SIREN, ["732829320"]),
    ("au capital de 7 500,00 €", MentionKind.AMOUNT, []),
    ("remise de 12,50 %", MentionKind.AMOUNT, []),
    ("le 12/03/2024", MentionKind.DATE, ["2024-03-12"]),
    ("le 12-03-24", MentionKind.DATE, ["2024-03-12"]),
    ("du 1er mars 2024", MentionKind.DATE, ["2024-03-01"]),
    ("12 déc. 2024", MentionKind.DATE, ["2024-12-12"]),
    ("2024-03-12", MentionKind.DATE, ["2024-03-12"]),
    ("31/02/2024", MentionKind.DATE, []),
    ("192.168.10.24", MentionKind.DATE, []),
    ("code service : PRESSE", MentionKind.SERVICE_CODE, ["PRESSE"]),
    ("Quel code service pour la DRH ?", MentionKind.SERVICE_CODE, []),
    ("la presse et PRESSE", MentionKind.SERVICE_CODE, []),
    ("RE: [CASQ-2026-000042] facture", MentionKind.TICKET_REF, ["CASQ-2026-000042"]),
    ("CASQ-2026-000042", MentionKind.TICKET_REF, []),
    ("IBAN : FR76 3000 6000 0112 3456 7890 189", MentionKind.IBAN, ["FR"]),
    ("FR7630006000011234567890180", MentionKind.IBAN, ["FR"]),
    ("DE89 3704 0044 0532 0130 00", MentionKind.IBAN, ["DE"]),
)


@pytest.mark.parametrize(("text", "kind", "expected"), OTHERS)
def test_other_mentions(text: str, kind: MentionKind, expected: list[str]) -> None:
    assert values(text, kind) == expected


def test_no_digit_of_an_iban_is_kept() -> None:
    (mention,) = extract(a_mail("IBAN FR76 3000 6000 0112 3456 7890 189"))
    assert not any(char.isdigit() for char in mention.value + mention.raw)
    assert (mention.start, mention.end) == (5, 38)


def test_each_text_has_its_own_places() -> None:
    mail = a_mail(
        "facture FA-117", subject="facture FA-118", quoted="facture FA-119", files=("a.pdf", "facture FA-120.pdf")
    )
    found = [(m.source, m.value, text_of(mail, m.source)[m.start : m.end]) for m in extract(mail)]
    assert found == [
        (Source.SUBJECT, "FA-118", "FA-118"),
        (Source.FRESH, "FA-117", "FA-117"),
        (Source.QUOTED, "FA-119", "FA-119"),
        (Source.FILE_NAME, "FA-120", "FA-120"),
    ]


PIECES = st.sampled_from(
    [
        "facture n° ",
        "FA-2024-117",
        " 1 234,50 €",
        "\n",
        " du 12/03/2024 ",
        "SIRET ",
        "20007189200067",
        "\u200b",
        "é",
        "e\u0301",
        "№ ",
        " et ",
        "24-118",
        "à 24-121",
        "/119",
        "factures ",
        " octobre 2026",
        "3e trimestre",
        "marché 2025-014",
        "**",
        "-",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join))
@example("facture FA\u200b24\u00ad03-0117")
@example("nume\u0301ro de facture 24-118")
def test_a_mention_stands_where_it_says(text: str) -> None:
    for mention in extract(a_mail(text, subject=text.replace("\n", " "))):
        if mention.kind is not MentionKind.IBAN:
            source = text_of(a_mail(text, subject=text.replace("\n", " ")), mention.source)
            assert source[mention.start : mention.end] == mention.raw


@given(st.lists(PIECES, max_size=12).map("".join))
@example("factures 24-118 à 24-121/119")
def test_mentions_do_not_overlap_but_for_the_numbers_of_a_range(text: str) -> None:
    found = extract(a_mail(text))
    for a, b in itertools.pairwise(found):
        one_range = (a.kind, a.raw, a.start, a.end) == (b.kind, b.raw, b.start, b.end) and a.value != b.value
        assert a.end <= b.start or one_range


@given(st.text(st.sampled_from("0123456789 -/.,\n€*aàfFAn°"), max_size=80))
def test_no_run_of_digits_and_marks_is_too_odd(text: str) -> None:
    for mention in extract(a_mail(text, subject=text, quoted=text, files=(text,))):
        assert 0 <= mention.start < mention.end
        assert mention.value


@pytest.mark.parametrize(
    "piece",
    ["9", "1 ", "12 345 ", "117/", "24-117/118/119, ", "factures 471102 471103 ", "732 829 320 ", "n° 26 / 117 "],
)
def test_a_hundred_kilobytes_of_digits_take_less_than_a_second(piece: str) -> None:
    mail = a_mail(piece * (100_000 // len(piece)))
    start = time.process_time()
    extract(mail)
    assert time.process_time() - start < 1


HOSTILE = (
    "facture " * 40_000,
    "facture n° " * 30_000,
    "1 " * 150_000,
    "9" * 300_000,
    "FR76 " * 60_000,
    "fa-" * 100_000,
    "a" * 300_000,
    "2024-" * 60_000,
    "n°" * 150_000,
    "1.234," * 50_000,
    "facture :\n1234\n" * 20_000,
    "siret " * 50_000,
    "@." * 150_000,
    "\u200b1" * 150_000,
    "relance " * 37_500,
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:8].strip())
def test_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    start = time.process_time()
    found = extract(a_mail(text))
    assert len(found) <= MOST_MENTIONS
    assert time.process_time() - start < 10  # quadratic would take many minutes
