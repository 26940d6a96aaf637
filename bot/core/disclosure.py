"""What may be told to whom (the disclosure guard), as pure functions.

Level 0: public information and the neutral text. Level 1: authenticated, and the mail itself gives the
supplier's SIRET, the exact invoice number and a third item that agrees. Level 2: `dmarc=pass` and the
very address was entered by staff as a contact of that supplier. Whoever holds a copy of the invoice
holds all three items, so level 1 stays harmless: status, its date, what to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.invoice import Certainty, ClaimedSupplier, Match
from bot.core.mail import SenderAuth
from bot.core.mention import Mention, MentionKind, Source
from bot.core.siret import is_siret

SUPPLIER_SIRET = "supplier_siret"
SUPPLIER_CHOICE = "supplier_choice"
INVOICE_NUMBER = "invoice_number"
THIRD_ITEM = "third_item"

_HERE = frozenset({Source.SUBJECT, Source.FRESH, Source.QUOTED, Source.ATTACHMENT})


@dataclass(frozen=True, slots=True)
class Claim:
    """What a mail brings to prove who asks: everything here is in the mail or in the contact register."""

    auth: SenderAuth
    claimed: ClaimedSupplier
    mentions: tuple[Mention, ...]
    own_sirets: tuple[str, ...]
    contact_sirets: tuple[str, ...]

    @property
    def is_contact(self) -> bool:
        """An authenticated contact who speaks for a supplier that staff tied to this address."""
        if self.auth is not SenderAuth.PASSED or not self.contact_sirets:
            return False
        return all(siret in self.contact_sirets for siret in self.claimed.sirets)

    def _has(self, kind: MentionKind) -> bool:
        return any(m.kind is kind and m.source in _HERE for m in self.mentions)

    @property
    def names_recipient(self) -> bool:
        """One of our own SIRETs stands in the mail."""
        return any(m.kind is MentionKind.SIRET and m.value in self.own_sirets for m in self.mentions)

    @property
    def has_third_item(self) -> bool:
        """An amount, an engagement number, or a date with the recipient's SIRET."""
        dated = self._has(MentionKind.DATE) and self.names_recipient
        return self._has(MentionKind.AMOUNT) or self._has(MentionKind.ENGAGEMENT) or dated


def missing_items(claim: Claim, asked_numbers: int) -> tuple[str, ...]:
    """What the mail lacks to be answered, judged from the mail alone, before any look-up.

    Asking for a third item only when the invoice exists would tell that it exists.
    """
    missing = []
    if len(claim.claimed.sirets) > 1:
        missing.append(SUPPLIER_CHOICE)
    elif not claim.is_contact and not (claim.claimed.origin == "mail" and is_siret(claim.claimed.siret)):
        missing.append(SUPPLIER_SIRET)
    if not asked_numbers:
        missing.append(INVOICE_NUMBER)
    if not claim.is_contact and not claim.has_third_item:
        missing.append(THIRD_ITEM)
    return tuple(missing)


def level_of(claim: Claim, match: Match) -> int:
    """0, 1 or 2: what may be said about the invoice of one match (0 unless the match is certain)."""
    invoice = match.invoice
    if match.certainty is not Certainty.CERTAIN or invoice is None:
        return 0
    if claim.is_contact and invoice.supplier_id in claim.contact_sirets:
        return 2
    if claim.auth not in (SenderAuth.PASSED, SenderAuth.ALIGNED):
        return 0
    if (
        claim.claimed.origin != "mail"
        or claim.claimed.siret != invoice.supplier_id
        or not is_siret(invoice.supplier_id)
    ):
        return 0
    return 1 if _third_item_agrees(claim, match) else 0


def _third_item_agrees(claim: Claim, match: Match) -> bool:
    invoice = match.invoice
    if "amount" in match.evidence or "engagement" in match.evidence:
        return True
    recipients = {m.value for m in claim.mentions if m.kind is MentionKind.SIRET and m.value in claim.own_sirets}
    return "date" in match.evidence and invoice is not None and invoice.recipient_siret in recipients


def disclosure_level(claim: Claim, matches: tuple[Match, ...]) -> int:
    """The level of a whole mail: the lowest of its invoices', 0 when it asks about none."""
    return min((level_of(claim, match) for match in matches), default=0)
