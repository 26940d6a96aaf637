"""Column types that mean the same on SQLite and PostgreSQL: moments in UTC, text that any mail may hold, keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

_NO_NUL = {0: None}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: `timestamptz` on PostgreSQL, ISO 8601 text of fixed width (it sorts, and people can read it) on SQLite.

    Refuses a naive datetime with ValueError; gives back aware datetimes in UTC.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[str]:
        """Text of 32 characters on SQLite, which has no type for a moment."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """To the database; raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: it has no time zone")
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the database, in UTC whatever the session's zone is."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


def storable(text: str) -> str:
    """`text` (or an enum's value) as both databases can hold it: no NUL, no lone surrogate."""
    plain = str(text)
    if plain.isascii() and "\x00" not in plain:
        return plain
    return plain.translate(_NO_NUL).encode("utf-8", "replace").decode("utf-8")


class PlainText(TypeDecorator[str]):
    """Text as mails and files give it: what PostgreSQL cannot hold (NUL, lone surrogates) is dropped or replaced.

    Both databases treat it alike, so a look-up finds what was stored.
    """

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """To the database, as a plain `str` (an enum's value too)."""
        return _stored(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[str | None], str | None]:  # noqa: ARG002 - the type's own
        """The same without a detour: most of what is written is text."""
        return _stored


def _stored(value: str | None) -> str | None:
    return None if value is None else storable(value)


class KeyText(PlainText):
    """Text that is compared and ranged over as bytes: collation "C" on PostgreSQL, as SQLite always does.

    Without it a range over a prefix (every SIRET of a SIREN) is wrong in most locales and cannot use the index.
    """

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """Text, with the collation where it must be said."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())
