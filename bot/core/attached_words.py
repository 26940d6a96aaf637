"""What attached texts are: a letter speaks for the sender, an invoice or a leaflet does not; and what both may hide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.attached import AttachedFile, FileKind
from bot.core.flat_text import plain

_WORDY = (FileKind.PDF, FileKind.TEXT, FileKind.OFFICE, FileKind.PICTURE)
_LONGEST_LETTER = 12_000
_TITLE = 400
_LETTER = re.compile(
    r"\b(?:veuillez|priere|prie|prions|je vous prie)\b[^.|]{0,60}\b(?:agreer|recevoir|croire|accepter)\b|\bsalutations\b|"
    r"^[ \t]*(?:(?:madame|monsieur|mesdames|messieurs|bonjour)\b[^\n]{0,40}[,!]?)[ \t]*$|\bje soussigne|\bmise en demeure\b|"
    r"^[ \t]*objet[ \t]*:|\b(?:dear|sehr geehrte|estimados?|gentili|geachte)\b",
    re.MULTILINE,
)
_INVOICE_TITLE = re.compile(r"\b(?:facture|invoice|rechnung|avoir|devis)\b")
_TOTALS = re.compile(
    r"\b(?:total|montant|net)\b[^\n]{0,12}\b(?:ht|h\.t|ttc|tva|a payer)\b|\bhors taxes?\b|\bt\.?v\.?a\b"
)
_BANK = r"(?:ribs?|ibans?|coordonnees bancaires|banques?|comptes? bancaires?|domiciliation(?: bancaire)?|comptes?(?= sur | pour | de paie))"
_NEW_BANK = re.compile(
    rf"\b(?:nouve(?:au|aux|l|lle|lles)|chang\w+|modifi\w+|mise? a jour)\b[^.\n|]{{0,30}}?\b{_BANK}\b|"
    rf"\b{_BANK}\b[^.\n|]{{0,30}}?\b(?:a (?:change|ete (?:change|modifie))|ont (?:change|ete (?:change|modifie)\w*)|change|modifie\w*|remplace\w*|annul\w+|caduc\w*)\b|"
    rf"\b(?:desormais|dorenavant|a compter d[eu])\b[^.\n|]{{0,60}}?\b{_BANK}\b|\bnew bank\b|\bbank details? (?:have|has) changed\b"
)
_BANK_PAPER = re.compile(r"\breleves? d'identite bancaire\b|\bidentification bancaire\b|\bbank identification\b")
_LONGEST_EXCERPT = 120


def is_letter(file: AttachedFile) -> bool:
    """Whether a file holds words that its sender writes to us, and not an invoice, a table or a leaflet.

    A mail inside the mail always does; a text of some pages with a salutation, a closing formula or « Objet : » does,
    unless it has the title and the totals of an invoice.
    """
    if file.kind is FileKind.MAIL:
        return bool(file.text.strip())
    if file.kind not in _WORDY or file.invoice or len(file.text) > _LONGEST_LETTER:
        return False
    words = plain(file.text)
    if not _LETTER.search(words):
        return False
    return not (_INVOICE_TITLE.search(words[:_TITLE]) and len(_TOTALS.findall(words)) > 1)


def letters(files: Sequence[AttachedFile]) -> tuple[str, ...]:
    """The texts by which senders speak to us, in order."""
    return tuple(file.text for file in files if is_letter(file))


def new_bank_words(files: Sequence[AttachedFile]) -> Iterator[str]:
    """A line of each file that is no letter and speaks of another account, or is the bank's own paper.

    An invoice prints its account, never a new one; nobody sends a bank's paper with a question.
    """
    for file in files:
        words = plain(file.text)
        found = None if is_letter(file) else _NEW_BANK.search(words)
        if found is None and not _INVOICE_TITLE.search(words[:_TITLE]):
            found = _BANK_PAPER.search(words[:_TITLE])
        if found:
            line = words[words.rfind("\n", 0, found.start()) + 1 : found.end()]
            yield " ".join(line.split())[-_LONGEST_EXCERPT:]
