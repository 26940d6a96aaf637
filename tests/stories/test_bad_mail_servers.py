"""A mailbox whose server misbehaves: one clear line in the log, the other body is served meanwhile, no mail is lost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from sqlalchemy import text

from bot.app import Desk
from tests.patience import wait_until
from tests.servers.scripted_imap import GREETING, Line, ScriptedImap, answer
from tests.stories.two_towns import CASQ_TEAM, TwoTowns

Start = Callable[..., ScriptedImap]
Reply = bytes | Iterator[bytes] | None
DATE = b'INTERNALDATE "06-Jul-2026 09:00:00 +0200"'


def letter(uid: int) -> bytes:
    """A colleague's mail: staff get a note, nobody an answer."""
    return b"From: claire@casq.example\r\nSubject: mail %d\r\nMessage-ID: <%d@casq.example>\r\n\r\nBonjour.\r\n" % (
        uid,
        uid,
    )


def bodies(*uids: int) -> bytes:
    """What FETCH gives of these mails."""
    return b"".join(
        b"* %d FETCH (UID %d %s BODY[] {%d}\r\n%s)\r\n" % (uid, uid, DATE, len(letter(uid)), letter(uid))
        for uid in uids
    )


def asks_bodies(line: Line) -> bool:
    """Whether this is the command that fetches whole mails."""
    return line.name == "UID FETCH" and "BODY.PEEK[]" in line.rest


def good(line: Line) -> bytes:
    """A server with two mails."""
    if asks_bodies(line):
        return line.ok(bodies(*(int(uid) for uid in line.rest.split(" ", 1)[0].split(","))))
    return answer(line)


def mute(line: Line) -> Reply:
    """Says nothing any more after the login."""
    return b"" if line.name == "SELECT" else good(line)


def drip(line: Line) -> Reply:
    """One notice every tenth of a second, and never an end."""

    def drops() -> Iterator[bytes]:
        for _ in count():
            time.sleep(0.1)
            yield b"* OK still thinking\r\n"

    return drops() if line.name == "SELECT" else good(line)


def dies_in_a_literal(line: Line) -> Reply:
    """Announces a mail, gives half of it and hangs up; every other time it is asked for one alone too."""

    def half() -> Iterator[bytes]:
        yield bodies(1)[:90]
        raise ConnectionError

    return half() if asks_bodies(line) else good(line)


def refuses_the_login(line: Line) -> Reply:
    """A wrong password."""
    return line.no("[AUTHENTICATIONFAILED] no") if line.name == "AUTHENTICATE" else good(line)


def announces_sixty_gigabytes(line: Line) -> Reply:
    """A literal that no memory holds."""
    return b"* 1 FETCH (UID 1 BODY[] {64424509440}\r\n" if asks_bodies(line) else good(line)


def never_ends_its_line(line: Line) -> Reply:
    """Two million octets without a line end."""
    return b"* SEARCH" + b" 1" * 1_000_000 if line.name == "UID SEARCH" else good(line)


def speaks_nonsense(line: Line) -> Reply:
    """Brackets that do not close."""
    return b"* 1 FETCH ((\r\n" + line.ok() if line.name == "UID FETCH" else good(line)


def refuses_the_folder(line: Line) -> Reply:
    """Somebody took our rights away."""
    return line.no("[NOPERM] no") if line.name == "SELECT" else good(line)


