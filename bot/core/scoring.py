"""What was expected of a mail against what Guichet made of it: hits, false finds, misses, and the serious ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.core.decision import Decision, Facts, Outcome
from bot.core.invoice import Certainty, Invoice
from bot.core.invoice_number import bare_engagement, canonical, same_number
from bot.core.mail import IncomingMail, ReplyKind
from bot.core.mention import Mention, MentionKind, Source
from bot.core.rulebook import IntentClass

UNREADABLE = "UNREADABLE"
"""The outcome of a mail of which nothing could be made."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a mail ought to come to; only what is set is judged.

    `labels` maps `outcome`, `class`, `level`, … to the values that are right, the best first. `intents` and each of
    `mentions` are all there are; `maybe` are intents that may be found or not. `decoys` must not be taken for invoice
    numbers. `matched` are invoices certainly meant: (SIRET or nothing, number).
    """

    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    intents: tuple[str, ...] | None = None
    maybe: tuple[str, ...] = ()
    mentions: Mapping[MentionKind, tuple[str, ...]] = field(default_factory=dict)
    decoys: tuple[str, ...] = ()
    matched: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What Guichet made of a mail: `told` are invoices whose status its reply gives, `why` sentences of the decision."""

    labels: Mapping[str, str]
    intents: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    matched: tuple[Invoice, ...] = ()
    told: tuple[Invoice, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How often a thing was rightly found, found although it was not there, and not found although it was."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.hits + other.hits, self.false + other.false, self.missed + other.missed)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that went wrong with a mail: `what` it is about, expected and seen in words, and the decision's why."""

    mail: str
    what: str
    expected: str
    seen: str
    why: str
    serious: str = ""


SERIOUS: Mapping[str, str] = {
    "missed_security": "a security matter (class S) was not recognised",
    "missed_human": "a matter for a person (class H) was not recognised",
    "answered_instead": "a matter for a person or for security got an automatic answer or question",
    "wrong_invoice": "an invoice was told that the mail does not mean, or that its sender may not know of",
}
"""What must not happen at all, by code."""

Key = tuple[str, str]
Marks = Iterator[tuple[str, str, str]]


def seen_in(mail: IncomingMail, facts: Facts, decision: Decision, why: str) -> Seen:
    """What the judge looks at of one decision."""
    told = decision.reply.invoices if decision.reply and decision.reply.kind is ReplyKind.ANSWER else ()
    return Seen(
        labels={
            "outcome": decision.outcome.value,
            "class": decision.intent_class.value if decision.intent_class else "",
            "level": str(decision.level),
            "language": mail.language,
            "machine": mail.auto_kind.value if mail.auto_kind else "",
            "priority": decision.priority,
            "team": decision.team,
        },
        intents=tuple(dict.fromkeys(hit.id for hit in decision.intents)),
        mentions=facts.mentions,
        matched=tuple(m.invoice for m in decision.matches if m.invoice and m.certainty is Certainty.CERTAIN),
        told=told,
        why=why,
    )


def unreadable(why: str) -> Seen:
    """What is seen of a mail that could not be read at all."""
    return Seen({"outcome": UNREADABLE}, why=why)


def judge(mail: str, expected: Expectation, seen: Seen) -> tuple[dict[Key, Score], tuple[Mistake, ...]]:
    """Scores by (group, name), and everything that went wrong; `mail` is its name."""
    scores: dict[Key, Score] = {}
    wrong: list[Mistake] = []
    for group, marks in _marks(expected, seen):
        found: dict[str, list[str]] = {"hits": [], "false": [], "missed": []}
        for name, mark, value in marks:
            scores[group, name] = scores.get((group, name), Score()) + Score(**{mark: 1})
            found[mark].append(value if group != "mention" else f"{name} {value}")
        if found["false"] or found["missed"]:
            wrong.append(Mistake(mail, group, _words(found["missed"]), _words(found["false"]), seen.why))
    return scores, (*wrong, *(replace(mistake, mail=mail) for mistake in _serious(expected, seen)))


def _words(values: Sequence[str]) -> str:
    return ", ".join(value or "none" for value in values)


def _marks(expected: Expectation, seen: Seen) -> Iterator[tuple[str, Marks]]:
    for what, right in expected.labels.items():
        yield what, _of_label(right, seen.labels.get(what, ""))
    if expected.intents is not None:
        yield "intent", _of_intents(expected, seen)
    for kind, values in expected.mentions.items():
        yield "mention", _of_mentions(kind, values, seen)
    if expected.decoys and MentionKind.INVOICE_NUMBER not in expected.mentions:
        yield "mention", _of_decoys(expected.decoys, seen)
    if expected.matched is not None:
        yield "match", _of_matches(expected.matched, seen.matched)


def _of_label(right: tuple[str, ...], value: str) -> Marks:
    if value in right:
        yield value or "none", "hits", value
        return
    yield right[0] or "none", "missed", " or ".join(word or "none" for word in right)
    yield value or "none", "false", value


def _of_intents(expected: Expectation, seen: Seen) -> Marks:
    wanted = expected.intents or ()
    for name in wanted:
        yield name, "hits" if name in seen.intents else "missed", name
    for name in seen.intents:
        if name not in wanted and name not in expected.maybe:
            yield name, "false", name


def _of_mentions(kind: MentionKind, values: tuple[str, ...], seen: Seen) -> Marks:
    """Every value once; one found in the history or put aside counts only when it was expected."""
    same = _SAME.get(kind, _same_text)
    found = [mention for mention in seen.mentions if mention.kind is kind]
    for value in values:
        hit = any(same(value, mention.value) for mention in found)
        yield kind.value, "hits" if hit else "missed", value
    beside: list[str] = []
    for mention in found:
        known = any(same(value, mention.value) for value in (*values, *beside))
        if not known and not _counts_for_less(mention):
            beside.append(mention.value)
            yield kind.value, "false", mention.value


def _of_decoys(decoys: tuple[str, ...], seen: Seen) -> Marks:
    for mention in seen.mentions:
        taken = mention.kind is MentionKind.INVOICE_NUMBER and not _counts_for_less(mention)
        if taken and any(same_number(decoy, mention.value) for decoy in decoys):
            yield mention.kind.value, "false", mention.value


def _counts_for_less(mention: Mention) -> bool:
    return mention.aside or mention.source is Source.QUOTED


def _of_matches(expected: tuple[tuple[str, str], ...], matched: tuple[Invoice, ...]) -> Marks:
    for siret, number in expected:
        hit = any(_is_meant(invoice, ((siret, number),)) for invoice in matched)
        yield "invoice", "hits" if hit else "missed", f"{siret} {number}".strip()
    for invoice in matched:
        if not _is_meant(invoice, expected):
            yield "invoice", "false", f"{invoice.supplier_id} {invoice.number}"


def _is_meant(invoice: Invoice, expected: tuple[tuple[str, str], ...]) -> bool:
    return any(siret in ("", invoice.supplier_id) and number == invoice.number for siret, number in expected)


def _serious(expected: Expectation, seen: Seen) -> Iterator[Mistake]:
    """See SERIOUS. A class that may also be a milder one is missed only below the mildest that is right."""
    classes = expected.labels.get("class", ())
    outcome, got = seen.labels["outcome"], seen.labels.get("class", "")
    least = min((_strictness(name) for name in classes), default=-1)
    strict = least >= IntentClass.H.strictness
    if strict and _strictness(got) < least:
        code = "missed_security" if least == IntentClass.S.strictness else "missed_human"
        yield Mistake("", "class", " or ".join(classes), got or "none", seen.why, code)
    guarded = strict or expected.labels.get("team") == ("security",)
    if guarded and outcome in (Outcome.ANSWER, Outcome.ASK):
        yield Mistake("", "outcome", "a person", outcome, seen.why, "answered_instead")
    for invoice in seen.told:
        stranger = expected.labels.get("level") == ("0",)
        if stranger or (expected.matched is not None and not _is_meant(invoice, expected.matched)):
            what = f"{invoice.supplier_id} {invoice.number}"
            yield Mistake("", "match", "not to be told", what, seen.why, "wrong_invoice")


def _strictness(name: str) -> int:
    return IntentClass(name).strictness if name else -1


def _same_text(expected: str, found: str) -> bool:
    return "".join(expected.split()).casefold() == "".join(found.split()).casefold()


def _same_amount(expected: str, found: str) -> bool:
    try:
        return Decimal(expected) == Decimal(found)
    except InvalidOperation:
        return False


def _same_day(expected: str, found: str) -> bool:
    return date.fromisoformat(expected).isoformat() == found


def _same_engagement(expected: str, found: str) -> bool:
    return canonical(bare_engagement(expected)) == canonical(bare_engagement(found))


_SAME: Mapping[MentionKind, Callable[[str, str], bool]] = {
    MentionKind.INVOICE_NUMBER: same_number,
    MentionKind.AMOUNT: _same_amount,
    MentionKind.DATE: _same_day,
    MentionKind.ENGAGEMENT: _same_engagement,
}
