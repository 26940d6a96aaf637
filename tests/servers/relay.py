"""The rest of the world's mail: takes what the sink accepted and brings what correspondents make of it to mailboxes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.servers.dovecot import Dovecot
from tests.servers.sink import Accepted, Sink

Correspondent = Callable[[Accepted], Iterable[bytes]]
"""What an address does with a mail it gets: the mails that it sends back."""


@dataclass
class Relay:
    """`mailboxes` are addresses that lie at Dovecot (address → user), `correspondents` those that answer by themselves.

    `home` is the user whose mailbox gets what correspondents send. `gateway` may change what goes from mailbox to
    mailbox, as a server on the way does.
    """

    sink: Sink
    dovecot: Dovecot
    home: str = ""
    mailboxes: dict[str, str] = field(default_factory=dict)
    correspondents: dict[str, Correspondent] = field(default_factory=dict)
    gateway: Callable[[bytes], bytes] = bytes
    carried: int = 0

    def carry(self) -> int:
        """Brings on what the sink took since the last call; returns how many mails were delivered."""
        fresh, self.carried = self.sink.mails[self.carried :], len(self.sink.mails)
        delivered = 0
        for mail in fresh:
            (to,) = mail.to
            if to in self.mailboxes:
                self.dovecot.deliver(self.mailboxes[to], self.gateway(mail.content))
                delivered += 1
            for answer in self.correspondents.get(to, _silence)(mail):
                self.dovecot.deliver(self.home, answer)
                delivered += 1
        return delivered


def _silence(_mail: Accepted) -> Iterable[bytes]:
    return ()
