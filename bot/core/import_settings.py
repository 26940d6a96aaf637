"""How one body's files are read: its own headers and words, and the folder where staff drop them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """Everything has a use without a word written: the usual French headers, the portal's labels, no folder.

    `columns` gives the body's own headers for a field, an empty tuple when its files have no such column. `statuses`
    gives the portal's code for a word of its finance software. `sheet` names the sheet to read, `folder` the drop
    folder; a file there is taken once it has not changed for `settle`.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    folder: str = ""
    settle: timedelta = timedelta(seconds=10)
