"""A shared mailbox over IMAP: mails out of it as raw bytes, filing and copies back into it, \\Seen never touched."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from bot.core.mail import RawMail
from bot.core.organisation import MailboxSettings
from bot.edges.imap_answers import Answer, gone, is_answer, listed, search_message_ids, utc
from bot.edges.imap_folders import SPECIAL_FLAGS
from bot.edges.imap_link import ImapLink
from bot.edges.imap_session import Bell, Limits
from bot.edges.oauth import Credentials
from bot.errors import MailboxError
from bot.ports.outside import FolderState, Listed, Unfetched

_LIST_BATCH = 200
_FETCH_BATCH = 50
_FETCH_OCTETS = 10_000_000
_MOVE_BATCH = 100
_IDLE_RENEWAL = 540.0
"""Seconds: servers may end IDLE after 30 minutes (RFC 2177), firewalls after 15."""
_IDLE_REFUSALS = 3
"""In a row: a server that announces IDLE and answers anything but « + » is polled, or we would connect without end."""
_SEARCH_AT_ONCE = 90_000
"""imaplib refuses an answer line above a million octets: larger folders are searched in windows of UIDs."""
_FLAGS = {"sent": (rb"\Seen",), "drafts": (rb"\Draft", rb"\Seen")}


class ImapMailbox:
    """Fulfils `bot.ports.outside.Mailbox` with imapclient, for one thread; only `interrupt` and `nudge` may come from another.

    Bodies are read with BODY.PEEK[] and no flag is ever set on a supplier's mail, but \\Deleted where the
    server has no MOVE. `fetch` yields in the order asked. Every failure is a MailboxError; after one that
    cost the connection, `open` makes a new one.
    """

    def __init__(
        self,
        mailbox: str,
        settings: MailboxSettings,
        credentials: Credentials,
        *,
        limits: Limits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`mailbox` is the id that mails carry; `credentials` are asked at each connection."""
        self._mailbox = mailbox
        self._settings = settings
        self._monotonic = monotonic
        self._link = ImapLink(settings, credentials, limits or Limits(), monotonic)
        self._bell = Bell()
        self._read_up_to = 0
        self._idle_refusals = 0
        self._sizes: dict[int, int] = {}

    def open(self) -> FolderState:
        """Connects if needed, makes missing folders, selects the intake folder; starts the pass's deadline."""
        return self._link.open()

    def close(self) -> None:
        """Logs out, waiting five seconds at most; never raises."""
        self._link.close()

    def interrupt(self) -> None:
        """From another thread, for a graceful stop: the present `wait` and every later one return at once."""
        self._bell.ring()

    def nudge(self) -> None:
        """From another thread: there is something to file, so the present `wait` (else the next one) ends."""
        self._bell.nudge()

    # --- reading ---------------------------------------------------------------------------------

    def list_from(self, uid: int) -> tuple[Listed, ...]:
        """Mails with a UID at or above `uid`, ascending; those that vanish meanwhile are left out."""
        client = self._link.intake()
        uids = self._search_from(client, uid)
        found: list[Listed] = []
        for batch in _batches(uids, _LIST_BATCH):
            with self._link.step("list"):
                answers = client.fetch(batch, ["RFC822.SIZE", "INTERNALDATE"])
                left_out = gone(client, batch, answers, b"RFC822.SIZE")
            found.extend(listed(one, answers.get(one)) for one in batch if one not in left_out)
        # Not what `open` says: the mailbox is opened again to file, and what came meanwhile was never listed.
        self._read_up_to = max([uid - 1, *uids])
        self._sizes = {one.uid: one.size for one in found}
        return tuple(found)

    def _search_from(self, client: IMAPClient, uid: int) -> list[int]:
        found: set[int] = set()
        for criterion in self._windows(uid):
            with self._link.step("search"):
                found.update(one for one in client.search(["UID", criterion]) if isinstance(one, int))
        # `n:*` always matches the last mail, however low its UID (RFC 9051 §9, seq-range).
        return sorted(one for one in found if one >= uid)

    def _windows(self, uid: int) -> Iterator[str]:
        last = self._link.state.uid_next
        while self._link.exists > _SEARCH_AT_ONCE and uid + _SEARCH_AT_ONCE < last:
            yield f"{uid}:{uid + _SEARCH_AT_ONCE - 1}"
            uid += _SEARCH_AT_ONCE
        yield f"{uid}:*"

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMail | Unfetched]:
        """Bodies in the order asked, 50 or about 10 MB at a time (sizes are those of the last `list_from`).

        When a batch fails, its mails are asked for one by one, so that a bad one costs only itself.
        """
        for batch in self._fetch_batches(uids):
            try:
                mails = self._fetch_batch(batch)
            except MailboxError as error:
                _raise_unless_one_mail(error)
                for uid in batch:
                    yield from self._fetch_alone(uid)
            else:
                yield from mails

    def _fetch_batches(self, uids: Sequence[int]) -> Iterator[list[int]]:
        batch: list[int] = []
        octets = 0
        for uid in uids:
            size = self._sizes.get(uid, 0)
            if batch and (len(batch) == _FETCH_BATCH or octets + size > _FETCH_OCTETS):
                yield batch
                batch, octets = [], 0
            batch.append(uid)
            octets += size
        if batch:
            yield batch

    def _fetch_batch(self, uids: list[int]) -> list[RawMail | Unfetched]:
        client = self._link.intake()
        with self._link.step("fetch"):
            answers = client.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])
            left_out = gone(client, uids, answers, b"BODY[]")
        return [self._raw(uid, answers.get(uid)) for uid in uids if uid not in left_out]

    def _raw(self, uid: int, answer: Answer | None) -> RawMail | Unfetched:
        if answer is None or not is_answer(answer):
            return Unfetched(uid, "no_answer")
        content, received_at = answer.get(b"BODY[]"), utc(answer.get(b"INTERNALDATE"))
        if not isinstance(content, bytes) or not content:
            return Unfetched(uid, "no_body")
        if received_at is None:
            return Unfetched(uid, "no_date")
        return RawMail(self._mailbox, self._link.state.uid_validity, uid, received_at, content)

    def _fetch_alone(self, uid: int) -> Sequence[RawMail | Unfetched]:
        """One mail of a batch that failed. A server that is down raises: that is not the mail's fault."""
        self._link.recover()
        try:
            return self._fetch_batch([uid])
        except MailboxError as error:
            _raise_unless_one_mail(error)
            self._link.recover()
            return (Unfetched(uid, str(error.fields.get("reason"))),)

    # --- waiting ---------------------------------------------------------------------------------

    def wait(self, timeout: timedelta) -> bool:
        """IDLE in slices of nine minutes, else sleep; False when nothing came or `interrupt` was called."""
        seconds = timeout.total_seconds()
        if not self._may_idle():
            self._link.rest()
            self._bell.wait(seconds)
            return not self._bell.rung
        until = self._monotonic() + seconds
        self._link.allow(seconds + self._link.limits.whole_pass)
        while not self._bell.rung and (left := until - self._monotonic()) > 0:
            if self._idle(min(left, _IDLE_RENEWAL)):
                return not self._bell.rung
        return False

    def _may_idle(self) -> bool:
        if not self._settings.idle or not self._link.is_open or self._idle_refusals >= _IDLE_REFUSALS:
            return False
        with self._link.step("capability"):
            return bool(self._link.connected().has_capability("IDLE"))

    def _idle(self, seconds: float) -> bool:
        """One IDLE. Not with imapclient's `idle_check`, which breaks on a line that comes in two pieces.

        The socket is only watched; what it holds is read, blocking, once IDLE is over.
        """
        client = self._link.intake()
        if self._search_from(client, self._read_up_to + 1):
            return True  # came while the pass was running: IDLE would not tell
        with self._link.step("idle"):
            try:
                client.idle()
            except IMAPClientError as error:
                if not str(error).startswith("Unexpected IDLE response"):
                    raise
                # News came before the server's "+", or it will not: the next pass makes a new connection.
                self._link.drop()
                self._idle_refusals += 1
                return True
            self._idle_refusals = 0
            woken = self._bell.wait(seconds, client.socket())
            _, heard = client.idle_done()
        return woken or any(isinstance(one, tuple) and b"EXISTS" in one for one in heard)

    # --- filing ----------------------------------------------------------------------------------

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Moves in batches of 100 from the intake folder, with MOVE (RFC 6851) where the server has it.

        Else COPY, \\Deleted and UID EXPUNGE of these only; without UIDPLUS they stay, flagged \\Deleted, since
        a plain EXPUNGE would also remove what people deleted. A crash in between can leave a second copy.
        """
        for batch in _batches(uids, _MOVE_BATCH):
            try:
                self._move_batch(batch, folder)
            except MailboxError as error:
                if error.temporary:
                    raise
                # Someone renamed or deleted the folder since we looked.
                with self._link.step("folders"):
                    self._link.tree.refresh()
                    self._link.tree.ensure(folder)
                self._move_batch(batch, folder)

    def _move_batch(self, uids: Sequence[int], folder: str) -> None:
        client = self._link.intake()
        with self._link.step("move"):
            _move(client, uids, self._link.tree.server_name(folder))

    def move_by_message_id(self, message_id: str, source: str, target: str) -> bool:
        """Moves one mail with this Message-ID between two filing folders; False when none is found."""
        self._link.connected()
        with self._link.step("move"):
            origin, goal = self._link.tree.ensure(source), self._link.tree.ensure(target)
            client = self._link.look_into(origin, write=True)
            found = search_message_ids(client, [message_id])[:1]
            if found:
                _move(client, found, goal)
        return bool(found)

    def lying(self, folder: str, message_ids: Sequence[str]) -> frozenset[str]:
        """Which of these Message-IDs lie in `folder` already: one search for all, and more only if any does."""
        self._link.connected()
        with self._link.step("search"):
            client = self._link.look_into(self._append_target(folder), write=False)
            if not search_message_ids(client, message_ids):
                return frozenset()
            return frozenset(one for one in message_ids if search_message_ids(client, [one]))

    def append(self, folder: str, content: bytes, flags: Sequence[str] = ()) -> None:
        """Appends a mail of ours, also beside another with its Message-ID; by default `sent` is read, `drafts` a draft."""
        client = self._link.connected()
        wanted = tuple(flag.encode("ascii") for flag in flags) or _FLAGS.get(folder, ())
        with self._link.step("append"):
            client.append(self._append_target(folder), content, wanted)

    def _append_target(self, folder: str) -> str:
        names = self._settings.folders
        configured = {"sent": names.sent, "drafts": names.drafts}.get(folder, folder)
        if not configured and folder in SPECIAL_FLAGS:
            return self._link.tree.special(folder)
        return self._link.tree.ensure(configured)


def _raise_unless_one_mail(error: MailboxError) -> None:
    """Passes on what is the server's or the clock's fault, not one mail's."""
    if error.fields.get("reason") in {"deadline", "renumbered", "login", "tls"}:
        raise error


def _move(client: IMAPClient, uids: Sequence[int], goal: str) -> None:
    if client.has_capability("MOVE"):
        client.move(uids, goal)
        return
    client.copy(uids, goal)
    client.delete_messages(uids, silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(uids)


def _batches(uids: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(uids), size):
        yield list(uids[start : start + size])
