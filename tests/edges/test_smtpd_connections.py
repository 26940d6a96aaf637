"""Who may connect to the SMTP and LMTP server, how many, for how long, under TLS; how it starts and ends."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.core.reception import Endpoint, ReceptionSettings
from bot.edges.smtpd import MailServer
from bot.edges.smtpd_session import Patience
from bot.errors import ConfigError
from tests.patience import PATIENCE
from tests.servers.doors import (
    CASQ,
    MAIL,
    NOBODY,
    SENDER,
    Doors,
    certificate,
    opened_doors,
    trusting,
)
from tests.servers.dovecot import Dovecot, free_port


def test_a_host_that_is_not_allowed_is_sent_away_and_told_to_come_back() -> None:
    with opened_doors(allow=NOBODY) as doors:
        with doors.talk() as talk:
            assert talk.greeting.startswith("421")
            assert talk.reply() == ""
        assert doors.desk.refused == ["127.0.0.1"]


def test_connections_are_counted_in_all_and_for_each_peer() -> None:
    each: tuple[dict[str, Any], ...] = ({"max_connections": 3}, {"max_connections_per_peer": 3})
    for limits in each:
        with opened_doors(**limits) as doors:
            clients = [doors.smtp() for _ in range(3)]
            with doors.talk(port=doors.lmtp_port) as talk:
                assert talk.greeting.startswith("421 4.7.0 too many")
            clients.pop().quit()
            with doors.lmtp() as lmtp:
                assert lmtp.noop()[0] == 250
            for client in clients:
                client.quit()


def test_who_says_nothing_or_drips_is_sent_away_while_others_are_served() -> None:
    doors_in_a_hurry = opened_doors(patience=Patience(idle=0.8, content=0.8))
    with doors_in_a_hurry as doors, doors.talk() as mute, doors.talk() as dripping, doors.talk() as slow:
        slow.envelope()
        for _ in range(10):
            dripping.bare.sendall(b"N")
            slow.bare.sendall(b"x")
            with doors.smtp() as smtp:
                smtp.sendmail(SENDER, [CASQ], MAIL)
        assert [talk.reply()[:9] for talk in (mute, dripping, slow)] == ["421 4.4.2"] * 3
        assert [talk.reply() for talk in (mute, dripping, slow)] == [""] * 3
    assert len(doors.desk.taken) == 10


def test_a_slow_disk_keeps_nobody_from_being_heard(doors: Doors) -> None:
    doors.desk.gate = threading.Event()
    with doors.talk() as waiting, doors.smtp() as other:
        waiting.envelope()
        waiting.bare.sendall(MAIL + b".\r\n")
        assert other.noop()[0] == 250
        assert doors.desk.taken == []
        doors.desk.gate.set()
        assert waiting.reply() == "250 2.0.0 kept"


def test_the_same_command_for_ever_ends_the_connection(doors: Doors) -> None:
    with doors.talk() as talk:
        replies = {talk.say(b"NOOP\r\n")[:3] for _ in range(101)}
        assert replies == {"250", "421"}
    with doors.talk() as talk:
        replies = {talk.say(b"X%d\r\n" % number)[:3] for number in range(5)}
        assert replies == {"500", "502"}


def test_an_endless_command_is_refused_and_forgotten(doors: Doors) -> None:
    with doors.talk() as talk:
        assert talk.say(b"NOOP " + b"x" * 300_000 + b"\r\n").startswith("500")
        assert talk.say(b"NOOP\r\n").startswith("250")


def test_twenty_at_once_are_all_served(doors: Doors) -> None:
    def bring(number: int) -> None:
        with doors.lmtp() if number % 2 else doors.smtp() as client:
            for again in range(5):
                client.sendmail(SENDER, [CASQ], b"Subject: %d-%d\r\n\r\n" % (number, again) + b"x\r\n" * 5_000)

    with ThreadPoolExecutor(20) as clients:
        list(clients.map(bring, range(20)))
    assert len({content for _, content in doors.desk.taken}) == 100


# --- the end -------------------------------------------------------------------------------------


def test_many_large_mails_at_once_wait_for_memory(doors: Doors) -> None:
    doors.desk.gate = threading.Event()  # the disk takes its time, so that all three are held at once
    with doors.talk() as first, doors.talk() as second, doors.talk() as third:
        talks = {talk.bare: talk for talk in (first, second, third)}
        for talk in talks.values():
            talk.envelope()
            talk.bare.sendall(
                (b"x" * 998 + b"\r\n") * 900 + b".\r\n"
            )  # nine tenths of the limit; room is twice the limit
        (crowded,), _, _ = select.select(list(talks), [], [], 20)
        last = talks.pop(crowded)
        assert last.reply().startswith("452 4.3.1")
        doors.desk.gate.set()
        assert [talk.reply() for talk in talks.values()] == ["250 2.0.0 kept"] * 2
        last.envelope()
        assert last.say(MAIL + b".\r\n") == "250 2.0.0 kept"
    assert len(doors.desk.taken) == 3


def test_a_stop_answers_for_the_mail_it_holds_and_sends_the_others_away() -> None:
    with opened_doors() as doors:
        doors.desk.gate = threading.Event()
        with doors.talk() as idle, doors.talk() as busy:
            busy.envelope()
            busy.bare.sendall(MAIL + b".\r\n")
            stopping = threading.Thread(target=doors.server.stop)
            stopping.start()
            assert idle.reply().startswith("421 4.3.2")
            with pytest.raises(ConnectionError), socket.create_connection(("127.0.0.1", doors.smtp_port), PATIENCE):
                pass
            doors.desk.gate.set()
            assert busy.reply() == "250 2.0.0 kept"
            assert busy.reply().startswith("421")
            stopping.join(PATIENCE)
            assert not stopping.is_alive()
        assert doors.desk.taken == [("casq", MAIL)]


def test_a_stop_does_not_wait_for_ever_for_a_mail_that_does_not_come() -> None:
    with opened_doors(patience=Patience(closing=0.3)) as doors, doors.talk() as talk:
        talk.envelope()
        doors.server.stop()
        assert [talk.reply()[:3], talk.reply()] == ["421", ""]


# --- TLS -----------------------------------------------------------------------------------------


def test_with_a_certificate_starttls_is_offered_by_both_and_mail_is_taken(dovecot: Dovecot) -> None:
    with opened_doors(**certificate(dovecot)) as doors, doors.smtp() as smtp, doors.lmtp() as lmtp:
        for client in (smtp, lmtp):
            client.starttls(context=trusting(dovecot))
            client.sendmail(SENDER, [CASQ], MAIL)
            assert "auth" not in client.esmtp_features
    assert len(doors.desk.taken) == 2


def test_where_tls_is_required_nothing_is_taken_in_the_clear(dovecot: Dovecot) -> None:
    with opened_doors(**certificate(dovecot), require_tls=True) as doors, doors.smtp() as smtp, doors.lmtp() as lmtp:
        for client in (smtp, lmtp):
            assert client.mail(SENDER)[0] == 530
            client.starttls(context=trusting(dovecot))
            client.sendmail(SENDER, [CASQ], MAIL)
    assert len(doors.desk.taken) == 2


def test_commands_sent_before_tls_begins_do_not_count(dovecot: Dovecot) -> None:
    with opened_doors(**certificate(dovecot)) as doors, doors.talk() as talk:
        talk.say(b"EHLO x\r\n")
        assert talk.say(b"STARTTLS\r\nMAIL FROM:<a@b.example>\r\n").startswith("220")
        with trusting(dovecot).wrap_socket(talk.bare, server_hostname="localhost") as secure:
            secure.sendall(b"NOOP\r\n")
            assert secure.recv(100).startswith(b"250 OK")


def test_a_failed_handshake_costs_only_its_connection(dovecot: Dovecot) -> None:
    with opened_doors(**certificate(dovecot)) as doors:
        with doors.talk() as talk:
            talk.say(b"EHLO x\r\n")
            talk.say(b"STARTTLS\r\n")
            talk.bare.sendall(b"this is no TLS\r\n" * 10)
            with contextlib.suppress(ConnectionResetError):  # what it had not read when it hung up
                while talk.bare.recv(100):
                    pass
        with doors.smtp() as smtp:
            smtp.sendmail(SENDER, [CASQ], MAIL)
    assert doors.desk.errors == []


# --- the start -----------------------------------------------------------------------------------


def unstarted(**settings: object) -> MailServer:
    fields: dict[str, object] = {"smtp": Endpoint("smtp", "127.0.0.1", free_port()), "lmtp": None, **settings}
    known = ReceptionSettings(**fields)  # type: ignore[arg-type]
    return MailServer(known, {}, {"casq": 1}, lambda *_: None, on_error=print, on_refused=print)


def test_a_port_that_is_taken_is_a_matter_of_configuration(doors: Doors) -> None:
    server = unstarted(lmtp=Endpoint("lmtp", "127.0.0.1", doors.lmtp_port))
    with pytest.raises(ConfigError, match=rf"reception\.lmtp: 127\.0\.0\.1:{doors.lmtp_port}: cannot listen there"):
        server.start()
    server.stop()


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_that_is_not_of_this_machine_is_a_matter_of_configuration(host: str) -> None:
    with pytest.raises(ConfigError, match=r"reception\.smtp: .* choose an address of this machine"):
        unstarted(smtp=Endpoint("smtp", host, 2525)).start()


def test_a_certificate_that_cannot_be_used_is_a_matter_of_configuration(dovecot: Dovecot) -> None:
    good = certificate(dovecot)
    for cert, key in (("absent.pem", ""), (good["tls_cert"], dovecot.ca_file), (good["tls_key"], good["tls_key"])):
        with pytest.raises(ConfigError, match=r"reception\.tls_cert: cannot use"):
            unstarted(tls_cert=cert, tls_key=key)