FAULTS = {
    "falls mute": (mute, "timeout"),
    "drips": (drip, "deadline|timeout"),  # on a busy machine one drop may come too late by itself
    "refuses the login": (refuses_the_login, "login"),
    "never ends its line": (never_ends_its_line, "nonsense|lost"),
    "speaks nonsense": (speaks_nonsense, "nonsense"),
    "refuses the folder": (refuses_the_folder, "refused"),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_server_that_misbehaves_costs_its_own_mailbox_only_and_no_mail(
    fault: str,
    two_towns: TwoTowns,
    scripted_imap: Start,
    caplog: pytest.LogCaptureFixture,
    request: pytest.FixtureRequest,
) -> None:
    spoil, reason = FAULTS[fault]
    if "timeout" in reason:
        request.getfixturevalue("impatient")
    server = scripted_imap(spoil)
    two_towns.configure(server)
    with caplog.at_level("INFO"), two_towns.running() as desk:
        two_towns.ask_amiens(1)
        two_towns.await_reply_to("compta1@dupont.example")
        wait_until(lambda: "mailbox casq" in caplog.text)
        two_towns.ask_amiens(2)
        two_towns.await_reply_to("compta2@dupont.example")
        assert two_towns.messages(desk, "casq") == {}
        server.script = good
        two_towns.await_reply_to(CASQ_TEAM)
        wait_until(lambda: two_towns.messages(desk, "casq") == {"filed": 2})
    lines = [one.getMessage() for one in caplog.records if "mailbox casq" in one.getMessage()]
    assert all(re.match(rf"failed where=mailbox casq reason=(?:{reason}) error=imap: \S", line) for line in lines), (
        lines
    )
    assert not any("mailbox ville-amiens" in one.getMessage() for one in caplog.records)


@pytest.mark.usefixtures("impatient")
def test_a_server_that_accepts_and_never_speaks_costs_its_own_mailbox_only(
    two_towns: TwoTowns, scripted_imap: Start, caplog: pytest.LogCaptureFixture
) -> None:
    server = scripted_imap(good, greeting=b"")
    two_towns.configure(server)
    with caplog.at_level("INFO"), two_towns.running() as desk:
        two_towns.ask_amiens(1)
        two_towns.await_reply_to("compta1@dupont.example")
        wait_until(lambda: "where=mailbox casq reason=timeout error=imap: connect: no answer in time" in caplog.text)
        server.greeting = GREETING
        wait_until(lambda: two_towns.messages(desk, "casq") == {"filed": 2})


@pytest.mark.parametrize("spoil", [dies_in_a_literal, announces_sixty_gigabytes])
def test_a_mail_that_breaks_off_is_fetched_again_later_and_is_not_lost(
    spoil: Callable[[Line], Reply], two_towns: TwoTowns, scripted_imap: Start, caplog: pytest.LogCaptureFixture
) -> None:
    server = scripted_imap(spoil)
    two_towns.configure(server)
    with caplog.at_level("INFO"), two_towns.running() as desk:
        wait_until(lambda: "read mailbox=casq kept=0 unfetched=2" in caplog.text)
        two_towns.ask_amiens(1)
        two_towns.await_reply_to("compta1@dupont.example")
        assert two_towns.messages(desk, "casq") == {}
        server.script = good
        make_due(desk)
        two_towns.await_reply_to(CASQ_TEAM)
        wait_until(lambda: two_towns.messages(desk, "casq") == {"filed": 2})


def notes(two_towns: TwoTowns) -> int:
    """How many mails the spoilt body's team got."""
    return sum(CASQ_TEAM in mail.to for mail in two_towns.sink.mails)


def make_due(desk: Desk) -> None:
    """Puts the next try of every mail that could not be fetched to now, instead of a minute later."""
    with desk.store.engine.begin() as connection:
        connection.execute(text("update message_copy set next_try_at = null"))


def test_an_answer_that_comes_octet_by_octet_is_read(two_towns: TwoTowns, scripted_imap: Start) -> None:
    def split(line: Line) -> Iterator[bytes]:
        for octet in good(line):
            yield bytes((octet,))

    two_towns.configure(scripted_imap(split))
    with two_towns.running() as desk:
        wait_until(lambda: two_towns.messages(desk, "casq") == {"filed": 2})


def test_a_mailbox_that_is_renumbered_is_read_again_and_nobody_hears_twice(
    two_towns: TwoTowns, scripted_imap: Start, caplog: pytest.LogCaptureFixture
) -> None:
    validity = [b"7"]

    def script(line: Line) -> bytes:
        return good(line).replace(b"UIDVALIDITY 7]", b"UIDVALIDITY " + validity[0] + b"]")

    two_towns.configure(scripted_imap(script))
    with caplog.at_level("INFO"), two_towns.running() as desk:
        wait_until(lambda: two_towns.messages(desk, "casq") == {"filed": 2})
        wait_until(lambda: notes(two_towns) == 2)
        validity[0] = b"8"
        wait_until(lambda: "the server renumbered the mailbox" in caplog.text)
        wait_until(lambda: caplog.text.count("read mailbox=casq kept=2") == 2)
        two_towns.ask_amiens(1)
        two_towns.await_reply_to("compta1@dupont.example")
        assert two_towns.messages(desk, "casq") == {"filed": 2}
    assert notes(two_towns) == 2


def test_a_mail_expunged_between_search_and_fetch_is_left_out_and_the_others_are_read(
    two_towns: TwoTowns, scripted_imap: Start, caplog: pytest.LogCaptureFixture
) -> None:
    gone: list[bool] = []

    def script(line: Line) -> bytes:
        if line.name == "UID SEARCH" and gone:
            return line.ok(b"* SEARCH 1 3\r\n" if "," in line.rest or ":" in line.rest else b"* SEARCH\r\n")
        if asks_bodies(line):
            gone.append(True)
            return line.ok(bodies(*(uid for uid in (1, 3) if str(uid) in line.rest.split(" ", 1)[0])))
        return answer(line, exists=3)

    two_towns.configure(scripted_imap(script))
    with caplog.at_level("INFO"), two_towns.running() as desk:
        wait_until(lambda: two_towns.messages(desk, "casq") == {"filed": 2})
        two_towns.await_reply_to(CASQ_TEAM)
    assert "failed" not in caplog.text
