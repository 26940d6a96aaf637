"""What came back: tied to its mail by a Message-ID only its addressee has, once, and its address paused until a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.bounce import Bounce
from bot.core.mail import ReplyKind
from bot.edges.store import Store
from bot.ports.store import Returned
from storage.engine import reading
from storage.tables import OutboxRow, TicketEvent
from tests.edges.store_values import (
    BOX,
    LEASE,
    NOW,
    SUPPLIER,
    draft,
    file_all,
    keep,
    mail,
    places,
    queued,
    record,
    send_all,
)

OURS = "<reply:1@casq.example>"
DAYS = timedelta(days=30)


def bounce(*ids: str, recipients: tuple[str, ...] = (SUPPLIER,)) -> Bounce:
    """A failure for good."""
    return Bounce(ids, recipients, final=True, passing=False, code="5.1.1")


def answered(store: Store, *, send: bool = True) -> int:
    """A supplier's mail answered with `OURS`; returns its key."""
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("reply:1"), ticket=draft()))
    if send:
        send_all(store)
    return key


def comes_back(store: Store, uid: int = 2, *, proven: bool = True, until: timedelta = DAYS, days: int = 0) -> None:
    """A bounce of `OURS` is decided, so many days later."""
    found = store.pauses.returned("casq", bounce(OURS), NOW)
    assert found is not None
    at = NOW + timedelta(days=days)
    (key,) = keep(store, mail(uid))
    note = queued(f"bounce:{found.key}:{uid}", kind=ReplyKind.NOTE, to="equipe@casq.example")
    returned = Returned(found.key, "adresse inconnue", proven, at + until if proven else None, note)
    store.tickets.record(replace(record(key, at=at, target="ignored"), returned=returned))


def states(store: Store) -> list[tuple[str, str]]:
    """(Message-ID, state) of every mail that goes out."""
    with reading(store.engine) as session:
        return [(row.message_id, row.state) for row in session.exec(select(OutboxRow).order_by(OutboxRow.message_id))]


def events(store: Store) -> list[str]:
    """Kinds of every ticket's events."""
    with reading(store.engine) as session:
        return [row.kind for row in session.exec(select(TicketEvent))]


def test_a_mail_is_known_by_its_message_id_once_it_has_left(store: Store) -> None:
    answered(store, send=False)
    assert store.pauses.returned("casq", bounce(OURS), NOW) is None
    send_all(store)
    found = store.pauses.returned("casq", bounce("<other@x>", OURS), NOW)
    assert found is not None
    assert (found.recipient, found.ticket, found.proven, found.paused) == (SUPPLIER, "CASQ-2026-000001", True, False)
    assert store.pauses.returned("amiens", bounce(OURS), NOW) is None


def test_a_bounce_that_names_only_the_address_proves_nothing(store: Store) -> None:
    answered(store)
    found = store.pauses.returned("casq", bounce(), NOW)
    assert found is not None
    assert not found.proven
    assert store.pauses.returned("casq", bounce(), NOW + timedelta(days=8)) is None
    assert store.pauses.returned("casq", bounce(recipients=("stranger@x.example",)), NOW) is None


def test_a_bounce_that_names_a_mail_we_never_sent_is_nothing(store: Store) -> None:
    answered(store)
    assert store.pauses.returned("casq", bounce("<guichet.answer.000000000000000000000000@casq.example>"), NOW) is None


def test_a_mail_that_came_back_is_marked_told_and_moves_no_ticket(store: Store) -> None:
    answered(store)
    comes_back(store)
    assert (OURS, "bounced") in states(store)
    assert events(store)[-1] == "mail_bounced"
    with reading(store.engine) as session:
        assert session.exec(select(OutboxRow.bounced_at).where(OutboxRow.message_id == OURS)).one() == NOW
    assert [item.kind for item in store.outbox.claim("s", NOW, LEASE, 9, ())] == [ReplyKind.NOTE]


def test_its_question_lies_with_those_to_handle_from_now_on(store: Store) -> None:
    answered(store)
    assert places(file_all(store)) == [(1, "", "answered")]
    comes_back(store)
    assert (1, "Guichet/answered", "to_handle") in places(file_all(store))
    assert file_all(store) == []


