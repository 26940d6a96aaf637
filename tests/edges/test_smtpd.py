"""The SMTP and LMTP server as real clients meet it: what it keeps to the octet, what it refuses and with which word."""

from __future__ import annotations

import smtplib
import socket
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreError
from tests.servers.doors import (
    AMIENS,
    CASQ,
    COMPTA,
    MAIL,
    SENDER,
    Doors,
    opened_doors,
)


def stuffed(content: bytes) -> bytes:
    """What a client sends for these octets, which end with CRLF: dots doubled, the end marked."""
    lines = content.split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b".\r\n"


# --- what is taken -------------------------------------------------------------------------------


def test_a_mail_by_smtp_and_one_by_lmtp_are_taken(doors: Doors) -> None:
    with doors.smtp() as smtp, doors.lmtp() as lmtp:
        assert smtp.sendmail(SENDER, [CASQ], MAIL) == {}
        assert lmtp.sendmail(SENDER, [AMIENS], MAIL) == {}
    assert doors.desk.taken == [("casq", MAIL), ("amiens", MAIL)]


def test_one_connection_brings_many_mails(doors: Doors) -> None:
    with doors.lmtp() as lmtp:
        for number in range(150):
            lmtp.sendmail(SENDER, [CASQ], b"Subject: %d\r\n\r\n" % number)
            lmtp.noop() if number < 50 else lmtp.rset()
    assert len(doors.desk.taken) == 150


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b".\r\n",
        b"..\r\n.x\r\n",
        b"x" * 10_000 + b"\r\n",
        b"y" * 65_535 + b"\r\n",
        b"y" * 65_536 + b"\r\n",
        b"." + b"z" * 300_000 + b"\r\n.\r\n",
        b"a" * 65_535 + b"\r\n.." + b"b" * 70_000 + b".\r\n",
        b"NUL \x00 and \xff\xfe\x80 and \xe9\r\n",
        b"lone LF\n.\nlone CR\r.\r and both\n.\r\n",
        b"\n.\n\r\n",
        b"\r.\r\r\n",
    ],
)
def test_octets_are_kept_as_they_were(doors: Doors, content: bytes) -> None:
    with doors.talk() as talk:
        assert talk.envelope().startswith("354")
        assert talk.say(stuffed(content)) == "250 2.0.0 kept"
        assert talk.say(b"NOOP\r\n").startswith("250")
    assert doors.desk.taken == [("casq", content)]


def test_any_octets_at_all_are_kept_in_any_packets(doors: Doors) -> None:
    pieces = st.sampled_from([b"\r\n", b"\n", b"\r", b".", b"..", b"\x00", b"\xff", b"text", b"u" * 66_000])

    @settings(max_examples=60, deadline=None)
    @given(parts=st.lists(pieces, max_size=12), cut=st.integers(0, 200))
    def holds(parts: list[bytes], cut: int) -> None:
        content = b"".join(parts) + b"\r\n"
        sent = stuffed(content)
        with doors.talk() as talk:
            talk.envelope()
            talk.bare.sendall(sent[:cut])
            assert talk.say(sent[cut:] + b"NOOP\r\n" if cut < len(sent) else b"NOOP\r\n").startswith("250 2.0.0")
        assert doors.desk.taken.pop() == ("casq", content)

    holds()


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r\n.\n", b"\r\n.\r", b"\r.\r\n", b"\r\n\x00.\r\n"])
def test_no_second_mail_is_smuggled_behind_a_false_end(doors: Doors, end: bytes) -> None:
    inside = b"MAIL FROM:<chef@casq.fr>\r\nRCPT TO:<" + AMIENS.encode() + b">\r\nDATA\r\nSubject: faux\r\n\r\nx\r\n"
    content = b"Subject: vrai\r\n\r\nBonjour" + end + inside
    with doors.talk() as talk:
        talk.envelope()
        assert talk.say(content + b".\r\n") == "250 2.0.0 kept"
        assert talk.say(b"NOOP\r\n").startswith("250")
    # A dot that begins a line is the client's own doubling (RFC 5321 §4.5.2).
    assert doors.desk.taken == [("casq", content.replace(b"\r\n.", b"\r\n"))]


def test_commands_behind_the_true_end_are_heard(doors: Doors) -> None:
    with doors.talk() as talk:
        talk.envelope()
        assert talk.say(MAIL + b".\r\nRSET\r\nQUIT\r\n") == "250 2.0.0 kept"
        assert [talk.reply()[:3], talk.reply()[:3]] == ["250", "221"]


def test_what_is_offered_is_what_real_mail_needs(doors: Doors) -> None:
    with doors.smtp() as smtp:
        assert {"size": "1000000", "8bitmime": "", "smtputf8": ""}.items() <= smtp.esmtp_features.items()
        assert "auth" not in smtp.esmtp_features
        smtp.sendmail("hélène@exemple.fr", [CASQ], "Subject: é\r\n\r\n".encode(), ["BODY=8BITMIME", "SMTPUTF8"])
    assert doors.desk.taken == [("casq", "Subject: é\r\n\r\n".encode())]


# --- who is written to ---------------------------------------------------------------------------


@pytest.mark.parametrize("to", [CASQ.upper(), "Accueil.Comptabilite+relance@CASQ.fr", COMPTA])
def test_upper_case_and_tags_make_no_difference(doors: Doors, to: str) -> None:
    with doors.smtp() as smtp:
        smtp.sendmail(SENDER, [to], MAIL)
    assert doors.desk.taken == [("casq", MAIL)]


