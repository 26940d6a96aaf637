"""What deciding and sending ask must cost the same after a year: SQLite's plans never read an organisation's history."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.core.candidate import Asked
from bot.edges.store import Store, open_store
from bot.edges.store_candidates import SteadyCandidateBook
from bot.jobs.looking_up import look_up
from bot.ports.books import Sought, Trail
from tests.edges.store_values import BOX, LEASE, NOW, answered, draft, file_all, keep, mail, queued, record

SOUGHT = Sought(
    references=("<a@x.example>", "<b@x.example>"),
    ticket_numbers=("CASQ-2026-000001",),
    sender="compta@x.example",
    invoice_keys=(1, 2),
    supplier_id="73282932000074",
    today=NOW,
)
TRAIL = Trail(references=SOUGHT.references, ticket_numbers=SOUGHT.ticket_numbers, sender=SOUGHT.sender, words="a1b2c3")
_WHOLE = re.compile(
    r"SCAN (?:outbox|outbox_told|ticket|message|invoice)\b|"
    r"SEARCH (?:outbox|outbox_told|ticket|message|decision|invoice) .*\(organisation_id=\?\)$"
)


def _look_up(store: Store) -> None:
    book = SteadyCandidateBook(store.engine)
    for supplier in ("", "732829320", "73282932000074"):
        look_up(book, "casq", Asked("FA-1", supplier, 1234, 739_000, "45001"))
    book.close()


_ASKED: dict[str, Callable[[Store], object]] = {
    "ticket and replies": lambda store: (_write_a_thread(store), store.history.earlier("casq", SOUGHT, NOW - LEASE)),
    "spoken": lambda store: (_write_a_thread(store), store.history.spoken("casq", TRAIL, NOW, timedelta(days=30))),
    "question": lambda store: store.history.question("casq", SOUGHT.references[0], SOUGHT.sender, NOW - LEASE),
    "last decision": lambda store: store.history.last_decision("casq"),
    "invoices": lambda store: store.invoices.by_number("casq", ("FA-1", "2026-0187")),
    "invoices of a supplier by number": lambda store: store.invoices.by_number("casq", ("FA-1",), ("732829320",)),
    "invoices that resemble": lambda store: store.invoices.resembling("casq", ("FA-1", "2026-0187"), ("732829320",)),
    "what a reference means": _look_up,
    "invoices of a statement": lambda store: store.invoices.numbered("casq", "73282932000074", ("FA-1", "2026-0187")),
    "invoices of suppliers": lambda store: store.invoices.of_supplier("casq", ("73282932000074", "732829320"), 9),
    "mails to send": lambda store: (answered(store, 1), store.outbox.any_due(NOW, (), ("casq",))),
    "mails to copy": lambda store: (answered(store, 1), store.outbox.claim_copies("one", NOW, LEASE, BOX, 20)),
    "mails to decide": lambda store: store.ledger.claim("one", NOW, LEASE, 20, ("casq",)),
    "mails to file": lambda store: (answered(store, 1), file_all(store)),
}


@pytest.mark.parametrize("asked", _ASKED)
def test_no_question_reads_all_that_ever_came_or_left(tmp_path: Path, asked: str) -> None:
    store = open_store(str(tmp_path / "guichet.db"))
    with _plans(store) as plans:
        _ASKED[asked](store)
    store.close()
    assert plans
    assert [step for step in plans if _WHOLE.search(step)] == []


def _write_a_thread(store: Store) -> bool:
    """What SOUGHT finds: what is known of nothing is not asked any further."""
    (key,) = keep(store, mail(1))
    reply = queued("a", to=SOUGHT.sender)
    reply = replace(reply, mail=replace(reply.mail, message_id=SOUGHT.references[0]))
    return store.tickets.record(record(key, reply, ticket=draft()))


@contextmanager
def _plans(store: Store) -> Iterator[list[str]]:
    """Every step of SQLite's plans for what is asked inside the block."""
    steps: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH", "UPDATE")):
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            steps.extend(row[3] for row in rows.fetchall())

    event.listen(store.engine, "before_cursor_execute", explain)
    try:
        yield steps
    finally:
        event.remove(store.engine, "before_cursor_execute", explain)
