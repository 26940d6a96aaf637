"""`guichet demo`: two bodies, a simulated Chorus Pro, suppliers' mails, all on this machine, and the real loops."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.live import Live

from bot import app as guichet
from bot import log, records, running
from bot.cli.demo_portal import catch_up, first_fill
from bot.cli.options import EXIT_FINDINGS, AsJson, ending, until_ctrl_c
from bot.config import load_settings
from bot.core.decision import Reason
from bot.core.note import sentence
from bot.demo.cast import cast
from bot.demo.programme import CASQ, DEPT06, SAMPLES
from bot.demo.show import Row, count_line, table
from bot.demo.stage import Stage, stage
from bot.demo.verdict import Seen, faults

_PATIENCE = 45.0
"""Seconds after which the demo shows what it has and says that it did not end."""
_LOOK = 0.2


def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Leave everything running until Ctrl-C.")] = False,
    as_json: AsJson = False,
    _database: Annotated[
        str | None,
        typer.Option("--db", metavar="URL", help="Taken as by every command, and left alone: the demo has its own."),
    ] = None,
) -> None:
    """Try it: nothing to install, no network, nothing leaves this machine. Exit 1 when a mail did not end as expected."""
    started = time.monotonic()
    console = _console(as_json)
    with ending(), stage(datetime.now(UTC)) as ready:
        console.print(f"Dossier de la démonstration : {ready.files.folder}", soft_wrap=True)
        _log_to(ready)
        settings = load_settings(ready.files.config, f"sqlite:///{ready.files.database}")
        with guichet.opened(guichet.load_library(settings)) as desk:
            copied = _load(desk, ready, console)
            with _at_work(desk) as loops:
                ready.first_act()
                _watch(desk, ready, console, loops)
                _meanwhile(desk, ready, console)
                ready.second_act()
                rows = _watch(desk, ready, console, loops)
                line = count_line(rows, time.monotonic() - started)
                if as_json:
                    typer.echo(json.dumps(_as_json(ready, rows, line, copied), ensure_ascii=False))
                else:
                    _show_end(ready, rows, line, console)
                if keep:
                    _wait(ready, console)
    if any(row.faults for row in rows):
        raise typer.Exit(EXIT_FINDINGS)


def _console(quiet: bool) -> Console:
    """The terminal as it is; a file gets lines wide enough to be read."""
    console = Console(highlight=False, quiet=quiet)
    return console if console.is_terminal else Console(highlight=False, quiet=quiet, width=140)


def _log_to(ready: Stage) -> None:
    """The loops' log goes to a file: the terminal shows the table."""
    log.set_up()
    handler = logging.FileHandler(ready.files.log, encoding="utf-8")
    handler.setFormatter(log.LOG.handlers[0].formatter)
    log.LOG.handlers[:] = [handler]


def _load(desk: guichet.Desk, ready: Stage, console: Console) -> dict[str, int]:
    """What `guichet sync` and both imports do, before suppliers write; how many invoices came from where."""
    filled = first_fill(desk, console)
    seconds = f"{filled.seconds:.1f}".replace(".", ",")
    console.print(f"{CASQ} : {filled.invoices} factures lues sur un Chorus Pro simulé en {seconds} s.")
    loaded = records.import_invoices(desk, ready.files.invoices, None, ready.now, lambda _rows: None)
    contacts = records.import_contacts(desk, ready.files.contacts, CASQ)
    console.print(f"{DEPT06} : {loaded.inserted} factures chargées d'un fichier, sans Chorus Pro.")
    console.print(f"{contacts.inserted} contacts connus ; {len(SAMPLES)} courriels de fournisseurs.\n")
    return {"portal": filled.invoices, "file": loaded.inserted}


def _meanwhile(desk: guichet.Desk, ready: Stage, console: Console) -> None:
    """An invoice changes at the portal, and the next sync sees it."""
    ready.meanwhile()
    catch_up(desk)
    console.print(
        "Entre les deux actes, une facture change de statut chez Chorus Pro : la synchronisation l'apprend.\n"
    )


@contextmanager
def _at_work(desk: guichet.Desk) -> Iterator[Future[None]]:
    """The real loops, in a thread of their own until the block ends; what stopped them early is raised at the end."""
    stopping = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="loops") as pool:
        loops = pool.submit(running.keep_running, desk, stopping)
        try:
            yield loops
        finally:
            stopping.set()
    loops.result()


