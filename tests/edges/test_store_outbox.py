"""The outbox: nothing leaves twice, nothing is forgotten, and a stop keeps suppliers' mail where it is."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bot.core.mail import ReplyKind
from bot.core.message import Route
from bot.edges.store import Store, open_store
from bot.edges.store_leases import Leases
from bot.errors import StoreError
from tests.edges.store_values import BOX, LEASE, NOW, SUPPLIER, draft, keep, mail, queued, record


def claim(store: Store, at: timedelta = timedelta(), full: tuple[str, ...] = ()) -> list[str]:
    """Message-IDs of what is claimed at that time from now."""
    return [item.message_id for item in store.outbox.claim("sender", NOW + at, LEASE, 99, full)]


def test_a_queued_mail_is_claimed_whole_and_once(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("a"), ticket=draft()))
    (item,) = store.outbox.claim("sender", NOW, LEASE, 9, ())
    assert (item.message_id, item.to, item.content) == ("<a@casq.example>", SUPPLIER, b"Subject: x\r\n\r\nx")
    assert (item.kind, item.route, item.to_supplier, item.tries) == (ReplyKind.ANSWER, Route.SMTP, True, 0)
    assert (item.organisation_id, item.queued_at) == ("casq", NOW)
    assert store.tickets.number_of(item.ticket_key) == "CASQ-2026-000001"
    assert claim(store) == []


def test_a_mail_whose_sender_was_killed_leaves_later_with_the_same_message_id(store: Store) -> None:
    store.outbox.queue("casq", queued("a"), None, NOW)
    assert claim(store) == ["<a@casq.example>"]
    assert claim(store, LEASE - timedelta(seconds=1)) == []
    assert claim(store, LEASE) == ["<a@casq.example>"]


def test_leases_of_a_dead_process_are_given_back_at_once(store: Store) -> None:
    store.outbox.queue("casq", queued("a"), None, NOW)
    keep(store, mail(1))
    store.ledger.claim("dead", NOW, LEASE, 9)
    claim(store)
    leases = Leases(store.engine)
    assert leases.release(lambda owner: owner == "nobody") == 0
    assert leases.release(lambda owner: owner in {"dead", "sender"}) == 2
    assert claim(store) == ["<a@casq.example>"]
    assert len(store.ledger.claim("heir", NOW, LEASE, 9)) == 1


def test_a_mail_sent_never_leaves_again(store: Store) -> None:
    store.outbox.queue("casq", queued("a"), None, NOW)
    (item,) = store.outbox.claim("sender", NOW, LEASE, 9, ())
    store.outbox.note_sent(item.key, NOW)
    assert claim(store, timedelta(days=9)) == []
    store.outbox.note_refused(item.key, NOW, "450", dead=False, next_try=NOW)
    assert claim(store, timedelta(days=9)) == []


def test_a_refused_mail_waits_and_counts_its_tries(store: Store) -> None:
    store.outbox.queue("casq", queued("a"), None, NOW)
    (item,) = store.outbox.claim("sender", NOW, LEASE, 9, ())
    store.outbox.note_refused(item.key, NOW, "450", dead=False, next_try=NOW + timedelta(minutes=5))
    assert claim(store, timedelta(minutes=4)) == []
    (again,) = store.outbox.claim("sender", NOW + timedelta(minutes=5), LEASE, 9, ())
    assert (again.tries, again.queued_at) == (1, NOW)


def test_a_mail_put_back_untried_counts_no_try(store: Store) -> None:
    store.outbox.queue("casq", queued("a"), None, NOW)
    (item,) = store.outbox.claim("sender", NOW, LEASE, 9, ())
    store.outbox.note_refused(item.key, NOW, "sending is stopped", dead=False, next_try=NOW)
    (again,) = store.outbox.claim("sender", NOW, LEASE, 9, ())
    assert again.tries == 0


def test_once_is_once_for_each_organisation(store: Store) -> None:
    assert store.outbox.queue("casq", queued("a"), None, NOW) is True
    assert store.outbox.queue("casq", queued("a"), None, NOW) is False
    assert len(claim(store)) == 1


def test_a_message_id_used_twice_is_an_error_and_not_a_silence(store: Store) -> None:
    store.outbox.queue("casq", queued("a"), None, NOW)
    with pytest.raises(StoreError, match=r"IntegrityError|UniqueViolation"):
        store.outbox.queue("amiens", queued("a"), None, NOW)


def test_a_stop_keeps_suppliers_mail_and_lets_notes_to_staff_leave(store: Store) -> None:
    store.outbox.queue("casq", queued("a"), None, NOW)
    store.outbox.queue("casq", queued("note", kind=ReplyKind.NOTE), None, NOW)
    store.outbox.queue("amiens", queued("b"), None, NOW)
    store.switch.stop("casq", NOW)
    store.switch.stop("*", NOW)
    assert claim(store) == ["<note@casq.example>"]
    store.switch.start("*", NOW)
    store.switch.stop("casq", NOW)
    assert claim(store) == ["<b@casq.example>"]
    store.switch.start("casq", NOW)
    assert claim(store) == ["<a@casq.example>"]


def test_what_an_organisation_may_not_send_any_more_waits_but_not_its_notes(store: Store) -> None:
    store.outbox.queue("casq", queued("a"), None, NOW)
    store.outbox.queue("casq", queued("note", kind=ReplyKind.NOTE), None, NOW)
    store.outbox.queue("amiens", queued("b"), None, NOW)
    assert claim(store, full=("casq",)) == ["<note@casq.example>", "<b@casq.example>"]
    assert claim(store) == ["<a@casq.example>"]


def test_many_senders_at_once_never_get_the_same_mail(store: Store, store_url: str) -> None:
    for n in range(40):
        store.outbox.queue("casq", queued(f"mail-{n}"), None, NOW)
    start = threading.Barrier(4)
    taken: list[str] = []

    def work() -> None:
        own = open_store(store_url)
        start.wait()
        while got := own.outbox.claim("s", NOW, LEASE, 3, ()):
            taken.extend(item.message_id for item in got)
        own.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 40


def test_automatic_mail_to_suppliers_is_copied_to_sent_once_it_has_left(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("a"), queued("note", kind=ReplyKind.NOTE)))
    assert store.outbox.to_copy(BOX, 9) == ()
    for item in store.outbox.claim("s", NOW, LEASE, 9, ()):
        store.outbox.note_sent(item.key, NOW)
    (sent,) = store.outbox.to_copy(BOX, 9)
    assert (sent.message_id, sent.route) == ("<a@casq.example>", Route.SMTP)
    assert store.outbox.to_copy("second@casq.example", 9) == ()
    store.outbox.note_copied([sent.key], NOW)
    assert store.outbox.to_copy(BOX, 9) == ()


def test_a_copy_is_made_by_one_process_at_a_time(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("a")))
    for item in store.outbox.claim("s", NOW, LEASE, 9, ()):
        store.outbox.note_sent(item.key, NOW)

    def claimed(owner: str, at: timedelta = timedelta()) -> int:
        return len(store.outbox.claim_copies(owner, NOW + at, LEASE, BOX, 9))

    assert [claimed("one"), claimed("two"), claimed("one"), claimed("two", LEASE)] == [1, 0, 1, 1]
    store.outbox.note_copies_refused([item.key], NOW + timedelta(hours=1))
    assert [claimed("one", timedelta(minutes=59)), claimed("one", timedelta(hours=1))] == [0, 1]
    store.outbox.note_copied([item.key], NOW)
    assert claimed("two", timedelta(days=1)) == 0


def test_a_draft_never_leaves_by_smtp_and_counts_as_sent_once_it_lies_in_drafts(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("a", route=Route.DRAFT)))
    assert claim(store) == []
    (item,) = store.outbox.to_copy(BOX, 9)
    assert item.route is Route.DRAFT
    store.outbox.note_copied([item.key], NOW)
    assert store.outbox.to_copy(BOX, 9) == ()
    assert store.switch.start("casq", NOW) == 0


def test_crash_points_are_passed_in_order(store_url: str) -> None:
    passed: list[str] = []
    store = open_store(store_url, at=passed.append)
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("a")))
    (item,) = store.outbox.claim("s", NOW, LEASE, 9, ())
    store.outbox.note_sent(item.key, NOW)
    store.close()
    assert [point for point in passed if not point.endswith("after_commit")] == [
        "ledger.before_commit",
        "tickets.before_commit",
        "outbox.before_commit",
        "outbox.after_sent",
        "outbox.before_commit",
    ]


def test_a_crash_before_the_commit_leaves_nothing_behind(store: Store, store_url: str) -> None:
    (key,) = keep(store, mail(1))

    def crash(point: str) -> None:
        if point == "tickets.before_commit":
            raise KeyboardInterrupt

    crashing = open_store(store_url, at=crash)
    with pytest.raises(KeyboardInterrupt):
        crashing.tickets.record(record(key, queued("a"), ticket=draft()))
    crashing.close()
    assert claim(store) == []
    assert [message.key for message in store.ledger.claim("t", NOW, LEASE, 9)] == [key]
    store.tickets.record(record(key, queued("a"), ticket=draft()))
    assert claim(store) == ["<a@casq.example>"]
