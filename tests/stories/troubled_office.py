"""A town hall where one troubled mail at a time goes the whole way: real mailbox, real mail server, all four jobs."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient
from sqlmodel import Session, select

from bot import records
from bot.app import Desk, load_library, opened
from bot.config import load_settings
from bot.running import drain
from storage.tables import Message, MessageRaw
from tests.jobs.conftest import SetClock
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Accepted, Sink

NOW = datetime(2024, 3, 4, 9, 30, tzinfo=UTC)
"""A Monday: the mails say that they were written that morning."""
STAFF = {"equipe@mairie.example": "general", "controle@mairie.example": "security"}
FOLDERS = ("Guichet/Répondu", "Guichet/À traiter", "Guichet/Ignoré", "Guichet/Erreur")

_CONFIGURATION = """
serve = ["casq"]
database = "{database}"
[organisations.casq]
sending = "on"
addresses = ["factures@mairie.example"]
domains = ["mairie.example"]
contact = {{ service = "Direction des Finances", email = "factures@mairie.example", phone = "03 00 00 00 00" }}
teams = {{ general = "equipe@mairie.example", security = "controle@mairie.example" }}
[organisations.casq.mailbox]
address = "factures@mairie.example"
authserv_id = "mx.mairie.example"
first_read = "all"
[organisations.casq.mailbox.imap]
host = "127.0.0.1"
port = {imap}
tls = "none"
user = "{user}"
password_env = "TOWN_PASSWORD"
[organisations.casq.mailbox.smtp]
host = "127.0.0.1"
port = {smtp}
tls = "none"
"""
# What a wrong reading of a number would find: its neighbours, its pieces, the same number of somebody else.
_INVOICES = """siret,supplier,number,amount,date,engagement,status,status_at
73282932000074,Papeterie Dupont,FA-2024-0117,1234.50,2024-02-05,,MISE_EN_PAIEMENT,2024-02-28
73282932000074,Papeterie Dupont,FA-2024-0118,80.00,2024-02-06,,REJETEE,2024-02-28
73282932000074,Papeterie Dupont,FA-2024-0171,55.00,2024-02-07,,SUSPENDUE,2024-02-28
73282932000074,Papeterie Dupont,FA-2024-011,17.00,2024-02-08,,REJETEE,2024-02-28
73282932000074,Papeterie Dupont,FA-2024-01,18.00,2024-02-08,,REJETEE,2024-02-28
73282932000074,Papeterie Dupont,FA-2024,20.00,2024-02-08,,REJETEE,2024-02-28
73282932000074,Papeterie Dupont,2024-0117,21.00,2024-02-08,,REJETEE,2024-02-28
73282932000074,Papeterie Dupont,FA-2024-01171,22.00,2024-02-08,,REJETEE,2024-02-28
73282932000074,Papeterie Dupont,FA-2024-7110,23.00,2024-02-08,,REJETEE,2024-02-28
73282932000074,Papeterie Dupont,2024,19.00,2024-02-08,,REJETEE,2024-02-28
44306184100047,Maçonnerie Lenoir,FA-2024-0117,1234.50,2024-02-05,,REJETEE,2024-02-28
"""
_CONTACTS = "address,siret\ncompta@dupont.example,73282932000074\n"


@dataclass(frozen=True)
class Ending:
    """What became of one mail: `decision` as it was explained, `sent` what left, `folder` where the mail lies now."""

    state: str
    decision: dict[str, Any]
    sent: tuple[Accepted, ...]
    folder: str
    kept: bytes

    @property
    def outcome(self) -> str:
        """ANSWER, ASK, ESCALATE, ATTACH, IGNORE, or `quarantined`."""
        return str(self.decision.get("outcome", self.state))

    @property
    def level(self) -> int:
        """0, 1 or 2: what the sender may be told."""
        return int(self.decision.get("level", 0))

    @property
    def why(self) -> str:
        """The rule and the reasons, for whoever reads a failing test."""
        return f"{self.decision.get('rule')}: {self.decision.get('reasons')}"

    @property
    def replied_to(self) -> list[str]:
        """Who outside the house got mail."""
        return [to for mail in self.sent for to in mail.to if to not in STAFF]

    @property
    def noted(self) -> list[str]:
        """Which teams got a note."""
        return [STAFF[to] for mail in self.sent for to in mail.to if to in STAFF]

    @property
    def numbers(self) -> list[str]:
        """The invoice numbers that the mail was taken to ask about, as written."""
        mentions = self.decision.get("mentions", [])
        return [mentions[match["mention"]]["value"] for match in self.decision.get("matches", [])]


@dataclass(frozen=True)
class TownHall:
    """What every mail finds: a desk on a database that begins as `template`, a mailbox, and who looks into both."""

    desk: Desk
    clock: SetClock
    template: Path
    staff: IMAPClient
    sink: Sink

    def handle(self, content: bytes) -> Ending:
        """One mail, the whole way, at NOW, in an office that never saw another."""
        self.forget()
        before = len(self.sink.mails)
        self.put(content)
        assert drain(self.desk).failures == {}
        (trace,) = records.traces(self.desk, "casq")
        with Session(self.desk.store.engine) as session:
            kept = session.exec(select(MessageRaw.content)).one()
            state = session.exec(select(Message.state)).one()
        decision = json.loads(trace.decision) if trace.decision else {}
        return Ending(state, decision, tuple(self.sink.mails[before:]), self._place(), kept)

    def put(self, content: bytes) -> None:
        """One mail into the mailbox, octet for octet (`append` would mend the line ends)."""
        self.staff.multiappend("INBOX", [{"msg": content, "date": NOW}])

    def forget(self) -> None:
        """Puts the database back under the open desk (a new engine would compile every statement anew)."""
        for folder in ("INBOX", *FOLDERS):
            self._clear(folder)
        self.clock.at = NOW
        file = self.desk.store.engine.url.database or ""
        with closing(sqlite3.connect(self.template)) as source, closing(sqlite3.connect(file)) as target:
            source.backup(target)

    def _place(self) -> str:
        """The folder that the mail lies in now; all are emptied."""
        found = [name for name in ("INBOX", *FOLDERS) if self._clear(name)]
        assert len(found) == 1, f"one mail lies in {found}"
        return found[0]

    def _clear(self, folder: str) -> int:
        if not self.staff.folder_exists(folder):
            return 0
        count = int(self.staff.select_folder(folder)[b"EXISTS"])
        if count:
            self.staff.delete_messages(self.staff.search("ALL"))
            self.staff.expunge()
        return count


@pytest.fixture(scope="session")
def town_hall(dovecot: Dovecot, lasting_sink: Sink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownHall]:
    """The town hall with its invoices, ready for any number of mails, one after the other."""
    folder, user = tmp_path_factory.mktemp("town-hall"), "town-hall"
    url = f"sqlite:///{folder / 'guichet.sqlite'}"
    text = _CONFIGURATION.format(database=url, imap=dovecot.imap_port, smtp=lasting_sink.port, user=user)
    for name, content in (("guichet.toml", text), ("invoices.csv", _INVOICES), ("contacts.csv", _CONTACTS)):
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOWN_PASSWORD", "secret")
        library = load_library(load_settings(folder / "guichet.toml"))
        with opened(library) as desk, dovecot.client(user) as staff:
            clock = SetClock(NOW)
            desk.clock = clock  # type: ignore[assignment] # a clock to set
            records.import_invoices(desk, folder / "invoices.csv", "casq", NOW, lambda _rows: None)
            records.import_contacts(desk, folder / "contacts.csv", "casq")
            template = folder / "template.sqlite"
            with (
                closing(sqlite3.connect(folder / "guichet.sqlite")) as source,
                closing(sqlite3.connect(template)) as to,
            ):
                source.backup(to)
            yield TownHall(desk, clock, template, staff, lasting_sink)


def stored_form(content: bytes) -> bytes:
    """A mail as Dovecot gives it back: every line end CRLF, NUL as 0x80 (RFC 3501 forbids it in a literal)."""
    return re.sub(rb"\r*\n", b"\r\n", content).replace(b"\0", b"\x80")
