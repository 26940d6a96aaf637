"""Which copies of a message lie in the wrong folder, and what is noted once they have been moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    Case,
    Connection,
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
    select,
    update,
)
from sqlalchemy.orm import aliased
from sqlmodel import col

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
    connection: Connection, mailbox: str, limit: int, without: Collection[tuple[str, str]] = ()
) -> Sequence[Any]:
    """Copies of this mailbox to look at, oldest first, each with its `target`; see `Ledger.filings`."""
    statement, wanted = _TO_MOVE, _WANTED
    for folder, refused in without:
        statement = statement.where(or_(col(MessageCopy.folder) != folder, wanted != refused))
    return connection.execute(statement, {"box": mailbox, "limit": limit}).all()


def settle(
    connection: Connection, mailbox: str, limit: int, without: Collection[tuple[str, str]] = ()
) -> tuple[Filing, ...]:
    """What has to be moved; copies that lie right already are noted as such on the way."""
    rows = to_move(connection, mailbox, limit, without)
    right = [row for row in rows if row.filed_as == row.target]
    wrong = [row for row in rows if row.filed_as != row.target]
    if right:
        connection.execute(_LIE_RIGHT, {"keys": [row.id for row in right]})
    if wrong:
        connection.execute(_HEADING, [{"copy": row.id, "target": row.target} for row in wrong])
    _close(connection, {row.message_key for row in right})
    return tuple(Filing(row.id, row.uid, row.uid_validity, row.message_id, row.folder, row.target) for row in wrong)


def note_moves(connection: Connection, moves: Sequence[tuple[int, str]]) -> None:
    """Notes where copies lie now: each has reached the target it was last handed out with."""
    moved: list[Any] = []
    for folder in sorted({folder for _, folder in moves}):
        keys = sorted(key for key, where in moves if where == folder)
        moved += connection.execute(_MOVED, {"keys": keys, "to_folder": folder}).all()
    # The message may have been decided again since: then somebody has to look once more.
    targets = _targets_of(connection, [copy.id for copy in moved])
    if astray := [copy.id for copy in moved if targets.get(copy.id) != copy.filed_as]:
        connection.execute(_LOOK_AGAIN, {"keys": astray})
    _close(connection, {copy.message_key for copy in moved})


def settled_unplaced(connection: Connection, organisations: Collection[str], limit: int) -> Sequence[tuple[int, str]]:
    """(key, target) of decided messages of these organisations that are settled and have no copy to be filed."""
    wanted = target()
    statement = (
        select(col(Message.id), wanted)
        .select_from(_with_reply(inspect(Message).local_table))
        .where(col(Message.state) == MessageState.DECIDED, col(Message.organisation_id).in_(list(organisations)))
        .where(wanted.is_not(None), ~_to_be_filed())
        .limit(limit)
    )
    return [(key or 0, where) for key, where in connection.execute(statement)]


def close_messages(connection: Connection, settled: Sequence[tuple[int, str]]) -> int:
    """Makes these messages `filed`, each as its target says, unless a copy or a new look at it came in between."""
    closed = 0
    for key, where in settled:
        closed += connection.execute(
            update(Message)
            .where(col(Message.id) == key, col(Message.state) == MessageState.DECIDED, ~_to_be_filed())
            .values(state=MessageState.FILED, filed_as=where)
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
        select(col(reply.id))
        .where(col(reply.decision_key) == col(DecisionRow.id), col(reply.to_supplier))
        .order_by(col(reply.id))
        .limit(1)
        .scalar_subquery()
    )
    in_force = and_(col(DecisionRow.message_key) == col(Message.id), col(DecisionRow.superseded_at).is_(None))
    return outerjoin(messages, DecisionRow, in_force).outerjoin(OutboxRow, col(OutboxRow.id) == first_reply)


_WANTED = target()
_COPY: tuple[Any, ...] = (
    col(MessageCopy.id),
    col(MessageCopy.message_key),
    col(MessageCopy.uid),
    col(MessageCopy.uid_validity),
    col(MessageCopy.folder),
    col(MessageCopy.filed_as),
)
_OF_KEYS = update(MessageCopy).where(col(MessageCopy.id).in_(bindparam("keys", expanding=True)))
_TO_MOVE = (
    select(*_COPY, col(Message.message_id), _WANTED.label("target"))
    .select_from(_copies())
    .where(col(MessageCopy.mailbox) == bindparam("box"), col(MessageCopy.to_file), _WANTED.is_not(None))
    .order_by(col(MessageCopy.id))
    .limit(bindparam("limit"))
)
_LIE_RIGHT = _OF_KEYS.values(to_file=False)
_LOOK_AGAIN = _OF_KEYS.values(to_file=True)
_HEADING = update(MessageCopy).where(col(MessageCopy.id) == bindparam("copy")).values(heading=bindparam("target"))
_MOVED = (
    _OF_KEYS.where(col(MessageCopy.message_key).is_not(None), col(MessageCopy.heading) != "")
    .values(folder=bindparam("to_folder"), filed_as=MessageCopy.heading, to_file=False)
    .returning(col(MessageCopy.id), col(MessageCopy.message_key), col(MessageCopy.filed_as))
)
_TARGETS = (
    select(col(MessageCopy.id), _WANTED.label("target"))
    .select_from(_copies())
    .where(col(MessageCopy.id).in_(bindparam("keys", expanding=True)))
)


def _targets_of(connection: Connection, copy_keys: Sequence[int]) -> dict[int, str | None]:
    return {row.id: row.target for row in connection.execute(_TARGETS, {"keys": copy_keys})}


_CLOSE = (
    update(Message)
    .where(col(Message.id) == bindparam("key"), col(Message.state) == MessageState.DECIDED, ~_to_be_filed())
    .values(
        state=MessageState.FILED,
        filed_as=select(col(MessageCopy.filed_as))
        .where(col(MessageCopy.message_key) == bindparam("key"), col(MessageCopy.filed_as) != "")
        .order_by(col(MessageCopy.id).desc())
        .limit(1)
        .scalar_subquery(),
    )
)


def _close(connection: Connection, messages: set[int]) -> None:
    """Makes decided messages `filed` whose copies have all been looked at."""
    if messages:
        connection.execute(_CLOSE, [{"key": key} for key in sorted(messages)])
