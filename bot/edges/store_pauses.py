"""Mails that came back: the row of the outbox, its ticket, its mail to be handled, and the address that is paused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, func, select

from bot.core.bounce import Bounce
from bot.core.decision import ReturnedMail
from bot.core.mail import ReplyKind
from bot.core.message import OutboxState
from bot.edges.store_part import StorePart, insert_into
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
        with self._reading() as session:
            found = session.get(PausedAddress, (organisation_id, address))
            return found.until if found and found.until > now else None

    def returned(self, organisation_id: str, bounce: Bounce, now: datetime) -> ReturnedMail | None:
        """The mail of ours that a bounce speaks of: by our Message-ID, else by the address alone (not `proven`)."""
        with self._reading() as session:
            row = _by_message_id(session, organisation_id, bounce.message_ids)
            proven = row is not None
            if row is None and not bounce.message_ids:
                row = _by_recipient(session, organisation_id, bounce.recipients, now - _LATEST)
            if row is None:
                return None
            ticket = session.get(Ticket, row.ticket_key) if row.ticket_key is not None else None
            pause = session.get(PausedAddress, (organisation_id, row.recipient))
            return ReturnedMail(
                key=row.key,
                organisation_id=organisation_id,
                recipient=row.recipient,
                ticket=ticket.number if ticket else "",
                kind=ReplyKind(row.kind),
                to_supplier=row.to_supplier,
                proven=proven,
                paused=pause is not None and pause.until > now,
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


def _by_message_id(session: Session, organisation_id: str, names: tuple[str, ...]) -> OutboxRow | None:
    """The first of these Message-IDs that we really sent."""
    if not names:
        return None
    sent = select(OutboxRow).where(
        OutboxRow.organisation_id == organisation_id,
        col(OutboxRow.message_id).in_(names),
        col(OutboxRow.state).in_(_LEFT),
    )
    found = {row.message_id: row for row in session.exec(sent)}
    return next((found[name] for name in names if name in found), None)


def _by_recipient(
    session: Session, organisation_id: str, recipients: tuple[str, ...], since: datetime
) -> OutboxRow | None:
    """The newest mail that left for one of these addresses lately."""
    if not recipients:
        return None
    return session.exec(
        select(OutboxRow)
        .where(OutboxRow.organisation_id == organisation_id, col(OutboxRow.to_supplier))
        .where(col(OutboxRow.recipient).in_(recipients), OutboxRow.state == OutboxState.SENT)
        .where(OutboxRow.queued_at >= since)
        .order_by(col(OutboxRow.id).desc())
        .limit(1)
    ).first()


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
