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
_LONGEST_WORD, _MOST_WORDS = 40, 10_000
"""What is remembered of the words that people use."""


@dataclass(frozen=True, slots=True)
class _Item:
    """Strings of which a match holds one at least, by their piece: their longest run of letters.

    Too short a piece is empty: nobody knows from the words of a text whether it is there. With each string stand all
    its runs of letters that are no shorter: where one is missing, nobody need look for the string.
    """

    strings: Mapping[str, tuple[tuple[frozenset[str], str], ...]]
    pieces: frozenset[str]
    whole: frozenset[str] = frozenset()
    """Pieces that are their string: found in a word, they need no second look."""

    def worth(self) -> tuple[int, int]:
        """Long pieces dismiss more, few are quicker to look for."""
        return min(map(len, self.pieces)), -len(self.pieces)

    def runs(self) -> Iterator[str]:
        """What to look for in the words of a text."""
        yield from self.whole
        for strings in self.strings.values():
            for runs, _ in strings:
                yield from runs

    def stands_in(self, words: str, present: frozenset[str]) -> bool:
        """Whether one of the strings stands in `words`, where the pieces `present` were found."""
        if not self.whole.isdisjoint(present):
            return True
        for piece in self.pieces & present:
            for runs, string in self.strings.get(piece, ()):
                if runs <= present and string in words:
                    return True
        return False


_NOTHING = _Item({}, _UNKNOWN)


class _Pieces(dict[str, frozenset[str]]):
    """The pieces that each word holds, by word; fills itself, since people use few words."""

    def __init__(self, heads: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__()
        self.heads = heads
        """The pieces by their first letters."""

    def __missing__(self, word: str) -> frozenset[str]:
        found = frozenset(
            piece
            for place in range(len(word) - _HEAD + 1)
            for piece in self.heads.get(word[place : place + _HEAD], ())
            if word.startswith(piece, place)
        )
        if len(self) >= _MOST_WORDS:
            self.clear()
        if len(word) <= _LONGEST_WORD:
            self[word] = found
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Wordings:
    """Patterns by their numbers, with an index of their needles; made by `indexed`.

    `items`: what a match of each pattern holds, all of them. `always` are the patterns that no word tells of, `told`
    those that one piece does tell of; `pieces` are those of each word.
    """

    items: tuple[tuple[_Item, ...], ...]
    always: frozenset[int]
    told: Mapping[str, tuple[int, ...]]
    pieces: _Pieces

    def worth_trying(self, words: str) -> list[int]:
        """Numbers, ascending, of the patterns that may match the folded text `words`."""
        present = _UNKNOWN.union(*map(self.pieces.__getitem__, _letters(words)))
        hinted = self.always.union(*(self.told[piece] for piece in present if piece in self.told))
        return [number for number in sorted(hinted) if self._may_match(number, words, present)]

    def _may_match(self, number: int, words: str, present: frozenset[str]) -> bool:
        items = self.items[number]
        for item in items:
            if item.pieces.isdisjoint(present):
                return False
        for item in items:  # noqa: SIM110  # asked a hundred times a mail: `all` takes twice as long
            if not item.stands_in(words, present):
                return False
        return True


@lru_cache(maxsize=8)
def _letters(words: str) -> frozenset[str]:
    """The runs of letters of a text, each once; half a dozen sets of patterns are asked about one text."""
    return frozenset(_LETTERS.findall(words))


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
    for run in sorted({run for needed in items for item in needed for run in item.runs()}):
        heads[run[:_HEAD]].append(run)
    return Wordings(items, frozenset(always), _settled(told), _Pieces(_settled(heads)))


def _item(strings: Iterable[str]) -> _Item:
    longer: defaultdict[str, list[tuple[frozenset[str], str]]] = defaultdict(list)
    whole = set()
    for string in strings:
        runs = [run for run in _LETTERS.findall(string) if len(run) >= _HEAD]
        piece = max(runs, key=len, default="")
        if piece == string:
            whole.add(piece)
        else:
            longer[piece].append((frozenset(runs), string))
    return _Item(_settled(longer), frozenset((*whole, *longer)), frozenset(whole))


def _settled(lists: Mapping[str, list[_T]]) -> Mapping[str, tuple[_T, ...]]:
    return {key: tuple(found) for key, found in lists.items()}
