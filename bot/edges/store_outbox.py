"""The outbox: every mail is a row here before it leaves, and says here what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import col

from bot.core.mail import ReplyKind
from bot.core.message import OutboxState, Route
from bot.edges.store_part import StorePart, unindexed
from bot.edges.store_queueing import queue_mail
from bot.edges.store_switch import EVERYONE
from bot.ports.outbox import OutboxItem
from bot.ports.store import Queued
from storage.columns import UtcDateTime
from storage.tables import DecisionRow, OutboxRow, SendingStop, TicketEvent

MAIL_DEAD = "mail_dead"
"""Event on a ticket: a mail about it could not be delivered."""


class Outbox(StorePart):
    """Fulfils `bot.ports.store.Outbox`."""

    name = "outbox"

    def claim(
        self,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        full: Sequence[str] = (),
        organisations: Collection[str] | None = None,
        reserved: Collection[str] = (),
    ) -> tuple[OutboxItem, ...]:
        """Due items by SMTP, now `sending`; supplier mail of organisations that are stopped stays where it is.

        The switch is read by the very statement that takes the mail. What goes to suppliers of `full` organisations
        stays too, and, of `reserved` ones, what goes to those who did not prove what they may know.

        Only those of `organisations`, of any when None. An item whose lease ran out while `sending` (its process
        died) is due again, with the same Message-ID and one more try.
        """
        values = {"now": now, "owner": owner, "until": now + lease}
        claimed: list[OutboxItem] = []
        with self._changing() as connection:
            for state in _DUE_STATES:
                take = _taken(state, *_whose(full, organisations, reserved))
                keys = connection.execute(take, {**values, "limit": limit - len(claimed)}).scalars().all()
                claimed += _items(connection, keys)
                if len(claimed) == limit:
                    break
        return tuple(claimed)

    def any_due(
        self,
        now: datetime,
        full: Sequence[str] = (),
        organisations: Collection[str] | None = None,
        reserved: Collection[str] = (),
    ) -> bool:
        """Whether `claim` would find something now: a look that takes no lock."""
        look = _look(*_whose(full, organisations, reserved))
        with self._asking() as connection:
            return bool(connection.execute(look, {"now": now, "limit": 1}).scalar())

    def note_sent(self, key: int, at: datetime) -> None:
        """The server accepted it."""
        self._at("outbox.after_sent")
        with self._changing() as connection:
            connection.execute(_SENT, {"key": key, "at": at})

    def note_refused(self, key: int, at: datetime, error: str, *, dead: bool, next_try: datetime) -> None:
        """Refused: queued again for `next_try`, or dead with an event on its ticket.

        A `next_try` that is `at` itself puts back a mail that was not tried at all (sending was stopped meanwhile).
        """
        with self._writing() as session:
            row = session.get_one(OutboxRow, key, with_for_update=True)
            if row.state != OutboxState.SENDING:
                return  # another process had it meanwhile, and knows better
            row.tries += next_try > at or dead
            row.error = error
            row.lease_owner = row.lease_until = None
            row.state = (OutboxState.DEAD if dead else OutboxState.QUEUED).value
            row.next_try_at = next_try
            if dead and row.ticket_key is not None:
                session.add(
                    TicketEvent(
                        organisation_id=row.organisation_id,
                        ticket_key=row.ticket_key,
                        message_key=row.message_key,
                        at=at,
                        kind=MAIL_DEAD,
                        data=error,
                    )
                )

    def queue(self, organisation_id: str, item: Queued, ticket_key: int | None, at: datetime) -> bool:
        """Queues one mail outside a decision (word to staff); False when `once` is known already."""
        with self._changing() as connection:
            return queue_mail(connection, organisation_id, item, at, ticket_key=ticket_key)

    def to_copy(self, mailbox: str, limit: int) -> tuple[OutboxItem, ...]:
        """Sent automatic mail to suppliers not yet in the Sent folder, and drafts not yet in Drafts; leases nothing."""
        with self._asking() as connection:
            rows = connection.execute(_UNCOPIED, {"box": mailbox, "limit": limit})
            return tuple(_item(row) for row in rows)

    def claim_copies(
        self, owner: str, now: datetime, lease: timedelta, mailbox: str, limit: int
    ) -> tuple[OutboxItem, ...]:
        """What `to_copy` lists, as far as no other owner is copying it and the server did not just refuse it.

        Two processes that look in the Sent folder at once would both find no copy there and add one each.
        """
        values = {"box": mailbox, "limit": limit, "now": now, "owner": owner}
        with self._asking() as connection:
            if connection.execute(_COPIES_DUE, {**values, "limit": 1}).first() is None:
                return ()
        with self._changing() as connection:
            keys = connection.execute(_COPIES_TAKEN, {**values, "until": now + lease}).scalars().all()
            items = _items(connection, keys)
        return tuple(sorted(items, key=lambda item: item.key))

    def note_copied(self, keys: Sequence[int], at: datetime) -> None:
        """They lie in Sent (or, drafts, in Drafts: then they count as sent)."""
        with self._changing() as connection:
            connection.execute(_COPIED, {"keys": keys, "at": at})

    def note_copies_refused(self, keys: Sequence[int], next_try: datetime) -> None:
        """The server would not take these copies; nobody else asks before `next_try`."""
        with self._changing() as connection:
            connection.execute(_COPY_REFUSED, {"keys": keys, "next_try": next_try})


def is_proven() -> ColumnElement[bool]:
    """Whether a mail of ours replies to somebody who proved that he may know (level 1 or 2, see `core/disclosure`)."""
    proven = exists().where(col(DecisionRow.id) == col(OutboxRow.decision_key), col(DecisionRow.level) > 0)
    return proven.correlate(OutboxRow)


def _may_leave(full: Collection[str], reserved: Collection[str]) -> ColumnElement[bool]:
    """Mail to staff always, mail to suppliers unless its organisation (or every one) is stopped, full or reserved."""
    stopped = exists().where(col(SendingStop.organisation_id).in_((col(OutboxRow.organisation_id), EVERYONE)))
    goes: ColumnElement[bool] = ~stopped.correlate(OutboxRow)
    if full:
        goes = and_(goes, col(OutboxRow.organisation_id).not_in(list(full)))
    if reserved:
        goes = and_(goes, or_(col(OutboxRow.organisation_id).not_in(list(reserved)), is_proven()))
    return or_(col(OutboxRow.to_supplier).is_(False), goes)


def _whose(
    full: Sequence[str], organisations: Collection[str] | None, reserved: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...] | None]:
    """What statements of the queue are put together by, and known by."""
    return tuple(full), tuple(sorted(reserved)), None if organisations is None else tuple(organisations)


_DUE_STATES = (OutboxState.SENDING, OutboxState.QUEUED)
"""States in which mails may be due: what was abandoned first."""
_NOW: BindParameter[Any] = bindparam("now", type_=UtcDateTime())
_AT: BindParameter[Any] = bindparam("at", type_=UtcDateTime())
_LIMIT: BindParameter[int] = bindparam("limit")
_OF_KEYS = update(OutboxRow).where(col(OutboxRow.id).in_(bindparam("keys", expanding=True)))
_FREE = {"lease_owner": None, "lease_until": None}
# It may be back before we could note that it left.
_LEFT = case((col(OutboxRow.state) == OutboxState.BOUNCED, OutboxState.BOUNCED), else_=OutboxState.SENT)
_LEFT_AT = func.coalesce(OutboxRow.sent_at, _AT)
_IS_DRAFT = col(OutboxRow.route) == Route.DRAFT
_ITEM: tuple[Any, ...] = (
    col(OutboxRow.id),
    col(OutboxRow.organisation_id),
    col(OutboxRow.message_id),
    col(OutboxRow.recipient),
    col(OutboxRow.content),
    col(OutboxRow.kind),
    col(OutboxRow.to_supplier),
    col(OutboxRow.route),
    col(OutboxRow.tries),
    col(OutboxRow.queued_at),
    col(OutboxRow.ticket_key),
    col(OutboxRow.first_try_at),
)
"""What an `OutboxItem` is made of."""
_OF = (
    select(*_ITEM)
    .where(col(OutboxRow.id).in_(bindparam("keys", expanding=True)))
    .order_by(col(OutboxRow.queued_at), col(OutboxRow.id))
)


def _leasing(due: Select[Any], **also: object) -> ReturningUpdate[Any]:
    """Leases what `due` gives, and no row that another process is leasing at this moment; returns the keys.

    An abandoned lease counts as a try: it may have worked. Not the mails themselves: SQLite puts what an UPDATE
    returns into a table of its own first, which for a mail of 10 MB costs 30 MB more than to ask for it afterwards.
    """
    keys = due.with_for_update(skip_locked=True).cte("due")
    return (
        update(OutboxRow)
        .where(col(OutboxRow.id).in_(select(keys.c.id)))
        .values(tries=OutboxRow.tries + case((col(OutboxRow.lease_owner).is_(None), 0), else_=1))
        .values(lease_owner=bindparam("owner"), lease_until=bindparam("until"), **also)
        .returning(col(OutboxRow.id))
    )


@cache
def _due(
    state: OutboxState, full: tuple[str, ...], reserved: tuple[str, ...], organisations: tuple[str, ...] | None
) -> Select[Any]:
    """Keys of mails by SMTP in this state that are due, put together once for each state of the caps.

    One state at a time: they then come in order from the index of the queue, however many were sent before.
    """
    due_at = OutboxRow.lease_until if state is OutboxState.SENDING else OutboxRow.next_try_at
    due = (
        select(col(OutboxRow.id))
        .where(col(OutboxRow.state) == state, col(OutboxRow.route) == Route.SMTP, col(due_at) <= _NOW)
        .where(_may_leave(full, reserved))
        .order_by(col(OutboxRow.queued_at), col(OutboxRow.id))
        .limit(_LIMIT)
    )
    if organisations is not None:
        due = due.where(unindexed(col(OutboxRow.organisation_id)).in_(organisations))
    return due


@cache
def _look(full: tuple[str, ...], reserved: tuple[str, ...], organisations: tuple[str, ...] | None) -> Select[Any]:
    """Whether any mail is due."""
    return select(or_(*(_due(state, full, reserved, organisations).exists() for state in _DUE_STATES)))


@cache
def _taken(
    state: OutboxState, full: tuple[str, ...], reserved: tuple[str, ...], organisations: tuple[str, ...] | None
) -> ReturningUpdate[Any]:
    """Takes mails that are due to be sent; the first time is remembered, whoever tries again."""
    first_try_at = func.coalesce(OutboxRow.first_try_at, _NOW)
    due = _due(state, full, reserved, organisations)
    return _leasing(due, state=OutboxState.SENDING, first_try_at=first_try_at)


_SENT = update(OutboxRow).where(col(OutboxRow.id) == bindparam("key")).values(state=_LEFT, sent_at=_LEFT_AT, **_FREE)
_COPIED = _OF_KEYS.values(
    copied_at=_AT,
    state=case((_IS_DRAFT, _LEFT), else_=OutboxRow.state),
    sent_at=case((_IS_DRAFT, _LEFT_AT), else_=OutboxRow.sent_at),
    **_FREE,
)
_COPY_REFUSED = _OF_KEYS.values(next_try_at=bindparam("next_try"), **_FREE)
_UNCOPIED = (
    select(*_ITEM)
    .where(col(OutboxRow.mailbox) == bindparam("box"), col(OutboxRow.to_supplier), col(OutboxRow.copied_at).is_(None))
    .where(
        or_(
            and_(col(OutboxRow.route) == Route.SMTP, col(OutboxRow.state).in_((OutboxState.SENT, OutboxState.BOUNCED))),
            and_(_IS_DRAFT, col(OutboxRow.state) == OutboxState.QUEUED),
        )
    )
    .order_by(col(OutboxRow.id))
    .limit(_LIMIT)
)
_COPIES_DUE = _UNCOPIED.with_only_columns(col(OutboxRow.id)).where(
    or_(
        col(OutboxRow.lease_until).is_(None),
        col(OutboxRow.lease_until) <= _NOW,
        col(OutboxRow.lease_owner) == bindparam("owner"),
    ),
    col(OutboxRow.next_try_at) <= _NOW,
)
_COPIES_TAKEN = _leasing(_COPIES_DUE)


def _items(connection: Connection, keys: Sequence[int | None]) -> list[OutboxItem]:
    """The mails just leased in this transaction, oldest first."""
    return [_item(row) for row in connection.execute(_OF, {"keys": keys})] if keys else []


def _item(row: Row[Any]) -> OutboxItem:
    return OutboxItem(
        key=row.id,
        organisation_id=row.organisation_id,
        message_id=row.message_id,
        to=row.recipient,
        content=row.content,
        kind=ReplyKind(row.kind),
        to_supplier=row.to_supplier,
        route=Route(row.route),
        tries=row.tries,
        queued_at=row.queued_at,
        ticket_key=row.ticket_key,
        first_try_at=row.first_try_at,
    )
