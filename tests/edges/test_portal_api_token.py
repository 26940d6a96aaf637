"""The way in: one token for many calls, renewed in time; the account, the proxy, the private CA; and no word of them."""

from __future__ import annotations

import json
import os
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from bot.core.portal_access import PORTAL_HOSTS
from bot.demo.portal.simulator import Simulator
from bot.edges.portal_api_calls import PortalLimits
from bot.errors import ConfigError, PortalError
from tests.edges.portal_asker import HASTY, Clock, client, client_of
from tests.servers.dovecot import Dovecot
from tests.servers.scripted_portal import CLIENT, LOGIN, PASSWORD, SECRET, PortalServer, Script, ScriptedPortal
from tests.servers.serving import LoopbackHttp, serving

RECIPIENTS = "transverses/v1/recuperer/structures/actives/destinataire"


def test_a_token_is_asked_for_once_by_form_and_serves_every_call(scripted_portal: ScriptedPortal) -> None:
    with client(scripted_portal.access()) as portal:
        portal.health()
        portal.recipients()
    (asked,) = scripted_portal.calls("token")
    assert parse_qs(asked.body.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": [CLIENT],
        "client_secret": [SECRET],
        "scope": ["openid"],
    }
    for call in scripted_portal.calls():
        assert call.headers["authorization"] == "Bearer t0ken-1"
        assert b64decode(call.headers["cpro-account"]).decode() == f"{LOGIN}:{PASSWORD}"


def test_a_token_is_renewed_four_minutes_before_its_end(scripted_portal: ScriptedPortal) -> None:
    clock = Clock()
    with client(scripted_portal.access(), clock) as portal:
        portal.recipients()
        clock.sleep(3600 - 240 - 30)
        portal.recipients()
        assert len(scripted_portal.calls("token")) == 1
        clock.sleep(40)
        portal.recipients()
        assert len(scripted_portal.calls("token")) == 2


def test_a_short_token_is_used_for_two_thirds_of_its_life(scripted_portal: ScriptedPortal) -> None:
    scripted_portal.life = 60
    clock = Clock()
    with client(scripted_portal.access(), clock) as portal:
        for seconds, tokens in ((0, 1), (30, 1), (12, 2)):
            clock.sleep(seconds)
            portal.recipients()
            assert len(scripted_portal.calls("token")) == tokens


def test_a_token_server_that_is_away_costs_nothing_while_the_token_is_good(scripted_portal: ScriptedPortal) -> None:
    clock = Clock()
    with client(scripted_portal.access(), clock) as portal:
        portal.recipients()
        scripted_portal.script("token", Script(status=503))
        clock.sleep(3600 - 100)
        portal.recipients()
        clock.sleep(101)
        with pytest.raises(PortalError) as caught:
            portal.recipients()
    assert caught.value.trouble == "token_server"


def test_a_token_that_ended_before_its_time_is_replaced_unseen(portal: Simulator) -> None:
    with client_of(portal) as chorus:
        chorus.recipients()
        portal.expire_tokens()
        chorus.recipients()
    assert [call.status for call in portal.calls_of("actives/destinataire")] == [200, 401, 200]


def test_a_wrong_password_is_told_apart_from_a_bad_token(portal: Simulator) -> None:
    with client_of(portal) as chorus:
        portal.door.password_good = False
        with pytest.raises(PortalError, match="technical account") as caught:
            chorus.recipients()
        portal.door.password_good = True
        assert chorus.recipients()
    assert caught.value.trouble == "account_refused"
    assert "424 days" in caught.value.advice
    assert not caught.value.temporary


def test_a_password_changed_in_its_file_counts_at_the_next_call(scripted_portal: ScriptedPortal) -> None:
    passwords = iter(["old", "new"])
    with client(scripted_portal.access(), password=lambda: next(passwords)) as portal:
        portal.recipients()
        portal.recipients()
    said = [b64decode(call.headers["cpro-account"]).decode() for call in scripted_portal.calls()]
    assert said == [f"{LOGIN}:old", f"{LOGIN}:new"]


