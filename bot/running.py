"""The loops at work: drained once, or kept going until told to stop."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from functools import partial

from bot import log, records
from bot.app import Desk, MailboxJobs
from bot.dropping import drop_jobs, take_files
from bot.errors import EdgeError
from bot.jobs.drop import DropJob
from bot.jobs.loop import guarded
from bot.jobs.mailbox_loop import run_mailbox
from bot.jobs.outbox import OutboxReport
from bot.schedule import Loops
from bot.syncing import BodySync, syncs

_TICK = timedelta(seconds=2)
"""Triage and outbox look this often even when nobody nudges them: another process may have left them work."""
_TOKENS = timedelta(minutes=1)
"""How often tokens of mailboxes are looked at: they last an hour, and are renewed ten minutes before their end."""
_FILES = timedelta(seconds=5)
"""How often drop folders are looked at; a file must have been quiet for a while besides."""
_LOOK = 1.0
"""Seconds between two looks for a signal: one that came between Python's last look and its wait is not heard by that wait."""
_ROUNDS = 200
"""A drain that is not over after so many rounds is fed faster than it works: the next run goes on."""


@dataclass(slots=True)
class RunReport:
    """What `run --once` did. `failures` names the mailboxes and servers that did not answer as they should."""

    synced: int = 0
    files: int = 0
    kept: int = 0
    decided: int = 0
    sent: int = 0
    postponed: int = 0
    dead: int = 0
    filed: int = 0
    quarantined: int = 0
    failures: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> str:
        """One JSON object."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def line(self) -> str:
        """One line for people."""
        words = f"{self.kept} kept, {self.decided} decided, {self.sent} sent, {self.filed} filed"
        for name in ("postponed", "dead", "quarantined", "files", "synced"):
            if getattr(self, name):
                words += f", {getattr(self, name)} {name}"
        return "; ".join([words, *(f"{where}: {why}" for where, why in self.failures.items())])


def drain(desk: Desk, *, from_start: bool = False) -> RunReport:
    """Reads, decides, sends and files until nothing moves any more. Raises ConfigError before anything is read."""
    report = RunReport()
    desk.release_leases()
    mailboxes = desk.mailboxes(from_start=from_start)
    for walk in syncs(desk):
        _attempt(report, f"{walk.body.id} sync", partial(_sync, walk, report))
    for job in drop_jobs(desk):
        _attempt(report, f"{job.organisation_id} files", partial(_load_files, job, report))
    triage = desk.triage(partial(_on_message_error, report))
    sender = desk.sender()
    try:
        for _ in range(_ROUNDS):
            before = (report.kept, report.decided, report.sent, report.filed)
            # One name for each step: that filing works must not hide that reading failed.
            for jobs in mailboxes:
                _attempt(report, f"{jobs.organisation_id} reading", partial(_read, jobs, report))
            _attempt(report, "deciding", lambda: _triage_all(desk, triage.run, report))
            _attempt(report, "sending", lambda: _send_all(sender.run, report))
            for jobs in mailboxes:
                _attempt(report, f"{jobs.organisation_id} filing", partial(_file, jobs, report))
            _attempt(report, "closing", partial(_close, desk, report))
            if desk.stopping.is_set() or before == (report.kept, report.decided, report.sent, report.filed):
                break
    finally:
        for jobs in mailboxes:
            jobs.mailbox.close()
    report.quarantined = sum(row["messages"].get("quarantined", 0) for row in records.status(desk))
    return report


def _attempt(report: RunReport, where: str, step: Callable[[], object]) -> None:
    failed = guarded(step)
    if failed is None:
        report.failures.pop(where, None)
        return
    report.failures[where] = str(failed)
    _log_failure(where, failed)


def _sync(walk: BodySync, report: RunReport) -> None:
    """Before anything is decided: what is answered should be of today."""
    try:
        done = walk.run()
    finally:
        walk.portal.close()
    report.synced += done.counts.inserted + done.counts.changed
    for error in (done.down, *done.failures.values(), *done.bugs):
        if error is not None:
            raise error


def _load_files(job: DropJob, report: RunReport) -> None:
    report.files += take_files(job).files


def _read(jobs: MailboxJobs, report: RunReport) -> None:
    report.kept += jobs.intake.run().kept


def _file(jobs: MailboxJobs, report: RunReport) -> None:
    done = jobs.filer.run()
    report.filed += done.moved
    if done.refusals:
        raise done.refusals[0]


def _close(desk: Desk, report: RunReport) -> None:
    report.filed += desk.close_settled()


def _triage_all(desk: Desk, run: Callable[[], int], report: RunReport) -> None:
    while not desk.stopping.is_set() and (taken := run()):
        report.decided += taken


def _send_all(run: Callable[[], OutboxReport], report: RunReport) -> None:
    while True:
        done = run()
        report.sent += done.sent
        report.postponed += done.postponed
        report.dead += done.dead
        for organisation_id, why in done.down.items():
            # Not forgotten when a later mail gets through: those that were put off still wait.
            if f"{organisation_id} sending" not in report.failures:
                _log_failure(f"{organisation_id} sending", why)
            report.failures[f"{organisation_id} sending"] = str(why)
        if not done.total:
            return


class Outages:
    """What is down, so that the log says so when it begins, when it changes and when it is over, not for every mail."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def down(self, where: str, error: Exception) -> None:
        """It does not work; logged unless the log said the same of it last time."""
        if self._known.get(where) != str(error):
            self._known[where] = str(error)
            _log_failure(where, error)

    def over(self, where: str) -> None:
        """It works; logged when it did not before."""
        if self._known.pop(where, None) is not None:
            log.event("works again", where=where)


