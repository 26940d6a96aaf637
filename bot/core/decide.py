"""The heart: what to do with one mail. Values in, a Decision out; the steps below are tried in order.

The order is the specification, and `_STEPS` at the end is the order: machine, unusable sender, colleague, spam, a
person asked for, security and human classes, « no » to our own question, thanks, late mail, loops, what was not all
read or not understood, what a person holds, old debts, doubts, the wrong door; then the rule book, whose last rule always escalates, with the guards
of an answer (freshness, disclosure, certainty, never twice). A guard narrows what a rule says, a rule never widens it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.core import guards, loops
from bot.core.by_rule import by_rule
from bot.core.confirmation import Said
from bot.core.coverage import BANK
from bot.core.deciding import (
    OLD_DEBT,
    PRIORITIES,
    Case,
    also_wanting,
    claim_of,
    conclude,
    escalate,
    ignore,
    strictest,
    taken_strictly,
    why_silent,
)
from bot.core.decision import Decision, Facts, Outcome, Reason, reason
from bot.core.disclosure import disclosure_level
from bot.core.intents import asks_for_a_person, is_thanks_only
from bot.core.language import FRENCH
from bot.core.legible import is_alarming, is_attachment_only, misreadable, other_invoices, unread, unread_files
from bot.core.mail import AutoKind, IncomingMail
from bot.core.mention import MentionKind
from bot.core.rulebook import IntentClass, Rulebook
from bot.core.ticket import TicketEventKind
from bot.core.wrong_door import TEMPLATE as WRONG_DOOR
from bot.core.wrong_door import wrong_doors


def decide(mail: IncomingMail, facts: Facts, rules: Rulebook, now: datetime) -> Decision:
    """Decides about one mail received by `facts.organisation`, at `now` (UTC). Never raises on content."""
    claim = claim_of(mail, facts)
    case = Case(mail, facts, rules, now, disclosure_level(claim, facts.matches), strictest(facts.intents))
    for step in _STEPS:
        decision = step(case)
        if decision is not None:
            return decision
    return escalate(case, "not-understood", reason("not_understood"))


# --- the steps, in order -------------------------------------------------------------------------


def _machine(case: Case) -> Decision | None:
    kind = case.mail.auto_kind
    if case.mail.guichet:
        return ignore(case, "machine-mail", reason("machine", kind=AutoKind.OWN.value))
    if kind is None:
        return None
    if kind is AutoKind.BOUNCE:
        return ignore(
            case, "machine-mail", reason("machine", kind=kind.value), *loops.why_returned(case.mail, case.facts)
        )
    if kind is AutoKind.GENERATED and (case.for_person or case.facts.matches):
        return escalate(case, "machine-with-claim", reason("machine_with_claim"), silent=True, team=_team(case))
    return ignore(case, "machine-mail", reason("machine", kind=kind.value))


def _spam(case: Case) -> Decision | None:
    """Never answered. To a person only when something in it may be a supplier's: spam must not bury their notes."""
    if not case.mail.is_spam:
        return None
    facts = case.facts
    told = {MentionKind.INVOICE_NUMBER, MentionKind.SIRET, MentionKind.ENGAGEMENT}
    known = facts.contact_sirets or facts.ticket or facts.matches or any(m.kind in told for m in facts.mentions)
    if not known and not case.for_person:
        return ignore(case, "spam", reason("spam_ignored"))
    return escalate(case, "spam", reason("spam"), silent=True, team=_team(case))


def _sender_unusable(case: Case) -> Decision | None:
    if case.mail.sender is not None:
        return None
    return escalate(case, "sender-unusable", reason("sender_unusable"), silent=True, team=_team(case))


def _team(case: Case) -> str:
    """Who gets what is not looked into any further."""
    return "security" if case.intent_class is IntentClass.S else "general"


def _colleague(case: Case) -> Decision | None:
    sender = case.mail.sender
    organisation = case.facts.organisation
    if sender is None or not (
        guards.in_domains(sender.domain, organisation.domains) or sender.address in organisation.addresses
    ):
        return None
    if case.facts.ticket is not None:
        return conclude(case, Outcome.ATTACH, "colleague", (reason("colleague"),), "")
    return escalate(case, "colleague", reason("colleague"), silent=True)


def _asked_for_a_person(case: Case) -> Decision | None:
    if not asks_for_a_person(case.mail) or case.intent_class is IntentClass.S:
        return None
    return escalate(case, "asked-for-a-person", reason("asked_for_a_person"))


def _security(case: Case) -> Decision | None:
    warning = guards.warning_signs(case.mail)
    imitated = _imitates(case)
    if case.intent_class is IntentClass.S:
        why = (*_intent_reasons(case), reason("class_security"), *imitated, *warning)
        return escalate(case, "security-class", *why, team="security")
    if imitated:
        strict = replace(case, intent_class=IntentClass.S)
        decision = escalate(strict, "imitated-sender", *imitated, *warning, team="security")
        return replace(decision, priority=max(decision.priority, "high", key=PRIORITIES.index))
    if warning:
        return escalate(case, warning[0].code.replace("_", "-"), *warning)
    return None


def _imitates(case: Case) -> tuple[Reason, ...]:
    """Whoever asks for public information only may write from anywhere, but not under a name one takes for a known one."""
    found = guards.imitates(case.mail, case.facts.known_addresses)
    harmless = found is None or (case.intent_class is IntentClass.A and found.code != "sender_look_alike")
    return () if harmless or found is None else (found,)


def _human(case: Case) -> Decision | None:
    if case.intent_class is not IntentClass.H:
        return None
    return escalate(case, "human-class", *_intent_reasons(case), reason("class_human"))


