"""Records of the portal beside what the database knows of them: which are new, which changed, which contradict it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.core.invoice import SOURCE_API
from bot.core.portal import Feed, PortalInvoice
from bot.core.status_path import SAME_NUMBER, Passage, oddity
from bot.edges.store_invoice_row import in_cents, search_keys
from bot.ports.copy import Shown
from storage.columns import storable

TOLD = (
    "supplier_id",
    "supplier_id_kind",
    "supplier_name",
    "number",
    "owner",
    "site",
    "folded",
    "price_key",
    "order_key",
    "status",
    "status_at",
    "invoiced_on",
    "amount_cents",
    "engagement",
    "recipient_siret",
    "service_code",
    "comment",
    "document",
    "market",
    "deposited_on",
    "due_cents",
    "currency",
)
"""Columns that a search fills, in every feed."""

KEPT = (*TOLD, "portal_key", "work_key", "feed", "recipient_key", "source", "doubt", "history_due_at")
"""Columns that a record may change."""

_STATUS = ("status", "status_at", "comment")


def key_column(feed: Feed) -> str:
    """Where the portal's own number of a record stands: works have a search, and perhaps a numbering, of their own."""
    return "work_key" if feed is Feed.WORK_DOCUMENTS else "portal_key"


def values_of(organisation_id: str, record: PortalInvoice) -> dict[str, Any]:
    """The columns TOLD of one record."""
    number = storable(record.number)
    supplier_id, cents = storable(record.supplier_id), in_cents(record.amount)
    return {
        "supplier_id": supplier_id,
        "supplier_id_kind": record.supplier_id_kind,
        "supplier_name": record.supplier_name,
        "number": number,
        **search_keys(organisation_id, supplier_id, number, cents, record.engagement),
        "status": record.status,
        "status_at": record.status_at,
        "invoiced_on": record.invoiced_on,
        "amount_cents": cents,
        "engagement": record.engagement,
        "recipient_siret": record.recipient_id,
        "service_code": record.service_code,
        "comment": record.comment,
        "document": record.document,
        "market": record.market,
        "deposited_on": record.deposited_on,
        "due_cents": in_cents(record.amount_due),
        "currency": record.currency,
    }


@dataclass(slots=True)
class Plan:
    """What is to be written: whole new rows, rows to change with their `id`, and the history of the latter.

    `clashes` are keys of demands that the database cannot hold beside another of the same supplier and number.
    """

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    clashes: list[int] = field(default_factory=list)
    odd: list[tuple[int, str]] = field(default_factory=list)
    unchanged: int = 0