@pytest.mark.parametrize("which", ["client secret", "password"])
def test_a_secret_that_is_gone_is_told_like_any_other_trouble(scripted_portal: ScriptedPortal, which: str) -> None:
    def gone() -> str:
        raise ConfigError("organisation casq, portal: password_file /run/secrets/casq: no such file")

    secrets = {"secret" if which == "client secret" else "password": gone}
    asker = client(scripted_portal.access(), **secrets)  # type: ignore[arg-type]  # one of two keywords
    with asker as portal, pytest.raises(PortalError, match="/run/secrets/casq") as caught:
        portal.recipients()
    assert (caught.value.trouble, caught.value.temporary) == ("settings", False)


def test_a_portal_that_is_not_there_is_unreachable(scripted_portal: ScriptedPortal) -> None:
    for changed, trouble in (
        ({"base_url": "http://127.0.0.1:1"}, "unreachable"),
        ({"token_url": "http://127.0.0.1:1/t"}, "token_server"),
    ):
        clock = Clock()
        with client(scripted_portal.access(**changed), clock) as portal, pytest.raises(PortalError) as caught:
            portal.recipients()
        assert (caught.value.trouble, caught.value.temporary, clock.slept) == (trouble, True, [1.0])


def test_the_connection_is_kept_from_call_to_call(scripted_portal_server: PortalServer) -> None:
    accepted = []
    honest = scripted_portal_server.get_request

    def noted() -> object:
        accepted.append(1)
        return honest()

    scripted_portal_server.script = ScriptedPortal(port=scripted_portal_server.port)
    scripted_portal_server.get_request = noted  # type: ignore[method-assign,assignment]  # counts, then does the same
    try:
        with client(scripted_portal_server.script.access()) as portal:
            for _ in range(5):
                portal.recipients()
    finally:
        del scripted_portal_server.get_request
    assert len(accepted) == 2  # one for the token


def test_a_connection_that_the_other_side_closed_meanwhile_costs_nothing(scripted_portal: ScriptedPortal) -> None:
    clock = Clock()
    scripted_portal.script(RECIPIENTS, Script(raw=b""), Script(b'{"codeRetour":0}'))
    with client(scripted_portal.access(), clock, PortalLimits()) as portal:
        assert portal.recipients() == ()
    assert clock.slept == [1.0]


# --- TLS and proxies ---


@pytest.fixture
def secure_portal(dovecot: Dovecot) -> Iterator[ScriptedPortal]:
    """The scripted portal behind TLS, its certificate signed by a private CA."""
    server = PortalServer()
    server.behind_tls(dovecot.ca_file)
    with serving(server):
        yield server.script


def test_tls_is_verified_and_a_private_ca_can_be_named(
    secure_portal: ScriptedPortal, scripted_portal: ScriptedPortal, dovecot: Dovecot, tmp_path: Path
) -> None:
    secure = f"https://localhost:{secure_portal.port}"
    access = secure_portal.access(base_url=secure, token_url=f"{secure}/token")
    with client(replace(access, ca_file=dovecot.ca_file)) as portal:
        assert portal.recipients()
    troubles = {}
    for name, tried in {
        "api": replace(access, token_url=scripted_portal.access().token_url),
        "token": access,
        "no file": replace(access, ca_file=str(tmp_path / "none.pem")),
        "no file for the api": replace(
            access, token_url=scripted_portal.access().token_url, ca_file=str(tmp_path / "none.pem")
        ),
    }.items():
        with client(tried, limits=HASTY) as portal, pytest.raises(PortalError) as caught:
            portal.recipients()
        troubles[name] = caught.value.trouble
    assert troubles == {
        "api": "certificate",
        "token": "token_server",
        "no file": "settings",
        "no file for the api": "settings",
    }


