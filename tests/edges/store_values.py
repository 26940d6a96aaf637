"""Values that the store's tests write: mails, fingerprints, decisions, outgoing mails."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.core.decision import Decision, Outcome, PastReply, TicketView, reason
from bot.core.invoice import Invoice
from bot.core.mail import Address, Late, OutgoingMail, RawMail, ReplyKind
from bot.core.message import Route
from bot.edges.portal_file_invoices import InvoiceLine
from bot.edges.portal_file_rows import BadRow
from bot.edges.store import Store
from bot.edges.store_import import ImportReport, import_invoices
from bot.ports.books import Sought, Trail
from bot.ports.store import Filing, Fingerprint, Queued, Record, TicketDraft

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = datetime(2026, 11, 23, tzinfo=UTC)
LEASE = timedelta(minutes=5)
BOX = "factures@casq.example"
SUPPLIER = "compta@durand.example"
DURAND, MARTIN = "73282932000074", "40483304800022"
NOWHERE = Sought(references=(), ticket_numbers=(), sender="", invoice_keys=(), supplier_id="", today=TODAY)


def mail(uid: int, body: str = "", *, validity: int = 1, box: str = BOX) -> RawMail:
    """A mail in the intake folder, one minute younger for each UID."""
    content = f"Subject: {body or uid}\r\n\r\n{body or uid}\r\n".encode()
    return RawMail(box, validity, uid, NOW - timedelta(hours=1) + timedelta(minutes=uid), content)


def mark(raw: RawMail, message_id: str | None = None) -> Fingerprint:
    """The fingerprint of a mail, with a Message-ID of its own unless told."""
    digest = hashlib.sha256(raw.content).hexdigest()
    return Fingerprint(f"<{digest[:12]}@durand.example>" if message_id is None else message_id, digest, digest)


def keep(store: Store, *mails: RawMail, organisation: str = "casq", late: Late | None = None) -> tuple[int, ...]:
    """Keeps mails as the intake does."""
    return store.ledger.keep(organisation, [(raw, mark(raw), late) for raw in mails], mails[-1].uid + 1)


def decision(outcome: Outcome = Outcome.ANSWER) -> Decision:
    """A decision of that outcome."""
    return Decision(
        outcome=outcome,
        intents=(),
        intent_class=None,
        level=2,
        rule="answer-status",
        rules_version="abc",
        reasons=(reason("matched", number="FA-1"),),
        matches=(),
        reply=None,
        ticket_event="bot_answered",
    )


def queued(
    once: str,
    *,
    kind: ReplyKind = ReplyKind.ANSWER,
    route: Route = Route.SMTP,
    to: str = SUPPLIER,
    told: tuple[tuple[str, str, str], ...] = (),
) -> Queued:
    """A mail to be queued; its Message-ID comes from `once`. A NOTE is for staff."""
    outgoing = OutgoingMail(f"<{once}@casq.example>", Address("", BOX), to, "Re: facture", "Bonjour", "")
    return Queued(once, outgoing, b"Subject: x\r\n\r\nx", kind, kind.value, route, kind is not ReplyKind.NOTE, told)


def draft(number: str = "CASQ-2026-000001", **changes: object) -> TicketDraft:
    """A new ticket, resolved by an answer."""
    fresh = TicketDraft(
        key=None,
        number=number,
        state="resolved",
        supplier_id=DURAND,
        correspondent=SUPPLIER,
        team="general",
        priority="normal",
        invoice_keys=(),
        events=(("supplier_wrote", ""), ("bot_answered", "FA-1")),
    )
    return replace(fresh, **changes)  # type: ignore[arg-type]


def record(
    key: int,
    *mails: Queued,
    outcome: Outcome = Outcome.ANSWER,
    target: str = "answered",
    ticket: TicketDraft | None = None,
    held: bool = False,
    organisation: str = "casq",
    at: datetime = NOW,
    level: int = 2,
) -> Record:
    """What triage writes about one message."""
    return Record(key, organisation, replace(decision(outcome), level=level), at, "{}", ticket, mails, held, target)


def answered(store: Store, uid: int, *, send: bool = True, **changes: object) -> int:
    """One mail kept, answered, and (unless told) its answer sent; returns its key."""
    (key,) = keep(store, mail(uid))
    store.tickets.record(record(key, queued(f"reply:{key}"), **changes))  # type: ignore[arg-type]
    if send:
        send_all(store)
    return key


def send_all(store: Store, at: datetime = NOW) -> int:
    """Sends everything that is due; returns how many."""
    items = store.outbox.claim("sender", at, LEASE, 100, ())
    for item in items:
        store.outbox.note_sent(item.key, at)
    return len(items)


def acknowledged(store: Store, at: datetime = NOW) -> int:
    """How many acknowledgements the supplier's address got in the day before, or is about to get."""
    trail = Trail((), (), SUPPLIER, "")
    return store.history.spoken("casq", trail, at, timedelta(days=30)).acknowledged_today


def file_all(store: Store, box: str = BOX) -> list[Filing]:
    """Moves everything that is to be moved, as the filer does; returns what it moved."""
    filings = list(store.ledger.filings(box, 100))
    store.ledger.note_filed([(one.copy_key, f"Guichet/{one.target}") for one in filings])
    return filings


def places(filings: list[Filing]) -> list[tuple[int, str, str]]:
    """(UID, folder it lay in, target) of each."""
    return [(one.uid, one.folder, one.target) for one in filings]


def invoice(siret: str = DURAND, number: str = "FA2024-0117", **changes: object) -> Invoice:
    """An invoice with every field filled."""
    whole = Invoice(
        supplier_id=siret,
        supplier_id_kind="SIRET",
        supplier_name="Durand",
        number=number,
        status="MISE_EN_PAIEMENT",
        status_at=datetime(2026, 11, 3, 10, 30, tzinfo=UTC),
        invoiced_on=date(2026, 10, 1),
        amount=Decimal("1234.50"),
        engagement="4500001234",
        recipient_siret="20005438200011",
        service_code="DFI",
        comment="à vérifier",
        synced_at=NOW,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def run(store: Store, *rows: Invoice | BadRow, organisation: str = "casq", as_of: datetime = NOW) -> ImportReport:
    """Imports rows as they are."""
    lines = [
        InvoiceLine(n, replace(row, synced_at=as_of), "raw") if isinstance(row, Invoice) else row
        for n, row in enumerate(rows, 2)
    ]
    return import_invoices(
        store, lines, lambda _siret: organisation, as_of=as_of, source="file", file_name="f.csv", at=NOW
    )


def load(store: Store, *keys: tuple[str, str], organisation: str = "casq") -> None:
    """Invoices of these suppliers with these numbers."""
    run(store, *(invoice(siret, number) for siret, number in keys), organisation=organisation)


def ticket_of(store: Store, sought: Sought, organisation: str = "casq") -> TicketView | None:
    """The ticket that is found."""
    return store.history.earlier(organisation, sought, NOW)[0]


def replies_since(store: Store, sought: Sought, since: datetime, organisation: str = "casq") -> tuple[PastReply, ...]:
    """The earlier replies that are found."""
    return store.history.earlier(organisation, sought, since)[1]
