"""Periods: which days they mean, and when a month without a year was."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.extract_periods import dated, find_periods


@pytest.mark.parametrize(
    ("value", "on", "days"),
    [
        ("2026-10/2026-10", date(2026, 11, 20), "2026-10-01/2026-10-31"),
        ("2024-02/2024-02", date(2026, 11, 20), "2024-02-01/2024-02-29"),
        ("--10/--10", date(2026, 11, 20), "2026-10-01/2026-10-31"),
        ("--11/--11", date(2026, 11, 20), "2026-11-01/2026-11-30"),
        ("--12/--12", date(2026, 11, 20), "2025-12-01/2025-12-31"),
        ("--10/--10", date(2027, 1, 5), "2026-10-01/2026-10-31"),
        ("--11/--01", date(2027, 1, 5), "2026-11-01/2027-01-31"),
    ],
)
def test_a_period_is_told_in_days_and_without_a_year_it_is_the_last_one(value: str, on: date, days: str) -> None:
    assert dated(value, on) == days


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nos factures d'octobre", [("octobre", "--10/--10")]),
        ("de novembre a janvier 2027", [("novembre a janvier 2027", "2026-11/2027-01")]),
        ("le 3e trimestre", [("3e trimestre", "--07/--09")]),
        ("exercice 2025", [("2025", "2025-01/2025-12")]),
        ("la loi de 2013, en mai, un mars et ca repart", []),
        ("facture 2026-117, exercice 2025-2026", []),
        ("appartement t3, salle s2", []),
    ],
)
def test_a_period_stands_where_its_words_do(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[found.start : found.end], found.value) for found in find_periods(text)] == expected
