"""Many invoices asked for at once by supplier and number: they go to the database as one JSON value, joined.

`(a, b, c) IN (…)` makes SQLite read the whole table, and a list of 15,000 parameters costs more than an import itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import CTE, column, text

from storage.columns import KeyText

KEY = ("organisation_id", "supplier_id", "number")
"""What makes two rows one invoice."""

_LISTED = {
    "sqlite": text(
        "SELECT json_extract(value, '$[0]') AS organisation_id, json_extract(value, '$[1]') AS supplier_id, "
        "json_extract(value, '$[2]') AS number FROM json_each(:places)"
    ),
    "postgresql": text(
        "SELECT value ->> 0 AS organisation_id, value ->> 1 AS supplier_id, value ->> 2 AS number "
        "FROM json_array_elements(CAST(:places AS json))"
    ),
}


@cache
def listed_places(dialect: str) -> CTE:
    """The places of the parameter `places` as a table of the columns KEY."""
    return _LISTED[dialect].columns(*(column(name, KeyText()) for name in KEY)).cte("wanted")


def places(rows: Iterable[Mapping[str, Any]]) -> str:
    """The parameter `places`: where each row belongs."""
    return json.dumps([[row[name] for name in KEY] for row in rows])
