"""States of a message and of an outbox item, and the back-off between tries."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class MessageState(StrEnum):
    """`received → decided → filed`, or quarantined; a decision that may not leave is `held` on its row."""

    RECEIVED = "received"
    DECIDED = "decided"
    FILED = "filed"
    QUARANTINED = "quarantined"


class OutboxState(StrEnum):
    """`queued → sending → sent`; DEAD after a permanent refusal; WITHDRAWN before it ever left; BOUNCED: it came back."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    WITHDRAWN = "withdrawn"
    BOUNCED = "bounced"


class Route(StrEnum):
    """How a queued mail leaves: by SMTP, or as a draft in the shared mailbox."""

    SMTP = "smtp"
    DRAFT = "draft"


MAX_TRIES = 5
"""Failed tries of triage before a message is quarantined."""

_MINUTES = (1, 5, 15, 60)


def retry_delay(tries: int) -> timedelta:
    """How long to wait after the `tries`-th refusal (1-based): 1, 5, 15, 60 min, then hourly."""
    return timedelta(minutes=_MINUTES[min(tries, len(_MINUTES)) - 1])


OUTBOX_GIVES_UP = timedelta(days=1)
"""A mail refused temporarily for longer than this is dead: staff are told. What waits for a stop or a cap to end is
not refused: the clock starts at the first try."""
