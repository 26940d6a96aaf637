"""Every table in one place: import names from here, and `METADATA` is complete."""

from __future__ import annotations

from storage.base import METADATA
from storage.invoices import HISTORY_DUE, ContactRow, InvoiceRow, PortalCopy, RejectedRow, StatusHistory
from storage.messages import DecisionRow, MailboxCursor, Message, MessageCopy, MessageRaw
from storage.outbox import NOT_WITHDRAWN, OutboxRow, OutboxTold, PausedAddress, SendingStop
from storage.portal import SyncFlag, SyncRecipient, SyncState, SyncWatermark
from storage.tickets import Counter, Ticket, TicketEvent, TicketInvoice

__all__ = [
    "HISTORY_DUE",
    "METADATA",
    "NOT_WITHDRAWN",
    "ContactRow",
    "Counter",
    "DecisionRow",
    "InvoiceRow",
    "MailboxCursor",
    "Message",
    "MessageCopy",
    "MessageRaw",
    "OutboxRow",
    "OutboxTold",
    "PausedAddress",
    "PortalCopy",
    "RejectedRow",
    "SendingStop",
    "StatusHistory",
    "SyncFlag",
    "SyncRecipient",
    "SyncState",
    "SyncWatermark",
    "Ticket",
    "TicketEvent",
    "TicketInvoice",
]
