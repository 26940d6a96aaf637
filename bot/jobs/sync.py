"""The loop that keeps the copy of Chorus Pro: first fill, then what changed, a slow second walk, and histories.

A list is a feed of a recipient; each has its own mark and may fail alone. The first fill is the same walk as every
later one: it only begins years back, and goes on where it stopped.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.organisation import PortalSettings
from bot.core.sync_windows import SETTLING, SHORTEST, again_begins, is_behind
from bot.errors import GuichetError, PortalError
from bot.jobs.loop import guarded, never
from bot.jobs.sync_lists import lists_to_walk
from bot.jobs.sync_walk import Counts, Step, Target, Walker, begun_again
from bot.ports.copy import CopyBook, Failure, ListKey, Mark, WalkLog
from bot.ports.outside import Clock
from bot.ports.portal import Portal

LEASE, _RENEWED = timedelta(minutes=20), timedelta(minutes=1)
"""How long the walk is ours: longer than the slowest window; and how often that is renewed."""

_LEFT_ALONE, _LONGEST_WAIT = timedelta(hours=1), timedelta(hours=6)
"""After a refusal that only a person can end the portal is not asked again at once; and how long it may ask for."""

_REFUSED = "refused_by_rule"


@dataclass(frozen=True, slots=True)
class Orders:
    """What one run is to do. `again`: walk once more what was walked before, from `since` (None: all of it).

    `until` is when it has to end (None: when all is done); `histories` how many single invoices may be asked about;
    `asked`: a person waits for it, so it does not wait for a better moment. `night`: nobody else needs the portal.
    """

    again: bool = False
    since: datetime | None = None
    until: datetime | None = None
    histories: int = 200
    asked: bool = False
    night: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of all it has to do (0 to 1), records read, and the list it is at."""

    done: float
    read: int
    label: str


@dataclass(slots=True)
class SyncReport:
    """What one run did. `busy`: another process walks; `waits_until`: the portal asked to be left alone.

    `down` is why the portal as a whole gave up, `failures` why single lists did, `bugs` what was our own doing.
    `unknown_services` are codes in the settings that no structure has, each with those that resemble it. `whole`:
    every list was walked to the present.
    """

    organisation: str
    counts: Counts = field(default_factory=Counts)
    histories: int = 0
    lines: int = 0
    busy: bool = False
    waits_until: datetime | None = None
    down: PortalError | None = None
    failures: dict[str, PortalError] = field(default_factory=dict)
    bugs: list[Exception] = field(default_factory=list)
    unknown_services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: bool = False


def unheard(_progress: Progress) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Sync:
    """What walking for one organisation needs.

    `identifiers` are the structures to read for, empty for all that the account receives for. `ranks` orders the
    statuses. `on_progress` hears after each window. `stopping()`: the process is to end.
    """

    portal: Portal
    book: CopyBook
    log: WalkLog
    clock: Clock
    organisation_id: str
    settings: PortalSettings
    identifiers: Sequence[str]
    ranks: Mapping[str, int]
    owner: str
    on_progress: Callable[[Progress], None] = unheard
    stopping: Callable[[], bool] = bool
    at: Callable[[str], None] = never

    def run(self, orders: Orders | None = None) -> SyncReport:
        """One run. Raises StoreError and ConfigError; what the portal does wrong is in the report."""
        orders, now, report = orders or Orders(), self.clock.now(), SyncReport(self.organisation_id)
        waits = self.log.state(self.organisation_id).not_before
        if waits is not None and waits > now and not orders.asked:
            report.waits_until = waits
            return report
        if not self.log.take(self.organisation_id, self.owner, now, LEASE):
            report.busy = True
            return report
        try:
            _Run(self, orders, report, now).all()
        finally:
            self.log.leave(self.organisation_id, self.owner, self.clock.now())
        return report