def _intent_reasons(case: Case) -> tuple[Reason, ...]:
    names = {rule.id: rule.name for rule in case.rules.intents}
    strict = [hit for hit in case.facts.intents if hit.intent_class is case.intent_class]
    return tuple(reason("intent", name=names.get(hit.id, hit.id)) for hit in strict)


def _answered_otherwise(case: Case) -> Decision | None:
    """« Non », or nothing clear, to « did you mean … ? »: a second guess would be worse than a person."""
    answered = case.facts.answered
    if answered is None or answered.said is Said.CHOSEN:
        return None
    code = "not_meant" if answered.said is Said.NONE else "meant_unclear"
    return _held(case) or escalate(case, code.replace("_", "-"), reason(code, numbers=", ".join(answered.named)))


def _thanks(case: Case) -> Decision | None:
    if case.facts.answered is not None or not is_thanks_only(case.mail):
        return None
    if case.facts.ticket is None:
        return ignore(case, "thanks", reason("thanks_only"))
    event = TicketEventKind.SUPPLIER_THANKED.value
    return conclude(case, Outcome.ATTACH, "thanks", (reason("thanks_only"),), event)


def _late(case: Case) -> Decision | None:
    if case.facts.late is None:
        return None
    return escalate(case, "late-mail", reason(f"late_{case.facts.late.value}"), silent=True)


def _not_understood(case: Case) -> Decision | None:
    if case.facts.intents or wrong_doors(case.mail, case.facts) or _speaks_of_bank_abroad(case):
        return None
    return escalate(taken_strictly(case), "not-understood", reason("not_understood"))


def _speaks_of_bank_abroad(case: Case) -> bool:
    """Few of the wordings of fraud are known in other languages: the word is enough to have its own team look."""
    return case.mail.language != FRENCH and any(doubt.kind == BANK for doubt in case.facts.doubts)


def _unread(case: Case) -> Decision | None:
    """A person would see more than the machine did: no answer, however clear the rest is."""
    why = unread(case.mail)
    if why:
        return escalate(case, "not-all-read", *why)
    files = unread_files(case.mail, case.facts.mentions, case.facts.statement)
    if files and (case.intent_class is not IntentClass.A or is_alarming(case.mail)):
        return escalate(case, "file-not-read", *files)
    if is_attachment_only(case.mail) and case.intent_class is not IntentClass.A:
        return escalate(case, "not-understood", reason("attachment_only"))
    return None


def _misread(case: Case) -> Decision | None:
    """A number that stands in a picture only is believed when the price beside it is that of the invoice."""
    facts = case.facts
    if case.intent_class is IntentClass.A:
        return None
    doubtful = [
        reason("number_recognised", number=facts.mentions[match.mention].value)
        for match in facts.matches
        if "amount" not in match.evidence and misreadable(case.mail, facts.mentions, match.mention)
    ]
    return escalate(case, "number-recognised", *doubtful) if doubtful else None


def _another_copy(case: Case) -> Decision | None:
    """The mail names one invoice and joins another, and no price says which of them is meant."""
    if case.intent_class is IntentClass.A:
        return None
    mentions = case.facts.mentions
    for match in case.facts.matches:
        joined = other_invoices(case.mail, mentions, match.mention) if "amount" not in match.evidence else ()
        if joined:
            why = reason("another_invoice_joined", number=mentions[match.mention].value, joined=", ".join(joined[:3]))
            return escalate(case, "another-invoice-joined", why)
    return None


def _silenced(case: Case) -> Decision | None:
    """Who got automatic mail again and again is a machine that does not say so, or is in need of a person."""
    why = why_silent(case)
    return escalate(case, "silenced", *why, silent=True) if why else None


def _old_debt(case: Case) -> Decision | None:
    why = guards.old_date(case.facts, case.rules.limits, case.now)
    if why is None or case.intent_class is IntentClass.A:
        return None
    return escalate(also_wanting(case, {OLD_DEBT: dict(why.params).get("date", "")}), "old-debt", why)


def _doubtful(case: Case) -> Decision | None:
    """A sentence beside the question that an answer would pass over: it may be the one that matters."""
    doubts = case.facts.doubts
    why = tuple(reason(f"doubt_{doubt.kind}", words=doubt.words.strip(" .")) for doubt in doubts)
    if any(doubt.kind == BANK for doubt in doubts):
        return escalate(taken_strictly(case), "doubt-bank", *why, team="security")
    return escalate(taken_strictly(case), "doubt", *why) if doubts else None


def _wrong_door(case: Case) -> Decision | None:
    """The mail speaks of another body: the sender learns whose SIRET it is, once, and a person passes the mail on."""
    if not wrong_doors(case.mail, case.facts):
        return None
    said_before = guards.already_asked(case.facts, WRONG_DOOR)
    return escalate(case, "wrong-door", template="acknowledgement" if said_before else WRONG_DOOR)


def _asks_for_more(case: Case) -> Decision | None:
    if not case.facts.asks_for_more or case.intent_class is IntentClass.A or not case.facts.matches:
        return None
    return escalate(case, "asks-for-more", reason("asks_for_more"))


def _held(case: Case) -> Decision | None:
    """A person has this matter in hand: the mail joins it and the supplier hears from that person."""
    ticket = case.facts.ticket
    if ticket is None or not ticket.held_by_staff or case.intent_class is IntentClass.A:
        return None
    why = reason("ticket_held_by_staff", ticket=ticket.number)
    return conclude(case, Outcome.ATTACH, "held-by-staff", (why,), TicketEventKind.SUPPLIER_WROTE.value)


_STEPS: tuple[Callable[[Case], Decision | None], ...] = (
    _machine,
    _sender_unusable,
    _colleague,
    _spam,
    _asked_for_a_person,
    _security,
    _human,
    _answered_otherwise,
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
    _misread,
    _another_copy,
    by_rule,
)
