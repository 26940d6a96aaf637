"""What a mail in another language says beyond a question about an invoice: every word must be known to be harmless.

French is read by what it must not say (`coverage`); of other languages we know too little for that. A mail
is understood here only when nothing is left of it once greetings, numbers and the everyday words of such a
question are taken away: any other word is a doubt, and a person reads the mail.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core import words_abroad as words_of
from bot.core.flat_text import fold, plain
from bot.core.language import FRENCH, is_printed, language_of
from bot.core.mail import IncomingMail
from bot.core.mention import Mention, MentionKind, Source
from bot.core.own_words import PAUSE, body_lines
from bot.core.spans import Spans

_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_SENTENCE = re.compile(r"[^.!?;|]+(?:\.(?=\S)[^.!?;|]*)*[.!?;]*")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_COURTESY = re.compile("|".join(words_of.COURTESY))
_BANK = re.compile("|".join(words_of.BANK))
_HINT = re.compile(
    r"\b(?:the|and|we|you|your|our|is|will|have|has|please|und|wir|ist|nicht|bitte|unsere?|hemos|nuestr[oa]|para|por|el|"
    r"abbiamo|nostr[oa]|della|che|het|wij|een|niet|onze|van)\b"
)
_HINTS = 2
"""Words of another language below which a French mail is not searched for foreign sentences."""
_TURNS: Mapping[str, re.Pattern[str]] = {
    language: re.compile("|".join(turns)) for language, turns in words_of.TURNS.items()
}


@dataclass(frozen=True, slots=True)
class Left:
    """A sentence that is not wholly understood: where it starts, its folded words, whether it speaks of a bank account."""

    start: int
    words: str
    bank: bool


def sentences_left(mail: IncomingMail, mentions: Sequence[Mention]) -> tuple[Left, ...]:
    """Sentences of a mail in another language with a word that nobody knows to be harmless."""
    return tuple(_left(mail, own_sentences(mail), mentions, lambda _: mail.language))


def foreign_sentences_left(mail: IncomingMail, said: str, mentions: Sequence[Mention]) -> tuple[Left, ...]:
    """The same of the foreign sentences within `said`, the folded words of a French mail."""
    if len(_HINT.findall(said)) < _HINTS:
        return ()
    return tuple(_left(mail, said, mentions, lambda sentence: language_of("", sentence)))


def _left(mail: IncomingMail, said: str, mentions: Sequence[Mention], speaks: Callable[[str], str]) -> Iterator[Left]:
    common = words_of.ANYWHERE | _names(mail)
    excused = Spans.of([*(match.span() for match in _COURTESY.finditer(said)), *_mentioned(said, mentions)])
    for sentence in _SENTENCE.finditer(said):
        language = speaks(sentence[0])
        if language == FRENCH:
            continue
        bank = _BANK.search(sentence[0]) is not None
        known = words_of.PLAIN[language] | common
        if bank or _TURNS[language].search(sentence[0]) or any(_unknown(sentence, known, excused)):
            yield Left(sentence.start(), sentence[0], bank)


def own_sentences(mail: IncomingMail) -> str:
    """Subject and fresh text, folded, without signature and disclaimers; the history too when nothing is said above it."""
    fresh = "\n".join(body_lines(mail))
    parts = [plain(mail.subject), *_PARAGRAPH.split(fresh)]
    if mail.quoted_text and (mail.is_forward or not fresh.strip()):
        parts += _PARAGRAPH.split(plain(mail.quoted_text))
    return PAUSE.join(part for text in parts if (part := " ".join(text.split())) and not is_printed(part))


def _unknown(sentence: re.Match[str], known: frozenset[str], excused: Spans) -> Iterator[str]:
    """Words and figures of the sentence that are neither known nor inside an excused place."""
    for match in _WORD.finditer(sentence[0]):
        start = sentence.start() + match.start()
        if match[0] not in known and not excused.cover(start, start + len(match[0])):
            yield match[0]


def _names(mail: IncomingMail) -> frozenset[str]:
    """What the sender's own name and address hold: people say who they are."""
    if mail.sender is None:
        return frozenset()
    return frozenset(word for word in _WORD.findall(fold(f"{mail.sender.name} {mail.sender.address}")) if len(word) > 2)


def _mentioned(said: str, mentions: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    """Every place of every number, amount and date; not of an IBAN or a period."""
    raws = {
        " ".join(plain(mention.raw).split())
        for mention in mentions
        if mention.kind not in (MentionKind.IBAN, MentionKind.PERIOD)
        and mention.source in (Source.SUBJECT, Source.FRESH, Source.QUOTED)
    }
    for raw in raws:
        if raw:
            yield from (match.span() for match in re.finditer(re.escape(raw), said))
