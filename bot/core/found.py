"""What a finder of mentions hands over, and how overlapping readings of one place are settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from bot.core.mention import MentionKind


class Rank(IntEnum):
    """How firm a reading is; the lowest wins the place."""

    STRUCTURE = 0
    """Cannot be anything else: an IBAN, an address, a ticket reference in brackets."""
    LABELLED = 1
    """A word says what it is: « facture n° », « SIRET : »."""
    SHAPE = 2
    """Its form says what it is: a date, an amount, a SIRET with a right checksum."""
    NEXT_TO_WORD = 3
    """Stands right after « facture »."""
    LOOKS_LIKE = 4
    """Looks like an invoice number, and nothing else claimed it."""
    BARE = 5
    """No word says what it is: its shape and its place together do."""
    LIKELY = 6
    """Nearly so, where payment is spoken of: it counts when the mail names no other, or others made alike."""
    HINT = 7
    """Nearly so: it counts when something else in the mail says the same."""


@dataclass(frozen=True, slots=True)
class Found:
    """One reading of `text[start:end]`. `kind` None is a decoy: it takes its place and is dropped.

    An empty `value` means the text as written; `raw` is None when that may be kept (it may not for an IBAN).
    `aside` as in `Mention`, when the finder knows it. With `ends` it names one number for each of them: what is
    written at `lead`, then the end (« 24-117 à 24-119 », or the « 118 » of « 24-117/118 »).
    """

    kind: MentionKind | None
    start: int
    end: int
    value: str
    rank: Rank
    labelled: bool = False
    raw: str | None = None
    aside: bool = False
    lead: tuple[int, int] = (0, 0)
    ends: tuple[str, ...] = ()


def winners(found: Iterable[Found], length: int) -> list[Found]:
    """The readings that keep their place in a text of `length`, in reading order, decoys left out.

    Firmest rank first, then the longer, then a mention before a decoy, then the earlier.
    """
    taken = bytearray(length)
    kept = []
    for reading in sorted(found, key=lambda f: (f.rank, f.start - f.end, f.kind is None, f.start)):
        if taken.find(1, reading.start, reading.end) < 0:
            taken[reading.start : reading.end] = b"\x01" * (reading.end - reading.start)
            if reading.kind is not None:
                kept.append(reading)
    return sorted(kept, key=lambda f: f.start)
