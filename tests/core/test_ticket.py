"""The ticket's table of states: every allowed change, every dash refused by name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ticket import CHANGES, FOLLOWER, TicketEventKind, TicketState, next_state
from bot.errors import ForbiddenChange

EVENTS = list(TicketEventKind)
DASHES = [(state, event) for state in TicketState for event in EVENTS if (state, event) not in CHANGES]


@pytest.mark.parametrize(("state", "event"), DASHES)
def test_each_dash_of_the_table_is_refused_and_names_both_words(state: TicketState, event: TicketEventKind) -> None:
    with pytest.raises(ForbiddenChange, match=f"« {event.value} » is not allowed in state « {state.value} »"):
        next_state(state, event)


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        (TicketState.NEW, TicketEventKind.BOT_ANSWERED, "resolved"),
        (TicketState.NEW, TicketEventKind.BOT_ASKED, "pending"),
        (TicketState.PENDING, TicketEventKind.SUPPLIER_WROTE, "open"),
        (TicketState.PENDING, TicketEventKind.SUPPLIER_THANKED, "resolved"),
        (TicketState.PENDING, TicketEventKind.SILENCE, "resolved"),
        (TicketState.ON_HOLD, TicketEventKind.SUPPLIER_WROTE, "open"),
        (TicketState.RESOLVED, TicketEventKind.SUPPLIER_WROTE, "open"),
        (TicketState.RESOLVED, TicketEventKind.SUPPLIER_THANKED, "resolved"),
        (TicketState.RESOLVED, TicketEventKind.WINDOW_OVER, "closed"),
        (TicketState.CLOSED, TicketEventKind.SUPPLIER_WROTE, FOLLOWER),
        (TicketState.CLOSED, TicketEventKind.SUPPLIER_THANKED, "closed"),
        (TicketState.OPEN, TicketEventKind.ASSIGNED, "open"),
    ],
)
def test_changes_that_matter(state: TicketState, event: TicketEventKind, after: str) -> None:
    assert next_state(state, event) == after


@given(st.lists(st.sampled_from(EVENTS), max_size=30))
def test_any_life_stays_in_the_table_and_only_a_window_closes_it(events: list[TicketEventKind]) -> None:
    state = TicketState.NEW
    for event in events:
        try:
            after = next_state(state, event)
        except ForbiddenChange:
            continue
        if after == FOLLOWER:
            assert state is TicketState.CLOSED
            continue
        if after == TicketState.CLOSED and state is not TicketState.CLOSED:
            assert event is TicketEventKind.WINDOW_OVER
        state = TicketState(after)
