"""Lines of a table in a mail: how a line falls into cells, and which lines are headings."""

from __future__ import annotations

import re
from enum import Enum

_LONGEST_HEADING = 300
_DIGIT = re.compile(r"\d")
_BLANKS = re.compile(r"\S+(?: \S+)*")
_COLUMN_NOUN = r"date|montant|facture|engagement|commande|echeance|solde|objet|libelle|statut|siret|marche|service|debit|credit|fournisseur"
_HEADING_WORDS = re.compile(
    rf"(?:(?:{_COLUMN_NOUN}|n ?°|numero|reference|ref|ttc|ht|tva|bon|de|d'|la|du|client|piece|total|emission|depot|juridique|code|"
    r"dossier|prestation|net|a|payer|en|euros?|€)s?[ \t:.()/*_-]*){2,14}"
)
_NOUNS = re.compile(rf"\b(?:{_COLUMN_NOUN})s?\b")
_WITHOUT_LABEL = re.compile(r"[ \t*_:.()]+")


class Column(Enum):
    """What a heading says of the cells below it."""

    INVOICE = "invoice"
    PERHAPS_INVOICE = "perhaps_invoice"
    """« Numéro », « Pièce »: of invoices when no other column is."""
    ENGAGEMENT = "engagement"
    MARKET = "market"
    AMOUNT = "amount"
    NET = "net"
    """An amount that is not the price to pay: without tax, the tax alone…"""
    TEXT = "text"
    """Dates and words: read as they stand."""
    OTHER = "other"
    """Numbers of something else: a client, a contract…"""


_OF = r"(?:(?:n ?°|numeros?|num\.?|nr|ref\.?|references?|id) ?(?:de |d'|des |du )?(?:la |l'|notre |nos |votre |vos |vtre )?)?"
_HEADINGS = (
    (
        Column.INVOICE,
        re.compile(rf"{_OF}(?:factures?|fact|fac|fct|invoices?)(?: (?:n ?°|numero|fournisseur|ref|chorus))?"),
    ),
    (
        Column.ENGAGEMENT,
        re.compile(
            rf"{_OF}(?:(?:votre |vos |v/ ?)?(?:engagements?(?: juridiques?)?|bons? de commande|commandes?)|(?:votre|vos|v/) ?(?:ref(?:erences?|s)?|n ?°)|b\.?d?\.?c|e\.?j|cde|cmd)"
        ),
    ),
    (Column.MARKET, re.compile(rf"{_OF}(?:marches?(?: public)?|accords?[ -]cadres?)")),
    (
        Column.TEXT,
        re.compile(
            r"(?:dates?|echeances?|objets?|libelles?|designations?|descriptions?|statuts?|etats?|natures?|periodes?|fournisseurs?|emetteurs?|"
            r"prestations?|observations?|commentaires?|modes?|retards?|jours|nb|depots?|emissions?|noms?|societes?)(?: .*)?"
        ),
    ),
    (
        Column.NET,
        re.compile(
            r"(?:.* )?(?:ht|h\.t|hors taxes?|tva|remise|retenue|acompte|credit|regle|paye|penalites?|frais)(?: .*)?"
        ),
    ),
    (
        Column.AMOUNT,
        re.compile(
            r"(?:.* )?(?:montants?|ttc|total|solde|debit|net a payer|reste du|restant du|a payer|somme|prix)(?: .*)?|€|eur(?:os?)?"
        ),
    ),
    (
        Column.PERHAPS_INVOICE,
        re.compile(rf"{_OF}(?:pieces?(?: comptables?)?|documents?|doc)(?: n ?°)?|n ?°|numeros?|references?|ref"),
    ),
    (
        Column.OTHER,
        re.compile(
            r"(?:.* )?(?:siren|siret|marche|client|dossier|devis|contrat|bl|livraison|lot|compte|tiers|service|mandat|bordereau|affaire|"
            r"chantier|code|situation|ligne|avoir|ticket|code postal|cp|tel|telephone)(?: .*)?"
        ),
    ),
)


def cells_of(flat: str, start: int, end: int) -> list[tuple[int, int]]:
    """Places of the cells of the line at `start:end`, trimmed; empty cells too, but for runs of blanks."""
    mark = next((mark for mark in "\t|;" if flat.find(mark, start, end) >= 0), "")
    if not mark:
        return [match.span() for match in _BLANKS.finditer(flat, start, end)]
    cells = []
    while start <= end:
        stop = flat.find(mark, start, end)
        stop = end if stop < 0 else stop
        cells.append(_trimmed(flat, start, stop))
        start = stop + 1
    if mark == "|" and len(cells) > 1 and cells[0][0] == cells[0][1]:
        del cells[0]  # « | a | b | »: nothing stands before the first bar
    return cells


def _trimmed(flat: str, start: int, end: int) -> tuple[int, int]:
    while start < end and flat[start] in " \t":
        start += 1
    while end > start and flat[end - 1] in " \t":
        end -= 1
    return start, end


def column_of(cell: str) -> Column | None:
    """What a flat heading cell says of its column; None when it says nothing."""
    words = _WITHOUT_LABEL.sub(" ", cell).strip()
    return next((column for column, heading in _HEADINGS if heading.fullmatch(words)), None)


def is_heading(flat: str, start: int, end: int) -> bool:
    """Whether the line at `start:end` heads columns: words only, and at least two of them name a column."""
    if end - start > _LONGEST_HEADING or _DIGIT.search(flat, start, end):
        return False
    cells = cells_of(flat, start, end)
    if len(cells) > 1:
        columns = [column_of(flat[a:b]) for a, b in cells]
        drawn = "\t" in flat[start:end] or "|" in flat[start:end]
        return sum(column is not None for column in columns) > 1 or (drawn and Column.INVOICE in columns)
    line = flat[start:end].strip()
    return _HEADING_WORDS.fullmatch(line) is not None and len(set(_NOUNS.findall(line))) > 1
