"""Many invoices asked for at once by supplier and number: they go to the database as one JSON value, joined.

`(a, b, c) IN (…)` makes SQLite read the whole table, and a list of 15,000 parameters costs more than an import itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import CTE, Select, and_, column, text

from storage.columns import KeyText
from storage.tables import METADATA

KEY = ("organisation_id", "supplier_id", "number")
"""What makes two rows one invoice."""

Key = tuple[str, str, str]
"""Organisation, supplier and number as written: the values of KEY."""

_INVOICE = METADATA.tables["invoice"]

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


def at_places(dialect: str, wanted: Select[Any]) -> Select[Any]:
    """`wanted`, of the table of invoices, for those that the parameter `places` lists."""
    listed = _listed_places(dialect)
    return wanted.join(listed, and_(*(_INVOICE.c[name] == listed.c[name] for name in KEY)))


@cache
def _listed_places(dialect: str) -> CTE:
    """The places of the parameter `places` as a table of the columns KEY."""
    return _LISTED[dialect].columns(*(column(name, KeyText()) for name in KEY)).cte("wanted")


def key_of(row: Mapping[str, Any]) -> Key:
    """The key of an invoice's row."""
    return row["organisation_id"], row["supplier_id"], row["number"]


def places(keys: Iterable[Key]) -> str:
    """The parameter `places`, of keys as they are stored."""
    return json.dumps(list(keys))
