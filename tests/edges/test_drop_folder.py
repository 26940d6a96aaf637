"""The drop folder: when a file is taken, where it goes, and what the clerk reads beside it."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.core.import_settings import ImportSettings
from bot.core.organisation import Organisation
from bot.edges.defaults import default_rules
from bot.edges.drop_folder import DONE, REFUSED, DiskDropFolder
from bot.edges.drop_loader import DropLoader
from bot.edges.file_import import FileImport
from bot.edges.status_file import load_statuses
from bot.edges.store import Store
from bot.errors import EdgeError
from bot.jobs.drop import DropJob, DropReport
from bot.ports.drop import Dropped, Trouble
from tests.core.samples import organisation
from tests.edges.clerk_files import GOOD, HEADER, csv_text, row, workbook
from tests.edges.store_values import DURAND, NOW

STATUSES = dict(load_statuses(default_rules() / "statuses.toml"))
SETTLE = timedelta(seconds=10)


class Place:
    """A drop folder, its job, and two clocks that a test moves."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder = folder
        folder.mkdir()
        self.now, self.monotonic = NOW, 1_000.0
        self.body: Organisation = replace(organisation(), imports=ImportSettings(folder=str(folder)), statuses=STATUSES)
        self.disk = DiskDropFolder(folder, SETTLE, "Europe/Paris", lambda: self.now, lambda: self.monotonic)
        files = FileImport(store, {self.body.id: self.body}, lambda: self.now)
        loader = DropLoader(self.body, self.disk, files, lambda: self.now)
        self.told: list[Trouble] = []
        self.job = DropJob(self.body.id, self.disk, loader, lambda: False, self.told.append)

    def later(self, seconds: float = 11) -> None:
        """Time passes."""
        self.now += timedelta(seconds=seconds)
        self.monotonic += seconds

    def drop(self, name: str, content: str | bytes, at: datetime = NOW) -> Path:
        """A file of that content, last changed at that moment."""
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (at.timestamp(), at.timestamp()))
        return path

    def look(self) -> None:
        """A pass that sees for the first time what has been written just now, by the clock of the disk."""
        self.now = datetime.now(UTC)
        assert self.job.run().files == 0
        self.now = NOW

    def taken(self) -> DropReport:
        """A pass, with enough time after a first look for whatever lies here."""
        self.look()
        self.later()
        return self.job.run()

    def reports(self, where: str = DONE) -> Mapping[str, str]:
        """The reports beside the files put away, by the file's name there without its moment."""
        found = sorted((self.folder / where).glob("*.compte-rendu.txt"))
        names = {path: re.sub(r"^[\d-]+_\d\dh\d\dm\d\d(-\d)?_", "", path.name) for path in found}
        for path in found:
            assert path.with_name(path.name.removesuffix(".compte-rendu.txt")).exists()
        return {name.removesuffix(".compte-rendu.txt"): path.read_text("utf-8-sig") for path, name in names.items()}

    def left(self) -> list[str]:
        """Files that still lie in the folder itself."""
        return sorted(path.name for path in self.folder.iterdir() if path.is_file())


@pytest.fixture
def place(tmp_path: Path, store: Store) -> Place:
    """An empty drop folder."""
    return Place(tmp_path / "dépôt", store)


def rows(*more: tuple[Any, ...]) -> str:
    """A list with these rows."""
    return csv_text([HEADER, *more])


def test_a_file_is_taken_once_it_has_been_quiet_for_a_while(place: Place, store: Store) -> None:
    file = place.drop("export.csv", rows(GOOD))
    place.look()
    place.later(6)
    file.write_text(rows(GOOD, row(number="FA-2")))
    assert place.job.run().files == 0
    place.later(6)
    assert place.job.run().files == 0
    place.later(6)
    done = place.job.run()
    assert (done.files, done.rows, done.refused, done.rejected, place.left()) == (1, 2, 0, 0, [])
    assert {each.number for each in store.invoices.of_supplier("casq", [DURAND], 9)} == {"FA-1", "FA-2"}
    assert list(place.reports()) == ["export.csv"]


