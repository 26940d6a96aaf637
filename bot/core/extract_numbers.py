"""Invoice numbers (and engagement numbers) in a text: by their label first, by their shape last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.core.extract_cues import Cue, CueAt, Cues, find_cues, find_signed, value_places
from bot.core.found import Found, Rank, winners
from bot.core.mention import MentionKind
from bot.core.number_bare import find_bare
from bot.core.number_series import cut_at_slashes, series
from bot.core.number_shapes import (
    AFTER_SIGN,
    AFTER_WORD,
    ANY_VALUE,
    DIGITS,
    FILE_STEM,
    PREFIXED,
    STRUCTURED,
    UNMISTAKABLE,
    is_firm,
    is_possible,
    skeleton,
)
from bot.core.number_tables import below_headings
from bot.core.number_words import behind_loose_words, of_one_invoice

_ENGAGEMENT_SHAPE = re.compile(
    r"(?:b(?<![a-z0-9./-]b)d?c|e(?<![a-z0-9./-]e)j)[-_/ ]?\d[a-z0-9]{3,14}(?:[-/]\d{1,8}){0,2}(?![a-z0-9])"
)
_YEAR_AND_MONTH = re.compile(r"20[0-4]\d[-/](?:0[1-9]|1[0-2])")
_CODED_FILE = re.compile(r"(?!(?:[a-z]+-?)?(?:19|20)\d\d$)(?:[a-z]{1,6}-?|(?=\d{2,6}-))\d{2,8}(?:-\d{1,8}){0,3}")
"""A file named by letters and digits that are more than a year: `HF-26-00144`, `69-240117`."""
_LIKE_A_MONTH = re.compile(
    r"(?<![a-z])facture(?: de [a-z]{4,20})? (?:n ?° ?)?(\d\d-20\d\d)(?= ?\(?(?:de |d'un montant de )?\d[\d .]{0,9}(?:,\d\d)? ?(?:€|eur))"
)
"""« notre facture 01-2026 de 1 500 € »: one invoice with its price, so the first of the year and not January's."""
_JOINED = re.compile(r" ?(?:,|/|&|\bet\b|\bou\b) ?(?:n ?° ?)?")
_MOST_ORDERS = 20
_UNDERSCORED_WORD = re.compile(r"_(?=[a-z]{2})")
_BEGINS_FILE = re.compile(r"20[0-4]\d-\d{3,6}(?=[ -][a-z]{3})")
"""A file named by year and counter, then words: « 2026-0457 Mairie.pdf »."""
_KINDS = {Cue.ENGAGEMENT: MentionKind.ENGAGEMENT, Cue.MARKET: MentionKind.MARKET}


def find_numbers(flat: str, *, in_subject: bool = False, written: str = "") -> Iterator[Found]:
    """Readings of invoice and engagement numbers in a flat text; other documents' numbers are decoys.

    In a subject line a year and counter (`2024-117`) need no word beside them. With `written`, the text as it was
    written, numbers are also read that no word labels.
    """
    cues = find_cues(flat)
    read = [
        *_labelled(cues),
        *below_headings(cues),
        *_by_shape(cues, in_subject=in_subject),
        *of_one_invoice(cues.flat),
        *behind_loose_words(cues),
        *(find_bare(written, cues, in_subject=in_subject) if written else ()),
    ]
    numbers = [part for found in read for part in cut_at_slashes(flat, found)]
    yield from numbers
    for found in numbers:
        if found.kind is MentionKind.ENGAGEMENT:
            yield from _further_orders(flat, found)
    invoices = (found for found in numbers if found.kind is MentionKind.INVOICE_NUMBER)
    yield from series(flat, winners(invoices, len(flat)))
    for match in _LIKE_A_MONTH.finditer(flat):
        yield _invoice(match.start(1), match.end(1), Rank.LABELLED, labelled=True)
    for match in _ENGAGEMENT_SHAPE.finditer(flat):
        yield Found(MentionKind.ENGAGEMENT, match.start(), match.end(), "", Rank.SHAPE)


def _further_orders(flat: str, first: Found) -> Iterator[Found]:
    """« bons de commande 26-00871 et 26-00872 »: what is joined to an order and looks exactly like it."""
    for _ in range(_MOST_ORDERS):
        joint = _JOINED.match(flat, first.end)
        match = ANY_VALUE.match(flat, joint.end()) if joint else None
        alike = match and len(match[0]) == first.end - first.start
        if not match or not alike or skeleton(match[0]) != skeleton(flat[first.start : first.end]):
            return
        first = replace(first, start=match.start(), end=match.end())
        yield first


def find_in_file_name(flat: str) -> Iterator[Found]:
    """Readings of invoice numbers in one flat file name: `facture_FA-117.pdf`, `FC0140.pdf`."""
    hyphened = flat.replace("_", " ") if "-" in flat else _UNDERSCORED_WORD.sub(" ", flat).replace("_", "-")
    stem = hyphened.rpartition(".")[0] or hyphened
    yield from find_numbers(stem)
    begins = _BEGINS_FILE.match(stem)
    if begins:
        yield _invoice(0, begins.end(), Rank.LOOKS_LIKE, labelled=False)
    if FILE_STEM.fullmatch(stem) or (_CODED_FILE.fullmatch(stem) and is_firm(stem)) or _is_structured_file(stem):
        yield _invoice(0, len(stem), Rank.LOOKS_LIKE, labelled=False)


