"""Reading a mailbox into the ledger: each mail once, none lost, whatever fails in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.core.mail import Late
from bot.core.organisation import MailboxSettings
from bot.edges.imap import ImapMailbox
from bot.edges.store import Store
from bot.errors import MailboxError
from bot.jobs.intake import Intake, read_from_start
from bot.ports.store import Cursor, StoredMessage
from tests.jobs.conftest import CASQ, MAILBOX, SetClock
from tests.servers.dovecot import Dovecot
from tests.servers.letters import letter, mark, message_id_of
from tests.servers.scripted_imap import Line, ScriptedImap, answer

Reader = Callable[..., Intake]


class Killed(BaseException):
    """The process dies here."""


@pytest.fixture
def reader(connect: Callable[..., ImapMailbox], ledger_store: Store, clock: SetClock) -> Reader:
    """Makes an Intake over a mailbox's settings; further arguments replace its fields."""

    def make(settings: MailboxSettings, **changes: object) -> Intake:
        fields: dict[str, object] = {
            "mailbox": connect(settings),
            "ledger": ledger_store.ledger,
            "clock": clock,
            "organisation_id": CASQ,
            "mailbox_id": MAILBOX,
            "first_read": "all",
            "max_octets": 1_000_000,
            "fingerprint": mark,
            "is_old": _older_than_a_week,
            **changes,
        }
        return Intake(**fields)  # type: ignore[arg-type]

    return make


def _older_than_a_week(received_at: datetime, now: datetime) -> bool:
    return now - received_at > timedelta(days=7)


def _received(store: Store, clock: SetClock) -> tuple[StoredMessage, ...]:
    return store.ledger.claim("test", clock.now(), timedelta(minutes=5), 1000)


def _ids(messages: tuple[StoredMessage, ...]) -> set[str]:
    return {message.message_id for message in messages}


