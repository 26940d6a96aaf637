"""One cell of a spreadsheet as the person before the screen reads it: number formats honoured, nothing rounded."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

_EXACT_DIGITS = 15
"""Spreadsheets keep no more: what is longer has lost its last digits for good."""

_ROUNDED_FROM = 10**_EXACT_DIGITS
_TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.|\[\$(?P<sign>[^\]-]*)[^\]]*\]|\[[^\]]*\]|(?P<other>.)'
)
_SCALED = re.compile(r"[%eE/]|,(?:$|[^#0?])")


def text_of(value: object, number_format: str) -> str:
    """A cell's value as text: `312` in a cell of format `00000` is `00312`, a date is ISO, a whole number has no `.0`.

    A number of more than fifteen digits comes as `1.23E+16`: readers of numbers refuse that form.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return re.sub(r"(?:_x000[aAdD]_|\s*[\r\n]\s*)+", " ", value).strip()
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    return str(value)


def is_day(value: object) -> bool:
    """True for a cell that the spreadsheet holds as a date or a time, whatever was typed into it."""
    return isinstance(value, date | time | timedelta)


def _number(value: float, number_format: str) -> str:
    if abs(value) >= _ROUNDED_FROM:
        return f"{float(value):.{_EXACT_DIGITS}G}"
    exact = Decimal(f"{value:.{_EXACT_DIGITS}g}")
    shown = _Format(number_format)
    if shown.decimals >= 2:
        exact = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    if exact != exact.to_integral_value():
        return f"{exact:f}"
    whole = f"{abs(exact):.0f}"
    return f"{'-' if exact < 0 else ''}{shown.filled(whole)}"


class _Format:
    """What a number format does to a whole number: its zeros, and the signs that it adds before, between and behind."""

    def __init__(self, number_format: str) -> None:
        section = number_format.split(";", maxsplit=1)[0]
        bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]', "", section)
        usual = bare.strip().lower() in {"general", "standard", "@", ""} or bool(_SCALED.search(bare))
        after_point = re.search(r"\.([0#?]+)", bare)
        self.decimals = len(after_point[1]) if after_point and not usual else 0
        self._places = () if usual or self.decimals else tuple(_places(section))

    def filled(self, digits: str) -> str:
        """The digits in their places, from the right."""
        if not any(kind == "digit" for kind, _ in self._places):
            return digits
        left, shown = list(digits), list[str]()
        first = next(at for at, (kind, _) in enumerate(self._places) if kind == "digit")
        for at in range(len(self._places) - 1, -1, -1):
            kind, sign = self._places[at]
            if kind == "digit":
                shown.append(left.pop() if left else "0" if sign == "0" else "")
                if at == first:
                    shown.append("".join(left))
            elif left or at < first or self._is_behind(at) or self._has_zero_before(at):
                shown.append(sign)
        return "".join(reversed(shown)).strip()

    def _is_behind(self, at: int) -> bool:
        return not any(kind == "digit" for kind, _ in self._places[at:])

    def _has_zero_before(self, at: int) -> bool:
        return any(kind == "digit" and sign == "0" for kind, sign in self._places[:at])


def _places(section: str) -> list[tuple[str, str]]:
    """The format as places for digits and signs that are shown as they are; thousands' commas are left out."""
    places = list[tuple[str, str]]()
    for token in _TOKENS.finditer(section):
        other = token["other"]
        if other is not None and other in "0#?":
            places.append(("digit", other))
        elif other != ",":
            places.append(("sign", token["quoted"] or token["escaped"] or token["sign"] or other or ""))
    return [place for place in places if place[1]]
