"""Opening the store: what is refused, in words that say what to do, and what reading only leaves untouched."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bot.edges.store import open_store
from bot.errors import ConfigError, StoreError
from tests.edges.store_values import NOW, keep, mail


def test_a_later_programs_database_is_refused_with_both_versions_and_a_way_out(store_url: str) -> None:
    store = open_store(store_url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        for read_only in (False, True):
            with pytest.raises(StoreError, match=r"version 9999, .* up to 0004: .* restore the backup") as refusal:
                open_store(store_url, read_only=read_only)
            assert refusal.value.temporary is False
    finally:
        with store.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
        store.close()


def test_reading_only_never_migrates(empty_postgres: str, tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    for url in (empty_postgres, str(file)):
        with pytest.raises(ConfigError, match=r"version \(empty\), this Guichet needs 0004.*brings it up to date"):
            open_store(url, read_only=True)


def test_reading_only_needs_a_file_that_exists(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"there is no database file"):
        open_store(str(tmp_path / "absent.db"), read_only=True)
    with pytest.raises(ConfigError, match=r"folder .*nowhere does not exist"):
        open_store(str(tmp_path / "nowhere" / "new.db"))
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_must_exist_is_neither_made_nor_filled(empty_postgres: str, tmp_path: Path) -> None:
    file = tmp_path / "empty.db"
    file.touch()
    with pytest.raises(ConfigError, match=r"there is no database file .*absent\.db; « guichet import »"):
        open_store(str(tmp_path / "absent.db"), must_exist=True)
    for url in (empty_postgres, str(file)):
        with pytest.raises(ConfigError, match=r"the database .* is empty"):
            open_store(url, must_exist=True)
    assert (list(tmp_path.iterdir()), file.stat().st_size) == ([file], 0)


def test_a_database_that_exists_is_opened_to_write(store_url: str) -> None:
    store = open_store(store_url, must_exist=True)
    store.switch.stop("casq", NOW)
    assert store.switch.stopped() == {"casq"}
    store.close()


def test_reading_only_reads_and_does_not_write(store_url: str) -> None:
    writer = open_store(store_url)
    keep(writer, mail(1))
    reader = open_store(store_url, read_only=True)
    assert reader.ledger.cursor("factures@casq.example") is not None
    with pytest.raises(StoreError):
        reader.switch.stop("casq", NOW)
    reader.close()
    writer.close()


def test_an_in_memory_store_is_ready_at_once_even_for_reading() -> None:
    store = open_store("sqlite://", read_only=True)
    assert store.invoices.copies("casq") == {}
    store.close()


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "nonsense://", "postgresql://u:a/secret@h/d", "://secret"])
def test_a_url_of_no_use_is_refused_without_its_password(url: str) -> None:
    with pytest.raises((ConfigError, StoreError)) as refusal:
        open_store(url)
    assert "secret" not in str(refusal.value)


def test_a_server_that_is_away_is_a_temporary_trouble() -> None:
    with pytest.raises(StoreError) as refusal:
        open_store("postgresql://nobody:secret@127.0.0.1:1/none")
    assert refusal.value.temporary is True
    assert str(refusal.value).startswith("store: cannot reach the database")
    assert "secret" not in str(refusal.value)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("bonjour " * 200)
    with pytest.raises(StoreError, match="this file is not a database"):
        open_store(str(file))
