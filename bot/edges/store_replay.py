"""The store of a replay: its decisions one by one, and the bytes that nobody will ask for again let go."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import delete, event, update
from sqlmodel import col, select

from bot.core.message import MessageState
from bot.core.replay import Replayed
from bot.edges.store import Store, open_store
from bot.edges.store_part import StorePart
from storage.tables import DecisionRow, Message, MessageRaw, OutboxRow

_AT_ONCE = 500


def open_replay_store(path: Path) -> Store:
    """The replay's own store at `path`, made when missing. Raises ConfigError, StoreError.

    It holds no invoices: its tickets name rows of the real store, which its own keys cannot check. A crash of the
    machine may cost it, since it can be made again; a killed process costs nothing.
    """
    store = open_store(f"sqlite:///{path}")
    store.engine.dispose()

    @event.listens_for(store.engine, "connect")
    def _loosen(connection: SqliteConnection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA synchronous=OFF")

    return store


class ReplayBook(StorePart):
    """Reads what a replay decided; a store of its own, never that of the installation."""

    name = "replay"

    def let_go(self) -> None:
        """Drops the bytes of decided mails and of the mails that were written about them: the decisions say it all."""
        decided = select(Message.id).where(col(Message.state) != MessageState.RECEIVED)
        with self._changing() as connection:
            connection.execute(delete(MessageRaw).where(col(MessageRaw.message_key).in_(decided)))
            connection.execute(update(OutboxRow).where(col(OutboxRow.content) != b"").values(content=b""))

    def each(self) -> Iterator[Replayed]:
        """Every mail in the order of the replay, some hundreds in memory at a time."""
        in_force = (col(DecisionRow.message_key) == col(Message.id)) & col(DecisionRow.superseded_at).is_(None)
        after = 0
        while True:
            asked = (
                select(col(Message.id), col(Message.message_id), col(Message.received_at), col(DecisionRow.trace))
                .join(DecisionRow, in_force, isouter=True)
                .where(col(Message.id) > after)
                .order_by(col(Message.id))
                .limit(_AT_ONCE)
            )
            with self._asking() as connection:
                rows: Sequence[Any] = connection.execute(asked).all()
            for key, message_id, received_at, trace in rows:
                told = json.loads(trace) if trace else {}
                yield Replayed(key, message_id, received_at, told.get("outcome", ""), told)
            if not rows:
                return
            after = rows[-1][0]

    def one(self, key: int) -> Replayed:
        """One decided mail of the replay, which must be there."""
        asked = (
            select(col(Message.message_id), col(Message.received_at), col(DecisionRow.trace))
            .join(DecisionRow, col(DecisionRow.message_key) == col(Message.id))
            .where(col(Message.id) == key, col(DecisionRow.superseded_at).is_(None))
        )
        with self._asking() as connection:
            message_id, received_at, trace = connection.execute(asked).one()
        told = json.loads(trace)
        return Replayed(key, message_id, received_at, told["outcome"], told)
