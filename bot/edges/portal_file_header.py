"""Which column is which: the headers of the portal and of finance software, and those that a body has named itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.edges.portal_file_rows import FileRefused, RawRow, Row
from bot.edges.portal_file_values import without_accents
from bot.edges.strict_toml import nearest

Columns = Mapping[str, tuple[str, ...]]
"""From a field to the headers that a body has given for it; an empty tuple: its files have no such column."""

_FILLERS = frozenset(
    ["a", "au", "aux", "d", "de", "des", "du", "e", "en", "et", "eur", "euro", "euros", "l", "la", "le", "les"]
)
_SHOWN = 40
_NO_DATES = frozenset[str]()


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file of one kind holds: for each field the headers that mean it, the surest group first.

    A header of a later group counts only when none of an earlier one is there.
    """

    fields: Mapping[str, tuple[tuple[str, ...], ...]]
    required: tuple[str, ...]


_SUPPLIER_ID = (
    ("siret fournisseur", "fournisseur siret", "siret tiers", "siret titulaire", "siret émetteur"),
    ("siret", "n° siret", "identifiant fournisseur", "code fournisseur", "identifiant tiers", "supplier_id"),
)
_SUPPLIER_KIND = (("supplier_kind", "type identifiant fournisseur", "type identifiant", "type d'identifiant tiers"),)

INVOICES = Layout(
    {
        "siret": _SUPPLIER_ID,
        "supplier_kind": _SUPPLIER_KIND,
        "supplier": (
            ("supplier", "fournisseur"),
            ("nom fournisseur", "désignation fournisseur", "raison sociale fournisseur", "libellé fournisseur"),
            ("raison sociale", "tiers", "nom du tiers", "émetteur", "titulaire", "nom"),
        ),
        "number": (
            ("n° facture fournisseur", "n° de facture du fournisseur", "référence facture fournisseur"),
            ("number", "n° facture", "facture n°", "n° demande de paiement", "numéro de la facture", "invoice number"),
            ("n° pièce", "référence facture", "réf. facture", "facture", "numéro"),
        ),
        "amount": (
            ("amount", "montant ttc", "montant total ttc", "total ttc", "montant de la facture ttc", "ttc"),
            ("montant", "montant facture", "montant total"),
        ),
        "currency": (("currency", "devise", "code devise", "devise facture"), ("monnaie",)),
        "date": (
            ("date facture", "date d'émission", "date émission facture", "date de facturation", "invoice date"),
            ("date",),
        ),
        "engagement": (
            ("engagement", "n° engagement", "n° engagement juridique", "engagement juridique", "ej", "n° ej"),
            ("n° bon de commande", "bon de commande", "n° de commande", "commande", "n° bdc"),
        ),
        "status": (
            ("status", "statut", "statut courant", "statut facture", "statut actuel", "statut demande de paiement"),
            ("état courant", "état", "état de la facture", "situation"),
        ),
        "status_at": (
            ("status_at", "date statut", "date du statut courant", "date de dernier statut", "date changement statut"),
            ("date heure état courant", "date état courant", "date état", "date du dernier changement de statut"),
        ),
        "recipient_siret": (
            ("recipient_siret", "siret destinataire", "destinataire siret", "siret débiteur", "siret récipiendaire"),
            ("identifiant destinataire", "code destinataire", "siret collectivité", "siret budget"),
        ),
        "service_code": (
            ("service_code", "code service", "code service exécutant", "code service destinataire"),
            ("service exécutant", "service"),
        ),
        "document": (
            ("document", "type facture", "type de facture"),
            ("type de document", "type de pièce", "nature facture", "nature de la pièce"),
        ),
        "market": (
            ("market", "n° marché", "n° du marché"),
            ("référence marché", "réf. marché", "code marché", "marché"),
        ),
        "deposited_on": (
            ("deposited_on", "date dépôt", "date de dépôt"),
            ("date dépôt facture", "date et heure de dépôt", "date heure dépôt", "déposée le"),
        ),
        "amount_due": (
            ("amount_due", "montant restant à payer", "reste à payer"),
            ("montant à payer", "montant à payer ttc", "net à payer", "net à payer ttc", "solde à payer"),
        ),
        "comment": (("comment", "commentaire", "commentaire état courant", "commentaire statut"), ("motif",)),
    },
    required=("siret", "supplier", "number", "amount", "date", "engagement", "status"),
)
"""Invoices: the fields of the portal's search of received invoices, as its screens and finance software call them."""

CONTACTS = Layout(
    {
        "address": (
            ("address", "adresse électronique", "adresse mail", "adresse e-mail", "courriel", "e-mail", "mail"),
            ("adresse",),
        ),
        "siret": _SUPPLIER_ID,
        "supplier_kind": _SUPPLIER_KIND,
    },
    required=("address", "siret"),
)
"""Contacts: an address, and the supplier for whom it writes."""

