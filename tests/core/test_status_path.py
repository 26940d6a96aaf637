"""Statuses that cannot follow one another are told; what nobody knows is not judged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.status_path import AFTER_END, BACKWARD, EARLIER_DATE, Passage, oddity

RANKS = {
    "DEPOSEE": 1,
    "MISE_A_DISPOSITION": 2,
    "SUSPENDUE": 0,
    "COMPLETEE": 3,
    "MANDATEE": 5,
    "MISE_EN_PAIEMENT": 8,
    "REJETEE": 0,
    "A_RECYCLER": 0,
}
THEN = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("DEPOSEE", "MISE_A_DISPOSITION", ""),
        ("MISE_A_DISPOSITION", "MISE_EN_PAIEMENT", ""),
        ("MISE_A_DISPOSITION", "SUSPENDUE", ""),
        ("SUSPENDUE", "COMPLETEE", ""),
        ("SUSPENDUE", "MISE_A_DISPOSITION", ""),
        ("A_RECYCLER", "DEPOSEE", ""),
        ("MANDATEE", "REJETEE", ""),
        ("MANDATEE", "MISE_A_DISPOSITION", BACKWARD),
        ("MISE_EN_PAIEMENT", "MANDATEE", AFTER_END),
        ("MISE_EN_PAIEMENT", "SUSPENDUE", AFTER_END),
        ("REJETEE", "MISE_A_DISPOSITION", AFTER_END),
        ("MISE_EN_PAIEMENT", "MISE_EN_PAIEMENT", ""),
        ("MANDATEE", "NOUVEAU_STATUT", ""),
        ("NOUVEAU_STATUT", "DEPOSEE", ""),
    ],
)
def test_steps_are_judged_by_rank(before: str, after: str, expected: str) -> None:
    assert oddity(Passage(before, THEN), Passage(after, THEN + timedelta(days=1)), RANKS) == expected


def test_a_step_dated_before_the_one_before_it_is_odd_whatever_it_is() -> None:
    earlier = Passage("MANDATEE", THEN - timedelta(minutes=1))
    assert oddity(Passage("MISE_A_DISPOSITION", THEN), earlier, RANKS) == EARLIER_DATE
    assert oddity(Passage("MANDATEE", THEN), earlier, RANKS) == EARLIER_DATE
    assert oddity(Passage("MISE_A_DISPOSITION", None), earlier, RANKS) == ""
