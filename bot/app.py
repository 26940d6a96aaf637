"""Where everything is joined: what was read from files → store and edges → jobs.

The only file that names concrete classes of the outside. A `Library` is what was read from files; a `Desk` is a
library with an open database, and does what the command line asks.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from bot import log
from bot.core.decision import ReturnedMail
from bot.core.loops import Room, SendingCaps, room_left
from bot.core.organisation import MailboxSettings, Organisation
from bot.core.reception import received_addresses
from bot.edges.clock import SystemClock
from bot.edges.compose import MailComposer
from bot.edges.fingerprint import fingerprint
from bot.edges.mime import MimeParser
from bot.edges.process_name import is_surely_dead, own_name
from bot.edges.statement_file import StatementWriter
from bot.edges.store import Store, open_store
from bot.edges.store_leases import Leases
from bot.errors import ConfigError
from bot.jobs.correspondence import Correspondence
from bot.jobs.deliberate import Deliberation, Deliberator, is_old, organisation_of
from bot.jobs.filing import Filer
from bot.jobs.intake import Intake, read_from_start
from bot.jobs.outbox import Sender
from bot.jobs.reception import Reception
from bot.jobs.triage import Triage
from bot.library import ALL, Library, load_library, load_rule_cases
from bot.ports.outbox import OutboxItem
from bot.staff_notes import StaffNotes

if TYPE_CHECKING:
    from bot.connections import Connections
    from bot.edges.attached.reader import AttachmentReader
    from bot.edges.file_import import FileImport
    from bot.edges.imap import ImapMailbox
    from bot.edges.smtpd import MailServer
    from bot.keyring import Keyring

__all__ = [
    "ALL",
    "Desk",
    "Library",
    "MailboxJobs",
    "load_library",
    "load_rule_cases",
    "opened",
]


@contextmanager
def opened(library: Library, *, read_only: bool = False, must_exist: bool = False) -> Iterator[Desk]:
    """A desk with its database open. `must_exist` writes into none that was not there; `read_only` creates nothing.

    Where nobody named a database and there is none yet, `read_only` takes it for an empty one. Raises ConfigError
    for one that should be there and is not.
    """
    url = library.settings.database
    if read_only and not library.settings.database_named and _is_absent(url):
        log.trouble("no database yet, deciding as with an empty one", url=url)
        url = "sqlite://"
    store = open_store(url, read_only=read_only, must_exist=must_exist, at=crash_point)
    desk = Desk(library, store)
    try:
        yield desk
    finally:
        desk.close()


def _is_absent(url: str) -> bool:
    path = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else url
    return "://" not in path and path != ":memory:" and not Path(path).exists()


def crash_point(name: str) -> None:
    """Kills this process where GUICHET_CRASH_AT names a point (tests of restarts); nothing otherwise."""
    if os.environ.get("GUICHET_CRASH_AT") == name:
        os.kill(os.getpid(), signal.SIGKILL)


class Desk:
    """A library with an open database: builds the jobs, which know neither files nor servers."""

    def __init__(self, library: Library, store: Store) -> None:
        self.library = library
        self.store = store
        self.clock = SystemClock()
        self.owner = own_name()
        self.stopping = Event()
        self._ends = ExitStack()

    def close(self) -> None:
        """Ends connections, and the process that opens attachments; never raises."""
        self._ends.close()
        self.store.close()

    # --- servers: read from their modules when first asked for, most commands speak to none ------

    @cached_property
    def keys(self) -> Keyring:
        """What logs in at servers."""
        from bot.keyring import Keyring

        return Keyring(self.notes.of_tokens, crash_point)

    @cached_property
    def connections(self) -> Connections:
        """Mailboxes, mail servers and Chorus Pro, by organisation; `close` ends them."""
        from bot.connections import Connections

        connections = Connections(self.library, self.keys)
        self._ends.callback(connections.close)
        return connections

    @cached_property
    def attachments(self) -> AttachmentReader:
        """What opens the files of mails, in a process that starts with the first of them; `close` ends it."""
        from bot.edges.attached.reader import AttachmentReader

        attachments = AttachmentReader()
        self._ends.callback(attachments.close)
        return attachments

    # --- thinking --------------------------------------------------------------------------------

    @cached_property
    def deliberator(self) -> Deliberator:
        """What thinks one mail through."""
        return Deliberator(MimeParser(), self.attachments, self.library.renderer, self.library.rules, self.store.books)

    @cached_property
    def correspondence(self) -> Correspondence:
        """What writes mails."""
        return Correspondence(self.library.renderer, MailComposer(), StatementWriter(), self.library.rules)

    def think(self, content: bytes, now: datetime, organisation: str | None = None) -> Deliberation:
        """What would be decided about this mail, received at `now`; writes nothing.

        The organisation is the one named, else the one the mail is addressed to. Raises ConfigError when
        neither tells, UnreadableMail.
        """
        body = self.library.served[self._addressee(content, now, organisation)]
        number = partial(self.store.tickets.preview_number, body.id, now)
        return self.deliberator.deliberate(content, now, body, now, number)

    def _addressee(self, content: bytes, now: datetime, organisation: str | None) -> str:
        if organisation is not None or len(self.library.served) == 1:
            return self.library.only_id(organisation)
        found = organisation_of(MimeParser(), content, now, tuple(self.library.served.values()))
        if found is None:
            ids = ", ".join(sorted(self.library.served))
            raise ConfigError(
                f"the mail is addressed to none of the organisations: say which with --organisation ({ids})"
            )
        return found.id

    @cached_property
    def notes(self) -> StaffNotes:
        """What tells staff that something went wrong."""
        return StaffNotes(self.library, self.store, self.clock, self.correspondence)

    @cached_property
    def files(self) -> FileImport:
        """What loads files for the served organisations."""
        from bot.edges.file_import import FileImport

        return FileImport(self.store, self.library.served, self.clock.now)

    # --- jobs ------------------------------------------------------------------------------------

    def release_leases(self) -> None:
        """Frees what processes of this host held when they died."""
        freed = Leases(self.store.engine).release(is_surely_dead)
        if freed:
            log.event("leases of dead processes released", owners=freed)

    def mailboxes(self, *, from_start: bool = False) -> Sequence[MailboxJobs]:
        """One for each served organisation with a mailbox, whose servers and passwords are all set.

        Raises ConfigError when there is nothing to do, a password is missing, or answers can leave by no mail server.
        """
        read = self.connections.readable()
        return [self._mailbox(self.library.served[name], settings, from_start) for name, settings in read.items()]

    def _mailbox(self, body: Organisation, settings: MailboxSettings, from_start: bool) -> MailboxJobs:
        mailbox = self.connections.mailbox(body.id, settings)
        if from_start:
            read_from_start(self.store.ledger, settings.address)
        intake = Intake(
            mailbox=mailbox,
            ledger=self.store.ledger,
            clock=self.clock,
            organisation_id=body.id,
            mailbox_id=settings.address,
            first_read="all" if from_start else settings.first_read,
            max_octets=settings.max_octets,
            fingerprint=fingerprint,
            is_old=partial(is_old, body, self.library.rules),
            stopping=self.stopping.is_set,
            at=crash_point,
        )
        filer = Filer(
            mailbox=mailbox,
            ledger=self.store.ledger,
            outbox=self.store.outbox,
            clock=self.clock,
            mailbox_id=settings.address,
            folders=settings.folders,
            owner=self.owner,
            stopping=self.stopping.is_set,
            at=crash_point,
        )
        return MailboxJobs(body.id, settings, mailbox, intake, filer)

    def mail_server(
        self,
        *,
        on_kept: Callable[[str, int | None], None],
        on_error: Callable[[Exception], None],
        on_refused: Callable[[str], None],
    ) -> MailServer | None:
        """What takes mail by SMTP and LMTP, not yet listening; None where [reception] is not written.

        See `Reception` for `on_kept`, `MailServer` for the others. Raises ConfigError.
        """
        from bot.edges.smtpd import MailServer

        settings = self.library.settings.reception
        if settings is None:
            return None
        boxes = {body.id: _box(body) for body in self.library.served.values()}
        reception = Reception(
            ledger=self.store.ledger,
            clock=self.clock,
            mailboxes={name: box.address for name, box in boxes.items()},
            fingerprint=fingerprint,
            on_kept=on_kept,
            at=crash_point,
        )
        return MailServer(
            settings,
            received_addresses(self.library.served.values()),
            {name: box.max_octets for name, box in boxes.items()},
            reception.take,
            on_error=on_error,
            on_refused=on_refused,
        )

    def close_settled(self) -> int:
        """Ends settled messages that lie in no mailbox, as filing ends the others; returns how many."""
        return self.store.ledger.close_settled(tuple(self.library.served))

    def triage(self, on_error: Callable[[int, Exception], None]) -> Triage:
        """The loop that decides."""
        return Triage(
            ledger=self.store.ledger,
            tickets=self.store.tickets,
            outbox=self.store.outbox,
            switch=self.store.switch,
            deliberator=self.deliberator,
            correspondence=self.correspondence,
            organisations=self.library.served,
            clock=self.clock,
            owner=self.owner,
            on_error=on_error,
            on_returned=_log_returned,
        )

    def sender(self) -> Sender:
        """The loop that sends."""
        return Sender(
            outbox=self.store.outbox,
            post_for=self.connections.post,
            clock=self.clock,
            owner=self.owner,
            envelope_from=self._envelope_from,
            on_dead=self.notes.of_dead_mail,
            room=self._room,
            on_full=partial(self.notes.of_full_cap, self.caps),
            organisations=tuple(self.library.served),
            stopping=self.stopping.is_set,
            at=crash_point,
        )

    @property
    def caps(self) -> SendingCaps:
        """How much may leave for the suppliers of one body."""
        return SendingCaps(self.library.rules.limits.mails_per_hour, self.library.rules.limits.mails_per_day)

    def _room(self) -> dict[str, Room]:
        """What may still leave for each served body; one that has sent nothing lately has all of it."""
        whole, counted = room_left(self.caps, 0, 0), self.store.caps.room(self.caps, self.clock.now())
        return {name: counted.get(name, whole) for name in self.library.served}

    def _envelope_from(self, item: OutboxItem) -> str:
        """Bounces come back to the mailbox, where they are recognised and never answered."""
        body = self.library.known.get(item.organisation_id)
        return body.mailbox.address if body and body.mailbox else ""


def _box(body: Organisation) -> MailboxSettings:
    """The mailbox settings of a body, the usual ones where it has none."""
    return body.mailbox or MailboxSettings(body.addresses[0], None, None)


def _log_returned(mail: ReturnedMail) -> None:
    """A supplier's mail that came back is staff's to know, by a note; a note that came back can only be said here."""
    if mail.to_supplier:
        log.event("mail came back", organisation=mail.organisation_id, mail=mail.key, ticket=mail.ticket or "none")
    else:
        log.trouble("a note to staff came back", organisation=mail.organisation_id, mail=mail.key)


@dataclass(frozen=True, slots=True)
class MailboxJobs:
    """The two jobs of one mailbox, which share its connection."""

    organisation_id: str
    settings: MailboxSettings
    mailbox: ImapMailbox
    intake: Intake
    filer: Filer
