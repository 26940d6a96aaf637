"""A body overseas counts its days by its own clock."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.rules.replies import library


def test_ten_in_the_evening_in_guadeloupe_is_still_that_day() -> None:
    carl, paris = library().known["carl"], library().known["casq"]
    evening = datetime(2026, 6, 2, 2, 0, tzinfo=UTC)
    assert carl.day_began(evening) == datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
    assert paris.day_began(evening) == datetime(2026, 6, 1, 22, 0, tzinfo=UTC)
