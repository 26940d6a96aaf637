"""The tally of a replay: every mail counted once, and the riskiest answers never left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.replay import Replayed, risks, tallied

START = datetime(2026, 11, 2, 9, tzinfo=UTC)


def answered(key: int, *, language: str = "fr", long: bool = False, intents: tuple[str, ...] = ("i01",)) -> Replayed:
    """A mail answered about one invoice, with every item agreeing unless told."""
    trace = {
        "outcome": "ANSWER",
        "rule": "answer-status",
        "language": language,
        "texts": {"fresh": "mot " * (600 if long else 5)},
        "intents": [{"id": one} for one in intents],
        "mentions": [{"kind": "invoice_number", "value": "FA-1", "source": "fresh"}],
        "matches": [
            {"mention": 0, "certainty": "certain", "invoice": {"number": "FA-1"}, "evidence": ["canonical", "amount"]}
        ],
    }
    return Replayed(key, f"<{key}@x>", START + timedelta(hours=key), "ANSWER", trace)


def test_a_plain_answer_has_no_risk_and_each_sign_is_named() -> None:
    assert risks(answered(1).trace) == ()
    told = risks(answered(1, language="de", long=True, intents=("i01", "i04")).trace)
    assert told == (
        "message long",
        "plusieurs demandes dans le message",
        "message qui n'est pas en français",
        "relance",
    )


def test_a_number_spelt_otherwise_than_in_the_store_is_a_risk() -> None:
    trace = dict(answered(1).trace)
    trace["mentions"] = [{"kind": "invoice_number", "value": "FA 001", "source": "quoted"}]
    assert "numéro écrit autrement que dans Chorus Pro" in risks(trace)
    assert "numéro lu ailleurs que dans le message lui-même" in risks(trace)


@given(st.lists(st.sampled_from(["plain", "risky", "ask", "unread"]), max_size=300), st.integers(1, 20))
def test_every_mail_counts_once_and_the_sample_holds_the_riskiest(kinds: list[str], sample: int) -> None:
    mails = []
    for key, kind in enumerate(kinds):
        if kind in ("plain", "risky"):
            mails.append(answered(key, long=kind == "risky"))
        else:
            outcome = "ASK" if kind == "ask" else ""
            mails.append(Replayed(key, "", START, outcome, {"outcome": outcome, "rule": "r"}))
    tally = tallied(mails, sample)
    assert tally.mails == len(kinds) == sum(tally.outcomes.values())
    answers = kinds.count("plain") + kinds.count("risky")
    assert len(tally.looks) == min(sample, answers)
    assert len({look.key for look in tally.looks}) == len(tally.looks)
    risky = sum(bool(look.risks) for look in tally.looks)
    assert risky >= min(kinds.count("risky"), (sample + 1) // 2, len(tally.looks))


def test_numbers_that_led_nowhere_and_questions_without_a_number_are_counted() -> None:
    nowhere = {
        "intents": [{"id": "i01"}],
        "mentions": [{"value": "FA-9"}],
        "matches": [{"mention": 0, "certainty": "none"}],
    }
    bare = {"intents": [{"id": "i06"}], "mentions": [], "matches": []}
    tally = tallied([Replayed(1, "", START, "ASK", nowhere), Replayed(2, "", START, "ASK", bare)], 5)
    assert (tally.not_matched, tally.without_number) == (1, 1)
    assert tally.unread_numbers == [(START, "FA-9")]