def test_the_first_connection_reads_nothing_that_lies_there_and_all_that_comes(
    dovecot: Dovecot, mailbox_user: str, reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    dovecot.deliver(mailbox_user, letter("avant"))
    intake = reader(dovecot.settings(mailbox_user), first_read="new")
    assert intake.run().kept == 0
    dovecot.deliver(mailbox_user, letter("après"))
    assert intake.run().kept == 1
    assert _ids(_received(ledger_store, clock)) == {message_id_of("après")}
    assert dovecot.flags(mailbox_user) == [(), ()]


def test_first_read_all_reads_what_lies_there_in_several_commits_and_once(
    dovecot: Dovecot, mailbox_user: str, reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    dovecot.deliver(mailbox_user, *(letter(f"mail {n}") for n in range(120)))
    points: list[str] = []
    intake = reader(dovecot.settings(mailbox_user), at=points.append)
    report = intake.run()
    assert (report.kept, len(report.keys), points.count("intake.kept")) == (120, 120, 3)
    assert intake.run().kept == 0
    assert len(_received(ledger_store, clock)) == 120


def test_reading_from_the_start_later_keeps_nothing_twice(
    dovecot: Dovecot, mailbox_user: str, reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    dovecot.deliver(mailbox_user, letter("avant"))
    intake = reader(dovecot.settings(mailbox_user), first_read="new")
    read_from_start(ledger_store.ledger, MAILBOX)
    intake.run()
    dovecot.deliver(mailbox_user, letter("après"))
    intake.run()
    read_from_start(ledger_store.ledger, MAILBOX)
    assert intake.run().kept == 1
    assert _ids(_received(ledger_store, clock)) == {message_id_of("avant"), message_id_of("après")}


def test_the_bytes_are_kept_as_they_came(
    dovecot: Dovecot, mailbox_user: str, reader: Reader, ledger_store: Store
) -> None:
    content = letter("un", body="réglée\r\n\r\n.\r\nfin sans saut")
    with dovecot.client(mailbox_user) as staff:
        staff.append("INBOX", content)
    (key,) = reader(dovecot.settings(mailbox_user)).run().keys
    assert ledger_store.ledger.content(key) == content


def test_a_mail_that_came_by_two_ways_is_one_message(
    dovecot: Dovecot, mailbox_user: str, reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    dovecot.deliver(mailbox_user, letter("un"), letter("un"), letter("deux"))
    report = reader(dovecot.settings(mailbox_user)).run()
    assert (report.kept, len(report.keys)) == (3, 2)
    assert len(_received(ledger_store, clock)) == 2


def test_a_mail_is_old_by_the_servers_date_and_never_by_its_own(
    dovecot: Dovecot, mailbox_user: str, reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    with dovecot.client(mailbox_user) as staff:
        staff.append("INBOX", letter("ancien"), msg_time=clock.now() - timedelta(days=8))
        staff.append("INBOX", letter("récent"), msg_time=clock.now() - timedelta(days=1))
    reader(dovecot.settings(mailbox_user)).run()
    late = {message.message_id: message.late for message in _received(ledger_store, clock)}
    assert late == {message_id_of("ancien"): Late.OLD, message_id_of("récent"): None}


def test_after_a_change_of_uidvalidity_all_is_read_again_and_marked_so(
    dovecot: Dovecot, mailbox_user: str, reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    intake = reader(dovecot.settings(mailbox_user, folder="Entrée"))
    with dovecot.client(mailbox_user) as staff:
        staff.create_folder("Entrée")
        staff.append("Entrée", letter("connu"))
        intake.run()
        staff.delete_folder("Entrée")
        staff.create_folder("Entrée")
        staff.append("Entrée", letter("connu"))
        staff.append("Entrée", letter("jamais vu"))
        report = intake.run()
        assert (report.renumbered, report.kept, len(report.keys)) == (True, 2, 1)
        staff.append("Entrée", letter("nouveau"))
        assert (intake.run().renumbered, intake.run().kept) == (False, 0)
    late = {message.message_id: message.late for message in _received(ledger_store, clock)}
    assert late == {
        message_id_of("connu"): None,
        message_id_of("jamais vu"): Late.REREAD,
        message_id_of("nouveau"): None,
    }


def test_after_a_renumbering_what_lay_there_before_the_first_connection_is_left_alone(
    dovecot: Dovecot, mailbox_user: str, reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    intake = reader(dovecot.settings(mailbox_user, folder="Entrée"), first_read="new")
    before, after = clock.now() - timedelta(days=90), clock.now() + timedelta(minutes=5)
    with dovecot.client(mailbox_user) as staff:
        staff.create_folder("Entrée")
        staff.append("Entrée", letter("ancien"), msg_time=before)
        intake.run()
        staff.append("Entrée", letter("lu"), msg_time=after)
        assert intake.run().kept == 1
        staff.delete_folder("Entrée")
        staff.create_folder("Entrée")
        for subject, moment in (("lu", after), ("jamais vu", after), ("ancien", before), ("très ancien", before)):
            staff.append("Entrée", letter(subject), msg_time=moment)
        report = intake.run()
        assert (report.renumbered, report.kept, len(report.keys), report.skipped) == (True, 2, 1, 2)
        assert (intake.run().skipped, intake.run().kept) == (0, 0)
        staff.append("Entrée", letter("nouveau"), msg_time=before)  # new UID, old date: a copy made by hand
        assert intake.run().kept == 1
        read_from_start(ledger_store.ledger, MAILBOX)
        assert len(intake.run().keys) == 2
    assert len(_received(ledger_store, clock)) == 5


def test_a_mail_that_is_too_large_is_never_fetched_and_a_person_sees_it(
    dovecot: Dovecot, mailbox_user: str, reader: Reader, ledger_store: Store
) -> None:
    dovecot.deliver(mailbox_user, letter("un"), letter("énorme", size=50_000), letter("deux"))
    intake = reader(dovecot.settings(mailbox_user), max_octets=20_000)
    report = intake.run()
    assert (report.kept, report.too_large) == (2, 1)
    assert (intake.run().too_large, len(ledger_store.ledger.quarantined_untold(9))) == (0, 1)


@pytest.mark.parametrize(("point", "kept_after"), [("intake.fetched", 1), ("intake.kept", 0)])
def test_a_kill_round_the_commit_loses_nothing_and_keeps_nothing_twice(
    dovecot: Dovecot,
    mailbox_user: str,
    reader: Reader,
    ledger_store: Store,
    clock: SetClock,
    point: str,
    kept_after: int,
) -> None:
    def kill(name: str) -> None:
        if name == point:
            raise Killed

    dovecot.deliver(mailbox_user, letter("un"))
    with pytest.raises(Killed):
        reader(dovecot.settings(mailbox_user), at=kill).run()
    assert reader(dovecot.settings(mailbox_user)).run().kept == kept_after
    assert len(_received(ledger_store, clock)) == 1


def test_a_stop_ends_a_long_pass_between_two_batches(
    dovecot: Dovecot, mailbox_user: str, reader: Reader, ledger_store: Store
) -> None:
    dovecot.deliver(mailbox_user, *(letter(f"mail {n}") for n in range(60)))
    answers = iter([False, True])
    intake = reader(dovecot.settings(mailbox_user), stopping=lambda: next(answers))
    assert intake.run().kept == 50
    cursor = ledger_store.ledger.cursor(MAILBOX)
    assert cursor is not None
    assert cursor.next_uid == 51


# --- what servers do wrong -----------------------------------------------------------------------


def _body(uid: int, exists: int) -> bytes:
    content = letter(f"mail {uid}")
    head = b'* %d FETCH (UID %d INTERNALDATE "06-Jul-2026 09:00:00 +0200" BODY[] {%d}\r\n'
    return head % (min(uid, exists), uid, len(content)) + content + b")\r\n"


def _asked(line: Line) -> list[int]:
    if line.name != "UID FETCH" or "BODY.PEEK[]" not in line.rest:
        return []
    return [int(uid) for uid in line.rest.split(" ", 1)[0].split(",")]


def test_a_mail_that_never_comes_is_asked_for_five_times_and_holds_up_nobody(
    scripted_imap: Callable[..., ScriptedImap], reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    asked_alone: list[int] = []

    def script(line: Line) -> bytes:
        uids = _asked(line)
        if not uids:
            return answer(line, exists=3)
        if uids == [2]:
            asked_alone.append(2)
        return line.no("internal error") if 2 in uids else line.ok(*(_body(uid, 3) for uid in uids))

    intake = reader(scripted_imap(script).settings(), is_old=lambda _at, _now: False)
    report = intake.run()
    assert (report.kept, report.unfetched) == (2, 1)
    for _ in range(10):
        clock.advance(hours=2)
        intake.run()
    assert len(ledger_store.ledger.quarantined_untold(9)) == 1
    asked_alone.clear()
    clock.advance(hours=2)
    assert intake.run().unfetched == 0
    assert asked_alone == []


def test_a_mail_that_comes_at_the_second_try_is_kept(
    scripted_imap: Callable[..., ScriptedImap], reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    ill: list[bool] = [True]

    def script(line: Line) -> bytes:
        uids = _asked(line)
        if not uids:
            return answer(line, exists=2)
        return line.no("internal error") if 1 in uids and ill else line.ok(*(_body(uid, 2) for uid in uids))

    intake = reader(scripted_imap(script).settings(), is_old=lambda _at, _now: False)
    intake.run()
    ill.clear()
    clock.advance(hours=2)
    assert intake.run().kept == 1
    assert _ids(_received(ledger_store, clock)) == {message_id_of("mail 1"), message_id_of("mail 2")}


def test_what_came_before_the_server_died_is_kept_and_the_rest_comes_later(
    scripted_imap: Callable[..., ScriptedImap], reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    dead: list[bool] = []

    def script(line: Line) -> bytes | None:
        uids = _asked(line)
        if uids == [3] and not dead:
            dead.append(True)
        if dead and dead[-1]:
            return None
        if not uids:
            return answer(line, exists=4)
        return line.no("internal error") if len(uids) > 1 else line.ok(_body(uids[0], 4))

    intake = reader(scripted_imap(script).settings(), is_old=lambda _at, _now: False)
    with pytest.raises(MailboxError):
        intake.run()
    assert ledger_store.ledger.cursor(MAILBOX) == Cursor(7, 3)
    dead.append(False)
    assert intake.run().kept == 2
    assert len(_received(ledger_store, clock)) == 4


def test_a_mail_that_a_person_took_before_it_could_be_read_is_counted_until_someone_is_told(
    scripted_imap: Callable[..., ScriptedImap], reader: Reader, ledger_store: Store, clock: SetClock
) -> None:
    taken: list[bool] = []

    def script(line: Line) -> bytes:
        if _asked(line):
            return line.no("internal error")
        return answer(line, exists=0 if taken else 1)

    intake = reader(scripted_imap(script).settings(), is_old=lambda _at, _now: False)
    assert intake.run().unfetched == 1
    taken.append(True)
    for _ in range(6):
        clock.advance(hours=2)
        intake.run()
    assert len(ledger_store.ledger.quarantined_untold(9)) == 1
