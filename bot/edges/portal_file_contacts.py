"""The contacts of a file: which supplier an address writes for, as staff say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.edges.portal_file_rows import BadRow, BadValue, Row
from bot.edges.portal_file_supplier import supplier_of

_ADDRESS = re.compile(r"[^\s@<>,;\"()]{1,64}@[a-z0-9.-]{1,253}\.[a-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One good row; `address` is lower case, `siret` the supplier's identifier, mostly a SIRET."""

    line: int
    address: str
    siret: str
    warning: str = ""


def read_contacts(rows: Iterator[Row]) -> Iterator[ContactLine | BadRow]:
    """Each row as a contact, or as a bad row, in order."""
    for row in rows:
        if row.problem:
            yield BadRow(row.line, "", "", row.problem, row.raw)
            continue
        try:
            yield _line(row)
        except BadValue as bad:
            yield bad.of_row(row)


def _line(row: Row) -> ContactLine:
    address = checked_address(row.cells["address"])
    supplier = supplier_of("siret", row.cells["siret"], row.cells.get("supplier_kind", ""))
    return ContactLine(row.line, address, supplier.value, supplier.warning)


def checked_address(text: str) -> str:
    """A mail address in lower case. Raises BadValue."""
    address = text.strip().lower()
    if not _ADDRESS.fullmatch(address):
        raise BadValue("address", text, "ce n'est pas une adresse électronique : écrivez nom@exemple.fr")
    return address
