"""Reads `intents.toml` and its files for other languages, the wordings that staff own; refuses what would not work."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bot.core.language import LANGUAGES
from bot.core.rulebook import IntentClass, IntentRule
from bot.errors import RuleError

_KEYS = frozenset({"id", "name", "class", "why", "patterns", "unless", "priority", "team", "everywhere", "topics"})
_KEYS_ABROAD = frozenset({"id", "patterns", "unless"})
_PRIORITIES = ("normal", "high", "urgent")
_TEAMS = ("general", "security")
_ID = re.compile(r"i(?:0[1-9]|[1-3]\d|4[0-6])")
_NAMED = re.compile(r"<([a-z_]+)>")
_WRITTEN_FOLDED = re.compile(r"[^\x00-\x7f’€°~]|(?<!\\)[A-Z]")
_REPEATED_REPEAT = re.compile(r"[+*}][^()|]*\)(?:[+*]|\{\d*,)")
GAP = r"[^.!?|]{0,60}?"
"""What `~` stands for: some words of the same sentence."""


def load_intents(path: Path) -> tuple[IntentRule, ...]:
    """The intents of the file, in its order, then those of `intents_en.toml` and the like beside it.

    Raises RuleError with file, id and field on any defect.

    In a pattern `~` stands for up to 60 characters of the same sentence, `’` for an apostrophe, a space or
    nothing, `<name>` for the entry of that name in `[words]`.
    """
    words, entries = _entries(path)
    rules = tuple(_rule(path, number, entry, words) for number, entry in enumerate(entries, 1))
    _each_once(path, rules)
    return (*rules, *(rule for language in LANGUAGES for rule in _abroad(path, language, rules)))


def _abroad(path: Path, language: str, rules: Sequence[IntentRule]) -> tuple[IntentRule, ...]:
    """The wordings of one more language, each for an intent of `rules`; none when there is no such file."""
    beside = path.with_name(f"{path.stem}_{language}{path.suffix}")
    if not beside.is_file():
        return ()
    words, entries = _entries(beside)
    known = {rule.id: rule for rule in rules}
    found = []
    for number, entry in enumerate(entries, 1):
        where, identifier = _head(beside, number, entry, _KEYS_ABROAD)
        if identifier not in known:
            raise RuleError(where, "id", f"cette intention n'est pas dans {path.name}")
        patterns, unless = (_patterns(where, entry, field, words) for field in ("patterns", "unless"))
        found.append(replace(known[identifier], patterns=patterns, unless=unless, topics=(), language=language))
    _each_once(beside, found)
    return tuple(found)


def _entries(path: Path) -> tuple[dict[str, str], list[Mapping[str, object]]]:
    """The groups of words and the blocks of one file."""
    document = _read(path)
    words = _words(path, document)
    entries = document.get("intent")
    if not isinstance(entries, list) or not entries:
        raise RuleError(str(path), "intent", "aucune intention : écrivez au moins un bloc [[intent]]")
    return words, entries


def _each_once(path: Path, rules: Sequence[IntentRule]) -> None:
    """One block for each intent and class: what is public in general may need a person in one case."""
    seen = set()
    for rule in rules:
        if (rule.id, rule.intent_class) in seen:
            raise RuleError(f"{path}: {rule.id}", "id", "cette intention est écrite deux fois : gardez un seul bloc")
        seen.add((rule.id, rule.intent_class))


def _read(path: Path) -> Mapping[str, object]:
    try:
        with path.open("rb") as file:
            document = tomllib.load(file)
    except OSError as error:
        raise RuleError(str(path), "", f"fichier illisible ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(str(path), "", f"ce n'est pas du TOML : {error}") from error
    unknown = document.keys() - {"words", "intent"}
    if unknown:
        raise RuleError(str(path), min(unknown), "clé inconnue : seules [words] et [[intent]] sont comprises")
    return document


def _words(path: Path, document: Mapping[str, object]) -> dict[str, str]:
    table = document.get("words", {})
    if not isinstance(table, dict):
        raise RuleError(str(path), "words", "écrivez une table [words]")
    words: dict[str, str] = {}
    for name, fragment in table.items():
        where = f"{path}: words"
        if not isinstance(fragment, str) or not _NAMED.fullmatch(f"<{name}>"):
            raise RuleError(where, name, "écrivez nom = '…', le nom en minuscules sans accent")
        words[name] = f"(?:{_expanded(where, name, fragment, words)})"
        _compiled(where, name, fragment, words)
    return words


def _head(path: Path, number: int, entry: object, keys: Collection[str]) -> tuple[str, str]:
    """How errors call a block, and the intent it speaks of."""
    if not isinstance(entry, dict):
        raise RuleError(str(path), "intent", f"bloc {number} : écrivez [[intent]] avec deux crochets")
    where = f"{path}: {entry.get('id') or f'bloc {number}'}"
    unknown = entry.keys() - keys
    if unknown:
        raise RuleError(where, min(unknown), f"clé inconnue : {', '.join(sorted(keys))} sont comprises")
    identifier = _text(where, entry, "id")
    if not _ID.fullmatch(identifier):
        raise RuleError(where, "id", "écrivez i01 à i46, le numéro du catalogue")
    return where, identifier


def _rule(path: Path, number: int, entry: Mapping[str, object], words: Mapping[str, str]) -> IntentRule:
    where, identifier = _head(path, number, entry, _KEYS)
    kind = _text(where, entry, "class")
    if kind not in IntentClass.__members__:
        raise RuleError(where, "class", f"classe « {kind} » inconnue : écrivez A, V, V2, H ou S")
    everywhere = entry.get("everywhere", False)
    if not isinstance(everywhere, bool):
        raise RuleError(where, "everywhere", "écrivez true ou false")
    return IntentRule(
        id=identifier,
        name=_text(where, entry, "name"),
        intent_class=IntentClass(kind),
        why=_text(where, entry, "why"),
        patterns=_patterns(where, entry, "patterns", words),
        unless=_patterns(where, entry, "unless", words),
        priority=_one_of(where, entry, "priority", _PRIORITIES),
        team=_one_of(where, entry, "team", _TEAMS),
        everywhere=everywhere,
        topics=_topics(where, entry, words),
    )


def _topics(where: str, entry: Mapping[str, object], words: Mapping[str, str]) -> tuple[re.Pattern[str], ...]:
    if "topics" in entry and entry.get("class") != "A":
        raise RuleError(
            where, "topics", "seulement pour une intention de classe A : un simple mot ne suffit pas ailleurs"
        )
    return _patterns(where, entry, "topics", words)


def _text(where: str, entry: Mapping[str, object], field: str) -> str:
    value = entry.get(field)
    if not isinstance(value, str) or not value.strip():
        raise RuleError(where, field, f'manque : écrivez {field} = "…"')
    return value


def _one_of(where: str, entry: Mapping[str, object], field: str, allowed: tuple[str, ...]) -> str:
    value = entry.get(field, allowed[0])
    if value not in allowed:
        raise RuleError(where, field, f"« {value} » inconnu : écrivez {' ou '.join(allowed)}")
    return str(value)


def _patterns(
    where: str, entry: Mapping[str, object], field: str, words: Mapping[str, str]
) -> tuple[re.Pattern[str], ...]:
    value = entry.get(field, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise RuleError(where, field, "écrivez une liste de motifs entre apostrophes")
    if field == "patterns" and not value and entry.get("class") in ("H", "S"):
        raise RuleError(where, field, "aucun motif : une intention H ou S doit pouvoir être reconnue")
    return tuple(_compiled(where, field, item, words) for item in value)


def _expanded(where: str, field: str, pattern: str, words: Mapping[str, str]) -> str:
    """The pattern with `<name>`, `~` and `’` replaced."""
    unknown = [name for name in _NAMED.findall(pattern) if name not in words]
    if unknown:
        raise RuleError(where, field, f"« <{unknown[0]}> » n'est pas dans [words] (ou y vient plus bas)")
    named = _NAMED.sub(lambda match: words[match[1]], pattern)
    return named.replace("~", GAP).replace("’", "[' ]?")


def _compiled(where: str, field: str, pattern: str, words: Mapping[str, str]) -> re.Pattern[str]:
    """The pattern ready to search, refused when it cannot match folded text or might take for ever."""
    odd = _WRITTEN_FOLDED.search(pattern)
    if odd:
        raise RuleError(where, field, f"motif « {pattern} » : écrivez « {odd[0]} » sans accent ni majuscule")
    if re.search(r"\[[^\]]*’", pattern):
        raise RuleError(where, field, f"motif « {pattern} » : pas de ’ entre crochets, écrivez (?:e|’)")
    if _REPEATED_REPEAT.search(pattern):
        raise RuleError(where, field, f"motif « {pattern} » : une répétition dans une répétition peut ne jamais finir")
    try:
        compiled = re.compile(_expanded(where, field, pattern, words))
    except re.error as error:
        raise RuleError(where, field, f"motif « {pattern} » : {error.msg} (caractère {error.pos})") from error
    if compiled.match(""):
        raise RuleError(where, field, f"motif « {pattern} » : il reconnaît un texte vide, donc tout message")
    return compiled
