"""`guichet stop` and `start`: what waited is decided again, what left or may have left is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.decision import Outcome
from bot.core.mail import ReplyKind
from bot.core.message import Route
from bot.edges.store import Store
from bot.edges.store_leases import Leases
from tests.edges.store_values import (
    BOX,
    LEASE,
    NOW,
    acknowledged,
    answered,
    draft,
    keep,
    mail,
    queued,
    record,
    send_all,
)


def received(store: Store) -> list[int]:
    """Keys of the messages to be decided."""
    return [message.key for message in store.ledger.claim("t", NOW, timedelta(), 99)]


def test_stops_are_stored_and_undone_one_by_one_or_all(store: Store) -> None:
    assert store.switch.stopped() == frozenset()
    for _ in range(2):
        store.switch.stop("casq", NOW)
    store.switch.stop("*", NOW)
    assert store.switch.stopped() == {"casq", "*"}
    store.switch.start("casq", NOW)
    assert store.switch.stopped() == {"casq", "*"}
    store.switch.start("*", NOW)
    assert store.switch.stopped() == frozenset()


def test_what_was_queued_before_the_stop_is_withdrawn_and_decided_again(store: Store) -> None:
    key = answered(store, 1, send=False)
    store.switch.stop("casq", NOW)
    assert store.switch.start("casq", NOW) == 1
    assert send_all(store) == 0
    assert received(store) == [key]
    store.tickets.record(record(key, queued(f"reply:{key}")))  # the same `once` and the same Message-ID
    assert send_all(store) == 1


def test_what_was_held_is_decided_again_and_the_rest_is_not(store: Store) -> None:
    held, ignored = keep(store, mail(1), mail(2))
    sent = answered(store, 3)
    store.tickets.record(record(held, held=True, target="to_handle"))
    store.tickets.record(record(ignored, outcome=Outcome.IGNORE, target="ignored"))
    assert store.switch.start("casq", NOW) == 1
    assert received(store) == [held]
    assert sent not in received(store)


def test_other_organisations_are_left_alone(store: Store) -> None:
    (key,) = keep(store, mail(1), organisation="amiens")
    store.tickets.record(record(key, queued("a"), organisation="amiens"))
    assert store.switch.start("casq", NOW) == 0
    assert store.switch.start("*", NOW) == 1


def test_starting_one_organisation_while_all_are_stopped_brings_nothing_back(store: Store) -> None:
    answered(store, 1, send=False)
    store.switch.stop("*", NOW)
    assert store.switch.start("casq", NOW) == 0
    assert received(store) == []
    assert store.switch.start("*", NOW) == 1


def test_a_mail_tried_once_may_have_arrived_and_so_goes_on_as_it_is(store: Store) -> None:
    answered(store, 1, send=False)
    (item,) = store.outbox.claim("s", NOW, LEASE, 9, ())
    store.outbox.note_refused(item.key, NOW, "timeout", dead=False, next_try=NOW + timedelta(minutes=1))
    assert store.switch.start("casq", NOW) == 0
    assert store.outbox.claim("s", NOW + timedelta(minutes=1), LEASE, 9, ())[0].message_id == item.message_id


@pytest.mark.parametrize("how", ["released", "expired"])
def test_a_mail_whose_process_died_while_sending_may_have_arrived_and_goes_on_as_it_is(store: Store, how: str) -> None:
    answered(store, 1, send=False)
    (item,) = store.outbox.claim("dead", NOW, LEASE, 9, ())
    later = NOW
    if how == "released":
        Leases(store.engine).release(lambda owner: owner == "dead")
    else:
        later = NOW + LEASE
        (again,) = store.outbox.claim("heir", later, LEASE, 9, ())
        store.outbox.note_refused(again.key, later, "sending is stopped", dead=False, next_try=later)
    store.switch.stop("casq", later)
    assert store.switch.start("casq", later) == 0
    (last,) = store.outbox.claim("heir", later, LEASE, 9, ())
    assert (last.message_id, last.tries) == (item.message_id, 1)


def test_a_draft_that_is_being_laid_into_the_mailbox_is_not_withdrawn(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("a", route=Route.DRAFT)))
    (item,) = store.outbox.claim_copies("one", NOW, LEASE, BOX, 9)
    assert store.switch.start("casq", NOW) == 0
    Leases(store.engine).release(lambda owner: owner == "one")
    assert store.switch.start("casq", NOW) == 0  # nobody knows whether it lies there
    store.outbox.note_copied([item.key], NOW)
    assert store.outbox.to_copy(BOX, 9) == ()


def test_a_mail_put_back_because_of_the_stop_is_withdrawn(store: Store) -> None:
    key = answered(store, 1, send=False)
    (item,) = store.outbox.claim("s", NOW, LEASE, 9, ())
    store.outbox.note_refused(item.key, NOW, "sending is stopped", dead=False, next_try=NOW)
    assert store.switch.start("casq", NOW) == 1
    assert received(store) == [key]


def test_a_mail_just_being_sent_is_not_withdrawn(store: Store) -> None:
    answered(store, 1, send=False)
    (item,) = store.outbox.claim("s", NOW, LEASE, 9, ())
    assert store.switch.start("casq", NOW) == 0
    store.outbox.note_sent(item.key, NOW)
    assert [copy.key for copy in store.outbox.to_copy(BOX, 9)] == [item.key]


def test_a_note_that_staff_have_already_is_not_sent_again(store: Store) -> None:
    (key,) = keep(store, mail(1))
    note, acknowledgement = queued("note:1", kind=ReplyKind.NOTE), queued("ack:1", kind=ReplyKind.ACKNOWLEDGEMENT)
    escalation = record(key, note, acknowledgement, outcome=Outcome.ESCALATE, target="to_handle", ticket=draft())
    store.tickets.record(escalation)
    for item in store.outbox.claim("s", NOW, LEASE, 9, ("casq",)):
        store.outbox.note_sent(item.key, NOW)
    assert store.switch.start("casq", NOW) == 1
    again = record(key, note, acknowledgement, outcome=Outcome.ESCALATE, target="to_handle")
    store.tickets.record(again)
    assert [item.kind for item in store.outbox.claim("s", NOW, LEASE, 9, ())] == [ReplyKind.ACKNOWLEDGEMENT]


def test_a_draft_not_yet_in_the_mailbox_is_withdrawn(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("a", route=Route.DRAFT)))
    assert store.switch.start("casq", NOW) == 1
    assert store.outbox.to_copy(BOX, 9) == ()


def test_a_withdrawn_acknowledgement_does_not_count(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("ack", kind=ReplyKind.ACKNOWLEDGEMENT), outcome=Outcome.ESCALATE))
    assert acknowledged(store) == 1
    store.switch.start("casq", NOW)
    assert acknowledged(store) == 0
