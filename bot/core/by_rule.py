"""The last step of deciding: the rule book, and the guards that an answer must pass."""

from __future__ import annotations

from dataclasses import replace

from bot.core import copy_gaps, did_you_mean, guards
from bot.core.conditions import Situation, first_rule
from bot.core.deciding import PRIORITIES, Case, claim_of, conclude, escalate, ignore
from bot.core.decision import Decision, Outcome, Reason, ReplyPlan, reason
from bot.core.disclosure import SUPPLIER_CHOICE
from bot.core.mail import ReplyKind
from bot.core.rulebook import IntentClass, TriageRule
from bot.core.sections import lacking, sections_for
from bot.core.statement_judging import TEMPLATE as STATEMENT
from bot.core.statement_judging import judged_lines, statement_stopped, why_no_statement
from bot.core.ticket import TicketEventKind


def by_rule(case: Case) -> Decision | None:
    rule, _missed = first_rule(_in_force(case), _situation(case))
    if rule.outcome == Outcome.ANSWER.value and case.intent_class is IntentClass.A:
        return _inform(case, rule)
    if rule.outcome == Outcome.ANSWER.value:
        return _answer_statement(case, rule) if rule.template == STATEMENT else _answer(case, rule)
    if rule.outcome == Outcome.ASK.value:
        return _ask(case, rule, guards.MISSING_TEMPLATE, (reason("rule", id=rule.id),))
    if rule.outcome == Outcome.IGNORE.value:
        return ignore(case, rule.id, reason("rule", id=rule.id))
    return _ruled_escalation(case, rule, reason("rule", id=rule.id), *why_no_statement(case.facts))


def _in_force(case: Case) -> tuple[TriageRule, ...]:
    today = case.facts.organisation.local(case.now).date()
    return tuple(rule for rule in case.rules.triage if rule.in_force(today))


def _situation(case: Case) -> Situation:
    """What rules may look at. To whoever is not entitled the store does not exist: a rule that saw more would
    tell, by what it does, whether an invoice exists."""
    contact = claim_of(case.mail, case.facts).is_contact
    statement = case.facts.statement
    lines = statement.found if statement and contact else ()
    asked = [line.invoice for line in lines] or [match.invoice for match in case.facts.matches if case.level]
    found = [invoice for invoice in asked if invoice is not None]
    return Situation(
        organisation=case.facts.organisation.id,
        intent_class=case.intent_class,
        intents=frozenset(hit.id for hit in case.facts.intents),
        level=2 if lines and found else case.level,
        all_certain=bool(found) and len(found) == len(asked),
        numbers=len(statement.lines) if statement else len(case.facts.matches),
        statuses=frozenset(invoice.status for invoice in found),
        statement=statement is not None,
        from_contact=contact,
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
        return _not_told(case, rule)
    unfit = guards.unfit_to_answer(facts, case.rules.limits, case.now)
    if unfit:
        return _ruled_escalation(case, rule, *unfit)
    found = "matched" if facts.answered is None else "meant"
    reasons = tuple(reason(found, number=m.invoice.number) for m in facts.matches if m.invoice is not None)
    decision = conclude(case, Outcome.ANSWER, rule.id, reasons, TicketEventKind.BOT_ANSWERED.value)
    return replace(decision, reply=ReplyPlan(ReplyKind.ANSWER, rule.template or "answer", (), facts.matches))


def _not_told(case: Case, rule: TriageRule) -> Decision:
    """A complete question whose sender may not know, or whose invoice is not found: « did you mean … ? » to a
    contact about his own supplier's, else one neutral text."""
    facts = case.facts
    blame = guards.blame(case.mail, facts)
    if not_covered := copy_gaps.not_covered(case.mail, facts):
        return _ruled_escalation(case, rule, *not_covered, *blame)
    invoices = did_you_mean.proposed(claim_of(case.mail, facts), facts.matches, facts.nearby)
    if not invoices:
        return _ask(case, rule, guards.NEUTRAL_TEMPLATE, blame)
    why = reason("did_you_mean", numbers=", ".join(invoice.number for invoice in invoices))
    decision = _ask(case, rule, did_you_mean.TEMPLATE, (*blame, why))
    if decision.outcome is not Outcome.ASK or decision.reply is None:
        return decision
    return replace(decision, level=2, reply=replace(decision.reply, proposed=invoices))


def _answer_statement(case: Case, rule: TriageRule) -> Decision:
    """One answer with a line for each invoice. What may not be told goes to a person, and the rest is told all the same."""
    facts, statement = case.facts, case.facts.statement
    if statement is None:
        return _ruled_escalation(case, rule, reason("rule", id=rule.id))
    if not facts.claimed.siret and statement.from_contact and facts.claimed.origin == "contact":
        missing = (SUPPLIER_CHOICE,)
        return _ask(case, rule, guards.MISSING_TEMPLATE, (reason("missing", items=SUPPLIER_CHOICE),), missing)
    why_not = lacking(facts.organisation, sections_for(facts.intents)) or statement_stopped(
        facts, case.rules.limits, case.now
    )
    if why_not:
        return _ruled_escalation(case, rule, *why_not)
    judged = judged_lines(facts, case.rules.limits, case.now)
    if not judged.told:
        return _ruled_escalation(case, rule, *judged.reasons)
    plan = ReplyPlan(ReplyKind.ANSWER, STATEMENT, lines=judged.lines)
    if judged.reasons:
        decision = _ruled_escalation(case, rule, *judged.reasons)
    else:
        told = reason("statement_told", count=judged.told)
        decision = conclude(case, Outcome.ANSWER, rule.id, (told,), TicketEventKind.BOT_ANSWERED.value)
    return replace(decision, reply=plan, level=2)


def _ask(
    case: Case, rule: TriageRule, template: str, reasons: tuple[Reason, ...], missing: tuple[str, ...] = ()
) -> Decision:
    """A question, once: the same question again in the same conversation goes to a person."""
    if guards.already_asked(case.facts, template):
        return _ruled_escalation(case, rule, reason("already_asked"), *reasons)
    decision = conclude(case, Outcome.ASK, rule.id, reasons, TicketEventKind.BOT_ASKED.value)
    return replace(decision, reply=ReplyPlan(ReplyKind.ASK, template, missing))
