"""Mails that could not be delivered: listed, and put back to be sent, the very same bytes with the same Message-ID."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.core.message import OutboxState
from bot.edges.store_part import StorePart
from bot.edges.store_reopening import look_again
from storage.tables import DecisionRow, OutboxRow, Ticket, TicketEvent

MAIL_REQUEUED = "mail_requeued"
"""Event on a ticket: a mail about it that had not been delivered is sent again."""


@dataclass(frozen=True, slots=True)
class DeadMail:
    """One mail that will not leave by itself any more. `superseded`: the message has been decided again since."""

    key: int
    organisation_id: str
    message_id: str
    recipient: str
    kind: str
    to_supplier: bool
    ticket: str
    queued_at: datetime
    error: str
    superseded: bool


class Requeue(StorePart):
    """Brings dead mails back; nothing else of the outbox is touched."""

    name = "requeue"

    def dead(self, organisations: Collection[str]) -> tuple[DeadMail, ...]:
        """Every dead mail of these organisations, oldest first."""
        rows = (
            select(OutboxRow, Ticket.number, DecisionRow.superseded_at)
            .outerjoin(Ticket, col(Ticket.id) == col(OutboxRow.ticket_key))
            .outerjoin(DecisionRow, col(DecisionRow.id) == col(OutboxRow.decision_key))
            .where(OutboxRow.state == OutboxState.DEAD, col(OutboxRow.organisation_id).in_(list(organisations)))
            .order_by(col(OutboxRow.id))
        )
        with self._reading() as session:
            return tuple(_dead(row, number, superseded_at) for row, number, superseded_at in session.exec(rows).all())

    def requeue(self, keys: Sequence[int], at: datetime) -> int:
        """Queues these mails again as if written now, if they are still dead; returns how many.

        The mail that each answers is looked at again too: it lies with what staff must handle, and belongs with
        what was answered once the reply has left.
        """
        with self._writing() as session:
            dead = select(OutboxRow).where(col(OutboxRow.id).in_(list(keys)), OutboxRow.state == OutboxState.DEAD)
            rows = session.exec(dead.with_for_update()).all()
            for row in rows:
                row.state = OutboxState.QUEUED.value
                row.queued_at = row.next_try_at = at
                row.tries, row.error = 0, ""
                row.lease_owner = row.lease_until = row.first_try_at = None
                _note(session, row, at)
                if row.message_key is not None and row.to_supplier:
                    look_again(session, row.message_key)
            return len(rows)


def _dead(row: OutboxRow, number: str | None, superseded_at: datetime | None) -> DeadMail:
    return DeadMail(
        key=row.key,
        organisation_id=row.organisation_id,
        message_id=row.message_id,
        recipient=row.recipient,
        kind=row.kind,
        to_supplier=row.to_supplier,
        ticket=number or "",
        queued_at=row.queued_at,
        error=row.error,
        superseded=superseded_at is not None,
    )


def _note(session: Session, row: OutboxRow, at: datetime) -> None:
    if row.ticket_key is not None:
        session.add(
            TicketEvent(
                organisation_id=row.organisation_id,
                ticket_key=row.ticket_key,
                message_key=row.message_key,
                at=at,
                kind=MAIL_REQUEUED,
            )
        )
