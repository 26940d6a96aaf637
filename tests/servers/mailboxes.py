"""Our mailboxes at the test Dovecot, closed after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.core.organisation import MailboxSettings
from bot.edges.imap import ImapMailbox
from tests.servers.dovecot import PASSWORD

Opener = Callable[..., ImapMailbox]


@pytest.fixture
def opener() -> Iterator[Opener]:
    """Makes mailboxes and closes them after the test."""
    made: list[ImapMailbox] = []

    def make(settings: MailboxSettings, **more: object) -> ImapMailbox:
        mailbox = ImapMailbox("casq", settings, lambda: PASSWORD, **more)  # type: ignore[arg-type]
        made.append(mailbox)
        return mailbox

    yield make
    for mailbox in made:
        mailbox.close()
