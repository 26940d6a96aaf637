"""Past mails decided again, each at the moment when it came, into a store of its own: nothing can leave from here.

There is no mail server and no mailbox in what this job holds; the invoices are those of today, taken for fresh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.core.copy_parts import CopyParts
from bot.core.invoice import Invoice
from bot.core.mail import RawMail
from bot.jobs.triage import Triage
from bot.ports.books import Books, History, InvoiceBook
from bot.ports.brakes import Pauses
from bot.ports.outside import Archive, Place
from bot.ports.store import Cursor, Fingerprint, Ledger

CURSOR = "replay"
_AT_ONCE = 50


@dataclass(slots=True)
class PastClock:
    """Fulfils `bot.ports.outside.Clock`: it stands where the replay has come to."""

    moment: datetime = field(default=datetime(1990, 1, 1, tzinfo=UTC))

    def now(self) -> datetime:
        """The moment when the mail at hand came."""
        return self.moment


@dataclass(frozen=True, slots=True)
class _Invoices:
    """Today's invoices as a book of the past: everything in it was read just now."""

    real: InvoiceBook
    clock: PastClock

    def by_number(
        self, organisation_id: str, numbers: Sequence[str], supplier_ids: Sequence[str] = ()
    ) -> tuple[Invoice, ...]:
        return self._fresh(self.real.by_number(organisation_id, numbers, supplier_ids))

    def resembling(
        self, organisation_id: str, numbers: Sequence[str], supplier_ids: Sequence[str]
    ) -> tuple[Invoice, ...]:
        return self._fresh(self.real.resembling(organisation_id, numbers, supplier_ids))

    def numbered(self, organisation_id: str, supplier_id: str, numbers: Sequence[str]) -> tuple[Invoice, ...]:
        return self._fresh(self.real.numbered(organisation_id, supplier_id, numbers))

    def copies(self, organisation_id: str) -> Mapping[str, datetime]:
        return dict.fromkeys(self.real.copies(organisation_id), self.clock.now())

    def parts(self, organisation_id: str) -> CopyParts:
        return self.real.parts(organisation_id)

    def contact_sirets(self, organisation_id: str, address: str) -> tuple[str, ...]:
        return self.real.contact_sirets(organisation_id, address)

    def known_addresses(self, organisation_id: str, supplier_ids: Sequence[str]) -> tuple[str, ...]:
        return self.real.known_addresses(organisation_id, supplier_ids)

    def _fresh(self, invoices: Sequence[Invoice]) -> tuple[Invoice, ...]:
        return tuple(replace(invoice, synced_at=self.clock.now()) for invoice in invoices)


@dataclass(frozen=True, slots=True)
class _PastBooks:
    """Fulfils `bot.ports.books.Books`: invoices and contacts of the real store, the rest of the replay's own."""

    invoices: InvoiceBook
    history: History
    pauses: Pauses


@contextmanager
def past_books(
    real: Callable[[], AbstractContextManager[Books]],
    own: Callable[[], AbstractContextManager[Books]],
    clock: PastClock,
) -> Iterator[Books]:
    """What deciding may ask during a replay."""
    with real() as today, own() as replayed:
        yield _PastBooks(_Invoices(today.invoices, clock), replayed.history, replayed.pauses)


@dataclass(slots=True)
class ReplayReport:
    """What one run did: `done` mails of the archive are behind us, `again` were copies of others, `gone` unreadable."""

    done: int = 0
    again: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """One archive and what replaying it needs; `ledger` and `triage` are of the replay's own store, and `let_go` drops
    from it the bytes of mails that are decided. `on_step` hears how many mails are behind us.
    """

    archive: Archive
    ledger: Ledger
    triage: Triage
    clock: PastClock
    organisation_id: str
    fingerprint: Callable[[bytes], Fingerprint]
    let_go: Callable[[], None]
    on_step: Callable[[int], None]
    stopping: Callable[[], bool]

    def run(self) -> ReplayReport:
        """From where an earlier run stopped to the end; killed at any moment it goes on from the last fifty mails.

        A mail that was replayed before is known by its fingerprint and not decided twice. Raises MailboxError or
        StoreError; what was decided stays.
        """
        places = self.archive.places
        report = ReplayReport(done=self._start(len(places)))
        self.on_step(report.done)
        for place, content in self.archive.read(places[report.done :]):
            self._take(place, content, report)
            report.done += 1
            self.on_step(report.done)
            stopping = self.stopping()
            if stopping or report.done % _AT_ONCE == 0:
                self._remember(len(places), report.done)
            if stopping:
                return report
        self._remember(len(places), report.done)
        return report

    def _start(self, mails: int) -> int:
        """How many are behind us; none when the archive has grown or shrunk since."""
        cursor = self.ledger.cursor(CURSOR)
        return cursor.next_uid if cursor is not None and cursor.uid_validity == mails else 0

    def _remember(self, mails: int, done: int) -> None:
        self.let_go()
        self.ledger.set_cursor(CURSOR, Cursor(uid_validity=mails, next_uid=done))

    def _take(self, place: Place, content: bytes | None, report: ReplayReport) -> None:
        if content is None:
            report.gone += 1
            return
        self.clock.moment = place.received_at
        mail = RawMail("", 0, 0, place.received_at, content)
        if self.ledger.keep_pushed(self.organisation_id, mail, self.fingerprint(content)) is None:
            report.again += 1
        while self.triage.run():
            pass
