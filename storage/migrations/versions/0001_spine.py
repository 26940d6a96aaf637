"""The spine: messages, decisions, tickets, outbox, and the local copy of the portal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import KeyText, PlainText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From an empty database."""
    _messages()
    _invoices()
    _tickets()
    _decisions()
    _outbox()


def downgrade() -> None:
    """Back to an empty database."""
    for table in (
        "sending_stop",
        "outbox_told",
        "outbox",
        "decision",
        "ticket_invoice",
        "ticket_event",
        "ticket",
        "counter",
        "contact",
        "rejected_row",
        "portal_copy",
        "invoice",
        "mailbox_cursor",
        "message_copy",
        "message_raw",
        "message",
    ):
        op.drop_table(table)


def _organisation() -> sa.Column[str]:
    return sa.Column("organisation_id", PlainText(), nullable=False)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _plain(name: str) -> sa.Column[str]:
    return sa.Column(name, PlainText(), nullable=False)


def _key_text(name: str) -> sa.Column[str]:
    return sa.Column(name, KeyText(), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _big(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _lease() -> tuple[sa.Column[object], ...]:
    return (sa.Column("lease_owner", PlainText(), nullable=True), _moment("lease_until", nullable=True))


def _reference(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=f"pk_{table}")


def _messages() -> None:
    op.create_table(
        "message",
        _organisation(),
        _id(),
        _plain("mailbox"),
        _plain("message_id"),
        _plain("digest"),
        _moment("received_at"),
        _number("octets"),
        _plain("state"),
        sa.Column("late", PlainText(), nullable=True),
        _flag("held"),
        _plain("filed_as"),
        _number("tries"),
        _plain("error"),
        _moment("next_try_at", nullable=True),
        *_lease(),
        _key("message"),
        sa.UniqueConstraint(
            "organisation_id", "message_id", "digest", name="uq_message_organisation_id_message_id_digest"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_queue", "message", ["state", "received_at", "id"])
    op.create_index("ix_message_held", "message", ["organisation_id", "held"])
    op.create_table(
        "message_raw",
        _organisation(),
        _number("message_key"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _key("message_raw", "message_key"),
        _reference("message_raw", "message_key", "message"),
    )
    _copies()


def _copies() -> None:
    op.create_table(
        "message_copy",
        _organisation(),
        _id(),
        _plain("mailbox"),
        _big("uid_validity"),
        _big("uid"),
        _number("message_key", nullable=True),
        _plain("whole"),
        _moment("received_at"),
        _plain("folder"),
        _plain("filed_as"),
        _plain("heading"),
        _flag("to_file"),
        _flag("put_back"),
        _number("tries"),
        _plain("error"),
        _moment("next_try_at", nullable=True),
        _key("message_copy"),
        _reference("message_copy", "message_key", "message"),
        sa.UniqueConstraint("mailbox", "uid_validity", "uid", name="uq_message_copy_mailbox_uid_validity_uid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_copy_message_key", "message_copy", ["message_key"])
    op.create_index("ix_message_copy_to_file", "message_copy", ["mailbox", "to_file", "id"])
    op.create_table(
        "mailbox_cursor",
        _organisation(),
        _plain("mailbox"),
        _big("uid_validity"),
        _big("next_uid"),
        _big("reread_below"),
        _moment("since", nullable=True),
        _key("mailbox_cursor", "mailbox"),
    )


def _invoices() -> None:
    op.create_table(
        "invoice",
        _organisation(),
        _id(),
        _key_text("supplier_id"),
        _plain("supplier_id_kind"),
        _plain("supplier_name"),
        _key_text("number"),
        _key_text("canonical"),
        _key_text("compact"),
        _plain("status"),
        _moment("status_at", nullable=True),
        sa.Column("invoiced_on", sa.Date(), nullable=True),
        _moment("made_available_at", nullable=True),
        _big("amount_cents", nullable=True),
        _plain("engagement"),
        _plain("recipient_siret"),
        _plain("service_code"),
        _plain("comment"),
        _plain("source"),
        _moment("first_seen_at"),
        _moment("synced_at"),
        _key("invoice"),
        sa.UniqueConstraint(
            "organisation_id", "supplier_id", "number", name="uq_invoice_organisation_id_supplier_id_number"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_invoice_canonical", "invoice", ["organisation_id", "canonical"])
    op.create_index("ix_invoice_compact", "invoice", ["organisation_id", "compact"])
    op.create_table(
        "portal_copy",
        _organisation(),
        _plain("source"),
        _moment("as_of"),
        _key("portal_copy", "organisation_id", "source"),
    )
    _imports()


def _imports() -> None:
    op.create_table(
        "rejected_row",
        _organisation(),
        _id(),
        _plain("file_name"),
        _number("line"),
        _plain("problem"),
        _plain("raw"),
        _moment("rejected_at"),
        _key("rejected_row"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_rejected_row_file_name", "rejected_row", ["organisation_id", "file_name"])
    op.create_table(
        "contact",
        _organisation(),
        _id(),
        _plain("address"),
        _key_text("supplier_id"),
        _plain("origin"),
        _plain("entered_by"),
        _moment("entered_at"),
        _key("contact"),
        sa.UniqueConstraint(
            "organisation_id", "address", "supplier_id", name="uq_contact_organisation_id_address_supplier_id"
        ),
        sqlite_autoincrement=True,
    )


def _tickets() -> None:
    op.create_table(
        "ticket",
        _organisation(),
        _id(),
        _key_text("number"),
        _plain("state"),
        _key_text("supplier_id"),
        _plain("correspondent"),
        _plain("team"),
        _plain("priority"),
        _plain("subject"),
        _moment("opened_at"),
        _moment("changed_at"),
        _moment("next_look_at", nullable=True),
        _number("follows", nullable=True),
        _key("ticket"),
        _reference("ticket", "follows", "ticket"),
        sa.UniqueConstraint("organisation_id", "number", name="uq_ticket_organisation_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ticket_supplier_id", "ticket", ["organisation_id", "supplier_id"])
    op.create_index("ix_ticket_next_look_at", "ticket", ["next_look_at"])
    op.create_index("ix_ticket_follows", "ticket", ["follows"])
    _around_tickets()


def _around_tickets() -> None:
    op.create_table(
        "ticket_invoice",
        _organisation(),
        _number("ticket_key"),
        _number("invoice_key"),
        _key("ticket_invoice", "ticket_key", "invoice_key"),
        _reference("ticket_invoice", "ticket_key", "ticket"),
        _reference("ticket_invoice", "invoice_key", "invoice"),
    )
    op.create_index("ix_ticket_invoice_invoice_key", "ticket_invoice", ["invoice_key"])
    op.create_table(
        "ticket_event",
        _organisation(),
        _id(),
        _number("ticket_key"),
        _number("message_key", nullable=True),
        _moment("at"),
        _plain("kind"),
        _plain("data"),
        _key("ticket_event"),
        _reference("ticket_event", "ticket_key", "ticket"),
        _reference("ticket_event", "message_key", "message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ticket_event_ticket_key", "ticket_event", ["ticket_key", "at"])
    op.create_table(
        "counter",
        _organisation(),
        _number("year"),
        _number("last"),
        _key("counter", "organisation_id", "year"),
    )


def _decisions() -> None:
    op.create_table(
        "decision",
        _organisation(),
        _id(),
        _number("message_key"),
        _number("ticket_key", nullable=True),
        _moment("decided_at"),
        _moment("superseded_at", nullable=True),
        _plain("outcome"),
        _plain("target"),
        _plain("rule"),
        _plain("rules_version"),
        _plain("intent_class"),
        _number("level"),
        _plain("team"),
        _plain("priority"),
        _plain("trace"),
        _key("decision"),
        _reference("decision", "message_key", "message"),
        _reference("decision", "ticket_key", "ticket"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decision_message_key", "decision", ["message_key"])
    op.create_index("ix_decision_ticket_key", "decision", ["ticket_key"])
    for column in ("outcome", "rule", "intent_class"):
        op.create_index(f"ix_decision_{column}", "decision", ["organisation_id", column, "decided_at"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        _organisation(),
        _id(),
        *(_plain(name) for name in ("message_id", "once", "mailbox", "state", "route", "kind", "template")),
        _flag("to_supplier"),
        _plain("recipient"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *(_number(name, nullable=True) for name in ("message_key", "decision_key", "ticket_key")),
        _moment("queued_at"),
        _moment("next_try_at"),
        _number("tries"),
        _plain("error"),
        *_lease(),
        *(_moment(name, nullable=True) for name in ("sent_at", "copied_at", "withdrawn_at")),
        _key("outbox"),
        _reference("outbox", "message_key", "message"),
        _reference("outbox", "decision_key", "decision"),
        _reference("outbox", "ticket_key", "ticket"),
        sqlite_autoincrement=True,
    )
    _outbox_indexes()
    op.create_table(
        "outbox_told",
        _organisation(),
        _id(),
        _number("outbox_key"),
        _key_text("supplier_id"),
        _key_text("number"),
        _plain("status"),
        _key("outbox_told"),
        _reference("outbox_told", "outbox_key", "outbox"),
    )
    op.create_index("ix_outbox_told_outbox_key", "outbox_told", ["outbox_key"])
    op.create_index("ix_outbox_told_invoice", "outbox_told", ["organisation_id", "supplier_id", "number"])
    op.create_table("sending_stop", _organisation(), _moment("stopped_at"), _key("sending_stop", "organisation_id"))


def _outbox_indexes() -> None:
    not_withdrawn = sa.text("state <> 'withdrawn'")
    for name, columns in (("uq_outbox_once", ["organisation_id", "once"]), ("uq_outbox_message_id", ["message_id"])):
        op.create_index(
            name, "outbox", columns, unique=True, sqlite_where=not_withdrawn, postgresql_where=not_withdrawn
        )
    for name, columns in (
        ("queue", ["state", "route", "queued_at", "id"]),
        ("copy", ["mailbox", "to_supplier", "copied_at"]),
        ("recipient", ["organisation_id", "recipient", "queued_at"]),
        ("ticket_key", ["ticket_key"]),
        ("decision_key", ["decision_key"]),
        ("message_key", ["message_key"]),
    ):
        op.create_index(f"ix_outbox_{name}", "outbox", columns)
