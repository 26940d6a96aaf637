"""How old the copy may be: hours of open days for the API, working days for files; and what is in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.business_calendar import open_time_between
from bot.core.guards import copy_age, is_fresh
from bot.core.invoice import SOURCE_API, SOURCE_FILE
from bot.core.organisation import Organisation, PortalSettings
from bot.core.portal_access import PortalAccess
from bot.core.sync_windows import ZONE

from . import samples
from .test_decide import codes, deciding

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
WITH_API = PortalSettings(PortalAccess("simulator", "", "", "", ""))


def body(**changes: object) -> Organisation:
    """A body that reads from the API."""
    return replace(samples.organisation(), portal=WITH_API, **changes)  # type: ignore[arg-type]  # its fields


@pytest.mark.parametrize(
    ("as_of", "now", "fresh"),
    [
        (FRIDAY, FRIDAY + timedelta(hours=24), True),
        (FRIDAY, MONDAY, True),
        (FRIDAY, MONDAY + timedelta(hours=7), False),
        (FRIDAY - timedelta(hours=12), MONDAY, False),
        (MONDAY, MONDAY + timedelta(hours=24, minutes=1), False),
        (datetime(2026, 11, 10, 12, 0, tzinfo=UTC), datetime(2026, 11, 12, 10, 0, tzinfo=UTC), True),
        (datetime(2024, 11, 10, 12, 0, tzinfo=UTC), MONDAY, False),
    ],
    ids=["a day", "over a weekend", "a weekend and a day", "Friday morning", "a minute more", "Armistice", "years"],
)
def test_the_api_may_be_a_day_behind_closed_days_not_counted(as_of: datetime, now: datetime, fresh: bool) -> None:
    assert is_fresh(body(), as_of, now, SOURCE_API) is fresh


def test_a_long_closure_does_not_make_a_copy_of_last_month_young() -> None:
    closed = tuple((MONDAY - timedelta(days=n)).date() for n in range(60))
    shut = body(closures=replace(samples.organisation().closures, extra_closed=closed))
    assert not is_fresh(shut, MONDAY - timedelta(days=40), MONDAY, SOURCE_API)


def test_a_body_that_reads_from_the_api_is_not_made_fresh_by_a_file() -> None:
    copies = {SOURCE_API: MONDAY - timedelta(days=5), SOURCE_FILE: MONDAY}
    assert copy_age(body(), copies, MONDAY) == (copies[SOURCE_API], False)
    assert copy_age(body(), {SOURCE_FILE: MONDAY}, MONDAY) == (None, False)
    assert copy_age(samples.organisation(), copies, MONDAY) == (MONDAY, True)
    assert copy_age(samples.organisation(), {}, MONDAY) == (None, False)


def test_each_invoice_is_as_old_as_its_own_source_allows() -> None:
    days_ago = samples.NOW - timedelta(days=5)
    for source, stale in ((SOURCE_FILE, False), (SOURCE_API, True)):
        invoice = samples.invoice(source=source, synced_at=days_ago)
        decision = deciding(samples.mail(COMPLETE), invoice)
        assert ("invoice_stale" in codes(decision)) is stale


COMPLETE = f"Bonjour, où en est la facture n° FA-2026-0117 de 1 250,40 € ? Notre SIRET : {samples.SUPPLIER}"


@pytest.mark.parametrize(
    ("doubt", "code"),
    [
        ("same_number", "two_candidates"),
        ("backward", "status_out_of_order"),
        ("after_end", "status_out_of_order"),
        ("earlier_date", "status_out_of_order"),
        ("unreadable", "record_unreadable"),
    ],
)
def test_an_invoice_in_doubt_is_left_to_a_person(doubt: str, code: str) -> None:
    decision = deciding(samples.mail(COMPLETE), samples.invoice(doubt=doubt))
    assert decision.outcome == "ESCALATE"
    assert code in codes(decision)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis adds the zone
    st.timedeltas(timedelta(0), timedelta(days=30)),
    st.timedeltas(timedelta(0), timedelta(days=30)),
)
def test_open_time_adds_up_and_is_never_longer_than_time(first: datetime, one: timedelta, two: timedelta) -> None:
    def opened(start: datetime, end: datetime) -> timedelta:
        return open_time_between(start, end, ZONE, "metropole")

    middle, end = first + one, first + one + two
    assert opened(first, middle) + opened(middle, end) == opened(first, end)
    assert timedelta(0) <= opened(first, end) <= end - first
