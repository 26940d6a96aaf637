"""The loop of one mailbox: a pass, a wait for news, the next pass, for ever, with back-off while it is down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event

from bot.jobs.loop import guarded
from bot.ports.outside import Mailbox

_LONGEST = timedelta(seconds=300)


def run_mailbox(
    mailbox: Mailbox,
    one_pass: Callable[[], object],
    *,
    stop: Event,
    poll: timedelta,
    on_error: Callable[[Exception], None],
) -> None:
    """Runs until `stop` is set; then closes the mailbox.

    `one_pass` reads and files; between two passes the mailbox waits `poll` at most, less when it hears of a
    new mail. Every error goes to `on_error`, then the connection is made anew after 1, 2, 4 … 300 seconds.
    Whoever sets `stop` also interrupts the mailbox's wait.
    """
    failures = 0
    while not stop.is_set():
        failed = guarded(one_pass)
        pause = backoff(failures)
        if failed is None and not stop.is_set():
            failed = guarded(lambda: mailbox.wait(poll))
            # The pass went well, only waiting failed: no reason to look less often than without IDLE.
            pause = min(pause, poll)
        if failed is None:
            failures = 0
            continue
        failures += 1
        on_error(failed)
        mailbox.close()
        stop.wait(pause.total_seconds())
    mailbox.close()


def backoff(failures: int) -> timedelta:
    """How long to leave a server alone after so many failures in a row before this one."""
    return min(timedelta(seconds=2 ** min(failures, 16)), _LONGEST)
