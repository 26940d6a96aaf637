"""Where the sentences, rows and paragraphs of a text end: what stands in one of them belongs together."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_SENTENCE = re.compile(r"[.!?;](?=[\s)\"]|$)|\n", re.MULTILINE)
_SHORT_WORD = re.compile(
    r"(?:^|[^a-z])(?:n|no|ref|fact|fac|num|nr|env|cf|art|m|mme|mt|mtt|eng|tel|ste|sté|ets|bdc|st)$"
)


@dataclass(frozen=True, slots=True)
class Clauses:
    """Ends of the clauses and of the paragraphs of one text, ascending."""

    clause_ends: tuple[int, ...]
    paragraph_ends: tuple[int, ...]

    def at(self, place: int) -> tuple[int, int]:
        """Which clause and which paragraph `place` stands in, counted from nought."""
        return bisect_right(self.clause_ends, place), bisect_right(self.paragraph_ends, place)


def find_clauses(text: str, flat: str) -> Clauses:
    """The clauses of `text`, whose flat form is `flat`.

    A line that begins with a small letter goes on with the sentence above it (a wrapped line); any other
    line, and so each row of a table, stands for itself. The point of an abbreviation ends nothing.
    """
    sentences = [match.end() for match in _SENTENCE.finditer(flat) if _ends_here(text, flat, match)]
    paragraphs = [match.end() for match in _PARAGRAPH.finditer(flat)]
    return Clauses(tuple(sorted({*sentences, *paragraphs})), tuple(paragraphs))


def _ends_here(text: str, flat: str, match: re.Match[str]) -> bool:
    if match[0] == ".":
        return not _SHORT_WORD.search(flat, max(0, match.start() - 5), match.start())
    if match[0] == "\n":
        after = text[match.end() : match.end() + 80].lstrip(" \t\u00a0")
        return not after[:1].islower()
    return True
