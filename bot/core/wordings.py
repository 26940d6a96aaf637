"""Which of many patterns are worth trying on a text: those whose needles stand among its words.

A thousand wordings searched one by one take ten milliseconds a mail; forty of them are left when its words are
asked first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from bot.core.needles import needles

_T = TypeVar("_T")
_LETTERS = re.compile(r"[a-z]+")
_HEAD = 3
"""Letters by which a piece of a needle is looked up in a word."""
_UNKNOWN = frozenset({""})
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class _Item:
    """Strings of which a match holds one at least, each behind its piece: its longest run of letters.

    Too short a piece is empty: nobody knows from the words of a text whether it is there.
    """

    strings: tuple[tuple[str, str], ...]
    pieces: frozenset[str]
    whole: frozenset[str] = frozenset()
    """Pieces that are their string: found in a word, they need no second look."""

    def worth(self) -> tuple[int, int]:
        """Long pieces dismiss more, few are quicker to look for."""
        return min(map(len, self.pieces)), -len(self.pieces)

    def stands_in(self, words: str, present: frozenset[str]) -> bool:
        """Whether one of the strings stands in `words`, where the pieces `present` were found."""
        if not self.whole.isdisjoint(present):
            return True
        for piece, string in self.strings:  # noqa: SIM110  # asked a hundred times a mail: `any` takes twice as long
            if piece in present and string in words:
                return True
        return False


_NOTHING = _Item((), _UNKNOWN)


@dataclass(frozen=True, slots=True, eq=False)
class Wordings:
    """Patterns by their numbers, with an index of their needles; made by `indexed`.

    `items`: what a match of each pattern holds, all of them. `always` are the patterns that no word tells of, `told`
    those that one piece does tell of; `heads` are the pieces by their first letters.
    """

    items: tuple[tuple[_Item, ...], ...]
    always: tuple[int, ...]
    told: Mapping[str, tuple[int, ...]]
    heads: Mapping[str, tuple[str, ...]]

    def worth_trying(self, words: str) -> list[int]:
        """Numbers, ascending, of the patterns that may match the folded text `words`."""
        present = _UNKNOWN.union(*(self._pieces_in(word) for word in set(_LETTERS.findall(words))))
        hinted = set(self.always).union(*(self.told[piece] for piece in present if piece in self.told))
        return [number for number in sorted(hinted) if self._may_match(number, words, present)]

    def _pieces_in(self, word: str) -> frozenset[str]:
        return _remembered(word, self) if len(word) <= _LONGEST_WORD else _looked_up(word, self)

    def _may_match(self, number: int, words: str, present: frozenset[str]) -> bool:
        items = self.items[number]
        for item in items:
            if item.pieces.isdisjoint(present):
                return False
        return all(item.stands_in(words, present) for item in items)


def _looked_up(word: str, wordings: Wordings) -> frozenset[str]:
    """The pieces of needles that a word holds."""
    return frozenset(
        piece
        for place in range(len(word) - _HEAD + 1)
        for piece in wordings.heads.get(word[place : place + _HEAD], ())
        if word.startswith(piece, place)
    )


_remembered = lru_cache(maxsize=10_000)(_looked_up)
"""People use few words: most were seen before."""


@dataclass(frozen=True, slots=True, eq=False)
class AnyOf:
    """Patterns of which most are not worth trying on any one text; made by `any_of`."""

    patterns: tuple[re.Pattern[str], ...]
    index: Wordings

    def worth_trying(self, words: str) -> list[re.Pattern[str]]:
        """Those that may match the folded text `words`, in their order."""
        return [self.patterns[number] for number in self.index.worth_trying(words)]

    def finditer(self, words: str) -> Iterator[re.Match[str]]:
        """What `finditer` of all of them joined by `|` would find: the first to the left, of the first pattern there."""
        found = [match for pattern in self.worth_trying(words) if (match := pattern.search(words))]
        while found:
            first = min(found, key=re.Match.start)
            yield first
            found = [later for match in found if (later := _from(match, first.end()))]

    def search(self, words: str) -> re.Match[str] | None:
        """The first match to the left."""
        return next(self.finditer(words), None)


def _from(match: re.Match[str], place: int) -> re.Match[str] | None:
    """The match of the same pattern that begins at `place` or after it."""
    return match if match.start() >= place else match.re.search(match.string, place)


def any_of(patterns: Iterable[str]) -> AnyOf:
    """These patterns; none may match an empty text."""
    compiled = tuple(map(re.compile, patterns))
    return AnyOf(compiled, indexed(compiled))


def indexed(patterns: Iterable[re.Pattern[str]]) -> Wordings:
    """The patterns with an index of their needles; one without any is always worth trying."""
    items = tuple(tuple(map(_item, needles(pattern.pattern))) for pattern in patterns)
    always: list[int] = []
    told: defaultdict[str, list[int]] = defaultdict(list)
    for number, needed in enumerate(items):
        telling = max(needed, key=_Item.worth, default=_NOTHING)
        if "" in telling.pieces:
            always.append(number)
            continue
        for piece in telling.pieces:
            told[piece].append(number)
    heads: defaultdict[str, list[str]] = defaultdict(list)
    for piece in sorted({piece for needed in items for item in needed for piece in item.pieces - _UNKNOWN}):
        heads[piece[:_HEAD]].append(piece)
    return Wordings(items, tuple(always), _settled(told), _settled(heads))


def _item(strings: Iterable[str]) -> _Item:
    pairs = tuple((_piece(string), string) for string in strings)
    longer = tuple((piece, string) for piece, string in pairs if piece != string)
    whole = frozenset(piece for piece, string in pairs if piece == string)
    return _Item(longer, frozenset(piece for piece, _ in pairs), whole)


def _piece(string: str) -> str:
    longest = max(_LETTERS.findall(string), key=len, default="")
    return longest if len(longest) >= _HEAD else ""


def _settled(lists: Mapping[str, list[_T]]) -> Mapping[str, tuple[_T, ...]]:
    return {key: tuple(found) for key, found in lists.items()}
