"""Tickets: what a decision writes is whole or absent, and a mail finds its ticket only through its own sender."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import select

from bot.core.decision import Outcome
from bot.core.mail import ReplyKind
from bot.edges.store import Store, open_store
from bot.errors import StoreError
from bot.ports.books import Sought
from bot.ports.store import TicketDraft
from storage.engine import reading
from storage.tables import DecisionRow, InvoiceRow, Message, Ticket, TicketEvent, TicketInvoice
from tests.edges.store_values import (
    DURAND,
    LEASE,
    NOW,
    NOWHERE,
    SUPPLIER,
    TODAY,
    acknowledged,
    draft,
    keep,
    load,
    mail,
    mark,
    queued,
    record,
    replies_since,
    ticket_of,
)


def invoice_keys(store: Store, *numbers: str) -> tuple[int, ...]:
    """Loads invoices of one supplier and returns their keys."""
    load(store, *((DURAND, number) for number in numbers))
    found = store.invoices.of_supplier("casq", [DURAND], 99)
    return tuple(next(i.key for i in found if i.number == number) or 0 for number in numbers)


def decide(store: Store, uid: int, ticket: TicketDraft | None, kind: ReplyKind = ReplyKind.ANSWER) -> int:
    """One mail kept and decided with that ticket and a reply; returns the message's key."""
    (key,) = keep(store, mail(uid))
    store.tickets.record(record(key, queued(f"reply:{key}", kind=kind), ticket=ticket))
    return key


def found(store: Store, **sought: object) -> str | None:
    """The number of the ticket found."""
    view = ticket_of(store, replace(NOWHERE, **sought))  # type: ignore[arg-type]
    return view.number if view else None


def test_numbers_are_given_once_per_organisation_and_year(store: Store) -> None:
    assert store.tickets.preview_number("casq", NOW) == "CASQ-2026-000001"
    assert [store.tickets.next_number("casq", NOW) for _ in range(2)] == ["CASQ-2026-000001", "CASQ-2026-000002"]
    assert store.tickets.preview_number("casq", NOW) == "CASQ-2026-000003"
    assert store.tickets.next_number("amiens-metropole", NOW) == "AMIENSMETROP-2026-000001"
    assert store.tickets.next_number("casq", datetime(2027, 1, 1, tzinfo=UTC)) == "CASQ-2027-000001"


def test_processes_that_ask_at_once_get_different_numbers(store: Store, store_url: str) -> None:
    given: list[str] = []

    def ask() -> None:
        own = open_store(store_url)
        given.extend(own.tickets.next_number("casq", NOW) for _ in range(10))
        own.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(given)) == 40
    assert store.tickets.preview_number("casq", NOW) == "CASQ-2026-000041"


def test_a_decision_writes_ticket_invoices_events_and_trace(store: Store) -> None:
    keys = invoice_keys(store, "FA-1", "FA-2")
    key = decide(store, 1, draft(invoice_keys=keys))
    with reading(store.engine) as session:
        ticket = session.exec(select(Ticket)).one()
        events = session.exec(select(TicketEvent).order_by("id")).all()
        decision = session.exec(select(DecisionRow)).one()
        held = session.exec(select(TicketInvoice.invoice_key)).all()
        message = session.get_one(Message, key)
    assert (ticket.number, ticket.state, ticket.opened_at) == ("CASQ-2026-000001", "resolved", NOW)
    assert [(event.kind, event.data) for event in events] == [("supplier_wrote", ""), ("bot_answered", "FA-1")]
    assert (decision.outcome, decision.rule, decision.trace, decision.ticket_key) == (
        "ANSWER",
        "answer-status",
        "{}",
        ticket.id,
    )
    assert sorted(held) == sorted(keys)
    assert (message.state, message.lease_owner) == ("decided", None)


def test_a_second_decision_changes_the_ticket_and_keeps_who_opened_it(store: Store) -> None:
    decide(store, 1, draft())
    view = ticket_of(store, replace(NOWHERE, ticket_numbers=("CASQ-2026-000001",), sender=SUPPLIER))
    assert view is not None
    decide(
        store, 2, draft(key=view.key, number="", state="open", correspondent="other@durand.example", team="security")
    )
    with reading(store.engine) as session:
        ticket = session.exec(select(Ticket)).one()
    assert (ticket.number, ticket.state, ticket.team) == ("CASQ-2026-000001", "open", "security")
    assert ticket.correspondent == SUPPLIER


