"""One pass over a drop folder: each file that has settled is loaded whole, put away and reported on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.jobs.loop import guarded
from bot.ports.drop import DropFolder, Dropped, FileLoader, Loaded, Trouble


@dataclass(slots=True)
class DropReport:
    """What one pass did: files put away, those refused among them, and the rows. `failures` may pass by themselves."""

    files: int = 0
    refused: int = 0
    rows: int = 0
    rejected: int = 0
    failures: list[Exception] = field(default_factory=list)


class DropJob:
    """The files of one folder. What goes wrong with one costs only that one: it is looked at again at the next pass.

    A file that was loaded but could not be put away is not loaded again until it changes.
    """

    def __init__(
        self,
        organisation_id: str,
        folder: DropFolder,
        loader: FileLoader,
        stopping: Callable[[], bool],
        tell: Callable[[Trouble], None],
    ) -> None:
        """`stopping` is asked between files; `tell` lets staff know, once for each `Trouble.once` however often called."""
        self.organisation_id = organisation_id
        self._folder = folder
        self._loader = loader
        self._stopping = stopping
        self._tell = tell
        self._loaded: dict[tuple[str, str], Loaded] = {}

    def run(self) -> DropReport:
        """Takes what has settled. Raises EdgeError when the folder itself cannot be read."""
        report = DropReport()
        files = self._folder.settled()
        here = {(file.name, file.mark) for file in files}
        self._loaded = {known: loaded for known, loaded in self._loaded.items() if known in here}
        for file in files:
            if self._stopping():
                break
            failed = guarded(partial(self._take, file, report))
            if failed is not None and self._folder.is_unchanged(file):
                report.failures.append(failed)
        return report

    def _take(self, file: Dropped, report: DropReport) -> None:
        loaded = self._loaded.get((file.name, file.mark)) or self._load(file)
        if not self._folder.is_unchanged(file):
            # It went on growing while it was read, or is gone: loading is repeatable, the next pass sees it whole.
            return
        self._loaded[file.name, file.mark] = loaded
        if loaded.trouble is not None:
            self._tell(loaded.trouble)  # before it is put away: a kill in between must not keep it from staff
        self._folder.put_away(file, loaded)
        del self._loaded[file.name, file.mark]
        report.files += 1
        report.refused += not loaded.accepted
        report.rows += loaded.rows
        report.rejected += loaded.rejected

    def _load(self, file: Dropped) -> Loaded:
        earlier = self._folder.same_as(file)
        return self._loader.known(file, earlier) if earlier else self._loader.load(file)
