"""The history of one invoice as Chorus Pro tells it, without the agents and users whose names stand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from bot.core.portal import History, StatusStep
from bot.edges.portal_api_fields import Fields, Illegible, exact, identity, moment, part, rows, text

_LONGEST_STATUS, _LONGEST_COMMENT = 100, 2000
_NO_TIME = datetime.min.replace(tzinfo=UTC)


def steps_of(answer: Fields) -> tuple[list[object], int]:
    """The steps on one page of an answer, and how many pages there are. Raises Illegible."""
    told = part(answer, "historiquesDesStatuts")
    return rows(told.get("histoStatut")), identity(told, "pagesHistoStatut") or 1


def read_history(invoice: int, answer: Fields, rows_: Iterable[object]) -> History:
    """The whole history, oldest first; a step that cannot be read is counted. Raises Illegible without any status."""
    read = [_step(row) for row in rows_]
    steps = {step.key: step for step in read if step is not None}
    in_order = tuple(sorted(steps.values(), key=_age(steps)))
    status = exact(answer, "statutCourantCode", _LONGEST_STATUS) or (in_order[-1].status if in_order else "")
    if not status:
        raise Illegible("statutCourantCode", "missing")
    return History(invoice, status, in_order, unread=read.count(None))


def _age(steps: dict[int, StatusStep]) -> Callable[[StatusStep], tuple[datetime, int]]:
    """Orders by time, and within a minute by number: the portal counts up. By number alone where a time is missing."""
    if any(step.at is None for step in steps.values()):
        return lambda step: (_NO_TIME, step.key)
    return lambda step: (step.at or _NO_TIME, step.key)


def _step(row: object) -> StatusStep | None:
    fields = row if isinstance(row, Mapping) else {}
    try:
        key = identity(fields, "histoStatutId")
        status = exact(fields, "histoStatutCode", _LONGEST_STATUS)
        at = moment(fields, "histoStatutDatePassage")
    except Illegible:
        return None
    if key is None or not status:
        return None
    return StatusStep(key, status, at, text(fields, "histoStatutCommentaire", _LONGEST_COMMENT))
