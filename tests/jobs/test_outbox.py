"""Sending what was written down: once each, later when refused for now, and staff told when it is for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot.core.message import Route
from bot.edges.smtp import SmtpLimits, SmtpPost
from bot.edges.store import Store
from bot.jobs.outbox import OutboxReport, Sender
from bot.ports.outbox import OutboxItem
from bot.ports.store import Queued
from tests.jobs.conftest import CASQ, MAILBOX, SetClock, queued
from tests.servers.sink import Sink

Make = Callable[..., Sender]
Dead = list[tuple[str, str]]


class Killed(BaseException):
    """The process dies here."""


@pytest.fixture
def dead() -> Dead:
    """(recipient, why) of every supplier mail that staff were told of."""
    return []


@pytest.fixture
def make(ledger_store: Store, sink: Sink, clock: SetClock, dead: Dead) -> Iterator[Make]:
    """Makes senders over the sink; arguments replace their fields."""
    post = SmtpPost(sink.access(), lambda: "", limits=SmtpLimits(connect=5, answer=5, accept=5))

    def sender(**changes: object) -> Sender:
        fields: dict[str, object] = {
            "outbox": ledger_store.outbox,
            "post_for": lambda _organisation: post,
            "clock": clock,
            "owner": "one",
            "envelope_from": lambda _item: MAILBOX,
            "on_dead": lambda item, why: dead.append((item.to, why)),
            **changes,
        }
        return Sender(**fields)  # type: ignore[arg-type]

    yield sender
    post.close()


def _queue(store: Store, clock: SetClock, *items: Queued, organisation: str = CASQ) -> None:
    for item in items:
        assert store.outbox.queue(organisation, item, None, clock.now())


def _done(sender: Sender) -> tuple[int, int, int]:
    report = sender.run()
    return report.sent, report.postponed, report.dead


def test_what_is_queued_leaves_once_as_it_was_written(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock
) -> None:
    items = [queued() for _ in range(30)]
    _queue(ledger_store, clock, *items)
    assert _done(make()) == (30, 0, 0)
    assert _done(make()) == (0, 0, 0)
    assert [mail.content for mail in sink.mails] == [item.content for item in items]
    assert {mail.envelope_from for mail in sink.mails} == {MAILBOX}
    assert sink.connections == 1


def test_an_empty_outbox_does_not_wake_the_server(make: Make, sink: Sink) -> None:
    assert make().run() == OutboxReport()
    assert sink.connections == 0


def test_a_draft_never_leaves_by_smtp(make: Make, sink: Sink, ledger_store: Store, clock: SetClock) -> None:
    _queue(ledger_store, clock, queued(route=Route.DRAFT))
    assert _done(make()) == (0, 0, 0)
    assert sink.mails == []


def test_a_temporary_refusal_is_tried_after_1_5_15_60_minutes_then_hourly_and_dies_after_a_day(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock, dead: Dead
) -> None:
    sink.refuse_recipient["marie@exemple.fr"] = "450 4.2.0 plus tard"
    started = clock.now()
    _queue(ledger_store, clock, queued())
    tried: list[int] = []
    while not dead:
        if make().run().total:
            tried.append(int((clock.now() - started).total_seconds()) // 60)
        clock.advance(minutes=1)
    assert tried[:7] == [0, 1, 6, 21, 81, 141, 201]
    assert timedelta(minutes=tried[-1]) >= timedelta(days=1)
    assert len(tried) == 28
    clock.advance(days=2)
    assert _done(make()) == (0, 0, 0)
    assert [to for to, _ in dead] == ["marie@exemple.fr"]


def test_a_refused_mail_leaves_when_the_server_has_changed_its_mind(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock, dead: Dead
) -> None:
    sink.refuse_content = "451 4.3.0 plus tard"
    _queue(ledger_store, clock, queued())
    assert _done(make()) == (0, 1, 0)
    sink.refuse_content = ""
    assert _done(make()) == (0, 0, 0)
    clock.advance(minutes=1)
    assert _done(make()) == (1, 0, 0)
    assert dead == []


def test_a_permanent_refusal_is_told_to_staff_and_costs_nobody_else(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock, dead: Dead
) -> None:
    sink.refuse_recipient["absent@exemple.fr"] = "550 5.1.1 inconnu"
    _queue(ledger_store, clock, queued(to="absent@exemple.fr"), queued())
    assert _done(make()) == (1, 0, 1)
    assert dead == [("absent@exemple.fr", "smtp: RCPT: 550 5.1.1")]
    clock.advance(days=2)
    assert _done(make()) == (0, 0, 0)


def test_a_dead_note_to_staff_is_told_of_too(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock, dead: Dead
) -> None:
    sink.refuse_recipient["equipe@casq.exemple.fr"] = "550 5.1.1 inconnu"
    _queue(ledger_store, clock, queued(to="equipe@casq.exemple.fr", to_supplier=False))
    assert _done(make()) == (0, 0, 1)
    assert [to for to, _ in dead] == ["equipe@casq.exemple.fr"]


def test_a_kill_between_acceptance_and_our_note_repeats_the_same_message_id(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock
) -> None:
    def kill(name: str) -> None:
        if name == "outbox.accepted":
            raise Killed

    _queue(ledger_store, clock, queued())
    with pytest.raises(Killed):
        make(at=kill).run()
    assert _done(make()) == (0, 0, 0)
    clock.advance(minutes=21)
    assert _done(make()) == (1, 0, 0)
    assert len(sink.mails) == 2
    assert len(set(sink.message_ids())) == 1


def test_a_kill_before_handing_over_sends_once(make: Make, sink: Sink, ledger_store: Store, clock: SetClock) -> None:
    def kill(name: str) -> None:
        if name == "outbox.claimed":
            raise Killed

    _queue(ledger_store, clock, queued())
    with pytest.raises(Killed):
        make(at=kill).run()
    clock.advance(minutes=21)
    assert _done(make(owner="two")) == (1, 0, 0)
    assert len(sink.mails) == 1


def test_an_item_under_way_is_not_taken_by_another_process(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock
) -> None:
    other = make(owner="two")
    seen: list[int] = []
    _queue(ledger_store, clock, queued())
    make(at=lambda name: seen.append(other.run().total) if name == "outbox.accepted" else None).run()
    assert seen == [0]
    assert len(sink.mails) == 1


@pytest.mark.parametrize("stopped", [CASQ, "*"])
def test_while_stopped_suppliers_wait_and_staff_are_written_to(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock, stopped: str
) -> None:
    ledger_store.switch.stop(stopped, clock.now())
    _queue(ledger_store, clock, queued(), queued(to="equipe@casq.exemple.fr", to_supplier=False))
    assert _done(make()) == (1, 0, 0)
    assert [mail.to for mail in sink.mails] == [("equipe@casq.exemple.fr",)]


def test_a_stop_holds_for_the_very_next_mail(make: Make, sink: Sink, ledger_store: Store, clock: SetClock) -> None:
    _queue(ledger_store, clock, *(queued() for _ in range(5)))

    def stop(name: str) -> None:
        if name == "outbox.accepted" and len(sink.mails) == 2:
            ledger_store.switch.stop(CASQ, clock.now())

    assert _done(make(at=stop)) == (2, 0, 0)


def test_a_stop_of_one_organisation_leaves_the_others_alone(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock
) -> None:
    ledger_store.switch.stop(CASQ, clock.now())
    _queue(ledger_store, clock, queued())
    _queue(ledger_store, clock, queued(to="paul@exemple.fr"), organisation="ville-amiens")
    assert _done(make()) == (1, 0, 0)
    assert [mail.to for mail in sink.mails] == [("paul@exemple.fr",)]


def test_a_server_that_is_down_is_asked_once_and_not_for_every_mail(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock, dead: Dead
) -> None:
    sink.hang_up_at_mail = 99
    _queue(ledger_store, clock, *(queued() for _ in range(5)))
    report = make().run()
    assert (report.postponed, set(report.down), report.reached) == (5, {CASQ}, set())
    assert sink.connections == 1
    sink.hang_up_at_mail = 0
    clock.advance(minutes=1)
    assert _done(make()) == (5, 0, 0)
    assert dead == []


def test_a_bug_with_one_mail_is_raised_at_the_end_and_holds_up_no_other(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock
) -> None:
    def envelope(item: OutboxItem) -> str:
        return {"paul@exemple.fr": MAILBOX}[item.to]

    _queue(ledger_store, clock, queued(), queued(to="paul@exemple.fr"))
    with pytest.raises(KeyError):
        make(envelope_from=envelope).run()
    assert [mail.to for mail in sink.mails] == [("paul@exemple.fr",)]
    clock.advance(minutes=1)
    assert _done(make()) == (1, 0, 0)


def test_a_stopping_process_takes_no_further_mail(make: Make, sink: Sink, ledger_store: Store, clock: SetClock) -> None:
    _queue(ledger_store, clock, *(queued() for _ in range(5)))
    assert _done(make(stopping=lambda: len(sink.mails) == 2)) == (2, 0, 0)


def test_mail_of_organisations_that_are_not_served_here_stays(
    make: Make, sink: Sink, ledger_store: Store, clock: SetClock
) -> None:
    _queue(ledger_store, clock, queued())
    _queue(ledger_store, clock, queued(to="paul@exemple.fr"), organisation="ville-amiens")
    assert _done(make(organisations=(CASQ,))) == (1, 0, 0)
    assert [mail.to for mail in sink.mails] == [("marie@exemple.fr",)]
