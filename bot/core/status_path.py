"""How statuses of the portal may follow one another: what is odd is kept, flagged and left to a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

BACKWARD, AFTER_END, EARLIER_DATE = "backward", "after_end", "earlier_date"
"""A step back; a step after the last one; a step whose date lies before that of the one before it."""

SAME_NUMBER = "same_number"
"""The portal has two demands of one supplier with one number: which one is meant is for a person to say."""

UNREADABLE = "unreadable"
"""The portal's last word on it could not be read: what we hold may be out of date."""

_ENDS = frozenset({"MISE_EN_PAIEMENT", "REJETEE"})
"""Normal end, and rejection: a new invoice with a new number then takes its place."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An invoice's status as the portal told it, with its date there (None: not said)."""

    status: str
    at: datetime | None


def oddity(before: Passage, after: Passage, ranks: Mapping[str, int]) -> str:
    """Why `after` cannot simply follow `before`, empty when it can.

    `ranks` orders the statuses by progress (`rules/statuses.toml`): 0 for returns, after which anything may follow;
    a status that it does not know is never judged. The portal publishes no table of transitions.
    """
    if before.at is not None and after.at is not None and after.at < before.at:
        return EARLIER_DATE
    if before.status == after.status:
        return ""
    if before.status in _ENDS:
        return AFTER_END
    return BACKWARD if 0 < ranks.get(after.status, 0) < ranks.get(before.status, 0) else ""
