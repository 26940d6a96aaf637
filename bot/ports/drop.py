"""What a job may ask of a folder where staff drop files, and of what loads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Dropped:
    """One file of the folder. `mark` changes when the file does; `modified_at` (UTC) is never later than now."""

    name: str
    mark: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Trouble:
    """What staff are told of a file that was not taken whole: `once` names its content, `words` are for the note.

    `rows` is a list of the rows refused, as a file to join; empty when none can be shown.
    """

    once: str
    words: Mapping[str, object]
    rows: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file. `accepted` unless nothing of it could be used; `report` is for staff, in French.

    `trouble` is None for a file that was taken whole.
    """

    rows: int
    rejected: int
    accepted: bool
    report: str
    trouble: Trouble | None = None


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
