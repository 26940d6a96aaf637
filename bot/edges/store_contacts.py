"""Contacts: which supplier an address writes for, as staff have said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col

from bot.edges.store_part import StorePart, insert_into
from storage.tables import ContactRow


class Contacts(StorePart):
    """Write side; `InvoiceBook.contact_sirets` reads."""

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
