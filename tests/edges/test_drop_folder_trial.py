"""The drop folder as `guichet check` finds it: every way in which it may be of no use, and nothing left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.checks import folder as checks
from bot.checks.finding import Finding, Level
from bot.checks.folder import of_folder
from bot.core.import_settings import ImportSettings
from bot.edges.drop_folder import DONE, REFUSED
from bot.edges.drop_folder_trial import FolderTrial, try_folder
from tests.core.samples import organisation


def findings(folder: Path | str) -> list[Finding]:
    """What is said of this folder."""
    return list(of_folder(replace(organisation(), imports=ImportSettings(folder=str(folder)))))


def test_a_folder_that_serves_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / DONE).mkdir()
    (found,) = findings(tmp_path)
    assert (found.level, found.where) == (Level.OK, "casq, dossier de dépôt")
    assert list(tmp_path.rglob("*")) == [tmp_path / DONE]


def test_without_a_folder_there_is_nothing_to_say() -> None:
    assert findings("") == []


def test_a_folder_that_is_not_there_or_is_none(tmp_path: Path) -> None:
    (absent,) = findings(tmp_path / "absent")
    assert absent.level is Level.WRONG
    assert "n'existe pas" in absent.what
    (tmp_path / "file").touch()
    (file,) = findings(tmp_path / "file")
    assert "n'est pas un dossier" in file.what


def test_a_folder_where_nothing_can_be_written_is_of_no_use() -> None:
    (found,) = findings("/proc")  # even root writes nothing there
    assert found.level is Level.WRONG
    assert "ne peut pas lire, écrire et déplacer" in found.what
    assert "droit d'écrire" in found.remedy


def test_a_file_in_place_of_a_folder_where_files_are_put_away_is_told(tmp_path: Path) -> None:
    (tmp_path / REFUSED).touch()
    (found,) = findings(tmp_path)
    assert (found.level, "rejetés" in found.what) == (Level.WRONG, True)


def test_the_clock_of_this_disk_is_ours(tmp_path: Path) -> None:
    assert abs(try_folder(tmp_path).ahead) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (timedelta(hours=1, minutes=5, seconds=3), "avance de 1 h 5 min"),
        (-timedelta(minutes=14, seconds=9), "retarde de 14 min"),
    ],
)
def test_a_share_with_another_hour_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: timedelta, words: str
) -> None:
    # A file server with a wrong clock is what no test machine has: only its answer is made up.
    monkeypatch.setattr(checks, "try_folder", lambda _folder: FolderTrial(10**12, ahead))
    usable, clock = findings(tmp_path)
    assert (usable.level, clock.level) == (Level.OK, Level.LOOK)
    assert words in clock.what


def test_little_room_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "try_folder", lambda _folder: FolderTrial(12_345_678, timedelta(0)))
    _, room = findings(tmp_path)
    assert (room.level, room.what) == (Level.LOOK, "il y reste 12 Mo")
