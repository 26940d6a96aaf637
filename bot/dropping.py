"""The drop folders at work: one job for each served body that has one, and what the log says of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bot import log
from bot.app import Desk
from bot.core.mail import OutgoingFile
from bot.core.organisation import Organisation
from bot.edges.drop_folder import DiskDropFolder
from bot.edges.drop_loader import DropLoader
from bot.jobs.drop import DropJob, DropReport
from bot.ports.drop import Trouble


def drop_jobs(desk: Desk) -> tuple[DropJob, ...]:
    """One for each served body with a folder in `[organisations.ID.import]`."""
    return tuple(_job(desk, body) for body in desk.library.served.values() if body.imports.folder)


def _job(desk: Desk, body: Organisation) -> DropJob:
    folder = DiskDropFolder(Path(body.imports.folder), body.imports.settle, body.timezone, desk.clock.now)
    loader = DropLoader(body, folder, desk.files, desk.clock.now)
    return DropJob(body.id, folder, loader, desk.stopping.is_set, partial(_tell, desk, body))


def _tell(desk: Desk, body: Organisation, trouble: Trouble) -> None:
    """A note to the general team; without a mail server none, the report beside the file says the same."""
    if body.mailbox is None or body.mailbox.smtp is None:
        return
    rows = OutgoingFile("lignes-refusees.csv", "text/csv; charset=utf-8", trouble.rows) if trouble.rows else None
    if desk.notes.tell(body, "note_file", f"file:{trouble.once}", trouble.words, file=rows):
        log.event("staff are told", organisation=body.id, about="a file")


def take_files(job: DropJob) -> DropReport:
    """One pass of a job, said in the log by counts alone. Raises what kept the folder or a file from being read."""
    done = job.run()
    if done.files:
        counts = {"files": done.files, "rows": done.rows, "refused": done.refused, "rejected_rows": done.rejected}
        (log.trouble if done.refused or done.rejected else log.event)(
            "files taken", organisation=job.organisation_id, **counts
        )
    if done.failures:
        raise done.failures[0]
    return done
