"""How much of what mails hold is found, and how much is made up, over the marked texts of `extraction/*.tsv`."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

import pytest

from bot.core.mention import MentionKind
from tests.core.measured_extraction import FOLDER, Marked, Score, counted, marked, scores, total

BAR = 0.97
"""Of F1, for each kind, and of the lower end of its interval for all kinds together."""


@lru_cache
def texts() -> tuple[Marked, ...]:
    """Every marked text; those of the files named `blind` were written before anything was run on them."""
    return tuple(chain.from_iterable(marked(path.name) for path in sorted(FOLDER.glob("*.tsv"))))


def wrong() -> str:
    """What is not as it should be, a line for each text."""
    found = ((text, *counted(text)) for text in texts())
    return "\n".join(f"{text.text!r}: made up {dict(m)}, missed {dict(o)}" for text, m, o in found if m or o)


def test_there_are_texts_enough() -> None:
    assert len(texts()) >= 700
    assert {kind for text in texts() for kind, _ in text.holds} == set(MentionKind)


@pytest.mark.parametrize("kind", list(MentionKind))
def test_each_kind_is_found_where_it_stands_and_nowhere_else(kind: MentionKind) -> None:
    assert scores(iter(texts()))[kind].f1 >= BAR, wrong()


def test_all_kinds_together_are_above_the_bar_with_their_interval() -> None:
    assert total(scores(iter(texts()))).interval[0] >= BAR, wrong()


def test_the_score_of_a_bad_reader_is_below_the_bar() -> None:
    score = Score(right=95, made_up=5, missed=5)
    assert score.f1 == pytest.approx(0.95)
    assert score.interval[0] < 0.95 < score.interval[1] < 1
    assert Score(0, 0, 0).interval == (0.0, 1.0)