def _on_message_error(report: RunReport, key: int, error: Exception) -> None:
    report.decided -= 1
    _log_failure(f"message {key}", error)


def _log_failure(where: str, error: Exception) -> None:
    """The outside's failures as one line; a bug with its traceback, which holds no mail content."""
    if isinstance(error, EdgeError):
        reason = error.fields.get("reason")
        log.trouble("failed", where=where, **({"reason": reason} if reason else {}), error=str(error))
    else:
        log.bug(where, error)


def keep_running(desk: Desk, stopping: threading.Event, *, from_start: bool = False) -> None:
    """Runs every loop until `stopping` is set, then lets each finish what it holds. Raises ConfigError at start."""
    desk.release_leases()
    loops, outages = Loops(), Outages()
    mailboxes = desk.mailboxes(from_start=from_start)
    for jobs in mailboxes:
        loops.thread(f"mailbox {jobs.organisation_id}", partial(_mailbox_thread, jobs, loops, outages))
    triage = desk.triage(lambda key, error: _log_failure(f"message {key}", error))
    sender = desk.sender()
    loops.every(_TICK, "triage", lambda: _tick("triage", lambda: _triage_pass(triage.run, loops)))
    loops.every(_TICK, "outbox", partial(_outbox_tick, desk, sender.run, mailboxes, outages))
    loops.every(_TOKENS, "tokens", lambda: _tick("tokens", desk.keys.keep_fresh))
    walks = syncs(desk)
    for walk in walks:
        where = f"{walk.body.id} sync"
        loops.every(walk.settings.every, where, partial(_tick, where, walk.regular))
    drops = drop_jobs(desk)
    if drops:
        loops.every(_FILES, "files", partial(_files_tick, drops, outages))
    with _receiving(desk, loops, outages):
        loops.start()
        log.event("running", mailboxes=len(mailboxes), portals=len(walks), folders=len(drops))
        while not stopping.wait(_LOOK):
            pass
        desk.stopping.set()
        log.event("stopping")
        loops.stopping.set()
        for jobs in mailboxes:
            jobs.mailbox.interrupt()
    loops.stop()
    for walk in walks:
        walk.portal.close()
    log.event("stopped")


@contextmanager
def _receiving(desk: Desk, loops: Loops, outages: Outages) -> Iterator[None]:
    """Takes mail from mail servers meanwhile, where the settings want it. Raises ConfigError at start."""

    def kept(organisation_id: str, key: int | None) -> None:
        outages.over("reception")
        log.event("received", organisation=organisation_id, message=key or "known")
        loops.nudge("triage")

    def refused(host: str) -> None:
        outages.down("reception from elsewhere", EdgeError("smtpd", f"{host} is not in reception.allow"))

    server = desk.mail_server(on_kept=kept, on_error=partial(outages.down, "reception"), on_refused=refused)
    if server is None:
        yield
        return
    server.start()
    log.event("receiving", at=server.where)
    try:
        yield
    finally:
        server.stop()


def _tick(where: str, step: Callable[[], object]) -> None:
    failed = guarded(step)
    if failed is not None:
        _log_failure(where, failed)


def _files_tick(drops: Sequence[DropJob], outages: Outages) -> None:
    """Each folder for itself: one that cannot be read, or a file that cannot, is said once."""
    for job in drops:
        where = f"{job.organisation_id} files"
        failed = guarded(partial(take_files, job))
        if failed is None:
            outages.over(where)
        else:
            outages.down(where, failed)


def _triage_pass(run: Callable[[], int], loops: Loops) -> None:
    while run() and not loops.stopping.is_set():
        loops.nudge("outbox")


def _outbox_tick(
    desk: Desk, run: Callable[[], OutboxReport], mailboxes: Sequence[MailboxJobs], outages: Outages
) -> None:
    _tick("outbox", lambda: _outbox_pass(run, mailboxes, outages))
    _tick("closing", desk.close_settled)


def _outbox_pass(run: Callable[[], OutboxReport], mailboxes: Sequence[MailboxJobs], outages: Outages) -> None:
    """Sends what is due; once the process is to stop, the sender takes nothing more and the pass ends."""
    while (done := run()).total:
        for organisation_id, why in done.down.items():
            outages.down(f"{organisation_id} sending", why)
        for organisation_id in done.reached - done.down.keys():
            outages.over(f"{organisation_id} sending")
        for jobs in mailboxes:
            jobs.mailbox.nudge()


def _mailbox_thread(jobs: MailboxJobs, loops: Loops, outages: Outages, stopping: threading.Event) -> None:
    def one_pass() -> None:
        report = jobs.intake.run()
        if report.renumbered:
            log.trouble("the server renumbered the mailbox", mailbox=jobs.organisation_id, skipped=report.skipped)
        if report.kept or report.unfetched or report.too_large:
            log.event("read", mailbox=jobs.organisation_id, kept=report.kept, unfetched=report.unfetched)
            loops.nudge("triage")
        refusals = jobs.filer.run().refusals
        if refusals:
            # Only a folder is at fault: no reason to leave the server alone for minutes, as after a broken pass.
            outages.down(f"{jobs.organisation_id} filing", refusals[0])
        else:
            outages.over(f"{jobs.organisation_id} filing")

    run_mailbox(
        jobs.mailbox,
        one_pass,
        stop=stopping,
        poll=jobs.settings.poll,
        on_error=lambda error: _log_failure(f"mailbox {jobs.organisation_id}", error),
    )
