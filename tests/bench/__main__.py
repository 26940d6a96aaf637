"""`make bench`: the floor and the whole pipeline in turn over the same mails, then delivery to reply, memory, the fill."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

import psycopg

from bot.demo.invoices import SampleInvoice, other_invoices
from tests.bench import fill, fill_report, floor, pipeline, report, understanding
from tests.bench.corpus import answerable_mails, huge_mail, supplier_mails
from tests.bench.fill import Filling
from tests.bench.latency import at_work, await_silence, deliver, idle_share, in_a_burst, one_by_one
from tests.bench.meter import megabytes, tree_seconds
from tests.bench.place import MailServer, Office, furnished, mail_server
from tests.bench.report import Findings, Round, Waiting
from tests.servers.dovecot import Dovecot, running

_ROUNDS = 3
_LETTERS, _BURST, _HUGE = 20, 50, 3
_PAUSE = 0.8
_INVOICES = 20_000
_P = ParamSpec("_P")
_R = TypeVar("_R")


class Bench:
    """The servers, the invoices and the mails of one run; `database` is the URL of a PostgreSQL server, or empty."""

    def __init__(self, count: int, folder: Path, dovecot: Dovecot, server: MailServer, database: str) -> None:
        self.now = datetime.now(UTC)
        self.invoices: list[SampleInvoice] = list(other_invoices(self.now))
        self.mails = supplier_mails(count, self.invoices, self.now)
        self._folder, self._dovecot, self._server, self._postgres = folder, dovecot, server, database

    def rounds(self) -> Iterator[Round]:
        """The floor and the whole pipeline, one after the other, each in a process and a mailbox of its own."""
        for number in range(_ROUNDS):
            _say(f"round {number + 1} of {_ROUNDS}")
            with self._database(f"floor{number}") as database:
                office = self._office(f"floor{number}", database, self.mails)
                (least, _), least_dovecot = self._metered(_alone, floor.measure, office, database)
            with self._database(f"whole{number}") as database:
                office = self._office(f"whole{number}", database, self.mails)
                ((cost, outcomes), most), dovecot = self._metered(_alone, pipeline.measure, office, self.now)
            yield Round(least, least_dovecot, cost, dovecot, most, outcomes)
            await_silence(self._server, 0.2)

    def waiting(self) -> Waiting:
        """One process of `guichet run`: idle, one mail at a time, a burst, then everything and some huge mails."""
        letters = answerable_mails(2 * _LETTERS + _BURST, self.invoices, self.now)
        alone, following, burst = letters[:_LETTERS], letters[_LETTERS : 2 * _LETTERS], letters[2 * _LETTERS :]
        with self._database("run") as database:
            office = self._office("run", database, [])
            pipeline.prepare(office, self.now)
            _say("delivery to reply, then memory")
            with at_work(office) as pid:
                start, idle = megabytes(pid, "VmRSS"), idle_share(pid)
                place = office, self._dovecot.lmtp_port, self._server
                waits = {
                    "one at a time": one_by_one(*place, alone, pause=_PAUSE),
                    "each right after the reply to the last": one_by_one(*place, following),
                    "in a burst": in_a_burst(*place, burst),
                }
                many = self._most_after(pid, office, self.mails)
                huge = self._most_after(pid, office, [huge_mail(n, self.invoices, self.now) for n in range(_HUGE)])
                return Waiting(waits, idle, start, many, huge, megabytes(pid, "VmRSS"))

    def _most_after(self, pid: int, office: Office, mails: list[bytes]) -> float:
        deliver(self._dovecot.lmtp_port, office.user, mails)
        await_silence(self._server, 5)
        return megabytes(pid, "VmHWM")

    def _office(self, name: str, database: str, mails: list[bytes]) -> Office:
        office = furnished(self._folder / name, name, self._dovecot, self._server.port, database, self.invoices)
        deliver(self._dovecot.lmtp_port, name, mails)
        return office

    def _metered(self, step: Callable[_P, _R], *arguments: _P.args, **named: _P.kwargs) -> tuple[_R, float]:
        """What a step gives, and Dovecot's processor time meanwhile."""
        before = tree_seconds(self._dovecot.pid)
        return step(*arguments, **named), tree_seconds(self._dovecot.pid) - before

    @contextmanager
    def _database(self, name: str) -> Iterator[str]:
        """The URL of a database of that name at the PostgreSQL server; empty without one."""
        if not self._postgres:
            yield ""
            return
        with psycopg.connect(self._postgres, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE bench_{name}".encode())
            try:
                yield str(psycopg.conninfo.make_conninfo(self._postgres, dbname=f"bench_{name}"))
            finally:
                connection.execute(f"DROP DATABASE bench_{name} WITH (FORCE)".encode())


def _alone(measure: Callable[_P, _R], *arguments: _P.args, **named: _P.kwargs) -> tuple[_R, float]:
    """Runs a measure in a new process: what it gives, and the megabytes it had at most."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as processes:
        found = processes.submit(measure, *arguments, **named).result()
        return found, megabytes(processes.submit(os.getpid).result(), "VmHWM")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def fillings(invoices: int, folder: Path) -> Iterator[Filling]:
    """The copy of Chorus Pro filled from nothing, then its floor, each in a process of its own."""
    with fill.portal(invoices) as account:
        for number in range(_ROUNDS):
            _say(f"filling with {invoices:,} invoices, {number + 1} of {_ROUNDS}")
            place = folder / f"copy{number}"
            (sync, trail, records, early), most = _alone(fill.fill, place, account)
            fetch, _ = _alone(fill.fetch, account, trail)
            insert, _ = _alone(fill.insert, place, trail.commits)
            yield Filling(records, len(trail.asked), sync, fetch, insert, early, most)


def _fill(invoices: int) -> tuple[Filling, ...]:
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as name:
        return tuple(fillings(invoices, Path(name)))


def _find_out(count: int, *, costs_only: bool) -> Findings:
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as name, running() as dovecot, mail_server() as server:
        bench = Bench(count, Path(name), dovecot, server, os.environ.get("BENCH_DB", ""))
        sizes = [len(mail) for mail in bench.mails]
        rounds = tuple(bench.rounds())
        _say("the corpus")
        corpus, _ = _alone(understanding.over_corpus)
        return Findings(tuple(sizes), rounds, None if costs_only else bench.waiting(), corpus)


def main() -> None:
    """Measures, and prints the figures as a table or as JSON."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("mails", nargs="?", type=int, default=500)
    parser.add_argument("--fill", type=int, metavar="N", help="only the copy of Chorus Pro, filled with N invoices")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    parser.add_argument("--costs", action="store_true", help="only floor and pipeline: no waits, no memory")
    wanted = parser.parse_args()
    figures: dict[str, object] = {}
    lines: list[str] = []
    if wanted.fill is None:
        found = _find_out(wanted.mails, costs_only=wanted.costs)
        figures |= report.as_json(found)
        lines.append(report.as_text(found))
    if not wanted.costs:
        copies = _fill(wanted.fill or _INVOICES)
        figures["fill"] = fill_report.as_json(copies)
        lines.append(fill_report.as_text(copies))
    print(json.dumps(figures, indent=1) if wanted.json else "\n\n".join(lines))


if __name__ == "__main__":
    main()
