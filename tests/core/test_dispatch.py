"""Where replies and mails go, whatever sending is set to."""

from __future__ import annotations

import pytest

from bot.core.decision import Decision, Outcome, ReplyPlan, TicketView
from bot.core.dispatch import Dispatch, Target, dispatch
from bot.core.mail import AutoKind, ReplyKind
from bot.core.message import Route
from bot.core.organisation import Contact, Organisation, Sending

from . import samples

HELD = TicketView(1, "CASQ-2026-000001", "open", held_by_staff=True, acknowledged_today=False)


def decided(outcome: Outcome, *, reply: bool = True, ticket: TicketView | None = None) -> Decision:
    plan = ReplyPlan(ReplyKind.ANSWER, "answer") if reply else None
    return Decision(outcome, (), None, 0, "rule", "v", (), (), plan, "", ticket=ticket)


def sent(outcome: Outcome, sending: Sending, *, stopped: tuple[str, ...] = (), reply: bool = True) -> Dispatch:
    body: Organisation = samples.organisation(sending=sending)
    return dispatch(samples.mail(), decided(outcome, reply=reply), body, frozenset(stopped))


def test_with_sending_on_an_answer_leaves_and_its_mail_is_answered() -> None:
    assert sent(Outcome.ANSWER, Sending.ON) == Dispatch(Route.SMTP, held=False, target=Target.ANSWERED)


def test_with_drafts_the_reply_waits_for_staff_and_so_does_the_mail() -> None:
    assert sent(Outcome.ANSWER, Sending.DRAFTS) == Dispatch(Route.DRAFT, held=False, target=Target.TO_HANDLE)


@pytest.mark.parametrize("stopped", [(), ("casq",), ("*",)])
def test_off_and_stopped_are_the_same_thing(stopped: tuple[str, ...]) -> None:
    sending = Sending.ON if stopped else Sending.OFF
    assert sent(Outcome.ANSWER, sending, stopped=stopped) == Dispatch(None, held=True, target=Target.TO_HANDLE)


def test_stopping_another_organisation_stops_nothing_here() -> None:
    assert sent(Outcome.ANSWER, Sending.ON, stopped=("dept06",)).route is Route.SMTP


def test_sending_is_off_until_the_legal_fields_are_filled() -> None:
    body = samples.organisation(contact=Contact("Finances", "a@b.fr", "", ""))
    assert dispatch(samples.mail(), decided(Outcome.ANSWER), body, frozenset()).held


def test_what_has_no_reply_is_not_held() -> None:
    assert not sent(Outcome.ESCALATE, Sending.OFF, reply=False).held


def test_ignored_mail_goes_to_ignored_but_our_own_note_stays_where_staff_look() -> None:
    body = samples.organisation()
    bounce = samples.mail(auto_kind=AutoKind.BOUNCE)
    note = samples.mail(auto_kind=AutoKind.OWN, guichet="note")
    ignore = decided(Outcome.IGNORE, reply=False)
    assert dispatch(bounce, ignore, body, frozenset()).target is Target.IGNORED
    assert dispatch(note, ignore, body, frozenset()).target is Target.TO_HANDLE


def test_an_attached_mail_goes_to_whoever_holds_the_ticket() -> None:
    body = samples.organisation()
    held = decided(Outcome.ATTACH, reply=False, ticket=HELD)
    thanks = decided(Outcome.ATTACH, reply=False)
    assert dispatch(samples.mail(), held, body, frozenset()).target is Target.TO_HANDLE
    assert dispatch(samples.mail(), thanks, body, frozenset()).target is Target.ANSWERED
