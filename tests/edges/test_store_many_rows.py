"""Rows put in by the thousand are bound as SQLAlchemy binds each by itself, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.core.invoice import Invoice
from bot.core.portal import Feed
from bot.edges.store import Store
from bot.edges.store_invoice_row import row_values
from bot.edges.store_many_rows import insert_rows
from bot.edges.store_part import for_both
from storage.tables import METADATA, InvoiceRow

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
INSERT = for_both(lambda insert: insert(InvoiceRow))
TABLE = METADATA.tables["invoice"]
ODD: tuple[dict[str, Any], ...] = (
    {"supplier_name": "Garage \x00 Roux \ud800", "comment": "50 % de « l'acompte »: %s ? :name"},
    {"status_at": NOON.astimezone(ZoneInfo("Europe/Paris")), "invoiced_on": date(2026, 2, 28)},
    {"status_at": NOON, "invoiced_on": None, "amount_cents": None},
    {"amount_cents": 2**60, "source": Feed.INVOICES},
)


def rows(body: str) -> list[dict[str, Any]]:
    """Usual rows, and one of each odd kind."""
    plain = Invoice(
        "99104200300012", "SIRET", "Garage Roux", "FA-1", "DEPOSEE", None, None, Decimal("86.40"), "", "", "", "", NOON
    )
    usual = row_values(body, plain, "file", NOON)
    return [usual | {"number": f"FA-{index}"} | odd for index, odd in enumerate((*ODD, {}, {}))]


def test_rows_put_in_together_are_those_put_in_one_by_one(store: Store) -> None:
    columns = [column for column in TABLE.c if column.name not in {"id", "organisation_id", "owner"}]
    with store.engine.begin() as connection:
        statement = INSERT[connection.dialect.name]
        connection.execute(statement, rows("one"))
        insert_rows(connection, statement, rows("two"))
        insert_rows(connection, statement, [])
        told = [
            connection.execute(select(*columns).where(TABLE.c.organisation_id == body).order_by(TABLE.c.id)).all()
            for body in ("one", "two")
        ]
    assert told[0] == told[1]
    assert len(told[1]) == len(rows("two"))


def test_a_naive_moment_and_a_row_that_is_there_already_are_refused(store: Store) -> None:
    naive = [row | {"synced_at": NOON.replace(tzinfo=None)} for row in rows("casq")]
    with store.engine.begin() as connection, pytest.raises(ValueError, match="naive"):
        insert_rows(connection, INSERT[connection.dialect.name], naive)
    twice = rows("casq")[:1] * 2
    with pytest.raises(IntegrityError), store.engine.begin() as connection:
        insert_rows(connection, INSERT[connection.dialect.name], twice)
