"""What the sentence model adds to what the rules found: a second reader, who raises a hand and sets doubts at rest.

Rules decide what they know. The model speaks of the rest: a sentence that no rule knows and that may well be a matter
for a person is doubted; a doubt is set at rest when its sentence surely is none; a mail in which no rule found anything
wants what its clearest sentence wants. It never takes away what a rule of class S or H found; a question about an
invoice it reads as one about public information only when the mail names no invoice and the very sentence surely is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.core.coverage import BANK, LONGEST_MAIL, UNCLEAR, Doubt, excerpt, sentences_of
from bot.core.everyday import everyday_sentences
from bot.core.gist import Gist, SentenceModel, stretches
from bot.core.language import FRENCH, language_of, scores
from bot.core.mail import IncomingMail
from bot.core.own_words import own_words, without_courtesy
from bot.core.rulebook import IntentClass, IntentHit, IntentRule

_AT_REST = 0.16
"""Below this chance of being a matter for a person (H or S) a sentence is not doubted any more."""
_AT_REST_BANK = 0.03
"""The same for a sentence that speaks of where money goes."""
_NO_BANK = 0.05
"""Below this chance of being a matter of security a doubt about where money goes is one about something else."""
_AT_REST_STRETCH = 0.28
"""The same for every stretch of a long sentence, which tells less by itself."""
_RAISED = 0.34
"""From this chance on a sentence that no rule knows is doubted."""
_RAISED_BESIDE = 0.46
"""The same for one in which a rule found a plain question, all of whose words are everyday ones, or that stands in a
mail that only asks for public information."""
_RAISED_KNOWN = 0.9
"""The same for one that asks for our SIRET, in a mail that only asks for public information: « nous avons mis le SIRET 2…,
est-ce correct ? » corrects nothing yet."""
_NAMED = 0.45
"""From this chance on the doubt says which matter it is."""
_PLAIN, _PUBLIC = 0.3, 0.35
"""The least chance at which a sentence makes a mail one about an invoice, or one about public information."""
_UNSURE = 0.35
"""From this chance on of being a matter for a person a sentence keeps the mail from being understood by the model."""
_SURELY = 0.7
"""From this chance on a sentence surely asks for public information."""
SIRET, OTHER = "i11", "i46"
"""The catalogue's « which SIRET » and « another matter »."""
_INVOICE_OR_MONEY = re.compile(
    r"\b(?:factur|fact?s?\b|pay(?!s)|pai[em]|regl(?!ement)|reglement|virement|vers(?:e|ement)|mandat|dossier|sold)"
)
_FEWEST_WORDS = 3
_FEWEST_DOUBTED = 4
"""Fewer words (« payé ou non ») say too little to raise a doubt."""
_WORD = re.compile(r"(?<![\w/-])[a-z]{2,}(?![\w/-])")
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

    None of a mail in another language, or in no word that only French has: the model has learnt from French ones. None
    of a mail so long that `coverage.doubts` does not look through it: only a person does, and it costs time.
    """
    kinds = _kinds(tuple(rules))
    said = own_words(mail).said
    is_short = len(said) <= LONGEST_MAIL
    read = said if is_short and mail.language == FRENCH and scores(said)[FRENCH] > 0 else ""
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
        strict=frozenset().union(*(names for kind, names in kinds.items() if kind.for_person)),
        security=kinds[IntentClass.S],
        everyday=frozenset(match.start() for match, wholly in everyday_sentences(mail, read) if wholly),
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
    said: Heard, found: Sequence[IntentHit], rules: Sequence[IntentRule], *, names_invoice: bool
) -> tuple[IntentHit, ...]:
    """The intents that rules found; when there are none, what the clearest sentences want, if it is plain.

    A mail that names no invoice rather asks for public information: what rules took for a question about an invoice is
    not one when its very sentence surely is about something public. Where any sentence may be a matter for a person the
    mail stays as the rules understood it, and goes to one when they did not.
    """
    if not said.gists or any(gist.share(said.strict) >= _UNSURE for gist in said.gists):
        return tuple(found)
    surely = () if names_invoice else _surely_public(said, rules)
    if found:
        known = tuple(hit for hit in surely if hit.id != OTHER)
        return known if known and all(_is_public(hit, said) for hit in found) else tuple(found)
    if surely and _clearest(said.gists, said.public) >= _clearest(_of_money(said), said.of_invoices):
        return surely
    wanted = [(said.of_invoices, _PLAIN), (said.public, _PUBLIC)]
    if not names_invoice:
        wanted.sort(key=lambda each: -_clearest(said.gists, each[0]))
    for labels, least in wanted:
        if _clearest(said.gists, labels) >= least:
            return (_hit(max(said.gists, key=lambda gist: gist.share(labels)), labels, rules),)
    return ()


def _clearest(gists: Sequence[Gist], labels: frozenset[str]) -> float:
    """How likely one of these labels is in the sentence that says it clearest."""
    return max((gist.share(labels) for gist in gists), default=0.0)


def _is_public(hit: IntentHit, said: Heard) -> bool:
    """Whether rules took for a question about an invoice what surely is one about something public."""
    here = [gist for gist in said.gists if hit.evidence in gist.words]
    return hit.intent_class in _OF_INVOICES and any(gist.share(said.public) >= _SURELY for gist in here)


def _surely_public(said: Heard, rules: Sequence[IntentRule]) -> tuple[IntentHit, ...]:
    """The public information that sentences surely ask for, each subject once; « other matters » only alone."""
    hits = [_hit(gist, said.public, rules) for gist in said.gists if gist.share(said.public) >= _SURELY]
    by_id = {hit.id: hit for hit in reversed(hits)}
    return tuple(hit for name, hit in sorted(by_id.items()) if name != OTHER or len(by_id) == 1)


def _of_money(said: Heard) -> list[Gist]:
    """Sentences that themselves name an invoice or a payment: « vous me les donnez ? » may mean anything."""
    return [gist for gist in said.gists if _INVOICE_OR_MONEY.search(gist.words)]


def _hit(gist: Gist, labels: frozenset[str], rules: Sequence[IntentRule]) -> IntentHit:
    best = gist.best(labels)
    rule = next(rule for rule in rules if rule.id == best)
    return IntentHit(rule.id, rule.intent_class, gist.words.strip()[:200], rule.priority, rule.team)


def doubts_heard(said: Heard, doubts: Sequence[Doubt], found: Sequence[IntentHit]) -> tuple[Doubt, ...]:
    """The doubts that stay, then the sentences that no rule knows and that may be a matter for a person.

    A mail of which nothing was `heard` keeps its doubts: there every sentence is doubted that is not wholly of everyday words.
    """
    by_words: dict[str, list[Gist]] = {}
    for gist in said.gists:
        by_words.setdefault(excerpt(gist.words), []).append(gist)
    beside = [(doubt, by_words.get(doubt.words, ())) for doubt in doubts]
    kept = [_named_anew(doubt, alike, said) for doubt, alike in beside if not _is_at_rest(doubt, alike, said)]
    known = {doubt.words for doubt in kept}
    for words, alike in by_words.items():
        gist = max(alike, key=lambda each: each.share(said.strict))
        if words in known or gist.share(said.strict) < _least(gist, said, found):
            continue
        kept.append(Doubt(UNCLEAR, words, _matter(gist, said)))
    return tuple(kept)


def _matter(gist: Gist, said: Heard) -> str:
    """Which matter for a person a doubted sentence is, empty when that is not clear."""
    return gist.best(said.strict) if gist.share(said.strict) >= _NAMED else ""


def _named_anew(doubt: Doubt, alike: Sequence[Gist], said: Heard) -> Doubt:
    """A doubt about where money goes that surely is about something else still goes to a person, as what it is."""
    if doubt.kind != BANK or not alike:
        return doubt
    if any(gist.share(said.security) >= _NO_BANK for gist in alike):
        return doubt
    return Doubt(UNCLEAR, doubt.words, _matter(alike[0], said))


def _least(gist: Gist, said: Heard, found: Sequence[IntentHit]) -> float:
    """From what chance on this sentence is doubted: never when a rule of class S speaks of it already,
    nor when one of class H does, unless it most likely is a matter of security."""
    hits = [hit for hit in found if hit.evidence in gist.words]
    here = {hit.intent_class for hit in hits}
    if any(kind.for_person for kind in here):
        is_hidden = IntentClass.S not in here and gist.share(said.security) >= _NAMED
        return 0.0 if is_hidden else 2.0
    public = bool(found) and all(hit.intent_class is IntentClass.A for hit in found)
    if public and any(hit.id == SIRET for hit in hits) and gist.share(said.security) < _AT_REST_BANK:
        return _RAISED_KNOWN
    if len(_WORD.findall(gist.words)) < _FEWEST_DOUBTED:
        return 2.0
    return _RAISED_BESIDE if here or public or gist.start in said.everyday else _RAISED


def _is_at_rest(doubt: Doubt, alike: Sequence[Gist], said: Heard) -> bool:
    """Whether every sentence that a doubt may speak of (they begin `alike`) surely is nothing that a person must read."""
    if not alike:
        return False
    if doubt.kind == BANK and any(gist.share(said.security) >= _AT_REST_BANK for gist in alike):
        return False
    return all(map(said.is_harmless, alike))
