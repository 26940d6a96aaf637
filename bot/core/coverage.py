"""What a mail says beyond the questions that were understood: doubts that keep a machine from answering."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core import coverage_words as words_of
from bot.core.coverage_abroad import Left, foreign_sentences_left, sentences_left
from bot.core.everyday import everyday_sentences
from bot.core.language import FRENCH
from bot.core.mail import IncomingMail
from bot.core.mention import Mention, MentionKind, Source
from bot.core.needles import alternatives
from bot.core.own_words import own_words
from bot.core.rulebook import IntentClass, IntentHit
from bot.core.spans import Span, Spans
from bot.core.wordings import AnyOf, any_of

BANK, UNCLEAR = "bank", "unclear"
ELSEWHERE = "i25"
"""What a sentence about where money goes is taken for: bank details that change."""
_LONGEST = 120
_TITLE = 3
"""Words that a bare heading has at most (« Règlement »)."""
LONGEST_MAIL = 20_000
"""Folded characters of a mail beyond which nobody looks for doubts: that it is so long is one."""
_SENTENCE = re.compile(r"[^.!?;|]+(?:\.(?=\S)[^.!?;|]*)*[.!?;]*")
_BANK = any_of(each for several in words_of.BANK for each in alternatives(several))
_BANK_EXCUSED = any_of(words_of.BANK_EXCUSED)
_SPEAKS_OF = {
    each: intent for intent, lines in words_of.UNCLEAR.items() for several in lines for each in alternatives(several)
}
_UNCLEAR = any_of(_SPEAKS_OF)
_UNCLEAR_EXCUSED = any_of(words_of.UNCLEAR_EXCUSED)
_VERB = re.compile(words_of.VERB)
_PLAIN = re.compile("|".join(words_of.PLAIN))
_IMPERATIVE = re.compile(words_of.IMPERATIVE)
_IMPERATIVE_PLAIN = re.compile(words_of.IMPERATIVE_PLAIN)
_FUTURE = re.compile(words_of.FUTURE)
_FUTURE_PLAIN = re.compile(words_of.FUTURE_PLAIN)
_MONEY = re.compile(words_of.MONEY)
_SHOUT_PLAIN = re.compile(words_of.SHOUT_PLAIN)
_MONEY_PLAIN = re.compile(words_of.MONEY_PLAIN)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that the answer would pass over: `kind` is `bank` (where money goes) or `unclear`.

    `words` is an excerpt of the folded sentence, at most 120 characters; `intent` what it most likely wants, empty
    when nobody can tell.
    """

    kind: str
    words: str
    intent: str = ""


def sentences_of(said: str) -> Iterator[tuple[int, str]]:
    """Where each sentence of folded words begins, and its words."""
    return ((match.start(), match[0]) for match in _SENTENCE.finditer(said))


def excerpt(sentence: str) -> str:
    """How a doubt shows a sentence: single-spaced, at most 120 characters."""
    return " ".join(sentence.split())[:_LONGEST]


def doubts(mail: IncomingMail, mentions: Sequence[Mention], intents: Sequence[IntentHit]) -> tuple[Doubt, ...]:
    """What is left of the sender's own words once the questions understood are taken away, at most one per sentence.

    Looks for words about where money goes, for words of law, threat, distress or correction, and for
    things done that no question about an invoice speaks of. Empty for a mail that only asks.
    """
    if mail.language != FRENCH:
        return _doubts_abroad(mail, mentions)
    said = own_words(mail).said
    if len(said) > LONGEST_MAIL:
        return (Doubt(UNCLEAR, said[:_LONGEST]),)
    spans = list(_understood(said, intents)) + list(_mentioned(said, mentions))
    found = [
        *_speaks_of_bank(said, spans),
        *_unclear(mail, said, spans, intents),
        *_statements(said, spans),
        *(_abroad(left) for left in foreign_sentences_left(mail, said, mentions)),
    ]
    plain = bool(intents) and all(hit.intent_class in (IntentClass.A, IntentClass.V) for hit in intents)
    return _once_a_sentence(said, found, only_asks=plain)


def _doubts_abroad(mail: IncomingMail, mentions: Sequence[Mention]) -> tuple[Doubt, ...]:
    """Every sentence of a mail in another language that is not wholly made of everyday words."""
    left = sentences_left(mail, mentions)
    return tuple(
        Doubt(kind, " ".join(one.words.split())[:_LONGEST], intent)
        for one in left
        for _, kind, intent in (_abroad(one),)
    )


_Found = tuple[int, str, str]
"""Where a doubt stands, its kind, and the intent that it speaks of."""


def _abroad(left: Left) -> _Found:
    return (left.start, BANK, ELSEWHERE) if left.bank else (left.start, UNCLEAR, "")


