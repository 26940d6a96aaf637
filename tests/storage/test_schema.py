"""Migrations lead to the models' schema on both databases, and a database of another version is refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

import storage
from bot.core.folded import VERSION, folded
from bot.edges.store_invoice_row import search_keys
from storage.engine import as_writer, open_engine
from storage.schema import NewerDatabase, OlderDatabase, check_version, migrate
from storage.tables import METADATA

IN_POSTGRESQL = """
    SELECT 'column', table_name, column_name, data_type || coalesce(' ' || collation_name, '') || ' ' || is_nullable
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
    UNION ALL
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND conrelid <> 'alembic_version'::regclass
"""

OLD_MAIL = """
    INSERT INTO outbox (organisation_id, message_id, once, mailbox, state, route, kind, template, to_supplier, recipient,
                        content, queued_at, next_try_at, tries, error)
    VALUES ('casq', '<a@x>', 'a', 'b@x', 'sent', 'smtp', 'answer', 'answer', true, 'a@x.example', 'x',
            '2026-11-23T09:00:00.000000+00:00', '2026-11-23T09:00:00.000000+00:00', 0, '')
"""


@pytest.fixture
def empty_sqlite(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(params=["empty_sqlite", "empty_postgres"])
def empty(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine on a database without tables, on each database in turn."""
    engine = open_engine(request.getfixturevalue(request.param))
    yield engine
    engine.dispose()


def shape(engine: Engine) -> list[tuple[str, ...]]:
    """Columns, indexes and constraints as the database itself tells them, in an order of their own."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            return sorted(tuple(map(str, row)) for row in connection.execute(text(IN_POSTGRESQL)))
        inspector = inspect(connection)
        found: list[tuple[str, ...]] = []
        for table in set(inspector.get_table_names()) - {"alembic_version"}:
            columns = connection.execute(text(f"SELECT name, type, \"notnull\", pk FROM pragma_table_info('{table}')"))  # noqa: S608 - our own names
            found += [("column", table, *map(str, column)) for column in columns]
            found += [("key", table, str(key)) for key in inspector.get_foreign_keys(table)]
            found += [("unique", table, str(key)) for key in inspector.get_unique_constraints(table)]
        indexes = connection.execute(
            text("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''")
        )
        return sorted(found + [("index", *map(str, index)) for index in indexes])


def test_migrating_an_empty_database_gives_the_schema_of_the_models(empty: Engine) -> None:
    migrate(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []


def test_the_migrated_schema_is_the_models_to_the_last_index_and_collation(empty: Engine) -> None:
    migrate(empty)
    migrated = shape(empty)
    METADATA.drop_all(empty)
    METADATA.create_all(empty)
    assert migrated == shape(empty)
    assert len(migrated) > 150


def test_migrating_twice_changes_nothing(empty: Engine) -> None:
    migrate(empty)
    before = shape(empty)
    migrate(empty)
    check_version(empty)
    assert shape(empty) == before


def test_a_database_of_the_first_version_keeps_its_mails_and_gets_the_rest(empty: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    with as_writer(empty).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(text(OLD_MAIL))
    migrate(empty)
    upgraded = shape(empty)
    with empty.connect() as connection:
        (row,) = connection.execute(text("SELECT recipient, conversation, answers, first_try_at FROM outbox")).all()
    assert tuple(row) == ("a@x.example", None, None, None)
    with as_writer(empty).begin() as connection:
        config.attributes["connection"] = connection
        connection.execute(text("UPDATE outbox SET state = 'bounced'"))
        command.downgrade(config, "0001")
        assert connection.execute(text("SELECT state FROM outbox")).scalar_one() == "sent"
    migrate(empty)
    assert shape(empty) == upgraded


OLD_INVOICE = """
    INSERT INTO invoice (organisation_id, supplier_id, supplier_id_kind, supplier_name, number, canonical, compact, status,
                         engagement, amount_cents, recipient_siret, service_code, comment, source, first_seen_at, synced_at)
    VALUES ('casq', '73282932000074', 'SIRET', 'Durand', :number, '', '', 'DEPOSEE', 'BC 0042', 12000, '', '', '', 'file',
            '2026-11-23T09:00:00.000000+00:00', '2026-11-23T09:00:00.000000+00:00')
"""
OLD_LINE = """
    INSERT INTO status_history (organisation_id, invoice_key, status, seen_at, source, comment, oddity)
    SELECT organisation_id, id, status, first_seen_at, 'file', '', '' FROM invoice
"""
NUMBERS = {
    "FA-2024/0117": "7114224F",
    "  fa 1O1": "114F",
    "№ 42": "24N",
    "ФАК-12": "21K4",
    "０１７": "71",
    "MZ-8" * 90: "82M" * 90,
}
KEYS = "owner, site, folded, price_key, order_key"


def test_invoices_from_before_the_keys_get_those_that_are_made_today_and_keep_their_history(empty: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    with as_writer(empty).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        for number in NUMBERS:
            connection.execute(text(OLD_INVOICE), {"number": number})
        connection.execute(text(OLD_LINE))
    migrate(empty)
    with empty.connect() as connection:
        for row in connection.execute(text(f"SELECT number, {KEYS} FROM invoice")):  # noqa: S608 - our own names
            made = search_keys("casq", "73282932000074", row.number, 12000, "BC 0042")
            assert {name: getattr(row, name) for name in made} == made
        history = "SELECT count(*) FROM status_history JOIN invoice ON invoice.id = invoice_key"
        assert connection.execute(text(history)).scalar_one() == len(NUMBERS)
        if empty.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_keys_are_those_of_the_last_migration_that_made_them() -> None:
    assert VERSION == 1
    assert {number: folded(number) for number in NUMBERS} == NUMBERS, "a changed key needs a migration as 0004 is one"


def test_an_empty_database_is_older_than_the_program(empty: Engine) -> None:
    with pytest.raises(OlderDatabase) as refusal:
        check_version(empty)
    assert refusal.value.found == ""
    assert inspect(empty).get_table_names() == []


def test_a_database_of_a_later_program_is_refused_and_left_alone(empty: Engine) -> None:
    migrate(empty)
    with empty.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in (migrate, check_version):
        with pytest.raises(NewerDatabase, match="version 9999, program at version 0004"):
            refused(empty)


def test_processes_that_migrate_at_once_take_turns(request: pytest.FixtureRequest, empty: Engine) -> None:
    start = threading.Barrier(4)
    failures: list[Exception] = []

    def bring_up_to_date() -> None:
        engine = open_engine(empty.url.render_as_string(hide_password=False))
        start.wait()
        try:
            migrate(engine)
        except Exception as failure:  # noqa: BLE001 - the test reports whatever it was
            failures.append(failure)
        engine.dispose()

    threads = [threading.Thread(target=bring_up_to_date) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    check_version(empty)
