"""The conditions that a triage rule may use: a name, what its value must look like, what it asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.core.rulebook import IntentClass, TriageRule


@dataclass(frozen=True, slots=True)
class Situation:
    """What conditions may look at: `intent_class` is the strictest of the mail's, None if it has none.

    `statuses` are those of the certain matches; `numbers` counts the invoices asked about. `statement`: they stand in
    one table; `from_contact`: the sender is a contact of the supplier that he writes for.
    """

    organisation: str
    intent_class: IntentClass | None
    intents: frozenset[str]
    level: int
    all_certain: bool
    numbers: int
    statuses: frozenset[str]
    statement: bool = False
    from_contact: bool = False


def _words(value: object) -> frozenset[str]:
    return frozenset(str(item) for item in value) if isinstance(value, (list, tuple)) else frozenset({str(value)})


def _class(situation: Situation, value: object) -> bool:
    return situation.intent_class is not None and situation.intent_class.value in _words(value)


def _intents_any(situation: Situation, value: object) -> bool:
    return bool(situation.intents & _words(value))


def _all_certain(situation: Situation, value: object) -> bool:
    return situation.all_certain is value


def _level_at_least(situation: Situation, value: object) -> bool:
    return isinstance(value, int) and situation.level >= value


def _status_in(situation: Situation, value: object) -> bool:
    return bool(situation.statuses & _words(value))


def _organisation(situation: Situation, value: object) -> bool:
    return situation.organisation in _words(value)


def _statement(situation: Situation, value: object) -> bool:
    return situation.statement is value


def _from_contact(situation: Situation, value: object) -> bool:
    return situation.from_contact is value


def _invoices_at_most(situation: Situation, value: object) -> bool:
    return isinstance(value, int) and situation.numbers <= value


CONDITIONS: Mapping[str, tuple[type | tuple[type, ...], Callable[[Situation, object], bool]]] = {
    "class": ((list, tuple, str), _class),
    "intents_any": ((list, tuple, str), _intents_any),
    "all_certain": (bool, _all_certain),
    "level_at_least": (int, _level_at_least),
    "status_in": ((list, tuple, str), _status_in),
    "organisation": ((list, tuple, str), _organisation),
    "invoices_at_most": (int, _invoices_at_most),
    "statement": (bool, _statement),
    "from_contact": (bool, _from_contact),
}
"""Name of a condition → type of its value in TOML, and the question it asks."""


def first_rule(rules: tuple[TriageRule, ...], situation: Situation) -> tuple[TriageRule, tuple[str, ...]]:
    """The first rule whose every condition holds, and the ids of those that missed before it.

    The book ends with an unconditional rule (checked at loading), so there always is one.
    """
    missed: list[str] = []
    for rule in rules:
        if all(CONDITIONS[name][1](situation, value) for name, value in rule.when):
            return rule, tuple(missed)
        missed.append(rule.id)
    raise AssertionError("the last rule of the book has no condition")
