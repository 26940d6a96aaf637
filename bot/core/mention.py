"""Mentions: things in a mail that have the shape of what we look for, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

Siret = NewType("Siret", str)
"""Fourteen digits, no spaces."""


class MentionKind(StrEnum):
    """What a mention looks like."""

    INVOICE_NUMBER = "invoice_number"
    SIRET = "siret"
    SIREN = "siren"
    VAT = "vat"
    ENGAGEMENT = "engagement"
    MARKET = "market"
    AMOUNT = "amount"
    DATE = "date"
    PERIOD = "period"
    SERVICE_CODE = "service_code"
    IBAN = "iban"
    TICKET_REF = "ticket_ref"


class Source(StrEnum):
    """Which text of the mail a mention stands in."""

    SUBJECT = "subject"
    FRESH = "fresh"
    QUOTED = "quoted"
    ATTACHMENT = "attachment"
    FILE_NAME = "file_name"


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing found.

    `raw` is the text as written, `text[start:end]` of the text that `source` names (code points).
    `value` is normal: SIRET/SIREN digits only, amounts `1234.50` (euros), dates ISO, invoice and
    engagement numbers trimmed as written, an IBAN's country only (§3.6: never its digits, so `raw`
    of an IBAN is masked too). `labelled` says that a word such as « facture n° » introduces it.

    `clause` and `paragraph` count the sentences (lines, table rows) and paragraphs of its text: what
    shares them belongs together. `aside` says that its own words take it out of the question: a number
    « et non la FA-117 », an amount that is no invoice's price (« HT », « encours », « indemnité »).
    """

    kind: MentionKind
    value: str
    raw: str
    source: Source
    start: int
    end: int
    labelled: bool = False
    clause: int = 0
    paragraph: int = 0
    aside: bool = False
