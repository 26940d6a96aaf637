"""Mails written before the rules were looked at: what must reach a person does, what is a plain question is answered."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from bot.core.decide import decide
from bot.core.decision import Decision, Facts, Outcome
from bot.core.language import language_of
from bot.core.mail import IncomingMail
from bot.core.match import match_mentions
from bot.core.reply_text import split_reply
from bot.core.rulebook import IntentClass, Rulebook
from bot.core.understand import understand
from bot.edges.rulebook import load_rulebook
from tests.core import samples
from tests.core.composed import composed, is_strict
from tests.core.intent_beside_phrases import BESIDE
from tests.core.intent_class_phrases import CLASSES

_MAILS = Path(__file__).with_name("written_mails.tsv")
_STORE = tuple(
    samples.invoice(number) for number in ("FA-2026-0117", "FA-2026-0118", "2026-0187", "24118", "NC 2610 0045")
)
_MADE = int(os.environ.get("GUICHET_COMPOSED", "600"))


@lru_cache(maxsize=1)
def rules() -> Rulebook:
    """The delivered rules."""
    return load_rulebook(Path(__file__).parents[2] / "rules")


def a_mail(subject: str, text: str) -> IncomingMail:
    """A mail from a contact whom our server verified."""
    fresh, quoted = split_reply(text)
    return samples.mail(
        fresh, subject=subject, quoted_text=quoted, language=language_of(subject, fresh), received_at=samples.NOW
    )


def decided(mail: IncomingMail) -> Decision:
    """What is done with it when every invoice of `_STORE` is the sender's."""
    body, contact = samples.organisation(), (samples.SUPPLIER,)
    understood = understand(mail, body, rules(), contact)
    facts = Facts(
        organisation=body,
        mentions=understood.mentions,
        intents=understood.intents,
        doubts=understood.doubts,
        asks_for_more=understood.asks_for_more,
        claimed=understood.claimed,
        matches=match_mentions(understood.mentions, understood.claimed, _STORE, _STORE, understood.asked),
        contact_sirets=contact,
        ticket=None,
        past_replies=(),
        copy_as_of=samples.NOW,
        copy_fresh=True,
    )
    return decide(mail, facts, rules(), samples.NOW)


def written() -> Iterator[tuple[str, str, str]]:
    """(class, subject, text) of every written mail."""
    with _MAILS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["class"], row["subject"], row["text"].replace(" // ", "\n")


@pytest.mark.parametrize(("kind", "subject", "text"), [row for row in written() if row[0] in ("H", "S")])
def test_what_a_person_must_read_gets_its_class_and_no_answer(kind: str, subject: str, text: str) -> None:
    decision = decided(a_mail(subject, text))
    assert decision.outcome is Outcome.ESCALATE
    assert decision.intent_class is IntentClass(kind)


def test_nineteen_plain_questions_of_twenty_are_answered() -> None:
    asked = [row for row in written() if row[0] == "V"]
    left = [text for _, subject, text in asked if decided(a_mail(subject, text)).outcome is not Outcome.ANSWER]
    assert len(left) <= len(asked) // 20, left


def test_a_strict_sentence_in_an_ordinary_mail_is_never_answered() -> None:
    """One miss in a thousand is the bar of « make fuzz »; the few hundred of every day have none."""
    pool = [
        (kind, text) for kind, text in (*BESIDE, *CLASSES, *strict_mails()) if kind in ("H", "S") and is_strict(text)
    ]
    missed = [
        f"{mail.seed}: {mail.sentence}"
        for mail in composed(_MADE, pool)
        if decided(a_mail(mail.subject, mail.text)).outcome is not Outcome.ESCALATE
    ]
    assert len(missed) <= _MADE // 1_000, missed


def strict_mails() -> Iterator[tuple[str, str]]:
    """The short strict ones of the written mails, as sentences."""
    return ((kind, " ".join(text.split("\n"))) for kind, _, text in written() if kind in ("H", "S") and len(text) < 160)
