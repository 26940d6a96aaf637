"""Histories of single invoices, read from the portal on demand: which are wanted, and what they told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain, pairwise
from typing import Any

from sqlalchemy import and_, select, update

from bot.core.portal import History, StatusStep
from bot.core.status_path import SAME_NUMBER, Passage, oddity
from bot.edges.store_part import StorePart
from bot.edges.store_status_history import HISTORY, add_lines
from storage.tables import HISTORY_DUE, METADATA

_INVOICE, _LINES = METADATA.tables["invoice"], METADATA.tables["status_history"]
_MADE_AVAILABLE = "MISE_A_DISPOSITION"
"""Usual start of the payment delay."""


class Histories(StorePart):
    """The part of `bot.ports.copy.CopyBook` that is about histories."""

    name = "history"

    def history_due(self, organisation_id: str, limit: int) -> tuple[int, ...]:
        """Portal keys of invoices whose history is wanted, the latest status first."""
        wanted = (
            select(_INVOICE.c.portal_key)
            .where(_INVOICE.c.organisation_id == organisation_id, HISTORY_DUE, _INVOICE.c.portal_key.is_not(None))
            .order_by(_INVOICE.c.status_at.desc())
            .limit(limit)
        )
        with self._reading() as session:
            return tuple(session.connection().execute(wanted).scalars())

    def write_history(self, organisation_id: str, history: History, now: datetime, ranks: Mapping[str, int]) -> int:
        """Adds the steps not known yet, and when the invoice was made available; returns how many are new."""
        mine = and_(_INVOICE.c.organisation_id == organisation_id, _INVOICE.c.portal_key == history.invoice)
        with self._writing() as session:
            connection = session.connection()
            row = connection.execute(select(_INVOICE.c.id, _INVOICE.c.doubt).where(mine)).first()
            if row is None:
                return 0
            keys = [step.key for step in history.steps]
            known = set(
                connection.execute(
                    select(_LINES.c.step_key).where(
                        _LINES.c.organisation_id == organisation_id, _LINES.c.step_key.in_(keys)
                    )
                ).scalars()
            )
            lines = [line for line in _lines(row.id, history, ranks) if line["step_key"] not in known]
            add_lines(connection, organisation_id, lines, HISTORY, now)
            connection.execute(update(_INVOICE).where(mine).values(**_told(history, row.doubt, lines)))
        return len(lines)

    def drop_history(self, organisation_id: str, portal_key: int) -> None:
        """The history of this invoice cannot be had: it is not asked for again until its status changes."""
        mine = and_(_INVOICE.c.organisation_id == organisation_id, _INVOICE.c.portal_key == portal_key)
        with self._writing() as session:
            session.connection().execute(update(_INVOICE).where(mine).values(history_due_at=None))


def _lines(invoice_key: int, history: History, ranks: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    steps: Iterator[tuple[StatusStep | None, StatusStep]] = pairwise(chain((None,), history.steps))  # type: ignore[arg-type]
    for before, step in steps:
        odd = oddity(Passage(before.status, before.at), Passage(step.status, step.at), ranks) if before else ""
        yield {
            "invoice_key": invoice_key,
            "status": step.status,
            "portal_at": step.at,
            "comment": step.comment,
            "oddity": odd,
            "step_key": step.key,
        }


def _told(history: History, doubt: str | None, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """What a history changes of its invoice: it is wanted no more, and its last step may be odd."""
    told: dict[str, Any] = {"history_due_at": None}
    available = [step.at for step in history.steps if step.status == _MADE_AVAILABLE and step.at is not None]
    if available:
        told["made_available_at"] = min(available)
    if doubt != SAME_NUMBER and lines and lines[-1]["oddity"]:
        told["doubt"] = lines[-1]["oddity"]
    return told
