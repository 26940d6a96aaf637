"""Waiting for mail at a real Dovecot: heard of at once, ended by its time, by a mail or by a nudge."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.letters import letter
from tests.servers.mailboxes import Opener


def test_idle_hears_of_a_mail_long_before_the_time_is_over(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    mailbox.list_from(1)
    postman = threading.Timer(0.2, lambda: dovecot.deliver(mailbox_user, letter("un")))
    postman.start()
    started = datetime.now(UTC)
    assert mailbox.wait(timedelta(seconds=30)) is True
    assert datetime.now(UTC) - started < timedelta(seconds=10)
    postman.join()
    assert [one.uid for one in mailbox.list_from(1)] == [1]


def test_a_mail_that_came_during_the_pass_ends_the_wait_at_once(
    dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    mailbox.list_from(1)
    dovecot.deliver(mailbox_user, letter("un"))
    mailbox.open()  # to file, as every pass does: what came was never listed
    mailbox.append("sent", letter("réponse"))  # hears, and swallows, the notice
    started = datetime.now(UTC)
    assert mailbox.wait(timedelta(seconds=30)) is True
    assert datetime.now(UTC) - started < timedelta(seconds=5)


@pytest.mark.parametrize("idle", [True, False])
def test_a_wait_can_be_interrupted_from_another_thread(
    dovecot: Dovecot, mailbox_user: str, opener: Opener, idle: bool
) -> None:
    mailbox = opener(dovecot.settings(mailbox_user, idle=idle))
    mailbox.open()
    threading.Timer(0.1, mailbox.interrupt).start()
    started = datetime.now(UTC)
    assert mailbox.wait(timedelta(seconds=30)) is False
    assert mailbox.wait(timedelta(seconds=30)) is False
    assert datetime.now(UTC) - started < timedelta(seconds=10)


@pytest.mark.parametrize("idle", [True, False])
def test_a_nudge_ends_one_wait_and_only_one(dovecot: Dovecot, mailbox_user: str, opener: Opener, idle: bool) -> None:
    mailbox = opener(dovecot.settings(mailbox_user, idle=idle))
    mailbox.open()
    mailbox.nudge()
    started = time.monotonic()
    assert mailbox.wait(timedelta(seconds=30)) is True
    assert time.monotonic() - started < 10
    mailbox.wait(timedelta(seconds=0.3))
    assert time.monotonic() - started > 0.3


def test_a_quiet_idle_ends_with_its_time_and_the_connection_still_serves(
    dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    assert mailbox.wait(timedelta(seconds=0.3)) is False
    assert mailbox.list_from(1) == ()
