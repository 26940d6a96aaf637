"""Automatic replies without a header that says so: put aside when no person writes so, else only not answered."""

from __future__ import annotations

import pytest

from bot.core.auto_notices import may_be_notice
from bot.core.auto_phrases import asks
from bot.core.automail import MailSigns, auto_kind
from bot.core.flat_text import fold
from bot.core.mail import ReaderIdentity
from tests.core.auto_replies import BLIND, LOOK_ALIKES, PEOPLE, TUNED
from tests.core.auto_replies_abroad import (
    LOOK_ALIKES_ABROAD,
    PEOPLE_ABROAD,
    READ_LATER,
    SAID_IN_THE_SUBJECT,
    SAID_IN_WORDS,
)

IDENTITY = ReaderIdentity((), ("accueil.comptabilite@casq.fr",), ("casq.fr",), "casq.fr")


def is_machine(subject: str, words: str) -> bool:
    """Whether a mail of these words with an ordinary envelope is put aside."""
    fields = (("return-path", "<compta@dupont.example>"),)
    signs = MailSigns(
        "compta@dupont.example", IDENTITY.own_addresses, subject, "<x@y.example>", words=words, fields=fields
    )
    return auto_kind(signs, IDENTITY) is not None


def is_suspect(subject: str, words: str) -> bool:
    """Whether it only gets no automatic mail after one of ours."""
    return not asks(fold(words)) and may_be_notice(fold(subject), fold(words))


@pytest.mark.parametrize(("subject", "words"), PEOPLE + LOOK_ALIKES + PEOPLE_ABROAD + LOOK_ALIKES_ABROAD)
def test_no_persons_mail_is_put_aside_for_a_machines(subject: str, words: str) -> None:
    assert not is_machine(subject, words)


def test_nearly_all_automatic_replies_are_put_aside_or_at_least_not_answered() -> None:
    for replies, most_missed in ((TUNED, 1), (BLIND, 4)):
        missed = [
            words for subject, words in replies if not is_machine(subject, words) and not is_suspect(subject, words)
        ]
        assert len(missed) <= most_missed, missed


def test_few_people_pay_for_it_with_an_acknowledgement() -> None:
    assert sum(is_suspect(subject, words) for subject, words in PEOPLE) <= 4


@pytest.mark.parametrize(("subject", "words"), SAID_IN_WORDS)
def test_an_automatic_reply_in_another_language_is_known_by_its_words(subject: str, words: str) -> None:
    assert is_machine(subject, words)


@pytest.mark.parametrize("subject", SAID_IN_THE_SUBJECT)
def test_an_automatic_reply_in_another_language_is_known_by_its_subject(subject: str) -> None:
    assert is_machine(subject, "x")


def test_most_automatic_replies_that_were_read_later_are_known_too() -> None:
    missed = [words for subject, words in READ_LATER if not is_machine(subject, words)]
    assert len(missed) <= 8, missed
