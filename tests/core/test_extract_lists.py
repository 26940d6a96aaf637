"""Numbers in ranges, lists and tables, and numbers without the usual label: whole, or not at all."""

from __future__ import annotations

import pytest

from bot.core.extract import extract
from bot.core.mention import MentionKind
from tests.core.mails import a_mail


def values(text: str, kind: MentionKind = MentionKind.INVOICE_NUMBER, subject: str = "") -> list[str]:
    """Values of one kind, in reading order."""
    return [m.value for m in extract(a_mail(text, subject=subject)) if m.kind is kind]


RANGES = (
    "factures FA-2026-0175 à 0178",
    "factures FA-2026-0175 à 78",
    "factures FA-2026-0175 > FA-2026-0178",
    "factures FA-2026-0175->FA-2026-0178",
    "factures FA-2026-0175 => 0178",
    "factures FA-2026-0175 → FA-2026-0178",
    "factures n° FA-2026-0175 - FA-2026-0178",
    "factures n° FA-2026-0175 – 0178",
    "factures FA-2026-0175 … FA-2026-0178",
    "factures FA-2026-0175…FA-2026-0178",
    "factures FA-2026-0175 ... 0178",
    "factures FA-2026-0175 jusqu'à FA-2026-0178",
    "factures FA-2026-0175 jusqu'à la 0178",
    "factures de FA-2026-0175 à FA-2026-0178",
    "de la facture FA-2026-0175 à la facture FA-2026-0178",
    "de la FA-2026-0175 à la FA-2026-0178",
    "du n° FA-2026-0175 au n° FA-2026-0178",
    "factures n° FA-2026-0175 au n° FA-2026-0178",
    "les factures comprises entre FA-2026-0175 et FA-2026-0178",
    "de la FA-2026-0175 du 12/10/2026 à la FA-2026-0178 du 13/10/2026",
    "factures 471102 à 471105",
    "factures 471102 - 471105",
    "FA-2026-0175 à 0178",
)


@pytest.mark.parametrize("text", RANGES)
def test_a_short_range_names_each_of_its_numbers(text: str) -> None:
    first = "471102" if "471102" in text else "FA-2026-0175"
    expected = [first[:-3] + str(int(first[-3:]) + step).zfill(3) for step in range(4)]
    for sentence in (f"Où en sont nos {text} ?", f"Bonjour,\n{text}\nMerci"):
        assert values(sentence) == expected
    assert values("", subject=f"Relance {text}") == expected


def test_the_numbers_of_a_range_stand_where_the_range_does() -> None:
    text = "Où en sont nos factures FA-2026-0175 à 0177 ?"
    found = [m for m in extract(a_mail(text)) if m.kind is MentionKind.INVOICE_NUMBER]
    assert {(text[m.start : m.end], m.raw) for m in found} == {("FA-2026-0175 à 0177",) * 2}
    assert len(found) == 3


@pytest.mark.parametrize(
    "whole",
    [
        "FA-1001 à FA-2500",
        "FA-2026-0175 à FA-2027-0003",
        "FA-2026-0178 à FA-2026-0175",
        "24-98 à 24-101",
        "471102-471105",
        "FA-100 à FA-131",
        "FA-2026-0175A à FA-2026-0178A",
    ],
)
def test_a_range_that_cannot_be_told_number_by_number_is_one_mention(whole: str) -> None:
    assert values(f"Où en sont nos factures {whole} ?") == [whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("facture 471102 - 02100 SAINT-QUENTIN", ["471102"]),
        ("facture 471102 à 30 jours", ["471102"]),
        ("Facture FA-2026-0175 - 2026", ["FA-2026-0175"]),
        ("facture FA-2026-0175 – FA-2026-0175", ["FA-2026-0175", "FA-2026-0175"]),
        ("factures FA-2026-0175 / FA-2026-0176 / FA-2026-0177", ["FA-2026-0175", "FA-2026-0176", "FA-2026-0177"]),
        ("factures FA-2026-0175 / 0176", ["FA-2026-0175", "FA-2026-0176"]),
        ("FA-2026-0175 et 0176 svp", ["FA-2026-0175", "FA-2026-0176"]),
        ("factures FA-2026-0175 et -0176", ["FA-2026-0175", "FA-2026-0176"]),
        ("factures FA-2026-0175, 76 et 77", ["FA-2026-0175", "FA-2026-0176", "FA-2026-0177"]),
        ("nos factures 471102 et 03", ["471102", "471103"]),
        ("facture FA-2026-0175 à 10h30", ["FA-2026-0175"]),
        ("factures FA-2026-0175 et FA-2026-0176 à 30 jours", ["FA-2026-0175", "FA-2026-0176"]),
        ("factures FA-2026-0175, 12 rue de la Paix", ["FA-2026-0175"]),
    ],
)
def test_what_follows_a_number_is_no_range(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("slashed", "expected"),
    [
        ("FA-2026-0175/FA-2026-0176", ["FA-2026-0175", "FA-2026-0176"]),
        ("471102/471103", ["471102", "471103"]),
        ("FA-2026-0175/0176/0177", ["FA-2026-0175", "FA-2026-0176", "FA-2026-0177"]),
        ("24-117/118/119", ["24-117", "24-118", "24-119"]),
        ("FAC-2024/0117", ["FAC-2024/0117"]),
        ("2024/03/117", ["2024/03/117"]),
        ("24-117/119/118", ["24-117/119/118"]),
        ("RE-20201121/508", ["RE-20201121/508"]),
    ],
)
def test_a_list_with_slashes_is_read_whole_or_not_at_all(slashed: str, expected: list[str]) -> None:
    assert values(f"Où en sont nos factures {slashed} ?") == expected


