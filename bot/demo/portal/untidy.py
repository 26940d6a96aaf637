"""What real answers look like at their worst: quoted numbers, nulls, a status and fields that nobody announced."""

from __future__ import annotations

from typing import Any

from bot.demo.portal.life import mix
from bot.demo.portal.switches import Switches
from bot.demo.portal.world import Body

UNKNOWN_STATUS = "EN_ATTENTE_PLATEFORME_AGREEE"
_LISTS = ("listeFactures", "listeFacturesTravaux", "listeStructures", "listeServices")
_IDS = ("idFacture", "idFactureTravaux", "idDestinataire", "idServiceExecutant", "idStructureCPP", "idService")
_AMOUNTS = ("montantHT", "montantTTC", "montantAPayer")


def untidy(answer: Body, switches: Switches) -> Body:
    """The answer as the switches have it written; the same object, changed."""
    for name in _LISTS:
        rows = answer.get(name)
        if rows and switches.dirty:
            for place, row in enumerate(rows):
                _dirty(row, place)
            answer["versionApi"] = "2.7.1"
        if rows and len(rows) == 1 and (switches.one_as_object or switches.dirty):
            answer[name] = rows[0]
    return answer


def _dirty(row: dict[str, Any], place: int) -> None:
    """One row, the same way each time it is asked for: what is drawn hangs on its own id."""
    drawn = mix(1, int(next((row[name] for name in _IDS if name in row), place)), 0)
    if drawn % 3 == 0:
        _quote(row, _IDS)
    if drawn % 5 == 0:
        _quote(row, _AMOUNTS)
    if drawn % 7 == 0:
        row |= {"commentaireEtatCourant": row.get("commentaireEtatCourant"), "numeroMarche": row.get("numeroMarche")}
    if drawn % 11 == 0:
        row["plateformeAgreee"] = {"matricule": "0042", "nom": "PA d’essai"}
    if drawn % 97 == 0:
        for name in ("statut", "statutFactureTravaux"):
            if name in row and "idDestinataire" in row:
                row[name] = UNKNOWN_STATUS


def _quote(row: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if isinstance(row.get(name), int | float):
            row[name] = str(row[name])
