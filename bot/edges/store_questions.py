"""« Did you mean … ? » as it was asked: found again by its Message-ID, which only its addressee has."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam
from sqlmodel import col

from bot.core.confirmation import Question
from bot.core.did_you_mean import TEMPLATE
from bot.edges.store_keeping import shortened
from bot.edges.store_part import among, columns, unindexed
from bot.edges.store_threads import LEFT_OR_LEAVING, told_by
from storage.tables import NOT_WITHDRAWN, DecisionRow, OutboxRow

_SINCE: BindParameter[Any] = bindparam("since")
_ASKED = (
    columns(OutboxRow.id, DecisionRow.trace)
    .join(DecisionRow, col(DecisionRow.id) == col(OutboxRow.decision_key))
    .where(col(OutboxRow.message_id) == bindparam("message_id"), NOT_WITHDRAWN)
    .where(unindexed(col(OutboxRow.organisation_id)) == bindparam("organisation"))
    .where(unindexed(col(OutboxRow.recipient)) == bindparam("sender"), col(OutboxRow.to_supplier))
    .where(col(OutboxRow.template) == TEMPLATE, col(OutboxRow.queued_at) >= _SINCE)
    .where(among(unindexed(col(OutboxRow.state)), LEFT_OR_LEAVING))
)


def question_of(
    connection: Connection, organisation_id: str, message_id: str, sender: str, since: datetime
) -> Question | None:
    """See `bot.ports.books.History.question`. What it named are the rows of what the mail told, in their order."""
    values = {"organisation": organisation_id, "message_id": shortened(message_id), "sender": sender, "since": since}
    row: Any = connection.execute(_ASKED, values).first()
    if row is None:
        return None
    named = tuple((supplier, number) for supplier, number, _ in told_by(connection, [row.id]).get(row.id, ()))
    wanted = tuple(str(hit["id"]) for hit in json.loads(row.trace)["intents"])
    return Question(named, wanted) if named else None
