"""The last step of deciding: the rule book, and the guards that an answer must pass."""

from __future__ import annotations

from dataclasses import replace

from bot.core import copy_gaps, guards
from bot.core.conditions import Situation, first_rule
from bot.core.deciding import PRIORITIES, Case, claim_of, conclude, escalate, ignore
from bot.core.decision import Decision, Outcome, Reason, ReplyPlan, reason
from bot.core.invoice import Certainty
from bot.core.mail import ReplyKind
from bot.core.rulebook import IntentClass, TriageRule
from bot.core.sections import lacking, sections_for
from bot.core.ticket import TicketEventKind


def by_rule(case: Case) -> Decision | None:
    rule, _missed = first_rule(_in_force(case), _situation(case))
    if rule.outcome == Outcome.ANSWER.value and case.intent_class is IntentClass.A:
        return _inform(case, rule)
    if rule.outcome == Outcome.ANSWER.value:
        return _answer(case, rule)
    if rule.outcome == Outcome.ASK.value:
        return _ask(case, rule, guards.MISSING_TEMPLATE, (reason("rule", id=rule.id),))
    if rule.outcome == Outcome.IGNORE.value:
        return ignore(case, rule.id, reason("rule", id=rule.id))
    return _ruled_escalation(case, rule, reason("rule", id=rule.id))


def _in_force(case: Case) -> tuple[TriageRule, ...]:
    today = case.facts.organisation.local(case.now).date()
    return tuple(rule for rule in case.rules.triage if rule.in_force(today))


def _situation(case: Case) -> Situation:
    """What rules may look at. To whoever is not entitled the store does not exist: a rule that saw more would
    tell, by what it does, whether an invoice exists."""
    matches = case.facts.matches
    seen = matches if case.level else ()
    return Situation(
        organisation=case.facts.organisation.id,
        intent_class=case.intent_class,
        intents=frozenset(hit.id for hit in case.facts.intents),
        level=case.level,
        all_certain=bool(seen) and all(m.certainty is Certainty.CERTAIN for m in seen),
        numbers=len(matches),
        statuses=frozenset(m.invoice.status for m in seen if m.invoice is not None),
    )


def _ruled_escalation(case: Case, rule: TriageRule, *reasons: Reason) -> Decision:
    decision = escalate(case, rule.id, *reasons, team=rule.team)
    return replace(decision, priority=max(decision.priority, rule.priority, key=PRIORITIES.index))


def _inform(case: Case, rule: TriageRule) -> Decision:
    sections = sections_for(case.facts.intents)
    why_not = lacking(case.facts.organisation, sections) if sections else (reason("not_understood"),)
    if why_not:
        return _ruled_escalation(case, rule, *why_not)
    if guards.already_informed(case.facts):
        return _ruled_escalation(case, rule, reason("already_asked"))
    reasons = tuple(reason("intent", name=section) for section in sections)
    decision = conclude(case, Outcome.ANSWER, rule.id, reasons, TicketEventKind.BOT_ANSWERED.value)
    return replace(decision, reply=ReplyPlan(ReplyKind.ANSWER, "information"))


def _answer(case: Case, rule: TriageRule) -> Decision:
    """The guards, in order; the first that fails turns the answer into a question or an escalation."""
    facts = case.facts
    stale = guards.freshness(facts)
    if stale is not None:
        return _ruled_escalation(case, rule, stale)
    unknown = lacking(facts.organisation, sections_for(facts.intents))
    if unknown:  # the mail also asks for what our directory does not hold: half an answer is none
        return _ruled_escalation(case, rule, *unknown)
    missing = guards.missing(claim_of(case.mail, facts), facts)
    if len(facts.matches) > 1 and (missing or case.level == 0):
        blame = guards.blame(case.mail, facts)
        return _ruled_escalation(case, rule, reason("several_invoices_not_all_clear"), *blame)
    if missing:
        return _ask(case, rule, guards.MISSING_TEMPLATE, (reason("missing", items=", ".join(missing)),), missing)
    if case.level == 0:
        if not_covered := copy_gaps.not_covered(case.mail, facts):
            return _ruled_escalation(case, rule, *not_covered, *guards.blame(case.mail, facts))
        return _ask(case, rule, guards.NEUTRAL_TEMPLATE, guards.blame(case.mail, facts))
    unfit = guards.unfit_to_answer(facts, case.rules.limits, case.now)
    if unfit:
        return _ruled_escalation(case, rule, *unfit)
    reasons = tuple(reason("matched", number=m.invoice.number) for m in facts.matches if m.invoice is not None)
    decision = conclude(case, Outcome.ANSWER, rule.id, reasons, TicketEventKind.BOT_ANSWERED.value)
    return replace(decision, reply=ReplyPlan(ReplyKind.ANSWER, rule.template or "answer", (), facts.matches))


def _ask(
    case: Case, rule: TriageRule, template: str, reasons: tuple[Reason, ...], missing: tuple[str, ...] = ()
) -> Decision:
    """A question, once: the same question again in the same conversation goes to a person."""
    if guards.already_asked(case.facts, template):
        return _ruled_escalation(case, rule, reason("already_asked"), *reasons)
    decision = conclude(case, Outcome.ASK, rule.id, reasons, TicketEventKind.BOT_ASKED.value)
    return replace(decision, reply=ReplyPlan(ReplyKind.ASK, template, missing))
