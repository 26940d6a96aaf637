"""`rules/triage.toml` to TriageRule: the ordered book, checked so that it always ends with a person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.core.conditions import CONDITIONS
from bot.core.rulebook import IntentClass, TriageRule
from bot.edges.strict_toml import Table, nearest, read_source

_OUTCOMES = ("ANSWER", "ASK", "ESCALATE", "IGNORE")
_TEAMS = ("general", "security")
_PRIORITIES = ("normal", "high", "urgent")
_CLASSES = tuple(IntentClass)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that rules may use; None where nothing is known to check against."""

    intents: Collection[str] | None = None
    statuses: Collection[str] | None = None
    templates: Collection[str] | None = None


def load_triage(path: Path, words: Vocabulary) -> tuple[TriageRule, ...]:
    """The rules in order; RuleError with line, id and field for every defect."""
    source, values = read_source(path, "les règles de tri")
    book = Table(source, values)
    entries = book.tables("rule")
    rules = tuple(_rule(entry, words) for entry in entries)
    book.close()
    if not rules:
        book.refuse("rule", "le fichier ne contient aucune règle [[rule]]")
    _check_ids(rules, entries)
    _check_last(rules[-1], entries[-1])
    return rules


def _rule(entry: Table, words: Vocabulary) -> TriageRule:
    name = entry.text("id")
    entry.entry = f"règle « {name} »"
    rule = TriageRule(
        id=name,
        why=entry.text("why"),
        when=_conditions(entry, words),
        outcome=entry.choice("outcome", _OUTCOMES),
        template=_template(entry, words.templates),
        team=entry.choice("team", _TEAMS, "general"),
        priority=entry.choice("priority", _PRIORITIES, "normal"),
        valid_from=entry.day("valid_from"),
        valid_until=entry.day("valid_until"),
    )
    entry.close()
    if rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from:
        entry.refuse("valid_until", "la fin de validité précède son début")
    return rule


def _template(entry: Table, templates: Collection[str] | None) -> str:
    name = entry.text("template", "")
    if name and templates is not None and name not in templates:
        entry.refuse("template", f"aucun modèle « {name} » dans templates/fr{nearest(name, templates)}", name)
    return name


def _conditions(entry: Table, words: Vocabulary) -> tuple[tuple[str, object], ...]:
    when = entry.raw("when")
    if not isinstance(when, dict):
        entry.refuse("when", "écrivez les conditions entre accolades, ou {} pour aucune")
    known: Mapping[str, Collection[str] | None] = {
        "class": _CLASSES,
        "intents_any": words.intents,
        "status_in": words.statuses,
    }
    for name, value in when.items():
        _check_condition(entry, name, value, known.get(name))
    return tuple(when.items())


def _check_condition(entry: Table, name: str, value: object, known: Collection[str] | None) -> None:
    if name not in CONDITIONS:
        entry.refuse("when", f"la condition « {name} » est inconnue{nearest(name, CONDITIONS)}", name)
    kinds = CONDITIONS[name][0]
    disguised = isinstance(value, bool) and kinds is not bool
    if disguised or not isinstance(value, kinds):
        entry.refuse("when", f"la valeur de « {name} » n'est pas du bon genre : {_expected(kinds)}", name)
    for word in value if isinstance(value, list) else [value] if isinstance(value, str) else []:
        if not isinstance(word, str):
            entry.refuse("when", f"« {name} » ne contient que des textes entre guillemets", name)
        if known is not None and word not in known:
            entry.refuse("when", f"« {word} » est inconnu pour « {name} »{nearest(word, known)}", word)


def _expected(kinds: type | tuple[type, ...]) -> str:
    if kinds is bool:
        return "écrivez true ou false"
    return "écrivez un nombre entier" if kinds is int else "écrivez une liste de textes entre crochets"


def _check_ids(rules: Sequence[TriageRule], entries: Sequence[Table]) -> None:
    seen: set[str] = set()
    for rule, entry in zip(rules, entries, strict=True):
        if rule.id in seen:
            entry.refuse("id", f"deux règles s'appellent « {rule.id} »", rule.id)
        seen.add(rule.id)


def _check_last(rule: TriageRule, entry: Table) -> None:
    """What no rule foresees goes to a person: without this rule a mail could be left with no decision."""
    if rule.outcome != "ESCALATE":
        entry.refuse("outcome", 'la dernière règle doit passer à un agent : outcome = "ESCALATE"')
    if rule.when:
        entry.refuse("when", "la dernière règle ne doit avoir aucune condition : when = {}")
    if rule.valid_from or rule.valid_until:
        entry.refuse("valid_until", "la dernière règle vaut toujours : sans valid_from ni valid_until")
