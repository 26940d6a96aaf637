"""Bad days of what stands round Guichet: the mail server away or moody, the disk full, the database locked or gone."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, event

from bot import records
from bot.app import Desk, load_library, opened
from bot.config import load_settings
from bot.errors import StoreError
from bot.running import RunReport, drain
from tests.jobs.conftest import SetClock
from tests.patience import wait_until
from tests.servers.dovecot import Dovecot
from tests.servers.sink import Accepted, Sink
from tests.stories.office import ROOT, Office
from tests.stories.test_bad_mails import put_in
from tests.stories.test_outages import edit
from tests.stories.troubled_office import STAFF, TownHall

QUESTION = (
    "From: Jean <{address}>\r\nTo: factures@mairie.example\r\nSubject: Question\r\nMessage-ID: <{number}@dupont.example>\r\n"
    "\r\nOu en est le reglement de notre facture FA-2024-0117 ?\r\n{more}"
)
SUPPLIER = "compta@dupont.example"


def question(number: int = 1, *, address: str = SUPPLIER, more: str = "") -> bytes:
    """One that gets a question back."""
    return QUESTION.format(number=number, address=address, more=more).encode()


@pytest.fixture
def town(town_hall: TownHall) -> Iterator[TownHall]:
    """The town hall with nothing in it, its mail server in good health again afterwards."""
    town_hall.forget()
    town_hall.sink.mails.clear()
    yield town_hall
    sink = town_hall.sink
    sink.hang_up_at_mail = sink.hang_up_after_data = 0
    sink.refuse_recipient.clear()
    sink.mails.clear()


def to(town: TownHall, *addresses: str) -> list[Accepted]:
    """What these addresses got."""
    return [mail for mail in town.sink.mails if set(mail.to) & set(addresses)]


def after(town: TownHall, **time: float) -> RunReport:
    """Another pass so much later."""
    town.clock.advance(**time)
    return drain(town.desk)


# --- the mail server --------------------------------------------------------------------------------


def test_a_mail_server_that_is_down_for_most_of_a_day_gets_every_mail_when_it_is_back(town: TownHall) -> None:
    town.sink.hang_up_at_mail = 10_000
    town.put(question())
    report = drain(town.desk)
    assert (report.postponed, set(report.failures)) == (1, {"casq sending"})
    for _ in range(22):
        assert after(town, hours=1).dead == 0
    town.sink.hang_up_at_mail = 0
    assert after(town, hours=1).sent == 1
    assert len(to(town, SUPPLIER)) == 1
    assert after(town, hours=1).sent == 0


def test_a_mail_server_that_is_down_for_more_than_a_day_costs_the_reply_and_staff_are_told(town: TownHall) -> None:
    town.sink.hang_up_at_mail = 10_000
    town.put(question())
    drain(town.desk)
    dead = sum(after(town, hours=1).dead for _ in range(25))
    assert dead == 1
    town.sink.hang_up_at_mail = 0
    after(town, hours=1)
    assert to(town, SUPPLIER) == []
    (note,) = to(town, *STAFF)
    assert note.message["X-Guichet"] == "note"


def test_a_greylisting_mail_server_is_asked_again_a_minute_later(town: TownHall) -> None:
    town.sink.refuse_recipient[SUPPLIER] = "450 4.2.0 greylisted, try again in 60 seconds"
    town.put(question())
    assert (drain(town.desk).postponed, to(town, SUPPLIER)) == (1, [])
    town.sink.refuse_recipient.clear()
    assert after(town, seconds=59).sent == 0
    assert after(town, seconds=1).sent == 1
    assert len(to(town, SUPPLIER)) == 1


def test_one_refused_recipient_is_told_to_staff_and_the_others_get_their_mail(town: TownHall) -> None:
    town.sink.refuse_recipient["parti@dupont.example"] = "550 5.1.1 no such user"
    town.put(question(1, address="parti@dupont.example"))
    town.put(question(2))
    report = drain(town.desk)
    assert (report.sent, report.dead, report.failures) == (2, 1, {})
    assert len(to(town, SUPPLIER)) == 1
    assert len(to(town, *STAFF)) == 1


def test_a_connection_reset_after_the_data_brings_the_same_mail_again_and_no_other(town: TownHall) -> None:
    town.sink.hang_up_after_data = 1
    town.put(question())
    assert drain(town.desk).postponed == 1
    assert after(town, minutes=1).sent == 1
    first, second = to(town, SUPPLIER)
    assert first.content == second.content
    assert first.message["Message-ID"] == second.message["Message-ID"]


# --- the disk and the database ----------------------------------------------------------------------


@contextmanager
def every_connection(town: TownHall, pragma: str) -> Iterator[None]:
    """Runs a PRAGMA on each connection that is taken from the pool."""
    engine = town.desk.store.engine

    def set_up(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA {pragma}").fetchall()

    event.listen(engine, "checkout", set_up)
    try:
        yield
    finally:
        event.remove(engine, "checkout", set_up)


def test_on_a_full_disk_the_mail_stays_unread_in_the_mailbox_until_there_is_room(
    town: TownHall, caplog: pytest.LogCaptureFixture
) -> None:
    town.put(question(more="x" * 70 + "\r\n" * 40_000))
    with every_connection(town, "max_page_count = 1"):  # never below what is used already
        report = drain(town.desk)
    assert report.failures == {"casq reading": "store: the disk is full (SQLITE_FULL)"}
    assert "failed where=casq reading error=store: the disk is full (SQLITE_FULL)" in caplog.text
    town.staff.select_folder("INBOX", readonly=True)
    (flags,) = town.staff.get_flags(town.staff.search("ALL")).values()
    assert rb"\Seen" not in flags
    with every_connection(town, "max_page_count = 1000000000"):
        report = drain(town.desk)
    assert (report.kept, report.filed, report.failures) == (1, 1, {})
    assert len(to(town, SUPPLIER)) == 1


def test_a_database_that_another_process_keeps_locked_costs_time_and_no_mail(town: TownHall) -> None:
    town.put(question())
    file = town.desk.store.engine.url.database or ""
    with every_connection(town, "busy_timeout = 200"), closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        report = drain(town.desk)
        locked = "store: another process keeps the database locked (SQLITE_BUSY)"
        assert report.failures == {"casq reading": locked}
        other.execute("ROLLBACK")
        assert drain(town.desk).failures == {}
    assert len(to(town, SUPPLIER)) == 1
    with every_connection(town, "busy_timeout = 30000"):
        assert drain(town.desk).failures == {}


def test_a_process_that_may_write_no_more_says_so_in_one_line_and_loses_no_mail(
    tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str
) -> None:
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure()
    office.drained()
    put_in(office, question(more="x" * 70 + "\r\n" * 400_000))
    limited = (
        "import resource as r, sys; r.setrlimit(r.RLIMIT_FSIZE, (700_000, 700_000)); from bot.cli.main import app; "
    )
    done = office.python("-c", limited + "app(sys.argv[1:])", "run", "--once")
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("where=casq reading error=store: ") == 1
    assert len(office.dovecot.subjects(office.user, "INBOX")) == 1
    assert office.drained()["kept"] == 1
    assert len(office.dovecot.subjects(office.user, "INBOX")) == 0


@pytest.fixture
def postgres_office(
    tmp_path: Path,
    dovecot: Dovecot,
    sink: Sink,
    mailbox_user: str,
    empty_postgres: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """An office on PostgreSQL, whose desk this process may open too."""
    monkeypatch.setenv("OFFICE_PASSWORD", "secret")
    office = Office(tmp_path, dovecot, sink, mailbox_user, empty_postgres)
    office.configure()
    office.drained()
    return office


@contextmanager
def desk_of(office: Office, **later: float) -> Iterator[Desk]:
    """The office's desk in this process, with a clock so much later."""
    with opened(load_library(load_settings(office.folder / "guichet.toml"))) as desk:
        desk.clock = SetClock(datetime.now(UTC) + timedelta(**later))  # type: ignore[assignment] # a clock to set
        yield desk


