"""What every table shares: its metadata with named constraints, its organisation, and its key."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from storage.columns import PlainText

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Every table of Guichet is here once `storage.tables` is imported."""

KEPT_KEYS = {"sqlite_autoincrement": True}
"""SQLite gives the number of a deleted row again unless told so; PostgreSQL never does."""


class Row(SQLModel):
    """A row of any table: which public body it belongs to comes first."""

    metadata = METADATA

    organisation_id: str = Field(sa_type=PlainText)


class KeyedRow(Row):
    """A row with a number of its own; `id` is None until the database has given it."""

    id: int | None = Field(default=None, primary_key=True)

    @property
    def key(self) -> int:
        """`id` of a row that the database has; ValueError for one not yet written."""
        if self.id is None:
            raise ValueError("this row has not been written yet")
        return self.id