def test_a_file_that_lay_there_before_us_is_taken_at_once(place: Place) -> None:
    place.drop("export.csv", rows(GOOD))
    place.now = datetime.fromtimestamp((place.folder / "export.csv").stat().st_ctime, UTC) + SETTLE
    assert place.job.run().files == 1


def test_the_copy_is_as_old_as_the_file_and_an_older_file_changes_nothing(place: Place, store: Store) -> None:
    yesterday, before = NOW - timedelta(days=1), NOW - timedelta(days=2)
    place.drop("new.csv", rows(row(status="Mise en paiement")), yesterday)
    place.taken()
    place.drop("old.csv", rows(GOOD), before)
    place.taken()
    (invoice,) = store.invoices.of_supplier("casq", [DURAND], 9)
    assert (invoice.status, invoice.synced_at) == ("MISE_EN_PAIEMENT", yesterday)
    assert "1 ligne plus ancienne que ce que Guichet sait déjà" in place.reports()["old.csv"]


def test_several_files_are_taken_from_the_oldest_to_the_newest(place: Place, store: Store) -> None:
    place.drop("b.csv", rows(row(status="Mandatée")), NOW - timedelta(hours=2))
    place.drop("a.csv", rows(row(status="Mise en paiement")), NOW - timedelta(hours=1))
    assert place.taken().files == 2
    (invoice,) = store.invoices.of_supplier("casq", [DURAND], 9)
    assert invoice.status == "MISE_EN_PAIEMENT"
    assert "1 facture nouvelle" in place.reports()["b.csv"]


@pytest.mark.parametrize(
    "name",
    [".export.csv", "~$export.xlsx", "export.csv.part", "export.crdownload", "export.tmp", "export.csv~", "Thumbs.db"],
)
def test_temporary_names_and_what_systems_leave_are_nobodys_files(place: Place, name: str) -> None:
    place.drop(name, rows(GOOD))
    place.taken()
    assert place.left() == [name]


def test_folders_and_links_are_left_alone(place: Place, tmp_path: Path) -> None:
    (place.folder / "archives").mkdir()
    (tmp_path / "secret.csv").write_text(rows(GOOD))
    (place.folder / "lien.csv").symlink_to(tmp_path / "secret.csv")
    assert place.taken().files == 0
    assert (place.folder / "lien.csv").is_symlink()


@pytest.mark.parametrize("lock", ["~$export.xlsx", "~$port.xlsx", ".~lock.export.xlsx#"])
def test_a_file_that_somebody_has_open_waits_until_it_is_closed(place: Place, lock: str) -> None:
    workbook(place.folder / "export.xlsx", {"A": [HEADER, GOOD]})
    place.drop(lock, "")
    assert place.taken().files == 0
    place.later(13 * 3_600)
    assert place.job.run().files == 1  # a lock of yesterday was left by a crash


def test_the_report_says_to_a_clerk_what_became_of_his_file(place: Place) -> None:
    cells = [GOOD, row(number="FA-2", siret="12345678901234"), row(number="FA-3", amount="douze"), row(number="")]
    path = workbook(place.folder / "export.xlsx", {"Factures": [("Liste",), HEADER, *cells, ("Total", "", "", "", 12)]})
    os.utime(path, (NOW.timestamp() - 3_600,) * 2)
    done = place.taken()
    assert (done.files, done.rows, done.rejected, done.refused) == (1, 4, 2, 0)
    (report,) = place.reports().values()
    assert report.replace("\u00a0", " ").splitlines() == [
        "COMPTE RENDU DE LECTURE",
        "",
        "Fichier : export.xlsx (feuille « Factures »)",
        f"Pour : {place.body.name}",
        "Lu le 23 novembre 2026 à 10 h 00 (heure de Paris)",
        "Données considérées comme vraies au 23 novembre 2026 à 9 h 00 (date du fichier)",
        "",
        "4 lignes lues :",
        "  2 factures nouvelles",
        "  2 lignes refusées, décrites plus bas",
        "",
        "À vérifier : 1 SIRET a une clé de contrôle fausse. Les factures sont chargées.",
        "",
        "1 ligne de total, de pied de page ou d'en-tête répété n'a pas été comptée.",
        "",
        "LIGNES REFUSÉES (elles ne sont pas dans la base : corrigez-les et déposez le fichier de nouveau)",
        "  ligne 5, colonne « Montant TTC », valeur « douze » : ce n'est pas un montant : écrivez 1234,50 ou 1 234,50",
        "  ligne 6, colonne « N° facture » : cette case est vide",
    ]
    assert list(place.reports()) == ["export (lignes refusées).xlsx"]


