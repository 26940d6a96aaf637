"""What the mails to suppliers are told: the context of each template, from a decision and its facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.business_calendar import add_working_days
from bot.core.decision import Decision, Facts, Outcome, ReplyPlan
from bot.core.enquiry import enquiry_of
from bot.core.invoice import Invoice
from bot.core.mail import IncomingMail
from bot.core.organisation import Organisation, StatusWords
from bot.core.outgoing_filter import redact_subject
from bot.core.rulebook import IntentClass
from bot.core.sections import sections_for
from bot.core.wrong_door import TEMPLATE as WRONG_DOOR
from bot.core.wrong_door import wrong_doors

_ORDERED, _PAID = 5, 8
"""Ranks of `rules/statuses.toml`: the payment order is issued; the payment is recorded, the last of all."""

_MONEY_CLAIMS = frozenset({"i22", "i32", "i33", "i34", "i35", "i38", "i39"})
"""Intents for which the body's « silence » paragraph may be due (CRPA, acknowledgement of a demand)."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One invoice as a supplier may read it; `english` has its status in the words of the courtesy version.

    `payment_untold`: it is on its way to payment, and the portal will never say that it was paid.
    """

    number: str
    status: str
    label: str
    status_on: date | None
    meaning: str
    holder: str
    action: str
    budget: str
    english: StatusWords
    payment_untold: bool = False


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


def invoice_line(invoice: Invoice, organisation: Organisation) -> InvoiceLine:
    """The invoice with the body's own words for its status (empty words for an unknown status)."""
    text = organisation.statuses.get(invoice.status)
    since = invoice.status_at
    budget = next((b.label for b in organisation.budgets if b.siret and b.siret == invoice.recipient_siret), "")
    return InvoiceLine(
        number=invoice.number,
        status=invoice.status,
        label=text.label if text else invoice.status,
        status_on=organisation.local(since).date() if since else None,
        meaning=text.meaning if text else "",
        holder=text.holder if text else "",
        action=text.action if text else "",
        budget=budget,
        english=text.english if text else StatusWords(),
        payment_untold=not invoice.payment_told and text is not None and _ORDERED <= text.rank < _PAID,
    )


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
    if plan.template == "ask":
        numbers = tuple(facts.mentions[match.mention].value for match in facts.matches)
        return {**parts, "missing": plan.missing, "numbers": numbers}
    return {**parts, **_answer(facts, plan)} if plan.matches else parts


def _answer(facts: Facts, plan: ReplyPlan) -> Mapping[str, object]:
    intents = {hit.id for hit in facts.intents}
    organisation = facts.organisation
    invoices = [match.invoice for match in plan.matches if match.invoice]
    return {
        "invoices": tuple(invoice_line(invoice, organisation) for invoice in invoices),
        "as_of": organisation.local(min(invoice.synced_at for invoice in invoices)),
        "reminder": bool(intents & {"i04", "i05"}),
        "asked_date": "i03" in intents,
    }
