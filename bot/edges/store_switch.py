"""`guichet stop` and `guichet start`: what may not leave, and what is decided again afterwards."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from bot.core.message import MessageState, OutboxState
from bot.edges.store_part import StorePart, insert_into
from bot.edges.store_reopening import bring_back
from storage.tables import DecisionRow, Message, OutboxRow, SendingStop

EVERYONE = "*"
"""Stands for every organisation."""
_STOPPED = select(SendingStop.organisation_id)


class Switch(StorePart):
    """Fulfils `bot.ports.brakes.Switch`."""

    name = "switch"

    def stop(self, organisation_id: str, at: datetime) -> None:
        """From now on nothing leaves for suppliers of this organisation; an earlier stop keeps its moment."""
        with self._writing() as session:
            session.exec(
                insert_into(session, SendingStop)
                .values(organisation_id=organisation_id, stopped_at=at)
                .on_conflict_do_nothing(index_elements=["organisation_id"])
            )

    def start(self, organisation_id: str, at: datetime) -> int:
        """Undoes `stop`: queued supplier mail is withdrawn and held messages are decided again; returns how many.

        `*` starts every organisation, those stopped by name too. While `*` stands, starting one organisation
        would let nothing leave: nothing changes.
        """
        with self._writing() as session:
            if organisation_id == EVERYONE:
                session.exec(delete(SendingStop))
            elif session.get(SendingStop, EVERYONE) is not None:
                return 0
            else:
                session.exec(delete(SendingStop).where(col(SendingStop.organisation_id) == organisation_id))
            return _decide_again(session, organisation_id, at)

    def stopped(self) -> frozenset[str]:
        """Organisations stopped; contains `*` when all are."""
        with self._asking() as connection:
            return frozenset(connection.execute(_STOPPED).scalars())


def _decide_again(session: Session, organisation_id: str, at: datetime) -> int:
    """Withdraws what never left and brings its messages, and those held, back; returns how many messages."""
    held = select(Message.id).where(
        col(Message.held), col(Message.state).in_([MessageState.DECIDED, MessageState.FILED])
    )
    # A mail that was tried once may have been accepted although nobody told us: it goes on as it is, and so does
    # a draft that is being laid into the mailbox right now.
    unsent = (
        select(OutboxRow)
        .where(OutboxRow.state == OutboxState.QUEUED, OutboxRow.tries == 0, col(OutboxRow.to_supplier))
        .where(col(OutboxRow.decision_key).is_not(None), col(OutboxRow.lease_owner).is_(None))
    )
    if organisation_id != EVERYONE:
        held = held.where(Message.organisation_id == organisation_id)
        unsent = unsent.where(OutboxRow.organisation_id == organisation_id)
    keys = {key for key in session.exec(held.with_for_update()) if key is not None}
    for row in session.exec(unsent.with_for_update(skip_locked=True)).all():
        row.state = OutboxState.WITHDRAWN.value
        row.withdrawn_at = at
        if row.message_key is not None:
            keys.add(row.message_key)
    session.flush()
    for key in keys:
        session.exec(
            update(DecisionRow)
            .where(col(DecisionRow.message_key) == key, col(DecisionRow.superseded_at).is_(None))
            .values(superseded_at=at)
        )
    return bring_back(session, sorted(keys))
