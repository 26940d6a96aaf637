"""When the loops run: APScheduler for the short ones, one thread for each mailbox, one graceful stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

_AT_ONCE = 8
"""Steps that may run side by side: a first fill of the copy takes an hour, and must keep no other from running."""


class Loops:
    """Runs steps at intervals, never two of the same at once, and mailboxes in threads of their own."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(_AT_ONCE)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=UTC,
        )

    def every(self, interval: timedelta, name: str, step: Callable[[], None]) -> None:
        """Runs `step` now and then at each interval; `step` must not raise (see `jobs.loop.guarded`)."""
        self._scheduler.add_job(
            step, "interval", seconds=interval.total_seconds(), id=name, next_run_time=datetime.now(UTC)
        )

    def thread(self, name: str, body: Callable[[threading.Event], None]) -> None:
        """Runs `body(stopping)` in a thread of its own until `stopping` is set."""
        self._threads.append(threading.Thread(target=body, args=(self.stopping,), name=name, daemon=True))

    def nudge(self, name: str) -> None:
        """Asks that the step `name` run as soon as it can: something is waiting for it."""
        try:
            self._scheduler.modify_job(name, next_run_time=datetime.now(UTC))
        except JobLookupError:
            return

    def start(self) -> None:
        """Starts everything; returns at once."""
        self._scheduler.start()
        for thread in self._threads:
            thread.start()

    def stop(self, patience: timedelta = timedelta(seconds=30)) -> None:
        """Lets every step finish what it holds, then returns (after `patience` at most per thread)."""
        self.stopping.set()
        self._scheduler.shutdown(wait=True)
        for thread in self._threads:
            thread.join(patience.total_seconds())