def _is_structured_file(stem: str) -> bool:
    return STRUCTURED.fullmatch(stem) is not None and is_possible(stem, vouched=False)


def _invoice(start: int, end: int, rank: Rank, *, labelled: bool) -> Found:
    return Found(MentionKind.INVOICE_NUMBER, start, end, "", rank, labelled)


def _labelled(cues: Cues) -> Iterator[Found]:
    """« facture X », « bon de commande X », « marché X »; then « facture n° X », « n° de commande X », « n° X »."""
    served = set()
    for cue, place in value_places(cues):
        found = _after_word(cues, cue, place)
        if found:
            served.add(cue.end)
            yield found
    for signed in find_signed(cues):
        # « facture FA-117 – réf. 4411 »: the noun has its number already, the sign stands alone.
        own = signed.noun_end in served and signed.cue is not Cue.OTHER
        cue_of_sign = None if own else signed.cue
        served.add(signed.noun_end)
        served.discard(-1)
        found = _after_sign(cues.flat, cue_of_sign, signed.value_at)
        if found:
            yield found


def _after_word(cues: Cues, cue: CueAt, place: int) -> Found | None:
    if cue.cue is not Cue.INVOICE:
        match = ANY_VALUE.match(cues.flat, place)
        return _other(cues.flat, cue.cue, match) if match else None
    match = AFTER_WORD.match(cues.flat, place)
    if match and _may_be(cues.flat, match):
        return _invoice(match.start(), match.end(), Rank.NEXT_TO_WORD, labelled=True)
    return None


def _may_be(flat: str, match: re.Match[str]) -> bool:
    """Whether a value without « n° » may be an invoice number, given what follows it."""
    return is_possible(match[0], vouched=False, after=flat[match.end() : match.end() + 14])


def _after_sign(flat: str, cue: Cue | None, place: int) -> Found | None:
    pattern = ANY_VALUE if cue in (Cue.ENGAGEMENT, Cue.MARKET, Cue.OTHER) else AFTER_SIGN
    match = pattern.match(flat, place)
    if match is None or cue is Cue.COUNTED:
        return None
    if cue is Cue.INVOICE:
        found = _invoice(match.start(), match.end(), Rank.LABELLED, labelled=True)
        return found if is_possible(match[0], vouched=True) else None
    if cue is None:
        found = _invoice(match.start(), match.end(), Rank.NEXT_TO_WORD, labelled=True)
        return found if _is_structured(flat, match) else None
    return _other(flat, cue, match)


def _other(flat: str, cue: Cue, match: re.Match[str]) -> Found:
    digits = sum(char.isdigit() for char in match[0])
    kind = _KINDS.get(cue) if digits >= 2 else None
    if kind is MentionKind.MARKET and not _may_be(flat, match):
        kind = None  # « le marché 2026 », « le marché 12 rue… »
    return Found(kind, match.start(), match.end(), "", Rank.LABELLED, labelled=True)


def _is_structured(flat: str, match: re.Match[str]) -> bool:
    if not is_possible(match[0], vouched=False):
        return False
    shapes = (STRUCTURED.match(flat, match.start()), UNMISTAKABLE.match(flat, match.start()))
    return any(shape and shape.end() == match.end() for shape in shapes)


def _by_shape(cues: Cues, *, in_subject: bool) -> Iterator[Found]:
    """Numbers without a label: known prefixes anywhere, year and counter where an invoice is spoken of."""
    flat = cues.flat
    for hint in PREFIXED.finditer(flat):
        match = UNMISTAKABLE.match(flat, hint.start())
        if match and is_possible(match[0], vouched=False):
            labelled = _near(cues, match.start()) is Cue.INVOICE
            yield _invoice(match.start(), match.end(), Rank.LOOKS_LIKE, labelled=labelled)
    for hint in DIGITS.finditer(flat):
        match = STRUCTURED.match(flat, _start_of_word(flat, hint.start()))
        if match and is_possible(match[0], vouched=False):
            near = _near(cues, match.start())
            if near is Cue.INVOICE or (in_subject and near is None and not _YEAR_AND_MONTH.fullmatch(match[0])):
                yield _invoice(match.start(), match.end(), Rank.LOOKS_LIKE, labelled=near is Cue.INVOICE)


def _start_of_word(flat: str, place: int) -> int:
    """Back over the letters that belong to the digits at `place`: ten at most, and one hyphen or slash."""
    start = place - (place > 1 and flat[place - 1] in "-/" and flat[place - 2].isalpha())
    while start > 0 and place - start < 12 and "a" <= flat[start - 1] <= "z":
        start -= 1
    return start


def _near(cues: Cues, place: int) -> Cue | None:
    cue = cues.before(place, 60)
    return cue.cue if cue else None
