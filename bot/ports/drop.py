"""What a job may ask of a folder where staff drop files, and of what loads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Dropped:
    """One file of the folder. `mark` changes when the file does; `modified_at` (UTC) is never later than now."""

    name: str
    mark: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file. `accepted` unless nothing of it could be used; `report` is for staff, in French."""

    rows: int
    rejected: int
    accepted: bool
    report: str


class DropFolder(Protocol):
    """The folder. Every method may raise EdgeError; a file that is gone meanwhile is no error."""

    def settled(self) -> tuple[Dropped, ...]:
        """Files that have stopped growing and that no office program holds open, the oldest first."""
        ...

    def same_as(self, file: Dropped) -> str:
        """The name under which a file of the very same content was put away as done, empty when none was."""
        ...

    def is_unchanged(self, file: Dropped) -> bool:
        """Whether the file is still there as it was."""
        ...

    def put_away(self, file: Dropped, loaded: Loaded) -> None:
        """Moves it out of the way, among those done or those refused, with the report beside it."""
        ...


class FileLoader(Protocol):
    """What loads the files of one folder."""

    def load(self, file: Dropped) -> Loaded:
        """Loads a file; one that cannot be used at all is not accepted. Raises EdgeError when it may work later."""
        ...

    def known(self, file: Dropped, earlier: str) -> Loaded:
        """What to say of a file whose content was loaded before, as `earlier`: nothing is done with it."""
        ...
