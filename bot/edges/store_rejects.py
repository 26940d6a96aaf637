"""What an import reports, and the rows it kept aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from sqlalchemy import delete
from sqlmodel import Session, col

from bot.edges.portal_file_rows import BadRow
from storage.tables import RejectedRow

_LONGEST_RAW = 2_000
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Change:
    """What a rehearsed import would change: `before` is empty for an invoice that is not known yet."""

    organisation_id: str
    supplier_id: str
    number: str
    before: str
    after: str


@dataclass(slots=True)
class ImportReport:
    """What became of the rows: `read` is the sum of the counts below it.

    `older`: the database holds a newer copy of the invoice. `repeated`: the same invoice stands further down in
    the same batch, the last one counts. `warnings`: loaded, but the SIRET's checksum is wrong. `unstated`:
    loaded without a status, hence left to people. `problems` are the
    first 200 rejected rows; all are in the table `rejected_row`. `footers` are lines of totals and repeated headers,
    which are no rows. `sheet` is the sheet that was read, `unused` its columns
    that are no field of ours. In a rehearsal (`dry_run`) nothing is written, and `changes`
    are the first 200 of what would change.
    """

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    older: int = 0
    repeated: int = 0
    rejected: int = 0
    warnings: int = 0
    unstated: int = 0
    organisations: tuple[str, ...] = ()
    problems: list[BadRow] = field(default_factory=list)
    footers: int = 0
    sheet: str = ""
    unused: tuple[str, ...] = ()
    dry_run: bool = False
    changes: list[Change] = field(default_factory=list)

    def note(self, changes: Iterable[Change]) -> None:
        """Keeps the first of them for showing."""
        self.changes.extend(islice(changes, _SHOWN - len(self.changes)))


def reject(
    session: Session,
    rows: Sequence[BadRow],
    organisation_id: str,
    file_name: str,
    at: datetime,
    report: ImportReport,
    *,
    first: bool,
) -> None:
    """Writes rejected rows; on the first batch those of an earlier import of the same file are forgotten."""
    if first:
        session.exec(
            delete(RejectedRow).where(
                col(RejectedRow.organisation_id) == organisation_id, col(RejectedRow.file_name) == file_name
            )
        )
    report.rejected += len(rows)
    report.problems.extend(rows[: _SHOWN - len(report.problems)])
    for row in rows:
        problem = f"{row.column}: {row.problem}" if row.column else row.problem
        session.add(
            RejectedRow(
                organisation_id=organisation_id,
                file_name=file_name,
                line=row.line,
                problem=problem,
                raw=row.raw[:_LONGEST_RAW],
                rejected_at=at,
            )
        )
