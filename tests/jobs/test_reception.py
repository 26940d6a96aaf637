"""What is handed over is on disk before the other server hears « kept », whatever the disk is like."""

from __future__ import annotations

import shutil
import smtplib
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import event, text

from bot.edges.fingerprint import fingerprint
from bot.edges.store import Store, open_store
from bot.edges.store_status import Status
from bot.errors import StoreError
from bot.jobs.reception import Reception
from storage import engine
from tests.jobs.conftest import MAILBOX, SetClock
from tests.servers.doors import CASQ, SENDER, Doors, opened_doors
from tests.servers.letters import letter


@dataclass(frozen=True)
class Place:
    """A store on SQLite and the server that fills it."""

    store: Store
    file: Path
    doors: Doors
    heard: list[int | None]

    def bring(self, content: bytes) -> int:
        """Hands over one mail; returns the reply's code."""
        with self.doors.lmtp() as lmtp:
            try:
                lmtp.sendmail(SENDER, [CASQ], content)
            except smtplib.SMTPDataError as refused:
                return refused.smtp_code
            return 250

    @property
    def received(self) -> int:
        """Messages waiting for triage."""
        return Status(self.store.engine).counts("casq")["messages"].get("received", 0)


@pytest.fixture
def place(sqlite_template: Path, tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A store that waits for half a second only where another has locked it."""
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.5)
    file = tmp_path / "guichet.db"
    store = open_store(str(shutil.copy(sqlite_template, file)))
    heard: list[int | None] = []
    reception = Reception(store.ledger, clock, {"casq": MAILBOX}, fingerprint, lambda _body, key: heard.append(key))
    with opened_doors(reception.take, max_octets=20_000_000) as doors:
        yield Place(store, file, doors, heard)
    store.close()


def test_a_mail_is_on_disk_once_it_is_said_to_be(place: Place, clock: SetClock) -> None:
    assert place.bring(letter("facture")) == 250
    with closing(sqlite3.connect(place.file)) as reader:
        assert reader.execute("select content from message_raw").fetchall() == [(letter("facture"),)]
    (message,) = place.store.ledger.claim("t", clock.now(), clock.now() - clock.now(), 9)
    assert (message.mailbox, message.received_at, message.late) == (MAILBOX, clock.now(), None)


def test_the_same_mail_again_is_no_second_one_whatever_servers_wrote_above_it(place: Place) -> None:
    for trace in (b"", b"", b"Received: from a\r\n", b"Return-Path: <x@y>\r\nDelivered-To: z\r\n"):
        assert place.bring(trace + letter("facture")) == 250
    assert place.received == 1
    assert place.heard == [1, None, None, None]


def test_a_locked_store_has_the_mail_sent_again_later(place: Place) -> None:
    with closing(sqlite3.connect(place.file, isolation_level=None)) as other:
        other.execute("begin immediate")
        assert place.bring(letter("facture")) == 451
        other.execute("rollback")
    (error,) = place.doors.desk.errors
    assert isinstance(error, StoreError)
    assert place.bring(letter("facture")) == 250
    assert place.received == 1


def test_a_full_disk_has_the_mail_sent_again_later(place: Place) -> None:
    pages = place.file.stat().st_size // 4096 + 20
    event.listen(
        place.store.engine, "begin", lambda connection: connection.execute(text(f"pragma max_page_count={pages}"))
    )
    big = letter("facture") + b"x" * 70 + b"\r\n" + b"0123456789" * 1_000_000
    assert place.bring(big) == 451
    (error,) = place.doors.desk.errors
    assert "disk is full" in str(error)
    assert place.bring(letter("petite")) == 250
    pages *= 1000
    assert place.bring(big) == 250
    assert place.received == 2


def test_twenty_servers_at_once_each_with_ten_mails_all_of_them_known_to_others(place: Place) -> None:
    mails = [letter(f"facture {number}") for number in range(50)]

    def bring(first: int) -> set[int]:
        return {place.bring(mails[(first * 7 + number) % 50]) for number in range(10)}

    with ThreadPoolExecutor(20) as servers:
        assert set().union(*servers.map(bring, range(20))) <= {250, 451}
    for mail in mails:
        assert place.bring(mail) == 250
    assert place.received == 50
