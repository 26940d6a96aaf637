"""The ledger: messages and their copies in mailboxes, on disk before anything looks at them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    update,
)
from sqlmodel import col, select

from bot.core.mail import Late, RawMail
from bot.core.message import MAX_TRIES, MessageState, retry_delay
from bot.edges.store_filing import close_messages, note_moves, settle, settled_unplaced, to_move
from bot.edges.store_keeping import keep_mails, keep_pushed_mail, keep_stand_in, unfetched_copy
from bot.edges.store_part import MANY, Columns, Insert, StorePart, columns, for_both
from bot.edges.store_reopening import bring_back
from bot.errors import StoreError
from bot.ports.store import Cursor, Filing, Fingerprint, StoredMessage
from storage.tables import MailboxCursor, Message, MessageCopy, MessageRaw, OutboxRow

TOO_LARGE = "too_large"
"""Why a mail is never asked for again."""


# Put together once: triage asks these every two seconds, and for every mail.
_MESSAGE = columns(
    Message.id,
    Message.organisation_id,
    Message.mailbox,
    Message.message_id,
    Message.received_at,
    Message.tries,
    Message.late,
    Message.error,
)
_OLDEST_FIRST = (col(Message.received_at), col(Message.id))
_SERVED = col(Message.organisation_id).in_(bindparam("organisations", expanding=True))
_NOW: BindParameter[Any] = bindparam("now")
_LEASED = (
    update(Message)
    .where(col(Message.id).in_(bindparam("keys", expanding=True)))
    .values(lease_owner=bindparam("owner"), lease_until=bindparam("until"))
)
_RELEASED = (
    update(Message)
    .where(col(Message.state) == MessageState.RECEIVED, col(Message.lease_owner) == bindparam("owner"))
    .values(lease_owner=None, lease_until=None)
)
_CONTENT = select(MessageRaw.content).where(MessageRaw.message_key == bindparam("key"))


@cache
def _due(*, served: bool) -> Columns:
    """Received messages that nobody holds and that need not wait; those of `organisations` when `served`."""
    due = (
        _MESSAGE.where(col(Message.state) == MessageState.RECEIVED)
        .where(or_(col(Message.lease_until).is_(None), col(Message.lease_until) <= _NOW))
        .where(or_(col(Message.next_try_at).is_(None), col(Message.next_try_at) <= _NOW))
        .order_by(*_OLDEST_FIRST)
        .limit(bindparam("limit"))
    )
    return due.where(_SERVED) if served else due


@cache
def _untold(*, served: bool) -> Columns:
    """Quarantined messages without a note to staff; those of `organisations` when `served`."""
    told = exists().where(
        col(OutboxRow.organisation_id) == col(Message.organisation_id),
        col(OutboxRow.once) == literal("quarantine:").concat(cast(col(Message.id), Text)),
    )
    untold = (
        _MESSAGE.where(col(Message.state) == MessageState.QUARANTINED, ~told)
        .order_by(*_OLDEST_FIRST)
        .limit(bindparam("limit"))
    )
    return untold.where(_SERVED) if served else untold


class Ledger(StorePart):
    """Fulfils `bot.ports.store.Ledger`."""

    name = "ledger"

    def cursor(self, mailbox: str) -> Cursor | None:
        """Where reading stands, None before the first connection."""
        with self._reading() as session:
            row = session.get(MailboxCursor, mailbox)
            return Cursor(row.uid_validity, row.next_uid, row.reread_below, row.since) if row else None

    def set_cursor(self, mailbox: str, cursor: Cursor) -> None:
        """Stores where reading stands; UIDs of an older UIDVALIDITY mean nothing any more and are not filed."""
        with self._writing() as session:
            row = session.get(MailboxCursor, mailbox)
            if row is None:
                row = MailboxCursor(organisation_id="", mailbox=mailbox, uid_validity=0, next_uid=0)
            row.uid_validity = cursor.uid_validity
            row.next_uid = cursor.next_uid
            row.reread_below = cursor.reread_below
            row.since = cursor.since
            session.add(row)
            session.exec(
                update(MessageCopy)
                .where(col(MessageCopy.mailbox) == mailbox, col(MessageCopy.folder) == "")
                .where(col(MessageCopy.uid_validity) != cursor.uid_validity)
                .values(to_file=False)
            )

    def known_uids(self, mailbox: str, uid_validity: int) -> frozenset[int]:
        """UIDs at or above the cursor that are kept or given up."""
        with self._reading() as session:
            cursor = session.get(MailboxCursor, mailbox)
            lowest = cursor.next_uid if cursor and cursor.uid_validity == uid_validity else 0
            known = select(MessageCopy.uid).where(
                MessageCopy.mailbox == mailbox,
                MessageCopy.uid_validity == uid_validity,
                MessageCopy.uid >= lowest,
                col(MessageCopy.message_key).is_not(None),
            )
            return frozenset(session.exec(known))

    def keep(
        self, organisation_id: str, mails: Sequence[tuple[RawMail, Fingerprint, Late | None]], next_uid: int
    ) -> tuple[int, ...]:
        """Commits raw mails, their copies and the cursor in one transaction; returns new messages' keys."""
        if not mails:
            return ()
        with self._changing() as connection:
            new = keep_mails(connection, organisation_id, mails)
            _advance(connection, organisation_id, mails[-1][0], next_uid)
        return tuple(new)

    def keep_pushed(self, organisation_id: str, mail: RawMail, mark: Fingerprint) -> int | None:
        """Commits a mail that a server handed over, without a copy; its key when it is new, else None."""
        with self._changing() as connection:
            return keep_pushed_mail(connection, organisation_id, mail, mark)

    def keep_unread(
        self, organisation_id: str, mailbox: str, uid_validity: int, uid: int, received_at: datetime, why: str
    ) -> None:
        """Counts one failed fetch; the last one (any for `too_large`) puts a quarantined message in its place."""
        with self._writing() as session:
            copy = unfetched_copy(session, organisation_id, mailbox, uid_validity, uid, received_at)
            if copy.message_key is not None:
                return
            copy.tries += 1
            copy.error = why
            if why == TOO_LARGE or copy.tries >= MAX_TRIES:
                keep_stand_in(session, copy)
            session.add(copy)

    def unfetched_due(self, mailbox: str, uid_validity: int, now: datetime) -> tuple[int, ...]:
        """UIDs whose fetch failed and is due again; each is then not due before its next delay is over."""
        due = (
            select(MessageCopy)
            .where(MessageCopy.mailbox == mailbox, MessageCopy.uid_validity == uid_validity)
            .where(col(MessageCopy.message_key).is_(None), col(MessageCopy.to_file))
            .where(or_(col(MessageCopy.next_try_at).is_(None), col(MessageCopy.next_try_at) <= now))
            .order_by(col(MessageCopy.uid))
        )
        with self._reading() as session:
            if session.exec(due.limit(1)).first() is None:
                return ()
        with self._writing() as session:
            copies = session.exec(due.with_for_update(skip_locked=True)).all()
            for copy in copies:
                copy.next_try_at = now + retry_delay(max(copy.tries, 1))
            return tuple(copy.uid for copy in copies)

    def claim(
        self, owner: str, now: datetime, lease: timedelta, limit: int, organisations: Collection[str] | None = None
    ) -> tuple[StoredMessage, ...]:
        """Received messages due for triage, oldest first, leased to `owner`; no other claim returns them.

        Only those of `organisations` (of any when None): another installation on this database serves the others.
        """
        served = organisations is not None
        values = {"now": now, "organisations": list(organisations or ())}
        with self._asking() as connection:
            if connection.execute(_due(served=served), {**values, "limit": 1}).first() is None:
                return ()
        with self._changing() as connection:
            due = _due(served=served).with_for_update(skip_locked=True)
            rows = connection.execute(due, {**values, "limit": limit}).all()
            connection.execute(_LEASED, {"keys": [row.id for row in rows], "owner": owner, "until": now + lease})
            return tuple(_stored(row) for row in rows)

    def release(self, owner: str) -> int:
        """Gives back what `owner` has claimed and not decided, at once and with no try counted; returns how many."""
        with self._changing() as connection:
            return connection.execute(_RELEASED, {"owner": owner}).rowcount

    def content(self, key: int) -> bytes:
        """The raw bytes of a message; StoreError for one that could never be fetched."""
        with self._asking() as connection:
            content = connection.execute(_CONTENT, {"key": key}).scalar()
        if content is None:
            raise StoreError("store", f"message {key} has no bytes: it was never fetched", temporary=False)
        return bytes(content)

    def note_failure(self, key: int, error: str, now: datetime, *, final: bool) -> bool:
        """Counts a failed try; True when the message is now quarantined (`final` or MAX_TRIES reached)."""
        with self._writing() as session:
            row = session.get(Message, key, with_for_update=True)
            if row is None or row.state != MessageState.RECEIVED:
                return False  # somebody else has decided it meanwhile
            row.tries += 1
            row.error = error
            row.lease_owner = row.lease_until = None
            row.next_try_at = now + retry_delay(row.tries)
            if final or row.tries >= MAX_TRIES:
                row.state = MessageState.QUARANTINED.value
            return row.state == MessageState.QUARANTINED

    def filings(self, mailbox: str, limit: int, without: Collection[tuple[str, str]] = ()) -> tuple[Filing, ...]:
        """Copies whose message is settled (reply sent, drafted or none due) and that lie in the wrong place.

        `without` are pairs (folder it lies in now, target) to leave out: the server refuses such moves.
        """
        while True:
            with self._asking() as connection:
                if not to_move(connection, mailbox, 1, without):
                    return ()
            with self._changing() as connection:
                found = settle(connection, mailbox, limit, without)
            if found:
                return found

    def note_filed(self, moves: Sequence[tuple[int, str]]) -> None:
        """(copy key, folder it lies in now): in one transaction; a message with all copies filed is `filed`."""
        if not moves:
            return
        with self._changing() as connection:
            note_moves(connection, moves)

    def close_settled(self, organisations: Collection[str]) -> int:
        """Makes settled messages `filed` none of whose copies is still to be filed; returns how many.

        A mail that was handed over has no copy, so nobody moves it: this ends it as filing ends the others.
        """
        with self._asking() as connection:
            if not settled_unplaced(connection, organisations, 1):
                return 0
        with self._changing() as connection:
            return close_messages(connection, settled_unplaced(connection, organisations, MANY))

    def quarantined_untold(
        self, limit: int, organisations: Collection[str] | None = None
    ) -> tuple[tuple[StoredMessage, str], ...]:
        """Quarantined messages that no note to staff speaks of yet, with the error that put them there.

        Only those of `organisations`, of any when None.
        """
        served = organisations is not None
        values = {"limit": limit, "organisations": list(organisations or ())}
        with self._asking() as connection:
            return tuple((_stored(row), row.error) for row in connection.execute(_untold(served=served), values))

    def retry(self, key: int | None) -> int:
        """Brings one quarantined message (or all) back to `received`; returns how many.

        One that was never fetched has no bytes to read: moved back to the intake folder it is read as new.
        """
        with self._writing() as session:
            quarantined = select(Message.id).where(
                Message.state == MessageState.QUARANTINED,
                col(Message.id).in_(select(MessageRaw.message_key)),
            )
            if key is not None:
                quarantined = quarantined.where(Message.id == key)
            return bring_back(session, session.exec(quarantined).all())


