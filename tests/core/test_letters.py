"""Whole letters that the sentence model has not learnt from: what is understood of them, and what is passed over."""

from __future__ import annotations

from functools import lru_cache

from bot.core.rulebook import IntentClass
from bot.core.understand import Understanding, understand
from tests.bench.sentences.labelled import IDLE
from tests.bench.sentences.letters import Letter, letters
from tests.core import samples
from tests.core.test_written_mails import a_mail, rules

KINDS = {"A", "V", "H", "S", "O"}


@lru_cache(maxsize=1)
def read() -> tuple[tuple[Letter, Understanding], ...]:
    """Every kept-back letter as it is understood."""
    body = samples.organisation()
    kept = [letter for letter in letters() if letter.is_kept_back]
    return tuple((each, understand(a_mail(each.subject, each.text), body, rules(), ())) for each in kept)


def of_kind(*kinds: str) -> list[Understanding]:
    """What was understood of the letters of some classes."""
    return [understood for letter, understood in read() if letter.kind in kinds]


def would_be_answered(understood: Understanding) -> bool:
    """Whether nothing in a letter is for a person, and something was understood."""
    classes = {hit.intent_class for hit in understood.intents}
    return bool(classes) and not understood.doubts and not any(kind.for_person for kind in classes)


def test_every_letter_has_a_class_and_every_line_a_label_of_the_catalogue() -> None:
    known = {rule.id for rule in rules().intents} | {IDLE}
    for letter in letters():
        assert letter.kind in KINDS, letter.subject
        assert letter.text, letter.subject
        assert {label for label, _ in letter.lines} <= known, letter.text
        assert all(number in f"{letter.subject}\n{letter.text}" for number in letter.numbers), letter.text


def test_six_plain_questions_of_ten_are_understood_whole() -> None:
    plain = of_kind("V")
    assert len(plain) > 300
    assert sum(map(would_be_answered, plain)) / len(plain) > 0.63


def test_hardly_a_letter_for_a_person_is_passed_over() -> None:
    strict = of_kind("H", "S")
    assert len(strict) > 200
    assert sum(map(would_be_answered, strict)) / len(strict) < 0.06


def test_security_is_never_passed_over() -> None:
    assert not any(map(would_be_answered, of_kind("S")))


def test_public_questions_are_of_class_a_or_go_to_a_person() -> None:
    answered = [understood for understood in of_kind("A") if would_be_answered(understood)]
    other = [one for one in answered if any(hit.intent_class is not IntentClass.A for hit in one.intents)]
    assert len(other) / len(of_kind("A")) < 0.15
