"""What of a mail vouches for a number without a label: one that it names, and that the other resembles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from bot.core.flat_text import flat
from bot.core.found import Rank
from bot.core.invoice_number import same_number
from bot.core.number_shapes import skeleton
from bot.core.spans import Span

_RUN = re.compile(r"\d+")
_FEWEST_DIGITS = 4
_MOST_SHAPES = 20
_CLOSE = 100
"""How far the short form of a number (« la 0102 ») may be from the number that gives its beginning."""
_LAST_RUN = re.compile(r"\d+$")


def kin(flat: str, numbers: Iterable[str], taken: Iterable[Span]) -> Iterator[Span]:
    """Places in a flat text of what has the letters, marks and lengths of one of `numbers` and is not `taken`.

    `numbers` are flat; one of digits only, or of few, vouches for nothing: prices and dates look like it.
    """
    shapes = dict.fromkeys(_RUN.sub(_counted, re.escape(number)) for number in numbers if _vouches(number))
    held = list(taken) if shapes else []
    for shape in list(shapes)[:_MOST_SHAPES]:
        for match in re.finditer(rf"(?<![a-z0-9./_-]){shape}(?![a-z0-9/_-]|[.,]\d)", flat):
            if not any(start < match.end() and match.start() < end for start, end in held):
                held.append(match.span())
                yield match.span()


def borne_out(said: Sequence[tuple[Rank, str]]) -> Iterator[str | None]:
    """For each invoice number, in order: what stands before it as its sender means it, or None when it is left out.

    `said` are ranks and values as written. Beside a number with a label, one without counts only when both are made alike; a
    hint counts when the mail says it twice, or says one like it. Digits that end another number are that number,
    digits near its end (« la 0103 » beside « UL/2026/0102 ») are meant with its beginning.
    """
    written = [value for _, value in said]
    said = [(rank, flat(value)) for rank, value in said]
    firm = {skeleton(value) for rank, value in said if rank < Rank.BARE}
    hints = Counter(skeleton(value) for value in {value for rank, value in said if rank is Rank.HINT})
    likely = firm | {skeleton(value) for rank, value in said if rank is Rank.BARE}
    likely |= {shape for shape, times in hints.items() if times > 1 and not shape.replace("-", "").isdigit()}
    for index, (rank, value) in enumerate(said):
        others = [other for at, (_, other) in enumerate(said) if at != index]
        if rank < Rank.BARE:
            yield ""
        elif value.isdigit() and (
            places := [at for at, (_, other) in enumerate(said) if _lead(other, value) is not None]
        ):
            yield written[places[0]][: len(_lead(said[places[0]][1], value) or "")] or None
        elif (firm and skeleton(value) not in firm) or (rank is Rank.HINT and not _twice(value, others, likely)):
            yield None
        else:
            yield ""


def _lead(number: str, digits: str) -> str | None:
    """What of `number` stands before `digits`, when they are a short form of it or of one near it; "" when of itself."""
    last = _LAST_RUN.search(number)
    if last is None or last.start() == 0 or len(last[0]) < len(digits):
        return None
    lead = number[: len(number) - len(digits)]
    apart = abs(int(number[last.start() : len(lead)] + digits) - int(last[0]))
    return None if apart >= _CLOSE else (lead if apart else "")


def _twice(value: str, others: Sequence[str], likely: set[str]) -> bool:
    return skeleton(value) in likely or any(same_number(value, other) for other in others)


def _counted(digits: re.Match[str]) -> str:
    return rf"\d{{{len(digits[0])}}}"


def _vouches(number: str) -> bool:
    digits = sum(map(str.isdigit, number))
    return digits >= _FEWEST_DIGITS and digits < len(number)
