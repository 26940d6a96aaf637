"""Words without which a pattern cannot match: most patterns are dismissed by a plain substring search.

Five hundred wordings searched one by one take nine milliseconds a mail; looking first for the letters
that each of them needs leaves two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SHORTEST = 3
_OPTIONAL = re.compile(r"[?*]|\{0?,")
_QUANTIFIER = re.compile(r"(?:[?*+]|\{\d*(?:,\d*)?\})\??")
_LOOKS = ("(?!", "(?=", "(?<!", "(?<=")
_CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
_SPECIAL = frozenset(".^$")


@dataclass(frozen=True, slots=True)
class Needed:
    """Strings of which a match holds at least one; `heads` are their first three characters."""

    strings: tuple[str, ...]
    heads: frozenset[str]


def needles(pattern: str) -> tuple[Needed, ...]:
    """What every match of `pattern` holds: one string at least of each item; empty when nothing is sure.

    Understands the plain syntax that rules use (letters, classes, groups, alternatives, repetitions,
    looks ahead and behind); anything else makes it answer « nothing is sure », which is always right.
    """
    reader = _Reader(pattern)
    try:
        found = reader.alternatives()
    except ValueError:
        return ()
    return tuple(_needed(group) for group in found) if reader.at == len(pattern) else ()


def grams(words: str) -> set[str]:
    """Every three characters in a row of `words`: what `holds` looks at first."""
    return {words[place : place + 3] for place in range(len(words))}


def holds(words: str, grams_of_words: set[str], needed: Sequence[Needed]) -> bool:
    """Whether `words` hold one string of each item, so that the pattern is worth trying."""
    for item in needed:
        if item.heads.isdisjoint(grams_of_words):
            return False
    for item in needed:
        for string in item.strings:
            if string in words:
                break
        else:
            return False
    return True


def _needed(group: frozenset[str]) -> Needed:
    return Needed(tuple(sorted(group)), frozenset(string[:3] for string in group))


class _Reader:
    """Reads a pattern from left to right; each method returns the groups of what it read, none when unsure."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self) -> list[frozenset[str]]:
        """`a|b|c` up to a closing bracket: one group of all, no group when one of them needs nothing."""
        branches = [self._sequence()]
        while self._next() == "|":
            self.at += 1
            branches.append(self._sequence())
        if len(branches) == 1:
            return branches[0]
        best = [max(branch, key=_worth, default=frozenset[str]()) for branch in branches]
        return [frozenset().union(*best)] if all(best) else []

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _sequence(self) -> list[frozenset[str]]:
        groups: list[frozenset[str]] = []
        run = ""
        while self._next() not in ("", "|", ")"):
            item = self._item()
            optional, repeated = self._quantifier()
            if isinstance(item, str) and not optional:
                run += item
            if isinstance(item, str) and not repeated:
                continue
            groups += _group(run)
            run = ""
            if not isinstance(item, str) and not optional:
                groups += item
        return groups + _group(run)

    def _item(self) -> str | list[frozenset[str]]:
        """One letter as a string, or the groups of a bracket; no group for a class, a border, a look."""
        char = self._next()
        if char == "(":
            return self._bracket()
        self.at += 1
        if char == "[":
            match = _CLASS.match(self.pattern, self.at - 1)
            if match is None:
                raise ValueError(self.pattern)
            self.at = match.end()
            return []
        if char == "\\":
            escaped = self._next()
            self.at += 1
            return [] if escaped.isalnum() else escaped
        return [] if char in _SPECIAL else char

    def _bracket(self) -> list[frozenset[str]]:
        start = self.pattern[self.at : self.at + 4]
        look = next((mark for mark in _LOOKS if start.startswith(mark)), "")
        if not look and not start.startswith("(?:"):
            raise ValueError(self.pattern)
        self.at += len(look or "(?:")
        found = self.alternatives()
        if self._next() != ")":
            raise ValueError(self.pattern)
        self.at += 1
        return [] if look else found

    def _quantifier(self) -> tuple[bool, bool]:
        match = _QUANTIFIER.match(self.pattern, self.at)
        if match is None:
            return False, False
        self.at = match.end()
        return _OPTIONAL.match(match[0]) is not None or match[0].startswith("{0}"), True


def _group(run: str) -> list[frozenset[str]]:
    return [frozenset({run})] if len(run) >= _SHORTEST else []


def _worth(found: frozenset[str]) -> tuple[int, int]:
    """Long needles dismiss more, few are quicker to look for."""
    return (min(map(len, found)), -len(found)) if found else (0, 0)
