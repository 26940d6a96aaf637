"""What understanding costs over the mails of the corpus on which rules may be tuned: shorter than those of the bench, and harder."""

from __future__ import annotations

from pathlib import Path

from bot.config import Settings
from bot.evaluating import evaluate
from tests.bench.steps import Steps

CORPUS = Path(__file__).parents[1] / "corpus"
TUNED_ON = "dev"
"""How the folders are named that nobody holds back."""


def over_corpus() -> tuple[float, ...]:
    """Seconds of processor time from bytes to decision, one of each mail none of whose files was read.

    The first mail of each body finds its rules cold: a mean of these would be theirs.
    """
    steps = Steps()
    with steps.timed():
        for folder in sorted(CORPUS.glob(f"{TUNED_ON}*")):
            evaluate(folder, Settings(), None)
    return tuple(steps.understanding)
