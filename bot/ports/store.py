"""What jobs may ask of the store, and have it write: the ledger, tickets. `owner` holds a lease.

Every method may raise the `EdgeError` of its edge. Times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.decision import Decision
from bot.core.mail import Late, OutgoingMail, RawMail, ReplyKind
from bot.core.message import Route
from bot.ports.books import Sought


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a mailbox was read: next UID to ask for; mails below `reread_below` were seen before.

    `since` is when the mailbox was first connected to, None when all that lay there is to be read too.
    """

    uid_validity: int
    next_uid: int
    reread_below: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What makes two copies one mail: Message-ID (may be empty) and a hash of From, Date, Subject, body.

    `whole` is the SHA-256 of all bytes, trace headers included.
    """

    message_id: str
    digest: str
    whole: str


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message as the ledger holds it, without its bytes. `key` is its row."""

    key: int
    organisation_id: str
    mailbox: str
    message_id: str
    received_at: datetime
    tries: int
    late: Late | None


@dataclass(frozen=True, slots=True)
class Filing:
    """One copy of a message to be moved: `folder` is where it lies now (empty: the intake folder).

    `target` is one of `answered`, `to_handle`, `ignored`, `error`.
    """

    copy_key: int
    uid: int
    uid_validity: int
    message_id: str
    folder: str
    target: str


class Ledger(Protocol):
    """Messages and their copies in mailboxes: nothing is lost once `keep` has returned."""

    def cursor(self, mailbox: str) -> Cursor | None:
        """Where reading stands, None before the first connection."""
        ...

    def set_cursor(self, mailbox: str, cursor: Cursor) -> None:
        """Stores where reading stands (first connection, UIDVALIDITY change)."""
        ...

    def known_uids(self, mailbox: str, uid_validity: int) -> frozenset[int]:
        """UIDs kept, or given up as unfetchable, at or above the cursor (a crash may have left some)."""
        ...

    def keep(
        self, organisation_id: str, mails: Sequence[tuple[RawMail, Fingerprint, Late | None]], next_uid: int
    ) -> tuple[int, ...]:
        """Commits raw mails, their copies and the cursor in one transaction; returns new messages' keys.

        A mail whose fingerprint is known becomes one more copy of the message it repeats.
        """
        ...

    def keep_pushed(self, organisation_id: str, mail: RawMail, mark: Fingerprint) -> int | None:
        """Commits a mail that a server handed over; its key when it is new, None when its fingerprint is known.

        It lies in no mailbox: no copy is noted, and its UID means nothing.
        """
        ...

    def keep_unread(
        self, organisation_id: str, mailbox: str, uid_validity: int, uid: int, received_at: datetime, why: str
    ) -> None:
        """Counts one failed fetch; at MAX_TRIES (or at once for `too_large`) a quarantined message stands for it."""
        ...

    def unfetched_due(self, mailbox: str, uid_validity: int, now: datetime) -> tuple[int, ...]:
        """UIDs whose fetch failed before and is due again."""
        ...

    def claim(
        self, owner: str, now: datetime, lease: timedelta, limit: int, organisations: Collection[str] | None = None
    ) -> tuple[StoredMessage, ...]:
        """Received messages due for triage, oldest first, leased to `owner`; no other claim returns them.

        Only those of `organisations`, of any when None.
        """
        ...

    def release(self, owner: str) -> int:
        """Gives back what `owner` has claimed and not decided, at once and with no try counted; returns how many."""
        ...

    def content(self, key: int) -> bytes:
        """The raw bytes of a message."""
        ...

    def note_failure(self, key: int, error: str, now: datetime, *, final: bool) -> bool:
        """Counts a failed try; True when the message is now quarantined (`final` or MAX_TRIES reached)."""
        ...

    def filings(self, mailbox: str, limit: int, without: Collection[tuple[str, str]] = ()) -> tuple[Filing, ...]:
        """Copies whose message is settled (reply sent, drafted or none due) and that lie in the wrong place.

        `without` are pairs (folder it lies in now, target) to leave out: the server refuses such moves.
        """
        ...

    def note_filed(self, moves: Sequence[tuple[int, str]]) -> None:
        """(copy key, folder it lies in now): in one transaction; a message with all copies filed is `filed`."""
        ...

    def close_settled(self, organisations: Collection[str]) -> int:
        """Makes settled messages `filed` that lie in no mailbox (any more); returns how many."""
        ...

    def quarantined_untold(
        self, limit: int, organisations: Collection[str] | None = None
    ) -> tuple[tuple[StoredMessage, str], ...]:
        """Quarantined messages that no note to staff speaks of yet (`once` is `quarantine:KEY`), and why.

        Only those of `organisations`, of any when None.
        """
        ...

    def retry(self, key: int | None) -> int:
        """Brings one quarantined message (or all) back to `received`; returns how many."""
        ...


