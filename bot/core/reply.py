"""What the mails to suppliers are told: the context of each template, from a decision and its facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from bot.core.business_calendar import add_working_days
from bot.core.decision import Decision, Facts, Outcome, ReplyPlan
from bot.core.did_you_mean import TEMPLATE as DID_YOU_MEAN
from bot.core.enquiry import enquiry_of
from bot.core.invoice_words import invoice_line
from bot.core.mail import IncomingMail
from bot.core.organisation import Organisation
from bot.core.outgoing_filter import redact_subject
from bot.core.rulebook import IntentClass
from bot.core.sections import sections_for
from bot.core.statement_reply import statement_parts
from bot.core.wrong_door import TEMPLATE as WRONG_DOOR
from bot.core.wrong_door import wrong_doors

_MONEY_CLAIMS = frozenset({"i22", "i32", "i33", "i34", "i35", "i38", "i39"})
"""Intents for which the body's « silence » paragraph may be due (CRPA, acknowledgement of a demand)."""


def objective_on(organisation: Organisation, received_at: datetime) -> date | None:
    """The day by which the body aims to answer (day of receipt is day 0), None when it has no objective."""
    if organisation.objective_days is None:
        return None
    start = organisation.local(received_at).date()
    return add_working_days(start, organisation.objective_days, organisation.holiday_zone, organisation.closures)


def supplier_context(
    mail: IncomingMail, facts: Facts, decision: Decision, ticket: str, now: datetime
) -> dict[str, object]:
    """Everything that the template named by `decision.reply` may use."""
    organisation = facts.organisation
    intents = {hit.id for hit in facts.intents}
    claims_money = bool(intents & _MONEY_CLAIMS)
    context: dict[str, object] = {
        "organisation": organisation,
        "ticket": ticket,
        "subject": redact_subject(
            plain_subject(mail.subject), today=organisation.local(now).date(), agent_names=organisation.agent_names
        ),
        "received_at": organisation.local(mail.received_at),
        "objective_on": objective_on(organisation, mail.received_at)
        if decision.outcome is not Outcome.ANSWER
        else None,
        "information_request": _asks_for_information(decision),
        "silence_paragraph": organisation.silence_paragraph if claims_money else "",
    }
    context.update(_parts(mail, facts, decision))
    return context


def _asks_for_information(decision: Decision) -> bool:
    """Whether the mail is told that it calls for no decision (CRPA R112-11-1): not when a person is to judge."""
    told = decision.outcome in (Outcome.ANSWER, Outcome.ASK)
    told = told or (decision.reply is not None and decision.reply.template == WRONG_DOOR)
    return told and decision.intent_class in (IntentClass.A, IntentClass.V)


def plain_subject(subject: str) -> str:
    """The supplier's subject without the Re:/TR: prefixes and our own ticket tags, on one line."""
    words = " ".join(subject.split())
    while True:
        head, colon, rest = words.partition(":")
        if not colon or head.strip().lower() not in _PREFIXES:
            return _TAG.sub("", words).strip()
        words = rest.strip()


_PREFIXES = frozenset({"re", "tr", "fw", "fwd", "rép", "rep", "réf", "aw", "wg", "sv", "ré"})


_TAG = re.compile(r"\s*\[[A-Z0-9]{2,12}-20\d\d-\d{6}\]")


def _parts(mail: IncomingMail, facts: Facts, decision: Decision) -> Mapping[str, object]:
    """What only this template uses."""
    plan = decision.reply
    if plan is None:
        return {}
    if plan.template == "acknowledgement":
        return {"security": decision.team == "security"}
    if plan.template == WRONG_DOOR:
        return {"doors": wrong_doors(mail, facts)}
    parts = {"sections": sections_for(facts.intents), "enquiry": enquiry_of(mail, facts.mentions, facts.organisation)}
    numbers = tuple(facts.mentions[match.mention].value for match in facts.matches)
    if plan.template == "ask":
        return {**parts, "missing": plan.missing, "numbers": numbers}
    if plan.template == DID_YOU_MEAN:
        return {**parts, "numbers": numbers, "proposed": tuple(invoice.number for invoice in plan.proposed)}
    if plan.lines:
        return {**parts, **statement_parts(facts, plan)}
    return {**parts, **_answer(facts, plan)} if plan.matches else parts


def _answer(facts: Facts, plan: ReplyPlan) -> Mapping[str, object]:
    intents = {hit.id for hit in facts.intents}
    organisation = facts.organisation
    return {
        "invoices": tuple(invoice_line(invoice, organisation) for invoice in plan.invoices),
        "as_of": organisation.local(min(invoice.synced_at for invoice in plan.invoices)),
        "reminder": bool(intents & {"i04", "i05"}),
        "asked_date": "i03" in intents,
    }
