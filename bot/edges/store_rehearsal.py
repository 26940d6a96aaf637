"""What the batches before would have written: a number that stands twice in a file counts as it will in the import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.edges.store_places import KEY
from bot.edges.store_rejects import Change, ImportReport

_OF_THE_MOMENT = frozenset(("first_seen_at", "synced_at"))


class Rehearsed:
    """Of one file, by hashes: what every batch takes back when it has been counted. About 200 octets an invoice."""

    def __init__(self) -> None:
        self._written: dict[int, tuple[int, str]] = {}

    def counted(self, rows: Sequence[dict[str, Any]], report: ImportReport) -> list[dict[str, Any]]:
        """Counts the rows of invoices that an earlier batch would have written; returns the others."""
        others = list[dict[str, Any]]()
        for row in rows:
            before = self._written.get(_key(row))
            if before is None:
                others.append(row)
            elif before[0] == _values(row):
                report.unchanged += 1
            else:
                report.updated += 1
                if before[1] != row["status"]:
                    report.note(
                        [Change(row["organisation_id"], row["supplier_id"], row["number"], before[1], row["status"])]
                    )
                self.wrote([row])
        return others

    def wrote(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """These would be in the database now."""
        self._written.update((_key(row), (_values(row), row["status"])) for row in rows)


def _key(row: Mapping[str, Any]) -> int:
    return hash(tuple(row[name] for name in KEY))


def _values(row: Mapping[str, Any]) -> int:
    return hash(tuple(value for name, value in row.items() if name not in _OF_THE_MOMENT))
