"""The first fill of the copy of Chorus Pro, beside its floor: the same pages fetched and discarded, the same rows put in.

The simulated portal is a process of its own, whose time is not ours; so is each of the three measures.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

import httpx

from bot import app
from bot.config import load_settings
from bot.demo.portal.account import Account
from bot.demo.portal.simulator import Simulator
from bot.edges.memory import settle
from bot.edges.portal_api_calls import PortalCalls
from bot.edges.portal_api_services import INVOICES, WORK_DOCUMENTS
from bot.edges.store import open_store
from bot.edges.store_portal import CopyBook
from bot.jobs.sync import Orders, Progress
from bot.syncing import syncs
from tests.bench.meter import megabytes, own_seconds

_CONFIGURATION = """
serve = ["casq"]
database = "sqlite:///{folder}/guichet.sqlite"
{portal}years_back = 5
"""


@dataclass(frozen=True, slots=True)
class Share:
    """What one measure took: seconds on the clock, and of processor of its process."""

    wall: float
    seconds: float


@dataclass(slots=True)
class Trail:
    """What a fill did, to be done again without Guichet: searches asked for, and how many rows each commit put in."""

    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    commits: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filling:
    """One fill: `records` new rows out of so many `calls`, and the megabytes that it held, early on and at most."""

    records: int
    calls: int
    sync: Share
    fetch: Share
    insert: Share
    early: float
    most: float

    @property
    def ratio(self) -> float:
        """Records a second of the sync, beside the slower part of its floor."""
        return max(self.fetch.wall, self.insert.wall) / self.sync.wall


@contextmanager
def portal(invoices: int) -> Iterator[Account]:
    """A simulated portal in another process: where it is, and the account that it takes."""
    spawn = multiprocessing.get_context("spawn")
    told: Queue[Account] = spawn.Queue()
    process = spawn.Process(target=_serve, args=(invoices, told), daemon=True)
    process.start()
    try:
        yield told.get(timeout=120)
    finally:
        process.terminate()
        process.join()


def _serve(invoices: int, told: Queue[Account]) -> None:
    with Simulator(invoices) as simulator:
        told.put(simulator.account)
        while True:
            time.sleep(3600)


def fill(folder: Path, account: Account) -> tuple[Share, Trail, int, float]:
    """Everything into a new copy, as `guichet sync` does it, without histories; starting up is not counted.

    Gives the cost, its trail, how many records are new, and the megabytes held after a quarter of the way.
    """
    _furnish(folder, account)
    trail, held = Trail(), [0.0]
    with app.opened(app.load_library(load_settings(folder / "guichet.toml"))) as desk, _followed(trail):
        (walk,) = syncs(desk)

        def reached(progress: Progress) -> None:
            if not held[0] and progress.done >= 0.25:
                held[0] = megabytes(os.getpid(), "VmRSS")

        settle()
        began, seconds = time.perf_counter(), own_seconds()
        report = walk.run(Orders(histories=0, asked=True), reached)
        share = Share(time.perf_counter() - began, own_seconds() - seconds)
        walk.portal.close()
    if not report.whole:
        raise RuntimeError(f"the copy is not whole: {report}")
    return share, trail, report.counts.inserted, held[0]


def _furnish(folder: Path, account: Account) -> None:
    folder.mkdir()
    settings = account.settings(client_secret_file="secret", password_file="password")
    (folder / "guichet.toml").write_text(_CONFIGURATION.format(folder=folder, portal=settings), encoding="utf-8")
    for name, secret in (("secret", account.client_secret), ("password", account.password)):
        (folder / name).write_text(secret, encoding="ascii")
        (folder / name).chmod(0o600)


@contextmanager
def _followed(trail: Trail) -> Iterator[None]:
    """Notes each search that is sent, and each page that is written."""
    searches = {INVOICES.path, WORK_DOCUMENTS.path}
    call, write = PortalCalls._ask, CopyBook.write

    @wraps(call)
    def asked(calls: PortalCalls, service: Any, body: Mapping[str, object], token: str) -> Any:
        if service.path in searches:
            headers = {
                "Authorization": f"Bearer {token}",
                "cpro-account": calls._account(),
                "Content-Type": "application/json;charset=utf-8",
            }
            trail.asked.append((service.path, headers, json.dumps(body).encode()))
        return call(calls, service, body, token)

    @wraps(write)
    def written(book: CopyBook, *arguments: Any) -> Any:
        found = write(book, *arguments)
        trail.commits.append(found.inserted)
        return found

    _put(asked, written)
    try:
        yield
    finally:
        _put(call, write)


def _put(call: Callable[..., Any], write: Callable[..., Any]) -> None:
    PortalCalls._ask = call  # type: ignore[method-assign]
    CopyBook.write = write  # type: ignore[method-assign]


def fetch(account: Account, trail: Trail) -> Share:
    """The same pages, fetched over one connection and thrown away."""
    with httpx.Client(trust_env=False) as client:
        began, seconds = time.perf_counter(), own_seconds()
        for path, headers, body in trail.asked:
            answer = client.post(f"{account.url}/cpro/{path}", content=body, headers=headers)
            if answer.status_code != httpx.codes.OK:
                raise RuntimeError(f"{path}: HTTP {answer.status_code}")
        return Share(time.perf_counter() - began, own_seconds() - seconds)


def insert(folder: Path, commits: Sequence[int]) -> Share:
    """The same rows into the same table of an empty database, as many with each commit; no history, no questions."""
    with sqlite3.connect(folder / "guichet.sqlite") as source:
        rows = source.execute("SELECT * FROM invoice ORDER BY id").fetchall()
    open_store(f"sqlite:///{folder}/floor.sqlite").close()
    statement = f"INSERT INTO invoice VALUES ({', '.join('?' * len(rows[0]))})"  # noqa: S608 - question marks only
    connection = sqlite3.connect(folder / "floor.sqlite", isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    began, seconds, start = time.perf_counter(), own_seconds(), 0
    for count in commits:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(statement, rows[start : start + count])
        connection.execute("COMMIT")
        start += count
    share = Share(time.perf_counter() - began, own_seconds() - seconds)
    connection.close()
    return share