class Planner:
    """Holds the records of one page against the rows known, which it is given by the portal's key and by number."""

    def __init__(
        self,
        organisation_id: str,
        shown: Shown,
        ranks: Mapping[str, int],
        by_key: Mapping[int, Mapping[str, Any]],
        by_number: Mapping[tuple[str, str], Mapping[str, Any]],
    ) -> None:
        self.plan = Plan()
        self._organisation = organisation_id
        self._shown = shown
        self._ranks = ranks
        self._column = key_column(shown.list.feed)
        self._by_key = by_key
        self._by_number = by_number
        self._new: dict[tuple[str, str], dict[str, Any]] = {}

    def take_all(self, records: Iterable[PortalInvoice]) -> Plan:
        """Each record once, the last one counts."""
        for record in {record.key: record for record in records}.values():
            self._take(record)
        return self.plan

    def _take(self, record: PortalInvoice) -> None:
        values = values_of(self._organisation, record)
        place = (values["supplier_id"], values["number"])
        before = self._by_key.get(record.key)
        same = self._by_number.get(place)
        if before is None and same is not None and same[self._column] is None:
            before = same
        if before is not None:
            # Another number than before, which is another row's already: only that row's owner can tell which is right.
            taken = same is not None and same["id"] != before["id"]
            self._compare(record, before, self._as_before(values, before) if taken else values)
            if taken and same is not None:
                self._clash(record, same)
        elif same is not None:
            self._clash(record, same)
        elif place in self._new:
            self._new[place]["doubt"] = SAME_NUMBER
            self.plan.clashes.append(record.key)
        else:
            self._new[place] = self._fresh(record, values)
            self.plan.new.append(self._new[place])

    def _as_before(self, values: dict[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
        """The same values under the supplier and number that the row has."""
        supplier_id, number = before["supplier_id"], before["number"]
        keys = search_keys(self._organisation, supplier_id, number, values["amount_cents"], values["engagement"])
        return {**values, "supplier_id": supplier_id, "number": number, **keys}

    def _clash(self, record: PortalInvoice, row: Mapping[str, Any]) -> None:
        self.plan.clashes.append(record.key)
        if row["doubt"] != SAME_NUMBER:
            self.plan.changed.append(_kept(row) | {"row_id": row["id"], "doubt": SAME_NUMBER})

    def _fresh(self, record: PortalInvoice, values: dict[str, Any]) -> dict[str, Any]:
        row = {"portal_key": None, "work_key": None, "doubt": None, **values, **self._place(record)}
        return {**row, "history_due_at": self._history_due(record, values["status_at"])}

    def _place(self, record: PortalInvoice) -> dict[str, Any]:
        """What ties a row to the list that keeps it fresh."""
        return {
            self._column: record.key,
            "feed": record.feed.value,
            "recipient_key": self._shown.list.recipient,
            "source": SOURCE_API,
        }

    def _history_due(self, record: PortalInvoice, status_at: datetime | None) -> datetime | None:
        """Only demands have a history that can be asked for by their key."""
        recent = status_at is not None and status_at >= self._shown.history_since
        return self._shown.seen_at if recent and record.feed is not Feed.WORK_DOCUMENTS else None

    def _compare(self, record: PortalInvoice, before: Mapping[str, Any], values: dict[str, Any]) -> None:
        after = _kept(before) | self._told(record, before, values)
        moved = (before["status"], before["status_at"]) != (after["status"], after["status_at"])
        if moved:
            self._follow(record, before, after)
        elif before["doubt"] != SAME_NUMBER and before["doubt"] not in _OF_ORDER:
            after["doubt"] = None
        if all(after[name] == before[name] for name in KEPT):
            self.plan.unchanged += 1
            return
        self.plan.changed.append(after | {"row_id": before["id"]})

    def _told(self, record: PortalInvoice, before: Mapping[str, Any], values: dict[str, Any]) -> dict[str, Any]:
        """What this record may change of a row. The works' own search says less of a demand than the other one."""
        lesser = record.feed is Feed.WORK_DOCUMENTS and before["portal_key"] is not None
        if not lesser:
            return values | self._place(record)
        later = values["status_at"] is not None and (
            before["status_at"] is None or before["status_at"] < values["status_at"]
        )
        return {"work_key": record.key, **({name: values[name] for name in _STATUS} if later else {})}

    def _follow(self, record: PortalInvoice, before: Mapping[str, Any], after: dict[str, Any]) -> None:
        """Another status, or another date of it: one more line of its history, and a doubt when it cannot be."""
        odd = ""
        if before["source"] == SOURCE_API:
            odd = oddity(
                Passage(before["status"], before["status_at"]),
                Passage(after["status"], after["status_at"]),
                self._ranks,
            )
        if before["doubt"] != SAME_NUMBER:
            after["doubt"] = odd or None
        after["history_due_at"] = self._history_due(record, after["status_at"]) or before["history_due_at"]
        self.plan.history.append(
            {
                "invoice_key": before["id"],
                "status": after["status"],
                "portal_at": after["status_at"],
                "comment": after["comment"],
                "oddity": odd,
            }
        )
        if odd:
            self.plan.odd.append((record.key, odd))


_OF_ORDER = frozenset({"backward", "after_end", "earlier_date"})


def _kept(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in KEPT}
