"""How far a measured share may be from the true one: exact (Clopper-Pearson) bounds of a proportion."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log, log1p

_STEPS = 50


@dataclass(frozen=True, slots=True)
class Share:
    """A share of `of` cases with its two-sided 95 % bounds, all in 0..1."""

    value: float
    low: float
    high: float
    of: int


def share(hits: int, of: int) -> Share | None:
    """`hits` out of `of` with Clopper-Pearson bounds (Biometrika 26, 1934); None when there was no case.

    Exact means never too narrow: the bounds hold the true share in at least 95 of 100 such samples, also for few cases.
    """
    if not of:
        return None
    return Share(hits / of, 1.0 - upper_bound(of - hits, of, 0.975), upper_bound(hits, of, 0.975), of)


def upper_bound(hits: int, of: int, confidence: float = 0.95) -> float:
    """The one-sided upper bound: the largest share under which so few hits still come in `1 - confidence` of samples."""
    if hits >= of:
        return 1.0
    low, high = hits / of, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _at_most(hits, of, middle) > 1.0 - confidence:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def harmonic(found: Share | None) -> Share | None:
    """F1 from the share of hits among all that was found or should have been (Jaccard's index), with its bounds.

    F1 = 2J / (1 + J) grows with J: bounds of the one are bounds of the other.
    """
    if found is None:
        return None
    value, low, high = (2 * part / (1 + part) for part in (found.value, found.low, found.high))
    return Share(value, low, high, found.of)


def _at_most(hits: int, of: int, chance: float) -> float:
    """The probability of at most `hits` successes in `of` trials; `chance` is above `hits / of` and below 1."""
    whole = lgamma(of + 1) + of * log1p(-chance)
    odds = log(chance) - log1p(-chance)
    return sum(exp(whole - lgamma(k + 1) - lgamma(of - k + 1) + k * odds) for k in range(hits + 1))
