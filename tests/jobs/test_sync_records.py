"""What the sync reads one by one, within its budget: histories of invoices, records of structures."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.jobs.sync import Orders
from tests.servers.walks import BODY, INVOICES, Walks


def test_histories_are_read_within_the_budget_the_latest_changes_first(walks: Walks) -> None:
    walks.run()
    wanted = walks.store.copy.history_due(BODY, 1_000)
    assert 15 < len(wanted) < INVOICES, "only of demands whose status is of the last months"
    report = walks.run(Orders(histories=15))
    assert report.histories == 15
    assert len(walks.simulator.calls_of("consulter/historique")) == 15
    assert walks.store.copy.history_due(BODY, 1_000) == wanted[15:]
    for key in wanted[:15]:
        lines = walks.rows(
            "SELECT status, portal_at, source FROM status_history WHERE source = 'history' AND invoice_key = "
            "(SELECT id FROM invoice WHERE portal_key = :key) ORDER BY id",
            key=key,
        )
        told = [(status, at.replace(second=0, microsecond=0)) for status, at in walks.simulator.history(key)]
        assert [(status, datetime.fromisoformat(str(at)).astimezone(UTC)) for status, at, _ in lines] == told
    made = walks.rows("SELECT count(*) FROM invoice WHERE made_available_at IS NOT NULL")
    assert made[0][0] != 0


def test_a_history_that_cannot_be_had_is_not_asked_for_for_ever(walks: Walks) -> None:
    walks.run()
    wanted = walks.store.copy.history_due(BODY, 1_000)
    walks.simulator.fault("business", "consulter/historique", count=3)
    report = walks.run(Orders(histories=5))
    assert report.histories == 2
    assert walks.store.copy.history_due(BODY, 1_000) == wanted[5:]
    assert report.failures == {}


def test_the_end_of_the_password_and_who_never_reports_payment_are_known(walks: Walks) -> None:
    walks.run()
    assert walks.store.walk.state(BODY).password_expires_at is not None
    told = walks.rows("SELECT reports_payment, count(*) FROM sync_recipient GROUP BY 1 ORDER BY 1")
    assert [(bool(reports), count) for reports, count in told] == [(False, 1), (True, 1)]


RECORD = "structures/v1/consulter"


@pytest.mark.parametrize(("kind", "again"), [("500", True), ("terms", False)])
def test_a_record_that_failed_is_read_again_at_the_next_run_if_that_may_help(
    walks: Walks, kind: str, again: bool
) -> None:
    # The first recipient's record is read, the second one's is not.
    walks.simulator.fault(kind, RECORD, count=99, after=1)
    report = walks.run()
    assert len(report.failures) == 1
    walks.simulator.mend()
    calls = len(walks.simulator.calls_of(RECORD))
    walks.later(minutes=15)
    assert walks.run().failures == {}
    assert (len(walks.simulator.calls_of(RECORD)) > calls) is again
    assert walks.store.walk.state(BODY).password_expires_at is not None
    told = walks.rows("SELECT count(*) FROM sync_recipient WHERE reports_payment IS NOT NULL")
    assert told == [(2 if again else 1,)]


def test_a_portal_that_asks_for_peace_at_a_record_is_asked_nothing_more(walks: Walks) -> None:
    walks.simulator.fault("429", RECORD, count=99, seconds=900.0)
    report = walks.run()
    assert report.down is not None
    assert report.down.retry_after == 900
    assert report.counts.calls == 0
    calls = len(walks.simulator.calls)
    walks.later(minutes=10)
    assert walks.run().waits_until is not None
    assert len(walks.simulator.calls) == calls
    walks.simulator.mend()
    walks.later(minutes=10)
    assert walks.run().whole
