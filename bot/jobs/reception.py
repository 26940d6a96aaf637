"""What is done with a mail that a mail server hands over: on disk first, then the server is told that we have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.mail import RawMail
from bot.jobs.loop import never
from bot.ports.outside import Clock
from bot.ports.store import Fingerprint, Ledger


@dataclass(frozen=True, slots=True)
class Reception:
    """`mailboxes` gives each served organisation the name of its mailbox in the ledger; `at` hears the crash points.

    `on_kept` hears after each commit whose mail it was and its key in the ledger, None when it was known.
    """

    ledger: Ledger
    clock: Clock
    mailboxes: Mapping[str, str]
    fingerprint: Callable[[bytes], Fingerprint]
    on_kept: Callable[[str, int | None], None]
    at: Callable[[str], None] = never

    def take(self, organisation_id: str, content: bytes) -> None:
        """Commits one mail; when this returns it cannot be lost any more. Raises StoreError.

        The same mail a second time (sent again because our answer got lost, or read by IMAP before) is no second
        message. It counts as received now: nobody else has promised anything about it yet.
        """
        mail = RawMail(self.mailboxes[organisation_id], 0, 0, self.clock.now(), content)
        mark = self.fingerprint(content)
        self.at("intake.fetched")
        key = self.ledger.keep_pushed(organisation_id, mail, mark)
        self.at("intake.kept")
        self.on_kept(organisation_id, key)
