"""Looking one reference up: what is asked of the store, twice at most, and the verdict."""

from __future__ import annotations

from bot.core.candidate import Asked
from bot.core.matching import Found, Table
from bot.core.probing import Probes, probes_for, slip_probes
from bot.core.reading import read
from bot.ports.candidates import CandidateBook


def look_up(book: CandidateBook, organisation_id: str, asked: Asked) -> Found:
    """Which invoice of one public body a reference means; raises the `EdgeError` of the store."""
    table, probes = laid_out(book, organisation_id, asked)
    first = table.crowded()
    return table.verdict(None if first is None else book.around(first, probes))


def laid_out(book: CandidateBook, organisation_id: str, asked: Asked) -> tuple[Table, Probes]:
    """The candidates of a reference, before they are weighed."""
    readings = read(asked.text)
    probes = probes_for(asked, readings, organisation_id)
    table = Table(asked, readings, probes, book.near(probes))
    if table.needs_slips:
        table.add(book.slipped(probes.first, slip_probes(readings)))
    return table, probes
