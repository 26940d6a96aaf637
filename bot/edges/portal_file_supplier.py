"""Who a supplier is, from a file: every kind of identifier that the portal knows, by its type or by its shape."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.core.siret import is_siret
from bot.edges.portal_file_rows import BadValue
from bot.edges.portal_file_values import without_accents

BAD_CHECKSUM = "siret_checksum"
"""Warning: fourteen digits that no real SIRET has; Chorus Pro's qualification data is full of them."""

_LONGEST = 100
_SEPARATORS = re.compile(r"[\s.'’-]")
_LABEL = re.compile(r"^n?°?\s*siret\s*:?\s*", re.IGNORECASE)
_EU_VAT = re.compile(
    r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)[0-9A-Z+*]{8,12}"
)
_FRENCH_VAT = re.compile(r"FR[0-9A-Z]{2}\d{9}")
_KINDS = {
    "siret": "SIRET",
    "1": "SIRET",
    "ue hors france": "UE_HORS_FRANCE",
    "2": "UE_HORS_FRANCE",
    "hors ue": "HORS_UE",
    "3": "HORS_UE",
    "ridet": "RIDET",
    "4": "RIDET",
    "tahiti": "TAHITI",
    "5": "TAHITI",
    "autre": "AUTRE",
    "en cours d immatriculation": "AUTRE",
    "6": "AUTRE",
    "particulier": "PARTICULIER",
    "7": "PARTICULIER",
}
"""What files call a kind: the portal's constants, their plain words, and the codes of its exchanges (1 to 7)."""


@dataclass(frozen=True, slots=True)
class SupplierId:
    """A supplier: `kind` as the portal names it; `warning` is empty or BAD_CHECKSUM."""

    value: str
    kind: str
    warning: str = ""


def supplier_of(column: str, text: str, kind: str = "") -> SupplierId:
    """The supplier that a cell names. `kind` is what the file's own type column says, empty when it has none.

    Without a type, fourteen digits are a SIRET and a VAT number of another country of the Union is one; all else is
    refused, because a number of another length is far more often a damaged SIRET. Raises BadValue.
    """
    if not text:
        raise BadValue(column, text, "cette case est vide")
    named = kind_of(kind) if kind else ""
    if named in {"", "SIRET"}:
        plain = _SEPARATORS.sub("", text).upper()
        if not named and _EU_VAT.fullmatch(plain) and re.search(r"\d{4}", plain):
            return SupplierId(plain, "UE_HORS_FRANCE")
        siret = siret_of(column, text)
        return SupplierId(siret, "SIRET", "" if is_siret(siret) else BAD_CHECKSUM)
    if len(text) > _LONGEST:
        raise BadValue(column, text, f"trop long : {len(text)} caractères, {_LONGEST} au plus")
    return SupplierId(" ".join(text.split()), named)


def kind_of(text: str) -> str:
    """The portal's name of a kind of identifier, from its type column. Raises BadValue for one that is not known."""
    plain = " ".join(re.sub(r"[^a-z0-9]+", " ", without_accents(text)).split()).removeprefix("0")
    if plain not in _KINDS:
        known = "SIRET, UE hors France, hors UE, RIDET, Tahiti, autre, particulier"
        raise BadValue("supplier_kind", text, f"ce type d'identifiant n'est pas connu ; choix possibles : {known}")
    return _KINDS[plain]


def siret_of(column: str, text: str) -> str:
    """Fourteen digits, separators taken out; the checksum is not looked at (Chorus Pro's test data fails it)."""
    plain = _SEPARATORS.sub("", _LABEL.sub("", text)).upper()
    if not plain:
        raise BadValue(column, text, "cette case est vide")
    if _FRENCH_VAT.fullmatch(plain):
        raise BadValue(column, text, "c'est un numéro de TVA : le SIRET (14 chiffres) est attendu")
    if not (plain.isascii() and plain.isdigit()):
        hint = "arrondi par le tableur" if re.search(r"E\+?\d", plain) else "seuls des chiffres sont attendus"
        other = " ; pour un autre identifiant, ajoutez une colonne « Type identifiant »"
        raise BadValue(column, text, f"ce n'est pas un SIRET : {hint}{other if 'E+' not in plain else ''}")
    if len(plain) != 14:
        lost = " ; le tableur a peut-être enlevé un zéro au début" if len(plain) in {11, 12, 13} else ""
        raise BadValue(column, text, f"ce n'est pas un SIRET : {len(plain)} chiffres au lieu de 14{lost}")
    return plain
