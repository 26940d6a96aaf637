"""The loop that sends: queued → sending → sent, or later again, or dead with word to staff."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.loops import Room
from bot.core.message import OUTBOX_GIVES_UP, retry_delay
from bot.errors import PostError
from bot.jobs.loop import guarded, never
from bot.ports.outbox import Outbox, OutboxItem
from bot.ports.outside import Clock, Post

LEASE = timedelta(minutes=20)
"""How long an item is ours. Longer than the slowest sending (some ten minutes of SMTP time-outs): another process
must not take up an item whose DATA is still under way."""


@dataclass(slots=True)
class OutboxReport:
    """What one pass did, in mails; `reached` and `down` are the organisations whose mail server was there or not."""

    sent: int = 0
    postponed: int = 0
    dead: int = 0
    reached: set[str] = field(default_factory=set)
    down: dict[str, PostError] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Mails taken in hand."""
        return self.sent + self.postponed + self.dead


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending needs.

    `post_for(organisation_id)` gives the connection; `envelope_from(item)` the return path, which may be empty
    (RFC 3834 wants it so for automatic replies). `stopping()` is whether the process is to end, asked before each mail. `on_dead(item, why)` hears of every mail that will never arrive,
    and may hear twice of one after a crash. `room()` says how many supplier mails may still leave, for each organisation
    that has a cap; `on_full` hears of those that may not send to anybody: mails wait. `organisations` are those whose mail this process sends, None: any.
    """

    outbox: Outbox
    post_for: Callable[[str], Post]
    clock: Clock
    owner: str
    envelope_from: Callable[[OutboxItem], str]
    on_dead: Callable[[OutboxItem, str], None]
    organisations: Collection[str] | None = None
    room: Callable[[], Mapping[str, Room]] = dict
    on_full: Callable[[str], None] = never
    stopping: Callable[[], bool] = bool
    lease: timedelta = LEASE
    at: Callable[[str], None] = never

    def run(self, limit: int = 100) -> OutboxReport:
        """Sends at most `limit` due mails, each claimed alone; a refusal is noted on its row.

        Raises StoreError, and at the end the first error that is no PostError: its mail waits like a refused one.
        """
        run = _Run(self, dict(self.room()))
        while run.report.total < limit and not self.stopping():
            # One at a time: the claim reads the switch, so `guichet stop` holds for the very next mail; and no lease
            # runs while others go.
            now, whose = self.clock.now(), (sorted(run.full()), self.organisations, run.reserved())
            if not run.report.total and not self.outbox.any_due(now, *whose):
                break
            items = self.outbox.claim(self.owner, now, self.lease, 1, *whose)
            if not items:
                break
            run.take(items[0])
        for organisation_id in run.reserved():
            self.on_full(organisation_id)
        if run.bugs:
            raise run.bugs[0]
        return run.report


@dataclass(slots=True)
class _Run:
    """One pass: what was done, and what was a bug. A server that is down is not asked again for each mail.

    `room` is how many supplier mails may still leave: counted once, then down with each that left.
    """

    sender: Sender
    room: dict[str, Room]
    report: OutboxReport = field(default_factory=OutboxReport)
    bugs: list[Exception] = field(default_factory=list)

    def full(self) -> frozenset[str]:
        """Organisations whose supplier mails wait because a cap is reached."""
        return frozenset(name for name, left in self.room.items() if left.whole <= 0)

    def reserved(self) -> frozenset[str]:
        """Organisations, those among them, that send to nobody more but who proved what he may know."""
        return frozenset(name for name, left in self.room.items() if left.strangers <= 0)

    def take(self, item: OutboxItem) -> None:
        """Sends one mail, or notes why not."""
        refused = self.report.down.get(item.organisation_id) or self._send(item)
        if refused is not None:
            self._refuse(item, refused)

    def _send(self, item: OutboxItem) -> PostError | None:
        sender = self.sender
        sender.at("outbox.claimed")
        failed = guarded(lambda: self._hand_over(item))
        if failed is None:
            sender.at("outbox.accepted")
            sender.outbox.note_sent(item.key, sender.clock.now())
            self.report.sent += 1
            if item.to_supplier and item.organisation_id in self.room:
                self.room[item.organisation_id] = self.room[item.organisation_id].after_one()
            self.report.reached.add(item.organisation_id)
            return None
        if not isinstance(failed, PostError):
            self.bugs.append(failed)
            return PostError("smtp", type(failed).__name__, reason="bug")
        if failed.fields.get("reason") == "server":
            self.report.down[item.organisation_id] = failed
        return failed

    def _hand_over(self, item: OutboxItem) -> None:
        post = self.sender.post_for(item.organisation_id)
        post.send(self.sender.envelope_from(item), item.to, item.content)

    def _refuse(self, item: OutboxItem, error: PostError) -> None:
        now = self.sender.clock.now()
        dead = not error.temporary or now - (item.first_try_at or item.queued_at) >= OUTBOX_GIVES_UP
        if dead:
            # Before it is noted: after a crash in between, staff hear of it twice rather than never.
            self.sender.on_dead(item, str(error))
        next_try = now + retry_delay(item.tries + 1)
        self.sender.outbox.note_refused(item.key, now, str(error), dead=dead, next_try=next_try)
        if dead:
            self.report.dead += 1
        else:
            self.report.postponed += 1