def _advancing(new: Insert) -> Insert:
    further = and_(col(MailboxCursor.uid_validity) == new.excluded.uid_validity, new.excluded.next_uid > _NEXT_UID)
    changes = {
        "next_uid": case((further, new.excluded.next_uid), else_=_NEXT_UID),
        "organisation_id": func.coalesce(
            func.nullif(col(MailboxCursor.organisation_id), ""), new.excluded.organisation_id
        ),
    }
    return new.on_conflict_do_update(index_elements=["mailbox"], set_=changes)


_NEXT_UID = col(MailboxCursor.next_uid)
_ADVANCED = for_both(lambda insert_into: _advancing(insert_into(MailboxCursor)))


def _advance(connection: Connection, organisation_id: str, last: RawMail, next_uid: int) -> None:
    """Moves the cursor on, never back, and never that of another UIDVALIDITY."""
    place = {"mailbox": last.mailbox, "uid_validity": last.uid_validity, "next_uid": next_uid}
    connection.execute(
        _ADVANCED[connection.dialect.name], {"organisation_id": organisation_id, "reread_below": 0, **place}
    )


def _stored(row: Row[Any]) -> StoredMessage:
    return StoredMessage(
        key=row.id,
        organisation_id=row.organisation_id,
        mailbox=row.mailbox,
        message_id=row.message_id,
        received_at=row.received_at,
        tries=row.tries,
        late=Late(row.late) if row.late else None,
    )
