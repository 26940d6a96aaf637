"""An accounting office in a folder: a configuration for real servers, and `guichet` run as its user would."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from tests.patience import PATIENCE, wait_until
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Accepted, Sink

ROOT = Path(__file__).parents[2]
TEAM = "equipe@agglo.example"
SECURITY = "securite@agglo.example"

_CONFIGURATION = """
serve = ["casq"]
database = "{database}"

[organisations.casq]
sending = "{sending}"
contact = {{ service = "Direction des Finances", email = "accueil.comptabilite@casq.fr", phone = "03 00 00 00 00" }}
teams = {{ general = "{team}", security = "{security}" }}

[organisations.casq.mailbox]
authserv_id = "mx.casq.fr"
first_read = "all"
poll_seconds = 1

[organisations.casq.mailbox.imap]
host = "127.0.0.1"
port = {imap}
tls = "none"
user = "{user}"
password_env = "OFFICE_PASSWORD"

[organisations.casq.mailbox.smtp]
host = "127.0.0.1"
port = {smtp}
tls = "none"
"""


@dataclass(frozen=True)
class Office:
    """One body with its mailbox at Dovecot and its mail server in the sink."""

    folder: Path
    dovecot: Dovecot
    sink: Sink
    user: str
    url: str

    def configure(self, *, sending: str = "on") -> None:
        """Writes guichet.toml."""
        text = _CONFIGURATION.format(
            database=self.url,
            sending=sending,
            team=TEAM,
            security=SECURITY,
            imap=self.dovecot.imap_port,
            smtp=self.sink.port,
            user=self.user,
        )
        (self.folder / "guichet.toml").write_text(text, encoding="utf-8")

    def guichet(self, *words: str, crash_at: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Runs one command to its end, in the office's folder unless told."""
        return self.python("-m", "bot", *words, crash_at=crash_at, cwd=cwd)

    def python(self, *words: str, crash_at: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Runs this interpreter with the office's environment."""
        return subprocess.run(
            [sys.executable, *words],
            cwd=cwd or self.folder,
            env=self._environment(crash_at),
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Starts one command."""
        command = [sys.executable, "-m", "bot", *words]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(
            command, cwd=self.folder, env=self._environment(""), stdout=quiet, stderr=quiet, text=True
        )

    @contextmanager
    def running(self, *, crash_at: str = "") -> Iterator[Running]:
        """`guichet run` until the block ends, then stopped as systemd does; its log is read from the file `log`."""
        path = self.folder / "log"
        with path.open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"], cwd=self.folder, env=self._environment(crash_at), stderr=log
            )
        running = Running(path)
        try:
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            running.returncode = process.wait(PATIENCE)

    def killed_after(self, seconds: float, *words: str) -> None:
        """Starts a command and kills it, with no chance to say goodbye, after so long."""
        process = self.start(*words)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def drained(self) -> dict[str, object]:
        """`guichet run --once --json`, which must end well."""
        done = self.guichet("run", "--once", "--json")
        assert done.returncode == 0, done.stderr
        report: dict[str, object] = json.loads(done.stdout)
        return report

    def write_invoices(self, *rows: str) -> None:
        """Imports rows `siret,supplier,number,amount,date,engagement,status,status_at` as true now."""
        header = "siret,supplier,number,amount,date,engagement,status,status_at"
        path = self.folder / "factures.csv"
        path.write_text("\n".join([header, *rows]), encoding="utf-8")
        done = self.guichet("import", str(path))
        assert done.returncode == 0, done.stderr

    def to_suppliers(self) -> list[Accepted]:
        """What the sink accepted for suppliers."""
        return [mail for mail in self.sink.mails if mail.to[0] not in (TEAM, SECURITY)]

    def to_staff(self) -> list[Accepted]:
        """What the sink accepted for the teams."""
        return [mail for mail in self.sink.mails if mail.to[0] in (TEAM, SECURITY)]

    def _environment(self, crash_at: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GUICHET_")}
        python_path = {"PYTHONPATH": str(ROOT), "OFFICE_PASSWORD": "secret"}
        return kept | python_path | ({"GUICHET_CRASH_AT": crash_at} if crash_at else {})


@dataclass
class Running:
    """A process at work, and how it ended."""

    path: Path
    returncode: int | None = None

    def log(self) -> str:
        """What it has logged so far."""
        return self.path.read_text(encoding="utf-8")

    def wait_for(self, words: str) -> None:
        """Until the log holds these words."""
        wait_until(lambda: words in self.log(), self.log)


def words_of(mail: Accepted) -> str:
    """The plain text of a mail."""
    return _text(message_from_bytes(mail.content))


def _text(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            return payload.decode("utf-8") if isinstance(payload, bytes) else ""
    return ""
