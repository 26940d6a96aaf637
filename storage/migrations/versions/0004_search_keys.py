"""Invoices are found by short keys made from their number, supplier, amount and order; tickets by correspondent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.columns import KeyText

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROWS = 5_000
_UNIQUE = "uq_invoice_organisation_id_supplier_id_number"
_COLUMNS = (
    ("owner", sa.BigInteger()),
    ("site", sa.Integer()),
    ("folded", KeyText()),
    ("price_key", sa.BigInteger()),
    ("order_key", sa.BigInteger()),
)
_PORTAL = ("portal_key", "work_key")
_HISTORY_DUE = sa.text("history_due_at IS NOT NULL")


def upgrade() -> None:
    """Fills the keys of every row, then makes them the table's own; the forms they replace go."""
    for name, kind in _COLUMNS:
        op.add_column("invoice", sa.Column(name, kind, nullable=True))
    _fill("owner", "site", "folded", "price_key", "order_key")
    _drop_indexes(*(f"uq_invoice_{name}" for name in _PORTAL), "ix_invoice_canonical", "ix_invoice_compact")
    _drop_indexes("ix_invoice_history_due")
    with op.batch_alter_table("invoice", table_kwargs={"sqlite_autoincrement": True}) as table:
        for name in ("owner", "site", "folded"):
            table.alter_column(name, nullable=False)
        table.drop_constraint(_UNIQUE, type_="unique")
        table.drop_column("canonical")
        table.drop_column("compact")
    op.create_index("uq_invoice_owner", "invoice", ["owner", "folded", "number", "site"], unique=True)
    op.create_index("ix_invoice_folded", "invoice", ["folded", "owner"])
    op.create_index("ix_invoice_price_key", "invoice", ["price_key", "owner"])
    _index_where("ix_invoice_order_key", ["order_key"], sa.text("order_key IS NOT NULL"))
    for name in _PORTAL:
        _index_where(f"uq_invoice_{name}", ["organisation_id", name], sa.text(f"{name} IS NOT NULL"), unique=True)
    _index_where("ix_invoice_history_due", ["organisation_id", "status_at"], _HISTORY_DUE)
    op.create_index("ix_ticket_correspondent", "ticket", ["organisation_id", "correspondent", "id"])


def downgrade() -> None:
    """Back to the portal: the forms of numbers are computed anew, as 0001 had them."""
    op.drop_index("ix_ticket_correspondent", "ticket")
    for name in ("canonical", "compact"):
        op.add_column("invoice", sa.Column(name, KeyText(), nullable=True))
    _fill("canonical", "compact")
    _drop_indexes("uq_invoice_owner", "ix_invoice_folded", "ix_invoice_price_key", "ix_invoice_order_key")
    _drop_indexes(*(f"uq_invoice_{name}" for name in _PORTAL), "ix_invoice_history_due")
    with op.batch_alter_table("invoice", table_kwargs={"sqlite_autoincrement": True}) as table:
        for name, _ in _COLUMNS:
            table.drop_column(name)
        for name in ("canonical", "compact"):
            table.alter_column(name, nullable=False)
        table.create_unique_constraint(_UNIQUE, ["organisation_id", "supplier_id", "number"])
    for name in ("canonical", "compact"):
        op.create_index(f"ix_invoice_{name}", "invoice", ["organisation_id", name])
    for name in _PORTAL:
        op.create_index(f"uq_invoice_{name}", "invoice", ["organisation_id", name], unique=True)
    _index_where("ix_invoice_history_due", ["organisation_id", "status_at"], _HISTORY_DUE)


def _drop_indexes(*names: str) -> None:
    for name in names:
        op.drop_index(name, "invoice")


def _index_where(name: str, columns: list[str], where: sa.TextClause, *, unique: bool = False) -> None:
    op.create_index(name, "invoice", columns, unique=unique, sqlite_where=where, postgresql_where=where)


_READ = sa.text(
    "SELECT id, organisation_id, supplier_id, number, amount_cents, engagement FROM invoice WHERE id > :after "
    "ORDER BY id LIMIT :rows"
)


def _fill(*names: str) -> None:
    """Computes these columns for every row, some thousand rows at a time."""
    connection, after = op.get_bind(), 0
    put = ", ".join(f"{name} = :{name}" for name in names)
    write = sa.text(f"UPDATE invoice SET {put} WHERE id = :id")  # noqa: S608 - our own names
    while rows := connection.execute(_READ, {"after": after, "rows": _ROWS}).all():
        made = [_made(*row) for row in rows]
        connection.execute(write, [{name: values[name] for name in (*names, "id")} for values in made])
        after = rows[-1][0]


# --- the keys as they were made in the first version (`bot/core/folded.py`, which may have gone on since) --------------

_BROKEN = re.compile(r"=\r?\n|(?<=[0-9A-Za-z])-\r?\n|[\u00ad\u200b\u200c\u200d\u2060\ufeff]|\r?\n(?=[0-9])")
_TWINS = str.maketrans(
    "АВЕКМНОРСТУХІЈЅΑΒΕΖΗΙΚΜΝΟΡΤΥΧавекмнорстухіјѕοιν",
    "ABEKMHOPCTYXIJSABEZHIKMNOPTYXABEKMHOPCTYXIJSOIV",
)
_LOOKS = str.maketrans("OILSBZGTAEQ", "01158267430")


def _made(
    key: int, organisation_id: str, supplier_id: str, number: str, cents: int | None, engagement: str
) -> dict[str, Any]:
    folded = "".join(_words(number)).translate(_LOOKS).replace("0", "")[::-1]
    order = "".join(_words(engagement)).lstrip("0")
    tail = 0
    for char in folded[:3].ljust(3, "0"):
        tail = tail * 10 + (ord(char) - 48) % 10
    body = _figure(organisation_id, 33) << 30
    if len(supplier_id) == 14 and supplier_id.isascii() and supplier_id.isdecimal():
        owner, site = body + int(supplier_id[:9]), int(supplier_id[9:])
    else:
        drawn = _figure(supplier_id, 56)
        owner, site = body + 10**9 + drawn % ((1 << 30) - 10**9), drawn >> 26
    return {
        "id": key,
        "owner": owner,
        "site": site,
        "folded": folded,
        "price_key": None if cents is None else cents * 1000 + tail,
        "order_key": _figure(order, 40) * 1000 + tail if order else None,
        "canonical": "-".join(_groups(number)),
        "compact": "".join(re.findall(r"[0-9A-Z]+", "".join(_words(number)).translate(str.maketrans("OIL", "011")))),
    }


def _words(text: str) -> list[str]:
    shown = text[:400]
    if not shown.isascii():
        shown = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", shown).translate(_TWINS))
        shown = "".join(char for char in shown if not unicodedata.combining(char))
    return re.findall(r"[0-9A-Z]+", _BROKEN.sub("", shown).upper())


def _groups(number: str) -> Iterator[str]:
    for word in _words(number):
        for group in re.findall(r"[0-9]+|[A-Z]+", word.translate(str.maketrans("OIL", "011"))):
            yield (group.lstrip("0") or "0") if group[0].isdigit() else group


def _figure(text: str, bits: int) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big") >> (64 - bits)