@contextmanager
def thrown_out_from(desk: Desk, words: str) -> Iterator[None]:
    """From the first statement with these words on, the server ends every connection before it answers."""
    said: list[str] = []

    def throw_out(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if said or words in statement:
            said.append(statement)
            pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr] # psycopg's own
            with psycopg.connect(desk.store.engine.url.set(drivername="postgresql").render_as_string()) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    event.listen(desk.store.engine, "before_cursor_execute", throw_out)
    try:
        yield
    finally:
        event.remove(desk.store.engine, "before_cursor_execute", throw_out)


def test_what_was_claimed_when_the_database_threw_us_out_is_decided_as_soon_as_it_is_back(
    postgres_office: Office,
) -> None:
    for number in range(3):
        put_in(postgres_office, question(number, address=f"compta{number}@dupont.example"))
    errors: list[Exception] = []
    with desk_of(postgres_office) as desk:
        for jobs in desk.mailboxes():
            assert jobs.intake.run().kept == 3
            jobs.mailbox.close()
        triage = desk.triage(lambda _key, error: errors.append(error))
        with thrown_out_from(desk, "INSERT INTO counter"), pytest.raises(StoreError):
            triage.run()
        assert [type(error) for error in errors] == [StoreError]
        assert triage.run() == 3
        assert len(errors) == 1
        assert records.status(desk)[0]["messages"] == {"decided": 3}


