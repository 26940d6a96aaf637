"""What a mail means beyond its own words: the near invoices to ask about, and a « oui » to such a question of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.confirmation import Answered, Question, Said, deciding_place, may_answer, reading_of
from bot.core.coverage import BANK
from bot.core.disclosure import level_of
from bot.core.invoice import Certainty, ClaimedSupplier, Invoice, Match
from bot.core.invoice_number import same_number
from bot.core.mail import IncomingMail
from bot.core.mention import Mention, MentionKind, Source
from bot.core.rulebook import IntentHit, Rulebook
from bot.core.siret import siren_of
from bot.core.understand import Understanding
from bot.ports.books import History, InvoiceBook

_ANSWERABLE = timedelta(days=30)
"""How long a question of ours may be answered with a mere « oui »."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail that answers `question`, « did you mean … ? »; `place` is the one that it chose (-1: none)."""

    question: Question
    said: Said
    place: int

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that we named."""
        return tuple(number for _, number in self.question.named)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What such a mail means: with the chosen invoice as its match, or with none."""

    understood: Understanding
    matches: tuple[Match, ...]
    answered: Answered


def nearby(invoices: InvoiceBook, organisation_id: str, matches: Sequence[Match]) -> tuple[Invoice, ...]:
    """The stored invoices behind the near match of a mail that asks about one number, else nothing."""
    if len(matches) != 1 or matches[0].certainty is not Certainty.NEAR:
        return ()
    keys = {(near.supplier_id, near.number) for near in matches[0].near}
    suppliers, numbers = (tuple(sorted(set(part))) for part in zip(*keys, strict=True))
    found = invoices.by_number(organisation_id, numbers, suppliers)
    return tuple(invoice for invoice in found if (invoice.supplier_id, invoice.number) in keys)


def reply_of(history: History, organisation_id: str, mail: IncomingMail, now: datetime) -> Reply | None:
    """What a mail says to the question of ours that it answers; None when it answers none, or says anything besides."""
    if not may_answer(mail) or mail.sender is None:
        return None
    question = history.question(organisation_id, mail.references[-1], mail.sender.address, now - _ANSWERABLE)
    if question is None:
        return None
    read = reading_of(mail, tuple(number for _, number in question.named))
    return Reply(question, *read) if read else None


def meaning_of(
    invoices: InvoiceBook,
    organisation_id: str,
    mail: IncomingMail,
    understood: Understanding,
    reply: Reply,
    rules: Rulebook,
) -> Meaning | None:
    """The mail as its answer to our question makes it; None, for a choice, when its sender may not know of it (now)."""
    answered = Answered(reply.said, reply.numbers)
    if reply.said is not Said.CHOSEN:
        return Meaning(replace(understood, asked=()), (), answered)
    chosen = reply.question.named[reply.place]
    answered = replace(answered, chosen=chosen)
    found = invoices.by_number(organisation_id, (chosen[1],), (chosen[0],))
    invoice = next((one for one in found if (one.supplier_id, one.number) == chosen), None)
    wanted = _wanted(reply.question, understood, rules)
    if invoice is None or wanted is None or not _speaks_for(chosen[0], understood.claimed):
        return None
    return _chosen(mail, replace(understood, intents=wanted), invoice, answered)


def _wanted(question: Question, understood: Understanding, rules: Rulebook) -> tuple[IntentHit, ...] | None:
    """What the sender wants: what he wrote now, and what he had asked for; None if our rules do not know it any more."""
    known = {rule.id: rule for rule in reversed(rules.intents)}
    if any(intent not in known for intent in question.intents):
        return None
    now = {hit.id for hit in understood.intents}
    before = (known[intent] for intent in question.intents if intent not in now)
    return (
        *understood.intents,
        *(IntentHit(r.id, r.intent_class, "réponse à notre question", r.priority, r.team) for r in before),
    )


def _speaks_for(supplier: str, claimed: ClaimedSupplier) -> bool:
    """Whether what the mail itself says of its supplier does not contradict our question."""
    return (
        claimed.origin != "mail"
        or supplier in claimed.sirets
        or (not claimed.sirets and siren_of(supplier) == claimed.siren)
    )


def _chosen(mail: IncomingMail, understood: Understanding, invoice: Invoice, answered: Answered) -> Meaning | None:
    """The mail as one about the chosen invoice: its words stand for the number. None when its sender may not know of it."""
    mentions, index = _with_number(mail, understood.mentions, invoice.number, answered.named)
    match = Match(index, Certainty.CERTAIN, invoice, (), ("confirmed",))
    origin = "contact" if invoice.supplier_id in understood.claim.contact_sirets else "mail"
    claimed = ClaimedSupplier((invoice.supplier_id,), siren_of(invoice.supplier_id), origin)
    claim = replace(understood.claim, claimed=claimed, mentions=mentions)
    if not level_of(claim, match):
        return None
    understood = replace(
        understood,
        mentions=mentions,
        claimed=claimed,
        asked=(index,),
        claim=claim,
        # Every phrase was read, so none of them is passed over; what stands in a file still is.
        doubts=tuple(doubt for doubt in understood.doubts if doubt.kind == BANK),
    )
    return Meaning(understood, (match,), answered)


def _with_number(
    mail: IncomingMail, mentions: tuple[Mention, ...], number: str, named: tuple[str, ...]
) -> tuple[tuple[Mention, ...], int]:
    """The mentions with one that names `number`, and its index: the mail's own, else the words that stand for it."""
    for index, mention in enumerate(mentions):
        is_it = mention.kind is MentionKind.INVOICE_NUMBER and same_number(mention.value, number)
        if is_it and mention.source is Source.FRESH:
            return mentions, index
    start, end = deciding_place(mail.fresh_text, named)
    words = Mention(MentionKind.INVOICE_NUMBER, number, mail.fresh_text[start:end], Source.FRESH, start, end)
    return (*mentions, words), len(mentions)
