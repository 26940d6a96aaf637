"""The heart: what to do with one mail. Values in, a Decision out; the steps below are tried in order.

The order is the specification, and `_STEPS` at the end is the order: machine, unusable sender, colleague, spam, a
person asked for, security and human classes, thanks, late mail, loops, what was not all read or not understood, what
a person holds, old debts, doubts, the wrong door; then the rule book, whose last rule always escalates, with the guards
of an answer (freshness, disclosure, certainty, never twice). A guard narrows what a rule says, a rule never widens it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import guards, loops
from bot.core.conditions import Situation, first_rule
from bot.core.coverage import BANK
from bot.core.decision import Decision, Facts, Outcome, Reason, ReplyPlan, reason
from bot.core.disclosure import Claim, disclosure_level
from bot.core.intents import asks_for_a_person, is_thanks_only
from bot.core.invoice import Certainty
from bot.core.language import FRENCH
from bot.core.legible import is_attachment_only, unread
from bot.core.mail import AutoKind, IncomingMail, ReplyKind, SenderAuth
from bot.core.mention import MentionKind
from bot.core.rulebook import IntentClass, IntentHit, Rulebook, TriageRule
from bot.core.sections import lacking, sections_for
from bot.core.ticket import TicketEventKind
from bot.core.wrong_door import TEMPLATE as WRONG_DOOR
from bot.core.wrong_door import door_reasons, wrong_doors

_PRIORITIES = ("normal", "high", "urgent")


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
        return max((hit.priority for hit in self.facts.intents), key=_PRIORITIES.index, default="normal")


def decide(mail: IncomingMail, facts: Facts, rules: Rulebook, now: datetime) -> Decision:
    """Decides about one mail received by `facts.organisation`, at `now` (UTC). Never raises on content."""
    claim = claim_of(mail, facts)
    case = Case(mail, facts, rules, now, disclosure_level(claim, facts.matches), strictest(facts.intents))
    for step in _STEPS:
        decision = step(case)
        if decision is not None:
            return decision
    return _escalate(case, "not-understood", reason("not_understood"))


def claim_of(mail: IncomingMail, facts: Facts) -> Claim:
    """What the mail brings to prove who asks."""
    return Claim(mail.sender_auth, facts.claimed, facts.mentions, facts.organisation.sirets, facts.contact_sirets)


def strictest(intents: tuple[IntentHit, ...]) -> IntentClass | None:
    """The strictest class of a mail's intents: it wins for the whole mail."""
    return max((hit.intent_class for hit in intents), key=lambda c: c.strictness, default=None)


# --- how a decision is built ---------------------------------------------------------------------


def _decision(case: Case, outcome: Outcome, rule: str, reasons: tuple[Reason, ...], event: str) -> Decision:
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


def _ignore(case: Case, rule: str, *reasons: Reason) -> Decision:
    return _decision(case, Outcome.IGNORE, rule, reasons, "")


