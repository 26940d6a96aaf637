"""The portal: what its searches tell beside the files, statuses as they followed, and how far each list was walked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import PlainText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_HISTORY_DUE = sa.text("history_due_at IS NOT NULL")
_INVOICE_COLUMNS = (
    ("portal_key", sa.BigInteger()),
    ("work_key", sa.BigInteger()),
    ("feed", PlainText()),
    ("recipient_key", sa.BigInteger()),
    ("document", PlainText()),
    ("market", PlainText()),
    ("deposited_on", sa.Date()),
    ("due_cents", sa.BigInteger()),
    ("currency", PlainText()),
    ("doubt", PlainText()),
    ("history_due_at", UtcDateTime()),
)
_INVOICE_INDEXES = ("uq_invoice_portal_key", "uq_invoice_work_key", "ix_invoice_history_due")


def upgrade() -> None:
    """New columns may be null: SQLite cannot add others to a table in use without copying it."""
    for name, kind in _INVOICE_COLUMNS:
        op.add_column("invoice", sa.Column(name, kind, nullable=True))
    for name in ("portal_key", "work_key"):
        op.create_index(f"uq_invoice_{name}", "invoice", ["organisation_id", name], unique=True)
    op.create_index(
        "ix_invoice_history_due",
        "invoice",
        ["organisation_id", "status_at"],
        sqlite_where=_HISTORY_DUE,
        postgresql_where=_HISTORY_DUE,
    )
    _history()
    _walk()


def downgrade() -> None:
    """Back to loops: the copy stays as it is, what only the portal told of it is lost."""
    for table in ("sync_flag", "sync_watermark", "sync_recipient", "sync_state", "status_history"):
        op.drop_table(table)
    for name in _INVOICE_INDEXES:
        op.drop_index(name, "invoice")
    for name, _ in reversed(_INVOICE_COLUMNS):
        op.drop_column("invoice", name)


def _plain(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, PlainText(), nullable=False) for name in names)


def _big(*names: str) -> tuple[sa.Column[int], ...]:
    return tuple(sa.Column(name, sa.BigInteger(), nullable=False) for name in names)


def _moments(*names: str, nullable: bool = True) -> tuple[sa.Column[object], ...]:
    return tuple(sa.Column(name, UtcDateTime(), nullable=nullable) for name in names)


def _history() -> None:
    op.create_table(
        "status_history",
        *_plain("organisation_id"),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invoice_key", sa.Integer(), nullable=False),
        *_plain("status"),
        *_moments("seen_at", nullable=False),
        *_moments("portal_at"),
        *_plain("source"),
        sa.Column("step_key", sa.BigInteger(), nullable=True),
        *_plain("comment", "oddity"),
        sa.PrimaryKeyConstraint("id", name="pk_status_history"),
        sa.ForeignKeyConstraint(["invoice_key"], ["invoice.id"], name="fk_status_history_invoice_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_status_history_invoice_key", "status_history", ["invoice_key"])
    op.create_index("uq_status_history_step_key", "status_history", ["organisation_id", "step_key"], unique=True)


def _walk() -> None:
    op.create_table(
        "sync_state",
        *_plain("organisation_id"),
        sa.Column("lease_owner", PlainText(), nullable=True),
        *_moments("lease_until", "started_at", "ended_at", "not_before"),
        *_plain("trouble", "problem"),
        *_moments("trouble_since", "password_expires_at", "settings_read_at"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_sync_state"),
    )
    op.create_table(
        "sync_recipient",
        *_plain("organisation_id"),
        *_big("recipient_key"),
        *_plain("identifier", "name"),
        sa.Column("reports_payment", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "recipient_key", name="pk_sync_recipient"),
    )
    op.create_table(
        "sync_watermark",
        *_plain("organisation_id"),
        *_big("recipient_key"),
        *_plain("feed"),
        *_big("service_key"),
        *_plain("service_code"),
        *_moments("began_from", "walked_to", nullable=False),
        sa.Column("span_seconds", sa.Integer(), nullable=False),
        *_moments("again_began_at", "again_from", "again_at", "again_until", "again_done_at", "failed_at"),
        *_plain("trouble", "problem"),
        sa.PrimaryKeyConstraint("organisation_id", "recipient_key", "feed", "service_key", name="pk_sync_watermark"),
    )
    op.create_table(
        "sync_flag",
        *_plain("organisation_id"),
        sa.Column("id", sa.Integer(), nullable=False),
        *_plain("kind", "subject", "detail"),
        sa.Column("times", sa.Integer(), nullable=False),
        *_moments("first_seen_at", "last_seen_at", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sync_flag"),
        sa.UniqueConstraint("organisation_id", "kind", "subject", name="uq_sync_flag_organisation_id_kind_subject"),
        sqlite_autoincrement=True,
    )
