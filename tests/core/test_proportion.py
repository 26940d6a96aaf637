"""Bounds of a share: against published values, and against what they promise."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.proportion import harmonic, share, upper_bound

# Exact binomial intervals as tables and statistical software print them (two-sided, 95 %).
PUBLISHED = [
    (0, 10, 0.0, 0.3085),
    (1, 10, 0.0025, 0.4450),
    (5, 10, 0.1871, 0.8129),
    (8, 10, 0.4439, 0.9748),
    (10, 10, 0.6915, 1.0),
    (95, 100, 0.8872, 0.9836),
    (1, 1000, 0.0000253, 0.00556),
]


@pytest.mark.parametrize(("hits", "of", "low", "high"), PUBLISHED)
def test_bounds_are_those_that_are_published(hits: int, of: int, low: float, high: float) -> None:
    found = share(hits, of)
    assert found is not None
    assert found.value == hits / of
    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)


@pytest.mark.parametrize("of", [1, 60, 300, 3_000])
def test_without_any_hit_the_upper_bound_is_the_rule_of_three_made_exact(of: int) -> None:
    assert upper_bound(0, of) == pytest.approx(1 - 0.05 ** (1 / of), rel=1e-6)


def test_of_nothing_there_is_no_share() -> None:
    assert share(0, 0) is None
    assert harmonic(None) is None


def test_f1_is_the_harmonic_mean_of_precision_and_recall() -> None:
    hits, false, missed = 90, 6, 14
    precision, recall = hits / (hits + false), hits / (hits + missed)
    found = harmonic(share(hits, hits + false + missed))
    assert found is not None
    assert found.value == pytest.approx(2 * precision * recall / (precision + recall))
    assert found.low < found.value < found.high


@given(st.integers(1, 60), st.data())
def test_at_the_upper_bound_so_few_hits_come_in_one_sample_of_twenty(of: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, of - 1))
    chance = upper_bound(hits, of)
    so_few = sum(math.comb(of, k) * chance**k * (1 - chance) ** (of - k) for k in range(hits + 1))
    assert so_few == pytest.approx(0.05, abs=1e-6)
