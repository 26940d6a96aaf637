"""What real answers look like at their worst: quoted numbers, nulls, a status and fields that nobody announced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bot.demo.portal.life import mix
from bot.demo.portal.switches import Switches
from bot.demo.portal.world import Body

UNKNOWN_STATUS = "EN_ATTENTE_PLATEFORME_AGREEE"
_LISTS = ("listeFactures", "listeFacturesTravaux", "listeStructures", "listeServices", "histoStatut")
_IDS = (
    "idFacture", "idFactureTravaux", "idDestinataire", "idServiceExecutant", "idStructureCPP", "idService",
    "histoStatutId",
)  # fmt: skip
_AMOUNTS = ("montantHT", "montantTTC", "montantAPayer")
_MAY_BE_NULL = ("commentaireEtatCourant", "numeroMarche", "numeroBonCommande", "codeServiceExecutant")
_STATUSES = ("statut", "statutFactureTravaux")


def untidy(answer: Body, switches: Switches) -> Body:
    """The answer as the switches have it written; the same object, changed."""
    if switches.dirty:
        answer["versionApi"] = "2.7.1"
    for holder, name in _lists(answer):
        rows = holder[name]
        if switches.dirty:
            for row in rows:
                _dirty(row)
        if len(rows) == 1 and (switches.one_as_object or switches.dirty):
            holder[name] = rows[0]
    return answer


def _lists(answer: Body) -> Iterator[tuple[Body, str]]:
    """Where lists of records stand in an answer: the object that holds each, and its name there."""
    for holder in (answer, answer.get("historiquesDesStatuts") or {}):
        yield from ((holder, name) for name in _LISTS if holder.get(name))


def _dirty(row: Body) -> None:
    """One record, the same way each time it is asked for: what is drawn hangs on its own id."""
    drawn = mix(1, int(next(row[name] for name in _IDS if name in row)), 0)
    for one_in, change in _CHANGES:
        if drawn % one_in == 0:
            change(row)


def _quote(names: tuple[str, ...]) -> Callable[[Body], None]:
    def quote(row: Body) -> None:
        numbers: dict[str, Any] = {name: row[name] for name in names if isinstance(row.get(name), int | float)}
        row |= {name: str(number) for name, number in numbers.items()}

    return quote


def _write_nulls(row: Body) -> None:
    names = _MAY_BE_NULL if "montantTTC" in row else ("histoStatutCommentaire",) if "histoStatutId" in row else ()
    row |= {name: None for name in names if name not in row}


def _add_unknown_fields(row: Body) -> None:
    row["plateformeAgreee"] = {"matricule": "0042", "nom": "PA d’essai"}


def _add_times(row: Body) -> None:
    """Pastell reads the dates of a work invoice as if they might hold a time."""
    row |= {name: f"{row[name]}T00:00:00.000+01:00" for name in ("dateFactureTravaux",) if name in row}


def _announce_a_new_status(row: Body) -> None:
    row |= {name: UNKNOWN_STATUS for name in _STATUSES if name in row and "montantTTC" in row}


_CHANGES: tuple[tuple[int, Callable[[Body], None]], ...] = (
    (3, _quote(_IDS)),
    (5, _quote(_AMOUNTS)),
    (7, _write_nulls),
    (11, _add_unknown_fields),
    (13, _add_times),
    (97, _announce_a_new_status),
)
"""How each change is drawn: for one record in so many."""
