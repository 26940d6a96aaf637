"""The ledger keeps every mail once, knows every place where it lies, and leases it to one process at a time."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bot.core.mail import Late
from bot.core.message import MAX_TRIES
from bot.edges.store import Store, open_store
from bot.errors import StoreError
from bot.ports.store import Cursor, StoredMessage
from tests.edges.store_values import BOX, LEASE, NOW, answered, file_all, keep, mail, mark, places, queued, record


def claim(store: Store, owner: str = "triage", limit: int = 100) -> tuple[StoredMessage, ...]:
    return store.ledger.claim(owner, NOW, LEASE, limit)


def test_a_mailbox_never_read_has_no_cursor(store: Store) -> None:
    assert store.ledger.cursor(BOX) is None
    for cursor in (Cursor(7, 42, 12), Cursor(8, 1, 5, since=NOW)):
        store.ledger.set_cursor(BOX, cursor)
        assert store.ledger.cursor(BOX) == cursor


def test_what_is_kept_comes_back_whole_and_moves_the_cursor(store: Store) -> None:
    raw = mail(3, "accents: é, octets: \x80")
    (key,) = keep(store, raw, late=Late.OLD)
    (message,) = claim(store)
    assert message == StoredMessage(key, "casq", BOX, mark(raw).message_id, raw.received_at, 0, Late.OLD)
    assert store.ledger.content(key) == raw.content
    assert store.ledger.cursor(BOX) == Cursor(1, 4)


def test_a_mail_kept_twice_at_the_same_place_is_kept_once(store: Store) -> None:
    assert len(keep(store, mail(1), mail(2))) == 2
    assert keep(store, mail(1), mail(2)) == ()
    assert len(claim(store)) == 2


def test_a_second_copy_is_no_second_message_even_within_one_batch(store: Store) -> None:
    assert len(keep(store, mail(1, "same"), mail(2, "same"), mail(3, "other"))) == 2
    assert keep(store, mail(4, "same", box="second@casq.example")) == ()
    assert len(claim(store)) == 2


def test_organisations_keep_their_own_copy_of_one_mail(store: Store) -> None:
    assert keep(store, mail(1, "same"), organisation="casq")
    assert keep(store, mail(1, "same", box="amiens@x.example"), organisation="amiens")


def test_one_message_id_with_two_contents_is_two_messages(store: Store) -> None:
    first, second = mail(1, "one"), mail(2, "two")
    entries = [(first, mark(first, "<same@x>"), None), (second, mark(second, "<same@x>"), None)]
    assert len(store.ledger.keep("casq", entries, 3)) == 2


def test_headers_made_to_break_a_database_are_kept_all_the_same(store: Store) -> None:
    ids = ["<" + "x" * 20_000 + "@a>", "<" + "x" * 20_000 + "@b>", "<nul\x00@x>", "<half\ud800@x>", ""]
    entries = [(mail(n, "same body"), mark(mail(n, "same body"), each), None) for n, each in enumerate(ids)]
    assert len(store.ledger.keep("casq", entries, 9)) == len(ids)
    assert store.ledger.keep("casq", entries, 9) == ()


def test_reading_again_after_a_new_uidvalidity_adds_copies_and_no_messages(store: Store) -> None:
    keep(store, mail(1), mail(2))
    store.ledger.set_cursor(BOX, Cursor(2, 1, reread_below=3))
    assert keep(store, mail(1, "1", validity=2), mail(2, "2", validity=2)) == ()
    assert len(claim(store)) == 2
    assert store.ledger.cursor(BOX) == Cursor(2, 3, reread_below=3)


def test_after_a_new_uidvalidity_only_the_new_uids_are_moved(store: Store) -> None:
    (key,) = keep(store, mail(5, "waits"))
    store.ledger.set_cursor(BOX, Cursor(2, 1, reread_below=9))
    keep(store, mail(8, "waits", validity=2))
    store.tickets.record(record(key, queued("a")))
    assert send_and_file(store) == [(8, "", "answered")]
    assert file_all(store) == []


def send_and_file(store: Store) -> list[tuple[int, str, str]]:
    for item in store.outbox.claim("s", NOW, LEASE, 9, ()):
        store.outbox.note_sent(item.key, NOW)
    return places(file_all(store))


def test_the_cursor_never_goes_back_nor_into_another_numbering(store: Store) -> None:
    store.ledger.set_cursor(BOX, Cursor(1, 50))
    keep(store, mail(10))
    assert store.ledger.cursor(BOX) == Cursor(1, 50)
    keep(store, mail(60, validity=2))
    assert store.ledger.cursor(BOX) == Cursor(1, 50)


def test_known_uids_are_those_kept_or_given_up_from_the_cursor_on(store: Store) -> None:
    keep(store, mail(1), mail(2))
    store.ledger.set_cursor(BOX, Cursor(1, 2))
    store.ledger.keep_unread("casq", BOX, 1, 3, NOW, "fetch_failed")
    store.ledger.keep_unread("casq", BOX, 1, 4, NOW, "too_large")
    assert store.ledger.known_uids(BOX, 1) == {2, 4}
    assert store.ledger.known_uids(BOX, 2) == frozenset()


def test_a_mail_that_will_not_be_fetched_is_tried_five_times_then_quarantined(store: Store) -> None:
    at = NOW
    for _ in range(MAX_TRIES - 1):
        store.ledger.keep_unread("casq", BOX, 1, 7, NOW, "fetch_failed")
        assert store.ledger.unfetched_due(BOX, 1, at) == (7,)
        assert store.ledger.unfetched_due(BOX, 1, at) == ()
        at += timedelta(hours=1)
    store.ledger.keep_unread("casq", BOX, 1, 7, NOW, "fetch_failed")
    assert store.ledger.unfetched_due(BOX, 1, at + timedelta(days=1)) == ()
    ((message, why),) = store.ledger.quarantined_untold(9)
    assert why == "fetch_failed"
    with pytest.raises(StoreError, match="never fetched"):
        store.ledger.content(message.key)
    assert places(file_all(store)) == [(7, "", "error")]


def test_a_mail_fetched_at_the_second_try_is_a_message_like_any_other(store: Store) -> None:
    store.ledger.keep_unread("casq", BOX, 1, 7, NOW, "fetch_failed")
    (key,) = keep(store, mail(7))
    assert [message.key for message in claim(store)] == [key]
    assert store.ledger.unfetched_due(BOX, 1, NOW + timedelta(days=1)) == ()
    store.ledger.keep_unread("casq", BOX, 1, 7, NOW, "too_large")
    assert store.ledger.quarantined_untold(9) == ()


def test_messages_are_claimed_oldest_first_and_by_one_owner_only(store: Store) -> None:
    keep(store, mail(3), mail(1), mail(2))
    ages = [message.received_at for message in claim(store, limit=2)]
    assert ages == [mail(1).received_at, mail(2).received_at]
    assert [message.received_at for message in claim(store, "other")] == [mail(3).received_at]
    assert claim(store, "third") == ()


def test_a_lease_that_ran_out_is_claimed_again(store: Store) -> None:
    keep(store, mail(1))
    assert claim(store, "killed")
    assert store.ledger.claim("heir", NOW + LEASE - timedelta(seconds=1), LEASE, 9) == ()
    assert len(store.ledger.claim("heir", NOW + LEASE, LEASE, 9)) == 1


def test_what_one_owner_gives_back_is_due_at_once_with_no_try_counted(store: Store) -> None:
    waiting, held, other, decided = keep(store, mail(1), mail(2), mail(3), mail(4))
    claim(store, "broken", limit=2)
    claim(store, "other", limit=1)
    claim(store, "broken")
    store.ledger.note_failure(waiting, "StoreError", NOW, final=False)
    store.tickets.record(record(decided, queued("a")))
    assert store.ledger.release("broken") == 1
    assert [(message.key, message.tries) for message in claim(store)] == [(held, 0)]
    assert [message.key for message in store.ledger.claim("heir", NOW + LEASE, LEASE, 9)] == [waiting, held, other]


def test_many_claimers_at_once_never_get_the_same_message(store: Store, store_url: str) -> None:
    keep(store, *(mail(uid) for uid in range(1, 61)))
    start = threading.Barrier(4)
    taken: list[int] = []
    failures: list[Exception] = []

    def work(owner: str) -> None:
        own = open_store(store_url)
        try:
            start.wait()
            while got := own.ledger.claim(owner, NOW, LEASE, 7):
                taken.extend(message.key for message in got)
        except Exception as failure:  # noqa: BLE001 - the test reports whatever it was
            failures.append(failure)
        finally:
            own.close()

    threads = [threading.Thread(target=work, args=(f"worker-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(taken) == len(set(taken)) == 60


def test_two_intakes_that_keep_one_mail_at_once_make_one_message(store: Store, store_url: str) -> None:
    start = threading.Barrier(2)
    new: list[int] = []

    def work(box: str) -> None:
        own = open_store(store_url)
        start.wait()
        for uid in range(1, 11):
            new.extend(keep(own, mail(uid, box=box)))
        own.close()

    threads = [threading.Thread(target=work, args=(f"{n}@casq.example",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(new) == 10


def test_a_message_that_fails_waits_longer_each_time_and_ends_in_quarantine(store: Store) -> None:
    (key,) = keep(store, mail(1))
    at = NOW
    for wait in (1, 5, 15, 60):
        assert [message.key for message in store.ledger.claim("t", at, LEASE, 9)] == [key]
        assert store.ledger.note_failure(key, "KeyError", at, final=False) is False
        assert store.ledger.claim("t", at + timedelta(minutes=wait, seconds=-1), LEASE, 9) == ()
        at += timedelta(minutes=wait)
    assert store.ledger.note_failure(key, "KeyError", at, final=False) is True
    assert store.ledger.claim("t", at + timedelta(days=9), LEASE, 9) == ()


def test_an_unreadable_message_is_quarantined_at_once_and_retry_brings_it_back(store: Store) -> None:
    (key,) = keep(store, mail(1))
    assert store.ledger.note_failure(key, "UnreadableMail", NOW, final=True) is True
    assert places(file_all(store)) == [(1, "", "error")]
    assert file_all(store) == []
    assert store.ledger.retry(key) == 1
    assert [message.tries for message in claim(store)] == [0]
    store.tickets.record(record(key, queued("a")))
    assert send_and_file(store) == [(1, "Guichet/error", "answered")]


def test_retry_without_a_key_brings_all_back_but_what_was_never_fetched(store: Store) -> None:
    for key in keep(store, mail(1), mail(2)):
        store.ledger.note_failure(key, "UnreadableMail", NOW, final=True)
    store.ledger.keep_unread("casq", BOX, 1, 3, NOW, "too_large")
    assert store.ledger.retry(None) == 2
    assert store.ledger.retry(None) == 0
    assert store.ledger.retry(999) == 0


def test_staff_are_told_once_of_each_quarantined_message(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.ledger.note_failure(key, "UnreadableMail", NOW, final=True)
    ((message, why),) = store.ledger.quarantined_untold(9)
    assert (message.key, why) == (key, "UnreadableMail")
    store.outbox.queue("casq", queued(f"quarantine:{key}"), None, NOW)
    assert store.ledger.quarantined_untold(9) == ()


def test_a_failure_noted_after_another_process_decided_changes_nothing(store: Store) -> None:
    key = answered(store, 1)
    assert store.ledger.note_failure(key, "Late", NOW, final=True) is False
    assert places(file_all(store)) == [(1, "", "answered")]


def test_an_error_of_the_database_tells_no_personal_data(store: Store) -> None:
    store.outbox.queue("casq", queued("secret-id"), None, NOW)
    with pytest.raises(StoreError) as refusal:
        store.outbox.queue("amiens", queued("secret-id"), None, NOW)
    assert refusal.value.__suppress_context__
    assert refusal.value.__cause__ is None
    assert refusal.value.temporary is False
    assert "secret" not in f"{refusal.value}{refusal.value.fields}"


def test_a_message_that_does_not_exist_is_an_error_that_lasts(store: Store) -> None:
    with pytest.raises(StoreError) as refusal:
        store.tickets.record(record(1, queued("a")))
    assert refusal.value.temporary is False
