"""Contacts: which supplier an address writes for, as staff have said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select

from bot.edges.store_part import StorePart, insert_into
from storage.tables import ContactRow


@dataclass(frozen=True, slots=True)
class Contact:
    """One entry of the register: `origin` is the file it came from, `entered_by` who loaded it."""

    address: str
    siret: str
    origin: str
    entered_by: str
    entered_at: datetime


class Contacts(StorePart):
    """The register as staff keep it; deciding reads it through `InvoiceBook.contact_sirets`."""

    name = "contacts"

    def enter(
        self, organisation_id: str, pairs: Iterable[tuple[str, str]], *, origin: str, entered_by: str, at: datetime
    ) -> int:
        """Enters (address, SIRET) pairs in one transaction; returns how many were not known before."""
        with self._writing() as session:
            return sum(
                enter_contact(session, organisation_id, address, siret, origin=origin, entered_by=entered_by, at=at)
                for address, siret in pairs
            )

    def of(self, organisation_id: str) -> tuple[Contact, ...]:
        """Every contact of an organisation, by address."""
        rows = (
            select(ContactRow)
            .where(ContactRow.organisation_id == organisation_id)
            .order_by(col(ContactRow.address), col(ContactRow.supplier_id))
        )
        with self._reading() as session:
            return tuple(
                Contact(row.address, row.supplier_id, row.origin, row.entered_by, row.entered_at)
                for row in session.exec(rows)
            )

    def remove(self, organisation_id: str, address: str, siret: str | None = None) -> int:
        """Takes an address out of the register, for one supplier or for all; returns how many entries."""
        leaving = delete(ContactRow).where(
            col(ContactRow.organisation_id) == organisation_id, col(ContactRow.address) == address.lower()
        )
        if siret is not None:
            leaving = leaving.where(col(ContactRow.supplier_id) == siret)
        with self._writing() as session:
            return session.exec(leaving).rowcount


def enter_contact(
    session: Session, organisation_id: str, address: str, siret: str, *, origin: str, entered_by: str, at: datetime
) -> bool:
    """Enters one contact; False when it was known already, which keeps who said so first."""
    statement = (
        insert_into(session, ContactRow)
        .values(
            organisation_id=organisation_id,
            address=address.lower(),
            supplier_id=siret,
            origin=origin,
            entered_by=entered_by,
            entered_at=at,
        )
        .on_conflict_do_nothing(index_elements=["organisation_id", "address", "supplier_id"])
        .returning(col(ContactRow.id))
    )
    return session.exec(statement).scalar_one_or_none() is not None
