"""Silence towards who got enough: each cap at its number, and never towards an entitled sender for his words alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.decision import Decision, Outcome, Spoken
from bot.core.loops import Room, SendingCaps, room_left, words_key
from bot.core.mail import Address
from bot.core.mention import Mention, MentionKind, Source
from tests.core import samples
from tests.core.test_decide import COMPLETE, codes, deciding

VAGUE = "Bonjour, pouvez-vous me rappeler au sujet de notre affaire ?"
ROOT = "<guichet.ask.1@casq.fr>"


def after(text: str = COMPLETE, **spoken: object) -> Decision:
    """What is decided about a mail when that much was said before; the invoice it names exists."""
    return deciding(samples.mail(text), samples.invoice(), spoken=replace(Spoken(root=ROOT), **spoken))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spoken", "code"),
    [
        ({"to_sender_today": 4, "to_sender": 4}, "conversation_full"),
        ({"to_sender": 6}, "conversation_full"),
        ({"address_today": 20}, "too_many_replies"),
        ({"to_others": 2}, "conversation_elsewhere"),
    ],
)
def test_at_its_cap_an_address_gets_nothing_and_a_person_gets_the_mail(spoken: dict[str, Any], code: str) -> None:
    decision = after(**spoken)
    assert (decision.outcome, decision.reply, codes(decision)) == (Outcome.ESCALATE, None, {code})


@pytest.mark.parametrize(
    "spoken",
    [{"to_sender_today": 3, "to_sender": 5}, {"address_today": 19}, {"to_others": 1}, {"to_sender": 1, "to_others": 9}],
)
def test_below_its_cap_a_complete_question_is_answered(spoken: dict[str, Any]) -> None:
    assert after(**spoken).outcome is Outcome.ANSWER


def test_words_answered_twice_are_a_machines_unless_their_sender_is_entitled() -> None:
    text = "Où en est la facture FA-2026-0117 ?"
    assert after(text, same_words=1).outcome is Outcome.ASK
    assert codes(after(text, same_words=2)) == {"same_words"}
    assert after(same_words=9).outcome is Outcome.ANSWER


@pytest.mark.parametrize(("seconds", "reply"), [(0.5, False), (-179, False), (-181, True), (2, True)])
def test_words_that_come_back_at_once_are_a_machines_the_second_time(seconds: float, reply: bool) -> None:
    last = samples.NOW + timedelta(seconds=seconds)
    decision = after("Où en est la facture FA-2026-0117 ?", same_words=1, last_to_address=last)
    assert (decision.reply is not None) is reply


def test_two_mails_in_a_conversation_are_followed_by_no_acknowledgement_but_by_an_answer() -> None:
    silent = after("Ceci vaut mise en demeure.", to_sender=2, this_week=2)
    assert (silent.outcome, silent.reply) == (Outcome.ESCALATE, None)
    assert "conversation_acknowledged" in codes(silent)
    assert after("Ceci vaut mise en demeure.", to_sender=1, this_week=1).reply is not None
    assert after(to_sender=2, this_week=2).outcome is Outcome.ANSWER


def test_who_was_written_to_and_brings_nothing_gets_no_acknowledgement() -> None:
    assert after(VAGUE, address_this_week=1).reply is None
    assert after(VAGUE).reply is not None
    assert after(f"{VAGUE} Facture n° FA-2026-0117.", address_this_week=1).reply is not None


def test_what_looks_like_a_notice_is_answered_unless_we_wrote_before() -> None:
    notice = "Bonjour, je rentre lundi 30 novembre et vous répondrai à ce moment-là."
    assert "may_be_notice" in codes(after(notice))
    first = deciding(samples.mail(notice))
    assert (first.outcome, first.reply is not None) == (Outcome.ESCALATE, True)


def test_a_paused_address_gets_nothing_whatever_it_asks() -> None:
    until = samples.NOW + timedelta(days=3)
    for text in (COMPLETE, "Ceci vaut mise en demeure.", "AGENT", VAGUE):
        decision = deciding(samples.mail(text), samples.invoice(), paused_until=until)
        assert (decision.outcome, decision.reply) == (Outcome.ESCALATE, None)
        assert "address_paused" in codes(decision)


def test_words_are_compared_without_figures_and_with_those_of_others_only_where_they_name_nothing() -> None:
    long = "Votre courrier est arrivé dans la boîte du service, numéro {}."

    def key(text: str, sender: str, number: str = "") -> str:
        mail = samples.mail(text, sender=Address("", sender))
        at = text.find(number)
        named = (Mention(MentionKind.INVOICE_NUMBER, number, number, Source.FRESH, at, at + len(number)),)
        return words_key(mail, named if number else ())

    assert key(long.format(1), "a@x.example") == key(long.format(22), "b@y.example")
    assert key(long.format("FA-1"), "a@x.example", "FA-1") == key(long.format("FA-2"), "a@x.example", "FA-2")
    assert key(long.format("FA-1"), "a@x.example", "FA-1") != key(long.format("FA-2"), "b@y.example", "FA-2")
    assert key("Bien noté 1", "a@x.example") == key("bien note 2", "a@x.example")
    assert key("Bien noté", "a@x.example") != key("Bien noté", "b@y.example")
    assert key("12 !", "a@x.example") == ""


def test_room_is_the_lesser_of_both_caps_and_never_below_nothing() -> None:
    caps = SendingCaps(per_hour=3, per_day=10)
    assert [room_left(caps, *sent).whole for sent in ((0, 0), (1, 9), (3, 3), (0, 12))] == [3, 1, 0, 0]


def test_half_of_the_room_is_kept_for_those_who_prove_what_they_may_know() -> None:
    caps = SendingCaps(per_hour=4, per_day=10)
    assert room_left(caps, 2, 2, 2, 2) == Room(2, 0)
    assert room_left(caps, 3, 3, 0, 0) == Room(1, 1)
    assert room_left(caps, 0, 6, 0, 5) == Room(4, 0)
    assert SendingCaps(1, 1).for_strangers == SendingCaps(1, 1)
