"""What people ask of the database without any loop: imports, how things stand, what was decided."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict

from bot.app import Desk
from bot.core.guards import copy_age, is_fresh
from bot.core.invoice import SOURCE_API
from bot.core.organisation import MailboxSettings, Organisation, PortalSettings, Sending
from bot.core.portal import Feed
from bot.edges import file_import
from bot.edges.portal_file_contacts import checked_address
from bot.edges.portal_file_rows import BadValue
from bot.edges.portal_file_supplier import supplier_of
from bot.edges.store_find import Finder, InvoiceFound
from bot.edges.store_pauses import Pause
from bot.edges.store_rejects import ImportReport
from bot.edges.store_requeue import DeadMail, Requeue
from bot.edges.store_show import MessageShown, Shown, TicketShown
from bot.edges.store_status import Status
from bot.edges.store_traces import Trace, Traces
from bot.edges.store_walk_status import ListStatus, WalkStatus
from bot.errors import ConfigError
from bot.library import ALL

_REQUEUED_UNTIL = timedelta(days=5)
_KEYS_END = 2**63
_TICKET = re.compile(r"[A-Za-z0-9-]+-\d{4}-\d+")


class HeldRow(TypedDict):
    """What waits because a cap on sending is reached: how many, which cap, since and until when (ISO)."""

    waiting: int
    why: str
    since: str
    until: str


class CopyRow(TypedDict):
    """What one source (`api`, `file`) gave: how old it is (ISO), and whether that is young enough to be quoted."""

    source: str
    as_of: str
    fresh: bool


class WalkRow(TypedDict):
    """How the walk over the portal stands: since when which trouble lasts, lists behind or failing, things to look at.

    `absent` are structures that are to be read and for which the account receives nothing. `holding` are lists that
    fail and make the whole copy too old to be quoted; `feeds` what to read, if the body does without those of them
    that fail everywhere (empty: it cannot).
    """

    walking: bool
    ended_at: str | None
    trouble: str
    trouble_since: str | None
    password_expires_at: str | None
    lists: int
    failing: dict[str, str]
    absent: list[str]
    flags: dict[str, int]
    holding: list[str]
    feeds: list[str]


class StatusRow(TypedDict):
    """How one organisation stands; counts by state. `paused` addresses, and `notes_lost`: notes that came back.

    `copies` is the age of each source; `refused` how many rows of each file of late were kept aside; `walk` None for a body that does not read from the portal's API.
    """

    organisation: str
    sending: str
    stopped: bool
    copy_as_of: str | None
    copy_fresh: bool
    copies: list[CopyRow]
    refused: dict[str, int]
    walk: WalkRow | None
    messages: dict[str, int]
    outbox: dict[str, int]
    tickets: dict[str, int]
    held: HeldRow | None
    paused: int
    notes_lost: int


_NOTES_LOST_LATELY = timedelta(days=7)


class MailboxRow(TypedDict):
    """Where reading stands in one mailbox. `filed` counts by folder; `cursor` is None before the first connection."""

    organisation: str
    mailbox: str
    server: str
    sending: str
    stopped: bool
    cursor: dict[str, int | str | None] | None
    last_received_at: str | None
    messages: dict[str, int]
    filed: dict[str, int]
    unfetched: int


def count_rows(path: Path) -> int | None:
    """About how many rows a file has, None when that takes reading it. Raises ConfigError."""
    with _named(path):
        return file_import.count_rows(path)


def import_invoices(
    desk: Desk,
    path: Path,
    organisation: str | None,
    as_of: datetime,
    progress: Callable[[int], None],
    *,
    dry_run: bool = False,
) -> ImportReport:
    """Loads invoices or new statuses; each row goes to the organisation of its recipient SIRET, else to the one named
    or only. Raises ConfigError.
    """
    with _named(path):
        return desk.files.invoices(path, organisation, as_of, progress, dry_run=dry_run)


def import_contacts(desk: Desk, path: Path, organisation: str) -> ImportReport:
    """Loads contacts of one organisation, in the name of whoever runs this. Raises ConfigError."""
    with _named(path):
        return desk.files.contacts(path, organisation, _who())


def add_contact(desk: Desk, organisation: str, address: str, supplier: str, kind: str) -> bool:
    """Enters one contact, in the name of whoever runs this; False when it is known. Raises ConfigError."""
    try:
        pair = checked_address(address), supplier_of("SIRET", supplier.strip(), kind).value
    except BadValue as bad:
        raise ConfigError(f"{bad.value or bad.column}: {bad.problem}") from None
    return bool(
        desk.store.contacts.enter(
            organisation, [pair], origin="guichet contacts add", entered_by=_who(), at=desk.clock.now()
        )
    )


def _who() -> str:
    return os.environ.get("USER", "guichet")


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None


def traces(desk: Desk, organisation_id: str) -> tuple[Trace, ...]:
    """The decisions in force, by Message-ID, as they were explained when they were made."""
    return Traces(desk.store.engine).of(organisation_id)


def status(desk: Desk) -> list[StatusRow]:
    """How each served organisation stands."""
    return [_status(desk, body) for body in desk.library.served.values()]


def _status(desk: Desk, body: Organisation) -> StatusRow:
    known, now = Status(desk.store.engine), desk.clock.now()
    copies = desk.store.invoices.copies(body.id)
    as_of, fresh = copy_age(body, copies, now)
    counts = known.counts(body.id)
    return StatusRow(
        organisation=body.id,
        sending=body.effective_sending.value,
        stopped=bool(desk.store.switch.stopped() & {ALL, body.id}),
        copy_as_of=as_of.isoformat() if as_of else None,
        copy_fresh=fresh,
        copies=[
            CopyRow(source=source, as_of=moment.isoformat(), fresh=is_fresh(body, moment, now, source))
            for source, moment in sorted(copies.items())
        ],
        refused=_refused(desk, body, now),
        walk=_walk(desk, body, body.portal) if body.portal else None,
        messages=counts["messages"],
        outbox=counts["outbox"],
        tickets=counts["tickets"],
        held=_held(desk, body, now),
        paused=desk.store.pauses.count(body.id, now),
        notes_lost=known.notes_lost(body.id, now - _NOTES_LOST_LATELY),
    )


def _refused(desk: Desk, body: Organisation, now: datetime) -> dict[str, int]:
    """Those of files that are young enough to be quoted; of more than some two hundred one stands for the rest."""
    rows = desk.store.invoices.parts(body.id).refused
    return dict(Counter(row.file for row in rows if is_fresh(body, row.at, now)))


def _walk(desk: Desk, body: Organisation, settings: PortalSettings) -> WalkRow:
    state, known = desk.store.walk.state(body.id), WalkStatus(desk.store.engine)
    lists, now = known.lists(body.id), desk.clock.now()
    read = {one.identifier for one in lists}
    failing = {one.words: one.trouble for one in lists if one.trouble}
    holding = [one for one in lists if one.trouble and not is_fresh(body, one.walked_to, now, SOURCE_API)]
    return WalkRow(
        walking=state.walking,
        ended_at=_iso(state.ended_at),
        trouble=state.trouble,
        trouble_since=_iso(state.trouble_since),
        password_expires_at=_iso(state.password_expires_at),
        lists=len(lists),
        failing=failing,
        absent=[name for name in settings.recipients or body.sirets if read and name not in read],
        flags=known.flags(body.id),
        holding=[one.words for one in holding],
        feeds=_feeds_without(lists, holding, settings),
    )


def _feeds_without(lists: Sequence[ListStatus], holding: Sequence[ListStatus], settings: PortalSettings) -> list[str]:
    """What is left to read without the works' feeds that fail for every structure: a body may receive none of them."""
    well = {one.feed for one in lists if one not in holding}
    spare = {one.feed for one in holding if one.feed != Feed.INVOICES} - well
    return [feed.value for feed in settings.feeds if feed not in spare] if spare else []


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def find_invoices(desk: Desk, organisation: str | None, words: str, limit: int) -> tuple[InvoiceFound, ...]:
    """Invoices of the copy that the words name, of one served organisation or of all."""
    ids = (organisation,) if organisation else tuple(desk.library.served)
    return Finder(desk.store.engine).find(ids, words, limit)


