"""Keeping mails: each a new message with its bytes, or one more copy of a message that is known."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from bot.core.mail import Late, RawMail
from bot.core.message import MessageState
from bot.edges.store_part import for_both
from bot.ports.store import Fingerprint
from storage.engine import note_written
from storage.tables import Message, MessageCopy, MessageRaw

_LONGEST = 500
"""PostgreSQL indexes at most some 2,700 octets: a sender could otherwise stop the intake with one header."""


def shortened(message_id: str) -> str:
    """A Message-ID as it is stored and looked up: an absurdly long one keeps its start and a hash of the whole."""
    if len(message_id) <= _LONGEST:
        return message_id
    digest = hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()
    return f"{message_id[:_LONGEST]}…{digest}"


def keep_mails(
    connection: Connection, organisation_id: str, mails: Sequence[tuple[RawMail, Fingerprint, Late | None]]
) -> list[int]:
    """Keeps mails of one mailbox and the places where they lie; returns the keys of new messages.

    A place that is known is left alone: a crash made us read the batch twice.
    """
    known = _known_places(connection, [mail for mail, _, _ in mails])
    settled = {uid for uid, (_, message_key) in known.items() if message_key is not None}
    kept: dict[int, bytes] = {}
    copies: dict[int, dict[str, Any]] = {}
    for mail, mark, late in mails:
        if mail.uid in settled:
            continue
        settled.add(mail.uid)
        new = _insert_message(connection, organisation_id, mail, mark, late)
        if new is not None:
            kept[new] = mail.content
        copies[mail.uid] = _copy(connection, organisation_id, mail, mark, new)
    _insert_raw(connection, organisation_id, kept)
    if again := {known[uid][0]: copy for uid, copy in copies.items() if uid in known}:
        changes = [{"copy": key, **{name: copy[name] for name in _FETCH_CHANGES}} for key, copy in again.items()]
        connection.execute(_FETCHED, changes)
    if fresh := [copy for uid, copy in copies.items() if uid not in known]:
        connection.execute(_PLACED, fresh)
    return list(kept)


def keep_pushed_mail(connection: Connection, organisation_id: str, mail: RawMail, mark: Fingerprint) -> int | None:
    """Keeps a mail that lies in no mailbox; returns its key when the message is new, else None."""
    new = _insert_message(connection, organisation_id, mail, mark, None)
    if new is not None:
        _insert_raw(connection, organisation_id, {new: mail.content})
    return new


def unfetched_copy(
    session: Session, organisation_id: str, mailbox: str, uid_validity: int, uid: int, received_at: datetime
) -> MessageCopy:
    """The row of this place, made when missing: without a message until its mail is kept or given up."""
    place = select_rows(MessageCopy).where(
        MessageCopy.mailbox == mailbox, MessageCopy.uid_validity == uid_validity, MessageCopy.uid == uid
    )
    copy = session.exec(place).first()
    if copy is None:
        copy = MessageCopy(
            organisation_id=organisation_id,
            mailbox=mailbox,
            uid_validity=uid_validity,
            uid=uid,
            received_at=received_at,
        )
    return copy


def keep_stand_in(session: Session, copy: MessageCopy) -> None:
    """Puts a quarantined message without bytes in the place of a mail that will not be fetched."""
    stand_in = Message(
        organisation_id=copy.organisation_id,
        mailbox=copy.mailbox,
        message_id="",
        digest=f"unfetched:{copy.mailbox}:{copy.uid_validity}:{copy.uid}",
        received_at=copy.received_at,
        octets=0,
        state=MessageState.QUARANTINED.value,
        tries=copy.tries,
        error=copy.error,
    )
    session.add(stand_in)
    session.flush()
    copy.message_key = stand_in.id


_PLACES = select(col(MessageCopy.uid), col(MessageCopy.id), col(MessageCopy.message_key)).where(
    col(MessageCopy.mailbox) == bindparam("box"),
    col(MessageCopy.uid_validity) == bindparam("validity"),
    col(MessageCopy.uid).in_(bindparam("uids", expanding=True)),
)
_PLACED = insert(MessageCopy)
_FETCHED = update(MessageCopy).where(col(MessageCopy.id) == bindparam("copy"))
_FETCH_CHANGES = ("message_key", "whole", "put_back", "to_file", "error")


def _known_places(connection: Connection, mails: Sequence[RawMail]) -> dict[int, tuple[int, int | None]]:
    """Of these mails' places those that have a row: UID → key of the row, key of the message or None."""
    values = {"box": mails[0].mailbox, "validity": mails[0].uid_validity, "uids": [mail.uid for mail in mails]}
    return {uid: (key or 0, message_key) for uid, key, message_key in connection.execute(_PLACES, values)}


def _copy(
    connection: Connection, organisation_id: str, mail: RawMail, mark: Fingerprint, new: int | None
) -> dict[str, Any]:
    """The place where a mail lies as its row; `new` is the message's key when nothing like it was known."""
    key = new if new is not None else _known(connection, organisation_id, mark)
    put_back = new is None and _was_put_back(connection, key, mail.mailbox, mark)
    return {
        "organisation_id": organisation_id,
        "mailbox": mail.mailbox,
        "uid_validity": mail.uid_validity,
        "uid": mail.uid,
        "received_at": mail.received_at,
        "message_key": key,
        "whole": mark.whole,
        "folder": "",
        "filed_as": "",
        "heading": "",
        "to_file": not put_back,
        "put_back": put_back,
        "tries": 0,
        "error": "",
    }


_NEW = for_both(
    lambda insert_into: (
        insert_into(Message)
        .values(state=MessageState.RECEIVED, held=False, filed_as="", tries=0, error="")
        .on_conflict_do_nothing(index_elements=["organisation_id", "message_id", "digest"])
        .returning(col(Message.id))
    )
)


def _insert_message(
    connection: Connection, organisation_id: str, mail: RawMail, mark: Fingerprint, late: Late | None
) -> int | None:
    """The new message's key, None when another has its fingerprint (also one kept at this moment elsewhere)."""
    values = {
        "organisation_id": organisation_id,
        "mailbox": mail.mailbox,
        "message_id": shortened(mark.message_id),
        "digest": mark.digest,
        "received_at": mail.received_at,
        "octets": len(mail.content),
        "late": late,
    }
    return connection.execute(_NEW[connection.dialect.name], values).scalar_one_or_none()


def _insert_raw(connection: Connection, organisation_id: str, contents: Mapping[int, bytes]) -> None:
    if contents:
        rows = ({"message_key": key, "content": content} for key, content in contents.items())
        connection.execute(insert(MessageRaw).values(organisation_id=organisation_id), list(rows))
        note_written(connection, max(map(len, contents.values())))


def _known(connection: Connection, organisation_id: str, mark: Fingerprint) -> int:
    known = select(col(Message.id)).where(
        col(Message.organisation_id) == organisation_id,
        col(Message.message_id) == shortened(mark.message_id),
        col(Message.digest) == mark.digest,
    )
    return connection.execute(known).scalar_one() or 0


def _was_put_back(connection: Connection, key: int, mailbox: str, mark: Fingerprint) -> bool:
    """Whether we filed these very bytes out of this mailbox before: then a person has moved them back."""
    filed = select(col(MessageCopy.id)).where(
        col(MessageCopy.message_key) == key,
        col(MessageCopy.mailbox) == mailbox,
        col(MessageCopy.whole) == mark.whole,
        col(MessageCopy.filed_as) != "",
    )
    return connection.execute(filed).first() is not None
