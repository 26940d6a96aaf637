"""Mails that came back: the row of the outbox, its ticket, its mail to be handled, and the address that is paused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete
from sqlmodel import Session, col, func, select

from bot.core.bounce import Bounce
from bot.core.decision import ReturnedMail
from bot.core.mail import ReplyKind
from bot.core.message import OutboxState
from bot.edges.store_part import StorePart, among, columns, insert_into
from bot.edges.store_queueing import queue_mail
from bot.edges.store_reopening import look_again
from bot.ports.store import Returned
from storage.tables import OutboxRow, PausedAddress, Ticket, TicketEvent

MAIL_BOUNCED = "mail_bounced"
"""Event on a ticket: a mail about it came back. `data` says why, in French words."""
MAYBE_BOUNCED = "mail_maybe_bounced"
"""Event on a ticket: somebody says so, without proof that he got the mail."""
_LATEST = timedelta(days=7)
"""Servers try for five days: an older mail to an address is not what a bounce without Message-ID speaks of."""
_UNTIL = select(PausedAddress.until).where(
    PausedAddress.organisation_id == bindparam("organisation"), PausedAddress.address == bindparam("address")
)
_LEFT = (OutboxState.SENDING, OutboxState.SENT, OutboxState.BOUNCED)


@dataclass(frozen=True, slots=True)
class Pause:
    """One address that gets no automatic mail before `until`; `said` is why, in French words."""

    organisation_id: str
    address: str
    paused_at: datetime
    until: datetime
    said: str
    ticket: str


class Pauses(StorePart):
    """Fulfils `bot.ports.brakes.Pauses`, and what `guichet resume` asks."""

    name = "pauses"

    def until(self, organisation_id: str, address: str, now: datetime) -> datetime | None:
        """When the pause of this address ends, None when there is none in force."""
        with self._asking() as connection:
            until = connection.execute(_UNTIL, {"organisation": organisation_id, "address": address}).scalar()
        return until if until is not None and until > now else None

    def returned(self, organisation_id: str, bounce: Bounce, now: datetime) -> ReturnedMail | None:
        """The mail of ours that a bounce speaks of: by our Message-ID, else by the address alone (not `proven`)."""
        with self._asking() as connection:
            row = _by_message_id(connection, organisation_id, bounce.message_ids)
            proven = row is not None
            if row is None and not bounce.message_ids:
                row = _by_recipient(connection, organisation_id, bounce.recipients, now - _LATEST)
            if row is None:
                return None
            known = {"organisation": organisation_id, "address": row.recipient}
            until = connection.execute(_UNTIL, known).scalar()
        return ReturnedMail(
            key=row.id,
            organisation_id=organisation_id,
            recipient=row.recipient,
            ticket=row.number or "",
            kind=ReplyKind(row.kind),
            to_supplier=row.to_supplier,
            proven=proven,
            paused=until is not None and until > now,
        )

    def listed(self, organisation_id: str, now: datetime) -> tuple[Pause, ...]:
        """Addresses that are paused now, the latest first."""
        rows = (
            select(PausedAddress, Ticket.number)
            .join(OutboxRow, col(OutboxRow.id) == col(PausedAddress.outbox_key))
            .outerjoin(Ticket, col(Ticket.id) == col(OutboxRow.ticket_key))
            .where(PausedAddress.organisation_id == organisation_id, PausedAddress.until > now)
            .order_by(col(PausedAddress.paused_at).desc(), col(PausedAddress.address))
        )
        with self._reading() as session:
            return tuple(
                Pause(organisation_id, row.address, row.paused_at, row.until, row.said, number or "")
                for row, number in session.exec(rows)
            )

    def count(self, organisation_id: str, now: datetime) -> int:
        """How many addresses are paused now."""
        paused = select(func.count()).where(
            PausedAddress.organisation_id == organisation_id, col(PausedAddress.until) > now
        )
        with self._reading() as session:
            return session.exec(paused).one()

    def resume(self, organisation_id: str, address: str, now: datetime) -> bool:
        """Ends the pause of this address; False when there was none in force."""
        with self._writing() as session:
            found = session.get(PausedAddress, (organisation_id, address), with_for_update=True)
            session.exec(
                delete(PausedAddress)
                .where(col(PausedAddress.organisation_id) == organisation_id)
                .where(col(PausedAddress.address) == address)
            )
            return found is not None and found.until > now


_RETURNED = columns(
    OutboxRow.id, OutboxRow.message_id, OutboxRow.recipient, OutboxRow.kind, OutboxRow.to_supplier, Ticket.number
).outerjoin(Ticket, col(Ticket.id) == col(OutboxRow.ticket_key))
_SENT = _RETURNED.where(
    col(OutboxRow.organisation_id) == bindparam("organisation"),
    col(OutboxRow.message_id).in_(bindparam("names", expanding=True)),
    among(col(OutboxRow.state), _LEFT),
)
_LATELY = (
    _RETURNED.where(col(OutboxRow.organisation_id) == bindparam("organisation"), col(OutboxRow.to_supplier))
    .where(
        col(OutboxRow.recipient).in_(bindparam("recipients", expanding=True)), col(OutboxRow.state) == OutboxState.SENT
    )
    .where(col(OutboxRow.queued_at) >= bindparam("since"))
    .order_by(col(OutboxRow.id).desc())
    .limit(1)
)


def _by_message_id(connection: Connection, organisation_id: str, names: tuple[str, ...]) -> Row[Any] | None:
    """The first of these Message-IDs that we really sent."""
    if not names:
        return None
    sent: Sequence[Any] = connection.execute(_SENT, {"organisation": organisation_id, "names": names}).all()
    found = {row.message_id: row for row in sent}
    return next((found[name] for name in names if name in found), None)


def _by_recipient(
    connection: Connection, organisation_id: str, recipients: tuple[str, ...], since: datetime
) -> Row[Any] | None:
    """The newest mail that left for one of these addresses lately."""
    if not recipients:
        return None
    values = {"organisation": organisation_id, "recipients": recipients, "since": since}
    return connection.execute(_LATELY, values).first()


def take_back(session: Session, organisation_id: str, returned: Returned, message_key: int, at: datetime) -> None:
    """Writes what a bounce leads to, in the transaction of its decision; a second bounce of one mail changes nothing."""
    row = session.get_one(OutboxRow, returned.key, with_for_update=True)
    if row.state == OutboxState.BOUNCED:
        return
    if row.ticket_key is not None:
        session.add(
            TicketEvent(
                organisation_id=organisation_id,
                ticket_key=row.ticket_key,
                message_key=message_key,
                at=at,
                kind=MAIL_BOUNCED if returned.proven else MAYBE_BOUNCED,
                data=returned.said,
            )
        )
    news = not returned.proven
    if returned.proven:
        row.state, row.bounced_at, row.error = OutboxState.BOUNCED.value, at, returned.said
        row.sent_at = row.sent_at or at
        if row.message_key is not None and row.to_supplier:
            # Its answer did not arrive: the filer brings it to those that a person has to handle.
            look_again(session, row.message_key)
    if returned.until is not None:
        news = _pause(session, row, returned.said, at, returned.until)
    if news and returned.note is not None:
        queue_mail(session.connection(), organisation_id, returned.note, at, ticket_key=row.ticket_key)


def _pause(session: Session, row: OutboxRow, said: str, at: datetime, until: datetime) -> bool:
    """Pauses the address of this mail; False when it was paused already, which may only last longer now."""
    known = session.get(PausedAddress, (row.organisation_id, row.recipient), with_for_update=True)
    if known is not None and known.until > at:
        known.until = max(known.until, until)
        return False
    values = {"paused_at": at, "until": until, "outbox_key": row.key, "said": said}
    session.exec(
        insert_into(session, PausedAddress)
        .values(organisation_id=row.organisation_id, address=row.recipient, **values)
        .on_conflict_do_update(index_elements=["organisation_id", "address"], set_=values)
    )
    return True
