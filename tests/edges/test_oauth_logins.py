"""Logging in with a token: IMAP at a real Dovecot that asks the token server, SMTP at a sink that does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bot.core.organisation import MailboxSettings, ServerAccess
from bot.edges.imap import ImapMailbox
from bot.edges.imap_session import Limits
from bot.edges.oauth import TokenSource
from bot.edges.smtp import SmtpLimits, SmtpPost
from bot.errors import MailboxError, PostError
from bot.jobs.loop import never
from tests.servers.dovecot import Dovecot
from tests.servers.letters import letter
from tests.servers.scripted_imap import Line, ScriptedImap, answer
from tests.servers.sink import Sink
from tests.servers.token_server import SECRET, TokenServer, refused


class Clock:
    """A monotonic clock that stands still until told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def source(server: TokenServer, clock: Clock) -> TokenSource:
    """Tokens by client credentials."""
    return TokenSource(server.access(), lambda: SECRET, lambda _error: None, at=never, monotonic=clock)


def mailbox(settings: MailboxSettings, tokens: TokenSource) -> ImapMailbox:
    return ImapMailbox("casq", settings, tokens, limits=Limits(connect=5, read=5))


def post(access: ServerAccess, tokens: TokenSource) -> SmtpPost:
    return SmtpPost(access, tokens, limits=SmtpLimits(connect=5, answer=5, accept=5))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tokens(token_server: TokenServer, mailbox_user: str, clock: Clock) -> TokenSource:
    token_server.user = mailbox_user
    return source(token_server, clock)


def test_a_mailbox_is_read_with_a_token(dovecot: Dovecot, mailbox_user: str, tokens: TokenSource) -> None:
    dovecot.deliver(mailbox_user, letter("un"))
    box = mailbox(dovecot.settings(mailbox_user), tokens)
    box.open()
    assert [one.uid for one in box.list_from(1)] == [1]
    box.close()


def test_one_token_does_for_imap_smtp_and_every_later_connection(
    dovecot: Dovecot, sink: Sink, mailbox_user: str, token_server: TokenServer, tokens: TokenSource
) -> None:
    sink.login_wanted, sink.good_token = True, token_server.is_good
    box, smtp = mailbox(dovecot.settings(mailbox_user), tokens), post(sink.access(user=mailbox_user), tokens)
    for _ in range(2):
        box.open()
        box.close()
        smtp.send("factures@ville.fr", "marie@exemple.fr", letter())
        smtp.close()
    assert len(sink.mails) == 2
    assert len(token_server.asked) == 1


def test_a_token_that_ended_early_is_renewed_and_the_login_works(
    dovecot: Dovecot, sink: Sink, mailbox_user: str, token_server: TokenServer, tokens: TokenSource, clock: Clock
) -> None:
    sink.login_wanted, sink.good_token = True, token_server.is_good
    box, smtp = mailbox(dovecot.settings(mailbox_user), tokens), post(sink.access(user=mailbox_user), tokens)
    tokens.token()
    for log_in in (box.open, lambda: smtp.send("a@ville.fr", "b@exemple.fr", letter())):
        token_server.end_tokens()
        clock.now += 120
        log_in()
    assert len(token_server.asked) == 3
    assert len(sink.mails) == 1
    box.close()
    smtp.close()


def test_a_server_that_refuses_fresh_tokens_costs_one_request(
    dovecot: Dovecot, sink: Sink, mailbox_user: str, token_server: TokenServer, tokens: TokenSource
) -> None:
    token_server.life, token_server.told_life = -1, 3600  # stillborn
    sink.login_wanted = True
    for _ in range(2):
        with pytest.raises(MailboxError) as imap:
            mailbox(dovecot.settings(mailbox_user), tokens).open()
        with pytest.raises(PostError) as smtp:
            post(sink.access(user=mailbox_user), tokens).send("a@ville.fr", "b@exemple.fr", letter())
    assert (imap.value.fields["reason"], imap.value.temporary) == ("login", True)
    assert (smtp.value.fields["reason"], smtp.value.temporary) == ("server", True)
    assert "access-" not in str(imap.value) + str(smtp.value)
    assert sink.mails == []
    assert len(token_server.asked) == 1


def test_why_the_mail_server_refuses_a_token_is_told(
    dovecot: Dovecot, sink: Sink, mailbox_user: str, token_server: TokenServer, tokens: TokenSource
) -> None:
    token_server.user = "somebody-else"
    with pytest.raises(MailboxError, match=r"\(status 401\)"):
        mailbox(dovecot.settings(mailbox_user), tokens).open()
    with pytest.raises(PostError, match=r"token refused: 535 5\.7\.8"):
        post(sink.access(user=mailbox_user), tokens).send("a@ville.fr", "b@exemple.fr", letter())


def test_a_refusal_is_answered_by_an_empty_line_and_not_by_the_token_again(
    scripted_imap: Callable[..., ScriptedImap], sink: Sink, tokens: TokenSource
) -> None:
    logins: list[Line] = []
    answers: list[str] = []

    def script(line: Line) -> bytes | Iterator[bytes] | None:
        if line.name == "AUTHENTICATE":
            logins.append(line)
            return b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n"  # {"status":"400"}
        if logins and not answers:
            answers.append(line.tag)
            return logins[0].no("[AUTHENTICATIONFAILED] no")
        return line.ok(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n") if line.name == "CAPABILITY" else answer(line)

    server = scripted_imap(script)
    with pytest.raises(MailboxError, match=r"\(status 400\)"):
        mailbox(server.settings(), tokens).open()
    assert answers == [""]
    with pytest.raises(PostError, match="token refused"):
        post(sink.access(user="guichet"), tokens).send("a@ville.fr", "b@exemple.fr", letter())
    assert sink.answers_to_refusals == [b""]


def test_a_server_without_xoauth2_gets_no_token(
    scripted_imap: Callable[..., ScriptedImap], tokens: TokenSource
) -> None:
    server = scripted_imap(answer)
    with pytest.raises(MailboxError, match="offers no login with a token") as caught:
        mailbox(server.settings(), tokens).open()
    assert caught.value.fields["reason"] == "login"
    assert "AUTHENTICATE" not in server.commands


def test_without_a_token_the_mailbox_and_the_mail_wait(
    dovecot: Dovecot, sink: Sink, mailbox_user: str, token_server: TokenServer, tokens: TokenSource
) -> None:
    token_server.reply = refused("invalid_client", "AADSTS7000222: expired", 401)
    with pytest.raises(MailboxError, match="secret has expired") as imap:
        mailbox(dovecot.settings(mailbox_user), tokens).open()
    with pytest.raises(PostError, match="secret has expired") as smtp:
        post(sink.access(user=mailbox_user), tokens).send("a@ville.fr", "b@exemple.fr", letter())
    assert (imap.value.fields["reason"], imap.value.temporary) == ("oauth", True)
    assert (smtp.value.fields["reason"], smtp.value.temporary) == ("server", True)
    assert sink.connections == 0
