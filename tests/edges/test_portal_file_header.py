"""Which column is which: headers as the portal and finance software write them, and as a body says its own are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.edges.organisation_import import imports_of
from bot.edges.portal_file_header import CONTACTS, INVOICES, folded, read_header
from bot.edges.portal_file_invoices import InvoiceLine
from bot.edges.portal_file_rows import FileRefused, RawRow
from bot.edges.strict_toml import Table, read_source
from bot.errors import RuleError
from tests.edges.clerk_files import GOOD, csv_text, read


@pytest.mark.parametrize(
    "written",
    [
        "N° facture",
        "Nº de la facture",
        "n°facture",
        "NUMÉRO FACTURE",
        "numeroFacture",
        "Num. facture",
        "No facture",
        "№ facture",
    ],
)
def test_one_header_is_written_in_many_ways(written: str) -> None:
    assert folded(written) == "numero facture"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Montant T.T.C. (€)", "montant ttc"),
        ("montantAPayer", "montant payer"),
        ("Date du statut", "date statut"),
        ("  Code   service ", "code service"),
        ("status_at", "status at"),
        ("État courant", "etat courant"),
        ("Nom", "nom"),
    ],
)
def test_a_header_is_folded_to_its_words(written: str, plain: str) -> None:
    assert folded(written) == plain


def fields(*headers: str) -> dict[str, str]:
    """Which field each header is taken for."""
    header = read_header(RawRow(1, headers, ""), INVOICES, {})
    return {headers[place]: name for name, place in header.places.items()}


def test_the_fields_of_the_portals_own_search_are_known() -> None:
    seen = fields(
        "codeFournisseur", "typeIdentifiantFournisseur", "designationFournisseur", "numeroFacture", "dateFacture",
        "montantHT", "montantTTC", "montantAPayer", "statut", "dateHeureEtatCourant", "numeroBonCommande",
        "codeDestinataire", "codeServiceExecutant", "commentaireEtatCourant", "typeFacture", "numeroMarche",
        "dateDepot", "devise",
    )  # fmt: skip
    assert seen == {
        "codeFournisseur": "siret",
        "typeIdentifiantFournisseur": "supplier_kind",
        "designationFournisseur": "supplier",
        "numeroFacture": "number",
        "dateFacture": "date",
        "montantTTC": "amount",
        "statut": "status",
        "dateHeureEtatCourant": "status_at",
        "numeroBonCommande": "engagement",
        "codeDestinataire": "recipient_siret",
        "codeServiceExecutant": "service_code",
        "commentaireEtatCourant": "comment",
        "typeFacture": "document",
        "numeroMarche": "market",
        "dateDepot": "deposited_on",
        "montantAPayer": "amount_due",
        "devise": "currency",
    }


def test_a_surer_header_wins_over_a_vaguer_one() -> None:
    seen = fields(
        "N° pièce",
        "N° facture fournisseur",
        "SIRET",
        "SIRET fournisseur",
        "Montant",
        "Montant TTC",
        "Date",
        "Date facture",
    )
    assert seen == {
        "N° facture fournisseur": "number",
        "SIRET fournisseur": "siret",
        "Montant TTC": "amount",
        "Date facture": "date",
    }


def test_an_amount_without_taxes_is_never_taken_for_the_amount() -> None:
    assert fields("Montant HT", "Montant H.T.", "Montant TVA", "Montant à payer") == {"Montant à payer": "amount_due"}


def test_two_columns_that_may_be_the_same_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    header = ("N° facture", "Fournisseur", "SIRET", "Code fournisseur", "Date", "Montant TTC", "Engagement", "Statut")
    path.write_text(csv_text([header, ("FA-1", "Durand", "73282932000074", "C0012", *GOOD[3:])]))
    with pytest.raises(FileRefused, match=r"f\.csv, ligne 1 : plusieurs colonnes .*« SIRET » et « Code fournisseur »"):
        read(path)
    (found,) = read(path, {"siret": ("SIRET",)})
    assert isinstance(found, InvoiceLine)
    assert found.invoice.supplier_id == "73282932000074"


def test_a_bodys_own_headers_take_the_place_of_those_known(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    header = ("Pièce", "Tiers", "Id. tiers", "Le", "Net", "Avancement")
    path.write_text(csv_text([header, ("FA-1", "Durand", "73282932000074", "24/03/2026", "12", "Mandatée")]))
    columns = {"number": ("N° pièce", "pièce"), "siret": ("ID tiers",), "date": ("le",), "amount": ("net",)}
    columns |= {"status": ("avancement",), "engagement": ()}
    (found,) = read(path, columns)
    assert isinstance(found, InvoiceLine)
    assert (found.invoice.number, found.invoice.engagement, found.invoice.status) == ("FA-1", "", "MANDATEE")
    with pytest.raises(FileRefused, match=r"« statut » \(« Avancment » ; vouliez-vous écrire « Avancement » \?\)"):
        read(path, {**columns, "status": ("Avancment",)})


def settings(tmp_path: Path, text: str) -> Table:
    """The table `import` of a file of settings."""
    path = tmp_path / "g.toml"
    path.write_text(f"[import]\n{text}")
    source, values = read_source(path, "x")
    return Table(source, values).table("import")


def test_the_settings_of_imports_are_read(tmp_path: Path) -> None:
    text = """
    folder = "dépôt"
    sheet = "Export"
    settle_seconds = 30
    columns.number = ["N° pièce", "Pièce"]
    columns.engagement = ""
    columns.address = "Mél"
    statuses."Payé" = "MISE_EN_PAIEMENT"
    """
    found = imports_of(settings(tmp_path, text), ("MISE_EN_PAIEMENT", "MANDATEE"))
    assert found.columns == {"number": ("N° pièce", "Pièce"), "engagement": (), "address": ("Mél",)}
    assert (found.folder, found.sheet, found.settle.total_seconds()) == ("dépôt", "Export", 30)
    assert found.statuses == {"Payé": "MISE_EN_PAIEMENT"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[import.columns]\nnumbr = "x"', "colonne inconnue ; vouliez-vous écrire « number » ?"),
        ('[import.columns]\nsiret = ""', "cette colonne ne peut pas manquer"),
        ('[import.statuses]\n"Payé" = "PAYEE"', "« PAYEE » n'est pas connu"),
        ("\nsettle_seconds = 0", "au moins 1"),
        ('\ndossier = "x"', "ce nom est inconnu"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(RuleError) as error:
        imports_of(settings(tmp_path, text), ("MISE_EN_PAIEMENT",))
    assert words in str(error.value)
    assert "g.toml, ligne 3" in str(error.value)


def test_every_field_that_is_required_has_headers_and_none_means_two_fields() -> None:
    for layout in (INVOICES, CONTACTS):
        assert set(layout.required) <= set(layout.fields)
        meant = [(folded(text), name) for name, groups in layout.fields.items() for group in groups for text in group]
        assert len({text for text, _ in meant}) == len(set(meant))
