"""How what was decided leaves, and where the mail goes: from the decision and whether sending is on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.core.decision import Decision, Outcome
from bot.core.mail import IncomingMail, ReplyKind
from bot.core.message import Route
from bot.core.organisation import Organisation, Sending


class Target(StrEnum):
    """Which of the mailbox's folders a message belongs in."""

    ANSWERED = "answered"
    TO_HANDLE = "to_handle"
    IGNORED = "ignored"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """`route` of the reply, None when it may not leave; `held` when it is to be decided again at start."""

    route: Route | None
    held: bool
    target: Target


def dispatch(mail: IncomingMail, decision: Decision, organisation: Organisation, stopped: frozenset[str]) -> Dispatch:
    """Where reply and mail go. `stopped` are the organisations under `guichet stop` (`*` for all)."""
    sending = organisation.effective_sending
    if "*" in stopped or organisation.id in stopped:
        sending = Sending.OFF
    held = decision.reply is not None and sending is Sending.OFF
    route = None
    if decision.reply is not None and not held:
        route = Route.SMTP if sending is Sending.ON else Route.DRAFT
    return Dispatch(route, held, _target(mail, decision, route))


def _target(mail: IncomingMail, decision: Decision, route: Route | None) -> Target:
    if decision.outcome is Outcome.IGNORE:
        return Target.TO_HANDLE if _is_a_note(mail) else Target.IGNORED
    if decision.outcome in (Outcome.ANSWER, Outcome.ASK):
        return Target.ANSWERED if route is Route.SMTP else Target.TO_HANDLE
    held = decision.ticket is not None and decision.ticket.held_by_staff
    if decision.outcome is Outcome.ATTACH and not held:
        return Target.ANSWERED
    return Target.TO_HANDLE


def _is_a_note(mail: IncomingMail) -> bool:
    """A note to staff, ours (a team whose inbox is the very mailbox we read) or another body's: staff must see it."""
    return mail.guichet == ReplyKind.NOTE.value
