"""Tables of the walk over the portal: how far each list was read, what failed, and what staff should look at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from storage.base import KEPT_KEYS, KeyedRow, Row
from storage.columns import PlainText, UtcDateTime


class SyncState(Row, table=True):
    """One organisation's walk as a whole. `lease_owner` walks now; nobody asks the portal before `not_before`.

    `trouble` (one word) and `problem` say why the portal as a whole failed last, both empty when it did not;
    `trouble_since` is when that began. `settings_read_at` is when recipients' own records were last read.
    """

    __tablename__ = "sync_state"

    organisation_id: str = Field(primary_key=True, sa_type=PlainText)
    lease_owner: str | None = Field(default=None, sa_type=PlainText)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    trouble: str = Field(sa_type=PlainText)
    problem: str = Field(sa_type=PlainText)
    trouble_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    password_expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settings_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SyncRecipient(Row, table=True):
    """A structure that the account receives for. `reports_payment` None: its record was not read yet."""

    __tablename__ = "sync_recipient"

    organisation_id: str = Field(primary_key=True, sa_type=PlainText)
    recipient_key: int = Field(primary_key=True, sa_type=BigInteger)
    identifier: str = Field(sa_type=PlainText)
    name: str = Field(sa_type=PlainText)
    reports_payment: bool | None = None


class SyncWatermark(Row, table=True):
    """How far one list was walked: all that changed before `walked_to` is in our tables. `service_key` 0: every service.

    `began_from` is where its first fill began, `span_seconds` how wide a window lately held some thousand records.
    A second, slower walk from `again_from` stands at `again_at` and ends at `again_until`, all None when there is none;
    `again_done_at` is when the last one was over. `trouble` and `problem` say why the list failed last.
    """

    __tablename__ = "sync_watermark"

    organisation_id: str = Field(primary_key=True, sa_type=PlainText)
    recipient_key: int = Field(primary_key=True, sa_type=BigInteger)
    feed: str = Field(primary_key=True, sa_type=PlainText)
    service_key: int = Field(primary_key=True, sa_type=BigInteger)
    service_code: str = Field(sa_type=PlainText)
    began_from: datetime = Field(sa_type=UtcDateTime)
    walked_to: datetime = Field(sa_type=UtcDateTime)
    span_seconds: int
    again_began_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    again_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    again_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    again_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    again_done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    trouble: str = Field(sa_type=PlainText)
    problem: str = Field(sa_type=PlainText)


class SyncFlag(KeyedRow, table=True):
    """Something that went into the copy less than whole. `kind` and `subject` name it, `times` counts how often.

    Kinds: `shortfall` (a window gave fewer records than its total), `bad_record`, `same_number` (two demands of one
    supplier with one number), `order` (a status that cannot follow the one before), `refused_row` (`file/line` of a
    list of invoices; `detail` is what is legible of its number and supplier, as JSON).
    """

    __tablename__ = "sync_flag"
    __table_args__ = (UniqueConstraint("organisation_id", "kind", "subject"), KEPT_KEYS)

    kind: str = Field(sa_type=PlainText)
    subject: str = Field(sa_type=PlainText)
    detail: str = Field(sa_type=PlainText)
    times: int
    first_seen_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
