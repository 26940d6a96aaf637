"""The ticket's state machine, as one table."""

from __future__ import annotations

from enum import StrEnum

from bot.errors import ForbiddenChange


class TicketState(StrEnum):
    """Where one supplier matter stands. PENDING waits for the supplier, ON_HOLD for a third party."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"


class TicketEventKind(StrEnum):
    """What can happen to a ticket."""

    BOT_ANSWERED = "bot_answered"
    BOT_ASKED = "bot_asked"
    ESCALATED = "escalated"
    ASSIGNED = "assigned"
    STAFF_REPLIED = "staff_replied"
    WAITING_THIRD_PARTY = "waiting_third_party"
    SUPPLIER_WROTE = "supplier_wrote"
    SUPPLIER_THANKED = "supplier_thanked"
    RESOLVED_BY_STAFF = "resolved_by_staff"
    SILENCE = "silence"
    WINDOW_OVER = "window_over"


FOLLOWER = "follower"
"""Not a state: a closed ticket stays closed and a new one that names it takes the mail."""

_COLUMNS = (
    (TicketEventKind.BOT_ANSWERED,),
    (TicketEventKind.BOT_ASKED,),
    (TicketEventKind.ESCALATED, TicketEventKind.ASSIGNED),
    (TicketEventKind.STAFF_REPLIED,),
    (TicketEventKind.WAITING_THIRD_PARTY,),
    (TicketEventKind.SUPPLIER_WROTE,),
    (TicketEventKind.SUPPLIER_THANKED,),
    (TicketEventKind.RESOLVED_BY_STAFF,),
    (TicketEventKind.SILENCE,),
    (TicketEventKind.WINDOW_OVER,),
)

_TABLE = {
    TicketState.NEW: "resolved pending open pending on_hold new new resolved - -",
    TicketState.OPEN: "resolved pending open pending on_hold open open resolved - -",
    TicketState.PENDING: "resolved pending open pending on_hold open resolved resolved resolved -",
    TicketState.ON_HOLD: "- - open pending on_hold open on_hold resolved - -",
    TicketState.RESOLVED: "- - open resolved - open resolved resolved - closed",
    TicketState.CLOSED: "- - - follower - follower closed closed - -",
}

CHANGES: dict[tuple[TicketState, TicketEventKind], str] = {
    (state, event): cell
    for state, row in _TABLE.items()
    for cell, events in zip(row.split(), _COLUMNS, strict=True)
    for event in events
    if cell != "-"
}


def next_state(state: TicketState, event: TicketEventKind) -> str:
    """The state after `event`, or FOLLOWER; raises ForbiddenChange where the table has a dash."""
    try:
        return CHANGES[state, event]
    except KeyError:
        raise ForbiddenChange("ticket", state.value, event.value) from None