def test_a_slash_in_the_number_of_one_invoice_cuts_nothing() -> None:
    assert values("Où en est notre facture 471102/471103 ?") == ["471102/471103"]


# --- tables -----------------------------------------------------------------------------------------

HEADER = ("N° facture", "Date", "Montant TTC", "Engagement")
ROW = ("FAC-2026-0391", "12/03/2026", "1 250,40", "2026001")
JOINTS = (" | ", "\t", "      ", ";", " ; ")


@pytest.mark.parametrize("joint", JOINTS)
@pytest.mark.parametrize("number", ["FAC-2026-0391", "471102", "R26-31", "24118"])
def test_each_column_gives_its_kind(joint: str, number: str) -> None:
    rows = [HEADER, (number, *ROW[1:]), (number[:-1] + "2", "13/03/2026", "80,00", "2026002")]
    text = "Bonjour,\n" + "\n".join(joint.join(row) for row in rows) + "\nCordialement"
    assert values(text) == [number, number[:-1] + "2"]
    assert values(text, MentionKind.ENGAGEMENT) == ["2026001", "2026002"]
    assert values(text, MentionKind.AMOUNT) == ["1250.40", "80.00"]
    assert values(text, MentionKind.DATE) == ["2026-03-12", "2026-03-13"]


@pytest.mark.parametrize(
    ("header", "row", "numbers", "engagements"),
    [
        ("Facture\tBon de commande\tMontant", "471102\t4500012873\t3 480,00", ["471102"], ["4500012873"]),
        ("Bon de commande\tFacture\tMontant", "4500012873\t471102\t3 480,00", ["471102"], ["4500012873"]),
        ("Numéro\tÉchéance\tSolde", "471102\t20/11/2026\t3 480,00", ["471102"], []),
        ("Date\tPièce\tDébit\tCrédit", "21/10/2026\t471102\t3 480,00\t", ["471102"], []),
        ("Client\tN° facture\tMarché\tMontant", "88213\t471102\t2025M014\t3 480,00", ["471102"], []),
        ("Date\tÉchéance\tN° facture", "21/10/2026\t\t471102", ["471102"], []),
        ("| N° facture | Marché |", "|---|---|\n| 471102 | 2026-014 |", ["471102"], []),
        ("Facture Date Montant Engagement", "471102 12/03/2026 1 250,40 2026001", ["471102"], []),
        ("Réf.\t€", "PT-90417\t1204,33", ["PT-90417"], []),
        ("Facture\tVotre commande\tMontant", "471102\tBC26-1187\t1 440,00 €", ["471102"], ["BC26-1187"]),
        ("N°\tChantier\tVotre réf.\tTTC", "CB26070031\tGricourt\t26P00033\t48 216,72", ["CB26070031"], ["26P00033"]),
        ("Référence facture\tSIRET", "471102\t51234501800018", ["471102"], []),
        ("Dossier\tFacture n°\tDevis", "2026-117\t471102\t2026-118", ["471102"], []),
    ],
)
def test_other_columns_do_not_disturb(header: str, row: str, numbers: list[str], engagements: list[str]) -> None:
    text = f"Bonjour,\nOù en est-on ?\n{header}\n{row}\n\nMerci"
    assert values(text) == numbers
    assert values(text, MentionKind.ENGAGEMENT) == engagements


def test_labels_down_the_left_side_are_read_too() -> None:
    text = "N° facture\t471102\nDate\t12/03/2026\nMontant TTC\t1 250,40 €\nEngagement\t2026001"
    assert values(text) == ["471102"]
    assert values(text, MentionKind.ENGAGEMENT) == ["2026001"]


