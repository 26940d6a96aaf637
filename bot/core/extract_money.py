"""Amounts in euros as the French write them: `1 234,50 €`, `1234.50 EUR`, `1.234,50`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.asides import is_other_money
from bot.core.found import Found, Rank
from bot.core.mention import MentionKind

_FIGURE = r"(?:\d{1,3}(?:[ .,']\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,12}(?:[.,]\d{1,2})?)"
WHOLE_FIGURE = re.compile(rf"({_FIGURE})(?: ?(?:€|eur|euros?))?(?: ?(?:ttc|ht))?")
"""A table cell that is nothing but an amount."""
# The same figure where nothing may stand before it; it begins with its digit, which is far quicker to find.
_FIRST = r"\d(?<![\w.,/]\d)(?<![^ \t\n(:]-\d)"
_OWN_FIGURE = rf"(?:{_FIRST}\d{{0,2}}(?:[ .,']\d{{3}}){{1,4}}(?:[.,]\d{{1,2}})?|{_FIRST}\d{{0,11}}(?:[.,]\d{{1,2}})?)"
_AFTER = r"(?:(?:,-)? ?(?:€|eur\b|euros?\b)|(?<=[.,]\d\d) ?(?:ttc|ht|e(?!'))\b|(?<=\d\d\d)e(?!')\b| ?(?:ttc)\b)"
_WITH_CURRENCY = re.compile(rf"({_OWN_FIGURE}){_AFTER}")
_SPLIT_BY_SIGN = re.compile(
    rf"({_FIRST}(?:\d{{0,2}}(?: \d{{3}}){{1,3}}|\d{{0,8}})) ?(?:€|euros?) ?(\d\d)(?![\d,./-]| ?(?:%|€|euros?|jours?|j\b|mois|ans?|h\b|rue|avenue|place|x\b|fois|factures?|lignes?))"
)
"""« 218 € 40 », « 218 euros 40 »."""
_CURRENCY_FIRST = re.compile(rf"(?:eur|€) ?(?<!\weur)(?<!\weur )({_FIGURE})(?![\w/]|[.,]\d)")
_CUED = re.compile(
    rf"(?:montants?|totale?|sommes?|solde|net a payer|ttc)\b[^0-9\n]{{0,25}}({_FIGURE})(?![\w/%-]|[.,]\d)"
)
_CUED_WHOLE = re.compile(
    r"(?:montants?|net a payer|total ttc)(?: (?:ttc|total|ht|net|de|est de|exact)){0,3}(?: ?[:=] ?| )(\d{3,7})(?![\w/%-]|[.,]\d| \d| [a-z]+s\b)"
)
"""« montant TTC de 2500 »: a whole figure counts when nothing else is said of it."""
_UNIT = r" ?(?:%|m[23l]\b|km\b|kg\b|cm\b|mm\b|ha\b|litres?\b|tonnes?\b|metres?\b|points?\b|heures?\b|h\b)"
_TWO_DECIMALS = re.compile(
    rf"({_FIRST}\d{{0,2}}(?:[ .]\d{{3}}){{0,3}},\d\d|{_FIRST}\d{{3,8}},\d\d)(?![\w.,/%-]|{_UNIT})"
)
_CAPITAL = re.compile(r"capital(?: social)?[^0-9\n]{0,25}$")
_PERCENT = re.compile(r"\d(?<![\w.,]\d)\d{0,2}(?:[.,]\d{1,2})? ?%")


def find_money(flat: str) -> Iterator[Found]:
    """Readings of amounts in a flat text; a company's capital and percentages are decoys."""
    for pattern in (_SPLIT_BY_SIGN, _WITH_CURRENCY, _CURRENCY_FIRST, _TWO_DECIMALS):
        for match in pattern.finditer(flat):
            figure = ".".join(group for group in match.groups() if group)
            yield _amount(flat, match, figure, labelled=False)
    for match in _CUED.finditer(flat):
        if "," in match[1] or "." in match[1] or " " in match[1]:
            yield _amount(flat, match, match[1], labelled=True)
    for match in _CUED_WHOLE.finditer(flat):
        yield _amount(flat, match, match[1], labelled=True)
    for match in _PERCENT.finditer(flat):
        yield Found(None, match.start(), match.end(), "", Rank.SHAPE)


def _amount(flat: str, match: re.Match[str], figure: str, *, labelled: bool) -> Found:
    start, end = match.start(1), match.end(match.lastindex or 1)
    capital = _CAPITAL.search(flat, max(0, start - 45), start)
    kind = None if capital else MentionKind.AMOUNT
    aside = is_other_money(flat, start, end)
    return Found(kind, start, end, normal_amount(figure), Rank.SHAPE, labelled, aside=aside)


def normal_amount(figure: str) -> str:
    """`1 234,5` as `1234.50`: the last comma or point followed by one or two digits is the decimal mark."""
    match = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", figure)
    whole, cents = (match[1], match[2]) if match else (figure, None)
    return f"{int(re.sub(r'[^0-9]', '', whole) or '0')}.{(cents or '00').ljust(2, '0')}"
