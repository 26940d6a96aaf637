"""From a mail to its mentions: everything in it that has the shape of what we look for, with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bot.core.asides import is_set_aside
from bot.core.attached import AttachedFile, placed, text_of_files
from bot.core.attached_mentions import counts, fact_mentions, moved
from bot.core.attached_words import is_letter
from bot.core.bare_kept import kept
from bot.core.clauses import find_clauses
from bot.core.extract_cues import find_cues
from bot.core.extract_dates import find_dates, is_ambiguous
from bot.core.extract_identity import find_identity
from bot.core.extract_money import find_money
from bot.core.extract_numbers import find_in_file_name, find_numbers
from bot.core.extract_periods import dated, find_periods
from bot.core.flat_text import INVISIBLE, flat
from bot.core.found import Found, Rank, winners
from bot.core.invoice_number import compact
from bot.core.mail import IncomingMail
from bot.core.mention import Mention, MentionKind, Source
from bot.core.number_kin import kin

MOST_MENTIONS = 1000
"""Of one mail: a list of thousands of figures is not a question that a machine should answer."""

_MONTH_MAY_COME_FIRST = "en"
_NOW = (Source.SUBJECT, Source.FRESH)
_OLDER = (Source.QUOTED, Source.FILE_NAME)
SOURCES = (*_NOW, *_OLDER)

_ORDERS = (MentionKind.ENGAGEMENT, MentionKind.MARKET)
_SERVICE = re.compile(
    r"(?:codes? (?:du )?services?|service (?:destinataire|executant))(?: (?:chorus|destinataire|executant|est|le|la|:|suivant))*[ :=\"'(n°]{0,6}([a-z0-9][a-z0-9_-]{1,39})"
)
_BESIDE_SIRET = re.compile(
    r"\d(?:[ .-]?\d){13}[ ,;:/()-]{1,4}(?:et )?(?:(?:code )?(?:service|sce)|code) ?[:=n°-]{0,3} ?([a-z0-9][a-z0-9_-]{1,39})"
)
_LINE = re.compile(r"[^\n]+")

_MARKS_INSIDE = re.compile(r"(?<=[a-z0-9_/-])\*{1,2}(?=[a-z0-9_/-])|(?<=[a-z][ \n-])\*{1,2}(?=\d+\*)")
"""Marks of bold print inside a number: « FA-**2024**-117 »."""


def extract(mail: IncomingMail) -> tuple[Mention, ...]:
    """Every mention of a mail in reading order: subject, fresh text, quoted text, names of attachments, their content.

    `text_of(mail, mention.source)[mention.start:mention.end]` is the mention's `raw`, but for an IBAN
    (masked). Of attachments, what was read of them (`mail.files`). In an English mail a date like 03/12/2026 says
    nothing, since nobody knows which is the month. A period without its year is the last before the mail came. At most
    `MOST_MENTIONS`, the first ones.
    """
    now = (pair for source in _NOW for pair in _read(text_of(mail, source), source))
    if mail.auto_kind is not None:  # machines label their numbers
        now = ((found, mention) for found, mention in now if found.rank < Rank.BARE)
    rest = [m for source in _OLDER for m in mentions_in(text_of(mail, source), source)]
    mentions = _with_kin(mail, [*_borne_out(list(now)), *rest])
    mentions += _in_files(mail.files)
    if mail.language == _MONTH_MAY_COME_FIRST:
        mentions = [m for m in mentions if m.kind is not MentionKind.DATE or not is_ambiguous(m.raw)]
    return tuple(_dated(mention, mail.received_at.date()) for mention in mentions[:MOST_MENTIONS])


def _borne_out(read: Sequence[tuple[Found, Mention]]) -> Iterator[Mention]:
    """The mentions of what is written now, without the numbers that no label and nothing else in the mail vouches for."""
    others = {compact(m.value) for _, m in read if m.kind in _ORDERS}
    read = [(found, m) for found, m in read if not _is_order(found, m, others)]
    said = [(found.rank, m.value) for found, m in read if m.kind is MentionKind.INVOICE_NUMBER]
    leads = kept(said)
    for _, mention in read:
        if mention.kind is not MentionKind.INVOICE_NUMBER:
            yield mention
        else:
            lead = next(leads)
            if lead is not None:
                yield replace(mention, value=lead + mention.value)


def _is_order(found: Found, mention: Mention, others: set[str]) -> bool:
    """Whether a number that no word labels here is labelled as that of an order or a contract elsewhere in the mail."""
    bare = found.rank >= Rank.LOOKS_LIKE and not mention.labelled
    return bare and mention.kind is MentionKind.INVOICE_NUMBER and compact(mention.value) in others


def _with_kin(mail: IncomingMail, mentions: list[Mention]) -> list[Mention]:
    """The mentions with, in their place, the bare numbers of the fresh text that are made like one named now."""
    named = [flat(m.raw) for m in mentions if m.kind is MentionKind.INVOICE_NUMBER and m.source in _NOW]
    fresh = [m for m in mentions if m.source is Source.FRESH]
    plain = flat(mail.fresh_text) if named else ""
    if not named or INVISIBLE in plain:
        return mentions
    places = list(kin(plain, named, ((m.start, m.end) for m in fresh)))
    if not places:
        return mentions
    clauses, cues = find_clauses(mail.fresh_text, plain), find_cues(plain)
    found = [
        _mention(mail.fresh_text, Source.FRESH, _weighed(plain, one), clauses.at(one.start))
        for start, end in places
        if not cues.label_another(start)
        for one in (Found(MentionKind.INVOICE_NUMBER, start, end, "", Rank.LOOKS_LIKE, labelled=False),)
    ]
    rest = [m for m in mentions if m.source not in _NOW]
    return [
        *(m for m in mentions if m.source is Source.SUBJECT),
        *sorted((*fresh, *found), key=lambda m: m.start),
        *rest,
    ]


def _dated(mention: Mention, on: date) -> Mention:
    return replace(mention, value=dated(mention.value, on)) if mention.kind is MentionKind.PERIOD else mention


def text_of(mail: IncomingMail, source: Source) -> str:
    """The text that the places of a mention count in; attachments' names stand one a line, their texts one after another."""
    if source is Source.SUBJECT:
        return mail.subject
    if source is Source.FRESH:
        return mail.fresh_text
    if source is Source.QUOTED:
        return mail.quoted_text
    if source is Source.ATTACHMENT:
        return text_of_files(mail.files)
    return "\n".join(attachment.name for attachment in mail.attachments)