@dataclass(frozen=True, slots=True)
class Queued:
    """A mail to be queued with a decision. `once` is unique: a second with the same is not queued.

    `told` lists (supplier_id, number, status) that the mail speaks of. `conversation` is the Message-ID of our first
    mail in the exchange, `answers` stands for the words it answers (`core/loops.words_key`): what loops are known by.
    """

    once: str
    mail: OutgoingMail
    content: bytes
    kind: ReplyKind
    template: str
    route: Route
    to_supplier: bool
    told: tuple[tuple[str, str, str], ...] = ()
    conversation: str = ""
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a bounce leads to: mail `key` came back, because of `said` (French words).

    `until` is when the pause of its address ends, None when there is to be none (a note to staff, or a bounce that
    does not prove which mail it speaks of, `proven` False). `note` leaves only once for each pause.
    """

    key: int
    said: str
    proven: bool
    until: datetime | None
    note: Queued | None


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """The ticket that a decision opens or changes.

    `key` None opens one with `number`; `follows` names a closed ticket that this one follows.
    `events` are (kind, data) in order; `state` what they lead to.
    """

    key: int | None
    number: str
    state: str
    supplier_id: str
    correspondent: str
    team: str
    priority: str
    invoice_keys: tuple[int, ...]
    events: tuple[tuple[str, str], ...]
    follows: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """All that one decision writes, in one transaction. `trace` is the JSON that `explain` prints.

    `held` marks a decision whose reply may not leave while sending is off. `target` names the folder
    that the mail belongs in (`answered`, `to_handle`, `ignored`, `error`); `answered` waits until the
    reply has left, and becomes `to_handle` when the reply is dead.
    `returned` is what a bounce changes. `facts_as_of` is what `History.last_decision` said before the facts were gathered, and `sought` what
    they were sought by: both together have `record` ask whether the facts still hold.
    """

    message_key: int
    organisation_id: str
    decision: Decision
    decided_at: datetime
    trace: str
    ticket: TicketDraft | None
    queued: tuple[Queued, ...]
    held: bool = False
    target: str = "to_handle"
    sought: Sought | None = None
    facts_as_of: int | None = None
    returned: Returned | None = None


class Tickets(Protocol):
    """Decisions, and the tickets that they open or change."""

    def next_number(self, organisation_id: str, now: datetime) -> str:
        """A ticket number never given before, such as `CASQ-2026-000042`."""
        ...

    def preview_number(self, organisation_id: str, now: datetime) -> str:
        """What `next_number` would give, writing nothing (for `explain`)."""
        ...

    def number_of(self, key: int | None) -> str:
        """The number of a ticket, empty for None."""
        ...

    def record(self, record: Record) -> bool:
        """Writes decision, ticket, events and queued mails, and sets the message `decided`: all or nothing.

        Decisions of one organisation are written one after the other. False when nothing was written: the
        message is not `received` any more, or since `facts_as_of` another decision touched the same ticket,
        the same invoices or the same sender; the message then waits, without lease, to be thought through again.
        """
        ...
