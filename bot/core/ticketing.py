"""Which ticket a decision opens or changes, as values: the events in order and the state they lead to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.decision import Decision, Facts, Outcome
from bot.core.ticket import FOLLOWER, TicketEventKind, TicketState, next_state


@dataclass(frozen=True, slots=True)
class TicketPlan:
    """`key` is the ticket to change, None to open one; `follows` the closed one that it follows."""

    key: int | None
    follows: int | None
    state: str
    events: tuple[TicketEventKind, ...]


def plan_ticket(decision: Decision, facts: Facts, *, leaves: bool) -> TicketPlan | None:
    """What happens to which ticket; None where a decision touches none (ignored mail, a colleague's remark).

    `leaves` says that the reply goes to the supplier now: an answer that is held, or waits as a draft, has not
    been given, and the ticket only notes that the supplier wrote.
    A supplier who writes again reopens first, and only then is answered: on hold or resolved tickets
    refuse `bot_answered` otherwise. Raises ForbiddenChange only if the state table is broken.
    """
    if decision.outcome is Outcome.IGNORE or not decision.ticket_event:
        return None
    event = TicketEventKind(decision.ticket_event)
    if not leaves and event in (TicketEventKind.BOT_ANSWERED, TicketEventKind.BOT_ASKED):
        event = TicketEventKind.SUPPLIER_WROTE
    thanks = event in (TicketEventKind.SUPPLIER_THANKED, TicketEventKind.SUPPLIER_WROTE)
    events = (event,) if thanks else (TicketEventKind.SUPPLIER_WROTE, event)
    ticket = facts.ticket
    if ticket is None:
        return TicketPlan(None, None, _after(TicketState.NEW, events), events)
    if next_state(TicketState(ticket.state), events[0]) == FOLLOWER:
        return TicketPlan(None, ticket.key, _after(TicketState.NEW, events), events)
    return TicketPlan(ticket.key, None, _after(TicketState(ticket.state), events), events)


def _after(state: TicketState, events: tuple[TicketEventKind, ...]) -> str:
    for event in events:
        state = TicketState(next_state(state, event))
    return state.value