def _in_files(files: Sequence[AttachedFile]) -> Iterator[Mention]:
    for file, text, at in placed(files):
        if file.invoice is not None:
            yield from fact_mentions(file.invoice, at)
            continue
        found = mentions_in(text, Source.ATTACHMENT)
        plain, speaks = flat(text), is_letter(file)
        yield from (moved(m, at) for m in found if speaks or counts(file.kind, m, plain))


def mentions_in(text: str, source: Source, *, bare: bool = False) -> Iterator[Mention]:
    """The mentions of one text, in reading order; numbers that only their shape and place speak for if `bare`."""
    return (mention for found, mention in _read(text, source) if found.rank <= (Rank.BARE if bare else Rank.LOOKS_LIKE))


def _read(text: str, source: Source) -> Iterator[tuple[Found, Mention]]:
    """The mentions of one text, in reading order, each with the reading that it comes from."""
    if not text:
        return
    plain = flat(text)
    if "*" in plain:
        plain = _MARKS_INSIDE.sub(_hidden, plain)
    if INVISIBLE not in plain:
        clauses = find_clauses(text, plain)
        for found in _readings(text, plain, source):
            yield found, _mention(text, source, found, clauses.at(found.start))
        return
    # Zero-width characters hide inside numbers: look without them, then give places in the real text.
    places = [place for place, char in enumerate(plain) if char != INVISIBLE]
    seen = "".join(text[place] for place in places)
    plain = plain.replace(INVISIBLE, "")
    clauses = find_clauses(seen, plain)
    for found in _readings(seen, plain, source):
        there = replace(found, start=places[found.start], end=places[found.end - 1] + 1)
        yield found, _mention(text, source, there, clauses.at(found.start))


def _hidden(marks: re.Match[str]) -> str:
    return INVISIBLE * len(marks[0])


def _readings(text: str, plain: str, source: Source) -> list[Found]:
    found = _in_file_names(plain) if source is Source.FILE_NAME else _in_prose(text, plain, source)
    kept = winners(found, len(text))[:MOST_MENTIONS]
    return [_weighed(plain, one) for reading in kept for one in _named(text, reading)][:MOST_MENTIONS]


def _named(text: str, found: Found) -> Iterator[Found]:
    """A reading, or one for each number that it names by the ends of a range, all in the same place."""
    if not found.ends:
        yield found
    lead = text[slice(*found.lead)]
    for end in found.ends:
        yield replace(found, value=_as_written(lead + end), ends=())


def _weighed(plain: str, found: Found) -> Found:
    """A reading, with what the words around a number say against it."""
    if found.kind is not MentionKind.INVOICE_NUMBER or not is_set_aside(plain, found.start, found.end):
        return found
    return replace(found, aside=True)


def _in_prose(text: str, plain: str, source: Source) -> Iterator[Found]:
    yield from find_identity(text, plain)
    yield from find_dates(plain)
    yield from find_periods(plain)
    yield from find_money(plain)
    yield from find_numbers(plain, in_subject=source is Source.SUBJECT, written=text if source in _NOW else "")
    for match in (*_SERVICE.finditer(plain), *_BESIDE_SIRET.finditer(plain)):
        code = text[match.start(1) : match.end(1)]
        if code.isupper() or (any(map(str.isdigit, code)) and (not code.isdigit() or _is_code(match[0], code))):
            yield Found(MentionKind.SERVICE_CODE, match.start(1), match.end(1), "", Rank.LABELLED, labelled=True)


def _is_code(words: str, digits: str) -> bool:
    """Digits alone are a code of a service when the word « code » stands before them, and no year."""
    return "code" in words and len(digits) > 2 and not digits.startswith("20")


def _in_file_names(plain: str) -> Iterator[Found]:
    for line in _LINE.finditer(plain):
        for found in find_in_file_name(line[0]):
            yield replace(found, start=found.start + line.start(), end=found.end + line.start())


def _mention(text: str, source: Source, found: Found, place: tuple[int, int]) -> Mention:
    raw = text[found.start : found.end]
    value = found.value or _as_written(raw)
    shown = raw if found.raw is None else found.raw
    assert found.kind is not None  # noqa: S101
    clause, paragraph = place
    return Mention(
        found.kind, value, shown, source, found.start, found.end, found.labelled, clause, paragraph, found.aside
    )


def _as_written(raw: str) -> str:
    """A number as the sender wrote it, without what takes no room and without line ends."""
    return "".join(char for char, plain in zip(raw, flat(raw), strict=True) if plain not in (INVISIBLE, "\n")).strip()
