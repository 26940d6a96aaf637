"""One mail as it is being decided, and how decisions about it are built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import loops
from bot.core.decision import Decision, Facts, Outcome, Reason, ReplyPlan, reason
from bot.core.disclosure import Claim
from bot.core.invoice import Certainty
from bot.core.language import FRENCH
from bot.core.mail import IncomingMail, ReplyKind, SenderAuth
from bot.core.rulebook import IntentClass, IntentHit, Rulebook
from bot.core.ticket import TicketEventKind
from bot.core.wrong_door import door_reasons, wrong_doors

PRIORITIES = ("normal", "high", "urgent")


@dataclass(frozen=True, slots=True)
class Case:
    """One mail with all that deciding needs; `intent_class` is the strictest of its intents."""

    mail: IncomingMail
    facts: Facts
    rules: Rulebook
    now: datetime
    level: int
    intent_class: IntentClass | None

    @property
    def priority(self) -> str:
        """The highest priority that any intent asks for."""
        return max((hit.priority for hit in self.facts.intents), key=PRIORITIES.index, default="normal")

    @property
    def for_person(self) -> bool:
        """Whether an intent of the mail is for a person alone."""
        return self.intent_class is not None and self.intent_class.for_person


def claim_of(mail: IncomingMail, facts: Facts) -> Claim:
    """What the mail brings to prove who asks."""
    own = facts.organisation.sirets
    return Claim(mail.sender_auth, facts.claimed, facts.mentions, own, facts.contact_sirets)


def strictest(intents: tuple[IntentHit, ...]) -> IntentClass | None:
    """The strictest class of a mail's intents: it wins for the whole mail."""
    return max((hit.intent_class for hit in intents), key=lambda c: c.strictness, default=None)


OLD_DEBT = "i40"


def taken_strictly(case: Case) -> Case:
    """The case with what its doubts speak of among its intents: who hands it over says what it may be."""
    return also_wanting(case, {doubt.intent: doubt.words for doubt in reversed(case.facts.doubts)})


def also_wanting(case: Case, wanted: Mapping[str, str]) -> Case:
    """The case with these intents besides its own; `wanted` gives the words that speak of each, by intent."""
    found = {hit.id for hit in case.facts.intents}
    hits = tuple(
        IntentHit(rule.id, rule.intent_class, wanted[rule.id], rule.priority, rule.team)
        for rule in case.rules.intents
        if rule.language == FRENCH and rule.id in wanted and rule.id not in found
    )
    intents = (*case.facts.intents, *hits)
    return replace(case, facts=replace(case.facts, intents=intents), intent_class=strictest(intents))


def conclude(case: Case, outcome: Outcome, rule: str, reasons: tuple[Reason, ...], event: str) -> Decision:
    """The decision with everything that the case itself tells; no reply yet."""
    return Decision(
        outcome=outcome,
        intents=case.facts.intents,
        intent_class=case.intent_class,
        level=case.level,
        rule=rule,
        rules_version=case.rules.version,
        reasons=reasons,
        matches=case.facts.matches,
        reply=None,
        ticket_event=event,
        priority=case.priority,
        ticket=case.facts.ticket,
    )


def ignore(case: Case, rule: str, *reasons: Reason) -> Decision:
    """Nothing is answered and no ticket changes."""
    return conclude(case, Outcome.IGNORE, rule, reasons, "")


def escalate(
    case: Case,
    rule: str,
    *reasons: Reason,
    silent: bool = False,
    team: str = "general",
    template: str = "acknowledgement",
) -> Decision:
    """To a person, with an acknowledgement to the supplier unless there is a reason for silence.

    Whatever the cause, staff read that the mail speaks of another body.
    """
    quiet = () if silent else _why_no_acknowledgement(case)
    why = (*reasons, *door_reasons(wrong_doors(case.mail, case.facts)), *quiet)
    decision = conclude(case, Outcome.ESCALATE, rule, why, TicketEventKind.ESCALATED.value)
    plan = None if silent or quiet else ReplyPlan(ReplyKind.ACKNOWLEDGEMENT, template)
    if case.facts.ticket is not None and case.facts.ticket.acknowledged_today:
        plan = None
    return replace(decision, reply=plan, team=team)


def _why_no_acknowledgement(case: Case) -> tuple[Reason, ...]:
    """Reasons for silence towards the sender of an escalated mail; empty when one may be sent."""
    failed = case.mail.sender_auth is SenderAuth.FAILED
    if case.intent_class is IntentClass.S and failed:
        return (reason("sender_failed_authentication"),)
    if case.facts.late is not None:
        return (reason(f"late_{case.facts.late.value}"),)
    return why_silent(case) or loops.why_no_acknowledgement(case.mail, case.facts, case.rules.limits)


def why_silent(case: Case) -> tuple[Reason, ...]:
    """Reasons for no automatic mail at all to this sender now (loops); empty when there is none."""
    matches = case.facts.matches
    certain = case.level > 0 and bool(matches) and all(match.certainty is Certainty.CERTAIN for match in matches)
    return loops.why_silent(case.mail, case.facts, case.rules.limits, is_certain=certain)
