"""Tokens from a local token server: in time, kept while good, told at once when none is given, nothing lost in a crash."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.organisation import OAuthAccess
from bot.edges.oauth import TokenSource
from bot.edges.oauth_endpoint import TokenLimits
from bot.edges.xoauth2 import first_words, status_of
from bot.errors import ConfigError, TokenError
from bot.jobs.loop import never
from tests.servers.dovecot import free_port
from tests.servers.token_server import FIRST_REFRESH_TOKEN, SECRET, Reply, TokenServer, refused

HOUR = 3600.0
BLIP = Reply(b"", 503)
EXPIRED = refused("invalid_client", "AADSTS7000222: The provided client secret keys are expired.", 401)


@dataclass
class Desk:
    """What a token source is given, and what it told."""

    secret: str = SECRET
    now: float = 1000.0
    told: list[TokenError | None] = field(default_factory=list)

    def source(self, access: OAuthAccess) -> TokenSource:
        return TokenSource(
            access,
            lambda: self.secret,
            self.told.append,
            at=never,
            limits=TokenLimits(connect=2, read=1, whole=1),
            monotonic=lambda: self.now,
        )

    def troubles(self) -> list[str]:
        return ["good" if error is None else error.trouble for error in self.told]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def refresh_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text(FIRST_REFRESH_TOKEN + "\n")
    path.chmod(0o600)
    return path


def _no_token(source: TokenSource) -> TokenError:
    with pytest.raises(TokenError) as caught:
        source.token()
    assert SECRET not in str(caught.value)
    assert "refresh-" not in str(caught.value)
    assert caught.value.temporary
    return caught.value


# --- the two grants ------------------------------------------------------------------------------


def test_client_credentials_ask_with_id_secret_and_scope(token_server: TokenServer, desk: Desk) -> None:
    assert token_server.is_good(desk.source(token_server.access()).token())
    assert token_server.asked == [
        {
            "grant_type": "client_credentials",
            "client_id": "guichet-client",
            "client_secret": SECRET,
            "scope": "mail",
        }
    ]


def test_a_refresh_token_is_read_from_its_file(token_server: TokenServer, desk: Desk, refresh_file: Path) -> None:
    assert token_server.is_good(desk.source(token_server.access(str(refresh_file))).token())
    (form,) = token_server.asked
    assert (form["grant_type"], form["refresh_token"]) == ("refresh_token", FIRST_REFRESH_TOKEN)


def test_an_application_without_a_secret_sends_none(token_server: TokenServer, desk: Desk, refresh_file: Path) -> None:
    desk.secret = ""
    _no_token(desk.source(token_server.access(str(refresh_file))))
    assert "client_secret" not in token_server.asked[0]


def test_a_token_is_kept_until_ten_minutes_before_its_end(token_server: TokenServer, desk: Desk) -> None:
    source = desk.source(token_server.access())
    first = source.token()
    desk.now += HOUR - 601
    assert source.token() == first
    desk.now += 2
    assert source.token() != first


def test_a_short_token_is_used_for_two_thirds_of_its_life(token_server: TokenServer, desk: Desk) -> None:
    token_server.life = 60
    source = desk.source(token_server.access())
    first = source.token()
    desk.now += 39
    assert source.token() == first
    desk.now += 2
    assert source.token() != first


def test_threads_that_need_a_token_at_once_ask_for_one_together(token_server: TokenServer, desk: Desk) -> None:
    source = desk.source(token_server.access())
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(source.token())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 8
    assert len(set(got)) == len(token_server.asked) == 1


def test_keeping_fresh_renews_what_is_in_use_and_asks_for_nothing_else(token_server: TokenServer, desk: Desk) -> None:
    source = desk.source(token_server.access())
    source.keep_fresh()
    assert token_server.asked == []
    first = source.token()
    desk.now += HOUR - 100
    source.keep_fresh()
    assert len(token_server.asked) == 2
    assert source.token() != first


# --- rotation ------------------------------------------------------------------------------------


def test_a_rotated_refresh_token_takes_the_old_ones_place_with_its_mode(
    token_server: TokenServer, desk: Desk, refresh_file: Path
) -> None:
    refresh_file.chmod(0o640)
    token_server.rotate = True
    source = desk.source(token_server.access(str(refresh_file)))
    for _ in range(3):
        source.token()
        assert {refresh_file.read_text().strip()} == token_server.refresh_tokens
        desk.now += HOUR
    assert refresh_file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in refresh_file.parent.iterdir()] == [refresh_file.name]
    assert desk.troubles() == ["good"] * 3


def test_a_file_whose_token_stays_the_same_is_not_touched(
    token_server: TokenServer, desk: Desk, refresh_file: Path
) -> None:
    before = refresh_file.stat()
    desk.source(token_server.access(str(refresh_file))).token()
    after = refresh_file.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_link_stays_a_link(token_server: TokenServer, desk: Desk, refresh_file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = elsewhere / "link"
    link.symlink_to(refresh_file)
    token_server.rotate = True
    desk.source(token_server.access(str(link))).token()
    assert link.is_symlink()
    assert {refresh_file.read_text().strip()} == token_server.refresh_tokens


def test_a_refresh_token_that_people_replace_is_used_at_the_next_renewal(
    token_server: TokenServer, desk: Desk, refresh_file: Path
) -> None:
    token_server.refresh_tokens = {"from-a-new-consent"}
    source = desk.source(token_server.access(str(refresh_file)))
    assert _no_token(source).trouble == "grant_revoked"
    refresh_file.write_text("from-a-new-consent")
    assert token_server.is_good(source.token())
    assert desk.troubles() == ["grant_revoked", "good"]


def test_a_token_that_cannot_be_written_is_told_at_once_used_and_written_later(
    token_server: TokenServer, desk: Desk, refresh_file: Path
) -> None:
    token_server.rotate = True
    # A folder in the way: root, who runs tests in containers, may write into any folder.
    obstacle = refresh_file.with_name(f".{refresh_file.name}.new")
    obstacle.mkdir()
    source = desk.source(token_server.access(str(refresh_file)))
    assert token_server.is_good(source.token())
    desk.now += HOUR
    assert token_server.is_good(source.token())
    assert refresh_file.read_text().strip() == FIRST_REFRESH_TOKEN
    obstacle.rmdir()
    desk.now += HOUR
    source.token()
    assert {refresh_file.read_text().strip()} == token_server.refresh_tokens
    assert desk.troubles() == ["not_stored", "not_stored", "good"]


_ROTATE = """
import os, signal, sys
from bot.edges.refresh_token_file import RefreshTokenFile
die = lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == sys.argv[2] else None
RefreshTokenFile(sys.argv[1], die).replace("a-new-one")
"""


@pytest.mark.parametrize(
    ("point", "left"), [("oauth.written", FIRST_REFRESH_TOKEN), ("oauth.replaced", "a-new-one"), ("never", "a-new-one")]
)
def test_a_kill_leaves_the_old_token_or_the_new_one_and_the_next_change_works(
    refresh_file: Path, point: str, left: str
) -> None:
    for _ in range(2):
        command = [sys.executable, "-c", _ROTATE, str(refresh_file), point]
        done = subprocess.run(command, check=False, timeout=30)
        assert done.returncode == (0 if point == "never" else -signal.SIGKILL)
        assert refresh_file.read_text().strip() == left


def test_two_processes_never_use_one_refresh_token_twice(
    token_server: TokenServer, desk: Desk, refresh_file: Path
) -> None:
    token_server.rotate = True
    access = token_server.access(str(refresh_file))
    got: list[str] = []
    threads = [threading.Thread(target=lambda: got.append(desk.source(access).token())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len({form["refresh_token"] for form in token_server.asked}) == 4
    assert {refresh_file.read_text().strip()} == token_server.refresh_tokens


# --- trouble -------------------------------------------------------------------------------------


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
    token_server: TokenServer, desk: Desk, reply: Reply, trouble: str, words: str
) -> None:
    token_server.reply = reply
    error = _no_token(desk.source(token_server.access()))
    with pytest.raises(TokenError, match=words):
        raise error
    assert (error.reason, error.trouble) == ("oauth", trouble)
    assert desk.troubles() == [trouble]


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
def test_what_may_pass_is_no_alarm_at_first(token_server: TokenServer, desk: Desk, reply: Reply, words: str) -> None:
    token_server.reply = reply
    started = time.monotonic()
    error = _no_token(desk.source(token_server.access()))
    assert words in str(error)
    assert (error.reason, error.trouble) == ("token_server", "unreachable")
    assert desk.told == []
    assert time.monotonic() - started < 4


def test_a_blip_costs_nothing_while_the_token_is_good(token_server: TokenServer, desk: Desk) -> None:
    source = desk.source(token_server.access())
    first = source.token()
    token_server.reply = BLIP
    desk.now += HOUR - 121
    assert source.token() == first
    assert desk.troubles() == ["good"]


def test_a_server_that_stays_away_alarms_two_minutes_before_the_end(token_server: TokenServer, desk: Desk) -> None:
    source = desk.source(token_server.access())
    first = source.token()
    token_server.reply = BLIP
    desk.now += HOUR - 119
    source.keep_fresh()
    assert desk.troubles() == ["good", "unreachable"]
    assert source.token() == first
    desk.now += 120
    assert _no_token(source).trouble == "unreachable"
    token_server.reply = None
    assert token_server.is_good(source.token())
    assert desk.troubles()[-1] == "good"


def test_a_server_that_was_never_there_alarms_after_five_minutes(desk: Desk) -> None:
    access = OAuthAccess(f"http://127.0.0.1:{free_port()}/token", "id", "client_credentials")
    source = desk.source(access)
    for _ in range(2):
        _no_token(source)
        desk.now += 299
    assert desk.troubles() == []
    desk.now += 2
    _no_token(source)
    assert desk.troubles() == ["unreachable"]


def test_a_refusal_while_the_token_is_good_alarms_and_mail_goes_on(token_server: TokenServer, desk: Desk) -> None:
    source = desk.source(token_server.access())
    first = source.token()
    token_server.reply = EXPIRED
    desk.now += HOUR - 500
    assert source.token() == first
    assert desk.troubles() == ["good", "secret_expired"]


def test_a_token_refused_by_the_mail_server_is_replaced_once(token_server: TokenServer, desk: Desk) -> None:
    source = desk.source(token_server.access())
    shown: list[str] = []

    def log_in(token: str) -> str:
        shown.append(token)
        raise PermissionError

    with pytest.raises(PermissionError):
        source.present(log_in, PermissionError)
    assert len(shown) == 1
    desk.now += 61
    with pytest.raises(PermissionError):
        source.present(log_in, PermissionError)
    assert len(shown) == 3
    assert len(set(shown)) == len(token_server.asked) == 2


def test_files_that_are_missing_or_empty_are_told_at_the_start_and_later(
    token_server: TokenServer, desk: Desk, refresh_file: Path
) -> None:
    source = desk.source(token_server.access(str(refresh_file)))
    source.check()
    refresh_file.write_text("\n")
    with pytest.raises(TokenError, match="refresh_token_file: the file is empty"):
        source.check()
    refresh_file.unlink()
    error = _no_token(source)
    assert str(refresh_file) in str(error)
    assert (error.reason, desk.troubles()) == ("oauth", ["files"])


def test_a_secret_that_is_gone_is_told_like_a_refusal(token_server: TokenServer, desk: Desk) -> None:
    def gone() -> str:
        raise ConfigError("organisation casq, mailbox.oauth: client_secret_file: /run/s: No such file or directory")

    source = TokenSource(token_server.access(), gone, desk.told.append, at=never)
    assert "client_secret_file" in str(_no_token(source))
    assert desk.troubles() == ["files"]


# --- the way there -------------------------------------------------------------------------------


def test_tls_is_verified_and_a_private_ca_can_be_named(secure_token_server: TokenServer, desk: Desk) -> None:
    access = secure_token_server.access()
    assert secure_token_server.is_good(desk.source(access).token())
    error = _no_token(desk.source(replace(access, ca_file="")))
    assert "certificate cannot be verified" in str(error)
    assert _no_token(desk.source(replace(access, ca_file="/absent.pem"))).trouble == "files"
    assert len(secure_token_server.asked) == 1


def test_a_proxy_of_the_environment_is_used_for_https_and_not_within_this_machine(
    secure_token_server: TokenServer, token_server: TokenServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name in ("https_proxy", "http_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    assert "ProxyError" in str(_no_token(desk.source(secure_token_server.access())))
    assert token_server.is_good(desk.source(token_server.access()).token())
    monkeypatch.setenv("no_proxy", "localhost")
    assert secure_token_server.is_good(desk.source(secure_token_server.access()).token())


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
