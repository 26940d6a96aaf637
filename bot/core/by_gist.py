"""What the sentence model adds to what the rules found: a second reader, who raises a hand and sets doubts at rest.

Rules decide what they know. The model speaks of the rest: a sentence that no rule knows and that may well be a matter
for a person is doubted; a doubt is set at rest when its sentence surely is none; a mail in which no rule found anything
wants what its clearest sentence wants. It never takes away what a rule of class S or H found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.coverage import BANK, LONGEST_MAIL, UNCLEAR, Doubt, excerpt, sentences_of
from bot.core.everyday import everyday_sentences
from bot.core.gist import Gist, SentenceModel, stretches
from bot.core.language import FRENCH, language_of
from bot.core.mail import IncomingMail
from bot.core.own_words import own_words, without_courtesy
from bot.core.rulebook import IntentClass, IntentHit, IntentRule

_AT_REST = 0.1
"""Below this chance of being a matter for a person (H or S) a sentence is not doubted any more."""
_AT_REST_BANK = 0.03
"""The same for a sentence that speaks of where money goes."""
_AT_REST_STRETCH = 0.3
"""The same for every stretch of a long sentence, which tells less by itself."""
_RAISED = 0.5
"""From this chance on a sentence that no rule knows is doubted."""
_RAISED_BESIDE = 0.8
"""The same for one in which a rule found a plain question, all of whose words are everyday ones, or that stands in a
mail that only asks for public information."""
_NAMED = 0.7
"""From this chance on the doubt says which matter it is."""
_PLAIN, _PUBLIC = 0.3, 0.35
"""The least chance at which a sentence makes a mail one about an invoice, or one about public information."""
_UNSURE = 0.3
"""From this chance on of being a matter for a person a sentence keeps the mail from being understood by the model."""
_FEWEST_WORDS = 3
_WORD = re.compile(r"(?<![\w/-])[a-z]{2,}(?![\w/-])")
_STRICT = (IntentClass.H, IntentClass.S)
_OF_INVOICES = (IntentClass.V, IntentClass.V2)


@dataclass(frozen=True, slots=True)
class Heard:
    """Every sentence of a mail's own words as the `model` takes it; `public`… are the intents of each kind,
    `everyday` the places of those made of everyday words only."""

    model: SentenceModel
    gists: tuple[Gist, ...]
    public: frozenset[str]
    of_invoices: frozenset[str]
    strict: frozenset[str]
    security: frozenset[str]
    everyday: frozenset[int]
    in_french: bool

    def is_harmless(self, gist: Gist) -> bool:
        """Whether a sentence is French and surely no matter for a person, nor is any stretch of it by itself."""
        pieces = stretches(gist.words)
        return (
            gist.share(self.strict) < _AT_REST
            and all(language_of("", piece) == FRENCH for piece in (gist.words, *pieces))
            and all(self._read(piece).share(self.strict) < _AT_REST_STRETCH for piece in pieces)
        )

    def _read(self, words: str) -> Gist:
        return Gist(0, words, self.model.likely(words))


def heard(mail: IncomingMail, model: SentenceModel, rules: Sequence[IntentRule]) -> Heard:
    """The mail's sentences, without those too short to say anything (a number, a greeting).

    None of a mail so long that `coverage.doubts` does not look through it: only a person does, and it costs time.
    """
    kinds = _kinds(tuple(rules))
    all_said = own_words(mail).said
    read = all_said if len(all_said) <= LONGEST_MAIL else ""
    gists = tuple(
        Gist(start, words, model.likely(words))
        for start, words in sentences_of(read)
        if len(_WORD.findall(without_courtesy(words))) >= _FEWEST_WORDS
    )
    return Heard(
        model=model,
        gists=gists,
        public=kinds[IntentClass.A],
        of_invoices=frozenset().union(*(kinds[kind] for kind in _OF_INVOICES)),
        strict=frozenset().union(*(kinds[kind] for kind in _STRICT)),
        security=kinds[IntentClass.S],
        everyday=frozenset(match.start() for match, wholly in everyday_sentences(mail, read) if wholly),
        in_french=mail.language == FRENCH,
    )


@lru_cache(maxsize=4)
def _kinds(rules: tuple[IntentRule, ...]) -> Mapping[IntentClass, frozenset[str]]:
    """Intents by class; one that has rules of several classes is in the weakest."""
    weakest: dict[str, IntentClass] = {}
    for rule in rules:
        known = weakest.get(rule.id, rule.intent_class)
        weakest[rule.id] = min(rule.intent_class, known, key=lambda kind: kind.strictness)
    return {kind: frozenset(name for name, its in weakest.items() if its is kind) for kind in IntentClass}


def intents_heard(
    said: Heard, found: Sequence[IntentHit], rules: Iterable[IntentRule], *, names_invoice: bool
) -> tuple[IntentHit, ...]:
    """The intents that rules found; when there are none, what the clearest sentence wants, if it is plain.

    A mail that names no invoice rather asks for public information. Where any sentence may be a matter for a person
    the mail stays not understood, and goes to one.
    """
    if found or not said.gists or any(gist.share(said.strict) >= _UNSURE for gist in said.gists):
        return tuple(found)
    kinds = [(said.of_invoices, _PLAIN), (said.public, _PUBLIC)]
    clearest = [(max(said.gists, key=lambda gist: gist.share(labels)), labels, least) for labels, least in kinds]
    if not names_invoice:
        clearest.sort(key=lambda each: -each[0].share(each[1]))
    for gist, labels, least in clearest:
        if gist.share(labels) >= least:
            rule = next(rule for rule in rules if rule.id == gist.best(labels))
            return (IntentHit(rule.id, rule.intent_class, gist.words.strip()[:200], rule.priority, rule.team),)
    return ()


def doubts_heard(said: Heard, doubts: Sequence[Doubt], found: Sequence[IntentHit]) -> tuple[Doubt, ...]:
    """The doubts that stay, then the sentences that no rule knows and that may be a matter for a person."""
    by_words: dict[str, list[Gist]] = {}
    for gist in said.gists:
        by_words.setdefault(excerpt(gist.words), []).append(gist)
    kept = [doubt for doubt in doubts if not _is_at_rest(doubt, by_words.get(doubt.words, ()), said)]
    known = {doubt.words for doubt in kept}
    for words, alike in by_words.items():
        gist = max(alike, key=lambda each: each.share(said.strict))
        if words in known or gist.share(said.strict) < _least(gist, said, found):
            continue
        named = gist.best(said.strict) if gist.share(said.strict) >= _NAMED else ""
        kept.append(Doubt(UNCLEAR, words, named))
    return tuple(kept)


def _least(gist: Gist, said: Heard, found: Sequence[IntentHit]) -> float:
    """From what chance on this sentence is doubted: never when a rule of class H or S speaks of it already."""
    here = {hit.intent_class for hit in found if hit.evidence in gist.words}
    if here & set(_STRICT):
        return 2.0
    public = bool(found) and all(hit.intent_class is IntentClass.A for hit in found)
    return _RAISED_BESIDE if here or public or gist.start in said.everyday else _RAISED


def _is_at_rest(doubt: Doubt, alike: Sequence[Gist], said: Heard) -> bool:
    """Whether every sentence that a doubt may speak of (they begin `alike`) surely is nothing that a person must read."""
    if not alike or not said.in_french:
        return False
    if doubt.kind == BANK and any(gist.share(said.security) >= _AT_REST_BANK for gist in alike):
        return False
    return all(map(said.is_harmless, alike))
