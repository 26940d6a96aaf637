"""Loops: what came back, addresses that get no automatic mail, and what caps are counted by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import PlainText, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_outbox_sent": ["organisation_id", "sent_at"],
    "ix_outbox_conversation": ["organisation_id", "conversation"],
    "ix_outbox_answers": ["organisation_id", "answers"],
}


def upgrade() -> None:
    """Columns that may be null: SQLite cannot add others to a table in use without copying it."""
    for name in ("first_try_at", "bounced_at"):
        op.add_column("outbox", sa.Column(name, UtcDateTime(), nullable=True))
    for name in ("conversation", "answers"):
        op.add_column("outbox", sa.Column(name, PlainText(), nullable=True))
    for name, columns in _INDEXES.items():
        op.create_index(name, "outbox", columns)
    op.create_table(
        "paused_address",
        sa.Column("organisation_id", PlainText(), nullable=False),
        sa.Column("address", PlainText(), nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("outbox_key", sa.Integer(), nullable=False),
        sa.Column("said", PlainText(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "address", name="pk_paused_address"),
        sa.ForeignKeyConstraint(["outbox_key"], ["outbox.id"], name="fk_paused_address_outbox_key"),
    )


def downgrade() -> None:
    """Back to the spine: a mail that came back counts as sent again."""
    op.drop_table("paused_address")
    for name in _INDEXES:
        op.drop_index(name, "outbox")
    op.execute("UPDATE outbox SET state = 'sent' WHERE state = 'bounced'")
    for name in ("first_try_at", "bounced_at", "conversation", "answers"):
        op.drop_column("outbox", name)
