"""Two bodies in one process: one with a mailbox at a server that a script spoils, one at Dovecot; one mail server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from bot import records
from bot.app import Desk, load_library, opened
from bot.config import load_settings
from bot.edges.imap_session import Limits
from bot.running import keep_running
from tests.patience import PATIENCE, wait_until
from tests.servers.dovecot import Dovecot
from tests.servers.scripted_imap import ScriptedImap
from tests.servers.sink import Sink

CASQ_TEAM, AMIENS_TEAM = "equipe@casq.example", "equipe@amiens.example"

_BODY = """
[organisations.{id}]
sending = "on"
addresses = ["{address}"]
domains = ["{domain}"]
contact = {{ service = "Finances", email = "{address}", phone = "03 00 00 00 00" }}
teams = {{ general = "{team}", security = "" }}
[organisations.{id}.mailbox]
address = "{address}"
first_read = "all"
poll_seconds = 1
idle = {idle}
[organisations.{id}.mailbox.imap]
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{user}"
password_env = "TOWNS_PASSWORD"
[organisations.{id}.mailbox.smtp]
host = "127.0.0.1"
port = {smtp}
tls = "none"
"""


@dataclass(frozen=True)
class TwoTowns:
    """`casq` reads from the scripted server, `ville-amiens` from Dovecot."""

    folder: Path
    dovecot: Dovecot
    sink: Sink
    user: str

    def configure(self, spoilt: ScriptedImap) -> None:
        """Writes guichet.toml."""
        casq = _BODY.format(
            id="casq", address="accueil@casq.example", domain="casq.example", team=CASQ_TEAM, idle="false",
            port=spoilt.port, user="guichet", smtp=self.sink.port,
        )  # fmt: skip
        amiens = _BODY.format(
            id="ville-amiens", address="finances@amiens.example", domain="amiens.example", team=AMIENS_TEAM,
            idle="true", port=self.dovecot.imap_port, user=self.user, smtp=self.sink.port,
        )  # fmt: skip
        text = f'serve = ["casq", "ville-amiens"]\ndatabase = "sqlite:///towns.sqlite"\n{casq}{amiens}'
        (self.folder / "guichet.toml").write_text(text, encoding="utf-8")

    @contextmanager
    def running(self) -> Iterator[Desk]:
        """Every loop of one process, until the block ends."""
        stopping = threading.Event()
        with opened(load_library(load_settings(self.folder / "guichet.toml"))) as desk:
            loops = threading.Thread(target=keep_running, args=(desk, stopping))
            loops.start()
            try:
                yield desk
            finally:
                stopping.set()
                loops.join(PATIENCE)
                assert not loops.is_alive()

    def ask_amiens(self, number: int) -> None:
        """One question to the good mailbox, which gets a question back."""
        self.dovecot.deliver(
            self.user,
            f"From: compta{number}@dupont.example\r\nTo: finances@amiens.example\r\nSubject: Question\r\n"
            f"Message-ID: <{number}@dupont.example>\r\n\r\nO\u00f9 en est notre facture FA-2026-{number:04} ?\r\n".encode(),
        )

    def await_reply_to(self, *addresses: str) -> None:
        """Until each of these got a mail."""
        wait_until(lambda: set(addresses) <= {to for mail in self.sink.mails for to in mail.to})

    def messages(self, desk: Desk, organisation: str) -> dict[str, int]:
        """The ledger's messages by state."""
        return next(row["messages"] for row in records.status(desk) if row["organisation"] == organisation)


@pytest.fixture
def two_towns(
    tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str, monkeypatch: pytest.MonkeyPatch
) -> TwoTowns:
    """Two bodies, ready to be configured."""
    monkeypatch.setenv("TOWNS_PASSWORD", "secret")
    return TwoTowns(tmp_path, dovecot, sink, mailbox_user)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mailboxes are given up soon, so that a mute server costs a test no minute."""
    monkeypatch.setattr("bot.edges.imap.Limits", partial(Limits, connect=2, read=2, whole_pass=5))