def test_a_file_that_cannot_be_read_is_put_aside_with_the_reason(place: Place) -> None:
    place.drop("contacts.csv", "nom;prénom\nDupont;Jean\n")
    place.drop("export.xls", "<html><table></table></html>")
    done = place.taken()
    assert (done.files, done.refused, place.left()) == (2, 2, [])
    reports = place.reports(REFUSED)
    assert "FICHIER REFUSÉ. Rien n'a été chargé." in reports["contacts.csv"]
    assert "il manque la colonne « SIRET du fournisseur »" in reports["contacts.csv"]
    assert "c'est une page web" in reports["export.xls"]


def test_a_file_none_of_whose_rows_is_good_is_put_aside_too(place: Place) -> None:
    place.drop("export.csv", rows(row(siret="123")))
    assert (place.taken().refused, list(place.reports(REFUSED))) == (1, ["export.csv"])


def test_the_same_file_again_is_recognised_and_changes_nothing(place: Place, store: Store) -> None:
    place.drop("export.csv", rows(GOOD), NOW - timedelta(days=3))
    place.taken()
    place.drop("copie.csv", rows(GOOD), NOW)
    place.taken()
    assert "a exactement le contenu de « " in place.reports()["copie.csv"]
    assert "_export.csv », déjà traité" in place.reports()["copie.csv"]
    assert store.invoices.of_supplier("casq", [DURAND], 9)[0].synced_at == NOW - timedelta(days=3)


def test_a_file_with_refused_rows_may_come_again_once_their_cause_is_mended(place: Place) -> None:
    for _ in range(2):
        place.drop("export.csv", rows(GOOD, row(number="")))
        place.taken()
    assert len(list((place.folder / DONE).glob("*(lignes refusées).csv"))) == 2
    assert all("a exactement le contenu" not in report for report in place.reports().values())


def test_rows_of_another_body_are_not_taken_from_this_folder(place: Place) -> None:
    header = (*HEADER, "SIRET destinataire")
    own = place.body.sirets[0]
    place.drop("export.csv", csv_text([header, (*GOOD, own), (*row(number="FA-2"), "21590350100017")]))
    done = place.taken()
    assert (done.rows, done.rejected) == (2, 1)
    assert "aucune de nos collectivités n'a ce SIRET" in place.reports()["export (lignes refusées).csv"]


