"""Many invoices asked for at once by supplier and number: they go to the database as one JSON value, joined.

`(a, b, c) IN (…)` makes SQLite read the whole table, and a list of 15,000 parameters costs more than an import itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import CTE, Select, and_, column, text

from bot.core.folded import folded, owner_and_site
from storage.tables import METADATA

KEY = ("organisation_id", "supplier_id", "number")
"""What makes two rows one invoice."""

UNIQUE = ("owner", "folded", "number", "site")
"""The same in figures: the columns of the index that keeps two rows from being one invoice."""

_PLACE = itemgetter(*UNIQUE)

Key = tuple[str, str, str]
"""Organisation, supplier and number as written: the values of KEY."""

_INVOICE = METADATA.tables["invoice"]

_LISTED = {
    "sqlite": text(
        "SELECT json_extract(value, '$[0]') AS owner, json_extract(value, '$[1]') AS folded, "
        "json_extract(value, '$[2]') AS number, json_extract(value, '$[3]') AS site FROM json_each(:places)"
    ),
    "postgresql": text(
        "SELECT CAST(value ->> 0 AS bigint) AS owner, value ->> 1 AS folded, value ->> 2 AS number, "
        "CAST(value ->> 3 AS integer) AS site FROM json_array_elements(CAST(:places AS json))"
    ),
}


def at_places(dialect: str, wanted: Select[Any]) -> Select[Any]:
    """`wanted`, of the table of invoices, for those that the parameter `places` lists."""
    listed = _listed_places(dialect)
    return wanted.join(listed, and_(*(_INVOICE.c[name] == listed.c[name] for name in UNIQUE)))


@cache
def _listed_places(dialect: str) -> CTE:
    """The places of the parameter `places` as a table of the columns UNIQUE."""
    return _LISTED[dialect].columns(*(column(name, _INVOICE.c[name].type) for name in UNIQUE)).cte("wanted")


def key_of(row: Mapping[str, Any]) -> Key:
    """The key of an invoice's row."""
    return row["organisation_id"], row["supplier_id"], row["number"]


def places(keys: Iterable[Key]) -> str:
    """The parameter `places`, of keys as they are stored."""
    return json.dumps([_place(*key) for key in keys])


def places_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """The parameter `places`, of rows that hold their places already."""
    return json.dumps(list(map(_PLACE, rows)))


def _place(organisation_id: str, supplier_id: str, number: str) -> tuple[int, str, str, int]:
    owner, site = owner_and_site(organisation_id, supplier_id)
    return owner, folded(number), number, site
