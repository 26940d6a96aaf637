"""The sync against the simulated portal: filled, resumed, kept fresh, whatever moves, breaks or fails meanwhile."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from bot.core.portal import Feed, Recipient
from bot.core.sync_windows import UNSAID
from bot.demo.portal.deposits import WORKS
from bot.demo.portal.switches import Switches
from bot.edges.portal_api import ChorusPortal
from bot.edges.store import Store, open_store
from bot.jobs.sync import Orders
from tests.servers.portal import PORTAL_NOW, each_alone, in_pairs, named
from tests.servers.walks import BODY, INVOICES, LATER, Walks, walking


@pytest.fixture
def sqlite_store(tmp_path: Path, sqlite_template: Path) -> Iterator[Store]:
    """An empty store for what is about the portal alone; all else runs on PostgreSQL too."""
    file = tmp_path / "guichet.db"
    file.write_bytes(sqlite_template.read_bytes())
    opened = open_store(str(file))
    yield opened
    opened.close()


def test_the_first_fill_takes_every_invoice_once_in_its_present_status(walks: Walks) -> None:
    report = walks.run()
    walks.check_copy()
    assert report.whole
    assert (report.counts.inserted, report.counts.bad, report.counts.missing) == (INVOICES, 0, 0)
    assert walks.store.invoices.copies(BODY) == {"api": walks.now - timedelta(minutes=1)}
    lines = walks.rows("SELECT count(*), count(DISTINCT invoice_key), min(source), min(seen_at) FROM status_history")
    assert lines[0][:3] == (INVOICES, INVOICES, "search")
    assert datetime.fromisoformat(str(lines[0][3])) == PORTAL_NOW + LATER


def test_running_again_asks_little_and_changes_nothing(walks: Walks) -> None:
    walks.run()
    before = walks.rows("SELECT * FROM invoice ORDER BY id")
    walks.later(minutes=15, portal_too=False)
    report = walks.run()
    assert (report.counts.inserted, report.counts.changed) == (0, 0)
    assert report.counts.calls == 6, "one for each list"
    assert walks.rows("SELECT * FROM invoice ORDER BY id") == before
    assert walks.store.invoices.copies(BODY) == {"api": walks.now - timedelta(minutes=1)}


def test_what_changes_and_what_arrives_is_caught_by_the_next_runs(walks: Walks) -> None:
    walks.run()
    for _ in range(3):
        walks.later(minutes=10)
        walks.simulator.change(20)
        walks.simulator.deposit(5)
        walks.later(minutes=5)
        assert walks.run().whole
    walks.check_copy()
    changes = walks.rows("SELECT count(*) FROM status_history")
    assert int(str(changes[0][0])) >= INVOICES + 3 * 20


def test_the_portals_date_and_ours_stand_side_by_side(walks: Walks) -> None:
    walks.run()
    key = next(iter(walks.simulator.statuses()))
    walks.later(minutes=30)
    walks.simulator.move(key, "SUSPENDUE")
    walks.later(minutes=30)
    walks.run()
    told = walks.rows(
        "SELECT h.status, h.seen_at, h.portal_at, h.source FROM status_history h JOIN invoice i ON i.id = h.invoice_key "
        "WHERE coalesce(portal_key, work_key) = :key ORDER BY h.id DESC LIMIT 1",
        key=key,
    )[0]
    seen, dated = (datetime.fromisoformat(str(moment)) for moment in told[1:3])
    assert (told[0], told[3]) == ("SUSPENDUE", "search")
    assert seen == walks.now
    assert dated == walks.simulator.history(key)[-1][1] < seen


@pytest.mark.parametrize("switches", [*each_alone(), *in_pairs()], ids=named)
def test_the_copy_is_right_whatever_nobody_knows_of_the_portal(sqlite_store: Store, switches: Switches) -> None:
    for walks in walking(sqlite_store, switches, invoices=90):
        walks.run()
        walks.later(minutes=10)
        walks.simulator.change(12)
        walks.later(minutes=5)
        report = walks.run()
        assert (report.down, report.failures, report.bugs) == (None, {}, [])
        assert report.counts.missing == 0
        if switches.dirty:
            # It tells some rows' status with a code that nobody knows; each row is there once all the same.
            assert sum(walks.statuses().values()) == 90
        else:
            assert walks.statuses() == Counter(walks.simulator.statuses().values())


@pytest.mark.parametrize(
    "switches",
    [
        Switches(moving=3),
        Switches(moving=3, page_cap=5),
        Switches(moving=2, page_cap=5, window_grain="day"),
        Switches(ties="drifting", page_cap=5),
        Switches(ties="drifting", moving=1, page_cap=9),
    ],
    ids=["moving", "small pages", "whole days", "drifting", "drifting and moving"],
)
def test_a_set_that_moves_under_the_walk_loses_and_doubles_nothing(store: Store, switches: Switches) -> None:
    for walks in walking(store, switches):
        walks.run()
        walks.later(minutes=15)
        walks.run()
        walks.simulator.switch(moving=0, ties="stable")
        walks.later(minutes=15)
        report = walks.run()
        assert report.whole, report
        walks.check_copy()


@pytest.mark.parametrize("cut_total", ["whole", "cut"])
def test_works_that_the_portal_cuts_unasked_are_all_found(store: Store, cut_total: Literal["whole", "cut"]) -> None:
    switches = Switches(works_cut=True, cut_total=cut_total)
    for walks in walking(store, switches, invoices=9000):
        deposits = walks.simulator.world.register.deposits
        works = Counter(deposit.recipient for deposit in deposits if deposit.demand == WORKS)
        report = walks.run(feeds=(Feed.WORK_DOCUMENTS,))
        assert report.whole
        assert max(works.values()) > UNSAID
        assert report.counts.inserted == works.total()
        assert report.counts.missing == 0


def test_a_run_that_is_killed_anywhere_goes_on_where_it_was(walks: Walks) -> None:
    dice = random.Random(4)
    marks: list[datetime] = []
    for _ in range(6):
        with pytest.raises(_Killed):
            walks.run(at=_kill_after(dice.randint(3, 20)))
        walks.later(minutes=30, portal_too=False)
        marks.append(min(mark.walked_to for mark in walks.store.walk.marks(BODY)))
    assert marks == sorted(marks)
    report = walks.run()
    assert report.whole
    assert report.counts.inserted < INVOICES
    walks.check_copy()


class _Killed(BaseException):
    """The process ends here: nothing catches it."""


def _kill_after(points: int) -> Callable[[str], None]:
    left = [points]

    def at(_point: str) -> None:
        left[0] -= 1
        if not left[0]:
            raise _Killed

    return at


# --- failures -------------------------------------------------------------------------------------


def test_a_list_that_fails_stops_no_other_and_its_mark_stays(walks: Walks) -> None:
    walks.run()
    before = {mark.list: mark.walked_to for mark in walks.store.walk.marks(BODY)}
    walks.later(hours=1)
    walks.simulator.fault("terms", "facturesTravaux/v1/rechercher", count=99)
    report = walks.run()
    assert report.down is None
    assert {error.trouble for error in report.failures.values()} == {"access_refused"}
    assert len(report.failures) == 2, "one for each recipient"
    for mark in walks.store.walk.marks(BODY):
        failed = mark.list.feed is Feed.WORK_DOCUMENTS
        assert (mark.walked_to == before[mark.list]) is failed
        assert bool(mark.trouble) is failed
    assert walks.store.invoices.copies(BODY)["api"] == min(before.values()), "the copy is as old as its oldest list"
    walks.simulator.mend()
    assert walks.run().whole
    assert not any(mark.trouble for mark in walks.store.walk.marks(BODY))
    walks.check_copy()


@pytest.mark.parametrize(
    ("kind", "trouble"), [("password", "account_refused"), ("maintenance", "maintenance"), ("500", "fault")]
)
def test_a_portal_that_fails_as_a_whole_is_asked_nothing_more(walks: Walks, kind: str, trouble: str) -> None:
    walks.run()
    before = walks.store.walk.marks(BODY)
    walks.later(hours=1)
    calls = len(walks.simulator.calls)
    walks.simulator.fault(kind, "destinataire", count=99)
    report = walks.run()
    assert report.down is not None
    assert report.down.trouble == trouble
    assert report.down.advice
    assert len(walks.simulator.calls) - calls <= 4
    assert walks.store.walk.marks(BODY) == before
    state = walks.store.walk.state(BODY)
    assert (state.trouble, state.trouble_since) == (trouble, walks.now)
    walks.simulator.mend()
    walks.later(hours=2)
    assert walks.run().whole
    assert walks.store.walk.state(BODY).trouble == ""
    walks.check_copy()


def test_a_portal_that_dies_in_the_middle_leaves_what_was_read(walks: Walks) -> None:
    walks.simulator.fault("maintenance", count=999, after=15)
    report = walks.run()
    assert report.down is not None
    assert not report.whole
    some = len(walks.stored())
    assert 0 < some < INVOICES
    walks.simulator.mend()
    assert walks.run().whole
    walks.check_copy()


def test_a_refused_password_is_not_tried_again_every_quarter_of_an_hour(walks: Walks) -> None:
    walks.simulator.fault("password", "destinataire", count=99)
    walks.run()
    calls = len(walks.simulator.calls)
    walks.later(minutes=15)
    waiting = walks.run()
    assert waiting.waits_until is not None
    assert len(walks.simulator.calls) == calls
    walks.simulator.mend()
    assert walks.run(Orders(asked=True, histories=0)).whole, "a person who asks need not wait"


def test_two_processes_do_not_walk_at_once(walks: Walks) -> None:
    assert walks.store.walk.take(BODY, "another", walks.now, timedelta(minutes=15))
    assert walks.run().busy
    walks.later(minutes=16)
    assert walks.run().whole, "the other one is dead: its lease has run out"


def test_a_recipient_that_the_account_lost_makes_the_copy_old_until_nobody_wants_it(walks: Walks) -> None:
    walks.run()
    before = walks.store.invoices.copies(BODY)["api"]
    lost = walks.simulator.world.recipients[0].identifier
    others = tuple(one.identifier for one in walks.simulator.world.recipients[1:])
    walks.later(hours=1)
    there = walks.simulator
    poorer = _Without(walks.access(), lambda: there.client_secret, lambda: there.password)
    poorer.lost = lost
    walks.use(poorer)
    report = walks.run(recipients=(lost, *others))
    assert report.failures[lost].trouble == "recipient_gone"
    assert walks.store.invoices.copies(BODY)["api"] == before
    assert walks.run(recipients=others).whole
    assert walks.store.invoices.copies(BODY)["api"] == walks.now - timedelta(minutes=1)


class _Without(ChorusPortal):
    """The portal as an account sees it that lost one of its structures."""

    lost = ""

    def recipients(self) -> tuple[Recipient, ...]:
        """All but that one."""
        return tuple(one for one in super().recipients() if one.identifier != self.lost)


def test_an_account_that_receives_for_nobody_of_ours_is_told_so(walks: Walks) -> None:
    report = walks.run(recipients=("00000000000000",))
    assert report.down is not None
    assert report.down.trouble == "no_recipient"


def test_services_may_be_searched_one_by_one(walks: Walks) -> None:
    recipient = walks.simulator.world.recipients[0]
    codes = tuple(service.code for service in recipient.services if service.shown)[:2]
    report = walks.run(recipients=(recipient.identifier,), services=codes, feeds=(Feed.INVOICES,))
    assert report.whole
    assert {mark.service_code for mark in walks.store.walk.marks(BODY)} == set(codes)
    assert {code for (code,) in walks.rows("SELECT service_code FROM invoice")} == set(codes)


# --- the second walk, histories -------------------------------------------------------------------


def test_a_second_walk_finds_what_windows_missed(walks: Walks) -> None:
    walks.run()
    truth = walks.stored()
    missed = walks.rows("SELECT id FROM invoice ORDER BY id LIMIT 7")
    for (key,) in missed:
        walks.write("DELETE FROM status_history WHERE invoice_key = :key", key=key)
        walks.write("DELETE FROM invoice WHERE id = :key", key=key)
    walks.later(minutes=15, portal_too=False)
    assert walks.run().counts.inserted == 0
    report = walks.run(Orders(again=True, histories=0))
    assert report.counts.inserted == 7
    assert walks.stored() == truth
    assert not any(mark.again for mark in walks.store.walk.marks(BODY))


def test_the_second_walk_is_done_by_night_a_part_at_a_time_and_keeps_the_copy_fresh(walks: Walks) -> None:
    walks.run()
    walks.later(days=7, portal_too=False)
    by_day = walks.run().counts.calls
    assert by_day <= 12
    walks.later(hours=12, portal_too=False)
    by_night = walks.run(Orders(night=True, histories=0)).counts.calls
    assert by_night > 6
    assert all(mark.again for mark in walks.store.walk.marks(BODY))
    for _ in range(7):
        walks.later(days=1, portal_too=False)
        walks.run(Orders(night=True, histories=0))
    assert not any(mark.again for mark in walks.store.walk.marks(BODY))
    assert walks.store.invoices.copies(BODY)["api"] == walks.now - timedelta(minutes=1)


def test_a_walk_from_a_day_on_asks_for_no_more_than_that(walks: Walks) -> None:
    walks.run()
    calls = walks.run(Orders(again=True, since=walks.now - timedelta(days=20), histories=0)).counts.calls
    assert 6 <= calls <= 12
    full = walks.run(Orders(again=True, histories=0)).counts.calls
    assert full > 20
