"""Mails as values: what came in, what goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.bounce import Bounce


class AutoKind(StrEnum):
    """Why a mail is a machine's (a person's has none)."""

    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    RECEIPT = "receipt"
    LIST = "list"
    OWN = "own"
    GENERATED = "generated"


class SenderAuth(StrEnum):
    """What our own mail server says of the sender (RFC 8601), nothing else counts.

    PASSED is `dmarc=pass`; ALIGNED is `dmarc=none` with SPF or DKIM aligned with From (level 1 at
    most); FAILED is `dmarc=fail`; UNKNOWN is no verdict from our server: level 0, not a failure.
    """

    PASSED = "passed"
    ALIGNED = "aligned"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Late(StrEnum):
    """Why a mail is never answered by itself however clear it is."""

    OLD = "old"
    REREAD = "reread"


@dataclass(frozen=True, slots=True)
class RawMail:
    """One mail as the server gave it: `received_at` is INTERNALDATE in UTC, `content` untouched bytes."""

    mailbox: str
    uid_validity: int
    uid: int
    received_at: datetime
    content: bytes


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox of a header; `address` is lower case."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """The part after @, empty when there is none."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a mail, by its name and what it says it is: its content stays in the raw bytes."""

    name: str
    content_type: str


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """A mail past the edge: no bytes, no headers, only what deciding needs.

    `sender` is None when From is missing, unusable or repeated: such a mail is never answered.
    `message_id` and `references` keep their angle brackets; `references` joins References and
    In-Reply-To, oldest first. `fresh_text` is what the sender wrote now, `quoted_text` the history
    below or a forwarded text; neither is ever discarded. Times are UTC; `sent_at` is the Date header
    (never used to count age), `received_at` is INTERNALDATE.
    `guichet` is the X-Guichet header (a ReplyKind): a mail of ours, or of another body's Guichet.
    `is_spam`: a mail server on the way called it spam. `bounce` is what a BOUNCE says of which mail.
    `defects` are short codes of what was wrong (`fallback`, `two_from`, `too_deep`, `text_cut`, …).
    """

    message_id: str | None
    references: tuple[str, ...]
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    fresh_text: str
    quoted_text: str
    attachments: tuple[Attachment, ...]
    auto_kind: AutoKind | None
    sender_auth: SenderAuth
    language: str
    sent_at: datetime | None
    received_at: datetime
    is_forward: bool = False
    defects: tuple[str, ...] = ()
    guichet: str = ""
    is_spam: bool = False
    bounce: Bounce | None = None


@dataclass(frozen=True, slots=True)
class ReaderIdentity:
    """What reading must know of the mailbox it reads for.

    `authserv_ids`: names that our own server signs Authentication-Results with (empty: no verdict is
    believed). `own_addresses` and `own_domains`: lower case, the mailbox's own and the body's.
    `message_id_domain`: domain of the Message-IDs that Guichet makes.
    """

    authserv_ids: tuple[str, ...]
    own_addresses: tuple[str, ...]
    own_domains: tuple[str, ...]
    message_id_domain: str


class ReplyKind(StrEnum):
    """What a mail of ours is for."""

    ANSWER = "answer"
    ASK = "ask"
    ACKNOWLEDGEMENT = "acknowledgement"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """Words of a mail, before addresses and headers: `html` may be empty."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """A file to join to a mail; `kind` is its media type, `text/csv; charset=utf-8`."""

    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail ready to leave: `message_id` is made when it is queued and never again.

    `attached` is an original mail to join as message/rfc822 (notes to staff only), else None. `file` is
    another file to join.
    `headers` are extra headers (`Auto-Submitted`, `In-Reply-To`, `References`, `X-Guichet`…).
    """

    message_id: str
    sender: Address
    to: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()
    attached: bytes | None = field(default=None, repr=False)
    file: OutgoingFile | None = None