class _Run:
    """One run under way."""

    def __init__(self, sync: Sync, orders: Orders, report: SyncReport, now: datetime) -> None:
        self._sync, self._orders, self._report, self._now = sync, orders, report, now
        self._name, self._renewed = sync.organisation_id, now
        self._cut = now - SETTLING
        self._walker = Walker(
            sync.portal, sync.book, sync.clock, self._name, sync.ranks, self._may_go_on, report.counts, sync.at
        )
        self._targets: dict[ListKey, Target] = {}

    def all(self) -> None:
        """Every step, until the portal as a whole gives up."""
        for step in (self._begin, self._catch_up, self._walk_again, self._read_histories):
            step()
            if self._report.down is not None:
                return
        self._sync.log.note_failure(self._name, None)
        reached = all(target.mark.walked_to >= self._cut for target in self._targets.values())
        self._report.whole = reached and not self._report.failures

    def _may_go_on(self) -> bool:
        until = self._orders.until
        return not self._sync.stopping() and (until is None or self._sync.clock.now() < until)

    # --- what there is to walk -------------------------------------------------------------------

    def _begin(self) -> None:
        sync = self._sync
        try:
            lists = lists_to_walk(sync.portal, sync.log, self._name, sync.settings, sync.identifiers, self._now)
        except PortalError as error:
            self._give_up(error)
            return
        self._report.failures |= lists.failures
        self._report.unknown_services = lists.unknown
        self._targets = {target.mark.list: target for target in lists.targets}

    # --- walking ---------------------------------------------------------------------------------

    def _catch_up(self) -> None:
        """One window of each list in turn, so that a long first fill does not keep the others from what is new."""
        order = sorted(
            self._targets.values(), key=lambda one: (bool(one.mark.trouble), -one.mark.walked_to.timestamp())
        )
        waiting = deque(target.mark.list for target in order)
        while waiting and self._may_go_on() and self._report.down is None and self._still_ours():
            key = waiting.popleft()
            if self._step(key, lambda target: self._walker.forward(target, self._cut)):
                waiting.append(key)

    def _walk_again(self) -> None:
        """The second walk: a part of it at night, all of it when asked for."""
        for key in self._targets:
            self._begin_again(key)
            while self._report.down is None and self._may_go_on() and self._still_ours() and self._again_is_due(key):
                if not self._step(key, self._once_more):
                    break

    def _once_more(self, target: Target) -> Step:
        if target.mark.again is None:
            return Step(target, done=True)
        return self._walker.once_more(target, target.mark.again)

    def _begin_again(self, key: ListKey) -> None:
        target = self._targets[key]
        mark, since = target.mark, self._orders.since
        if self._orders.again:
            # One that was broken off goes on, if it began no later.
            if mark.again is None or (since or mark.began_from) < mark.again.start:
                self._keep(target, begun_again(mark, self._now, since))
        elif mark.again is None:
            again = again_begins(self._now, mark.began_from, mark.walked_to, mark.again_done_at)
            if again is None and self._orders.night and (short := self._shortfalls(mark)):
                again = begun_again(mark, self._now, short[0]).again
            if again is not None:
                self._keep(target, replace(mark, again=again))

    def _shortfalls(self, mark: Mark) -> tuple[datetime, ...]:
        """Windows to be tried again, not more than once a night."""
        if mark.again_done_at is None or self._now - mark.again_done_at < timedelta(hours=20):
            return ()
        return self._sync.book.shortfalls(self._name, mark.list)

    def _again_is_due(self, key: ListKey) -> bool:
        again = self._targets[key].mark.again
        return again is not None and (self._orders.again or is_behind(again, self._now, night=self._orders.night))

    def _still_ours(self) -> bool:
        now = self._sync.clock.now()
        if now - self._renewed < _RENEWED:
            return True
        self._renewed = now
        return self._sync.log.take(self._name, self._sync.owner, now, LEASE)

    def _step(self, key: ListKey, walk: Callable[[Target], Step]) -> bool:
        """One window of a list; whether there is more to do on it. A list that fails is left until the next run."""
        target = self._targets[key]
        steps: list[Step] = []
        failed = guarded(lambda: steps.append(walk(target)))
        if failed is not None:
            self._fail(target, failed)
            return False
        mark = steps[0].target.mark
        if mark != target.mark or (mark.trouble and mark.walked_to >= self._cut):
            filled = mark.again_done_at or (self._sync.clock.now() if mark.walked_to >= self._cut else None)
            self._keep(target, replace(mark, failed_at=None, trouble="", problem="", again_done_at=filled))
        self._tell(target)
        return not steps[0].done

    def _keep(self, target: Target, mark: Mark) -> None:
        self._sync.log.advance(self._name, mark)
        self._sync.at("sync.advanced")
        self._targets[mark.list] = replace(target, mark=mark)

    def _tell(self, target: Target) -> None:
        parts = [self._done(each.mark) for each in self._targets.values()]
        self._sync.on_progress(Progress(sum(parts) / len(parts), self._report.counts.read, target.label))

    def _done(self, mark: Mark) -> float:
        again = mark.again if self._orders.again else None
        start, at, end = (again.start, again.at, again.until) if again else (mark.began_from, mark.walked_to, self._cut)
        return min(1.0, (at - start) / max(end - start, timedelta(seconds=1)))

    # --- what goes wrong -------------------------------------------------------------------------

    def _fail(self, target: Target, failed: Exception) -> None:
        """One list failed: remembered on its mark; when the portal is not well at all, nothing else is asked."""
        mark, at = target.mark, self._sync.clock.now()
        if isinstance(failed, PortalError):
            self._report.failures[target.label] = failed
            # Too much for one answer, perhaps: less is asked for next time.
            span = max(SHORTEST, mark.span / 4) if failed.trouble == "slow" else mark.span
            self._keep(target, replace(mark, failed_at=at, trouble=failed.trouble, problem=str(failed), span=span))
            self._check_portal(failed)
        elif isinstance(failed, GuichetError):
            raise failed  # the database's or the settings': not for the next run to mend
        else:
            self._report.bugs.append(failed)
            self._keep(target, replace(mark, failed_at=at, trouble="bug", problem=type(failed).__name__))

    def _check_portal(self, error: PortalError) -> None:
        """Tells a list that fails from a portal that does: does it answer a question that concerns no list?"""
        if error.retry_after is not None:
            self._give_up(error)
            return
        try:
            self._sync.portal.health()
        except PortalError as failed:
            self._give_up(failed)

    def _give_up(self, error: PortalError) -> None:
        self._report.down = error
        at = self._sync.clock.now()
        wait = timedelta(seconds=error.retry_after) if error.retry_after else _LEFT_ALONE
        waits = None if error.temporary and error.retry_after is None else at + min(wait, _LONGEST_WAIT)
        self._sync.log.note_failure(self._name, Failure(error.trouble, str(error), at, waits))

    # --- histories -------------------------------------------------------------------------------

    def _read_histories(self) -> None:
        """The histories that are wanted, as many as this run may ask for; the latest changes first."""
        if not self._orders.histories:
            return
        for portal_key in self._sync.book.history_due(self._name, self._orders.histories):
            if not self._may_go_on() or not self._read_history(portal_key):
                return

    def _read_history(self, portal_key: int) -> bool:
        """False when the others would fare no better."""
        sync = self._sync
        try:
            history = sync.portal.history(portal_key)
        except PortalError as error:
            if error.trouble == _REFUSED:
                sync.book.drop_history(self._name, portal_key)
                return True
            self._report.failures["histories"] = error
            self._check_portal(error)
            return False
        self._report.histories += 1
        self._report.lines += sync.book.write_history(self._name, history, sync.clock.now(), sync.ranks)
        return True
