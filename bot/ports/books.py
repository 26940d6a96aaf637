"""What deciding asks of the store about one mail, all of it read at one moment.

Every method may raise the `EdgeError` of its edge. Times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.confirmation import Question
from bot.core.copy_parts import CopyParts
from bot.core.decision import PastReply, Spoken, TicketView
from bot.core.invoice import Invoice
from bot.ports.brakes import Pauses


class InvoiceBook(Protocol):
    """The local copy of the portal, read side."""

    def by_number(
        self, organisation_id: str, numbers: Sequence[str], supplier_ids: Sequence[str] = ()
    ) -> tuple[Invoice, ...]:
        """Invoices with a key of one of `numbers`, at most 500: those with the same number are among them.

        Of these suppliers (a 9-digit id means every SIRET of that SIREN), or of anybody when none is named.
        """
        ...

    def resembling(
        self, organisation_id: str, numbers: Sequence[str], supplier_ids: Sequence[str]
    ) -> tuple[Invoice, ...]:
        """Invoices of these suppliers that one of `numbers` may mean: ends of theirs, a slip away, damaged in form."""
        ...

    def numbered(self, organisation_id: str, supplier_id: str, numbers: Sequence[str]) -> tuple[Invoice, ...]:
        """Every invoice of this one supplier with a key of one of up to 500 `numbers`: those that are the same among them."""
        ...

    def copies(self, organisation_id: str) -> Mapping[str, datetime]:
        """How old what each source gave is, by source (`core/invoice.py`); empty when nothing was ever loaded."""
        ...

    def parts(self, organisation_id: str) -> CopyParts:
        """What went into the copy, and what is known to be missing from it."""
        ...

    def contact_sirets(self, organisation_id: str, address: str) -> tuple[str, ...]:
        """Suppliers that staff entered for this exact address (lower case)."""
        ...

    def known_addresses(self, organisation_id: str, supplier_ids: Sequence[str]) -> tuple[str, ...]:
        """Addresses (lower case) that staff entered for these suppliers, at most 200; a 9-digit id means its SIRETs."""
        ...


@dataclass(frozen=True, slots=True)
class Sought:
    """What may tell which ticket a mail belongs to.

    `references` are Message-IDs; `invoice_keys` and `supplier_id` are empty unless the sender is
    entitled; a ticket found by reference or number must have this `sender` as correspondent, unless the
    sender is a `colleague`, who may write about any thread of ours. What a `machine` sends (dunning software)
    makes one ticket a day. `today` is the moment (UTC) when the body's own day began.
    """

    references: tuple[str, ...]
    ticket_numbers: tuple[str, ...]
    sender: str
    invoice_keys: tuple[int, ...]
    supplier_id: str
    today: datetime
    colleague: bool = False
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Trail:
    """What may tie a mail to earlier mails of ours, believed of anybody: only silence is judged by it.

    `ticket_numbers` from anywhere in the mail, `words` as `core/loops.words_key` gives them. `proven`: the sender
    proved what he may know; then only replies to such mails count, not what others had us write to his address.
    """

    references: tuple[str, ...]
    ticket_numbers: tuple[str, ...]
    sender: str
    words: str
    proven: bool = False


class History(Protocol):
    """What was decided and said before: tickets, replies, decisions."""

    def last_decision(self, organisation_id: str) -> int:
        """Key of the newest decision of this organisation, 0 before the first: how far facts read now reach."""
        ...

    def earlier(
        self, organisation_id: str, sought: Sought, since: datetime
    ) -> tuple[TicketView | None, tuple[PastReply, ...]]:
        """The ticket a mail belongs to, and what was replied before.

        The ticket by thread first, then by number in the subject, then by supplier and invoice; automatic replies in
        this thread or about these invoices since then, newest first.
        """
        ...

    def question(self, organisation_id: str, message_id: str, sender: str, since: datetime) -> Question | None:
        """Which invoices our mail `message_id` asked this very address about (« did you mean … ? »).

        None when it was no such question, went to another address, was withdrawn or bounced, or is older than `since`.
        """
        ...

    def spoken(self, organisation_id: str, trail: Trail, now: datetime, window: timedelta) -> Spoken:
        """How much we have said by ourselves to this sender and in this conversation; `window` bounds the longest."""
        ...


class Books(Protocol):
    """The store as it is at one moment: what is read from one of these is one transaction."""

    @property
    def invoices(self) -> InvoiceBook:
        """The local copy of the portal."""
        ...

    @property
    def history(self) -> History:
        """What was decided and said before."""
        ...

    @property
    def pauses(self) -> Pauses:
        """Addresses that get nothing automatic now."""
        ...
