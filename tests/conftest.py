"""Fixtures that every floor of tests shares: the real servers live in `tests/servers`."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from bot.log import LOG, NOISY

# A busy machine is no defect: how long one example takes, or its making, is measured by `make bench` and not here.
settings.register_profile("guichet", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("guichet")

pytest_plugins = [
    "tests.servers.token_server",  # first: Dovecot's imports it
    "tests.servers.dovecot",
    "tests.servers.mailboxes",
    "tests.servers.postgres",
    "tests.servers.scripted_imap",
    "tests.servers.scripted_portal",
    "tests.servers.sink",
    "tests.servers.doors",
    "tests.servers.portal",
    "tests.stories.troubled_office",
    "tests.stories.two_towns",
]


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """A command that a test runs in its own process sets the log up; the tests after it must not inherit that."""
    levels = {name: logging.getLogger(name).level for name in (LOG.name, *NOISY)}
    handlers, propagate = LOG.handlers[:], LOG.propagate
    yield
    LOG.handlers[:], LOG.propagate = handlers, propagate
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
