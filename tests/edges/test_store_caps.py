"""How much was said and sent: in one conversation, to one address, and by one body in an hour and a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.loops import Room, SendingCaps
from bot.core.mail import ReplyKind
from bot.edges.store import Store
from bot.ports.books import Trail
from tests.edges.store_values import LEASE, NOW, SUPPLIER, draft, keep, mail, queued, record, send_all

WINDOW = timedelta(days=30)
NOBODY = Trail((), (), "", "")


def said(
    store: Store,
    n: int,
    *,
    at: datetime = NOW,
    to: str = SUPPLIER,
    conversation: str = "",
    words: str = "",
    level: int = 2,
) -> str:
    """One mail of ours, sent; returns its Message-ID."""
    (key,) = keep(store, mail(n))
    item = replace(queued(f"m{n}", to=to), conversation=conversation, answers=words)
    store.tickets.record(record(key, item, ticket=draft(f"CASQ-2026-{n:06}"), at=at, level=level))
    send_all(store, at)
    return f"<m{n}@casq.example>"


def test_a_conversation_is_followed_from_mail_to_mail_whoever_wrote(store: Store) -> None:
    root = said(store, 1, conversation="<m1@casq.example>")
    second = said(store, 2, to="other@x.example", conversation=root)
    spoken = store.history.spoken("casq", replace(NOBODY, references=(second,), sender="third@x.example"), NOW, WINDOW)
    assert (spoken.root, spoken.to_sender, spoken.to_others, spoken.this_week) == (root, 0, 2, 2)
    own = store.history.spoken("casq", replace(NOBODY, references=(root,), sender=SUPPLIER), NOW, WINDOW)
    assert (own.to_sender, own.to_sender_today, own.to_others) == (1, 1, 1)


def test_a_ticket_number_leads_to_the_conversation_too(store: Store) -> None:
    root = said(store, 1)
    spoken = store.history.spoken(
        "casq", replace(NOBODY, ticket_numbers=("CASQ-2026-000001",), sender="b@x.example"), NOW, WINDOW
    )
    assert (spoken.root, spoken.to_others) == (root, 1)
    assert store.history.spoken("amiens", replace(NOBODY, ticket_numbers=("CASQ-2026-000001",)), NOW, WINDOW).root == ""


def test_days_weeks_and_the_window_are_counted_apart(store: Store) -> None:
    root = said(store, 1, at=NOW - timedelta(days=31))
    for n, days in ((2, 20), (3, 3), (4, 0)):
        said(store, n, at=NOW - timedelta(days=days), conversation=root)
    spoken = store.history.spoken("casq", replace(NOBODY, references=(root,), sender=SUPPLIER), NOW, WINDOW)
    assert (spoken.to_sender, spoken.this_week, spoken.to_sender_today) == (3, 2, 1)
    assert (spoken.address_this_week, spoken.address_today, spoken.last_to_address) == (2, 1, NOW)


def test_words_answered_before_are_counted_for_a_week(store: Store) -> None:
    said(store, 1, words="abc", at=NOW - timedelta(days=8))
    said(store, 2, words="abc")
    said(store, 3, words="xyz")
    assert store.history.spoken("casq", replace(NOBODY, words="abc"), NOW, WINDOW).same_words == 1


def test_room_is_what_the_hour_and_the_day_leave(store: Store) -> None:
    caps = SendingCaps(per_hour=3, per_day=4)
    assert store.caps.room(caps, NOW) == {}
    said(store, 1, at=NOW - timedelta(hours=20))
    said(store, 2, at=NOW - timedelta(minutes=59))
    said(store, 3)
    assert store.caps.room(caps, NOW) == {"casq": Room(1, 1)}
    assert store.caps.room(caps, NOW + timedelta(minutes=2)) == {"casq": Room(1, 1)}
    assert store.caps.room(caps, NOW + timedelta(hours=5)) == {"casq": Room(2, 1)}


def test_what_strangers_use_up_leaves_room_for_those_who_prove_who_they_are(store: Store) -> None:
    caps = SendingCaps(per_hour=4, per_day=9)
    for n in (1, 2):
        said(store, n, level=0)
    assert store.caps.room(caps, NOW) == {"casq": Room(2, 0)}
    for n, level in ((3, 0), (4, 1)):
        (key,) = keep(store, mail(n))
        store.tickets.record(record(key, queued(f"m{n}"), ticket=draft(f"CASQ-2026-{n:06}"), level=level))
    held = store.caps.held("casq", caps, NOW)
    assert held is not None
    assert (held.waiting, held.limit, held.strangers) == (1, 2, True)
    left = store.outbox.claim("s", NOW, LEASE, 9, (), reserved=("casq",))
    assert [item.message_id for item in left] == ["<m4@casq.example>"]


def test_what_others_wrote_in_a_name_does_not_silence_who_proves_to_bear_it(store: Store) -> None:
    for n in range(5):
        said(store, n + 1, level=0, words="abc")
    said(store, 9, level=1)
    mine = replace(NOBODY, sender=SUPPLIER, words="abc")
    assert store.history.spoken("casq", mine, NOW, WINDOW).address_today == 6
    proven = store.history.spoken("casq", replace(mine, proven=True), NOW, WINDOW)
    assert (proven.address_today, proven.same_words) == (1, 0)


def test_notes_to_staff_use_no_room(store: Store) -> None:
    store.outbox.queue("casq", queued("note", kind=ReplyKind.NOTE), None, NOW)
    send_all(store)
    assert store.caps.room(SendingCaps(1, 1), NOW) == {}


def test_what_waits_for_a_cap_says_since_when_and_until_when(store: Store) -> None:
    caps = SendingCaps(per_hour=2, per_day=9)
    said(store, 1, at=NOW - timedelta(minutes=30))
    said(store, 2, at=NOW - timedelta(minutes=10))
    assert store.caps.held("casq", caps, NOW) is None
    store.outbox.queue("casq", queued("late"), None, NOW)
    held = store.caps.held("casq", caps, NOW)
    assert held is not None
    assert (held.waiting, held.since, held.until, held.limit, held.hourly) == (
        1,
        NOW,
        NOW + timedelta(minutes=30),
        2,
        True,
    )
    assert store.caps.held("casq", caps, held.until) is None
    daily = store.caps.held("casq", SendingCaps(per_hour=9, per_day=2), NOW)
    assert daily is not None
    assert (daily.until, daily.hourly) == (NOW + timedelta(hours=23, minutes=30), False)


def test_the_clock_of_giving_up_starts_at_the_first_try(store: Store) -> None:
    store.outbox.queue("casq", queued("a"), None, NOW)
    later = NOW + timedelta(days=2)
    (item,) = store.outbox.claim("s", later, LEASE, 9, ())
    assert (item.queued_at, item.first_try_at) == (NOW, later)
    store.outbox.note_refused(item.key, later, "450", dead=False, next_try=later + timedelta(hours=1))
    (again,) = store.outbox.claim("s", later + timedelta(hours=1), LEASE, 9, ())
    assert again.first_try_at == later
