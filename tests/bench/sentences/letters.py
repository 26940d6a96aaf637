"""Whole mails with a label beside each sentence: what the sentence model learns from, and is measured on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

FOLDER = Path(__file__).parents[2] / "corpus" / "letters"
_ONE_IN = 6


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: its class (A, V, H, S, or O for one that wants nothing), the invoice numbers that it is about as they are
    written, its subject, and (label, words) of its subject and of each of its lines."""

    kind: str
    numbers: tuple[str, ...]
    subject: str
    lines: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The mail's own text."""
        return "\n".join(words for _, words in self.lines[bool(self.subject) :])

    @property
    def is_kept_back(self) -> bool:
        """Whether the model is measured on this mail instead of learning from it."""
        return crc32(self.text.encode()) % _ONE_IN == 0


def letters(folder: Path = FOLDER) -> Iterator[Letter]:
    """Every mail of the folder's files, in order."""
    for path in sorted(folder.glob("*.tsv")):
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            yield _letter([line.split("\t", 2) for line in block.split("\n")])


def _letter(rows: list[list[str]]) -> Letter:
    (_, kind, numbers), *lines = rows
    subject = next((words for part, _, words in lines if part == "s"), "")
    listed = () if numbers == "-" else tuple(numbers.split("|"))
    return Letter(kind, listed, subject, tuple((label, words) for _, label, words in lines))
