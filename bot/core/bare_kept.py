"""Which numbers without a label count, given all the numbers that the same mail names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.core.flat_text import flat
from bot.core.found import Rank
from bot.core.invoice_number import same_number
from bot.core.number_shapes import skeleton

_CLOSE = 100
"""How far the short form of a number (« la 0102 ») may be from the number that gives its beginning."""
_SHORTEST = 3
"""« la 58 » beside « 2026-0117 » may be anything."""
_SAME_BEGINNING = 6
_LAST_RUN = re.compile(r"\d+$")

Said = tuple[Rank, str]


def kept(said: Sequence[Said]) -> Iterator[str | None]:
    """For each invoice number of what is written now, in order: what its sender left out before it, or None.

    `said` are ranks and values as written; None leaves the number out. Beside a number with a label, one without
    counts only when both are made alike; a hint counts when the mail says it twice, or says one like it, and what
    is likely also when nothing else is named. Digits that end another number are that number, digits near its end
    (« la 0103 » beside « UL/2026/0102 ») lack its beginning.
    """
    plain = [(rank, flat(value)) for rank, value in said]
    firm = {skeleton(value) for rank, value in plain if rank < Rank.BARE}
    likely = firm | _likely(plain)
    for index, (rank, value) in enumerate(plain):
        if rank < Rank.BARE:
            yield ""
            continue
        whole = _whole(said, plain, value)
        if whole is not None:
            yield whole or None
        elif firm and skeleton(value) not in firm and not _begins_alike(plain, value):
            yield None
        else:
            vouched = rank is Rank.BARE or skeleton(value) in likely or _again(plain, index)
            yield "" if vouched else None


def _begins_alike(plain: Sequence[Said], value: str) -> bool:
    """« 2026-0457-R » beside « 2026-0457 »: the same beginning, a letter more or another at the end."""
    return any(rank < Rank.BARE and value[:_SAME_BEGINNING] == of[:_SAME_BEGINNING] for rank, of in plain)


def _likely(plain: Sequence[Said]) -> set[str]:
    """How those without a label are made that count by themselves, or alone, or of which there are several with letters."""
    values = {value for _, value in plain}
    if len(values) == 1 and any(rank is Rank.LIKELY for rank, _ in plain):
        return {skeleton(value) for value in values}
    hints = Counter(skeleton(value) for value in {value for rank, value in plain if rank > Rank.BARE})
    several = {shape for shape, times in hints.items() if times > 1 and not shape.replace("-", "").isdigit()}
    return several | {skeleton(value) for rank, value in plain if rank is Rank.BARE}


def _whole(said: Sequence[Said], plain: Sequence[Said], digits: str) -> str | None:
    """The beginning, as written, of the number that `digits` are short for; "" when they end it, None when of none."""
    if not digits.isdigit():
        return None
    for (_, written), (_, number) in zip(said, plain, strict=True):
        lead = _lead(number, digits)
        if lead is not None:
            return written[: len(lead)]
    return None


def _lead(number: str, digits: str) -> str | None:
    last = _LAST_RUN.search(number)
    if last is None or last.start() == 0 or len(last[0]) < len(digits):
        return None
    if len(digits) < min(_SHORTEST, len(last[0])):
        return None
    lead = number[: len(number) - len(digits)]
    apart = abs(int(number[last.start() : len(lead)] + digits) - int(last[0]))
    return None if apart >= _CLOSE else (lead if apart else "")


def _again(plain: Sequence[Said], index: int) -> bool:
    return any(same_number(plain[index][1], value) for at, (_, value) in enumerate(plain) if at != index)
