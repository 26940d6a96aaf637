"""Many patterns looked for at once: whatever is passed over would not have matched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import coverage_words
from bot.core.flat_text import flat
from bot.core.needles import alternatives
from bot.core.spans import Spans
from bot.core.wordings import any_of

_PATTERNS = [each for lines in coverage_words.UNCLEAR.values() for several in lines for each in alternatives(several)]
_ANY, _JOINED = any_of(_PATTERNS), re.compile("|".join(_PATTERNS))
_PLACES = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(st.one_of(st.sampled_from(_PATTERNS).flatmap(st.from_regex), st.text(max_size=9)), max_size=4))
def test_patterns_tried_one_by_one_find_what_they_find_joined(parts: list[str]) -> None:
    text = " ".join(parts)
    assert [match.span() for match in _ANY.finditer(text)] == [match.span() for match in _JOINED.finditer(text)]


def test_of_two_that_begin_together_the_first_pattern_wins_and_the_next_begins_behind_it() -> None:
    found = any_of([r"\bsous huit\b", r"\bsous\b", r"huit jours"]).finditer("sous huit jours, sous dix")
    assert [match[0] for match in found] == ["sous huit", "sous"]


def test_a_text_without_the_words_has_none_worth_trying() -> None:
    assert any_of([r"\bmises? en demeure\b", r"\brib\b"]).worth_trying("ou en est notre facture en demeure ?") == []


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        (r"a|b(?:c|d)|[|]e\|f", ("a", "b(?:c|d)", r"[|]e\|f")),
        (r"(?:a|b)", ("(?:a|b)",)),
        (r"(?P<name>a)|b", (r"(?P<name>a)|b",)),
    ],
)
def test_a_pattern_is_taken_apart_at_its_outer_bars(pattern: str, parts: tuple[str, ...]) -> None:
    assert alternatives(pattern) == parts


@given(st.lists(_PLACES, max_size=8), _PLACES)
def test_spans_cover_what_one_of_them_holds(spans: list[tuple[int, int]], place: tuple[int, int]) -> None:
    start, end = place
    assert Spans.of(spans).cover(start, end) == any(first <= start and end <= last for first, last in spans)


@given(st.text(st.one_of(st.characters(), st.sampled_from("éÉ°·ÆǢæØøœ’−⁻ẞ…")), max_size=80))
def test_a_text_is_flat_as_each_of_its_characters_is(text: str) -> None:
    assert flat(text) == "".join(map(flat, text))