def test_a_database_server_that_throws_us_out_again_and_again_costs_no_mail_and_doubles_none(
    postgres_office: Office,
) -> None:
    office = postgres_office
    stop, thrown = threading.Event(), []

    def throw_out() -> None:
        with psycopg.connect(office.url, autocommit=True) as connection:
            while not stop.wait(0.1):
                thrown.extend(
                    connection.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND application_name = 'guichet'"
                    ).fetchall()
                )

    numbers = range(4)
    vandal = threading.Thread(target=throw_out)
    with office.running() as process:
        process.wait_for("running")  # thrown out while it starts, it ends with 3, and systemd starts it again
        vandal.start()
        try:
            for number in numbers:
                put_in(office, question(number, address=f"compta{number}@dupont.example"))
            wait_until(lambda: len(thrown) >= 10)
        finally:
            stop.set()
            vandal.join()
    assert process.returncode == 0
    assert "Traceback" not in process.log()
    # What failed is tried again after a minute, then after five.
    with desk_of(office, minutes=7) as desk:
        assert drain(desk).failures == {}
    assert sorted(answers(office)) == [f"compta{number}@dupont.example" for number in numbers]
    assert all(len(ids) == 1 for ids in answers(office).values())


def answers(office: Office) -> dict[str, set[str]]:
    """Supplier → the Message-IDs of what he got."""
    found: dict[str, set[str]] = {}
    for one in office.to_suppliers():
        found.setdefault(one.to[0], set()).add(str(one.message["Message-ID"]))
    return found


# --- files of staff ---------------------------------------------------------------------------------


def test_a_slip_in_the_configuration_is_one_line_that_says_where_and_what_to_write(
    tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str
) -> None:
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure()
    edit(office, "serve =", "sevre =")
    done = office.guichet("run", "--once")
    assert done.returncode == 2
    assert done.stderr.strip() == "guichet: guichet.toml: unknown key « sevre »; did you mean « serve »?"
    assert not (tmp_path / "guichet.sqlite").exists()


def test_a_rule_that_names_an_unknown_template_is_refused_with_its_place_before_anything_is_read(
    tmp_path: Path, dovecot: Dovecot, sink: Sink, mailbox_user: str
) -> None:
    office = Office(tmp_path, dovecot, sink, mailbox_user, "sqlite:///guichet.sqlite")
    office.configure()
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    edit(office, "serve =", 'rules = "rules"\nserve =')
    file = tmp_path / "rules" / "triage.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('template = "answer"', 'template = "anser"'), encoding="utf-8")
    put_in(office, question())
    done = office.guichet("run", "--once")
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "guichet: triage.toml, ligne 79 (règle « answer-status »): rule.template: aucun modèle « anser » dans "
        "templates/fr ; vouliez-vous écrire « answer » ?"
    )
    assert len(office.dovecot.subjects(office.user, "INBOX")) == 1
