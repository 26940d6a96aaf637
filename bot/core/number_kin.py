"""Numbers that look exactly like one that the mail names: « FA-117 » in the subject vouches for « FA-118 » below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.core.spans import Span

_RUN = re.compile(r"\d+")
_FEWEST_DIGITS = 4
_MOST_SHAPES = 20


def kin(flat: str, numbers: Iterable[str], taken: Iterable[Span]) -> Iterator[Span]:
    """Places in a flat text of what has the letters, marks and lengths of one of `numbers` and is not `taken`.

    `numbers` are flat; one of digits only, or of few, vouches for nothing: prices and dates look like it.
    """
    shapes = dict.fromkeys(_RUN.sub(_counted, re.escape(number)) for number in numbers if _vouches(number))
    held = bytearray(len(flat))
    for start, end in taken if shapes else ():
        held[start:end] = b"\x01" * (end - start)
    for shape in list(shapes)[:_MOST_SHAPES]:
        for match in _standing_free(shape).finditer(flat):
            if held.find(1, *match.span()) < 0:
                held[match.start() : match.end()] = b"\x01" * len(match[0])
                yield match.span()


@lru_cache(maxsize=500)
def _standing_free(shape: str) -> re.Pattern[str]:
    """Suppliers number their invoices in few ways: compiled once, each costs nothing any more."""
    return re.compile(rf"(?<![a-z0-9./_-]){shape}(?![a-z0-9/_-]|[.,]\d)")


def _counted(digits: re.Match[str]) -> str:
    return rf"\d{{{len(digits[0])}}}"


def _vouches(number: str) -> bool:
    digits = sum(map(str.isdigit, number))
    return digits >= _FEWEST_DIGITS and digits < len(number)
