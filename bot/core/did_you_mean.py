"""« Did you mean … ? »: which near invoices may be named in a question, and to whom; never an answer about one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.disclosure import Claim, level_of
from bot.core.evidence import evidence_for
from bot.core.invoice import Certainty, Invoice, Match
from bot.core.invoice_number import canonical

TEMPLATE = "did_you_mean"
_LIKELY, _WORTH_NAMING = 0.2, 0.1
"""How likely the first one must be for a question to be worth it, and another to be named beside it."""
_MOST = 3
_CONTACT = 2
_PROOF = frozenset({"amount", "date", "engagement"})


def proposed(claim: Claim, matches: Sequence[Match], nearby: Sequence[Invoice]) -> tuple[Invoice, ...]:
    """The invoices to ask about, likeliest first, at most three; empty for no question.

    One number only, near to stored ones of the supplier of a registered contact (level 2): whoever proves himself by
    what he writes has to write the exact number (§4.2), and the question would tell it to him. An invoice of another
    price than he wrote is not meant.
    """
    if len(matches) != 1 or matches[0].certainty is not Certainty.NEAR:
        return ()
    candidates = _as_if_certain(claim, matches[0], nearby)
    fitting = [c for c in candidates if level_of(claim, c) == _CONTACT and "amount_differs" not in c.evidence]
    agreeing = [c for c in fitting if _PROOF & set(c.evidence)]
    chosen = agreeing if len(agreeing) == 1 else fitting
    invoices = tuple(c.invoice for c in chosen if c.invoice is not None)
    if len(invoices) > _MOST or len({canonical(i.number) for i in invoices}) < len(invoices):
        return ()
    return invoices


def _as_if_certain(claim: Claim, match: Match, nearby: Sequence[Invoice]) -> list[Match]:
    """The near match once for each invoice worth naming, as if that one were meant, with what agrees with it."""
    if max((near.p for near in match.near), default=0.0) < _LIKELY:
        return []
    stored = {(invoice.supplier_id, invoice.number): invoice for invoice in nearby}
    keys = [(near.supplier_id, near.number) for near in match.near if near.p >= _WORTH_NAMING]
    return [
        replace(match, certainty=Certainty.CERTAIN, invoice=stored[key], evidence=_said(claim, match, stored[key]))
        for key in dict.fromkeys(keys)
        if key in stored
    ]


def _said(claim: Claim, match: Match, invoice: Invoice) -> tuple[str, ...]:
    return evidence_for(claim.mentions, match.mention, 1, invoice)
