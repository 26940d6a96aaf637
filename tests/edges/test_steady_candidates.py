"""The kept connection of `guichet match --serve`: what happens to it when the database server ends it."""

from __future__ import annotations

import psycopg
import pytest

from bot.core.candidate import Asked
from bot.edges.store import open_store
from bot.edges.store_candidates import SteadyCandidateBook
from bot.errors import StoreError
from bot.jobs.looking_up import look_up
from bot.solving import asked_of

BODY = "casq"


def a_question() -> Asked:
    """About an invoice that nobody has."""
    return asked_of({"text": "FA-2026-0117", "siret_hint": "", "amount": "", "date": "", "engagement": ""})


def states(url: str) -> list[str]:
    """What the other connections to this database are doing."""
    with psycopg.connect(url.replace("+psycopg", "")) as other:
        rows = other.execute(
            "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [str(state) for (state,) in rows]


def end_the_others(url: str) -> None:
    """What a restart of the server does to its connections."""
    with psycopg.connect(url.replace("+psycopg", "")) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_after_the_server_has_ended_the_connection_one_question_fails_and_no_transaction_stays_open(
    migrated_postgres: str,
) -> None:
    store = open_store(migrated_postgres, read_only=True)
    book = SteadyCandidateBook(store.engine)
    try:
        look_up(book, BODY, a_question())
        assert "idle in transaction" not in states(migrated_postgres)
        end_the_others(migrated_postgres)
        with pytest.raises(StoreError):
            look_up(book, BODY, a_question())
        for _ in range(2):
            look_up(book, BODY, a_question())
            assert "idle in transaction" not in states(migrated_postgres)
    finally:
        book.close()
        store.close()
