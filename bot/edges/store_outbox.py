"""The outbox: every mail is a row here before it leaves, and says here what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    union_all,
    update,
)
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.core.mail import ReplyKind
from bot.core.message import OutboxState, Route
from bot.edges.store_part import StorePart, insert_into, unindexed
from bot.ports.store import OutboxItem, Queued
from storage.columns import UtcDateTime
from storage.tables import NOT_WITHDRAWN, DecisionRow, OutboxRow, OutboxTold, TicketEvent

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
        stopped: Sequence[str],
        organisations: Collection[str] | None = None,
        reserved: Collection[str] = (),
    ) -> tuple[OutboxItem, ...]:
        """Due items by SMTP, now `sending`; supplier mail of `stopped` organisations stays where it is.

        So does, of `reserved` ones, what goes to those who did not prove what they may know.

        Only those of `organisations`, of any when None. An item whose lease ran out while `sending` (its process
        died) is due again, with the same Message-ID and one more try.
        """
        served = None if organisations is None else tuple(organisations)
        whose = (tuple(stopped), tuple(sorted(reserved)), served)
        claimed: tuple[OutboxItem, ...] = ()
        with self._reading() as session:
            waiting = session.connection().execute(_waiting(*whose), {"now": now, "limit": 1})
            states = [OutboxState(state) for state in waiting.scalars()]
        for state in states:  # what was abandoned first
            if len(claimed) < limit:
                values = {"now": now, "limit": limit - len(claimed)}
                due = _due(state, *whose)
                claimed += self._leased(due, values, owner, now + lease, OutboxState.SENDING, tried_at=now)
        return claimed

    def note_sent(self, key: int, at: datetime) -> None:
        """The server accepted it."""
        self._at("outbox.after_sent")
        with self._writing() as session:
            session.connection().execute(_SENT, {"key": key, "at": at})

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
        with self._writing() as session:
            return queue_mail(session, organisation_id, item, at, ticket_key=ticket_key)

    def to_copy(self, mailbox: str, limit: int) -> tuple[OutboxItem, ...]:
        """Sent automatic mail to suppliers not yet in the Sent folder, and drafts not yet in Drafts; leases nothing."""
        with self._reading() as session:
            rows = session.exec(_UNCOPIED, params={"mailbox": mailbox, "limit": limit})
            return tuple(_item(row) for row in rows)

    def claim_copies(
        self, owner: str, now: datetime, lease: timedelta, mailbox: str, limit: int
    ) -> tuple[OutboxItem, ...]:
        """What `to_copy` lists, as far as no other owner is copying it and the server did not just refuse it.

        Two processes that look in the Sent folder at once would both find no copy there and add one each.
        """
        values = {"mailbox": mailbox, "limit": limit, "now": now, "owner": owner}
        with self._reading() as session:
            if session.connection().execute(_first_key(_COPIES_DUE), values | {"limit": 1}).first() is None:
                return ()
        return self._leased(_COPIES_DUE, values, owner, now + lease, None)

    def _leased(
        self,
        due: SelectOfScalar[OutboxRow],
        values: dict[str, Any],
        owner: str,
        until: datetime,
        state: OutboxState | None,
        tried_at: datetime | None = None,
    ) -> tuple[OutboxItem, ...]:
        """Leases what is due and, if told, gives it a state. An abandoned lease counts as a try: it may have worked."""
        with self._writing() as session:
            rows = session.exec(_locked(due), params=values).all()
            for row in rows:
                row.tries += row.lease_owner is not None
                row.state = state.value if state else row.state
                row.lease_owner, row.lease_until = owner, until
                row.first_try_at = row.first_try_at or tried_at
            return tuple(_item(row) for row in rows)

    def note_copied(self, key: int, at: datetime) -> None:
        """It lies in Sent (or, for a draft, in Drafts: then it counts as sent)."""
        with self._writing() as session:
            session.connection().execute(_COPIED, {"key": key, "at": at})
            session.connection().execute(_DRAFTED, {"key": key, "at": at})

    def note_copy_refused(self, key: int, next_try: datetime) -> None:
        """The server would not take the copy; nobody else asks before `next_try`."""
        with self._writing() as session:
            row = session.get_one(OutboxRow, key, with_for_update=True)
            row.lease_owner = row.lease_until = None
            row.next_try_at = next_try


def is_proven() -> ColumnElement[bool]:
    """Whether a mail of ours replies to somebody who proved that he may know (level 1 or 2, see `core/disclosure`)."""
    proven = exists().where(col(DecisionRow.id) == col(OutboxRow.decision_key), col(DecisionRow.level) > 0)
    return proven.correlate(OutboxRow)


def _may_leave(stopped: Sequence[str], reserved: Collection[str]) -> ColumnElement[bool]:
    """Mail to staff always, mail to suppliers unless its organisation (or `*`, all of them) is stopped or reserved."""
    to_staff = col(OutboxRow.to_supplier).is_(False)
    if "*" in stopped:
        return to_staff
    goes: ColumnElement[bool] = col(OutboxRow.organisation_id).not_in(list(stopped))
    if reserved:
        goes = and_(goes, or_(col(OutboxRow.organisation_id).not_in(list(reserved)), is_proven()))
    return or_(to_staff, goes)


@cache
def _due(
    state: OutboxState, stopped: tuple[str, ...], reserved: tuple[str, ...], organisations: tuple[str, ...] | None
) -> SelectOfScalar[OutboxRow]:
    """Mails by SMTP in this state that are due, put together once for each state of switch and caps.

    One state at a time: they then come in order from the index of the queue, however many were sent before.
    """
    due_at = OutboxRow.lease_until if state is OutboxState.SENDING else OutboxRow.next_try_at
    due = (
        select(OutboxRow)
        .where(OutboxRow.state == state, OutboxRow.route == Route.SMTP, col(due_at) <= _NOW)
        .where(_may_leave(stopped, reserved))
        .order_by(col(OutboxRow.queued_at), col(OutboxRow.id))
        .limit(_LIMIT)
    )
    if organisations is not None:
        due = due.where(unindexed(col(OutboxRow.organisation_id)).in_(organisations))
    return due


@cache
def _waiting(
    stopped: tuple[str, ...], reserved: tuple[str, ...], organisations: tuple[str, ...] | None
) -> CompoundSelect[Any]:
    """The states in which mails are due, `sending` before `queued`: a look that takes no lock."""
    states = (OutboxState.SENDING, OutboxState.QUEUED)
    due = {state: _first_key(_due(state, stopped, reserved, organisations)) for state in states}
    return union_all(*(select(literal(state.value)).where(first.exists()) for state, first in due.items()))


@cache
def _first_key(due: SelectOfScalar[OutboxRow]) -> Select[tuple[int | None]]:
    return due.with_only_columns(col(OutboxRow.id))


@cache
def _locked(due: SelectOfScalar[OutboxRow]) -> SelectOfScalar[OutboxRow]:
    return due.with_for_update(skip_locked=True)


_NOW: BindParameter[Any] = bindparam("now")
_LIMIT: BindParameter[int] = bindparam("limit")
_OF_KEY = update(OutboxRow).where(col(OutboxRow.id) == bindparam("key"))
_SENT = _OF_KEY.values(
    # It may be back before we could note that it left.
    state=case((col(OutboxRow.state) == OutboxState.BOUNCED, OutboxState.BOUNCED), else_=OutboxState.SENT),
    sent_at=func.coalesce(OutboxRow.sent_at, bindparam("at", type_=UtcDateTime())),
    lease_owner=None,
    lease_until=None,
)
_COPIED = _OF_KEY.values(copied_at=bindparam("at"), lease_owner=None, lease_until=None)
_DRAFTED = _SENT.where(col(OutboxRow.route) == Route.DRAFT)
_UNCOPIED = (
    select(OutboxRow)
    .where(OutboxRow.mailbox == bindparam("mailbox"), col(OutboxRow.to_supplier), col(OutboxRow.copied_at).is_(None))
    .where(
        or_(
            and_(col(OutboxRow.route) == Route.SMTP, col(OutboxRow.state).in_((OutboxState.SENT, OutboxState.BOUNCED))),
            and_(col(OutboxRow.route) == Route.DRAFT, col(OutboxRow.state) == OutboxState.QUEUED),
        )
    )
    .order_by(col(OutboxRow.id))
    .limit(_LIMIT)
)
_COPIES_DUE = _UNCOPIED.where(
    or_(
        col(OutboxRow.lease_until).is_(None),
        col(OutboxRow.lease_until) <= _NOW,
        col(OutboxRow.lease_owner) == bindparam("owner"),
    ),
    col(OutboxRow.next_try_at) <= _NOW,
)


def queue_mail(
    session: Session,
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
    statement = (
        insert_into(session, OutboxRow)
        .values(mailbox=mailbox or item.mail.sender.address, **links, **_columns(organisation_id, item, at))
        .on_conflict_do_nothing(index_elements=["organisation_id", "once"], index_where=NOT_WITHDRAWN)
        .returning(col(OutboxRow.id))
    )
    key = session.exec(statement).scalar_one_or_none()
    if key is None:
        return False
    for supplier_id, number, status in item.told:
        session.add(
            OutboxTold(
                organisation_id=organisation_id, outbox_key=key, supplier_id=supplier_id, number=number, status=status
            )
        )
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


def _item(row: OutboxRow) -> OutboxItem:
    return OutboxItem(
        key=row.key,
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