def test_a_decision_that_cannot_be_written_whole_is_not_written_at_all(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.outbox.queue("amiens", queued("taken"), None, NOW)
    with pytest.raises(StoreError):  # the second mail's Message-ID is taken
        store.tickets.record(record(key, queued("free"), queued("taken"), ticket=draft()))
    assert count(store, Ticket) == count(store, DecisionRow) == count(store, TicketEvent) == 0
    assert [message.key for message in store.ledger.claim("t", NOW, LEASE, 9)] == [key]
    assert store.outbox.queue("casq", queued("free"), None, NOW) is True


def count(store: Store, table: type[Ticket | DecisionRow | TicketEvent]) -> int:
    with reading(store.engine) as session:
        return len(session.exec(select(table.id)).all())


def test_a_message_decided_by_another_process_is_not_decided_twice(store: Store) -> None:
    key = decide(store, 1, draft())
    store.tickets.record(record(key, queued("second"), ticket=draft("CASQ-2026-000002"), outcome=Outcome.ASK))
    assert count(store, Ticket) == count(store, DecisionRow) == 1
    assert store.outbox.queue("casq", queued("second"), None, NOW) is True


def test_a_mail_with_a_once_already_queued_is_silently_left_out(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.outbox.queue("casq", queued("note"), None, NOW)
    store.tickets.record(record(key, queued("note"), queued("reply")))
    assert len(store.outbox.claim("s", NOW, LEASE, 9, ())) == 2


def test_a_reply_finds_its_ticket_by_our_message_id(store: Store) -> None:
    key = decide(store, 1, draft())
    ours = f"<reply:{key}@casq.example>"
    assert found(store, references=("<old@x>", ours), sender=SUPPLIER) == "CASQ-2026-000001"
    assert found(store, references=(ours,), sender="stranger@x.example") is None
    assert found(store, references=(ours,)) is None
    assert ticket_of(store, replace(NOWHERE, references=(ours,), sender=SUPPLIER), "amiens") is None


def test_a_second_mail_finds_the_ticket_of_the_first_by_the_suppliers_own_message_id(store: Store) -> None:
    decide(store, 1, draft())
    theirs = mark(mail(1)).message_id
    assert found(store, references=(theirs,), sender=SUPPLIER) == "CASQ-2026-000001"
    assert found(store, references=(theirs,), sender="stranger@x.example") is None


def test_a_number_in_the_subject_counts_for_its_correspondents_only(store: Store) -> None:
    decide(store, 1, draft(correspondent="boss@durand.example"))
    for sender in (SUPPLIER, "boss@durand.example"):  # one was written to, the other opened it
        assert found(store, ticket_numbers=("CASQ-2026-000001",), sender=sender) == "CASQ-2026-000001"
    assert found(store, ticket_numbers=("CASQ-2026-000001",), sender="stranger@x.example") is None


def test_supplier_and_invoice_find_the_ticket_whoever_writes(store: Store) -> None:
    first, second = invoice_keys(store, "FA-1", "FA-2")
    decide(store, 1, draft(invoice_keys=(first,)))
    assert found(store, invoice_keys=(second, first), supplier_id=DURAND) == "CASQ-2026-000001"
    assert found(store, invoice_keys=(second,), supplier_id=DURAND) is None
    assert found(store, invoice_keys=(first,), supplier_id="40483304800022") is None
    assert found(store, invoice_keys=(first,)) is None
    assert found(store, supplier_id=DURAND) is None


def test_the_thread_counts_before_the_number_and_the_number_before_the_invoice(store: Store) -> None:
    (invoice,) = invoice_keys(store, "FA-1")
    decide(store, 1, draft("CASQ-2026-000001", invoice_keys=(invoice,)))
    key = decide(store, 2, draft("CASQ-2026-000002"))
    decide(store, 3, draft("CASQ-2026-000003"))
    sought = Sought((f"<reply:{key}@casq.example>",), ("CASQ-2026-000003",), SUPPLIER, (invoice,), DURAND, TODAY)
    for less, number in (
        (sought, "CASQ-2026-000002"),
        (replace(sought, references=()), "CASQ-2026-000003"),
        (replace(sought, references=(), ticket_numbers=()), "CASQ-2026-000001"),
    ):
        view = ticket_of(store, less)
        assert view is not None
        assert view.number == number


def test_a_closed_ticket_with_a_follower_gives_the_follower(store: Store) -> None:
    key = decide(store, 1, draft(state="closed"))
    ours = (f"<reply:{key}@casq.example>",)
    assert found(store, references=ours, sender=SUPPLIER) == "CASQ-2026-000001"
    closed = ticket_of(store, replace(NOWHERE, references=ours, sender=SUPPLIER))
    assert closed is not None
    decide(store, 2, draft("CASQ-2026-000002", follows=closed.key))
    assert found(store, references=ours, sender=SUPPLIER) == "CASQ-2026-000002"


@pytest.mark.parametrize(("state", "held"), [("new", False), ("open", True), ("on_hold", True), ("pending", False)])
def test_a_ticket_is_held_by_staff_when_open_or_on_hold(store: Store, state: str, held: bool) -> None:
    decide(store, 1, draft(state=state))
    view = ticket_of(store, replace(NOWHERE, ticket_numbers=("CASQ-2026-000001",), sender=SUPPLIER))
    assert view is not None
    assert (view.state, view.held_by_staff) == (state, held)


def test_an_acknowledgement_counts_for_its_day_and_while_it_may_leave(store: Store) -> None:
    decide(store, 1, draft(), ReplyKind.ACKNOWLEDGEMENT)
    sought = replace(NOWHERE, ticket_numbers=("CASQ-2026-000001",), sender=SUPPLIER)
    today = ticket_of(store, sought)
    tomorrow = ticket_of(store, replace(sought, today=TODAY + timedelta(days=1)))
    assert today is not None
    assert tomorrow is not None
    assert (today.acknowledged_today, tomorrow.acknowledged_today) == (True, False)
    assert acknowledged(store, NOW) == 1
    assert acknowledged(store, NOW + timedelta(days=1)) == 1
    assert acknowledged(store, NOW + timedelta(days=1, seconds=1)) == 0
    store.switch.start("casq", NOW)
    assert acknowledged(store, NOW) == 0


def test_past_replies_are_those_of_the_thread_and_those_that_told_of_the_invoice(store: Store) -> None:
    (invoice,) = invoice_keys(store, "FA-1")
    told = ((DURAND, "FA-1", "MISE_EN_PAIEMENT"),)
    first, second, third = keep(store, mail(1), mail(2), mail(3))
    store.tickets.record(record(first, queued("a", told=told, to="boss@durand.example"), ticket=draft(), at=NOW))
    later = NOW + timedelta(hours=1)
    asked = queued("b", kind=ReplyKind.ASK)
    store.tickets.record(record(second, asked, ticket=draft("CASQ-2026-000002"), at=later))
    store.tickets.record(record(third, queued("c", to="stranger@x.example"), ticket=draft("CASQ-2026-000003")))
    sought = Sought(("<b@casq.example>", "<c@casq.example>"), (), SUPPLIER, (invoice,), DURAND, TODAY)
    replies = replies_since(store, sought, NOW - timedelta(days=1))
    assert [(reply.kind, reply.told, reply.at, reply.same_thread) for reply in replies] == [
        (ReplyKind.ASK, (), later, True),
        (ReplyKind.ANSWER, told, NOW, False),
    ]
    assert replies_since(store, replace(sought, invoice_keys=()), later) == replies[:1]
    assert replies_since(store, sought, NOW - timedelta(days=1), "amiens") == ()


def test_a_question_about_an_invoice_is_remembered_through_its_ticket(store: Store) -> None:
    first, second = invoice_keys(store, "FA-1", "FA-2")
    decide(store, 1, draft(invoice_keys=(first,)), ReplyKind.ASK)
    since = NOW - timedelta(days=1)
    assert len(replies_since(store, replace(NOWHERE, invoice_keys=(first,)), since)) == 1
    assert replies_since(store, replace(NOWHERE, invoice_keys=(second,)), since) == ()


def test_notes_to_staff_and_withdrawn_replies_were_never_said(store: Store) -> None:
    (key,) = keep(store, mail(1))
    note = queued("note", kind=ReplyKind.NOTE, to=SUPPLIER)
    store.tickets.record(record(key, queued("reply"), note, ticket=draft()))
    sought = replace(NOWHERE, ticket_numbers=("CASQ-2026-000001",), sender=SUPPLIER)
    assert len(replies_since(store, sought, NOW)) == 1
    store.switch.start("casq", NOW)
    assert replies_since(store, sought, NOW) == ()


def test_an_invoice_row_is_never_deleted_under_a_ticket(store: Store) -> None:
    keys = invoice_keys(store, "FA-1")
    decide(store, 1, draft(invoice_keys=keys))
    with pytest.raises(Exception, match=r"(?i)foreign key"), store.engine.begin() as connection:
        connection.execute(delete(InvoiceRow))


def test_a_ticket_that_does_not_exist_has_no_number(store: Store) -> None:
    assert store.tickets.number_of(None) == store.tickets.number_of(7) == ""
