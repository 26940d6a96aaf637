"""The engine: URLs as people write them, SQLite's safety settings, read-only opening, moments in UTC."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, text

from storage.columns import PlainText, UtcDateTime
from storage.engine import NoDatabase, changing, database_url, note_written, open_engine, reading, writing
from storage.schema import migrate
from storage.tables import SendingStop
from tests.patience import PATIENCE


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("guichet.db", "sqlite:///guichet.db"),
        ("/var/lib/guichet/guichet.db", "sqlite:////var/lib/guichet/guichet.db"),
        ("sqlite:///guichet.db", "sqlite:///guichet.db"),
        ("sqlite://", "sqlite://"),
        ("postgresql://db/guichet", "postgresql+psycopg://db/guichet"),
        ("postgres://db/guichet", "postgresql+psycopg://db/guichet"),
        ("postgresql+psycopg://db/guichet", "postgresql+psycopg://db/guichet"),
    ],
)
def test_a_database_is_named_by_a_path_or_a_url(written: str, meant: str) -> None:
    assert database_url(written).render_as_string() == meant


def test_another_database_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="mysql is not a database that Guichet can use"):
        database_url("mysql://db/guichet")


def test_sqlite_keeps_every_commit_and_every_foreign_key(tmp_path: Path) -> None:
    engine = open_engine(str(tmp_path / "guichet.db"))
    with engine.connect() as connection:
        settings = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
    engine.dispose()
    assert settings == ["wal", 1, 2, 30_000]


def test_a_missing_folder_is_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(NoDatabase, match="nowhere does not exist"):
        open_engine(str(tmp_path / "nowhere" / "guichet.db"))


def test_reading_only_creates_no_file(tmp_path: Path) -> None:
    with pytest.raises(NoDatabase, match="there is no database file"):
        open_engine(str(tmp_path / "guichet.db"), read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_reading_only_cannot_write(store_url: str) -> None:
    engine = open_engine(store_url, read_only=True)
    with pytest.raises(Exception, match=r"read-?only"), writing(engine) as session:  # noqa: PT012 - the flush raises
        session.add(SendingStop(organisation_id="casq", stopped_at=datetime(2026, 11, 21, tzinfo=UTC)))
        session.flush()
    engine.dispose()


def test_a_reader_does_not_wait_for_a_writer(store_url: str) -> None:
    engine = open_engine(store_url)
    with writing(engine) as session:
        session.add(SendingStop(organisation_id="casq", stopped_at=datetime(2026, 11, 21, tzinfo=UTC)))
        session.flush()
        seen: list[int] = []

        def read() -> None:
            with reading(engine) as other:
                seen.append(len(other.connection().execute(text("SELECT * FROM sending_stop")).all()))

        thread = threading.Thread(target=read)
        thread.start()
        thread.join(PATIENCE)
    engine.dispose()
    assert seen == [0]


def test_writers_take_turns_without_losing_an_update(store_url: str) -> None:
    engine = open_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO counter (organisation_id, year, last) VALUES ('casq', 2026, 0)"))

    def add() -> None:
        for _ in range(10):
            with writing(engine) as session:
                session.connection().execute(text("UPDATE counter SET last = last + 1"))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT last FROM counter")).scalar() == 40
    engine.dispose()


def test_a_transaction_that_fails_leaves_nothing(store_url: str) -> None:
    engine = open_engine(store_url)
    with pytest.raises(ZeroDivisionError), writing(engine) as session:  # noqa: PT012 - the point is what comes before
        session.add(SendingStop(organisation_id="casq", stopped_at=datetime(2026, 11, 21, tzinfo=UTC)))
        session.flush()
        raise ZeroDivisionError
    with reading(engine) as session:
        assert session.get(SendingStop, "casq") is None
    engine.dispose()


def test_an_in_memory_database_is_one_for_all_threads() -> None:
    engine: Engine = open_engine("sqlite://")
    migrate(engine)
    with writing(engine) as session:
        session.add(SendingStop(organisation_id="casq", stopped_at=datetime(2026, 11, 21, tzinfo=UTC)))
    with reading(engine) as session:
        assert session.get(SendingStop, "casq") is not None
    engine.dispose()


def test_a_naive_moment_is_refused(store_url: str) -> None:
    engine = open_engine(store_url)
    with pytest.raises(Exception, match="naive datetime"), writing(engine) as session:
        session.add(SendingStop(organisation_id="casq", stopped_at=datetime(2026, 11, 21)))  # noqa: DTZ001
    engine.dispose()


def test_a_moment_of_any_zone_comes_back_in_utc(store_url: str) -> None:
    engine = open_engine(store_url)
    told = datetime(2026, 11, 21, 23, 30, 0, 123456, tzinfo=timezone(timedelta(hours=-4)))
    with writing(engine) as session:
        session.add(SendingStop(organisation_id="casq", stopped_at=told))
    with reading(engine) as session:
        found = session.get_one(SendingStop, "casq").stopped_at
    engine.dispose()
    assert found == told
    assert found.tzinfo is UTC


MOMENTS = st.datetimes(timezones=st.timezones(), min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1))  # noqa: DTZ001


@given(first=MOMENTS, second=MOMENTS)
def test_moments_sort_on_sqlite_as_they_follow_in_time(first: datetime, second: datetime) -> None:
    column, dialect = UtcDateTime(), open_engine("sqlite://").dialect
    stored = [str(column.process_bind_param(moment, dialect)) for moment in (first, second)]
    assert (stored[0] < stored[1]) == (first.astimezone(UTC) < second.astimezone(UTC))
    assert column.process_result_value(stored[0], dialect) == first.astimezone(UTC)


@given(st.text(st.characters()))
def test_any_text_of_a_mail_can_be_stored_on_postgresql(written: str) -> None:
    stored = PlainText().process_bind_param(written, open_engine("postgresql://db/guichet").dialect)
    assert stored is not None
    assert "\x00" not in stored
    stored.encode()


@pytest.mark.parametrize(("octets", "kept"), [(1000, True), (10_000_000, False)])
def test_a_connection_that_wrote_a_large_mail_is_closed_and_what_it_wrote_stays(
    tmp_path: Path, octets: int, kept: bool
) -> None:
    engine = open_engine(str(tmp_path / "guichet.db"))
    opened: list[object] = []
    event.listen(engine, "connect", lambda connection, _record: opened.append(connection))
    with changing(engine) as connection:
        connection.execute(text("CREATE TABLE mail (content BLOB)"))
        connection.execute(text("INSERT INTO mail VALUES (:content)"), {"content": bytes(octets)})
        note_written(connection, octets)
    with changing(engine) as connection:
        assert connection.execute(text("SELECT length(content) FROM mail")).scalar() == octets
    with changing(engine) as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()
    assert len(opened) == (1 if kept else 2)


def test_a_database_in_memory_outlives_a_large_mail() -> None:
    engine = open_engine(":memory:")
    with changing(engine) as connection:
        connection.execute(text("CREATE TABLE mail (content BLOB)"))
        note_written(connection, 10_000_000)
    with changing(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM mail")).scalar() == 0
    engine.dispose()
