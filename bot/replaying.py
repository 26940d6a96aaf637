"""A replay as the command line asks for it: archives opened, the replay's own store beside the real one, the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from bot import log
from bot.app import Desk, Library, opened
from bot.core.explain import masked
from bot.core.mail import ReaderIdentity
from bot.core.organisation import Contact, Organisation, Sending
from bot.core.replay import Look, Replayed, Tally
from bot.edges.compose import MailComposer
from bot.edges.fingerprint import fingerprint
from bot.edges.imap_archive import ImapArchive
from bot.edges.mail_archive import open_archive
from bot.edges.mime import MimeParser
from bot.edges.process_name import is_surely_dead, own_name
from bot.edges.statement_file import StatementWriter
from bot.edges.store import Store
from bot.edges.store_leases import Leases
from bot.edges.store_replay import ReplayBook, open_replay_store
from bot.errors import ConfigError, UnreadableMail
from bot.jobs.correspondence import Correspondence
from bot.jobs.deliberate import Deliberator
from bot.jobs.replay import PastClock, Replay, ReplayReport, past_books
from bot.jobs.triage import Triage
from bot.ports.outside import Archive

IMAP = "imap:"
"""How the name of a folder of the configured mailbox begins, where a file or a folder could be named."""

_NOBODY = Contact("(service à compléter)", "(adresse à compléter)", "", "(téléphone à compléter)")


@dataclass(frozen=True, slots=True)
class Compared:
    """One answer to look at, with the mail it answers and what staff wrote then (empty when it was not found)."""

    look: Look
    mail: Replayed
    staff: str


@dataclass(frozen=True, slots=True)
class Replaying:
    """A replay under way: `book` is its own store, read by whoever reports."""

    desk: Desk
    body: Organisation
    own: Store
    book: ReplayBook

    def run(self, source: str, on_step: Callable[[int, int], None], stopping: Callable[[], bool]) -> ReplayReport:
        """Decides the mails of `source` again; `on_step` hears how many of how many are done."""
        with _archive(self.desk, self.body, source) as archive:
            whole = len(archive.places)
            return self._job(archive, lambda done: on_step(done, whole), stopping).run()

    def _job(self, archive: Archive, on_step: Callable[[int], None], stopping: Callable[[], bool]) -> Replay:
        clock, own, library = PastClock(), self.own, self.desk.library
        Leases(own.engine).release(is_surely_dead)
        books = partial(past_books, self.desk.store.books, own.books, clock)
        triage = Triage(
            ledger=own.ledger,
            tickets=own.tickets,
            outbox=own.outbox,
            switch=own.switch,
            deliberator=Deliberator(MimeParser(), self.desk.attachments, library.renderer, library.rules, books),
            correspondence=Correspondence(library.renderer, MailComposer(), StatementWriter(), library.rules),
            organisations={self.body.id: self.body},
            clock=clock,
            owner=own_name(),
            on_error=lambda key, error: log.trouble("not replayed", message=key, error=type(error).__name__),
            on_returned=lambda _mail: None,
        )
        return Replay(
            archive=archive,
            ledger=own.ledger,
            triage=triage,
            clock=clock,
            organisation_id=self.body.id,
            fingerprint=fingerprint,
            let_go=self.book.let_go,
            on_step=on_step,
            stopping=stopping,
        )

    def compared(self, tally: Tally, sent: str) -> Iterator[Compared]:
        """The answers to look at, each beside what staff wrote to the same mail, found in the archive `sent`."""
        written = _answers(self.desk, self.body, sent, {look.message_id for look in tally.looks}) if sent else {}
        for look in tally.looks:
            yield Compared(look, self.book.one(look.key), written.get(look.message_id, ""))


@contextmanager
def replaying(library: Library, organisation: str | None, store: Path) -> Iterator[Replaying]:
    """Opens the real store to read, and the replay's own at `store`. Raises ConfigError, StoreError."""
    body = as_if_sending(library.served[library.only_id(organisation)])
    with opened(library, read_only=True) as desk:
        own = open_replay_store(store)
        try:
            yield Replaying(desk, body, own, ReplayBook(own.engine))
        finally:
            own.close()


def as_if_sending(body: Organisation) -> Organisation:
    """The body as it will be when it answers by itself: sending on, the contact block complete."""
    return replace(body, sending=Sending.ON, contact=body.contact if body.contact.complete else _NOBODY)


@contextmanager
def _archive(desk: Desk, body: Organisation, source: str) -> Iterator[Archive]:
    if not source.startswith(IMAP):
        yield open_archive(Path(source))
        return
    settings = body.mailbox
    if settings is None or settings.imap is None:
        raise ConfigError(f"{source}: {body.id} has no mailbox to read: write [organisations.{body.id}.mailbox.imap]")
    credentials = desk.keys.of(body.id, settings, settings.imap, "imap")
    archive = ImapArchive(settings.imap, credentials, source.removeprefix(IMAP))
    try:
        yield archive
    finally:
        archive.close()


def _answers(desk: Desk, body: Organisation, sent: str, wanted: set[str]) -> Mapping[str, str]:
    """What staff wrote, by the Message-ID of the mail it answers: the first answer to each of `wanted`."""
    found: dict[str, str] = {}
    parser, nobody = MimeParser(), ReaderIdentity((), (), (), "")
    with _archive(desk, body, sent) as archive:
        for place, content in archive.read(archive.places):
            try:
                mail = parser.parse(content or b"", place.received_at, nobody)
            except UnreadableMail:
                continue
            answered = (wanted - found.keys()) & set(mail.references)
            found |= dict.fromkeys(answered, masked(mail.fresh_text))
    return found
