"""The figures of the fill, for people and for machines: medians of the rounds, with their range."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.fill import Filling, Share
from tests.bench.report import Figure

_SHARES: dict[str, Callable[[Filling], Share]] = {
    "sync": lambda one: one.sync,
    "floor_fetch": lambda one: one.fetch,
    "floor_insert": lambda one: one.insert,
}


def figures(found: tuple[Filling, ...]) -> dict[str, Figure]:
    """Records a second and microseconds of processor for a record, of the sync and of each part of its floor.

    `ratio` is of records a second, to the slower part of the floor; megabytes are of the process that fills.
    """
    values: dict[str, Callable[[Filling], float]] = {}
    for name, share in _SHARES.items():
        values[f"{name}_records_a_second"] = lambda one, share=share: one.records / share(one).wall  # type: ignore[misc]
        values[f"{name}_cpu_us"] = lambda one, share=share: 1e6 * share(one).seconds / one.records  # type: ignore[misc]
    values["ratio"] = lambda one: one.ratio
    values["early_megabytes"] = lambda one: one.early
    values["most_megabytes"] = lambda one: one.most
    return {name: Figure.of(found, value) for name, value in values.items()}


def as_json(found: tuple[Filling, ...]) -> dict[str, object]:
    """Every figure by name."""
    each = {name: [round(x, 2) for x in (one.median, one.least, one.most)] for name, one in figures(found).items()}
    return {"invoices": found[0].records, "calls": found[0].calls, **each}


def as_text(found: tuple[Filling, ...]) -> str:
    """The same, to be read."""
    head = (
        f"copy of Chorus Pro: {found[0].records:,} invoices in {found[0].calls} calls; "
        f"median of {len(found)} rounds (least - most)\n"
    )
    return "\n".join([head, *(f"  {name.replace('_', ' '):34}{one}" for name, one in figures(found).items())])