# --- looser labels ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la facture de solde 471110 ?", ["471110"]),
        ("la facture de travaux 471102 ?", ["471102"]),
        ("la facture d'octobre 471102 ?", ["471102"]),
        ("la facture d'acompte 220/2026 ?", ["220/2026"]),
        ("la facture d'acompte n° 471102", ["471102"]),
        ("la facture Delvaux 471102 ?", ["471102"]),
        ("facture Eurovoie 69-260120", ["69-260120"]),
        ("notre facture référencée 471102", ["471102"]),
        ("notre facture numérotée 24-118", ["24-118"]),
        ("notre facture portant le numéro 471102", ["471102"]),
        ("notre facture enregistrée sous le numéro 471102", ["471102"]),
        ("facture 2026-88 s'élevant à 100,00 €", ["2026-88"]),
        ("facture 2026-117", ["2026-117"]),
        ("la 220/2026 est-elle payée ?", ["220/2026"]),
        ("Et la DUPONT1052 du coup ?", ["DUPONT1052"]),
        ("Où en est le règlement du n° 471102 ?", ["471102"]),
        ("Où en est la 471102 ?", ["471102"]),
        ("Statut de la 69-260117 svp", ["69-260117"]),
        ("facture n° FACT N° 24 0312", ["24 0312"]),
        ("FACT N° 24 0312", ["24 0312"]),
        ("facture 2025-26", []),
        ("notre facture 01-2026 de 1 500,00 € est-elle partie ?", ["01-2026"]),
        ("nos factures de 01-2026, 1 500,00 € en tout", []),
        ("facture n° 2610/44 et pièce 90014477", ["2610/44", "90014477"]),
        ("pièce n° 3 du dossier", []),
        ("N° pièce : 7700418823 ; Date : 06/10/2026", ["7700418823"]),
        ("facture 471102/103", ["471102", "471103"]),
        ("Quid de la PO-2026-61 ?", ["PO-2026-61"]),
        ("où en est la BL-2026-0071 ?", ["BL-2026-0071"]),
        ("facture 2025-2026", []),
        ("exercice 2025-2026, facture 2026", []),
        ("facture de juillet 2026", []),
        ("la facture du client 88213", []),
        ("facture Delvaux 02100 Saint-Quentin", []),
        ("facture totale 15000", []),
        ("facture Delvaux 12/03/2026", []),
        ("facture Delvaux 1 234,50 €", []),
        ("facture Delvaux 0323051142", []),
        ("facture n° du 12/03/2026", []),
        ("Facture n° : du 12/03/2026", []),
        ("sur la D1029 et la RN2", []),
        ("la norme ISO9001, la ISO9001", []),
        ("la loi 2026-117", []),
    ],
)
def test_a_number_behind_a_looser_label(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Saisine n° 2026-55120",
        "Contrôle 2026-0112",
        "avis des sommes à payer n° 2026-1147",
        "titre exécutoire n° 2026-1147",
        "titre de recettes 2026-1147",
        "dossier d'instruction n° 2026-0112",
        "instruction 2026-0112",
        "signalement n° 2026-0112",
        "réquisition n° 2026-0112",
        "réquisition judiciaire 2026-0112",
        "dossier 2026-0112",
        "devis n° 2026-0112",
        "commande 2026-0112",
        "ticket 20260112",
        "réclamation n° 2026-0112",
        "litige n° 2026-0112",
        "sinistre 2026-0112",
        "contrat n° 2026-0112",
        "client n° 2026-0112",
        "adhérent 2026-0112",
        "BL 2026-0112",
        "bon de livraison 2026-0112",
        "bon d'intervention n° 2026-0112",
        "procès-verbal n° 2026-0112",
        "arrêté n° 2026-112",
        "délibération n° 2026-112",
        "permis de construire n° 2026-0112",
        "requête n° 2026-0112",
        "RG n° 26/0112",
        "mise en demeure n° 2026-0112",
        "attestation n° 2026-0112",
        "mandat 2026-0112",
        "licence 1-1084412",
    ],
)
def test_numbers_of_other_papers_are_not_invoices(text: str) -> None:
    assert values(text) == []
    assert values("Bonjour,\nMerci", subject=text) == []
    assert values(f"Bonjour,\n{text} : où en est la facture 471102 ?") == ["471102"]


SIGNATURE = """Où en est notre facture 471102 ?

Véronique MARTIN
MENUISERIE DELVAUX SARL au capital de 45 000 €
ZI du Bois de la Chocque – 02100 SAINT-QUENTIN
Tél. 03 23 05 11 42 – Fax 03 23 05 11 43 - Mobile : +33 6 12 34 56 78
SIRET 512 345 018 00018 – RCS Saint-Quentin 512 345 018 – APE 4332A – TVA FR50 512345018
Assurance décennale n° 2026-1234 MAAF - Agrément n° 2024-0117
"""


def test_numbers_of_a_signature_are_never_invoices() -> None:
    assert values(SIGNATURE) == ["471102"]


def test_a_siren_and_its_nic_are_one_siret() -> None:
    for text in ("SIREN 732 829 320 NIC 00074", "SIREN : 732829320 - NIC : 00074", "Siren 732829320, nic 00074"):
        assert values(text, MentionKind.SIRET) == ["73282932000074"]
        assert values(text, MentionKind.SIREN) == []
