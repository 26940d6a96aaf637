"""Queueing a mail: its row in the outbox, and what it tells of which invoices, in the transaction of whoever asks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert
from sqlmodel import col

from bot.core.message import OutboxState
from bot.edges.store_part import for_both
from bot.ports.store import Queued
from storage.engine import note_written
from storage.tables import NOT_WITHDRAWN, OutboxRow, OutboxTold

_QUEUED = for_both(
    lambda insert_into: (
        insert_into(OutboxRow)
        .on_conflict_do_nothing(index_elements=["organisation_id", "once"], index_where=NOT_WITHDRAWN)
        .returning(col(OutboxRow.id))
    )
)
_TOLD = insert(OutboxTold)


def queue_mail(
    connection: Connection,
    organisation_id: str,
    item: Queued,
    at: datetime,
    *,
    mailbox: str = "",
    message_key: int | None = None,
    decision_key: int | None = None,
    ticket_key: int | None = None,
) -> bool:
    """Writes one mail to be sent; False when its `once` is queued, sent or dead already.

    `mailbox` is the shared mailbox that gets a copy, by default the one it is sent from.
    """
    links = {"message_key": message_key, "decision_key": decision_key, "ticket_key": ticket_key}
    values = {"mailbox": mailbox or item.mail.sender.address, **links, **_columns(organisation_id, item, at)}
    key = connection.execute(_QUEUED[connection.dialect.name], values).scalar_one_or_none()
    note_written(connection, len(item.content))
    if key is None:
        return False
    if item.told:
        whose = {"organisation_id": organisation_id, "outbox_key": key}
        names = ("supplier_id", "number", "status")
        connection.execute(_TOLD, [{**whose, **dict(zip(names, told, strict=True))} for told in item.told])
    return True


def _columns(organisation_id: str, item: Queued, at: datetime) -> dict[str, Any]:
    """A new row of the outbox, but what it belongs to."""
    return {
        "organisation_id": organisation_id,
        "message_id": item.mail.message_id,
        "once": item.once,
        "state": OutboxState.QUEUED,
        "route": item.route,
        "kind": item.kind,
        "template": item.template,
        "to_supplier": item.to_supplier,
        "recipient": item.mail.to,
        "content": item.content,
        "queued_at": at,
        "next_try_at": at,
        "tries": 0,
        "error": "",
        "conversation": item.conversation or None,
        "answers": item.answers or None,
    }
