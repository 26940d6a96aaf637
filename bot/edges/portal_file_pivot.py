"""The portal's life-cycle file (`CPPStatutPivot`): one XML of new statuses, invoice by invoice.

`CPPFactureStatuts / CPPFactureStatutUnitaire` holds `Fournisseur` and `Debiteur` (`TypeIdentifiant`, `Identifiant`)
and `DonneesStatut` (`IdFacture`, `IdStatut`, `Commentaire`). Its other branch, `CPPFluxStatuts`, is about whole
deposits and says nothing of an invoice.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.edges.portal_file_rows import BadRow, BadValue, FileRefused
from bot.edges.portal_file_sheet import has_declarations
from bot.edges.portal_file_statuses import EDI_STATUSES
from bot.edges.portal_file_supplier import kind_of, siret_of, supplier_of

_LARGEST = 200_000_000
_LONGEST = 2_000
_BRANCH = "CPPFactureStatuts"
_UNIT = "CPPFactureStatutUnitaire"
_NAMES = {"supplier_kind": "Fournisseur/TypeIdentifiant"}


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One status of one invoice; `line` counts them from 1. `status` is the portal's code, or its number as written."""

    line: int
    supplier_id: str
    number: str
    status: str
    recipient_siret: str
    comment: str
    raw: str


def read_statuses(path: Path) -> Iterator[StatusLine | BadRow]:
    """Statuses of a file, streamed in order. Nothing is expanded or fetched.

    Raises FileRefused when it is no XML, declares entities, or holds no statuses of invoices; OSError.
    """
    if path.stat().st_size > _LARGEST:
        raise FileRefused(f"{path.name} : fichier de plus de {_LARGEST // 10**6} Mo, coupez-le en plusieurs")
    with path.open("rb") as file:
        if has_declarations(file):
            raise FileRefused(f"{path.name} : ce fichier XML contient des déclarations (DOCTYPE) interdites")
    found = 0
    try:
        for unit in _units(path):
            found += 1
            try:
                yield _status(found, unit)
            except BadValue as bad:
                yield BadRow(found, _NAMES.get(bad.column, bad.column), bad.value, bad.problem, _shown(unit))
    except (ET.ParseError, ValueError, LookupError):
        after = f" après {found} statuts" if found else ""
        raise FileRefused(f"{path.name} : ce fichier XML est abîmé ou incomplet{after}") from None
    if not found:
        raise FileRefused(f"{path.name} : ce fichier XML ne contient aucun statut de facture ({_BRANCH}/{_UNIT})")


def _units(path: Path) -> Iterator[dict[str, str]]:
    """Each unit as texts by path (`Fournisseur/Identifiant`), names without their namespace."""
    names = list[str]()
    texts = dict[str, str]()
    inside = 0
    for event, element in ET.iterparse(path, ("start", "end")):  # noqa: S314 - declarations were refused before
        if event == "start":
            names.append(_bare(element.tag))
            if names[-1] == _UNIT and not inside:
                inside, texts = len(names), {}
            continue
        if inside and len(names) > inside:
            texts["/".join(names[inside:])] = " ".join((element.text or "").split())[:_LONGEST]
        elif inside == len(names):
            inside = 0
            yield texts
        names.pop()
        if not inside or len(names) <= inside:
            element.clear()


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _status(line: int, texts: dict[str, str]) -> StatusLine:
    supplier = supplier_of(
        "Fournisseur/Identifiant",
        texts.get("Fournisseur/Identifiant", ""),
        texts.get("Fournisseur/TypeIdentifiant", ""),
    )
    number, status = (_filled(texts, f"DonneesStatut/{name}") for name in ("IdFacture", "IdStatut"))
    debtor = texts.get("Debiteur/Identifiant", "")
    return StatusLine(
        line=line,
        supplier_id=supplier.value,
        number=number,
        status=EDI_STATUSES.get(status.zfill(2), status),
        recipient_siret=siret_of("Debiteur/Identifiant", debtor) if debtor and _is_siret(texts) else "",
        comment=texts.get("DonneesStatut/Commentaire", ""),
        raw=_shown(texts),
    )


def _is_siret(texts: dict[str, str]) -> bool:
    kind = texts.get("Debiteur/TypeIdentifiant", "")
    return not kind or kind_of(kind) == "SIRET"


def _filled(texts: dict[str, str], name: str) -> str:
    text = texts.get(name, "")
    if not text:
        raise BadValue(name, "", "cet élément est vide ou absent")
    return text


def _shown(texts: dict[str, str]) -> str:
    return " ; ".join(f"{name}={text}" for name, text in texts.items() if text)
