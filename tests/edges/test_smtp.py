"""Mail leaves through a real SMTP server: one connection, refusals told apart, a repeat recognisable."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.core.organisation import ServerAccess
from bot.edges.smtp import SmtpLimits, SmtpPost
from bot.errors import PostError
from tests.servers.letters import letter
from tests.servers.sink import PASSWORD, Sink

Opener = Callable[..., SmtpPost]


@pytest.fixture
def opener() -> Iterator[Opener]:
    """Makes posts and closes them after the test."""
    made: list[SmtpPost] = []

    def make(access: ServerAccess, password: str = PASSWORD) -> SmtpPost:
        made.append(SmtpPost(access, lambda: password, limits=SmtpLimits(connect=5, answer=5, accept=5)))
        return made[-1]

    yield make
    for post in made:
        post.close()


def _refused(post: SmtpPost, *, to: str = "marie@exemple.fr") -> PostError:
    with pytest.raises(PostError) as caught:
        post.send("factures@ville.fr", to, letter())
    return caught.value


def test_mails_leave_octet_for_octet_over_one_connection(sink: Sink, opener: Opener) -> None:
    post = opener(sink.access())
    sent = [letter(f"mail {n}", body=".\r\n..\r\npoint\r\n") for n in range(20)]
    for content in sent:
        post.send("factures@ville.fr", "marie@exemple.fr", content)
    assert [mail.content for mail in sink.mails] == sent
    assert {(mail.envelope_from, mail.to) for mail in sink.mails} == {("factures@ville.fr", ("marie@exemple.fr",))}
    assert sink.connections == 1


@pytest.mark.parametrize("offset", range(3))
def test_a_mail_larger_than_a_piece_leaves_octet_for_octet_wherever_its_dots_fall(
    sink: Sink, opener: Opener, offset: int
) -> None:
    content = letter(body="x" * offset + "\r\n" + 100_000 * ".\r\n")
    opener(sink.access()).send("a@ville.fr", "b@exemple.fr", content)
    assert [mail.content for mail in sink.mails] == [content]


def _talking(server: socket.socket, *, at_data: bytes) -> None:
    """One conversation in which every command is well taken; after DATA the mail is read slowly, if at all."""
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as lines:
        connection.sendall(b"220 lent\r\n")
        for line in lines:
            wants_mail = line.upper().startswith(b"DATA")
            connection.sendall(at_data if wants_mail else b"250 oui\r\n")
            if wants_mail and at_data.startswith(b"354"):
                with contextlib.suppress(OSError):
                    while connection.recv(100_000):
                        time.sleep(0.05)
                return


@pytest.fixture
def against(opener: Opener) -> Iterator[Callable[[bytes], SmtpPost]]:
    """A post to a server that answers DATA with these octets."""
    with contextlib.ExitStack() as ending:

        def make(at_data: bytes) -> SmtpPost:
            server = ending.enter_context(socket.create_server(("127.0.0.1", 0)))
            thread = threading.Thread(target=_talking, args=(server,), kwargs={"at_data": at_data})
            thread.start()
            ending.callback(thread.join)
            post = SmtpPost(
                ServerAccess("127.0.0.1", server.getsockname()[1], tls="none"),
                lambda: "",
                limits=SmtpLimits(connect=5, answer=5, accept=0.5),
            )
            ending.callback(post.close)
            return post

        yield make


def test_a_server_that_takes_a_mail_drop_by_drop_is_not_waited_for_longer_than_for_an_answer(
    against: Callable[[bytes], SmtpPost],
) -> None:
    post, began = against(b"354 va\r\n"), time.monotonic()
    with pytest.raises(PostError) as caught:
        post.send("a@ville.fr", "b@exemple.fr", letter(body="x\r\n" * 10_000_000))
    assert (caught.value.temporary, caught.value.fields["reason"]) == (True, "server")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(("answer", "temporary"), [("250 oui", True), ("451 non", True), ("554 5.7.1 non", False)])
def test_a_server_that_does_not_ask_for_the_mail_gets_none_and_has_not_taken_it(
    against: Callable[[bytes], SmtpPost], answer: str, temporary: bool
) -> None:
    with pytest.raises(PostError) as caught:
        against(answer.encode() + b"\r\n").send("a@ville.fr", "b@exemple.fr", letter())
    assert caught.value.temporary is temporary


def test_an_empty_return_path_is_possible(sink: Sink, opener: Opener) -> None:
    opener(sink.access()).send("", "marie@exemple.fr", letter())
    assert [mail.envelope_from for mail in sink.mails] == [""]


def test_eight_bit_mail_is_announced_and_plain_mail_is_not(sink: Sink, opener: Opener) -> None:
    post = opener(sink.access())
    post.send("a@ville.fr", "b@exemple.fr", letter(body="é\r\n"))
    post.send("a@ville.fr", "b@exemple.fr", letter(body="e\r\n"))
    assert ["BODY=8BITMIME" in mail.options for mail in sink.mails] == [True, False]
    assert not any("SMTPUTF8" in mail.options for mail in sink.mails)


def test_accents_before_the_at_need_smtputf8_and_after_it_do_not(sink: Sink, opener: Opener) -> None:
    post = opener(sink.access())
    post.send("a@ville.fr", "rené@exemple.fr", letter(body="e\r\n"))
    post.send("a@ville.fr", "rene@école.fr", letter(body="e\r\n"))
    assert [mail.to for mail in sink.mails] == [("rené@exemple.fr",), ("rene@xn--cole-9oa.fr",)]
    assert ["SMTPUTF8" in mail.options for mail in sink.mails] == [True, False]


@pytest.mark.parametrize(("reply", "temporary"), [("450 4.2.0 plus tard", True), ("550 5.1.1 inconnu", False)])
def test_a_refused_recipient_is_temporary_or_final_and_costs_nobody_else(
    sink: Sink, opener: Opener, reply: str, temporary: bool
) -> None:
    sink.refuse_recipient["absent@exemple.fr"] = reply
    post = opener(sink.access())
    error = _refused(post, to="absent@exemple.fr")
    assert error.temporary is temporary
    assert error.fields == {"reason": "refused", "code": int(reply[:3])}
    assert "absent" not in str(error)
    post.send("a@ville.fr", "marie@exemple.fr", letter())
    assert len(sink.mails) == 1
    assert sink.connections == 1


@pytest.mark.parametrize(("reply", "temporary"), [("451 4.3.0 plus tard", True), ("554 5.7.1 refusé", False)])
def test_refused_content_is_temporary_or_final(sink: Sink, opener: Opener, reply: str, temporary: bool) -> None:
    sink.refuse_content = reply
    assert _refused(opener(sink.access())).temporary is temporary


@pytest.mark.parametrize("reply", ["530 5.7.0 login", "550 5.7.1 sender not yours", "451 4.3.0 later"])
def test_our_own_address_refused_is_the_configurations_trouble(sink: Sink, opener: Opener, reply: str) -> None:
    sink.refuse_sender = reply
    error = _refused(opener(sink.access()))
    assert (error.temporary, error.fields["reason"]) == (True, "server")


def test_a_mail_that_is_too_big_is_finally_refused(sink: Sink, opener: Opener) -> None:
    sink.refuse_sender = "552 5.3.4 too big"
    assert _refused(opener(sink.access())).temporary is False


def test_login_works_and_a_refused_one_is_temporary(sink: Sink, opener: Opener) -> None:
    sink.login_wanted = True
    opener(sink.access(user="guichet")).send("a@ville.fr", "b@exemple.fr", letter())
    assert len(sink.mails) == 1
    for error in (_refused(opener(sink.access(user="guichet"), "faux")), _refused(opener(sink.access()))):
        assert (error.temporary, error.fields["reason"]) == (True, "server")


def test_a_server_that_is_not_there_is_temporary(opener: Opener) -> None:
    error = _refused(opener(ServerAccess("127.0.0.1", 1, tls="none")))
    assert (error.temporary, error.fields["reason"]) == (True, "server")


def test_tls_with_a_server_that_has_none_is_temporary_and_nothing_leaves(sink: Sink, opener: Opener) -> None:
    for tls in ("tls", "starttls"):
        assert _refused(opener(ServerAccess("127.0.0.1", sink.port, tls=tls))).temporary is True
    assert sink.mails == []


def test_tls_with_a_private_ca_works_and_without_it_nothing_leaves(secure_sink: Sink, opener: Opener) -> None:
    opener(secure_sink.access(user="guichet")).send("a@ville.fr", "b@exemple.fr", letter())
    assert len(secure_sink.mails) == 1
    error = _refused(opener(replace(secure_sink.access(), ca_file="")))
    assert (error.temporary, error.fields["reason"]) == (True, "server")
    assert len(secure_sink.mails) == 1


def test_a_connection_that_died_meanwhile_is_made_again(sink: Sink, opener: Opener) -> None:
    post = opener(sink.access())
    post.send("a@ville.fr", "b@exemple.fr", letter("un"))
    sink.hang_up_at_mail = 1
    post.send("a@ville.fr", "b@exemple.fr", letter("deux"))
    assert len(sink.mails) == 2
    assert sink.connections == 2


def test_a_server_that_closes_at_once_is_not_tried_for_ever(sink: Sink, opener: Opener) -> None:
    sink.hang_up_at_mail = 5
    assert _refused(opener(sink.access())).temporary is True
    assert sink.connections == 1


def test_a_connection_lost_after_the_data_is_temporary_and_the_repeat_is_recognisable(
    sink: Sink, opener: Opener
) -> None:
    post = opener(sink.access())
    sink.hang_up_after_data = 1
    assert _refused(post).temporary is True
    post.send("factures@ville.fr", "marie@exemple.fr", letter())
    assert len(set(sink.message_ids())) == 1
    assert len(sink.mails) == 2


@pytest.mark.parametrize(
    "to", ["b@exemple.fr>\r\nRCPT TO:<c@exemple.fr", "b@exemple.fr, c@exemple.fr", "Marie <b@exemple.fr>", "a b@c.fr"]
)
def test_what_is_not_one_plain_address_is_finally_refused(sink: Sink, opener: Opener, to: str) -> None:
    error = _refused(opener(sink.access()), to=to)
    assert (error.temporary, error.fields["reason"]) == (False, "address")
    assert sink.connections == 0


def test_closing_never_raises(sink: Sink) -> None:
    post = SmtpPost(sink.access(), lambda: "")
    post.close()
    post.send("a@ville.fr", "b@exemple.fr", letter())
    post.close()
    post.close()
