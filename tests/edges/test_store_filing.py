"""A message is filed once its fate is settled, where its fate says, and never taken from a person's hands."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.decision import Outcome
from bot.core.mail import ReplyKind
from bot.core.message import Route
from bot.edges.store import Store
from bot.edges.store_status import Status
from tests.edges.store_values import (
    BOX,
    LEASE,
    NOW,
    answered,
    draft,
    file_all,
    keep,
    mail,
    mark,
    places,
    queued,
    record,
    send_all,
)


def test_an_answered_mail_stays_in_the_intake_folder_until_the_answer_has_left(store: Store) -> None:
    answered(store, 1, send=False)
    assert file_all(store) == []
    (item,) = store.outbox.claim("s", NOW, LEASE, 9, ())
    assert file_all(store) == []
    store.outbox.note_sent(item.key, NOW)
    assert places(file_all(store)) == [(1, "", "answered")]
    assert file_all(store) == []


def test_a_mail_not_decided_yet_stays_where_it_is(store: Store) -> None:
    keep(store, mail(1))
    assert file_all(store) == []


@pytest.mark.parametrize("target", ["to_handle", "ignored"])
def test_a_mail_without_answer_is_filed_at_once(store: Store, target: str) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, outcome=Outcome.ESCALATE, target=target))
    assert places(file_all(store)) == [(1, "", target)]


def test_an_escalation_does_not_wait_for_its_acknowledgement(store: Store) -> None:
    (key,) = keep(store, mail(1))
    acknowledgement = queued("ack", kind=ReplyKind.ACKNOWLEDGEMENT)
    store.tickets.record(record(key, acknowledgement, outcome=Outcome.ESCALATE, target="to_handle"))
    assert places(file_all(store)) == [(1, "", "to_handle")]


def test_an_answer_that_cannot_be_delivered_leaves_the_mail_to_staff(store: Store) -> None:
    answered(store, 1, send=False)
    (item,) = store.outbox.claim("s", NOW, LEASE, 9, ())
    store.outbox.note_refused(item.key, NOW, "550", dead=True, next_try=NOW + timedelta(minutes=1))
    assert places(file_all(store)) == [(1, "", "to_handle")]


def test_a_draft_leaves_the_mail_to_staff(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("a", route=Route.DRAFT)))
    assert places(file_all(store)) == [(1, "", "to_handle")]


def test_an_answer_that_was_never_queued_leaves_the_mail_to_staff(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key))
    assert places(file_all(store)) == [(1, "", "to_handle")]


def test_a_mail_that_joins_a_settled_ticket_is_answered_without_a_reply(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, outcome=Outcome.ATTACH, target="answered"))
    assert places(file_all(store)) == [(1, "", "answered")]


def test_a_note_to_staff_is_not_the_reply_that_the_mail_waits_for(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, queued("note", kind=ReplyKind.NOTE), queued("reply")))
    (note, reply) = store.outbox.claim("s", NOW, LEASE, 9, ())
    store.outbox.note_sent(note.key, NOW)
    assert file_all(store) == []
    store.outbox.note_sent(reply.key, NOW)
    assert places(file_all(store)) == [(1, "", "answered")]


def test_every_copy_is_filed_like_its_message_also_one_that_comes_later(store: Store) -> None:
    (key,) = keep(store, mail(1, "same"), mail(2, "same"))
    store.tickets.record(record(key, queued("a")))
    send_all(store)
    keep(store, mail(3, "same", box="second@casq.example"))
    assert places(file_all(store)) == [(1, "", "answered"), (2, "", "answered")]
    assert places(file_all(store, "second@casq.example")) == [(3, "", "answered")]


def test_a_mail_that_a_person_moved_back_stays_where_the_person_put_it(store: Store) -> None:
    answered(store, 1)
    file_all(store)
    assert keep(store, mail(9, "1")) == ()
    assert file_all(store) == []
    store.switch.start("*", NOW)
    assert file_all(store) == []


def test_a_crash_between_move_and_note_asks_for_the_same_move_again(store: Store) -> None:
    answered(store, 1)
    first = store.ledger.filings(BOX, 9)
    assert store.ledger.filings(BOX, 9) == first
    store.ledger.note_filed([(first[0].copy_key, "Guichet/Répondu")])
    assert store.ledger.filings(BOX, 9) == ()


def test_a_mail_held_and_then_answered_moves_from_one_folder_to_the_other(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, target="to_handle", held=True))
    assert places(file_all(store)) == [(1, "", "to_handle")]
    assert store.switch.start("casq", NOW) == 1
    assert file_all(store) == []
    store.tickets.record(record(key, queued("a")))
    send_all(store)
    assert places(file_all(store)) == [(1, "Guichet/to_handle", "answered")]
    assert file_all(store) == []


def test_a_mail_decided_again_to_the_same_end_is_not_moved_again(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, target="to_handle", held=True))
    file_all(store)
    store.switch.start("casq", NOW)
    store.tickets.record(record(key, outcome=Outcome.ESCALATE, target="to_handle"))
    assert file_all(store) == []
    assert store.switch.start("casq", NOW) == 0


def test_a_decision_taken_anew_while_the_mail_was_moved_is_seen(store: Store) -> None:
    (key,) = keep(store, mail(1))
    store.tickets.record(record(key, target="to_handle", held=True))
    (moving,) = store.ledger.filings(BOX, 9)
    store.switch.start("casq", NOW)
    store.tickets.record(record(key, queued("a")))
    send_all(store)
    store.ledger.note_filed([(moving.copy_key, "Guichet/to_handle")])
    assert places(file_all(store)) == [(1, "Guichet/to_handle", "answered")]


def test_filings_come_in_batches_and_for_one_mailbox(store: Store) -> None:
    for uid in range(1, 6):
        answered(store, uid)
    (other,) = keep(store, mail(6, box="second@casq.example"))
    store.tickets.record(record(other, outcome=Outcome.IGNORE, target="ignored"))
    assert [one.uid for one in store.ledger.filings(BOX, 2)] == [1, 2]
    assert len(file_all(store)) == 5


def test_noting_a_move_that_was_never_asked_for_changes_nothing(store: Store) -> None:
    keep(store, mail(1))
    store.ledger.note_filed([(1, "Guichet/Répondu"), (99, "Guichet/Répondu")])
    store.ledger.note_filed([])
    assert [message.tries for message in store.ledger.claim("t", NOW, LEASE, 9)] == [0]


STEPS = st.lists(
    st.sampled_from(
        ["answer", "hold", "escalate", "send", "refuse", "file", "move_only", "copy", "push", "close", "start"]
    ),
    max_size=14,
)


class OneMail:
    """One mail, and every step that can happen to it."""

    def __init__(self, store: Store, uid: int) -> None:
        self.store = store
        self.body = f"mail {uid}"
        self.uid = uid
        (self.key,) = keep(store, mail(uid, self.body))
        self.sent = 0

    def answer(self) -> None:
        number = self.store.tickets.next_number("casq", NOW)
        self.store.tickets.record(record(self.key, queued(f"reply:{self.key}"), ticket=draft(number)))

    def hold(self) -> None:
        self.store.tickets.record(record(self.key, held=True, target="to_handle"))

    def escalate(self) -> None:
        self.store.tickets.record(record(self.key, outcome=Outcome.ESCALATE, target="to_handle"))

    def send(self) -> None:
        self.sent += send_all(self.store)

    def refuse(self) -> None:
        for item in self.store.outbox.claim("s", NOW, LEASE, 9, ()):
            self.store.outbox.note_refused(item.key, NOW, "450", dead=False, next_try=NOW)

    def file(self) -> None:
        file_all(self.store)

    def move_only(self) -> None:
        self.store.ledger.filings(BOX, 9)

    def copy(self) -> None:
        self.uid += 1
        keep(self.store, mail(self.uid, self.body))

    def push(self) -> None:
        raw = mail(self.uid, self.body)
        assert self.store.ledger.keep_pushed("casq", raw, mark(raw)) is None

    def close(self) -> None:
        self.store.ledger.close_settled(["casq"])

    def start(self) -> None:
        self.store.switch.start("casq", NOW)


def test_whatever_happens_a_mail_is_filed_once_and_answered_at_most_once(store: Store) -> None:
    uids = count(1, step=100)

    @settings(max_examples=20, deadline=None)
    @given(steps=STEPS)
    def holds(steps: list[str]) -> None:
        one = OneMail(store, next(uids))
        for step in [*steps, "start", "answer", "send", "file"]:
            getattr(one, step)()
        assert one.sent <= 1
        assert file_all(store) == []
        assert store.ledger.claim("t", NOW, LEASE, 9) == ()
        assert store.outbox.claim("s", NOW, LEASE, 9, ()) == ()

    holds()


def push(store: Store, uid: int) -> int:
    """One mail handed over by a mail server; returns its key."""
    raw = mail(uid)
    key = store.ledger.keep_pushed("casq", raw, mark(raw))
    assert key is not None
    return key


def states(store: Store) -> dict[str, int]:
    return Status(store.engine).counts("casq")["messages"]


def test_a_mail_that_was_handed_over_is_filed_once_its_reply_has_left(store: Store) -> None:
    key = push(store, 1)
    assert store.ledger.close_settled(["casq"]) == 0
    store.tickets.record(record(key, queued("a")))
    assert store.ledger.close_settled(["casq"]) == 0
    send_all(store)
    assert store.ledger.close_settled(["amiens"]) == 0
    assert store.ledger.close_settled(["casq"]) == 1
    assert store.ledger.close_settled(["casq"]) == 0
    assert states(store) == {"filed": 1}
    assert file_all(store) == []


def test_a_mail_that_was_handed_over_and_is_read_later_too_has_its_copy_filed(store: Store) -> None:
    key = push(store, 1)
    store.tickets.record(record(key, queued("a")))
    send_all(store)
    store.ledger.close_settled(["casq"])
    assert keep(store, mail(1)) == ()
    assert places(file_all(store)) == [(1, "", "answered")]
    assert states(store) == {"filed": 1}


def test_a_mail_that_was_read_and_handed_over_waits_for_its_copy_to_be_moved(store: Store) -> None:
    (key,) = keep(store, mail(1))
    assert store.ledger.keep_pushed("casq", mail(1), mark(mail(1))) is None
    store.tickets.record(record(key, queued("a")))
    send_all(store)
    assert store.ledger.close_settled(["casq"]) == 0
    assert places(file_all(store)) == [(1, "", "answered")]
    assert states(store) == {"filed": 1}


def test_a_mail_that_was_handed_over_and_held_is_decided_again_and_closed_again(store: Store) -> None:
    key = push(store, 1)
    store.tickets.record(record(key, target="to_handle", held=True))
    assert store.ledger.close_settled(["casq"]) == 1
    assert store.switch.start("casq", NOW) == 1
    assert store.ledger.close_settled(["casq"]) == 0
    store.tickets.record(record(key, queued("a")))
    send_all(store)
    assert store.ledger.close_settled(["casq"]) == 1
    assert keep(store, mail(1)) == ()
    assert places(file_all(store)) == [(1, "", "answered")]


def test_a_quarantined_mail_that_was_handed_over_is_told_and_retried_like_any_other(store: Store) -> None:
    key = push(store, 1)
    store.ledger.claim("t", NOW, LEASE, 9)
    assert store.ledger.note_failure(key, "UnreadableMail", NOW, final=True)
    assert store.ledger.close_settled(["casq"]) == 0
    ((message, why),) = store.ledger.quarantined_untold(9)
    assert (message.key, why) == (key, "UnreadableMail")
    assert store.ledger.retry(key) == 1