class _Proxy(BaseHTTPRequestHandler):
    """Answers in place of whoever was meant (RFC 9112 §3.2.2), and notes whom."""

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, ProxyServer)
        server.seen.append(self.path)
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body: dict[str, object] = {"codeRetour": 0, "listeStructures": []}
        if self.path.endswith("/token"):
            body = {"access_token": "x", "token_type": "Bearer", "expires_in": 60}
        octets = json.dumps(body).encode()
        self.send_response(server.status)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def do_CONNECT(self) -> None:
        self.send_response(407)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Nothing to the console."""


class ProxyServer(LoopbackHttp):
    """A proxy on loopback."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.status = 200
        super().__init__(_Proxy)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def proxy() -> Iterator[ProxyServer]:
    with serving(ProxyServer()) as server:
        yield server


def test_a_proxy_that_is_named_passes_on_tokens_and_calls(scripted_portal: ScriptedPortal, proxy: ProxyServer) -> None:
    access = scripted_portal.access(
        token_url="http://oauth.example/token", base_url="http://api.example", proxy=proxy.url
    )
    with client(access) as portal:
        assert portal.recipients() == ()
        assert proxy.seen == ["http://oauth.example/token", f"http://api.example/cpro/{RECIPIENTS}"]
        proxy.status = 407
        with pytest.raises(PortalError) as caught:
            portal.recipients()
    assert caught.value.trouble == "proxy"


def test_a_proxy_may_be_named_without_its_scheme(scripted_portal: ScriptedPortal, proxy: ProxyServer) -> None:
    access = scripted_portal.access(
        token_url="http://oauth.example/token", base_url="http://api.example", proxy=proxy.url.removeprefix("http://")
    )
    with client(access) as portal:
        assert portal.recipients() == ()


@pytest.mark.parametrize(
    "changed",
    [{"proxy": "socks5://127.0.0.1:1"}, {"proxy": "http://[::1"}, {"proxy": "gopher://127.0.0.1"}],
)
def test_a_proxy_that_cannot_be_one_is_told(scripted_portal: ScriptedPortal, changed: dict[str, str]) -> None:
    with client(scripted_portal.access(**changed), limits=HASTY) as portal, pytest.raises(PortalError) as caught:
        portal.recipients()
    assert caught.value.trouble in {"settings", "token_server"}


def test_a_proxy_of_the_environment_that_cannot_be_one_is_told(
    scripted_portal: ScriptedPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    access = scripted_portal.access(base_url="https://api.example")
    with client(access) as portal, pytest.raises(PortalError, match="write http://host:port") as caught:
        portal.recipients()
    assert caught.value.trouble == "settings"


def test_an_address_that_is_none_is_told(scripted_portal: ScriptedPortal) -> None:
    for wrong, trouble in (("http://[::1", "settings"), ("ftp://api.example", "unreachable"), ("api", "unreachable")):
        with client(scripted_portal.access(base_url=wrong), limits=HASTY) as portal:
            with pytest.raises(PortalError) as caught:
                portal.recipients()
            assert caught.value.trouble == trouble


def test_a_password_in_any_bytes_is_sent_as_it_is(scripted_portal: ScriptedPortal) -> None:
    with client(scripted_portal.access(), password=lambda: os.fsdecode(b"p\xe9")) as portal:
        portal.recipients()
    assert b64decode(scripted_portal.calls()[0].headers["cpro-account"]) == f"{LOGIN}:p".encode() + b"\xe9"


def test_a_proxy_that_lets_nobody_through_is_told(
    scripted_portal: ScriptedPortal, proxy: ProxyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy.url)
    monkeypatch.setenv("no_proxy", "")
    access = scripted_portal.access(base_url="https://api.example")
    with client(access) as portal, pytest.raises(PortalError) as caught:
        portal.recipients()
    assert caught.value.trouble == "proxy"


def test_production_and_qualification_are_known_by_name() -> None:
    assert {name: (hosts.token_url, hosts.base_url) for name, hosts in PORTAL_HOSTS.items()} == {
        "production": ("https://oauth.piste.gouv.fr/api/oauth/token", "https://api.piste.gouv.fr"),
        "qualification": (
            "https://sandbox-oauth.piste.gouv.fr/api/oauth/token",
            "https://sandbox-api.piste.gouv.fr",
        ),
    }
