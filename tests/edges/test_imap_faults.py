"""What the mailbox does when the server is mute, dies, lies or stumbles over one mail."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot.core.mail import RawMail
from bot.edges.imap import ImapMailbox
from bot.edges.imap_session import Limits
from bot.errors import MailboxError
from bot.ports.outside import Unfetched
from tests.servers.scripted_imap import Line, ScriptedImap, answer

Start = Callable[..., ScriptedImap]

BODY = b"Subject: a\r\n\r\nbonjour\r\n"


def _mailbox(server: ScriptedImap, **limits: float) -> ImapMailbox:
    return ImapMailbox("casq", server.settings(), lambda: "secret", limits=Limits(connect=2.0, **limits))


def _bodies(*uids: int) -> bytes:
    head = b'* %d FETCH (UID %d INTERNALDATE "06-Jul-2026 09:00:00 +0200" BODY[] {%d}\r\n%s)\r\n'
    return b"".join(head % (uid, uid, len(BODY), BODY) for uid in uids)


def _asks_bodies(line: Line) -> bool:
    return line.name == "UID FETCH" and "BODY.PEEK[]" in line.rest


def _uids(line: Line) -> list[int]:
    return [int(uid) for uid in line.rest.split(" ", 1)[0].split(",")]


def test_a_server_that_accepts_and_never_speaks_costs_the_connect_time_out(scripted_imap: Start) -> None:
    server = scripted_imap(answer, greeting=b"")
    mailbox = ImapMailbox("casq", server.settings(), lambda: "x", limits=Limits(connect=0.2))
    started = time.monotonic()
    with pytest.raises(MailboxError) as caught:
        mailbox.open()
    assert caught.value.fields["reason"] == "timeout"
    assert time.monotonic() - started < 2


def test_a_server_that_falls_mute_costs_the_read_time_out(scripted_imap: Start) -> None:
    server = scripted_imap(lambda line: b"" if line.name == "SELECT" else answer(line))
    with pytest.raises(MailboxError) as caught:
        _mailbox(server, read=0.2).open()
    assert caught.value.fields["reason"] == "timeout"


def test_a_server_that_drips_costs_the_time_of_one_pass(scripted_imap: Start) -> None:
    def drip(line: Line) -> Iterator[bytes]:
        for _ in range(200):
            time.sleep(0.05)
            yield b"* OK still thinking\r\n"
        yield line.ok()

    server = scripted_imap(lambda line: drip(line) if line.name == "SELECT" else answer(line))
    started = time.monotonic()
    with pytest.raises(MailboxError) as caught:
        _mailbox(server, read=5.0, whole_pass=0.5).open()
    assert caught.value.fields["reason"] == "deadline"
    assert time.monotonic() - started < 4


def test_a_refused_login_is_told_apart_and_another_try_may_do(scripted_imap: Start) -> None:
    server = scripted_imap(
        lambda line: line.no("[AUTHENTICATIONFAILED] no") if line.name == "AUTHENTICATE" else answer(line)
    )
    with pytest.raises(MailboxError) as caught:
        _mailbox(server).open()
    assert (caught.value.fields["reason"], caught.value.temporary) == ("login", True)


def test_a_server_that_is_overloaded_at_login_has_not_refused_the_password(scripted_imap: Start) -> None:
    server = scripted_imap(lambda line: line.no("[UNAVAILABLE] later") if line.name == "AUTHENTICATE" else answer(line))
    with pytest.raises(MailboxError) as caught:
        _mailbox(server).open()
    assert caught.value.fields["reason"] == "lost"


def test_no_uidvalidity_no_reading(scripted_imap: Start) -> None:
    server = scripted_imap(lambda line: line.ok(b"* 1 EXISTS\r\n") if line.name == "SELECT" else answer(line))
    with pytest.raises(MailboxError) as caught:
        _mailbox(server).open()
    assert caught.value.fields["reason"] == "nonsense"


def test_a_read_only_folder_is_said_to_be_one(scripted_imap: Start) -> None:
    def script(line: Line) -> bytes:
        reply = answer(line)
        if line.name == "SELECT":
            return reply.replace(b"OK done", b"OK [READ-ONLY] done").replace(
                b"* 2 EXISTS", b"* OK [READ-ONLY] x\r\n* 2 EXISTS"
            )
        return reply

    with pytest.raises(MailboxError) as caught:
        _mailbox(scripted_imap(script)).open()
    assert caught.value.fields["reason"] == "readonly"


@pytest.mark.parametrize("poison", ["cut", "no", "nonsense", "hangs up"])
def test_a_mail_that_cannot_be_fetched_costs_only_itself(scripted_imap: Start, poison: str) -> None:
    def script(line: Line) -> bytes | None:
        if not _asks_bodies(line):
            return answer(line, exists=4)
        if 2 not in _uids(line):
            return line.ok(_bodies(*_uids(line)))
        half = b"* 2 FETCH (UID 2 BODY[] {900}\r\nhalf"
        return {"cut": half, "no": line.no("internal"), "nonsense": b"* 2 FETCH ((\r\n" + line.ok()}.get(poison)

    mailbox = _mailbox(scripted_imap(script), read=0.3)
    mailbox.open()
    uids = [one.uid for one in mailbox.list_from(1)]
    fetched = list(mailbox.fetch(uids))
    assert [one.uid for one in fetched] == [1, 2, 3, 4]
    assert [type(one) for one in fetched] == [RawMail, Unfetched, RawMail, RawMail]
    assert fetched[0] == RawMail("casq", 7, 1, fetched[0].received_at, BODY)  # type: ignore[union-attr]


def test_a_server_that_is_down_is_not_blamed_on_the_mail(scripted_imap: Start) -> None:
    down: list[bool] = []

    def script(line: Line) -> bytes | None:
        if _asks_bodies(line):
            down.append(True)
        return None if down else answer(line)

    mailbox = _mailbox(scripted_imap(script))
    mailbox.open()
    with pytest.raises(MailboxError):
        list(mailbox.fetch([1, 2]))


def test_bodies_without_octets_and_answers_without_mails_are_told(scripted_imap: Start) -> None:
    date = b'INTERNALDATE "06-Jul-2026 09:00:00 +0200"'

    def script(line: Line) -> bytes:
        if _asks_bodies(line):
            return line.ok(b"* 1 FETCH (UID 1 %s BODY[] NIL)\r\n" % date, b"* 3 FETCH (FLAGS (\\Seen))\r\n")
        return answer(line, exists=2)

    mailbox = _mailbox(scripted_imap(script))
    mailbox.open()
    assert list(mailbox.fetch([1, 2, 3])) == [Unfetched(1, "no_body"), Unfetched(2, "no_answer")]


def test_an_unusable_date_or_size_is_still_listed(scripted_imap: Start) -> None:
    def script(line: Line) -> bytes:
        if line.name == "UID FETCH":
            return line.ok(b'* 1 FETCH (UID 1 RFC822.SIZE NIL INTERNALDATE "hier")\r\n')
        return answer(line, exists=2)

    mailbox = _mailbox(scripted_imap(script))
    mailbox.open()
    assert [(one.uid, one.size) for one in mailbox.list_from(1)] == [(1, 0), (2, 0)]


def test_a_notice_cut_in_two_pieces_does_not_end_idle_badly(scripted_imap: Start) -> None:
    tags: list[str] = []

    def script(line: Line) -> bytes:
        if line.name == "IDLE":
            tags.append(line.tag)
            return b"+ idling\r\n* 3 EX"
        if line.tag == "DONE":
            return f"ISTS\r\n{tags[-1]} OK done\r\n".encode("ascii")
        return answer(line)

    mailbox = _mailbox(scripted_imap(script))
    mailbox.open()
    mailbox.list_from(1)
    assert mailbox.wait(timedelta(seconds=0.3)) is True


def test_news_before_the_servers_plus_ends_the_wait_and_the_next_pass_works(scripted_imap: Start) -> None:
    server = scripted_imap(lambda line: b"* 3 EXISTS\r\n+ idling\r\n" if line.name == "IDLE" else answer(line))
    mailbox = _mailbox(server)
    mailbox.open()
    mailbox.list_from(1)
    assert mailbox.wait(timedelta(seconds=20)) is True
    mailbox.open()
    assert server.connections == 2


def test_a_server_that_announces_idle_and_refuses_it_is_polled_and_not_connected_to_without_end(
    scripted_imap: Start,
) -> None:
    server = scripted_imap(lambda line: line.no("not today") if line.name == "IDLE" else answer(line))
    mailbox = _mailbox(server)
    for _ in range(8):
        mailbox.open()
        mailbox.list_from(1)
        mailbox.wait(timedelta(seconds=0.05))
    mailbox.close()
    assert server.connections <= 4


def test_a_connection_lost_during_idle_is_a_temporary_error(scripted_imap: Start) -> None:
    mailbox = _mailbox(scripted_imap(lambda line: None if line.name == "IDLE" else answer(line)))
    mailbox.open()
    mailbox.list_from(1)
    with pytest.raises(MailboxError) as caught:
        mailbox.wait(timedelta(seconds=20))
    assert caught.value.temporary is True


def test_a_plain_refusal_is_final_and_keeps_the_connection(scripted_imap: Start) -> None:
    server = scripted_imap(lambda line: line.no("[OVERQUOTA] full") if line.name == "UID MOVE" else answer(line))
    mailbox = _mailbox(server)
    mailbox.open()
    with pytest.raises(MailboxError) as caught:
        mailbox.move([1], "Guichet/Répondu")
    assert (caught.value.fields["reason"], caught.value.temporary) == ("refused", False)
    assert len(mailbox.list_from(1)) == 2
    assert server.connections == 1


def test_what_a_mail_says_is_not_in_the_error(scripted_imap: Start) -> None:
    def script(line: Line) -> bytes:
        if line.name == "UID FETCH":
            return b'* 1 FETCH (UID 1 "Marie Durand 12345" (\r\n' + line.ok()
        return answer(line)

    mailbox = _mailbox(scripted_imap(script))
    mailbox.open()
    with pytest.raises(MailboxError) as caught:
        mailbox.list_from(1)
    assert "Durand" not in f"{caught.value} {caught.value.fields} {caught.value.__cause__}"
    assert caught.value.__suppress_context__ is True
