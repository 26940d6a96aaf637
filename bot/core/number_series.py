"""What follows an invoice number: a list goes on number by number, a range may never be answered in part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.core.found import Found, Rank
from bot.core.invoice_number import same_number
from bot.core.mention import MentionKind
from bot.core.number_shapes import AFTER_SIGN, AFTER_WORD, STRUCTURED, UNMISTAKABLE, is_firm, is_possible, skeleton
from bot.core.spans import Span

_MOST_LISTED = 200
_LONGEST_RANGE = 30
"""What a range may hold and still be read number by number."""
_CLOSE = 100
"""How far the next of a list may be for its short form (« 118 ») to be the end of the number before it."""
_NEXT = 6
"""The same, behind a slash, where nothing says that there are several."""
_SHORTEST_END = 3
_SHORTEST_GLUED = 9
_LABEL_IN_NUMBER = re.compile(r"(?:fact|situation)\.? ?n ?°s? ?")
_HYPHENED = re.compile(r"\d{4,8}(?:-\d{4,8}){2,9}")
_BLANKS = re.compile(r"[ \t]{1,3}")
_LAST_DIGITS = re.compile(r"\d+$")
_YEAR_END = re.compile(r"(?:.*[^0-9])?(?:19|20)\d\d")
_NOUN = r"(?:(?:de |d')?(?:la |les |le |celle |ma |notre |l')?(?:factures?|fact(?![a-z0-9/_-])\.?|invoices?|rechnung|factura|fattura|factuur)? ?)?(?:n ?°s? ?:? ?)?(?:# ?|[-…](?=\d))?"
_NEXT_IN_LIST = re.compile(
    rf"[ \t]{{0,3}}\(?(?:,|;|/(?= )|&|\+|\bet\b|\bou\b|\band\b|\bor\b|\bund\b|\by\b|\be\b|\bainsi que\b|\n[ \t]{{0,3}}[-*]?)(?: ?et\b)?\s{{0,3}}{_NOUN}"
)
_TO = re.compile(rf"[ \n]{{1,2}}(?:jusqu')?(?:a|au|aux)[ \n]{_NOUN}")
_ARROW = re.compile(rf"[ \n]{{0,2}}(?:[-=]{{0,2}}>|→|⇒|➔|\.{{2,3}}|…)[ \n]{{0,2}}{_NOUN}")
_DASH = re.compile(rf" - {_NOUN}")
_AND = re.compile(rf"[ \n]et[ \n]{_NOUN}")
_BETWEEN = re.compile(rf"(?<![a-z])entre[ \n]{_NOUN}$")
_DIGITS = re.compile(
    r"\d{1,8}(?![a-z0-9]| \d{3}(?!\d)| \d{4}(?!\d)|[-/][a-z0-9]|[.,]\d| ?(?:€|euros?\b|eur\b|%|ttc\b|ht\b))"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGIT_RUNS = re.compile(r"\d+")
_PLURAL = re.compile(r"(?<![a-z])(?:factures|n ?°s|numeros|fact|celles|les|nos)\b[^.!?\n]{0,40}$")
_TAIL_OF_ITEM = re.compile(
    r" ?(?:\([^()\n]{0,60}\)|(?:du|de|en date du|d'un montant de|pour|a) [^,;\n]{0,50}?(?=,|;| et |\n))"
)
_TAIL_OF_END = re.compile(r" ?(?:\([^()\n]{0,60}\)|(?:du|en date du) [^,;.\n]{0,25}?(?= (?:a|au|jusqu'au?) ))")


def series(flat: str, numbers: Sequence[Found]) -> Iterator[Found]:
    """The ranges that begin, and the lists that go on, at any of these readings of invoice numbers."""
    done = 0
    for first in sorted(numbers, key=lambda found: (found.start, -found.end)):
        if first.start < done:
            continue
        for found in _from(flat, first):
            done = found.end
            yield found


def _from(flat: str, first: Found) -> Iterator[Found]:
    last = _last_of_range(flat, first)
    if last:
        yield _range(flat, first, last)
    yield from _listed_after(flat, first, last[1] if last else first.end)


def _range(flat: str, first: Found, last: Span) -> Found:
    """« X à Y » as one reading in one place, number by number when it counts up in ones and is short.

    Else it equals no invoice, so that what stands between its ends is not left unanswered.
    """
    rank = first.rank if first.rank >= Rank.BARE else Rank.LABELLED
    whole = Found(MentionKind.INVOICE_NUMBER, first.start, last[1], "", rank, labelled=rank is Rank.LABELLED)
    low, high = (_LAST_DIGITS.search(flat, *span) for span in ((first.start, first.end), last))
    if low is None or high is None:
        return whole
    width, written = len(low[0]), len(high[0])
    before = flat[last[0] : high.start()]
    if written > width or (before and (written < width or _bare(before) != _bare(flat[first.start : low.start()]))):
        return whole
    start, end = int(low[0]), int(low[0][: width - written] + high[0])
    if not 0 < end - start <= _LONGEST_RANGE:
        return whole
    ends = tuple(str(number).zfill(width) for number in range(start, end + 1))
    return replace(whole, lead=(first.start, low.start()), ends=ends)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _last_of_range(flat: str, first: Found) -> Span | None:
    """Where the Y of « X à Y » stands; None when no range begins at `first`."""
    tail = _TAIL_OF_END.match(flat, first.end)
    for place in {first.end, tail.end() if tail else first.end}:
        for joint in (_TO, _ARROW, _DASH, _AND):
            match = joint.match(flat, place)
            if match and (joint is not _AND or _BETWEEN.search(flat, max(0, first.start - 25), first.start)):
                end = _end_of_range(flat, first, match.end(), sure=joint in (_TO, _ARROW))
                if end:
                    return match.end(), end
    return None


def _end_of_range(flat: str, first: Found, place: int, *, sure: bool) -> int:
    value = flat[first.start : first.end]
    match = _made_as(value).match(flat, place) if " " in value else AFTER_WORD.match(flat, place)
    if match and _is_like(match[0], value) and _is_possible(flat, match):
        return 0 if same_number(match[0], value) else match.end()
    digits = _DIGITS.match(flat, place)
    if digits is None or not _is_possible(flat, digits, shortest=1):
        return 0
    last = len(_DIGIT_RUNS.findall(value)[-1])
    if sure and len(digits[0]) < last and _is_plural(flat, first.start):
        return digits.end()
    return digits.end() if len(digits[0]) == last and (sure or not _YEAR.fullmatch(digits[0])) else 0


@lru_cache(maxsize=500)
def _made_as(value: str) -> re.Pattern[str]:
    """What has the letters, blanks and lengths of `value`, or what may follow « n° »."""
    mask = _DIGIT_RUNS.sub(lambda digits: rf"\d{{{len(digits[0])}}}", re.escape(value))
    return re.compile(rf"{mask}(?![a-z0-9/_-]|[.,]\d)|{AFTER_SIGN.pattern}")


def _is_like(value: str, first: str) -> bool:
    first = _LABEL_IN_NUMBER.sub("", first)
    return skeleton(value) == skeleton(first) and (not first.isdigit() or len(value) == len(first))


def _is_plural(flat: str, place: int) -> bool:
    return _PLURAL.search(flat, max(0, place - 50), place) is not None


def _is_possible(flat: str, match: re.Match[str], shortest: int = 3) -> bool:
    """Whether what follows a number does not make it a quantity; short tails are padded for the question."""
    value = match[0] if len(match[0]) >= 3 or shortest >= 3 else match[0].zfill(3)
    return is_possible(value, vouched=False, after=flat[match.end() : match.end() + 14])


def _listed_after(flat: str, first: Found, end: int) -> Iterator[Found]:
    """« X, Y et Z »: what follows must look like the first one, so that dates and sums end the list."""
    value = flat[first.start : first.end]
    for _ in range(_MOST_LISTED):
        tail = _TAIL_OF_ITEM.match(flat, end)
        joint = _NEXT_IN_LIST.match(flat, tail.end() if tail else end) or _NEXT_IN_LIST.match(flat, end)
        match = _next_item(flat, joint.end(), value, first.start) if joint else _next_beside(flat, end, first)
        if match is None:
            return
        yield _item(flat, first, match.span())
        end = match.end()


def _next_beside(flat: str, place: int, first: Found) -> re.Match[str] | None:
    """« les factures 260117 260118 »: only a blank between two of one width."""
    blank = _BLANKS.match(flat, place)
    match = AFTER_WORD.match(flat, blank.end()) if blank else None
    value = flat[first.start : first.end]
    if match is None or len(match[0]) != len(value) or not is_firm(value) or skeleton(match[0]) != skeleton(value):
        return None
    return match if _is_plural(flat, first.start) and _is_possible(flat, match) else None


def _item(flat: str, first: Found, span: Span) -> Found:
    """The reading at `span`; where it gives but the last digits, the beginning of `first` stands before them."""
    rank = first.rank if first.rank >= Rank.BARE else Rank.NEXT_TO_WORD
    item = Found(MentionKind.INVOICE_NUMBER, *span, "", rank, labelled=rank is Rank.NEXT_TO_WORD)
    short, last = flat[slice(*span)], _LAST_DIGITS.search(flat, first.start, first.end)
    whole = last is None or (first.start == last.start() and len(short) == len(last[0]))
    if last is None or whole or not short.isdigit() or len(short) > len(last[0]):
        return item
    lead = first.end - len(short)
    if not 0 < abs(int(flat[last.start() : lead] + short) - int(last[0])) < _CLOSE:
        return item
    return replace(item, lead=(first.start, lead), ends=(short,))


def cut_at_slashes(flat: str, found: Found) -> list[Found]:
    """« 24-117/118/119 » and « 0144-0145-0151 » as three readings, any other number as it is.

    A list counts upwards in small steps, each as wide as the end of the first, or shorter (« 240117/118 »); its first
    part is a whole number by itself (so `2024/117` is none), and more than one invoice is spoken of.
    """
    value = flat[found.start : found.end]
    first, *more = value.split("-" if _HYPHENED.fullmatch(value) else "/")
    if not more:
        return [_glued_range(flat, found)]
    plural = _is_plural(flat, found.start)
    several = len(more) > 1 or UNMISTAKABLE.fullmatch(first) or plural or _goes_on_shortly(first, more[0], _NEXT)
    if not several or not _may_head(first):
        return [found]
    kept = [replace(found, end=found.start + len(first))]
    for part in more:
        start = kept[-1].end + 1
        last = flat[kept[-1].start : kept[-1].end]
        if not (_goes_on(last, part) or _goes_on_shortly(last, part, _CLOSE if plural else _NEXT)):
            return [found]
        item = _item(flat, kept[0], (start, start + len(part)))
        kept.append(replace(item, rank=found.rank, labelled=found.labelled))
    return kept


def _glued_range(flat: str, found: Found) -> Found:
    """« FA0175-FA0178 »: two numbers alike with letters, and a hyphen that is no part of either."""
    value = flat[found.start : found.end]
    middle = len(value) // 2
    if len(value) < _SHORTEST_GLUED or value[middle] != "-" or not value[0].isalpha():
        return found
    if skeleton(value[:middle]) != skeleton(value[middle + 1 :]):
        return found
    first = replace(found, end=found.start + middle)
    return replace(_range(flat, first, (first.end + 1, found.end)), rank=found.rank, labelled=found.labelled)


def _may_head(value: str) -> bool:
    if _YEAR_END.fullmatch(value):
        return False
    return is_firm(value) or STRUCTURED.fullmatch(value) is not None


def _goes_on(value: str, part: str) -> bool:
    """Whether `part` is a little more than `value`: both as wide, the letters of both alike."""
    one, other = _LAST_DIGITS.search(value), _LAST_DIGITS.search(part)
    if one is None or other is None or len(one[0]) != len(other[0]):
        return False
    alike = other.start() == 0 or skeleton(part) == skeleton(value)
    return alike and 0 < int(other[0]) - int(one[0]) < _CLOSE


def _goes_on_shortly(value: str, part: str, most: int) -> bool:
    """« 240117/118 »: whether `part` is the end of a number less than `most` above `value`."""
    last = _LAST_DIGITS.search(value)
    if last is None or not part.isdigit() or not _SHORTEST_END <= len(part) < len(last[0]):
        return False
    return 0 < int(part) - int(last[0][-len(part) :]) < most


def _next_item(flat: str, place: int, value: str, start: int) -> re.Match[str] | None:
    match = _made_as(value).match(flat, place) if " " in value else AFTER_WORD.match(flat, place)
    if match and _alike(match[0], value) and _is_possible(flat, match):
        return match
    digits = _DIGITS.match(flat, place)
    last = len(_DIGIT_RUNS.findall(value)[-1])
    if digits and 2 <= len(digits[0]) < last and _is_plural(flat, start) and _is_possible(flat, digits, shortest=2):
        return digits
    return None


def _alike(value: str, first: str) -> bool:
    if value.isdigit():
        last = len(_DIGIT_RUNS.findall(first)[-1])
        return abs(len(value) - len(first)) <= 1 if first.isdigit() else len(value) == last  # « 2024-117 et 118 »
    if first.isdigit():
        return False
    shapes = (UNMISTAKABLE, STRUCTURED)
    return skeleton(value) == skeleton(first) or any(shape.fullmatch(value) for shape in shapes)
