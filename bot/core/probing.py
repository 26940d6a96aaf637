"""Which keys to ask the database for: a few exact ones and ranges, the same number however many invoices it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.candidate import Asked, Candidate
from bot.core.folded import TAILS, folded_word, order_figure, owner_of, owners_of, tail_of
from bot.core.reading import Readings
from bot.core.slips import slip_keys

_RANGES = 3
_SHORTEST_KNOWN, _SHORTEST_OPEN = 1, 5
_MOST_TAILS = 8
_NET = (1.2, 1.1, 1.055)
_LETTERS = re.compile(r"[A-Z]+")
_YEARS = tuple(folded_word(str(year)) for year in (*range(2018, 2032), *range(18, 32)))


@dataclass(frozen=True, slots=True)
class Probes:
    """What to look for among the owners `first` to `last` (`body` to `body_last`: all of the body's): keys, beginnings of keys, prices and orders with ends.

    `heads` are the keys that may be the end of a number, `ranges` those of them that are worth looking for.

    `price_from` and `order_from` begin the TAILS figures of one amount or one order; -1 asks for none.
    """

    first: int
    last: int
    body: int
    body_last: int
    keys: tuple[str, ...]
    heads: tuple[str, ...]
    ranges: tuple[str, ...]
    prices: tuple[int, ...]
    price_from: int
    orders: tuple[int, ...]
    order_from: int

    @property
    def known(self) -> bool:
        """Whether the company is known."""
        return self.first == self.last

    def spelt(self, key: str) -> tuple[str, bool]:
        """Which key of the text stands for a number with `key`, and whether as the end of it only."""
        if key in self.keys:
            return key, False
        return next(((head, True) for head in self.heads if key.startswith(head)), (key, False))


def probes_for(asked: Asked, readings: Readings, organisation_id: str) -> Probes:
    """The first questions about a reference, among the invoices of one public body."""
    first, last = _owners(asked.supplier, organisation_id)
    known = first == last
    shortest = _SHORTEST_KNOWN if known else _SHORTEST_OPEN
    heads = tuple(_heads(readings))[:_RANGES]
    tails = sorted({tail_of(reading.key) for reading in readings.ways[:_MOST_TAILS]})
    figure = order_figure(asked.order)
    return Probes(
        first,
        last,
        *owners_of(organisation_id),
        tuple(readings.by_key) if known else tuple(_plain_keys(readings)),
        heads,
        tuple(key for key in heads if len(key) >= shortest),
        tuple(cents * TAILS + tail for cents in _prices(asked.cents) for tail in tails),
        -1 if asked.cents is None else asked.cents * TAILS,
        () if figure is None else tuple(figure * TAILS + tail for tail in tails),
        -1 if figure is None else figure * TAILS,
    )


def slip_probes(readings: Readings) -> tuple[str, ...]:
    """The keys one slip away from the text, for a company that has nothing that it reads as."""
    found = slip_keys(readings.plainest)
    for reading in readings.ways[:4]:
        if reading.way == "bare":
            found |= slip_keys(reading.word)
    found.update(_with_lost_year(readings))
    return tuple(found)


def _with_lost_year(readings: Readings) -> Iterator[str]:
    """The keys of the text with a year put in where one may have been left out: after its letters, or at its end."""
    plain = readings.plainest
    letters = _LETTERS.match(plain)
    whole = folded_word(plain)
    head, figures = (folded_word(letters[0]), folded_word(plain[letters.end() :])) if letters else ("", "")
    for year in _YEARS:
        if letters:
            yield f"{figures}{year}{head}"
        yield f"{year}{whole}"


def _owners(supplier: str, organisation_id: str) -> tuple[int, int]:
    if not supplier:
        return owners_of(organisation_id)
    only = owner_of(organisation_id, supplier)
    return only, only


_WHOLE = ("whole", "all", "bare", "year", "bare_year", "year_first", "turned", "end_cut")


def _plain_keys(readings: Readings) -> Iterator[str]:
    """Without a company a part of the text reads as thousands of numbers: only what leaves nothing out, or is long."""
    for reading in readings.ways:
        if reading.way in _WHOLE or len(reading.key) > _SHORTEST_OPEN:
            yield reading.key


def _heads(readings: Readings) -> Iterator[str]:
    """Keys of what may be the end of a number: the text as it is, without letters, its year put first, and its last word."""
    for reading in readings.ways:
        if reading.way in ("whole", "bare", "year_first") or (reading.way == "run" and reading.left_out.endswith("<")):
            yield reading.key


def _prices(cents: int | None) -> tuple[int, ...]:
    """The amount, and what it would be with taxes: a cent more or less for the rounding."""
    if cents is None:
        return ()
    found = [cents]
    for rate in _NET:
        gross = round(cents * rate)
        found += (gross, gross - 1, gross + 1)
    return tuple(dict.fromkeys(found))


def neighbour_keys(candidate: Candidate) -> tuple[str, ...]:
    """The keys of the numbers that a slip would turn into this one, and of those with its own key."""
    return (candidate.folded, *slip_keys("".join(candidate.words)))
