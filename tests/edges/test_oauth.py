"""Tokens from a local token server: asked for in time, kept while they are good, and news of trouble in time."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.organisation import OAuthAccess
from bot.edges.oauth import TokenSource
from bot.edges.xoauth2 import first_words, status_of
from bot.errors import ConfigError, TokenError
from bot.jobs.loop import never
from tests.edges.token_asker import EXPIRED, Asker, no_token
from tests.servers.dovecot import free_port
from tests.servers.token_server import FIRST_REFRESH_TOKEN, SECRET, Reply, TokenServer

HOUR = 3600.0
BLIP = Reply(b"", 503)


@pytest.fixture
def asker() -> Asker:
    return Asker()


@pytest.fixture
def refresh_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(FIRST_REFRESH_TOKEN + "\n")
    path.chmod(0o600)
    return path


# --- the two grants ------------------------------------------------------------------------------


def test_client_credentials_ask_with_id_secret_and_scope(token_server: TokenServer, asker: Asker) -> None:
    assert token_server.is_good(asker.source(token_server.access()).token())
    assert token_server.asked == [
        {
            "grant_type": "client_credentials",
            "client_id": "guichet-client",
            "client_secret": SECRET,
            "scope": "mail",
        }
    ]


def test_a_refresh_token_is_read_from_its_file(token_server: TokenServer, asker: Asker, refresh_file: Path) -> None:
    assert token_server.is_good(asker.source(token_server.access(str(refresh_file))).token())
    (form,) = token_server.asked
    assert (form["grant_type"], form["refresh_token"]) == ("refresh_token", FIRST_REFRESH_TOKEN)


def test_an_application_without_a_secret_sends_none(
    token_server: TokenServer, asker: Asker, refresh_file: Path
) -> None:
    asker.secret = ""
    no_token(asker.source(token_server.access(str(refresh_file))))
    assert "client_secret" not in token_server.asked[0]


def test_a_token_is_kept_until_ten_minutes_before_its_end(token_server: TokenServer, asker: Asker) -> None:
    source = asker.source(token_server.access())
    first = source.token()
    asker.now += HOUR - 601
    assert source.token() == first
    asker.now += 2
    assert source.token() != first


def test_a_short_token_is_used_for_two_thirds_of_its_life(token_server: TokenServer, asker: Asker) -> None:
    token_server.life = 60
    source = asker.source(token_server.access())
    first = source.token()
    asker.now += 39
    assert source.token() == first
    asker.now += 2
    assert source.token() != first


def test_threads_that_need_a_token_at_once_ask_for_one_together(token_server: TokenServer, asker: Asker) -> None:
    source = asker.source(token_server.access())
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(source.token())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len(set(got)) == len(token_server.asked) == 1


def test_keeping_fresh_renews_what_is_in_use_and_asks_for_nothing_else(token_server: TokenServer, asker: Asker) -> None:
    source = asker.source(token_server.access())
    source.keep_fresh()
    assert token_server.asked == []
    first = source.token()
    asker.now += HOUR - 100
    source.keep_fresh()
    assert len(token_server.asked) == 2
    assert source.token() != first


# --- trouble -------------------------------------------------------------------------------------


def test_a_blip_costs_nothing_while_the_token_is_good(token_server: TokenServer, asker: Asker) -> None:
    source = asker.source(token_server.access())
    first = source.token()
    token_server.reply = BLIP
    asker.now += HOUR - 121
    assert source.token() == first
    assert asker.troubles() == ["good"]


def test_a_server_that_stays_away_alarms_two_minutes_before_the_end(token_server: TokenServer, asker: Asker) -> None:
    source = asker.source(token_server.access())
    first = source.token()
    token_server.reply = BLIP
    asker.now += HOUR - 119
    source.keep_fresh()
    assert asker.troubles() == ["good", "unreachable"]
    assert source.token() == first
    asker.now += 120
    assert no_token(source).trouble == "unreachable"
    token_server.reply = None
    assert token_server.is_good(source.token())
    assert asker.troubles()[-1] == "good"


def test_a_server_that_was_never_there_alarms_after_five_minutes(asker: Asker) -> None:
    access = OAuthAccess(f"http://127.0.0.1:{free_port()}/token", "id", "client_credentials")
    source = asker.source(access)
    for _ in range(2):
        no_token(source)
        asker.now += 299
    assert asker.troubles() == []
    asker.now += 2
    source.keep_fresh()
    assert asker.troubles() == ["unreachable"]


def test_a_refusal_while_the_token_is_good_alarms_and_mail_goes_on(token_server: TokenServer, asker: Asker) -> None:
    source = asker.source(token_server.access())
    first = source.token()
    token_server.reply = EXPIRED
    asker.now += HOUR - 500
    assert source.token() == first
    assert asker.troubles() == ["good", "secret_expired"]


def test_a_token_refused_by_the_mail_server_is_replaced_once(token_server: TokenServer, asker: Asker) -> None:
    source = asker.source(token_server.access())
    shown: list[str] = []

    def log_in(token: str) -> str:
        shown.append(token)
        raise PermissionError

    with pytest.raises(PermissionError):
        source.present(log_in, PermissionError)
    assert len(shown) == 1
    asker.now += 61
    with pytest.raises(PermissionError):
        source.present(log_in, PermissionError)
    assert len(shown) == 3
    assert len(set(shown)) == len(token_server.asked) == 2


def test_files_that_are_missing_or_empty_are_told_at_the_start_and_later(
    token_server: TokenServer, asker: Asker, refresh_file: Path
) -> None:
    source = asker.source(token_server.access(str(refresh_file)))
    source.check()
    refresh_file.write_text("\n")
    with pytest.raises(TokenError, match="refresh_token_file: the file is empty"):
        source.check()
    refresh_file.unlink()
    error = no_token(source)
    assert str(refresh_file) in str(error)
    assert (error.reason, asker.troubles()) == ("oauth", ["files"])


def test_a_secret_that_is_gone_is_told_like_a_refusal(token_server: TokenServer, asker: Asker) -> None:
    def gone() -> str:
        raise ConfigError("organisation casq, mailbox.oauth: client_secret_file: /run/s: No such file or directory")

    source = TokenSource(token_server.access(), gone, asker.told.append, at=never)
    assert "client_secret_file" in str(no_token(source))
    assert asker.troubles() == ["files"]


# --- the way there -------------------------------------------------------------------------------


def test_tls_is_verified_and_a_private_ca_can_be_named(secure_token_server: TokenServer, asker: Asker) -> None:
    access = secure_token_server.access()
    assert secure_token_server.is_good(asker.source(access).token())
    error = no_token(asker.source(replace(access, ca_file="")))
    assert "certificate cannot be verified" in str(error)
    assert no_token(asker.source(replace(access, ca_file="/absent.pem"))).trouble == "files"
    assert len(secure_token_server.asked) == 1


def test_a_proxy_of_the_environment_is_used_for_https_and_not_within_this_machine(
    secure_token_server: TokenServer, token_server: TokenServer, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("https_proxy", "http_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert "ProxyError" in str(no_token(asker.source(secure_token_server.access())))
    assert token_server.is_good(asker.source(token_server.access()).token())
    monkeypatch.setenv("no_proxy", "localhost")
    assert secure_token_server.is_good(asker.source(secure_token_server.access()).token())


# --- what is said to the mail server -------------------------------------------------------------


def test_the_first_words_are_those_of_googles_page() -> None:
    said = first_words("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg")
    assert said == "user=someuser@example.com\x01auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\x01\x01"


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=80) | st.sampled_from([b'{"status":"400 "}', b"[1]", b'{"status":{}}', b"[" * 9000]))
def test_whatever_the_challenge_holds_little_of_it_is_repeated(challenge: bytes) -> None:
    told = status_of(challenge)
    assert len(told) <= 60
    assert told == "" or told.startswith(" (status ")