def test_what_goes_wrong_with_one_file_costs_only_that_one(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.drop("a.csv", rows(GOOD), NOW - timedelta(hours=1))
    place.drop("b.csv", rows(row(number="FA-2")))
    opened = Path.open

    def locked(path: Path, *words: Any, **more: Any) -> Any:
        if path.name == "a.csv":
            raise PermissionError(13, "Permission denied")
        return opened(path, *words, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", locked)
        done = place.taken()
    assert (done.files, place.left()) == (1, ["a.csv"])
    (failure,) = done.failures
    assert isinstance(failure, EdgeError)
    assert "a.csv" not in str(failure)  # a file may bear a supplier's name, and this goes to the log
    assert place.job.run().files == 1


def before_reading(place: Place, monkeypatch: pytest.MonkeyPatch, step: Callable[[], object]) -> None:
    """Has something happen to the folder right before a file is read."""
    same_as = place.disk.same_as

    def meanwhile(file: Dropped) -> str:
        step()
        return same_as(file)

    monkeypatch.setattr(place.disk, "same_as", meanwhile)


def test_a_file_that_grows_while_it_is_read_is_read_again_whole(
    place: Place, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place.drop("export.csv", rows(GOOD))
    place.look()
    place.later()
    with monkeypatch.context() as patch:
        before_reading(place, patch, lambda: file.write_text(rows(GOOD, row(number="FA-2"))))
        assert place.job.run().files == 0
    place.later()
    assert (place.job.run().files, place.left()) == (0, ["export.csv"])
    place.later()
    assert (place.job.run().files, len(store.invoices.of_supplier("casq", [DURAND], 9))) == (1, 2)


def test_a_file_deleted_meanwhile_is_no_trouble(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    file = place.drop("export.csv", rows(GOOD))
    place.look()
    place.later()
    before_reading(place, monkeypatch, file.unlink)
    done = place.job.run()
    assert (done.files, done.failures) == (0, [])


def test_a_file_that_cannot_be_moved_is_loaded_once_and_said(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.drop("export.csv", rows(GOOD))
    loads: list[None] = []
    before_reading(place, monkeypatch, lambda: loads.append(None))
    place.look()
    place.later()

    def refused(_path: Path, _target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", refused)
        assert [len(place.job.run().failures) for _ in range(2)] == [1, 1]
    assert list((place.folder / DONE).iterdir()) == []  # and no report of what did not happen
    assert (place.job.run().files, len(loads)) == (1, 1)


def test_whoever_may_read_the_folder_may_read_the_report(place: Place) -> None:
    place.folder.chmod(0o2775)
    place.drop("export.csv", rows(GOOD))
    before = os.umask(0o077)
    try:
        place.taken()
    finally:
        os.umask(before)
    (report,) = (place.folder / DONE).glob("*.compte-rendu.txt")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (report.parent, report)]
    assert modes == [0o2775, 0o664]


def test_a_folder_that_is_not_there_is_said_with_what_to_do(place: Place) -> None:
    place.folder.rmdir()
    with pytest.raises(EdgeError, match=r"cannot be read .*does it exist"):
        place.job.run()


# --- what staff are told -------------------------------------------------------------------------


def test_a_file_taken_whole_is_told_to_nobody(place: Place) -> None:
    place.drop("export.csv", rows(GOOD))
    place.taken()
    assert place.told == []


def test_refused_rows_are_told_by_column_and_reason_and_their_values_only_in_the_list(place: Place) -> None:
    place.drop(
        "export.csv", rows(GOOD, row(number="A", amount="douze"), row(number="B", amount="treize"), row(number=""))
    )
    place.taken()
    (trouble,) = place.told
    assert trouble.words["columns"] == [
        {"name": "Montant TTC", "problem": "ce n'est pas un montant : écrivez 1234,50 ou 1 234,50", "lines": [3, 4]},
        {"name": "N° facture", "problem": "cette case est vide", "lines": [5]},
    ]
    assert (trouble.words["refused"], trouble.words["rejected"], trouble.words["folder"]) == (False, 3, DONE)
    assert "douze" not in str(trouble.words)
    assert '"3";"Montant TTC";"douze"' in trouble.rows.decode("utf-8-sig")


def test_a_file_that_cannot_be_read_is_told_with_the_reason(place: Place) -> None:
    place.drop("export.csv", "nom;prénom\n")
    place.taken()
    (trouble,) = place.told
    assert (trouble.words["refused"], trouble.words["folder"], trouble.rows) == (True, REFUSED, b"")
    assert "il manque la colonne" in str(trouble.words["problem"])


def test_one_content_has_one_name_whatever_the_file_is_called(place: Place) -> None:
    for name in ("a.csv", "b.csv"):
        place.drop(name, rows(row(number="")))
        place.taken()
    assert len(place.told) == 2
    assert len({trouble.once for trouble in place.told}) == 1