def mailboxes(desk: Desk) -> list[MailboxRow]:
    """Where reading stands in the mailbox of each served organisation that has one."""
    return [_mailbox(desk, body, body.mailbox) for body in desk.library.served.values() if body.mailbox]


def _mailbox(desk: Desk, body: Organisation, box: MailboxSettings) -> MailboxRow:
    cursor = desk.store.ledger.cursor(box.address)
    counts = Status(desk.store.engine).mailbox(box.address)
    standing: dict[str, int | str | None] | None = None
    if cursor is not None:
        since = cursor.since.isoformat() if cursor.since else None
        standing = {"uid_validity": cursor.uid_validity, "next_uid": cursor.next_uid, "since": since}
    return MailboxRow(
        organisation=body.id,
        mailbox=box.address,
        server=f"{box.imap.host}:{box.imap.port}" if box.imap else "",
        sending=body.effective_sending.value,
        stopped=bool(desk.store.switch.stopped() & {ALL, body.id}),
        cursor=standing,
        last_received_at=counts.last_received_at.isoformat() if counts.last_received_at else None,
        messages=counts.states,
        filed=counts.filed,
        unfetched=counts.unfetched,
    )


def is_ticket(reference: str) -> bool:
    """Whether this has the shape of a ticket's number."""
    return _TICKET.fullmatch(reference) is not None


