"""A first fill that is killed three times, then a portal that does not stand still: every invoice once, in its status.

`guichet sync` itself is killed, with SIGKILL; on SQLite, then on PostgreSQL. The full size of this story is
`make chaos`: GUICHET_SYNC_INVOICES=100000.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.demo.portal import parties
from bot.demo.portal.simulator import Simulator
from bot.edges.store import open_store

INVOICES = int(os.environ.get("GUICHET_SYNC_INVOICES", "8000"))
CHANGED = INVOICES // 20
KILLS = 3
MOST_MEGABYTES = 200
RECIPIENTS = parties.RECIPIENTS[:2]
CONFIG = """
database = "{database}"
serve = ["casq"]
{portal}years_back = 1
"""


@pytest.fixture
def portal(tmp_path: Path, store_url: str) -> Iterator[Simulator]:
    """A portal of ten months, and a town that is set up to read it.

    Its clock stands ten minutes behind ours: what changes there is old enough to be read at once.
    """
    behind = datetime.now(UTC) - timedelta(minutes=10)
    with Simulator(INVOICES, years=0.8, now=behind, recipients=RECIPIENTS) as simulator:
        settings = simulator.account.settings(client_secret_file="secret", password_file="password")
        (tmp_path / "guichet.toml").write_text(CONFIG.format(database=store_url, portal=settings))
        for name, secret in (("secret", simulator.client_secret), ("password", simulator.password)):
            (tmp_path / name).write_text(secret)
            (tmp_path / name).chmod(0o600)
        yield simulator
        assert simulator.forbidden_calls == ()


def start(folder: Path) -> subprocess.Popen[str]:
    """`guichet sync` in a process of its own."""
    command = [sys.executable, "-m", "bot", "sync", "--histories", "0"]
    return subprocess.Popen(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(folder: Path, *, codes: tuple[int, ...] = (0,)) -> float:
    """Runs a sync to its end, with one of these exit codes; the most memory that it held (megabytes)."""
    most = 0.0
    with start(folder) as process:
        while process.poll() is None:
            most = max(most, _resident(process.pid))
            time.sleep(0.05)
        said = process.stdout.read() if process.stdout else ""
    assert process.returncode in codes, said
    return most


def _resident(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    held = [int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")]
    return held[0] / 1024 if held else 0.0


def stored(database: str) -> tuple[dict[int, str], int]:
    """Status by the portal's key, and how many rows there are."""
    store = open_store(database)
    with store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT coalesce(portal_key, work_key), status FROM invoice").all()
    store.close()
    return {row[0]: row[1] for row in found}, len(found)


@pytest.mark.timeout(600 if INVOICES <= 8000 else 7200)
def test_a_fill_killed_three_times_and_a_portal_that_moves_leave_every_invoice_once(
    tmp_path: Path, store_url: str, portal: Simulator
) -> None:
    dice, began = random.Random(), time.monotonic()
    # Two hundred pages and more, so that there is a middle to be killed in.
    portal.switch(page_cap=INVOICES // 200)
    for _ in range(KILLS):
        before, calls = len(portal.calls), dice.randint(5, 50)
        with start(tmp_path) as process:
            while len(portal.calls) - before < calls and process.poll() is None:
                time.sleep(0.005)
            assert process.poll() is None, "killed before its end"
            process.kill()
    portal.switch(page_cap=0)
    most = finish(tmp_path)
    assert most <= MOST_MEGABYTES
    assert stored(store_url) == (portal.statuses(), INVOICES)
    changed = portal.change(CHANGED)
    portal.switch(moving=3, page_cap=50)
    # Three more change after each page of fifty: of today's window some may be reported as missing, until it rests.
    finish(tmp_path, codes=(0, 1))
    portal.switch(moving=0)
    finish(tmp_path)
    rows, count = stored(store_url)
    assert (count, len(changed)) == (INVOICES, CHANGED)
    assert rows == portal.statuses()
    database = store_url.partition(":")[0]
    print(f"{database}: {INVOICES:,} invoices, {time.monotonic() - began:.0f} s in all, {most:.0f} MB at most")
