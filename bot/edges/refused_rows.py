"""The refused rows of a file as a CSV that opens in a spreadsheet, where nothing in it may run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from bot.edges.portal_file_rows import BadRow

_HEADER = ("Ligne", "Colonne", "Valeur", "Motif du refus", "Ligne d'origine")
_FORMULA = re.compile(r"\s*[=+\-@\t\r|]")
"""What spreadsheets take for the beginning of a formula (OWASP, CSV Injection)."""


def refused_csv(rows: Iterable[BadRow]) -> bytes:
    """UTF-8 with a mark, semicolons: as French spreadsheets open it; cells that would run begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for row in rows:
        writer.writerow((row.line, *map(harmless, (row.column, row.value, row.problem, row.raw))))
    return out.getvalue().encode("utf-8-sig", "replace")


def harmless(text: str) -> str:
    """A cell of a CSV as text: an apostrophe before what a spreadsheet would run."""
    plain = text.replace("\0", "")
    return f"'{plain}" if _FORMULA.match(plain) else plain