def test_a_copy_that_a_person_put_back_stays_where_it_is(store: Store) -> None:
    answered(store)
    comes_back(store)
    assert (1, "", "to_handle") in places(file_all(store))


def test_an_address_is_paused_until_its_day_and_not_a_second_longer(store: Store) -> None:
    answered(store)
    assert store.pauses.until("casq", SUPPLIER, NOW) is None
    comes_back(store)
    assert store.pauses.until("casq", SUPPLIER, NOW) == NOW + DAYS
    assert store.pauses.until("casq", SUPPLIER, NOW + DAYS - timedelta(seconds=1)) is not None
    for days in (30, 31, 61, 200):
        assert store.pauses.until("casq", SUPPLIER, NOW + timedelta(days=days)) is None
    assert store.pauses.until("amiens", SUPPLIER, NOW) is None


def test_staff_are_told_once_for_each_pause_and_again_for_the_next(store: Store) -> None:
    for n in (1, 2, 3):
        (key,) = keep(store, mail(n))
        store.tickets.record(record(key, queued(f"reply:{n}"), ticket=draft(f"CASQ-2026-00000{n}")))
    send_all(store)
    for n, days in ((1, 0), (2, 1), (3, 40)):
        found = store.pauses.returned("casq", bounce(f"<reply:{n}@casq.example>"), NOW)
        assert found is not None
        (key,) = keep(store, mail(10 + n))
        at = NOW + timedelta(days=days)
        note = queued(f"bounce:{n}", kind=ReplyKind.NOTE)
        store.tickets.record(
            replace(record(key, at=at), returned=Returned(found.key, "pleine", proven=True, until=at + DAYS, note=note))
        )
    assert [name for name, state in states(store) if state == "queued"] == [
        "<bounce:1@casq.example>",
        "<bounce:3@casq.example>",
    ]


def test_the_same_mail_comes_back_only_once(store: Store) -> None:
    answered(store)
    comes_back(store, 2)
    comes_back(store, 3)
    assert events(store).count("mail_bounced") == 1
    assert len([name for name, _ in states(store) if name.startswith("<bounce")]) == 1


def test_what_is_not_proven_tells_staff_and_pauses_nobody(store: Store) -> None:
    answered(store)
    comes_back(store, proven=False)
    assert (OURS, "sent") in states(store)
    assert store.pauses.until("casq", SUPPLIER, NOW) is None
    assert [item.kind for item in store.outbox.claim("s", NOW, LEASE, 9, ())] == [ReplyKind.NOTE]
    assert events(store)[-1] == "mail_maybe_bounced"


def test_a_mail_back_before_we_noted_that_it_left_stays_bounced(store: Store) -> None:
    answered(store, send=False)
    (item,) = store.outbox.claim("s", NOW, LEASE, 9, ())
    comes_back(store)
    store.outbox.note_sent(item.key, NOW)
    assert (OURS, "bounced") in states(store)
    assert [copy.message_id for copy in store.outbox.to_copy(BOX, 9)] == [OURS]


def test_resume_ends_a_pause_and_lists_none(store: Store) -> None:
    answered(store)
    comes_back(store)
    (pause,) = store.pauses.listed("casq", NOW)
    assert (pause.address, pause.until, pause.said, pause.ticket) == (
        SUPPLIER,
        NOW + DAYS,
        "adresse inconnue",
        "CASQ-2026-000001",
    )
    assert store.pauses.count("casq", NOW) == 1
    assert store.pauses.resume("casq", SUPPLIER, NOW) is True
    assert store.pauses.resume("casq", SUPPLIER, NOW) is False
    assert store.pauses.listed("casq", NOW) == ()


@pytest.mark.parametrize("after", [30, 31])
def test_a_pause_that_is_over_is_not_listed(store: Store, after: int) -> None:
    answered(store)
    comes_back(store)
    assert store.pauses.count("casq", NOW + timedelta(days=after)) == 0
    assert store.pauses.resume("casq", SUPPLIER, NOW + timedelta(days=after)) is False
