"""Where the measures are taken: Dovecot, a mail server in a process of its own, and one installation of Guichet each."""

from __future__ import annotations

import csv
import multiprocessing
import queue
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.demo.invoices import COLUMNS, SampleInvoice
from bot.edges.defaults import default_rules
from tests.bench.corpus import MAILBOX, contacts
from tests.servers.dovecot import PASSWORD, Dovecot, free_port

HOST = "127.0.0.1"
ORGANISATION = "casq"
TEAM = "equipe@casq.fr"

_CONFIGURATION = """
serve = ["casq"]
database = "{database}"
rules = "rules"

[organisations.casq]
sending = "on"
contact = {{ service = "Direction des Finances", email = "{mailbox}", phone = "03 00 00 00 00" }}
teams = {{ general = "{team}", security = "{team}" }}

[organisations.casq.mailbox]
address = "{mailbox}"
authserv_id = "mx.casq.fr"
first_read = "all"

[organisations.casq.mailbox.imap]
host = "{host}"
port = {imap}
tls = "none"
user = "{user}"
password_file = "password"

[organisations.casq.mailbox.smtp]
host = "{host}"
port = {smtp}
tls = "none"
"""


@dataclass(frozen=True, slots=True)
class Office:
    """One installation: `folder` holds its guichet.toml and what it imports, `user` is its account at Dovecot."""

    folder: Path
    user: str
    imap_port: int
    smtp_port: int

    @property
    def config(self) -> Path:
        """guichet.toml."""
        return self.folder / "guichet.toml"

    @property
    def invoices(self) -> Path:
        """Invoices to import."""
        return self.folder / "invoices.csv"

    @property
    def contacts(self) -> Path:
        """Contacts to import."""
        return self.folder / "contacts.csv"


def furnished(
    folder: Path, user: str, dovecot: Dovecot, smtp_port: int, database: str, invoices: Sequence[SampleInvoice]
) -> Office:
    """Writes the files of a new installation; `database` is a URL, empty for SQLite in the folder."""
    office = Office(folder, user, dovecot.imap_port, smtp_port)
    folder.mkdir()
    _rules_without_cap(folder / "rules")
    (folder / "password").write_text(PASSWORD, encoding="ascii")
    text = _CONFIGURATION.format(
        database=database or f"sqlite:///{folder}/guichet.sqlite",
        mailbox=MAILBOX,
        team=TEAM,
        host=HOST,
        imap=dovecot.imap_port,
        smtp=smtp_port,
        user=user,
    )
    office.config.write_text(text, encoding="utf-8")
    _write_csv(office.invoices, COLUMNS, [invoice.row() for invoice in invoices])
    _write_csv(office.contacts, ("address", "siret"), contacts(invoices))
    return office


def _rules_without_cap(folder: Path) -> None:
    """The rules as delivered, but for how many mails may leave in an hour and in a day."""
    shutil.copytree(default_rules(), folder)
    limits = folder / "disclosure.toml"
    words = limits.read_text(encoding="utf-8")
    for cap in ("mails_per_hour", "mails_per_day"):
        words, count = re.subn(rf"(?<=\[limits\.{cap}\]\nvalue = )\d+", "1_000_000", words)
        if count != 1:
            raise ValueError(f"{limits}: {cap} is not where it was")
    limits.write_text(words, encoding="utf-8")


def _write_csv(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((columns, *rows))


# --- the mail server -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail that left Guichet: the Message-ID that it answers (empty for a note) and when it came (monotonic)."""

    answers: str
    at: float


@dataclass(frozen=True, slots=True)
class MailServer:
    """A sink that takes everything, and tells of it through a queue."""

    port: int
    _told: Queue[Arrived]

    def next(self, seconds: float) -> Arrived | None:
        """The next mail that came, None when none comes in time."""
        try:
            return self._told.get(timeout=seconds)
        except queue.Empty:
            return None


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A mail server in another process, whose time is not ours."""
    spawn = multiprocessing.get_context("spawn")
    # A queue, not a pipe: a pipe that nobody reads would stop the server in the middle of a mail.
    told: Queue[Arrived] = spawn.Queue()
    port = free_port()
    process = spawn.Process(target=_serve, args=(port, told), daemon=True)
    process.start()
    try:
        told.get(timeout=20)
        yield MailServer(port, told)
    finally:
        process.terminate()
        process.join()


class _Taker:
    """aiosmtpd's handler."""

    def __init__(self, told: Queue[Arrived]) -> None:
        self._told = told

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Takes one mail."""
        head = (envelope.original_content or b"").partition(b"\r\n\r\n")[0]
        answers = head.partition(b"\r\nIn-Reply-To: ")[2].partition(b"\r\n")[0]
        self._told.put(Arrived(answers.decode("ascii", "replace").strip("<>"), time.monotonic()))
        return "250 taken"


def _serve(port: int, told: Queue[Arrived]) -> None:
    controller = Controller(_Taker(told), hostname=HOST, port=port)
    controller.start()
    told.put(Arrived("ready", time.monotonic()))
    while True:
        time.sleep(3600)