def find_messages(desk: Desk, reference: str) -> tuple[MessageShown, ...]:
    """The message, or the messages of the ticket, that a reference names, oldest first. Raises ConfigError."""
    return find_ticket(desk, reference).messages if is_ticket(reference) else (find_message(desk, reference),)


def find_message(desk: Desk, reference: str) -> MessageShown:
    """A message by its number or by a Message-ID, its own or that of our reply. Raises ConfigError when there is none."""
    shown = Shown(desk.store.engine)
    keys = (int(reference),) if reference.isdigit() else shown.message_keys(reference)
    if len(set(keys)) > 1:
        raise ConfigError(f"{reference}: several messages have it; say which by number: {', '.join(map(str, keys))}")
    # SQLite's keys end at 2**63: beyond, the driver would raise.
    found = shown.message(keys[0]) if keys and keys[0] < _KEYS_END else None
    if found is None:
        raise ConfigError(f"no message « {reference} »: give its number, as the log does, or its Message-ID")
    return found


def find_ticket(desk: Desk, number: str) -> TicketShown:
    """A ticket by its number. Raises ConfigError, with the nearest number, when there is none."""
    shown = Shown(desk.store.engine)
    found = shown.ticket(number)
    if found is None:
        near = shown.nearest_ticket(number)
        raise ConfigError(f"no ticket « {number} »{f'; did you mean {near}?' if near else ''}")
    return found


def dead_mails(desk: Desk, *, asked: str | None, any_age: bool) -> tuple[tuple[DeadMail, str], ...]:
    """Mails that could not be delivered, each with why it may not be sent again (empty when it may).

    `asked` names one by its number or Message-ID, None all. `any_age` lets through those of more than five days.
    """
    served = desk.library.served
    found = Requeue(desk.store.engine).dead(tuple(served))
    if asked is not None:
        bare = asked.strip("<>")
        found = tuple(mail for mail in found if asked == str(mail.key) or bare == mail.message_id.strip("<>"))
        if not found:
            raise ConfigError(f"no dead mail « {asked} »: « guichet requeue » without an argument lists them")
    now = desk.clock.now()
    return tuple((mail, _why_not(mail, served[mail.organisation_id], now, any_age=any_age)) for mail in found)


def _why_not(mail: DeadMail, body: Organisation, now: datetime, *, any_age: bool) -> str:
    """A status of last week is not today's; and what sending is now also holds for what was written before."""
    if mail.superseded:
        return "its message has been decided again since"
    if mail.to_supplier and body.effective_sending is not Sending.ON:
        return f"sending is {body.effective_sending.value} now"
    if not any_age and now - mail.queued_at > _REQUEUED_UNTIL:
        return f"older than {_REQUEUED_UNTIL.days} days: what it says may not hold any more (--any-age)"
    return ""


def requeue(desk: Desk, keys: Sequence[int]) -> int:
    """Queues these dead mails again; returns how many were still dead."""
    return Requeue(desk.store.engine).requeue(keys, desk.clock.now())


def _held(desk: Desk, body: Organisation, now: datetime) -> HeldRow | None:
    held = desk.store.caps.held(body.id, desk.caps, now)
    if held is None:
        return None
    why = f"{held.limit} {'an hour' if held.hourly else 'a day'}{' to strangers' if held.strangers else ''}"
    return HeldRow(waiting=held.waiting, why=why, since=held.since.isoformat(), until=held.until.isoformat())


def paused(desk: Desk, organisations: Iterable[str]) -> tuple[Pause, ...]:
    """Addresses that get no automatic mail now, the latest first for each organisation."""
    now = desk.clock.now()
    return tuple(pause for name in organisations for pause in desk.store.pauses.listed(name, now))


def resume(desk: Desk, organisations: Iterable[str], address: str) -> int:
    """Ends the pause of this address; returns in how many organisations there was one."""
    now = desk.clock.now()
    return sum(desk.store.pauses.resume(name, address.strip().lower(), now) for name in organisations)