def _watch(desk: guichet.Desk, ready: Stage, console: Console, loops: Future[None]) -> tuple[Row, ...]:
    """Shows the table while mails are decided; returns it, judged, once nothing is left to do."""
    deadline = time.monotonic() + _PATIENCE
    with Live(table(_rows(desk, ready)), console=console, auto_refresh=False, transient=True) as live:
        while not _drained(desk, ready) and time.monotonic() < deadline and not loops.done():
            live.update(table(_rows(desk, ready)), refresh=console.is_terminal)
            time.sleep(_LOOK)
    return _judged(_rows(desk, ready), ready)


def _rows(desk: guichet.Desk, ready: Stage) -> tuple[Row, ...]:
    """One row for each mail of the programme; those of the second act wait for the first."""
    traces = {trace.message_id: trace.decision for name in desk.library.served for trace in records.traces(desk, name)}
    replies = ready.replies()
    arrived = {mail.sample.file: mail.message_id for mail in ready.mails}
    rows = []
    for sample in SAMPLES:
        message_id = arrived.get(sample.file, "")
        rows.append(Row(sample, _seen(desk, traces.get(message_id, "")), replies.get(message_id, ())))
    return tuple(rows)


def _seen(desk: guichet.Desk, trace: str) -> Seen | None:
    if not trace:
        return None
    told = json.loads(trace)
    why = tuple(sentence(_reason(written), desk.library.rules) for written in told["reasons"])
    return Seen(told["outcome"], told["team"], (told["reply"] or {}).get("kind", ""), why)


def _reason(written: dict[str, str]) -> Reason:
    return Reason(written["code"], tuple((name, value) for name, value in written.items() if name != "code"))


def _judged(rows: tuple[Row, ...], ready: Stage) -> tuple[Row, ...]:
    arrived = {mail.sample.file: mail for mail in ready.mails}
    return tuple(
        replace(
            row, faults=faults(arrived[row.sample.file], row.seen, row.replies) if row.sample.file in arrived else ()
        )
        for row in rows
    )


def _drained(desk: guichet.Desk, ready: Stage) -> bool:
    """Every mail is filed, everything queued has left (or even come back) and lies in the Sent folder."""
    rows = records.status(desk)
    messages = sum((Counter(row["messages"]) for row in rows), Counter())
    if messages != {"filed": len(ready.mails)} or any(set(row["outbox"]) - {"sent", "bounced"} for row in rows):
        return False
    return not any(desk.store.outbox.to_copy(mailbox, 1) for mailbox in _mailbox_ids(desk))


def _mailbox_ids(desk: guichet.Desk) -> tuple[str, ...]:
    served = desk.library.served.values()
    return tuple(body.mailbox.address for body in served if body.mailbox and body.mailbox.imap)


def _show_end(ready: Stage, rows: tuple[Row, ...], line: str, console: Console) -> None:
    files = ready.files
    console.print(table(rows))
    folders = ", ".join(f"{name} {count}" for name, count in sorted(ready.mailbox.folders().items()))
    places = {
        "Courriels reçus": files.received,
        "Réponses": files.replies,
        "Notes aux agents": f"{files.escalations} ({ready.escalations()})",
        "Base de données": files.database,
        "Configuration": files.config,
        "Journal": files.log,
        "Dossiers de la boîte": folders,
    }
    for name, where in places.items():
        console.print(f"{name + ' :':<23}{where}", soft_wrap=True)
    console.print(f"\n{line}", style="bold")


def _as_json(ready: Stage, rows: tuple[Row, ...], line: str, copied: dict[str, int]) -> dict[str, object]:
    return {
        "folder": str(ready.files.folder),
        "invoices": copied,
        "mails": [
            {
                "file": row.sample.file,
                "organisation": row.sample.organisation,
                "outcome": row.seen.outcome if row.seen else None,
                "why": list(row.seen.why) if row.seen else [],
                "replies": [str(reply.path) for reply in row.replies],
                "faults": list(row.faults),
            }
            for row in rows
        ],
        "summary": line,
    }


def _wait(ready: Stage, console: Console) -> None:
    mailbox = ready.mailbox
    number = cast(ready.now)["roof"].number
    console.print(
        f"\nTout reste en marche : IMAP {mailbox.host}:{mailbox.port}, compte « {mailbox.user} », mot de passe dans "
        f"{ready.files.password}. Écrivez dans la boîte, regardez les réponses arriver. Chorus Pro simulé : "
        f"{ready.portal.url}. Dans un autre terminal :\n\n"
        f"cd {ready.files.folder}\nguichet portal check\nguichet sync\nguichet invoices find {number}\n\n"
        "Ctrl-C pour finir.",
        markup=False,
        soft_wrap=True,
    )
    until_ctrl_c()