def _understood(said: str, intents: Sequence[IntentHit]) -> Iterator[Span]:
    """Places of the words by which questions of class A and V were understood."""
    for hit in intents:
        if hit.intent_class in (IntentClass.A, IntentClass.V):
            at = said.find(hit.evidence)
            if at >= 0:
                yield at, at + len(hit.evidence)


def _asking_in_public(said: str, intents: Sequence[IntentHit]) -> Iterator[Span]:
    """Every sentence of a mail that asks questions of class A and nothing else.

    Whatever people did before or do with a form (« je passe par où ? », « on s'y prend comment ? »), the answer is public; words
    about where money goes, law, threat or correction are doubted there as everywhere.
    """
    if any(hit.intent_class is not IntentClass.A for hit in intents):
        return
    if any(True for _ in _understood(said, intents)):
        yield 0, len(said)


def _mentioned(said: str, mentions: Sequence[Mention]) -> Iterator[Span]:
    """Places of numbers, amounts and dates (not of an IBAN: where money goes is what we look for; not of a period: it names no invoice)."""
    for mention in mentions:
        if mention.kind not in (MentionKind.IBAN, MentionKind.PERIOD) and mention.source in (
            Source.SUBJECT,
            Source.FRESH,
        ):
            raw = mention.raw.lower()
            at = said.find(raw)
            if at >= 0:
                yield at, at + len(raw)


def _speaks_of_bank(said: str, spans: Sequence[Span]) -> Iterator[_Found]:
    """Words about where money goes."""
    words = [(*match.span(), ELSEWHERE) for match in _BANK.finditer(said)]
    excused = [*_spans(_BANK_EXCUSED, said), *spans] if words else []
    return _left(words, excused, BANK)


def _unclear(mail: IncomingMail, said: str, spans: Sequence[Span], intents: Sequence[IntentHit]) -> Iterator[_Found]:
    """Words of law, threat, distress or correction; verbs with a person, and orders, that no such mail needs."""
    deeds = [(*span, "") for span in (*_deeds(said, _VERB, _PLAIN), *_deeds(said, _IMPERATIVE, _IMPERATIVE_PLAIN))]
    words = [(*match.span(), _SPEAKS_OF[match.re.pattern]) for match in _UNCLEAR.finditer(said)]
    if deeds or words:
        excused = [*_spans(_UNCLEAR_EXCUSED, said), *spans]
        yield from _left(words, excused, UNCLEAR)
        everyday = (sentence.span() for sentence, wholly in everyday_sentences(mail, said) if wholly) if deeds else ()
        yield from _left(deeds, [*excused, *everyday, *_asking_in_public(said, intents)], UNCLEAR)


def _spans(patterns: AnyOf, said: str) -> Iterator[Span]:
    """Every place of every pattern, one within another too."""
    return (match.span() for pattern in patterns.worth_trying(said) for match in pattern.finditer(said))


def _left(found: Sequence[tuple[int, int, str]], excused: Sequence[Span], kind: str) -> Iterator[_Found]:
    """What stands in no excused span."""
    covered = Spans.of(excused)
    return ((start, kind, intent) for start, end, intent in found if not covered.cover(start, end))


def _deeds(said: str, verb: re.Pattern[str], plain: re.Pattern[str]) -> Iterator[Span]:
    """Places of verbs that are not the plain ones."""
    return (match.span(1) for match in verb.finditer(said) if not plain.fullmatch(match[1]))


def _statements(said: str, understood: Sequence[Span]) -> Iterator[_Found]:
    """Sentences that ask nothing and were not understood, and speak of money, of what will happen, or in anger."""
    for match in _SENTENCE.finditer(said):
        sentence = match[0]
        if "?" in sentence or any(match.start() <= start < match.end() for start, _ in understood if start):
            continue
        money = len(sentence.split()) > _TITLE and _MONEY.search(sentence) and not _MONEY_PLAIN.search(sentence)
        future = any(not _FUTURE_PLAIN.fullmatch(verb) for verb in _FUTURE.findall(sentence))
        shouted = "!" in sentence and not _SHOUT_PLAIN.search(sentence)
        if money or future or shouted:
            yield match.start(), UNCLEAR, ""


def _once_a_sentence(said: str, found: Sequence[_Found], *, only_asks: bool) -> tuple[Doubt, ...]:
    """One doubt per sentence in the order of the text; where money goes comes before what is only unclear.

    In a mail that `only_asks` plain questions, one more question (« je la refais ? ») speaks of nothing worse.
    """
    doubted = []
    for match in _SENTENCE.finditer(said) if found else ():
        here = [(kind, intent) for at, kind, intent in found if match.start() <= at < match.end()]
        if here:
            kind, intent = max(here, key=lambda doubt: (doubt[0] == BANK, doubt[1] != ""))
            asks = only_asks and kind == UNCLEAR and "?" in match[0]
            doubted.append(Doubt(kind, excerpt(match[0]), "" if asks else intent))
    return tuple(doubted)
