"""Judging one mail: what counts as a hit, a false find, a miss, and what is serious."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.mention import Mention, MentionKind, Source
from bot.core.scoring import Expectation, Score, Seen, judge, unreadable

from . import samples

NUMBER, AMOUNT, DATE, ENGAGEMENT = (
    MentionKind.INVOICE_NUMBER, MentionKind.AMOUNT, MentionKind.DATE, MentionKind.ENGAGEMENT,
)  # fmt: skip


def mention(value: str, kind: MentionKind = NUMBER, **changes: object) -> Mention:
    """Something found in the fresh text."""
    return replace(Mention(kind, value, value, Source.FRESH, 0, 1), **changes)  # type: ignore[arg-type]  # its fields


def seen(*mentions: Mention, outcome: str = "ESCALATE", intent_class: str = "V", **changes: object) -> Seen:
    """What was made of a mail."""
    base = Seen({"outcome": outcome, "class": intent_class, "level": "1"}, mentions=mentions, why="[rule] why")
    return replace(base, **changes)  # type: ignore[arg-type]  # fields of Seen


def scores(expected: Expectation, found: Seen) -> dict[tuple[str, str], Score]:
    return judge("m", expected, found)[0]


def serious(expected: Expectation, found: Seen) -> set[str]:
    return {mistake.serious for mistake in judge("m", expected, found)[1]} - {""}


def test_what_is_not_written_is_not_judged() -> None:
    assert judge("m", Expectation(), seen(mention("FA-1"), intents=("i01",))) == ({}, ())


def test_a_wrong_label_is_a_miss_of_the_right_one_and_a_false_find_of_the_other() -> None:
    found, wrong = judge("m", Expectation({"outcome": ("ASK",)}), seen(outcome="ANSWER"))
    assert found == {("outcome", "ASK"): Score(missed=1), ("outcome", "ANSWER"): Score(false=1)}
    assert [(m.mail, m.what, m.expected, m.seen, m.why) for m in wrong] == [
        ("m", "outcome", "ASK", "ANSWER", "[rule] why")
    ]


def test_where_several_labels_are_right_each_is_a_hit_of_its_own() -> None:
    either = Expectation({"outcome": ("ASK", "ESCALATE")})
    assert scores(either, seen(outcome="ESCALATE")) == {("outcome", "ESCALATE"): Score(hits=1)}


def test_no_class_is_a_label_too() -> None:
    assert scores(Expectation({"class": ("",)}), seen(intent_class="")) == {("class", "none"): Score(hits=1)}


def test_intents_are_counted_one_by_one_and_those_that_may_be_are_not() -> None:
    expected = Expectation(intents=("i01", "i08"), maybe=("i04",))
    found = scores(expected, seen(intents=("i01", "i03", "i04")))
    assert found == {
        ("intent", "i01"): Score(hits=1),
        ("intent", "i08"): Score(missed=1),
        ("intent", "i03"): Score(false=1),
    }


@pytest.mark.parametrize(
    ("kind", "expected", "found"),
    [
        (NUMBER, "FA-2026-0117", "fa 2026/117"),
        (AMOUNT, "1250.4", "1250.40"),
        (DATE, "2026-05-12", "2026-05-12"),
        (ENGAGEMENT, "26M00417", "BC 26M-00417"),
        (MentionKind.SIRET, "992 840 538 00019", "99284053800019"),
        (MentionKind.VAT, "fr50 992840538", "FR50992840538"),
    ],
)
def test_values_are_compared_by_what_they_mean(kind: MentionKind, expected: str, found: str) -> None:
    assert scores(Expectation(mentions={kind: (expected,)}), seen(mention(found, kind))) == {
        ("mention", kind.value): Score(hits=1)
    }


def test_a_digit_more_is_another_number() -> None:
    found = scores(Expectation(mentions={NUMBER: ("FA-117",)}), seen(mention("FA-118")))
    assert found == {("mention", "invoice_number"): Score(false=1, missed=1)}


def test_the_same_number_twice_counts_once() -> None:
    expected = Expectation(mentions={NUMBER: ()})
    found = scores(expected, seen(mention("FA-117"), mention("FA 117", source=Source.SUBJECT)))
    assert found == {("mention", "invoice_number"): Score(false=1)}


@pytest.mark.parametrize("less", [{"source": Source.QUOTED}, {"aside": True}])
def test_history_and_what_is_put_aside_count_only_when_expected(less: dict[str, object]) -> None:
    old = seen(replace(mention("FA-117"), **less))  # type: ignore[arg-type]  # fields of Mention
    assert scores(Expectation(mentions={NUMBER: ()}), old) == {}
    assert scores(Expectation(mentions={NUMBER: ("FA-117",)}), old) == {("mention", "invoice_number"): Score(hits=1)}


def test_a_decoy_taken_for_a_number_is_false() -> None:
    expected = Expectation(decoys=("88120",))
    assert scores(expected, seen(mention("88120"), mention("FA-1"))) == {("mention", "invoice_number"): Score(false=1)}
    assert scores(expected, seen(mention("88120", ENGAGEMENT))) == {}


def test_an_invoice_is_meant_by_number_and_by_supplier_where_one_is_written() -> None:
    found = seen(matched=(samples.invoice("FA-1"), samples.invoice("FA-2")))
    expected = Expectation(matched=(("", "FA-1"), (samples.OTHER_SUPPLIER, "FA-2")))
    assert scores(expected, found) == {("match", "invoice"): Score(hits=1, false=1, missed=1)}


@pytest.mark.parametrize(
    ("right", "got", "codes"),
    [
        (("S",), "S", set()),
        (("S",), "H", {"missed_security"}),
        (("H",), "S", set()),
        (("H",), "V", {"missed_human"}),
        (("H",), "", {"missed_human"}),
        (("H", "S"), "H", set()),
        (("V", "H"), "V", set()),
        (("V",), "A", set()),
    ],
)
def test_a_missed_s_or_h_is_serious(right: tuple[str, ...], got: str, codes: set[str]) -> None:
    assert serious(Expectation({"class": right}), seen(intent_class=got)) == codes


@pytest.mark.parametrize("outcome", ["ANSWER", "ASK"])
def test_an_automatic_reply_to_what_a_person_must_see_is_serious(outcome: str) -> None:
    strict = seen(outcome=outcome, intent_class="H")
    assert serious(Expectation({"class": ("H",)}), strict) == {"answered_instead"}
    assert serious(Expectation({"team": ("security",)}), strict) == {"answered_instead"}
    assert serious(Expectation({"class": ("V",)}), strict) == set()


def test_telling_an_invoice_that_is_not_meant_is_serious() -> None:
    told = seen(outcome="ANSWER", told=(samples.invoice("FA-1"),))
    assert serious(Expectation(matched=(("", "FA-2"),)), told) == {"wrong_invoice"}
    assert serious(Expectation(matched=()), told) == {"wrong_invoice"}
    assert serious(Expectation(matched=(("", "FA-1"),)), told) == set()
    assert serious(Expectation({"level": ("0",)}), told) == {"wrong_invoice"}


def test_a_mail_that_could_not_be_read_missed_everything_that_was_in_it() -> None:
    expected = Expectation({"outcome": ("ANSWER",), "class": ("S",)}, mentions={NUMBER: ("FA-1",)})
    found, wrong = judge("m", expected, unreadable("ValueError: x"))
    assert found["mention", "invoice_number"] == Score(missed=1)
    assert found["outcome", "UNREADABLE"] == Score(false=1)
    assert {mistake.serious for mistake in wrong} == {"", "missed_security"}
