"""What was decided about each message, as it was written down: for whoever shows it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from bot.edges.store_part import StorePart
from storage.tables import DecisionRow, Message


@dataclass(frozen=True, slots=True)
class Trace:
    """One message: its Message-ID, its state, and the JSON of its decision in force (empty before one)."""

    message_id: str
    state: str
    decision: str


class Traces(StorePart):
    """Reads decisions; changes nothing."""

    name = "traces"

    def of(self, organisation_id: str) -> tuple[Trace, ...]:
        """Every message of an organisation, in the order of arrival in the ledger."""
        in_force = (col(DecisionRow.message_key) == col(Message.id)) & col(DecisionRow.superseded_at).is_(None)
        rows = (
            select(col(Message.message_id), col(Message.state), col(DecisionRow.trace))
            .join(DecisionRow, in_force, isouter=True)
            .where(col(Message.organisation_id) == organisation_id)
            .order_by(col(Message.id))
        )
        with self._reading() as session:
            return tuple(Trace(name, state, trace or "") for name, state, trace in session.exec(rows))
