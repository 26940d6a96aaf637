"""Which invoice each number means: equality of canonical forms decides, resemblance only proposes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.core.evidence import WRITTEN_NOW, evidence_for
from bot.core.invoice import Certainty, ClaimedSupplier, Invoice, Match, Near
from bot.core.invoice_number import same_number
from bot.core.mention import Mention, MentionKind, Source
from bot.core.resemblance import most_alike

_MOST_NEAR = 3


def asked_numbers(mentions: Sequence[Mention], *, forward: bool = False, reply: bool = False) -> tuple[int, ...]:
    """Indices of the mentions that name the invoices a mail is about, each invoice once.

    What the sender wrote now, else attachments by name and content, else the history below; in a `forward` the
    history is the matter itself and counts at once. In a `reply` the subject is the old matter: numbers of
    the body count instead. A number set aside (« et non la FA-117 ») counts only when there is no other.
    Of two spellings of one number the labelled one stands for both. A subject that gives only the end of a
    number of the body (« facture 0187 » above « FA-2026-0187 ») names no second invoice.
    """
    numbers = [i for i, mention in enumerate(mentions) if mention.kind is MentionKind.INVOICE_NUMBER]
    now: tuple[Source, ...] = (*WRITTEN_NOW, Source.QUOTED) if forward else WRITTEN_NOW
    if reply and any(mentions[i].source is Source.FRESH and not mentions[i].aside for i in numbers):
        now = tuple(source for source in now if source is not Source.SUBJECT)
    for sources in (now, (Source.FILE_NAME, Source.ATTACHMENT), (Source.QUOTED,)):
        here = [i for i in numbers if mentions[i].source in sources]
        if here:
            return _each_once(mentions, _not_short(mentions, _not_aside(mentions, here) or here))
    return ()


def _not_aside(mentions: Sequence[Mention], indices: Sequence[int]) -> list[int]:
    """Those that no sentence sets aside; a bare subject line does not bring one back."""
    aside = [mentions[i].value for i in indices if mentions[i].aside]
    return [
        i
        for i in indices
        if not mentions[i].aside
        and not (mentions[i].source is Source.SUBJECT and any(same_number(mentions[i].value, value) for value in aside))
    ]


def _not_short(mentions: Sequence[Mention], indices: Sequence[int]) -> list[int]:
    """Those that are not the last digits of a fuller number, in a subject above a body that writes it out."""
    whole = [mentions[i].value for i in indices if mentions[i].source is Source.FRESH]
    return [
        i
        for i in indices
        if not (mentions[i].source is Source.SUBJECT and any(_ends_in(value, mentions[i].value) for value in whole))
    ]


def _ends_in(number: str, digits: str) -> bool:
    """Whether `digits` are the whole last group of digits of `number` as written: « 117 » may be another than « 0117 »."""
    return digits.isdigit() and re.search(rf"[^0-9]{digits}$", number) is not None


def _each_once(mentions: Sequence[Mention], indices: Iterable[int]) -> tuple[int, ...]:
    kept: list[int] = []
    for index in sorted(indices, key=lambda i: (not mentions[i].labelled, i)):
        if not any(same_number(mentions[index].value, mentions[other].value) for other in kept):
            kept.append(index)
    return tuple(sorted(kept))


def match_mentions(
    mentions: Sequence[Mention],
    claimed: ClaimedSupplier,
    by_number: Sequence[Invoice],
    of_supplier: Sequence[Invoice],
    asked: Sequence[int] | None = None,
) -> tuple[Match, ...]:
    """One match for each number of `asked` (indices; by default what `asked_numbers` finds).

    `by_number` are stored invoices of anyone that may have one of these numbers; `of_supplier` the
    claimed supplier's, to look for what resembles (may be empty). Certain only when exactly one invoice
    of the claimed supplier has the number; a SIREN alone must leave exactly one in all its
    establishments. Without a supplier nothing is ever certain: other suppliers number alike.
    """
    asked = asked_numbers(mentions) if asked is None else asked
    return tuple(_match(index, mentions, claimed, by_number, of_supplier, len(asked)) for index in asked)


def _match(
    index: int,
    mentions: Sequence[Mention],
    claimed: ClaimedSupplier,
    by_number: Sequence[Invoice],
    of_supplier: Sequence[Invoice],
    asked: int,
) -> Match:
    number = mentions[index].value
    same = [invoice for invoice in by_number if same_number(number, invoice.number)]
    theirs = [invoice for invoice in same if _may_be_of(claimed, invoice)]
    known = bool(claimed.sirets or claimed.siren)
    if len(theirs) == 1 and known and len(claimed.sirets) <= 1:
        by = "supplier" if claimed.siret else "siren"
        said = evidence_for(mentions, index, asked, theirs[0])
        return Match(index, Certainty.CERTAIN, theirs[0], (), ("canonical", by, *said))
    if theirs:
        return Match(index, Certainty.AMBIGUOUS, None, _as_near(theirs))
    near = most_alike(number, [i for i in of_supplier if _may_be_of(claimed, i)], _MOST_NEAR) if known else ()
    return Match(index, Certainty.NEAR if near else Certainty.NONE, None, near)


def _may_be_of(claimed: ClaimedSupplier, invoice: Invoice) -> bool:
    """Whether the claim does not exclude this invoice's supplier (an empty claim excludes nobody)."""
    if claimed.sirets:
        return invoice.supplier_id in claimed.sirets
    return invoice.supplier_id.startswith(claimed.siren)


def _as_near(invoices: Sequence[Invoice]) -> tuple[Near, ...]:
    """Several equal readings: none is likelier than another."""
    share = round(0.99 / len(invoices), 2)
    return tuple(Near(i.supplier_id, i.number, share) for i in invoices[:_MOST_NEAR])
