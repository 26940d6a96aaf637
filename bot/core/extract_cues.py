"""The words that say what a number is: « facture », « bon de commande », « marché », « n° »…"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.core.number_shapes import UNMISTAKABLE
from bot.core.table_rows import is_heading

_LONGEST_HEADING = 300
_NEAR_LABEL = 4
"""What may stand between a word and the number that it labels: « n° », a colon."""


_INVOICE_OF = re.compile(r"(?<![a-z])(?:factures?|fact|fac)\.? (?:de |d')?$")
_KIND_OF_INVOICE = re.compile(
    r"clients?|acomptes?|formations?|interventions?|controles?|abonnements?|livraisons?|chantiers?|affaires?|projets?|licences?|etudes?|cartes?|badges?|analyses?|prelevements?|deplacements?|passages?"
)
_YOUR = re.compile(r"(?<![a-z])(?:votre|vos|v/|v\.) ?$")
_PAYMENT_OF = re.compile(
    r"(?<![a-z])(?:reglements?|paiements?|mandatements?|statuts?|etat|suivi|avancement|traitement|versement|point|nouvelles|facturation)"
    r" (?:du|de la|de|des|sur le|sur la|pour le|pour la|concernant le) $"
)


class Cue(Enum):
    """What a noun says of the number that follows it."""

    INVOICE = "invoice"
    ENGAGEMENT = "engagement"
    MARKET = "market"
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


_INVOICE = (
    r"factures?\(s\)|factures?(?=\b|_|n°|no|\d|[a-z]{1,3}-?\d)|(?:fact|fac|fct)(?![a-z0-9/_-])\.?|invoices?\b|rechnung(?:en)?\b|fakt(?:ure|i|ir)s?\b|(?:rechnungs|factuur)-?(?=nummer|nr\b)|fac?turas?\b|fattur[ae]\b|factu(?:ur|ren)\b|"
    r"(?<=n° )piece\b|(?<=n°)piece\b|(?<=n° de )piece\b|(?<=numero de )piece\b|piece(?= (?:n ?° ?)?:? ?[a-z/-]{0,8}\d[a-z0-9/-]{3})"
)
_INVOICE_SIGNED = (
    r"avoirs?\b|facturee?s?\b|notes? d'honoraires\b|notes?(?= n ?°)|notes? de credit\b|recu\b(?! fiscal)|documents?\b|coupons?\b|appels? de (?:prime|loyer|fonds|cotisation)\b|avis d'echeance\b|"
    r"identifiant de transaction\b|facturation\b|pieces? comptables?\b"
)
_ENGAGEMENT = (
    r"engagements?(?: juridiques?)?\b(?: \(ej\))?|engage?mt?\b\.?|engt\b\.?|bons?(?= (?:n ?° ?)?[a-z]{0,4}[-/]?\d{4}| [a-z]{2,4}\d{0,3}-\d| (?:port|mentionn|indiqu)(?:e|ait|ant)\b)|bons? de commandes?\b|bon(?<=votre bon)(?= (?:n ?°|numero))|b\.?d?c(?![a-z0-9/_-])\.?|commandes?\b|cde\b|cmd\b|e\.?j\b\.?(?= ?[:n°\d])|purchase orders?\b|po(?![a-z0-9/_-])|"
    r"(?<!in )orders?(?= (?:no|nr|number|ref)\b)|bestellungen?\b|bestell(?=nummer|nr\b)|pedidos?\b|ordine(?= (?:di acquisto|n|numero)\b)|(?:inkoop)?orders?(?=nummer)"
)
_MARKET = r"(?:marches?|accords?[ -]cadres?|mapa|(?<!section )ac(?= n ?°))\b(?: (?:publics?|subsequents?|de travaux|de services?|de fournitures?|a bons? de commandes?|en cours)\b){0,3}"
_COUNTED = r"reminders?\b|mahnung\b|relances?\b|rappels?\b|demandes?\b|lettres?\b|courriers?\b|page\b|niveau\b|situations?\b|acomptes?\b"
_OTHER = (
    r"bons? de (?:transport|travail|travaux|intervention|reception|enlevement|course|pesee)\b|siret\b|siren\b|rcs\b|tva\b|iban\b|rib\b|bic\b|contrats?\b|clients?\b|dossiers?\b|devis\b|livraisons?\b|b\.?l(?![a-z0-9/_-])\.?|"
    r"mandats?\b|bordereaux?\b|depots?\b|tickets?\b|comptes?\b(?! chorus)|adherents?\b|polices?\b|tel(?:ephone)?\b|fax\b|portable\b|mobile\b|"
    r"articles?\b|lots?\b|chantiers?\b|avenants?\b|conventions?\b|ordres? de service\b|o\.?s\b|a\.?p\.?e\b|naf\b|code postal\b|"
    r"capital\b|titres?\b|agrements?\b|immatriculations?\b|flux\b|recommandee?s?\b|rue\b|avenue\b|boulevard\b|batiment\b|b\.?p\b|"
    r"cedex\b|cs\b|interventions?\b|vehicules?\b|abonnes?\b|abonnements?\b|propositions?\b|affaires?\b|projets?\b|attachements?\b|"
    r"codes?(?: service)?\b|services? (?:destinataire|executant)\b|lignes?\b|immeuble\b|appartement\b|logins?\b|identifiants?\b|mots? de passe\b|matricules?\b|chambres?\b|reclamations?\b|consultations?\b|couleurs?\b|"
    # Papers of courts, insurers and public bodies.
    r"saisines?\b|controles?\b|avis (?:des|de) sommes a payer\b|instructions?\b|signalements?\b|requisitions?\b|litiges?\b|sinistres?\b|"
    r"rg\b(?!-)|ordonnances?\b|jugements?\b|arretes?\b|deliberations?\b|requetes?\b|plaintes?\b|pv\b|proces[ -]verba(?:l|ux)\b|permis\b|licences?\b|"
    r"judiciaires?\b|executoires?\b|recettes?\b|"
    # The same in the languages of suppliers abroad.
    r"accounts?(?= (?:no|number|ref)\b)|customers?\b|contracts?\b|quotations?\b|phone\b|kunden(?=nummer|nr\b)|vertrag\b|lieferschein\b|"
    r"angebot\b|telefon[eo]?\b|steuer(?=nummer|nr\b)|contra(?:to|tto)\b|klant(?=nummer|nr\b)|albaran\b|presupuesto\b|preventivo\b|offerte\b"
)
_OTHER_SIGNED = (
    r"(?<!votre )(?<!mon )avis\b|actes?\b|(?<=l')ordre\b|ordre(?= (?:region|nation|departemen)al)|rge\b|orias\b|certibiocide\b|finess\b|rpps\b|adeli\b|enquetes?\b|procedures?\b|parquet\b|decisions?\b|constats?\b|mises? en demeure\b|assignations?\b|recours\b|expertises?\b|"
    r"subventions?\b|autorisations?\b|declarations?\b|certificats?\b|attestations?\b|assurances?\b|decennale\b|garanties?\b|habilitations?\b|"
    r"lois?\b|decrets?\b|normes?\b|certifications?\b|missions?\b|sessions?\b|formations?\b|stagiaires?\b|inscriptions?\b|"
    r"reservations?\b|expeditions?\b|colis\b|compteurs?\b|pdl\b|prm\b|pce\b|cheques?\b|libelles?\b|virements?\b(?= n)|incidents?\b|construire\b|"
    r"dce?\b|a\.?o\b|dgd\b|dcm\b|bulletins?\b|recus? fisca(?:l|ux)\b|revues?\b|series?\b|rapports?\b|comptes?[ -]rendus?\b|plans?\b|cartes?\b|badges?\b|annonces?\b|offres?\b|candidatures?\b|etudes?\b|analyses?\b|echantillons?\b|enlevements?\b|deplacements?\b|passages?\b|tournees?\b|prelevements?\b|postes?\b"
)
_NOUN = re.compile(
    rf"(?<![a-z0-9])(?<!\d[-/_])(?:(?P<i>{_INVOICE})|(?P<s>{_INVOICE_SIGNED})|(?P<e>{_ENGAGEMENT})|(?P<c>{_COUNTED})|(?P<m>{_MARKET})|(?P<o>{_OTHER})|"
    rf"(?P<w>{_OTHER_SIGNED}))"
)
_PARTS = {
    "i": Cue.INVOICE,
    "s": Cue.INVOICE,
    "e": Cue.ENGAGEMENT,
    "m": Cue.MARKET,
    "c": Cue.COUNTED,
    "o": Cue.OTHER,
    "w": Cue.OTHER,
}

NUMBER_SIGN = re.compile(
    r"n ?°(?:s(?![a-z]))?|numeros?|num\b\.?|nr\b\.?|ref(?:erences?|s)?\b\.?|№|#(?!\w{6}\b|\w{3}\b)"
    r"|(?:factures?|invoices?|rechnung|facturas?|fattur[ae]|factuur|orders?) ?(?P<no>no?s?)(?![a-z])\.?(?=[ :.]{0,3}[a-z]{0,8}[-/ ]?\d)"
    r"|numbers?\b|nummern?\b|nbr\b\.?"
)
"""« n° », « numéro », « réf. », « # » (never a colour), « facture no », and their like in other languages."""
_SIGN_THEN_NOUN = re.compile(
    r" ?(?:de |d'|du |des |of |der |della |van )?(?:our |the |unserer |onze |nuestra |nostra )?(?:la |le |l'|ma |mon |notre |votre |nos |vos |cette )?"
)
PUNCTUATION = re.compile(
    r"(?: (?:client|fournisseur|chorus(?: pro)?|interne|concernee?s?|suivantes?|ci-dessous|est|sont|portant|is|are|lautet|ist)\b){0,2}[\s:=.\"'(\[*_>|#-]{0,8}"
)
"""What may stand between a label and its value: little words, punctuation, one line end or two."""
_ADJECTIVES = re.compile(
    r"(?: (?:impayees?|reglees?|payees?|jointes?|ci-jointes?|electroniques?|citees?|en objet|en reference|rejetees?|suspendues?|"
    r"deposees?|emises?|echues?|en attente|en retard|en souffrance|referencees?|numerotees?|intitulees?|originale?|rectificative|"
    r"corrigee|chorus)\b){0,3}(?: \d\d?(?= ?: ))?"  # « facture 1 : 26-771 »
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

    def invoice_in(self, start: int, end: int) -> CueAt | None:
        """The first word for an invoice at `start:end`."""
        for index in range(bisect_left(self._ends, start + 1), len(self.places)):
            if self.places[index].end > end:
                return None
            if self.places[index].cue is Cue.INVOICE:
                return self.places[index]
        return None

    def label_another(self, place: int) -> bool:
        """Whether the word for another paper stands right before `place`: « devis 26-144 », « devis n° 26-144 »."""
        cue = self.before(place, _NEAR_LABEL)
        return cue is not None and cue.cue is not Cue.INVOICE

    def ends_at(self, place: int) -> bool:
        """Whether a cue ends right at `place`."""
        index = bisect_left(self._ends, place)
        return index < len(self._ends) and self._ends[index] == place

    def counted_just_before(self, place: int) -> bool:
        """Whether « relance » and its like stand right before the number sign at `place`."""
        index = bisect_left(self._ends, place + 1) - 1
        return index >= 0 and self.places[index].cue is Cue.COUNTED and place - self._ends[index] <= 2


def find_cues(flat: str) -> Cues:
    """The cue words of a flat text."""
    places = tuple(cue for cue in map(_cue_at, _NOUN.finditer(flat)) if not _kind_of_invoice(flat, cue))
    return Cues(flat, places, tuple(cue.end for cue in places))


def _cue_at(match: re.Match[str]) -> CueAt:
    name = match.lastgroup or "o"
    return CueAt(_PARTS[name], match.start(), match.end(), plain=name in "iemo")


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
        if start == match.start() and cues.flat[start - 1 : start].isalnum() and not cues.ends_at(start):
            continue  # « environ° », « bonnum »: inside a word; « Rechnungsnummer » is two
        noun = _noun_after(cues.flat, match.end())
        if noun:
            yield Signed(noun.cue, _skip(cues.flat, noun.end))
        elif cues.counted_just_before(start):
            yield Signed(Cue.COUNTED, _skip(cues.flat, match.end()))
        else:
            yield _signed_by_noun_before(cues, start, match.end())


def _signed_by_noun_before(cues: Cues, start: int, end: int) -> Signed:
    """« facture du 3 mars n° », « règlement du n° » (of what, if not an invoice), « n° » alone."""
    value_at = _skip(cues.flat, end)
    if _YOUR.search(cues.flat, max(0, start - 7), start) and not UNMISTAKABLE.match(cues.flat, value_at):
        return Signed(Cue.ENGAGEMENT, value_at)  # « votre référence »: the buyer's own, so an order
    before = cues.before(start, 80)
    if before is not None:
        return Signed(before.cue, value_at, before.end)
    paid = cues.flat[start - 1 : start] == " " and _PAYMENT_OF.search(cues.flat, max(0, start - 35), start)
    return Signed(Cue.INVOICE if paid else None, value_at)


def _noun_after(flat: str, place: int) -> CueAt | None:
    gap = _SIGN_THEN_NOUN.match(flat, place)
    match = _NOUN.match(flat, gap.end() if gap else place)
    # « facture n° FACT-2024-117 »: there the word is part of the number.
    if match is None or match.lastgroup == "c" or flat[match.end() : match.end() + 1] in ("-", "/", "_"):
        return None
    if match[0][-1] == "." and flat[match.end() : match.end() + 1].isdigit():
        return None  # « facture n° FAC.2026.0117 »
    return _cue_at(match)


def _skip(flat: str, place: int) -> int:
    """Past what may stand between a label and its value; from a table's heading never into its rows."""
    match = PUNCTUATION.match(flat, place)
    end = match.end() if match else place
    line_end = flat.find("\n", place, end)
    if line_end < 0:
        return end
    line_start = flat.rfind("\n", max(0, place - _LONGEST_HEADING), place) + 1
    return place if is_heading(flat, line_start, line_end) else end


def value_places(cues: Cues) -> Iterator[tuple[CueAt, int]]:
    """Where a value would begin right after each noun that vouches by itself."""
    for cue in cues.places:
        if cue.cue is Cue.INVOICE and cue.plain:
            adjectives = _ADJECTIVES.match(cues.flat, cue.end)
            yield cue, _skip(cues.flat, adjectives.end() if adjectives else cue.end)
        elif cue.cue in (Cue.ENGAGEMENT, Cue.MARKET, Cue.OTHER) and cue.plain:
            yield cue, _skip(cues.flat, cue.end)


def _kind_of_invoice(flat: str, cue: CueAt) -> bool:
    """« facture d'intervention 471102 », « facture client 471102 »: the second word does not turn the number."""
    if not _KIND_OF_INVOICE.fullmatch(flat, cue.start, cue.end):
        return False
    return _INVOICE_OF.search(flat, max(0, cue.start - 15), cue.start) is not None
