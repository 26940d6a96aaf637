"""The portal's file of statuses: what it changes, what it cannot, and what a hostile one may not."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.core.organisation import Organisation
from bot.edges.file_import import FileImport
from bot.edges.portal_file_pivot import read_statuses
from bot.edges.portal_file_rows import FileRefused
from bot.edges.store import Store
from bot.edges.store_rejects import Change, ImportReport
from tests.core.samples import organisation
from tests.edges.store_values import DURAND, MARTIN, NOW, invoice, run

LATER = NOW + timedelta(hours=1)
BODY = organisation()


def unit(
    number: str, status: str, *, supplier: str = DURAND, kind: str = "1", debtor: str = "", comment: str = ""
) -> str:
    """One status of one invoice."""
    owed = (
        f"<Debiteur><TypeIdentifiant>1</TypeIdentifiant><Identifiant>{debtor}</Identifiant></Debiteur>"
        if debtor
        else ""
    )
    return (
        "<CPPFactureStatutUnitaire>"
        f"<Fournisseur><TypeIdentifiant>{kind}</TypeIdentifiant><Identifiant>{supplier}</Identifiant></Fournisseur>{owed}"
        f"<DonneesStatut><IdFacture>{number}</IdFacture><IdStatut>{status}</IdStatut>"
        f"<Commentaire>{comment}</Commentaire></DonneesStatut></CPPFactureStatutUnitaire>"
    )


def written(path: Path, *units: str, space: str = ' xmlns="urn:chorus"', encoding: str = "UTF-8") -> Path:
    """A file of these statuses."""
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    body = f"<CPPStatutPivot{space}><CPPFactureStatuts>{''.join(units)}</CPPFactureStatuts></CPPStatutPivot>"
    path.write_bytes((declared + body).encode(encoding))
    return path


def load(store: Store, path: Path, *, as_of: datetime = LATER, dry_run: bool = False) -> ImportReport:
    """Loads a file for one body."""
    bodies: dict[str, Organisation] = {BODY.id: BODY}
    return FileImport(store, bodies, lambda: LATER).invoices(path, None, as_of, dry_run=dry_run)


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "UTF-16"])
@pytest.mark.parametrize("space", ["", ' xmlns="urn:chorus"'])
def test_known_invoices_get_their_new_status_and_nothing_else_changes(
    store: Store, tmp_path: Path, encoding: str, space: str
) -> None:
    run(store, invoice(number="FA-1"), invoice(number="FA-2"))
    path = written(
        tmp_path / "statuts.xml", unit("FA-1", "06", comment="Pièce à\n joindre"), space=space, encoding=encoding
    )
    report = load(store, path)
    assert (report.read, report.updated, report.rejected, report.organisations) == (1, 1, 0, ("casq",))
    found = {each.number: each for each in store.invoices.of_supplier("casq", [DURAND], 9)}
    changed, before = found["FA-1"], invoice(number="FA-1")
    assert (changed.status, changed.status_at, changed.comment) == ("SUSPENDUE", None, "Pièce à joindre")
    assert (changed.amount, changed.engagement, changed.synced_at) == (before.amount, before.engagement, LATER)
    assert found["FA-2"].status == before.status


def test_the_same_status_again_keeps_when_it_began(store: Store, tmp_path: Path) -> None:
    before = invoice(number="FA-1", status="MANDATEE")
    run(store, before)
    load(store, written(tmp_path / "s.xml", unit("FA-1", "08")))
    (found,) = store.invoices.of_supplier("casq", [DURAND], 9)
    assert (found.status, found.status_at) == ("MANDATEE", before.status_at)


def test_the_last_of_several_statuses_counts(store: Store, tmp_path: Path) -> None:
    run(store, invoice(number="FA-1"))
    report = load(store, written(tmp_path / "s.xml", unit("FA-1", "08"), unit("FA-1", "11")))
    assert (report.read, report.updated, report.repeated) == (2, 1, 1)
    assert store.invoices.of_supplier("casq", [DURAND], 9)[0].status == "MISE_EN_PAIEMENT"


def test_what_cannot_be_applied_is_listed_with_the_reason(store: Store, tmp_path: Path) -> None:
    run(store, invoice(number="FA-1"))
    path = written(
        tmp_path / "s.xml",
        unit("FA-1", "08", supplier=MARTIN),
        unit("FA-01", "08"),
        unit("FA-1", "08", debtor="21590350100017"),
        unit("FA-1", ""),
        unit("FA-1", "08", kind="9"),
        unit("FA-1", "37"),
    )
    report = load(store, path)
    assert [(row.line, row.column, row.problem[:32]) for row in report.problems] == [
        (1, "DonneesStatut/IdFacture", "cette facture n'est pas dans la "),
        (2, "DonneesStatut/IdFacture", "cette facture n'est pas dans la "),
        (3, "Debiteur/Identifiant", "ce destinataire n'est aucune de "),
        (4, "DonneesStatut/IdStatut", "cet élément est vide ou absent"),
        (5, "Fournisseur/TypeIdentifiant", "ce type d'identifiant n'est pas "),
    ]
    assert (report.read, report.updated, report.rejected) == (6, 1, 5)
    (found,) = store.invoices.of_supplier("casq", [DURAND], 9)
    assert found.status == "37"  # a number that nobody has published: kept as it is, and a person answers


def test_an_older_file_of_statuses_changes_nothing(store: Store, tmp_path: Path) -> None:
    run(store, invoice(number="FA-1", status="MANDATEE"))
    report = load(store, written(tmp_path / "s.xml", unit("FA-1", "03")), as_of=NOW - timedelta(days=1))
    assert (report.older, report.updated) == (1, 0)
    assert store.invoices.of_supplier("casq", [DURAND], 9)[0].status == "MANDATEE"


def test_a_rehearsal_says_what_would_change_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    run(store, invoice(number="FA-1", status="MANDATEE"))
    report = load(store, written(tmp_path / "s.xml", unit("FA-1", "11"), unit("FA-9", "11")), dry_run=True)
    assert (report.updated, report.rejected) == (1, 1)
    assert report.changes == [Change("casq", DURAND, "FA-1", "MANDATEE", "MISE_EN_PAIEMENT")]
    assert store.invoices.of_supplier("casq", [DURAND], 9)[0].status == "MANDATEE"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "DOCTYPE"),
        ("<CPPStatutPivot><CPPFluxStatuts/></CPPStatutPivot>", "aucun statut de facture"),
        ("<CPPStatutPivot><CPPFactureStatuts>", "abîmé ou incomplet"),
        (f"<a><b>{unit('FA-1', '08')}</b>", "abîmé ou incomplet après 1 statuts"),
        ("<" + "a>" * 3, "abîmé ou incomplet"),
        ("<a>&lol;</a>", "abîmé ou incomplet"),
    ],
)
def test_what_is_no_file_of_statuses_is_refused(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "s.xml"
    path.write_text(content)
    with pytest.raises(FileRefused, match=words):
        list(read_statuses(path))


def test_a_deep_or_long_file_is_read_in_little_room(tmp_path: Path) -> None:
    path = written(tmp_path / "s.xml", "<x>" * 5_000 + "</x>" * 5_000, unit("FA-1", "08", comment="y" * 100_000))
    (found,) = read_statuses(path)
    assert len(getattr(found, "comment", "")) == 2_000
