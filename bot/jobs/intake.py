"""The loop that reads: mailbox → message *received*; from the commit on, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.mail import Late, RawMail
from bot.errors import EdgeError
from bot.jobs.loop import never
from bot.ports.outside import Clock, FolderState, Listed, Mailbox, Unfetched
from bot.ports.store import Cursor, Fingerprint, Ledger

_BATCH = 50
_BATCH_OCTETS = 10_000_000


@dataclass(slots=True)
class IntakeReport:
    """What one pass did. `keys` are the new messages' rows; `kept` counts copies of known ones too.

    `skipped` lay in the mailbox before the first connection, and only the server's new numbering shows them again.
    """

    kept: int = 0
    unfetched: int = 0
    too_large: int = 0
    vanished: int = 0
    skipped: int = 0
    renumbered: bool = False
    keys: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Intake:
    """One mailbox and what reading it needs.

    `first_read` is `new` (the first connection starts at UIDNEXT) or `all`. `is_old(received_at, now)` says
    that a mail is too old to be answered by itself. `stopping` ends a long pass between two batches; `at` is
    told the named crash points.
    """

    mailbox: Mailbox
    ledger: Ledger
    clock: Clock
    organisation_id: str
    mailbox_id: str
    first_read: str
    max_octets: int
    fingerprint: Callable[[bytes], Fingerprint]
    is_old: Callable[[datetime, datetime], bool]
    stopping: Callable[[], bool] = bool
    at: Callable[[str], None] = never

    def run(self) -> IntakeReport:
        """One pass: everything new and everything due for another try, batch by batch, each committed alone.

        Raises MailboxError or StoreError; what was committed before stays, and the next pass goes on from there.
        """
        report = IntakeReport()
        state = self.mailbox.open()
        cursor = self._cursor(state, report)
        wanted, following = self._wanted(cursor, report)
        for batch in _batches(wanted):
            if self.stopping():
                return report
            cursor = self._take(batch, cursor, report)
        if following > cursor.next_uid:
            self.ledger.set_cursor(self.mailbox_id, replace(cursor, next_uid=following))
        return report

    def _cursor(self, state: FolderState, report: IntakeReport) -> Cursor:
        cursor = self.ledger.cursor(self.mailbox_id)
        if cursor is None:
            everything = self.first_read == "all"
            since = None if everything else self.clock.now()
            cursor = Cursor(state.uid_validity, 1 if everything else state.uid_next, since=since)
        elif cursor.uid_validity != state.uid_validity:
            # The server has renumbered the folder: all is read again, recognised by fingerprint, never answered;
            # but what we were told not to read at the first connection is not read now either.
            report.renumbered = True
            cursor = Cursor(state.uid_validity, 1, reread_below=state.uid_next, since=cursor.since)
        else:
            return cursor
        self.ledger.set_cursor(self.mailbox_id, cursor)
        return cursor

    def _wanted(self, cursor: Cursor, report: IntakeReport) -> tuple[list[Listed], int]:
        """What to fetch, ascending: new mails, and failed ones that are due again; and the UID to go on from then."""
        due = frozenset(self.ledger.unfetched_due(self.mailbox_id, cursor.uid_validity, self.clock.now()))
        known = self.ledger.known_uids(self.mailbox_id, cursor.uid_validity)
        listed = self.mailbox.list_from(min((cursor.next_uid, *due)))
        new = [one for one in listed if one.uid in due or (one.uid >= cursor.next_uid and one.uid not in known)]
        skipped = {one.uid for one in new if one.uid not in due and _lay_there_before(one, cursor)}
        report.skipped += len(skipped)
        wanted = [one for one in new if one.uid not in skipped]
        for uid in sorted(due - {one.uid for one in listed}):
            # A person moved it away before it could be read: counted, so that it ends where people see it.
            self._count_unread(cursor, uid, self.clock.now(), "gone")
            report.vanished += 1
        return wanted, max(skipped, default=0) + 1

    def _take(self, batch: Sequence[Listed], cursor: Cursor, report: IntakeReport) -> Cursor:
        """Fetches and commits one batch; the cursor passes only mails that are kept, counted or gone."""
        too_large = [one for one in batch if one.size > self.max_octets]
        for one in too_large:
            self._count_unread(cursor, one.uid, one.received_at, "too_large")
        report.too_large += len(too_large)
        rest = [one for one in batch if one.size <= self.max_octets]
        fetched: list[RawMail | Unfetched] = []
        failure = None
        try:
            fetched.extend(self.mailbox.fetch([one.uid for one in rest]))
        except EdgeError as error:
            failure = error
        cursor = self._commit(batch, rest, fetched, cursor, report, complete=failure is None)
        if failure is not None:
            raise failure
        return cursor

    def _commit(
        self,
        batch: Sequence[Listed],
        rest: Sequence[Listed],
        fetched: Sequence[RawMail | Unfetched],
        cursor: Cursor,
        report: IntakeReport,
        *,
        complete: bool,
    ) -> Cursor:
        received_at = {one.uid: one.received_at for one in rest}
        for one in fetched:
            if isinstance(one, Unfetched):
                self._count_unread(cursor, one.uid, received_at[one.uid], one.why)
                report.unfetched += 1
        settled = {one.uid for one in fetched}
        open_uids = [] if complete else [one.uid for one in rest if one.uid not in settled]
        following = open_uids[0] if open_uids else batch[-1].uid + 1
        cursor = replace(cursor, next_uid=max(cursor.next_uid, following))
        self._keep([one for one in fetched if isinstance(one, RawMail)], cursor, report)
        return cursor

    def _keep(self, mails: Sequence[RawMail], cursor: Cursor, report: IntakeReport) -> None:
        if not mails:
            self.ledger.set_cursor(self.mailbox_id, cursor)
            return
        now = self.clock.now()
        entries = [(mail, self.fingerprint(mail.content), self._late(mail, cursor, now)) for mail in mails]
        self.at("intake.fetched")
        report.keys.extend(self.ledger.keep(self.organisation_id, entries, cursor.next_uid))
        report.kept += len(mails)
        self.at("intake.kept")

    def _late(self, mail: RawMail, cursor: Cursor, now: datetime) -> Late | None:
        if mail.uid < cursor.reread_below:
            return Late.REREAD
        return Late.OLD if self.is_old(mail.received_at, now) else None

    def _count_unread(self, cursor: Cursor, uid: int, received_at: datetime, why: str) -> None:
        self.ledger.keep_unread(self.organisation_id, self.mailbox_id, cursor.uid_validity, uid, received_at, why)


def read_from_start(ledger: Ledger, mailbox_id: str) -> None:
    """Puts the cursor back to the first mail (`run --from-start`): what is kept already is not kept twice.

    From now on the whole mailbox is ours to read, also after a renumbering.
    """
    cursor = ledger.cursor(mailbox_id)
    if cursor is not None:
        ledger.set_cursor(mailbox_id, replace(cursor, next_uid=1, since=None))


def _lay_there_before(one: Listed, cursor: Cursor) -> bool:
    """Whether this mail lay there before the first connection, and is only seen again because it has a new UID."""
    return cursor.since is not None and one.uid < cursor.reread_below and one.received_at < cursor.since


def _batches(listed: Sequence[Listed]) -> Iterator[list[Listed]]:
    """50 mails or about 10 MB at a time: what one commit holds, and what a crash may make us read again."""
    batch: list[Listed] = []
    octets = 0
    for one in listed:
        if batch and (len(batch) == _BATCH or octets + one.size > _BATCH_OCTETS):
            yield batch
            batch, octets = [], 0
        batch.append(one)
        octets += one.size
    if batch:
        yield batch
