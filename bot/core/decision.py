"""What triage writes: the decision with its reasons, and the facts it was made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.confirmation import Answered
from bot.core.copy_parts import Gap
from bot.core.coverage import Doubt
from bot.core.invoice import ClaimedSupplier, Invoice, Match
from bot.core.mail import Late, ReplyKind
from bot.core.mention import Mention
from bot.core.organisation import Organisation
from bot.core.rulebook import IntentClass, IntentHit
from bot.core.statement_lines import LineFound, Statement


class Outcome(StrEnum):
    """What is to be done with a mail."""

    ANSWER = "ANSWER"
    ASK = "ASK"
    ESCALATE = "ESCALATE"
    ATTACH = "ATTACH"
    IGNORE = "IGNORE"


@dataclass(frozen=True, slots=True)
class TicketView:
    """What deciding needs of a ticket that the mail may belong to.

    `acknowledged_today`: an acknowledgement left on this working day, so none follows.
    """

    key: int
    number: str
    state: str
    held_by_staff: bool
    acknowledged_today: bool


@dataclass(frozen=True, slots=True)
class PastReply:
    """An automatic reply that left, or is about to, in this thread or on these invoices.

    `told` lists (supplier_id, number, status) as they were said; empty for questions.
    """

    kind: ReplyKind
    template: str
    at: datetime
    told: tuple[tuple[str, str, str], ...]
    same_thread: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """How much we have said by ourselves already: what the caps on loops are judged by.

    A conversation is our mails that the mail answers or names, and those of the same exchange, whoever got them;
    `root` is the Message-ID of its first mail, empty when there is none. `to_sender_today` and `to_sender` count its
    mails to this very address in a day and in the repeat window, `to_others` those to other addresses, `this_week`
    all of the last seven days. `address_today`, `acknowledged_today` (acknowledgements only) and `address_this_week`
    count mails to this address about anything, `same_words` those of the last seven days that answered these very words;
    `last_to_address` is when the last one was written.
    """

    root: str = ""
    to_sender_today: int = 0
    to_sender: int = 0
    to_others: int = 0
    this_week: int = 0
    address_today: int = 0
    acknowledged_today: int = 0
    address_this_week: int = 0
    same_words: int = 0
    last_to_address: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    """The mail of ours that a bounce speaks of. `proven` when the bounce names its Message-ID, which only its
    addressee has; a bounce that names the address alone may be anybody's invention. `paused` when the address gets
    nothing automatic already.
    """

    key: int
    organisation_id: str
    recipient: str
    ticket: str
    kind: ReplyKind
    to_supplier: bool
    proven: bool
    paused: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database and the rules knew at the moment of deciding.

    `contact_sirets`: suppliers that staff entered for this very address. `copy_as_of`: age of the
    portal copy, None when there is none. `copy_fresh`: whether policy still allows quoting it.
    `known_addresses`: those that staff entered for the supplier that the mail speaks for, when the sender has none.
    `doubts` are sentences that an answer would pass over; `asks_for_more` says that
    the mail is about invoices beyond those it names. `gaps` are what the copy lacks: looked up only for a mail that
    cannot be answered. `nearby` are the stored invoices behind a near match; `answered` is what the mail says to our
    question which of them is meant.
    """

    organisation: Organisation
    mentions: tuple[Mention, ...]
    intents: tuple[IntentHit, ...]
    claimed: ClaimedSupplier
    matches: tuple[Match, ...]
    contact_sirets: tuple[str, ...]
    ticket: TicketView | None
    past_replies: tuple[PastReply, ...]
    copy_as_of: datetime | None
    copy_fresh: bool
    doubts: tuple[Doubt, ...] = ()
    asks_for_more: bool = False
    known_addresses: tuple[str, ...] = ()
    late: Late | None = None
    spoken: Spoken = field(default_factory=Spoken)
    paused_until: datetime | None = None
    returned: ReturnedMail | None = None
    gaps: tuple[Gap, ...] = ()
    nearby: tuple[Invoice, ...] = ()
    answered: Answered | None = None
    statement: Statement | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a stable code and what fills its French sentence (`rules/reasons.toml`)."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


def reason(code: str, **params: object) -> Reason:
    """A Reason with its parameters as words."""
    return Reason(code, tuple((name, str(value)) for name, value in params.items()))


@dataclass(frozen=True, slots=True)
class ReplyPlan:
    """Which mail the supplier gets: `template` a folder name, `missing` what to ask for (codes).

    `matches` are the certain matches that an answer speaks of, `proposed` the invoices that a question names; `lines`
    those of a statement of account, in order: of a line that is not told it holds no invoice.
    """

    kind: ReplyKind
    template: str
    missing: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    proposed: tuple[Invoice, ...] = ()
    lines: tuple[LineFound, ...] = ()

    @property
    def invoices(self) -> tuple[Invoice, ...]:
        """The invoices that the mail tells of."""
        told = (*(match.invoice for match in self.matches), *(line.invoice for line in self.lines))
        return tuple(invoice for invoice in told if invoice is not None)


@dataclass(frozen=True, slots=True)
class Decision:
    """Everything decided about one mail. `reply` is None when the sender gets nothing."""

    outcome: Outcome
    intents: tuple[IntentHit, ...]
    intent_class: IntentClass | None
    level: int
    rule: str
    rules_version: str
    reasons: tuple[Reason, ...]
    matches: tuple[Match, ...]
    reply: ReplyPlan | None
    ticket_event: str
    team: str = "general"
    priority: str = "normal"
    ticket: TicketView | None = field(default=None)
