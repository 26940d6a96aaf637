"""Decisions made at the same time: the second one is made again, on what the first one has changed."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from bot.core.mail import ReplyKind
from bot.edges.store import Store, open_store
from bot.ports.books import Sought
from bot.ports.store import Queued
from tests.edges.store_values import (
    DURAND,
    LEASE,
    NOW,
    NOWHERE,
    SUPPLIER,
    draft,
    keep,
    load,
    mail,
    queued,
    record,
    ticket_of,
)

TOLD = ((DURAND, "FA-1", "MISE_EN_PAIEMENT"),)


@pytest.fixture
def about_the_invoice(store: Store) -> Sought:
    """What a second address of the supplier sought: his invoice FA-1."""
    load(store, (DURAND, "FA-1"))
    (invoice,) = store.invoices.by_number("casq", ["FA-1"])
    return replace(NOWHERE, sender="autre@durand.example", invoice_keys=(invoice.key or 0,), supplier_id=DURAND)


def write(store: Store, key: int, reply: Queued, sought: Sought, facts_as_of: int | None, **changes: object) -> bool:
    """Records a decision made on facts of that age."""
    made = record(key, reply, ticket=draft(f"CASQ-2026-{key:06}"), **changes)  # type: ignore[arg-type]
    return store.tickets.record(replace(made, sought=sought, facts_as_of=facts_as_of))


def open_messages(store: Store) -> list[int]:
    """Keys of messages that another process may think through at this very moment."""
    return [message.key for message in store.ledger.claim("other", NOW, LEASE, 9)]


def test_a_status_told_meanwhile_is_not_told_again(store: Store, about_the_invoice: Sought) -> None:
    first, second = keep(store, mail(1), mail(2))
    store.ledger.claim("t", NOW, LEASE, 9)
    before = store.history.last_decision("casq")
    assert write(store, first, queued("a", told=TOLD), NOWHERE, before) is True
    reply = queued("b", to="autre@durand.example", told=TOLD)
    assert write(store, second, reply, about_the_invoice, before) is False
    assert open_messages(store) == [second]
    assert [item.message_id for item in store.outbox.claim("s", NOW, LEASE, 9, ())] == ["<a@casq.example>"]
    assert write(store, second, reply, about_the_invoice, store.history.last_decision("casq")) is True


def test_a_ticket_opened_meanwhile_on_the_same_invoice_is_not_opened_again(
    store: Store, about_the_invoice: Sought
) -> None:
    first, second = keep(store, mail(1), mail(2))
    before = store.history.last_decision("casq")
    opened = draft(invoice_keys=about_the_invoice.invoice_keys)
    store.tickets.record(record(first, queued("a", kind=ReplyKind.NOTE), ticket=opened))
    assert write(store, second, queued("b", to="autre@durand.example"), about_the_invoice, before) is False
    assert ticket_of(store, about_the_invoice) is not None


def test_a_mail_to_the_same_sender_overtakes_and_one_to_somebody_else_does_not(store: Store) -> None:
    first, second, third = keep(store, mail(1), mail(2), mail(3))
    before = store.history.last_decision("casq")
    assert write(store, first, queued("a"), NOWHERE, before) is True
    stranger = replace(NOWHERE, sender="paul@ailleurs.example")
    assert write(store, second, queued("b", to="paul@ailleurs.example"), stranger, before) is True
    assert write(store, third, queued("c"), replace(NOWHERE, sender=SUPPLIER), before) is False


def test_another_organisation_never_overtakes(store: Store) -> None:
    (first,) = keep(store, mail(1))
    (second,) = keep(store, mail(2), organisation="amiens")
    before = store.history.last_decision("amiens")
    assert write(store, first, queued("a"), NOWHERE, 0) is True
    sought = replace(NOWHERE, sender=SUPPLIER)
    assert write(store, second, queued("b"), sought, before, organisation="amiens") is True


def test_without_the_age_of_its_facts_a_decision_is_written_as_it_is(store: Store) -> None:
    first, second = keep(store, mail(1), mail(2))
    sought = replace(NOWHERE, sender=SUPPLIER)
    assert write(store, first, queued("a"), sought, None) is True
    assert write(store, second, queued("b"), sought, None) is True


def test_a_message_decided_meanwhile_is_not_decided_twice(store: Store) -> None:
    (key,) = keep(store, mail(1))
    assert store.tickets.record(record(key, queued("a"))) is True
    assert store.tickets.record(record(key, queued("b"))) is False


def test_of_many_decisions_written_at_one_moment_about_one_invoice_one_stands(
    store: Store, store_url: str, about_the_invoice: Sought
) -> None:
    keys = keep(store, *(mail(uid) for uid in range(1, 9)))
    before = store.history.last_decision("casq")
    start = threading.Barrier(len(keys))
    written: list[bool] = []

    def work(key: int) -> None:
        own = open_store(store_url)
        start.wait()
        reply = queued(f"reply:{key}", to=f"{key}@durand.example", told=TOLD)
        written.append(write(own, key, reply, about_the_invoice, before))
        own.close()

    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(written) == [False] * 7 + [True]
    assert len(store.outbox.claim("s", NOW, LEASE, 9, ())) == 1
    assert len(open_messages(store)) == 7
