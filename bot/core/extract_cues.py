"""The words that say what a number is: « facture », « bon de commande », « marché », « n° »…"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Cue(Enum):
    """What a noun says of the number that follows it."""

    INVOICE = "invoice"
    ENGAGEMENT = "engagement"
    OTHER = "other"
    COUNTED = "counted"
    """« relance n° 2 »: the noun counts itself and says nothing of an invoice number near it."""


@dataclass(frozen=True, slots=True)
class CueAt:
    """A cue word at `start:end`. `plain` means the word alone vouches for a number right after it."""

    cue: Cue
    start: int
    end: int
    plain: bool


_INVOICE = r"factures?(?=\b|_|n°|no|\d)|(?:fact|fac|fct)(?![a-z0-9/_-])\.?|invoices?\b"
_INVOICE_SIGNED = (
    r"avoirs?\b|acomptes?\b|notes? d'honoraires\b|notes? de credit\b|recu\b|documents?\b|coupons?\b|appels? de prime\b|"
    r"identifiant de transaction\b|facturation\b|pieces? comptables?\b"
)
_ENGAGEMENT = r"engagements?(?: juridiques?)?\b|bons? de commandes?\b|b\.?d?c(?![a-z0-9/_-])\.?|commandes?\b|cde\b|cmd\b|e\.?j\b\.?(?= ?[:n°\d])|purchase order\b|po\b"
_COUNTED = r"relances?\b|rappels?\b|demandes?\b|lettres?\b|courriers?\b|page\b|niveau\b|situations?\b"
_OTHER = (
    r"siret\b|siren\b|rcs\b|tva\b|iban\b|rib\b|bic\b|marches?\b|contrats?\b|clients?\b|dossiers?\b|devis\b|livraisons?\b|b\.?l\b\.?|"
    r"mandats?\b|bordereaux?\b|depots?\b|tickets?\b|comptes?\b|adherents?\b|polices?\b|tel(?:ephone)?\b|fax\b|portable\b|mobile\b|"
    r"articles?\b|lots?\b|chantiers?\b|avenants?\b|conventions?\b|ordres? de service\b|o\.?s\b|a\.?p\.?e\b|naf\b|code postal\b|"
    r"capital\b|titres?\b|agrements?\b|immatriculations?\b|flux\b|recommandee?s?\b|rue\b|avenue\b|boulevard\b|batiment\b|b\.?p\b|"
    r"cedex\b|cs\b|interventions?\b|vehicules?\b|abonnes?\b|abonnements?\b|propositions?\b|affaires?\b|projets?\b|attachements?\b|"
    r"codes?(?: service)?\b|services? (?:destinataire|executant)\b|lignes?\b|immeuble\b|appartement\b|reclamations?\b|consultations?\b|couleurs?\b"
)
_NOUN = re.compile(
    rf"(?<![a-z0-9])(?:(?P<i>{_INVOICE})|(?P<s>{_INVOICE_SIGNED})|(?P<e>{_ENGAGEMENT})|(?P<c>{_COUNTED})|(?P<o>{_OTHER}))"
)
_PARTS = {"i": Cue.INVOICE, "s": Cue.INVOICE, "e": Cue.ENGAGEMENT, "c": Cue.COUNTED, "o": Cue.OTHER}

NUMBER_SIGN = re.compile(
    r"n ?°(?:s(?![a-z]))?|numeros?|num\b\.?|nr\b\.?|ref(?:erences?|s)?\b\.?|№|#(?!\w{6}\b|\w{3}\b)"
    r"|factures? ?(?P<no>no?s?)(?![a-z])\.?(?=[ :.]{0,3}[a-z]{0,8}[-/ ]?\d)"
)
"""« n° », « numéro », « réf. », « # » (never a colour) and « facture no »."""
_SIGN_THEN_NOUN = re.compile(r" ?(?:de |d'|du |des )?(?:la |le |l'|ma |mon |notre |votre |nos |vos |cette )?")
PUNCTUATION = re.compile(
    r"(?: (?:client|fournisseur|chorus(?: pro)?|interne|concernee?s?|suivantes?|ci-dessous|est|sont|portant)\b){0,2}[\s:=.\"'(\[*_>|#-]{0,8}"
)
"""What may stand between a label and its value: little words, punctuation, one line end or two."""
_ADJECTIVES = re.compile(
    r"(?: (?:impayees?|reglees?|payees?|jointes?|ci-jointes?|electroniques?|citees?|en objet|en reference|rejetees?|suspendues?|"
    r"deposees?|emises?|echues?|en attente|en retard|en souffrance|referencees?|numerotees?|intitulees?|originale?|rectificative|"
    r"corrigee|chorus)\b){0,3}"
)
_BREAK = re.compile(r"[.!?;]\s|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Cues:
    """Every cue word of one flat text, in order."""

    flat: str
    places: tuple[CueAt, ...]
    _ends: tuple[int, ...]

    def before(self, place: int, reach: int) -> CueAt | None:
        """The nearest cue that ends at most `reach` before `place`, in the same sentence."""
        index = bisect_left(self._ends, place + 1) - 1
        while index >= 0 and place - self._ends[index] <= reach:
            cue = self.places[index]
            if cue.cue is not Cue.COUNTED:
                return None if _BREAK.search(self.flat, cue.end, place) else cue
            index -= 1
        return None

    def counted_just_before(self, place: int) -> bool:
        """Whether « relance » and its like stand right before the number sign at `place`."""
        index = bisect_left(self._ends, place + 1) - 1
        return index >= 0 and self.places[index].cue is Cue.COUNTED and place - self._ends[index] <= 2


def find_cues(flat: str) -> Cues:
    """The cue words of a flat text."""
    places = tuple(_cue_at(match) for match in _NOUN.finditer(flat))
    return Cues(flat, places, tuple(cue.end for cue in places))


def _cue_at(match: re.Match[str]) -> CueAt:
    name = match.lastgroup or "o"
    return CueAt(_PARTS[name], match.start(), match.end(), plain=name in "ie")


@dataclass(frozen=True, slots=True)
class Signed:
    """A number sign whose value should begin at `value_at`; `cue` is its noun, None when it has none.

    `noun_end` is where a noun before the sign ends, -1 when the noun follows the sign.
    """

    cue: Cue | None
    value_at: int
    noun_end: int = -1


def find_signed(cues: Cues) -> Iterator[Signed]:
    """Every number sign with its noun: « n° de facture », « facture du 3 mars n° », « n° » alone."""
    for match in NUMBER_SIGN.finditer(cues.flat):
        start = max(match.start(), match.start("no"))
        if start == match.start() and cues.flat[start - 1 : start].isalnum():
            continue  # « environ° », « bonnum »: inside a word
        noun = _noun_after(cues.flat, match.end())
        if noun:
            yield Signed(noun.cue, _skip(cues.flat, noun.end))
        elif cues.counted_just_before(start):
            yield Signed(Cue.COUNTED, _skip(cues.flat, match.end()))
        else:
            before = cues.before(start, 80)
            yield Signed(before.cue if before else None, _skip(cues.flat, match.end()), before.end if before else -1)


def _noun_after(flat: str, place: int) -> CueAt | None:
    gap = _SIGN_THEN_NOUN.match(flat, place)
    match = _NOUN.match(flat, gap.end() if gap else place)
    # « facture n° FACT-2024-117 »: there the word is part of the number.
    if match is None or match.lastgroup == "c" or flat[match.end() : match.end() + 1] in ("-", "/", "_"):
        return None
    return _cue_at(match)


def _skip(flat: str, place: int) -> int:
    match = PUNCTUATION.match(flat, place)
    return match.end() if match else place


def value_places(cues: Cues) -> Iterator[tuple[CueAt, int]]:
    """Where a value would begin right after each noun that vouches by itself."""
    for cue in cues.places:
        if cue.cue is Cue.INVOICE and cue.plain:
            adjectives = _ADJECTIVES.match(cues.flat, cue.end)
            yield cue, _skip(cues.flat, adjectives.end() if adjectives else cue.end)
        elif cue.cue in (Cue.ENGAGEMENT, Cue.OTHER):
            yield cue, _skip(cues.flat, cue.end)
