"""What a sentence most likely wants, by a model learnt from sentences that people labelled.

Wordings are endless; the rules know those that somebody thought of. The model has read some forty thousand sentences
(`tests/corpus/letters` and `sentences`) and judges the others by their words and parts of words. It is a linear one: what it says of
a sentence is the sum of what its words weigh.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

BITS = 15
"""A feature's row is its checksum modulo 2**BITS."""
_WITH_DIGIT = re.compile(r"(?<!\S)\S*\d\S*")
_TOKEN = re.compile(r"[a-z]+|[#?!€%]")
_PREFIX, _GRAM = 5, 4
_LONGEST_WORD = 40
"""Letters of a word that are read: what is remembered of a word costs no more than that, whatever people send."""
_WORD = re.compile(r'[^\s,:()"]+')
_STRETCH, _STEP = 9, 4
"""Words that are read together where a long sentence is read piece by piece, and how far on the next piece begins."""
_THANKS = re.compile(r"\b(?:je |nous )?vous (?:en )?(?:remerci|souhait)\w+[^,:()]*")
_MOST_WORDS = 20_000
"""How many words' weights are remembered, some 300 octets each."""


def tokens(sentence: str) -> list[str]:
    """The different words of a folded sentence, and its pairs of neighbours; whatever has a digit is one word, `#`."""
    words = [word[:_LONGEST_WORD] for word in _TOKEN.findall(_WITH_DIGIT.sub(" # ", sentence))]
    words = [word for place, word in enumerate(words) if word != "#" or not place or words[place - 1] != "#"]
    pairs = (f"{one[:7]}_{other[:7]}" for one, other in pairwise(words))
    return list(dict.fromkeys((*words, *pairs)))


def stretches(sentence: str) -> list[str]:
    """The pieces of a long folded sentence, nine words each, each word in two of them or more but at the ends.

    What is said beside a matter for a person hides it from a model that weighs the whole sentence; thanks
    most of all, so the sentence without them is a piece too. None of a sentence of nine words or less.
    """
    places = [match.span() for match in _WORD.finditer(sentence)]
    last = len(places) - _STRETCH
    if last <= 0:
        return []
    pieces = [sentence[places[at][0] : places[at + _STRETCH - 1][1]] for at in (*range(0, last, _STEP), last)]
    without = _THANKS.sub(" ", sentence)
    return [*pieces, without] if without != sentence else pieces


def features(token: str) -> tuple[int, ...]:
    """The rows of the model that speak of a token: the word, how it begins, and its parts of four letters."""
    return tuple(crc32(each.encode()) & ((1 << BITS) - 1) for each in _parts(token))


def _parts(token: str) -> Iterator[str]:
    yield token
    if "_" in token or len(token) < _GRAM:
        return
    if len(token) > _PREFIX:
        yield f"{token[:_PREFIX]}-"
    marked = f"^{token}$"
    for start in range(len(marked) - _GRAM + 1):
        yield marked[start : start + _GRAM]


@dataclass(frozen=True, slots=True)
class Gist:
    """One sentence of a mail, where it stands in the folded text, and how likely each label is (their sum is 1)."""

    start: int
    words: str
    likely: tuple[tuple[str, float], ...]

    def share(self, labels: frozenset[str]) -> float:
        """How likely one of these labels is."""
        return sum(p for label, p in self.likely if label in labels)

    def best(self, labels: frozenset[str]) -> str:
        """The likeliest of these labels."""
        return max((p, label) for label, p in self.likely if label in labels)[1]


class SentenceModel:
    """`labels` with their `bias`, and a row of weights (signed octets, times `scale`) for each feature.

    A label is an intent of the catalogue, or `-` for a sentence that wants nothing: greetings, what was done, who writes.
    """

    def __init__(self, labels: Sequence[str], bias: Sequence[float], scale: float, rows: bytes) -> None:
        if len(rows) != len(labels) << BITS or len(bias) != len(labels):
            raise ValueError("a model has one bias for each label, and one row of a weight each for every feature")
        self.labels = tuple(labels)
        self._bias = tuple(bias)
        self._scale = scale
        self._rows = memoryview(rows).cast("b")
        self._known: dict[str, tuple[int, array[int]]] = {}

    def likely(self, sentence: str) -> tuple[tuple[str, float], ...]:
        """(label, probability) of a folded sentence."""
        weighed = [self._weight(token) for token in tokens(sentence)]
        count = sum(number for number, _ in weighed)
        factor = self._scale / math.sqrt(count) if count else 0.0
        sums = [sum(column) for column in zip(*(weights for _, weights in weighed), strict=True)] or [0] * len(
            self._bias
        )
        logits = [bias + factor * total for bias, total in zip(self._bias, sums, strict=True)]
        most = max(logits)
        powers = [math.exp(logit - most) for logit in logits]
        total = sum(powers)
        return tuple((label, power / total) for label, power in zip(self.labels, powers, strict=True))

    def _weight(self, token: str) -> tuple[int, array[int]]:
        """How many features a token has, and the sum of their rows."""
        known = self._known.get(token)
        if known is None:
            if len(self._known) >= _MOST_WORDS:
                self._known.clear()
            width, places = len(self.labels), features(token)
            rows = (self._rows[place * width : (place + 1) * width] for place in places)
            known = self._known[token] = (len(places), array("h", map(sum, zip(*rows, strict=True))))
        return known
