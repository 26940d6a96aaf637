"""Invoice numbers behind the word « facture » and a word or two more: « facture de travaux 471102 »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.core.extract_cues import Cue, Cues
from bot.core.found import Found, Rank
from bot.core.mention import MentionKind
from bot.core.number_shapes import AFTER_WORD, is_firm, is_possible

_WORD = r"(?!(?:montant|somme|total|totale|page|ligne|poste|article|annee|exercice|environ|depuis|atteint|vaut|soit|sous|avant|apres|vers|plus|moins|salle|bureau|porte|chambre|bp|cs|cedex|zac|zi|za|en|le|la|les|du|et|ou|a|au|pour|par|sur|est|que|qui)\b)[a-z][a-z'&-]{1,24}"
_QUALIFIED = re.compile(rf" (?:de |d'|du |des )?{_WORD}(?: {_WORD})?(?: ?:)? ")
_POSTCODE = re.compile(
    r"\d{5} (?!(?:est|du|de|en|reste|pour|a|et|qui|deposee|emise|svp|impayee|sur|dont|datee|echue|date|dans|payee|reglee|ou)\b)[a-z]{2}"
)


_ONE_INVOICE = re.compile(
    r"(?<![a-z])(?:la|ma|notre|cette) (?:facture|fact) (\d\d?)(?=\s*$|[,.?!\n](?! ?\d)| (?:du|de la|des|pour|est|a|elle|svp|stp|please)\b)"
)
"""« la facture 27 »: of so few digits only where one invoice is meant and nothing is counted."""


def of_one_invoice(flat: str) -> Iterator[Found]:
    """Readings of one or two digits, where one invoice is meant."""
    for match in _ONE_INVOICE.finditer(flat):
        yield Found(MentionKind.INVOICE_NUMBER, match.start(1), match.end(1), "", Rank.NEXT_TO_WORD, labelled=True)


def behind_loose_words(cues: Cues) -> Iterator[Found]:
    """Readings that need a firm shape, because the words before them vouch for little."""
    for cue in cues.places:
        if cue.cue is Cue.INVOICE:
            between = _QUALIFIED.match(cues.flat, cue.end)
            if between and not _names_other(cues, cue.end, between.end()):
                yield from _firm(cues.flat, between.end())


def _names_other(cues: Cues, start: int, end: int) -> bool:
    """Whether one of the words between says that the number is something else's."""
    cue = cues.before(end, end - start)
    return cue is not None and cue.start >= start and cue.cue is not Cue.INVOICE


def _firm(flat: str, place: int) -> Iterator[Found]:
    match = AFTER_WORD.match(flat, place)
    if match is None or not is_firm(match[0]) or _POSTCODE.match(flat, place):
        return
    if is_possible(match[0], vouched=False, after=flat[match.end() : match.end() + 14]):
        yield Found(MentionKind.INVOICE_NUMBER, match.start(), match.end(), "", Rank.LOOKS_LIKE, labelled=True)
