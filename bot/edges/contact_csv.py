"""The contacts of a CSV file: which supplier an address writes for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.edges.csv_rows import BadRow, BadValue, CsvRow, read_rows
from bot.edges.csv_values import siret_of

REQUIRED = ("address", "siret")
"""Columns that the file must have."""

_ADDRESS = re.compile(r"[^\s@<>,;\"()]{1,64}@[a-z0-9.-]{1,253}\.[a-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One good row; `address` is lower case."""

    line: int
    address: str
    siret: str


def read_contacts(path: Path) -> Iterator[ContactLine | BadRow]:
    """Rows of a contact file, streamed in order; ConfigError as for `read_rows`."""
    for row in read_rows(path, REQUIRED):
        if row.problem:
            yield BadRow(row.line, "", "", row.problem, row.raw)
            continue
        try:
            yield _line(row)
        except BadValue as bad:
            yield bad.of_row(row)


def _line(row: CsvRow) -> ContactLine:
    address = row.cells["address"].lower()
    if not _ADDRESS.fullmatch(address):
        raise BadValue("address", row.cells["address"], "not a mail address: write name@example.fr")
    return ContactLine(row.line, address, siret_of("siret", row.cells["siret"]))
