"""What the loops' tests share: a store on SQLite, a clock to set, decided messages, queued mails."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.decision import Decision, Outcome
from bot.core.mail import Address, OutgoingMail, ReplyKind
from bot.core.message import Route
from bot.demo.portal.switches import Switches
from bot.edges.imap import ImapMailbox
from bot.edges.imap_session import Limits
from bot.edges.store import Store, open_store
from bot.ports.store import Queued, Record
from tests.servers.dovecot import PASSWORD
from tests.servers.letters import letter, message_id_of
from tests.servers.walks import Walks, walking

CASQ = "casq"
MAILBOX = "factures@casq.exemple.fr"
_numbers = itertools.count(1)


@dataclass(slots=True)
class SetClock:
    """A clock that stands still until it is moved."""

    at: datetime

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.at

    def advance(self, **by: float) -> None:
        """Moves on, as `timedelta` counts."""
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> SetClock:
    """Starts now, since Dovecot dates mails by the real time."""
    return SetClock(datetime.now(UTC).replace(microsecond=0))


@pytest.fixture
def ledger_store(sqlite_template: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store on SQLite; that both databases agree is shown where the store is tested."""
    opened = open_store(str(shutil.copy(sqlite_template, tmp_path / "guichet.db")))
    yield opened
    opened.close()


@pytest.fixture
def connect() -> Iterator[Callable[..., ImapMailbox]]:
    """Makes mailboxes from settings and closes them after the test."""
    made: list[ImapMailbox] = []

    def make(settings: object) -> ImapMailbox:
        limits = Limits(connect=5.0, read=5.0)
        made.append(ImapMailbox(MAILBOX, settings, lambda: PASSWORD, limits=limits))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for mailbox in made:
        mailbox.close()


def queued(
    *, to: str = "marie@exemple.fr", to_supplier: bool = True, route: Route = Route.SMTP, subject: str = ""
) -> Queued:
    """One mail to be sent, never the same twice."""
    subject = subject or f"reponse {next(_numbers)}"
    mail = OutgoingMail(message_id_of(subject), Address("", MAILBOX), to, subject, "Bonjour", "")
    return Queued(subject, mail, letter(subject), ReplyKind.ANSWER, "status", route, to_supplier)


def decide(
    store: Store, at: datetime, outcome: Outcome, target: str, *mails: Queued, held: bool = False
) -> tuple[int, ...]:
    """Decides every received message alike, as triage would; returns their keys."""
    messages = store.ledger.claim("triage", at, timedelta(minutes=5), 1000)
    for message in messages:
        decision = Decision(outcome, (), None, 0, "test", "1", (), (), None, "")
        store.tickets.record(
            Record(
                message_key=message.key,
                organisation_id=message.organisation_id,
                decision=decision,
                decided_at=at,
                trace="{}",
                ticket=None,
                queued=mails,
                held=held,
                target=target,
            )
        )
    return tuple(message.key for message in messages)


@pytest.fixture
def walks(store: Store) -> Iterator[Walks]:
    """A portal of half a year and nothing read yet, on each database."""
    yield from walking(store, Switches())
