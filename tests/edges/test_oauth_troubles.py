"""Why there is no token: each refusal told at once with its way out, each blip left to pass, each in plain French."""

from __future__ import annotations

import time

import pytest

from bot.edges.oauth_troubles import TROUBLES
from bot.errors import TokenError
from tests.edges.token_asker import EXPIRED, Asker, no_token
from tests.servers.token_server import Reply, TokenServer, refused


@pytest.fixture
def asker() -> Asker:
    return Asker()


@pytest.mark.parametrize(
    ("reply", "trouble", "words"),
    [
        (EXPIRED, "secret_expired", r"secret has expired.*\(invalid_client, AADSTS7000222\)"),
        (refused("invalid_client", "AADSTS7000215: s3cret~value"), "secret_wrong", "not its identifier"),
        (refused("unauthorized_client", "AADSTS700016: app"), "application_unknown", "check client_id, and tenant"),
        (refused("invalid_request", "AADSTS90002: Tenant 'x' not found"), "tenant_unknown", "check tenant"),
        (refused("invalid_grant", "AADSTS65001: consent"), "consent_missing", "administrator"),
        (refused("invalid_grant", "AADSTS50173: fresh"), "grant_revoked", "give consent again"),
        (refused("invalid_grant", "Bad Request"), "grant_revoked", r"\(invalid_grant\)"),
        (refused("interaction_required", "AADSTS50076: mfa"), "blocked", "security policy"),
        (refused("invalid_scope"), "scope_wrong", "check scope"),
        (refused("<script>", "", 418), "request_wrong", r"\(HTTP 418\)"),
        (Reply(b"<html>", 404), "request_wrong", r"\(HTTP 404\)"),
        (Reply(b'{"error": {"code": 403}}', 403), "request_wrong", r"\(HTTP 403\)"),
        (Reply(b"", 302, headers=(("Location", "http://127.0.0.1:1/"),)), "request_wrong", r"\(HTTP 302\)"),
    ],
)
def test_a_refusal_alarms_at_once_and_says_the_way_out(
    token_server: TokenServer, asker: Asker, reply: Reply, trouble: str, words: str
) -> None:
    token_server.reply = reply
    error = no_token(asker.source(token_server.access()))
    with pytest.raises(TokenError, match=words):
        raise error
    assert (error.reason, error.trouble) == ("oauth", trouble)
    assert asker.troubles() == [trouble]


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(b"oops", 500), "HTTP 500"),
        (Reply(b"", 429), "HTTP 429"),
        (refused("temporarily_unavailable"), "temporarily_unavailable"),
        (Reply(b"<html>sign in to the network</html>"), "no token"),
        (Reply(b"[1]"), "no sense"),
        (Reply(b"[" * 20_000), "no sense"),
        (Reply(b'{"access_token": "a b"}'), "no token of use"),
        (Reply(b'{"access_token": 5}'), "no token of use"),
        (Reply(b'{"access_token": "a", "token_type": "mac"}'), "no token of use"),
        (Reply(b'{"access_token": "a", "refresh_token": "a\\nb"}'), "refresh token of no use"),
        (Reply(b'{"access_token": "a", "expires_in": "soon"}'), "no sense"),
        (Reply(b'{"access_token": "' + b"a" * 70_000 + b'"}'), "too long"),
        (Reply(b"{}", delay=1.5), "no answer in time"),
        (Reply(b" " * 100, drip=0.1), "no answer in time"),
    ],
)
def test_what_may_pass_is_no_alarm_at_first(token_server: TokenServer, asker: Asker, reply: Reply, words: str) -> None:
    token_server.reply = reply
    started = time.monotonic()
    error = no_token(asker.source(token_server.access()))
    assert words in str(error)
    assert (error.reason, error.trouble) == ("token_server", "unreachable")
    assert asker.told == []
    assert time.monotonic() - started < 4


def test_staff_have_a_cause_and_a_remedy_for_each_trouble_and_only_those() -> None:
    assert len({words.cause for words in TROUBLES.values()}) == len(TROUBLES)
    assert all(words.cause[0].islower() and words.cause[-1] != "." for words in TROUBLES.values())
    assert all(words.remedy[0].islower() and words.remedy[-1] == "." for words in TROUBLES.values())
