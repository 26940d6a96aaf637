"""A private PostgreSQL in a temporary folder, and the store on both databases, each test with an empty one."""

from __future__ import annotations

import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.edges.store import Store, open_store
from storage.tables import METADATA

_databases = itertools.count(1)


def _programs() -> Path:
    """The folder of initdb and pg_ctl, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        pytest.fail("PostgreSQL is missing: apt-get install -y postgresql", pytrace=False)
    return Path(on_path).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(folder: Path, *command: str | Path) -> None:
    """Runs one of PostgreSQL's programs; it refuses to run as root, so root becomes the user postgres."""
    as_postgres = os.geteuid() == 0
    result = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        user="postgres" if as_postgres else None,
        group="postgres" if as_postgres else None,
        extra_groups=[] if as_postgres else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # the server would keep a pipe open
        stderr=subprocess.PIPE if "initdb" in str(command[0]) else subprocess.DEVNULL,
        check=False,
    )
    assert result.returncode == 0, f"{command[0]} failed: {result.stderr!r}, see {folder}/log"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL of our own, without a database's name at its end: `postgresql://…:port`."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="guichet-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", _free_port()
    _run(folder, programs / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c fsync=off -c synchronous_commit=off"
    _run(folder, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        _run(folder, programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """The URL of a migrated database that tests share one after the other: emptying it is quicker than making one."""
    _execute(postgres_url, "CREATE DATABASE migrated")
    url = f"{postgres_url}/migrated"
    open_store(url).close()
    return url


def _empty(url: str) -> None:
    """Takes every row away, and every connection that a test left behind."""
    tables = ", ".join(f'"{table}"' for table in METADATA.tables)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY".encode())


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    """The URL of a PostgreSQL database without any table."""
    name = f"test_{next(_databases)}"
    _execute(postgres_url, f"CREATE DATABASE {name}")
    yield f"{postgres_url}/{name}"
    _execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    open_store(str(file)).close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated database with no rows: the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "guichet.db")
        return f"sqlite:///{file}"
    url = str(request.getfixturevalue("migrated_postgres"))
    _empty(url)
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """The store, open, on each database in turn."""
    opened = open_store(store_url)
    yield opened
    opened.close()
