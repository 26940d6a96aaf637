"""The staff's own tests: « given this mail and these facts, expect that », run by `guichet rules check`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.core.decide import decide
from bot.core.decision import Decision, Facts
from bot.core.invoice import Invoice
from bot.core.mail import IncomingMail
from bot.core.match import match_mentions
from bot.core.organisation import Organisation
from bot.core.rulebook import Rulebook
from bot.core.statement_lines import Statement, compared
from bot.core.understand import Understanding, understand


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case expects; an empty field expects nothing. `not_intents` must not be found, `template` is the reply's."""

    outcome: str = ""
    rule: str = ""
    level: int | None = None
    team: str = ""
    priority: str = ""
    template: str = ""
    intents: tuple[str, ...] = ()
    not_intents: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One case: `where` names file and case for messages; `fresh` says whether the copy may be quoted.

    `known_addresses` are those that staff entered for the supplier that the mail speaks for.
    """

    where: str
    why: str
    organisation: str
    mail: IncomingMail
    invoices: tuple[Invoice, ...]
    contact_sirets: tuple[str, ...]
    known_addresses: tuple[str, ...]
    now: datetime
    fresh: bool
    expected: Expected


def run_case(case: RuleCase, rules: Rulebook, organisations: Mapping[str, Organisation]) -> tuple[str, ...]:
    """What went otherwise than expected, as sentences; empty when the case holds."""
    organisation = organisations.get(case.organisation)
    if organisation is None:
        return (f"no organisation « {case.organisation} »; known: {', '.join(sorted(organisations))}",)
    decision = decide(case.mail, _facts(case, organisation, rules), rules, case.now)
    return tuple(_differences(decision, case.expected))


def _facts(case: RuleCase, organisation: Organisation, rules: Rulebook) -> Facts:
    understood = understand(case.mail, organisation, rules, case.contact_sirets)
    own = tuple(i for i in case.invoices if any(i.supplier_id.startswith(s) for s in understood.suppliers))
    return Facts(
        organisation=organisation,
        mentions=understood.mentions,
        intents=understood.intents,
        doubts=understood.doubts,
        asks_for_more=understood.asks_for_more,
        known_addresses=() if case.contact_sirets else case.known_addresses,
        claimed=understood.claimed,
        matches=match_mentions(understood.mentions, understood.claimed, case.invoices, own, understood.asked),
        contact_sirets=case.contact_sirets,
        ticket=None,
        past_replies=(),
        copy_as_of=case.now,
        copy_fresh=case.fresh,
        nearby=case.invoices,
        statement=_statement(case, understood),
    )


def _statement(case: RuleCase, understood: Understanding) -> Statement | None:
    if understood.statement is None:
        return None
    return compared(understood.statement, understood.claim, case.invoices, case.mail.language)


def _differences(decision: Decision, expected: Expected) -> list[str]:
    found = {
        "outcome": decision.outcome.value,
        "rule": decision.rule,
        "level": decision.level,
        "team": decision.team,
        "priority": decision.priority,
        "template": decision.reply.template if decision.reply else "",
    }
    differences = [
        f"{name}: expected {getattr(expected, name)}, got {value}"
        for name, value in found.items()
        if getattr(expected, name) not in ("", None) and getattr(expected, name) != value
    ]
    intents = {hit.id for hit in decision.intents}
    reasons = {why.code for why in decision.reasons}
    differences += [
        f"intent {name} not found; found {sorted(intents)}" for name in expected.intents if name not in intents
    ]
    differences += [f"intent {name} found though it should not" for name in expected.not_intents if name in intents]
    differences += [
        f"reason {name} not given; given {sorted(reasons)}" for name in expected.reasons if name not in reasons
    ]
    return differences
