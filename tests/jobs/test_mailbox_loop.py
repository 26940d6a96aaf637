"""The loop of one mailbox: hears of news, survives a server that is away, stops when told."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from bot.core.organisation import MailboxSettings, ServerAccess
from bot.edges.imap import ImapMailbox
from bot.errors import MailboxError
from bot.jobs.loop import guarded
from bot.jobs.mailbox_loop import backoff, run_mailbox
from tests.patience import PATIENCE
from tests.servers.dovecot import Dovecot
from tests.servers.letters import letter

Connect = Callable[..., ImapMailbox]
AWAY = ServerAccess("127.0.0.1", 1, tls="none", user="x")


class CountedStop(threading.Event):
    """Never really waits: notes how long it would have, and is set after so many waits."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.waited: list[float] = []
        self._left = waits

    def wait(self, timeout: float | None = None) -> bool:
        """Notes it."""
        self.waited.append(timeout or 0.0)
        if len(self.waited) == self._left:
            self.set()
        return self.is_set()


def test_a_server_that_is_away_is_asked_after_1_2_4_to_300_seconds_for_ever(connect: Connect) -> None:
    mailbox = connect(MailboxSettings(address="a@b.fr", imap=AWAY, smtp=None))
    stop = CountedStop(12)
    errors: list[Exception] = []
    run_mailbox(mailbox, mailbox.open, stop=stop, poll=timedelta(seconds=60), on_error=errors.append)
    assert stop.waited == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert {type(error) for error in errors} == {MailboxError}


def test_a_bug_in_a_pass_does_not_end_the_loop_either(connect: Connect) -> None:
    mailbox = connect(MailboxSettings(address="a@b.fr", imap=AWAY, smtp=None))
    stop = CountedStop(3)
    errors: list[Exception] = []

    def buggy() -> None:
        raise ZeroDivisionError

    run_mailbox(mailbox, buggy, stop=stop, poll=timedelta(seconds=60), on_error=errors.append)
    assert [type(error) for error in errors] == [ZeroDivisionError] * 3


def test_a_mail_is_heard_of_and_a_stop_is_prompt(dovecot: Dovecot, mailbox_user: str, connect: Connect) -> None:
    mailbox = connect(dovecot.settings(mailbox_user))
    stop, seen, first = threading.Event(), threading.Event(), threading.Event()

    def one_pass() -> None:
        mailbox.open()
        if mailbox.list_from(1):
            seen.set()
        first.set()

    loop = threading.Thread(
        target=run_mailbox,
        args=(mailbox, one_pass),
        kwargs={"stop": stop, "poll": timedelta(minutes=5), "on_error": lambda _error: None},
        daemon=True,  # a failure must not keep the test run from ending
    )
    loop.start()
    assert first.wait(PATIENCE)
    dovecot.deliver(mailbox_user, letter("un"))
    assert seen.wait(PATIENCE)
    stop.set()
    mailbox.interrupt()
    loop.join(PATIENCE)
    assert not loop.is_alive()


def test_a_wait_that_fails_after_a_good_pass_is_followed_by_the_next_pass_soon(connect: Connect) -> None:
    class Deaf(ImapMailbox):
        """Its server always hangs up in IDLE."""

        def wait(self, timeout: timedelta) -> bool:
            raise MailboxError("imap", f"idle: lost within {timeout}", reason="lost")

    settings = MailboxSettings(address="a@b.fr", imap=AWAY, smtp=None)
    mailbox = Deaf("a@b.fr", settings, lambda: "")
    stop = CountedStop(9)
    run_mailbox(mailbox, lambda: None, stop=stop, poll=timedelta(seconds=60), on_error=lambda _error: None)
    assert max(stop.waited) == 60


def test_the_pause_never_exceeds_five_minutes() -> None:
    assert backoff(0) == timedelta(seconds=1)
    assert backoff(10**6) == timedelta(minutes=5)


def test_guarded_hands_back_what_went_wrong() -> None:
    assert guarded(lambda: 1) is None
    assert isinstance(guarded(lambda: 1 // 0), ZeroDivisionError)
