"""The labelled sentences, folded as the program folds a mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from zlib import crc32

from bot.core.language import language_of
from bot.core.own_words import PAUSE, own_words
from tests.bench.sentences.letters import letters
from tests.core import samples

FOLDER = Path(__file__).parents[2] / "corpus" / "sentences"
IDLE = "-"
_ONE_IN = 10


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence as written and folded, with its label: an intent, or `-`."""

    label: str
    words: str
    folded: str


def labelled(folder: Path = FOLDER) -> Iterator[Labelled]:
    """Every sentence of the folder's files, in order."""
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            label, words = line.split("\t")
            yield Labelled(label, words, folded(words))


def taught() -> Iterator[Labelled]:
    """What the model learns from: single sentences and those of whole mails, but for what is kept back.

    « i40 » is left out: that an invoice is old is told by its date, not by words.
    """
    single = (one for one in labelled() if not is_kept_back(one))
    lines = (line for letter in letters() if not letter.is_kept_back for line in letter.lines)
    of_letters = (Labelled(label, words, folded(words)) for label, words in lines)
    yield from (one for one in chain(single, of_letters) if one.label != "i40")


def folded(words: str) -> str:
    """A sentence as it stands in a mail's own words."""
    mail = samples.mail(words, subject="", language=language_of("", words))
    return own_words(mail).said.strip(PAUSE)


def is_kept_back(one: Labelled) -> bool:
    """Whether the model is measured on this sentence instead of learning it."""
    return crc32(one.words.encode()) % _ONE_IN == 0
