"""Which things found in an attached file count: of an invoice or a table only what is named for what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.core.attached import FileKind, InvoiceFacts, fact_lines
from bot.core.mention import Mention, MentionKind, Source

_KINDS = {
    "Facture n°": MentionKind.INVOICE_NUMBER,
    "SIRET du fournisseur": MentionKind.SIRET,
    "SIREN du fournisseur": MentionKind.SIREN,
    "TVA du fournisseur": MentionKind.VAT,
    "SIRET du client": MentionKind.SIRET,
    "Engagement": MentionKind.ENGAGEMENT,
    "Montant TTC": MentionKind.AMOUNT,
    "Date de la facture": MentionKind.DATE,
}
_EUROS = "EUR"
_ALWAYS = frozenset({MentionKind.SIRET, MentionKind.SIREN, MentionKind.VAT, MentionKind.TICKET_REF})
_LABELLED = frozenset({MentionKind.INVOICE_NUMBER, MentionKind.ENGAGEMENT})
_TO_PAY = re.compile(r"(?:net a payer|ttc|toutes taxes|a regler|reste du)[^0-9\n]{0,25}$")
_REACH = 45


def fact_mentions(facts: InvoiceFacts, at: int) -> Iterator[Mention]:
    """The mentions of an electronic invoice, whose lines begin at `at`: their kind is certain, whatever their shape.

    An amount in another currency is none in euros.
    """
    for label, value in fact_lines(facts):
        kind, start = _KINDS[label], at + len(label) + 3
        at += len(label) + 3 + len(value) + 1
        if kind is MentionKind.AMOUNT and facts.currency != _EUROS:
            continue
        meant = value.removesuffix(f" {_EUROS}") if kind is MentionKind.AMOUNT else value
        yield Mention(kind, meant, meant, Source.ATTACHMENT, start, start + len(meant), labelled=True)


def counts(kind: FileKind, mention: Mention, flat: str) -> bool:
    """Whether a mention in a file that is no letter, whose flat text is `flat`, says something of the invoice meant.

    Numbers and orders that a word or a heading names do, and SIRETs, and prices to pay; an invoice is full of dates,
    quantities and part numbers.
    """
    if mention.kind in _ALWAYS or (mention.kind in _LABELLED and mention.labelled and not mention.aside):
        return True
    if kind is FileKind.SHEET:
        return mention.kind in (MentionKind.AMOUNT, MentionKind.DATE)
    if mention.kind is not MentionKind.AMOUNT or mention.aside:
        return False
    return mention.labelled or _TO_PAY.search(flat, max(0, mention.start - _REACH), mention.start) is not None


def moved(mention: Mention, at: int) -> Mention:
    """The same mention in the text of all files; what stands in two files never shares a sentence."""
    return replace(
        mention,
        start=mention.start + at,
        end=mention.end + at,
        clause=mention.clause + at,
        paragraph=mention.paragraph + at,
    )