FRENCH_NAMES = {
    "siret": "SIRET du fournisseur",
    "supplier": "nom du fournisseur",
    "number": "numéro de facture",
    "amount": "montant TTC",
    "date": "date de la facture",
    "engagement": "numéro d'engagement",
    "status": "statut",
    "document": "type de facture",
    "market": "numéro de marché",
    "deposited_on": "date de dépôt",
    "amount_due": "reste à payer",
    "address": "adresse électronique",
}


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was found: at which place each field stands, and how the file calls it. `width` in columns."""

    line: int
    places: Mapping[str, int]
    names: Mapping[str, str]
    width: int
    values: tuple[str, ...]

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that are no field of ours, as the file calls them."""
        taken = set(self.places.values())
        return tuple(value for at, value in enumerate(self.values) if value and at not in taken)

    def row(self, raw: RawRow) -> Row:
        """A row below this header, by field."""
        if raw.problem:
            return Row(raw.line, {}, raw.raw, self.names, problem=raw.problem)
        values, width = raw.values, len(raw.values)
        if width > self.width and any(values[self.width :]):
            problem = "plus de valeurs que de colonnes : un séparateur sans guillemets dans un texte ?"
            return Row(raw.line, {}, raw.raw, self.names, problem=problem)
        cells = {name: values[at] if at < width else "" for name, at in self.places.items()}
        dates = frozenset(name for name, at in self.places.items() if at in raw.dates) if raw.dates else _NO_DATES
        return Row(raw.line, cells, raw.raw, self.names, dates)


def folded(header: str) -> str:
    """A header without what people write in many ways: `N° de facture`, `numeroFacture`, `Nº FACTURE` are one."""
    apart = re.sub(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", header)
    plain = re.sub(r"\bn\s*[°º]|\b(?:no|num|nr)\b\.?|№", " numero ", without_accents(apart.replace("º", "°")))
    words = re.sub(r"[^a-z0-9]+", " ", plain)
    words = re.sub(r"\bt t c\b", "ttc", re.sub(r"\bh t\b", "ht", words))
    return " ".join([word for word in words.split() if word not in _FILLERS] or words.split())


def find_header(rows: Iterable[RawRow], layout: Layout, columns: Columns) -> Header | None:
    """The first row that has every required column, None when none has. Raises FileRefused for an ambiguous one."""
    for row in rows:
        header = read_header(row, layout, columns)
        if not missing(header, layout, columns):
            return header
    return None


def read_header(row: RawRow, layout: Layout, columns: Columns) -> Header:
    """What a row says as a header. Raises FileRefused when it has all that is required but one column stands twice."""
    seen = [folded(value) for value in row.values]
    found: dict[str, int] = {}
    doubtful: dict[str, list[int]] = {}
    for name, groups in layout.fields.items():
        for group in _groups(name, groups, columns):
            wanted = {folded(text) for text in group}
            places = [at for at, text in enumerate(seen) if text and text in wanted]
            if places:
                found[name] = places[0]
                if len(places) > 1:
                    doubtful[name] = places
                break
    width = max((at for at, value in enumerate(row.values, 1) if value), default=0)
    header = Header(row.line, found, {name: row.values[at] for name, at in found.items()}, width, row.values)
    if doubtful and not missing(header, layout, columns):
        _refuse_doubtful(row, doubtful)
    return header


def missing(header: Header, layout: Layout, columns: Columns) -> tuple[str, ...]:
    """Required fields that no column of this header holds."""
    given_up = {name for name, texts in columns.items() if not texts}
    return tuple(name for name in layout.required if name not in header.places and name not in given_up)


def refusal(rows: Sequence[RawRow], layout: Layout, columns: Columns, where: str) -> FileRefused:
    """Why no row of `rows` is a header: what the nearest one lacks, and which columns were seen."""
    headers = [read_header(row, layout, columns) for row in rows]
    best = max(headers, key=lambda header: len(header.places), default=None)
    if best is None or not any(best.values):
        return FileRefused(f"{where} : le fichier est vide")
    seen = [value for value in best.values if value]
    lacking = missing(best, layout, columns)
    named = ", ".join(_named(name, columns, seen) for name in lacking)
    shown = " ; ".join(f"« {value[:_SHOWN]} »" for value in seen[:_SHOWN])
    return FileRefused(
        f"{where} : il manque la colonne {named}. Colonnes vues ligne {best.line} : {shown}. "
        f"Si elle porte un autre nom, écrivez-le dans [organisation.import.columns] "
        f'({lacking[0]} = "…") ; si vos fichiers ne l\'ont pas, écrivez {lacking[0]} = ""'
    )


def _named(name: str, columns: Columns, seen: Sequence[str]) -> str:
    wanted = columns.get(name, ())
    words = f"« {FRENCH_NAMES.get(name, name)} »"
    return f"{words} (« {' » ou « '.join(wanted)} »{nearest(wanted[0], seen)})" if wanted else words


def _groups(name: str, groups: Sequence[Sequence[str]], columns: Columns) -> Sequence[Sequence[str]]:
    """The body's own headers in the order it wrote them, and no others; else those that are known."""
    return [(text,) for text in columns[name]] if name in columns else groups


def _refuse_doubtful(row: RawRow, doubtful: Mapping[str, Sequence[int]]) -> None:
    name, places = next(iter(doubtful.items()))
    shown = " et ".join(f"« {row.values[at]} »" for at in places)
    raise FileRefused(
        f"ligne {row.line} : plusieurs colonnes peuvent être « {FRENCH_NAMES.get(name, name)} » : {shown}. "
        f'Dites laquelle dans [organisation.import.columns] ({name} = "…")'
    )
