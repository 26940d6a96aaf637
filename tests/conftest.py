"""Fixtures that every floor of tests shares: the real servers live in `tests/servers`."""

from __future__ import annotations

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