@pytest.mark.parametrize("to", ["maire@casq.fr", "accueil.comptabilite@casq.fr.example", "+x@casq.fr", "postmaster"])
def test_an_unknown_mailbox_is_refused_for_good(doors: Doors, to: str) -> None:
    with doors.smtp() as smtp:
        smtp.mail(SENDER)
        assert smtp.rcpt(to)[0] == 550
        assert smtp.rcpt(CASQ)[0] == 250


def test_a_bounce_without_sender_is_taken(doors: Doors) -> None:
    with doors.smtp() as smtp, doors.lmtp() as lmtp:
        smtp.sendmail("", [CASQ], MAIL)
        lmtp.sendmail("", [CASQ], MAIL)
    assert len(doors.desk.taken) == 2


def test_two_mailboxes_of_one_body_get_one_mail_by_smtp(doors: Doors) -> None:
    with doors.smtp() as smtp:
        assert smtp.sendmail(SENDER, [CASQ, COMPTA], MAIL) == {}
    assert doors.desk.taken == [("casq", MAIL)]


def test_the_mailbox_of_a_second_body_waits_for_the_next_try(doors: Doors) -> None:
    with doors.smtp() as smtp:
        (waiting,) = smtp.sendmail(SENDER, [CASQ, AMIENS], MAIL).items()
        assert (waiting[0], waiting[1][0]) == (AMIENS, 452)
        assert smtp.sendmail(SENDER, [AMIENS], MAIL) == {}
    assert doors.desk.taken == [("casq", MAIL), ("amiens", MAIL)]


def test_by_lmtp_one_mailbox_is_served_at_a_time(doors: Doors) -> None:
    with doors.lmtp() as lmtp:
        waiting = lmtp.sendmail(SENDER, [CASQ, COMPTA, AMIENS], MAIL)
        assert {address: reply[0] for address, reply in waiting.items()} == {COMPTA: 452, AMIENS: 452}
        assert lmtp.noop()[0] == 250
    assert doors.desk.taken == [("casq", MAIL)]


def test_lmtp_is_greeted_with_lhlo_and_smtp_is_not(doors: Doors) -> None:
    with doors.talk(port=doors.lmtp_port) as talk:
        assert talk.greeting.endswith("LMTP Guichet")
        # A Postfix on this machine returns mail when it is greeted with its own name: a loop, it thinks.
        assert talk.greeting.split()[1] not in (socket.gethostname(), socket.getfqdn())
        assert talk.say(b"EHLO x\r\n").startswith("500")
        assert talk.say(b"LHLO x\r\n").startswith("250")
    with doors.talk() as talk:
        assert talk.say(b"LHLO x\r\n").startswith("500")


@pytest.mark.parametrize("command", [b"DATA\r\n", b"RCPT TO:<x>\r\n", b"MAIL FROM:<x@y>\r\n"])
def test_commands_out_of_turn_are_refused(doors: Doors, command: bytes) -> None:
    with doors.talk() as talk:
        assert talk.say(command).startswith("503")


# --- what cannot be kept -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [StoreError("store", "locked by compta@secret.example"), KeyError("secret"), OSError()]
)
def test_a_mail_that_cannot_be_kept_is_asked_for_again_without_details(doors: Doors, error: Exception) -> None:
    doors.desk.refuse = error
    with doors.smtp() as smtp:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            smtp.sendmail(SENDER, [CASQ], MAIL)
        assert (refused.value.smtp_code, refused.value.smtp_error) == (
            451,
            b"4.3.0 cannot keep this mail now, please try again later",
        )
        doors.desk.refuse = None
        smtp.sendmail(SENDER, [CASQ], MAIL)
    assert doors.desk.errors == [error]
    assert doors.desk.taken == [("casq", MAIL)]


def test_a_mail_above_the_limit_is_refused_before_or_after_it_comes(doors: Doors) -> None:
    with doors.smtp() as smtp:
        assert smtp.mail(SENDER, ["SIZE=1000001"])[0] == 552
        smtp.rset()
        for to, octets in ((CASQ, 1_000_001), (AMIENS, 500_001)):
            smtp.mail(SENDER)
            smtp.rcpt(to)
            assert smtp.data(b"x" * (octets - 2) + b"\r\n")[0] == 552
        smtp.sendmail(SENDER, [CASQ], b"x" * 999_998 + b"\r\n")
    assert [len(content) for _, content in doors.desk.taken] == [1_000_000]


def test_what_is_too_much_is_not_held_in_memory() -> None:
    with opened_doors(max_octets=10_000) as doors, doors.talk() as talk:
        talk.envelope()
        before = resident_kilobytes()
        for _ in range(200):
            talk.bare.sendall(b"x" * 500_000)  # one line of 100 MB
        assert resident_kilobytes() - before < 30_000
        assert talk.say(b"\r\n.\r\n").startswith("552")
        assert talk.say(b"NOOP\r\n").startswith("250")
    assert doors.desk.taken == []


def resident_kilobytes() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def test_a_client_that_vanishes_before_the_end_leaves_nothing(doors: Doors) -> None:
    with doors.talk() as talk:
        talk.envelope()
        talk.bare.sendall(MAIL)
    with doors.smtp() as smtp:
        smtp.noop()
    assert doors.desk.taken == []
    assert doors.desk.errors == []
