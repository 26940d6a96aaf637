"""Words without which a pattern cannot match: by them `wordings` dismisses most patterns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

_SHORTEST, _MOST = 2, 32
"""How long a needle is at least, and of how many one may be needed."""
_QUANTIFIER = re.compile(r"(?:[?*+]|\{(\d*)(?:,\d*)?\})\??")
_LOOKS = ("(?!", "(?=", "(?<!", "(?<=")
_CLASS = re.compile(r"\[(\^?\]?(?:[^\]\\]|\\.)*)\]")
_PLAIN_CLASS = re.compile(r"[^\\^][^\\-]*-?|-[^\\-]*")
_LETTERS = re.compile(r"[^][\\(){}|.^$?*+]+(?![?*+{])")
_NO_WIDTH = frozenset("^$")
_MISPLACED = frozenset("?*+")
_NOTHING = frozenset({""})

Strings = frozenset[str]


def needles(pattern: str) -> tuple[tuple[str, ...], ...]:
    """What every match of `pattern` holds: one string at least of each item; empty when nothing is sure.

    Understands the plain syntax that rules use (letters, classes, groups, alternatives, repetitions,
    looks ahead and behind); anything else makes it answer « nothing is sure », which is always right.
    """
    reader = _Reader(pattern)
    try:
        found = reader.alternatives()
    except ValueError:
        return ()
    return tuple(tuple(sorted(item)) for item in found.items()) if reader.at == len(pattern) else ()


def alternatives(pattern: str) -> tuple[str, ...]:
    """The patterns that `|` joins in `pattern`; `pattern` alone when it is not understood."""
    reader = _Reader(pattern)
    try:
        found = tuple(reader.texts())
    except ValueError:
        return (pattern,)
    return found if reader.at == len(pattern) else (pattern,)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a pattern: `exact` are all the strings that it may match, None when they are not few.

    Of each of `needed` a match then holds one string.
    """

    exact: Strings | None
    needed: tuple[Strings, ...] = ()

    def items(self) -> tuple[Strings, ...]:
        """What a match needs."""
        return self.needed if self.exact is None else _item(self.exact)

    def best(self) -> Strings:
        """The item that dismisses most; empty without any."""
        return max(self.items(), key=_worth, default=frozenset())


_UNKNOWN = _Part(None)


class _Reader:
    """Reads a pattern from left to right; each method returns the part that it read."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def alternatives(self) -> _Part:
        """`a|b|c` up to a closing bracket: all strings of all, or the best item of each together."""
        branches = [self._sequence()]
        while self._next() == "|":
            self.at += 1
            branches.append(self._sequence())
        if len(branches) == 1:
            return branches[0]
        exact = [branch.exact for branch in branches if branch.exact is not None]
        if len(exact) == len(branches) and len(every := frozenset().union(*exact)) <= _MOST:
            return _Part(every)
        best = [branch.best() for branch in branches]
        return _Part(None, _item(frozenset().union(*best)) if all(best) else ())

    def texts(self) -> Iterator[str]:
        """The same as they are written."""
        start = self.at
        self._sequence()
        yield self.pattern[start : self.at]
        while self._next() == "|":
            self.at += 1
            start = self.at
            self._sequence()
            yield self.pattern[start : self.at]

    def _next(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def _sequence(self) -> _Part:
        needed: list[Strings] = []
        run, whole = _NOTHING, True
        while self._next() not in ("", "|", ")"):
            part = self._repeated(self._one())
            if part.exact is not None and len(run) * len(part.exact) <= _MOST:
                run = frozenset(first + then for first in run for then in part.exact)
                continue
            needed += _item(run)
            run, whole = part.exact or _NOTHING, False
            needed += part.needed
        return _Part(run) if whole else _Part(None, (*needed, *_item(run)))

    def _one(self) -> _Part:
        """Letters that nothing repeats, one letter, class or bracket; what has no width is the empty string."""
        letters = _LETTERS.match(self.pattern, self.at)
        if letters:
            self.at = letters.end()
            return _Part(frozenset({letters[0]}))
        char = self._next()
        if char == "(":
            return self._bracket()
        self.at += 1
        if char == "[":
            return self._class()
        if char == "\\":
            escaped = self._next()
            self.at += 1
            if escaped.isalnum():
                return _Part(_NOTHING) if escaped in "bB" else _UNKNOWN
            return _Part(frozenset({escaped}))
        if char in _MISPLACED:  # a second quantifier: a repetition that gives nothing back
            raise ValueError(self.pattern)
        if char == ".":
            return _UNKNOWN
        return _Part(_NOTHING if char in _NO_WIDTH else frozenset({char}))

    def _class(self) -> _Part:
        match = _CLASS.match(self.pattern, self.at - 1)
        if match is None:
            raise ValueError(self.pattern)
        self.at = match.end()
        return _Part(frozenset(match[1])) if _PLAIN_CLASS.fullmatch(match[1]) else _UNKNOWN

    def _bracket(self) -> _Part:
        start = self.pattern[self.at : self.at + 4]
        look = next((mark for mark in _LOOKS if start.startswith(mark)), "")
        if not look and not start.startswith("(?:"):
            raise ValueError(self.pattern)
        self.at += len(look or "(?:")
        found = self.alternatives()
        if self._next() != ")":
            raise ValueError(self.pattern)
        self.at += 1
        return _Part(_NOTHING) if look else found

    def _repeated(self, part: _Part) -> _Part:
        match = _QUANTIFIER.match(self.pattern, self.at)
        if match is None:
            return part
        self.at = match.end()
        if match[0][0] == "?" and part.exact is not None:
            return _Part(part.exact | _NOTHING)
        least = int(match[1] or 0) if match[0][0] == "{" else int(match[0][0] == "+")
        return _Part(None, part.items()) if least else _UNKNOWN


def _item(strings: Collection[str]) -> tuple[Strings, ...]:
    """An item of these strings, without those that hold another of them; none when one is too short."""
    if min(map(len, strings)) < _SHORTEST:
        return ()
    kept: list[str] = []
    for string in sorted(strings, key=len):
        if not any(shorter in string for shorter in kept):
            kept.append(string)
    return (frozenset(kept),)


def _worth(strings: Strings) -> tuple[int, int]:
    """Long needles dismiss more, few are quicker to look for."""
    return min(map(len, strings)), -len(strings)
