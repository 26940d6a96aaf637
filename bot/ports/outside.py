"""What jobs may ask of the outside: the clock, the mailbox, reading, writing and sending mails.

Every method may raise the `EdgeError` of its edge. Times are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.core.attached import AttachedFile
from bot.core.mail import IncomingMail, OutgoingFile, OutgoingMail, RawMail, ReaderIdentity, RenderedMail
from bot.core.statement_sheet import AnsweredSheet


class Clock(Protocol):
    """Where `now` comes from."""

    def now(self) -> datetime:
        """The present moment, UTC."""
        ...


# --- the mailbox ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FolderState:
    """What SELECT said: `uid_next` is the UID that the next mail will get."""

    uid_validity: int
    uid_next: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One mail that lies in the mailbox, before its body is asked for. `size` in octets."""

    uid: int
    size: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Unfetched:
    """A mail that would not be fetched: it costs only itself."""

    uid: int
    why: str


class Mailbox(Protocol):
    """One shared mailbox over IMAP. Never sets \\Seen; every UID is of the intake folder."""

    def open(self) -> FolderState:
        """Connect if needed, select the intake folder, make missing folders; returns its state."""
        ...

    def list_from(self, uid: int) -> tuple[Listed, ...]:
        """Mails with a UID at or above `uid`, ascending, with size and INTERNALDATE; no body read."""
        ...

    def fetch(self, uids: Sequence[int]) -> Iterable[RawMail | Unfetched]:
        """Bodies (BODY.PEEK[]), in batches; one that fails comes as Unfetched; vanished ones are left out."""
        ...

    def wait(self, timeout: timedelta) -> bool:
        """IDLE where the server has it, else sleep; True when something may have arrived."""
        ...

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move from the intake folder; UIDs that are gone are no error (a human was quicker)."""
        ...

    def move_by_message_id(self, message_id: str, source: str, target: str) -> bool:
        """Move a mail filed earlier from folder `source`; False when it is not there any more."""
        ...

    def lying(self, folder: str, message_ids: Sequence[str]) -> frozenset[str]:
        """Which of these Message-IDs lie in `folder`, which may be a special word as for `append`."""
        ...

    def append(self, folder: str, content: bytes, flags: Sequence[str] = ()) -> None:
        """Put a mail of ours in `folder`, whatever lies there.

        `folder` may be the special words `sent` or `drafts` (RFC 6154, French and English names).
        """
        ...

    def close(self) -> None:
        """Log out, never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """Where one mail lies in an archive: `name` is the archive's own word for it, `received_at` in UTC."""

    name: str
    received_at: datetime


class Archive(Protocol):
    """Mails of the past, read and never touched."""

    @property
    def places(self) -> Sequence[Place]:
        """Every mail there is, oldest first; in the same order each time."""
        ...

    def read(self, places: Sequence[Place]) -> Iterable[tuple[Place, bytes | None]]:
        """The bytes of these, in this order; None for one that is gone or cannot be read."""
        ...


class Parser(Protocol):
    """Bytes to IncomingMail; raises UnreadableMail when nothing can be made of them."""

    def parse(self, content: bytes, received_at: datetime, identity: ReaderIdentity) -> IncomingMail:
        """Reads one mail, bounded in size, depth and time."""
        ...


class Attachments(Protocol):
    """What opens the files of a mail; a file that cannot be read costs only itself."""

    def read(self, content: bytes) -> tuple[AttachedFile, ...]:
        """What was read in each file that may say something, in order, bounded in size, memory and time.

        Logos, signatures and calendars are left out; a file that was refused is named with the reason. Never raises on
        what a sender can write.
        """
        ...


class Post(Protocol):
    """Where mail leaves. One connection is reused between calls."""

    def send(self, envelope_from: str, to: str, content: bytes) -> None:
        """Hands over one mail to one recipient; raises PostError(temporary=…)."""
        ...

    def close(self) -> None:
        """QUIT, never raises."""
        ...


class Renderer(Protocol):
    """Templates to words."""

    def render(self, template: str, context: Mapping[str, object], language: str = "fr") -> RenderedMail:
        """Renders a template folder; an undefined name raises RuleError with template and line."""
        ...

    def bilingual(self, template: str, context: Mapping[str, object]) -> RenderedMail:
        """The French mail with an English version below, for a supplier who did not write in French."""
        ...


class Composer(Protocol):
    """OutgoingMail to bytes."""

    def compose(self, mail: OutgoingMail, at: datetime) -> bytes:
        """A complete RFC 5322 message with Date `at`, ready for SMTP and APPEND."""
        ...


class SheetWriter(Protocol):
    """An answered statement of account to a file."""

    def written(self, sheet: AnsweredSheet) -> OutgoingFile:
        """The file to join, under the sheet's name: nothing in it can be run by a spreadsheet."""
        ...
