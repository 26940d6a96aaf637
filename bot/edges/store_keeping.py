"""Keeping one mail: a new message with its bytes, or one more copy of a message that is known."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlmodel import Session, col, select

from bot.core.mail import Late, RawMail
from bot.core.message import MessageState
from bot.edges.store_part import insert_into
from bot.ports.store import Fingerprint
from storage.tables import Message, MessageCopy, MessageRaw

_LONGEST = 500
"""PostgreSQL indexes at most some 2,700 octets: a sender could otherwise stop the intake with one header."""


def shortened(message_id: str) -> str:
    """A Message-ID as it is stored and looked up: an absurdly long one keeps its start and a hash of the whole."""
    if len(message_id) <= _LONGEST:
        return message_id
    digest = hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()
    return f"{message_id[:_LONGEST]}…{digest}"


def keep_mail(
    session: Session, organisation_id: str, mail: RawMail, mark: Fingerprint, late: Late | None
) -> int | None:
    """Keeps one mail and the place where it lies; returns its key when the message is new, else None."""
    copy = unfetched_copy(session, organisation_id, mail.mailbox, mail.uid_validity, mail.uid, mail.received_at)
    if copy.message_key is not None:
        return None  # this very place is known: a batch that a crash made us read twice
    new = _insert_message(session, organisation_id, mail, mark, late)
    key = new if new is not None else _known(session, organisation_id, mark)
    copy.message_key = key
    copy.whole = mark.whole
    copy.put_back = new is None and _was_put_back(session, key, mail.mailbox, mark)
    copy.to_file = not copy.put_back
    copy.error = ""
    session.add(copy)
    session.flush()
    return new


def keep_pushed_mail(session: Session, organisation_id: str, mail: RawMail, mark: Fingerprint) -> int | None:
    """Keeps a mail that lies in no mailbox; returns its key when the message is new, else None."""
    return _insert_message(session, organisation_id, mail, mark, None)


def unfetched_copy(
    session: Session, organisation_id: str, mailbox: str, uid_validity: int, uid: int, received_at: datetime
) -> MessageCopy:
    """The row of this place, made when missing: without a message until its mail is kept or given up."""
    place = select(MessageCopy).where(
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


def _insert_message(
    session: Session, organisation_id: str, mail: RawMail, mark: Fingerprint, late: Late | None
) -> int | None:
    """The new message's key, None when another has its fingerprint (also one kept at this moment elsewhere)."""
    statement = (
        insert_into(session, Message)
        .values(
            organisation_id=organisation_id,
            mailbox=mail.mailbox,
            message_id=shortened(mark.message_id),
            digest=mark.digest,
            received_at=mail.received_at,
            octets=len(mail.content),
            state=MessageState.RECEIVED,
            late=late,
            held=False,
            filed_as="",
            tries=0,
            error="",
        )
        .on_conflict_do_nothing(index_elements=["organisation_id", "message_id", "digest"])
        .returning(col(Message.id))
    )
    key = session.exec(statement).scalar_one_or_none()
    if key is None:
        return None
    session.add(MessageRaw(organisation_id=organisation_id, message_key=key, content=mail.content))
    return int(key)


def _known(session: Session, organisation_id: str, mark: Fingerprint) -> int:
    known = select(Message.id).where(
        Message.organisation_id == organisation_id,
        Message.message_id == shortened(mark.message_id),
        Message.digest == mark.digest,
    )
    return session.exec(known).one() or 0


def _was_put_back(session: Session, key: int, mailbox: str, mark: Fingerprint) -> bool:
    """Whether we filed these very bytes out of this mailbox before: then a person has moved them back."""
    filed = select(MessageCopy.id).where(
        MessageCopy.message_key == key,
        MessageCopy.mailbox == mailbox,
        MessageCopy.whole == mark.whole,
        MessageCopy.filed_as != "",
    )
    return session.exec(filed).first() is not None