def _escalate(
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
    decision = _decision(case, Outcome.ESCALATE, rule, why, TicketEventKind.ESCALATED.value)
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
    return _why_silent(case) or loops.why_no_acknowledgement(case.mail, case.facts, case.rules.limits)


def _why_silent(case: Case) -> tuple[Reason, ...]:
    matches = case.facts.matches
    certain = case.level > 0 and bool(matches) and all(match.certainty is Certainty.CERTAIN for match in matches)
    return loops.why_silent(case.mail, case.facts, case.rules.limits, is_certain=certain)


# --- the steps, in order -------------------------------------------------------------------------


def _machine(case: Case) -> Decision | None:
    kind = case.mail.auto_kind
    if case.mail.guichet:
        return _ignore(case, "machine-mail", reason("machine", kind=AutoKind.OWN.value))
    if kind is None:
        return None
    if kind is AutoKind.BOUNCE:
        return _ignore(
            case, "machine-mail", reason("machine", kind=kind.value), *loops.why_returned(case.mail, case.facts)
        )
    strict = case.intent_class in (IntentClass.H, IntentClass.S)
    if kind is AutoKind.GENERATED and (strict or case.facts.matches):
        team = "security" if case.intent_class is IntentClass.S else "general"
        return _escalate(case, "machine-with-claim", reason("machine_with_claim"), silent=True, team=team)
    return _ignore(case, "machine-mail", reason("machine", kind=kind.value))


def _spam(case: Case) -> Decision | None:
    """Never answered. To a person only when something in it may be a supplier's: spam must not bury their notes."""
    if not case.mail.is_spam:
        return None
    facts = case.facts
    told = {MentionKind.INVOICE_NUMBER, MentionKind.SIRET, MentionKind.ENGAGEMENT}
    known = facts.contact_sirets or facts.ticket or facts.matches or any(m.kind in told for m in facts.mentions)
    if not known and case.intent_class not in (IntentClass.H, IntentClass.S):
        return _ignore(case, "spam", reason("spam_ignored"))
    team = "security" if case.intent_class is IntentClass.S else "general"
    return _escalate(case, "spam", reason("spam"), silent=True, team=team)


def _sender_unusable(case: Case) -> Decision | None:
    if case.mail.sender is not None:
        return None
    team = "security" if case.intent_class is IntentClass.S else "general"
    return _escalate(case, "sender-unusable", reason("sender_unusable"), silent=True, team=team)


def _colleague(case: Case) -> Decision | None:
    sender = case.mail.sender
    organisation = case.facts.organisation
    if sender is None or not (
        guards.in_domains(sender.domain, organisation.domains) or sender.address in organisation.addresses
    ):
        return None
    if case.facts.ticket is not None:
        return _decision(case, Outcome.ATTACH, "colleague", (reason("colleague"),), "")
    return _escalate(case, "colleague", reason("colleague"), silent=True)


def _asked_for_a_person(case: Case) -> Decision | None:
    if not asks_for_a_person(case.mail) or case.intent_class is IntentClass.S:
        return None
    return _escalate(case, "asked-for-a-person", reason("asked_for_a_person"))


def _security(case: Case) -> Decision | None:
    warning = guards.warning_signs(case.mail)
    if case.intent_class is IntentClass.S:
        return _escalate(
            case, "security-class", *_intent_reasons(case), reason("class_security"), *warning, team="security"
        )
    if warning:
        return _escalate(case, warning[0].code.replace("_", "-"), *warning)
    return None


def _human(case: Case) -> Decision | None:
    if case.intent_class is not IntentClass.H:
        return None
    return _escalate(case, "human-class", *_intent_reasons(case), reason("class_human"))


def _intent_reasons(case: Case) -> tuple[Reason, ...]:
    names = {rule.id: rule.name for rule in case.rules.intents}
    strict = [hit for hit in case.facts.intents if hit.intent_class is case.intent_class]
    return tuple(reason("intent", name=names.get(hit.id, hit.id)) for hit in strict)


def _thanks(case: Case) -> Decision | None:
    if not is_thanks_only(case.mail):
        return None
    if case.facts.ticket is None:
        return _ignore(case, "thanks", reason("thanks_only"))
    event = TicketEventKind.SUPPLIER_THANKED.value
    return _decision(case, Outcome.ATTACH, "thanks", (reason("thanks_only"),), event)


def _late(case: Case) -> Decision | None:
    if case.facts.late is None:
        return None
    return _escalate(case, "late-mail", reason(f"late_{case.facts.late.value}"), silent=True)


def _not_understood(case: Case) -> Decision | None:
    if case.facts.intents or wrong_doors(case.mail, case.facts) or _speaks_of_bank_abroad(case):
        return None
    return _escalate(case, "not-understood", reason("not_understood"))


def _speaks_of_bank_abroad(case: Case) -> bool:
    """Few of the wordings of fraud are known in other languages: the word is enough to have its own team look."""
    return case.mail.language != FRENCH and any(doubt.kind == BANK for doubt in case.facts.doubts)


def _unread(case: Case) -> Decision | None:
    """A person would see more than the machine did: no answer, however clear the rest is."""
    why = unread(case.mail)
    if why:
        return _escalate(case, "not-all-read", *why)
    if is_attachment_only(case.mail) and case.intent_class is not IntentClass.A:
        return _escalate(case, "not-understood", reason("attachment_only"))
    return None


def _silenced(case: Case) -> Decision | None:
    """Who got automatic mail again and again is a machine that does not say so, or is in need of a person."""
    why = _why_silent(case)
    return _escalate(case, "silenced", *why, silent=True) if why else None


def _old_debt(case: Case) -> Decision | None:
    why = guards.old_date(case.facts, case.rules.limits, case.now)
    if why is None or case.intent_class is IntentClass.A:
        return None
    return _escalate(case, "old-debt", why)


def _doubtful(case: Case) -> Decision | None:
    """A sentence beside the question that an answer would pass over: it may be the one that matters."""
    doubts = case.facts.doubts
    why = tuple(reason(f"doubt_{doubt.kind}", words=doubt.words.strip(" .")) for doubt in doubts)
    if any(doubt.kind == BANK for doubt in doubts):
        decision = _escalate(case, "doubt-bank", *why, team="security")
        return replace(decision, priority=max(decision.priority, "high", key=_PRIORITIES.index))
    return _escalate(case, "doubt", *why) if doubts else None


def _wrong_door(case: Case) -> Decision | None:
    """The mail speaks of another body: the sender learns whose SIRET it is, once, and a person passes the mail on."""
    if not wrong_doors(case.mail, case.facts):
        return None
    said_before = guards.already_asked(case.facts, WRONG_DOOR)
    return _escalate(case, "wrong-door", template="acknowledgement" if said_before else WRONG_DOOR)


def _asks_for_more(case: Case) -> Decision | None:
    if not case.facts.asks_for_more or case.intent_class is IntentClass.A or not case.facts.matches:
        return None
    return _escalate(case, "asks-for-more", reason("asks_for_more"))


def _held(case: Case) -> Decision | None:
    """A person has this matter in hand: the mail joins it and the supplier hears from that person."""
    ticket = case.facts.ticket
    if ticket is None or not ticket.held_by_staff or case.intent_class is IntentClass.A:
        return None
    why = reason("ticket_held_by_staff", ticket=ticket.number)
    return _decision(case, Outcome.ATTACH, "held-by-staff", (why,), TicketEventKind.SUPPLIER_WROTE.value)


def _by_rule(case: Case) -> Decision | None:
    rule, _missed = first_rule(_in_force(case), _situation(case))
    if rule.outcome == Outcome.ANSWER.value and case.intent_class is IntentClass.A:
        return _inform(case, rule)
    if rule.outcome == Outcome.ANSWER.value:
        return _answer(case, rule)
    if rule.outcome == Outcome.ASK.value:
        return _ask(case, rule, guards.MISSING_TEMPLATE, (reason("rule", id=rule.id),))
    if rule.outcome == Outcome.IGNORE.value:
        return _ignore(case, rule.id, reason("rule", id=rule.id))
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
    decision = _escalate(case, rule.id, *reasons, team=rule.team)
    return replace(decision, priority=max(decision.priority, rule.priority, key=_PRIORITIES.index))


def _inform(case: Case, rule: TriageRule) -> Decision:
    sections = sections_for(case.facts.intents)
    why_not = lacking(case.facts.organisation, sections) if sections else (reason("not_understood"),)
    if why_not:
        return _ruled_escalation(case, rule, *why_not)
    if guards.already_informed(case.facts):
        return _ruled_escalation(case, rule, reason("already_asked"))
    reasons = tuple(reason("intent", name=section) for section in sections)
    decision = _decision(case, Outcome.ANSWER, rule.id, reasons, TicketEventKind.BOT_ANSWERED.value)
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
        return _ask(case, rule, guards.NEUTRAL_TEMPLATE, guards.blame(case.mail, facts))
    unfit = guards.unfit_to_answer(facts, case.rules.limits, case.now)
    if unfit:
        return _ruled_escalation(case, rule, *unfit)
    reasons = tuple(reason("matched", number=m.invoice.number) for m in facts.matches if m.invoice is not None)
    decision = _decision(case, Outcome.ANSWER, rule.id, reasons, TicketEventKind.BOT_ANSWERED.value)
    return replace(decision, reply=ReplyPlan(ReplyKind.ANSWER, rule.template or "answer", (), facts.matches))


def _ask(
    case: Case, rule: TriageRule, template: str, reasons: tuple[Reason, ...], missing: tuple[str, ...] = ()
) -> Decision:
    """A question, once: the same question again in the same conversation goes to a person."""
    if guards.already_asked(case.facts, template):
        return _ruled_escalation(case, rule, reason("already_asked"), *reasons)
    decision = _decision(case, Outcome.ASK, rule.id, reasons, TicketEventKind.BOT_ASKED.value)
    return replace(decision, reply=ReplyPlan(ReplyKind.ASK, template, missing))


_STEPS: tuple[Callable[[Case], Decision | None], ...] = (
    _machine,
    _sender_unusable,
    _colleague,
    _spam,
    _asked_for_a_person,
    _security,
    _human,
    _thanks,
    _late,
    _silenced,
    _unread,
    _not_understood,
    _held,
    _old_debt,
    _doubtful,
    _wrong_door,
    _asks_for_more,
    _by_rule,
)
