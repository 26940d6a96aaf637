"""Which copies of a message lie in the wrong folder, and what is noted once they have been moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Case,
    Exists,
    FromClause,
    and_,
    bindparam,
    case,
    exists,
    inspect,
    join,
    literal,
    null,
    or_,
    outerjoin,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.core.decision import Outcome
from bot.core.message import MessageState, OutboxState, Route
from bot.ports.store import Filing
from storage.tables import DecisionRow, Message, MessageCopy, OutboxRow


def target() -> Case[Any]:
    """The folder that a message belongs in, NULL while that is not settled; read `_copies` with it.

    `answered` is true only once the reply has left by SMTP: until then the mail stays in the intake folder; a
    draft, a dead or a withdrawn reply, or an answer that was never queued, is for staff to handle.
    """
    waiting = col(OutboxRow.state).in_([OutboxState.QUEUED, OutboxState.SENDING])
    owed = col(DecisionRow.outcome).in_([Outcome.ANSWER, Outcome.ASK])
    return case(
        (col(Message.state) == MessageState.QUARANTINED, literal("error")),
        (col(Message.state) == MessageState.FILED, col(Message.filed_as)),
        (col(Message.state) == MessageState.RECEIVED, null()),
        (col(Message.held), literal("to_handle")),
        (col(DecisionRow.target) != "answered", col(DecisionRow.target)),
        (and_(col(OutboxRow.id).is_(None), owed), literal("to_handle")),
        (col(OutboxRow.id).is_(None), literal("answered")),
        (col(OutboxRow.route) == Route.DRAFT, literal("to_handle")),
        (col(OutboxRow.state) == OutboxState.SENT, literal("answered")),
        (waiting, null()),
        else_=literal("to_handle"),
    )


def to_move(
    session: Session, mailbox: str, limit: int, without: Collection[tuple[str, str]] = ()
) -> Sequence[tuple[MessageCopy, Message, str]]:
    """Copies of this mailbox to look at, oldest first, as (copy, message, target); see `Ledger.filings`."""
    wanted = target()
    statement = (
        select(MessageCopy, Message, wanted)
        .select_from(_copies())
        .where(col(MessageCopy.mailbox) == mailbox, col(MessageCopy.to_file), wanted.is_not(None))
        .order_by(col(MessageCopy.id))
        .limit(limit)
    )
    for folder, refused in without:
        statement = statement.where(or_(col(MessageCopy.folder) != folder, wanted != refused))
    return session.exec(statement).all()


def settle(session: Session, mailbox: str, limit: int, without: Collection[tuple[str, str]] = ()) -> tuple[Filing, ...]:
    """What has to be moved; copies that lie right already are noted as such on the way."""
    filings: dict[int, Filing] = {}
    messages: set[int] = set()
    for copy, message, wanted in to_move(session, mailbox, limit, without):
        if copy.filed_as == wanted:
            copy.to_file = False
            messages.add(message.key)
        else:
            copy.heading = wanted
            filings[copy.key] = Filing(copy.key, copy.uid, copy.uid_validity, message.message_id, copy.folder, wanted)
    session.flush()
    _close(session, messages)
    return tuple(filings.values())


def note_moves(session: Session, moves: Sequence[tuple[int, str]]) -> None:
    """Notes where copies lie now: each has reached the target it was last handed out with."""
    folders = dict(moves)
    moved = [
        copy
        for copy in session.exec(select(MessageCopy).where(col(MessageCopy.id).in_(folders)).with_for_update())
        if copy.message_key is not None and copy.heading
    ]
    for copy in moved:
        copy.folder, copy.filed_as, copy.to_file = folders[copy.key], copy.heading, False
    session.flush()
    # The message may have been decided again since: then somebody has to look once more.
    targets = _targets_of(session, [copy.key for copy in moved])
    for copy in moved:
        copy.to_file = targets.get(copy.key) != copy.filed_as
    session.flush()
    _close(session, {copy.message_key for copy in moved if copy.message_key is not None})


def settled_unplaced(session: Session, organisations: Collection[str], limit: int) -> Sequence[tuple[int, str]]:
    """(key, target) of decided messages of these organisations that are settled and have no copy to be filed."""
    wanted = target()
    statement = (
        select(col(Message.id), wanted)
        .select_from(_with_reply(inspect(Message).local_table))
        .where(col(Message.state) == MessageState.DECIDED, col(Message.organisation_id).in_(list(organisations)))
        .where(wanted.is_not(None), ~_to_be_filed())
        .limit(limit)
    )
    return [(key or 0, where) for key, where in session.exec(statement)]


def close_messages(session: Session, settled: Sequence[tuple[int, str]]) -> int:
    """Makes these messages `filed`, each as its target says, unless a copy or a new look at it came in between."""
    closed = 0
    for key, where in settled:
        closed += session.exec(
            update(Message)
            .where(col(Message.id) == key, col(Message.state) == MessageState.DECIDED, ~_to_be_filed())
            .values(state=MessageState.FILED, filed_as=where)
            .execution_options(synchronize_session=False)
        ).rowcount
    return closed


def _to_be_filed() -> Exists:
    """Whether some copy of the message has still to be looked at."""
    return exists().where(col(MessageCopy.message_key) == col(Message.id), col(MessageCopy.to_file))


def _copies() -> FromClause:
    """Copies with their message, its decision in force and the reply that this decision queued."""
    return _with_reply(join(MessageCopy, Message, col(Message.id) == col(MessageCopy.message_key)))


def _with_reply(messages: FromClause) -> FromClause:
    """Messages with their decision in force and the reply that this decision queued, where there are such."""
    reply = aliased(OutboxRow)
    first_reply = (
        select(reply.id)
        .where(col(reply.decision_key) == col(DecisionRow.id), col(reply.to_supplier))
        .order_by(col(reply.id))
        .limit(1)
        .scalar_subquery()
    )
    in_force = and_(col(DecisionRow.message_key) == col(Message.id), col(DecisionRow.superseded_at).is_(None))
    return outerjoin(messages, DecisionRow, in_force).outerjoin(OutboxRow, col(OutboxRow.id) == first_reply)


def _targets_of(session: Session, copy_keys: Sequence[int]) -> dict[int, str | None]:
    found = session.exec(
        select(MessageCopy.id, target()).select_from(_copies()).where(col(MessageCopy.id).in_(copy_keys))
    )
    return {key: wanted for key, wanted in found if key is not None}


_CLOSE = (
    update(Message)
    .where(col(Message.id) == bindparam("key"), col(Message.state) == MessageState.DECIDED, ~_to_be_filed())
    .values(
        state=MessageState.FILED,
        filed_as=select(MessageCopy.filed_as)
        .where(col(MessageCopy.message_key) == bindparam("key"), col(MessageCopy.filed_as) != "")
        .order_by(col(MessageCopy.id).desc())
        .limit(1)
        .scalar_subquery(),
    )
)


def _close(session: Session, messages: set[int]) -> None:
    """Makes decided messages `filed` whose copies have all been looked at."""
    if messages:
        session.connection().execute(_CLOSE, [{"key": key} for key in sorted(messages)])
