"""The fault matrix: whatever goes wrong at whichever service costs one clear error, and the next call is right."""

from __future__ import annotations

import gzip
import json
import logging
from base64 import b64encode

import pytest

from bot.edges.portal_troubles import PORTAL_TROUBLES
from bot.errors import PortalError
from tests.edges.portal_asker import CALLS, HASTY, ONE_MORE_TRY, Clock, client
from tests.servers.scripted_portal import LOGIN, PASSWORD, SECRET, PortalServer, Script, ScriptedPortal

BODY = "SENTINELLE Dupont FR7630001007941234567890185"
PAGE = f"<!DOCTYPE html><html><body>{BODY}</body></html>".encode()
HTML = "text/html; charset=utf-8"


def _json(**fields: object) -> bytes:
    return json.dumps(fields).encode()


def _challenge(status: int, words: str = "") -> Script:
    return Script(status=status, headers=(("WWW-Authenticate", words),) if words else ())


FAULTS: dict[str, tuple[Script, str]] = {
    # the gateway's and the account's refusals
    "token refused": (_challenge(401, 'Bearer realm="PISTE"'), "token_refused"),
    "token expired, in words": (_challenge(401, 'Bearer error="invalid_token"'), "token_refused"),
    "account refused": (_challenge(401), "account_refused"),
    "account refused by a page": (Script(PAGE, 401, content_type=HTML), "account_refused"),
    "terms not accepted": (_challenge(403), "access_refused"),
    "terms not accepted, json": (Script(_json(error=BODY), 403), "access_refused"),
    "scope too small": (_challenge(403, 'Bearer error="insufficient_scope"'), "scope_refused"),
    "path not published": (_challenge(403, 'Bearer realm="DefaultRealm"'), "path_unknown"),
    "path not published, 401": (_challenge(401, 'Bearer realm="DefaultRealm"'), "path_unknown"),
    "path missing": (Script(PAGE, 404, content_type=HTML), "path_unknown"),
    "method refused": (Script(status=405), "path_unknown"),
    "moved": (Script(status=302, headers=(("Location", "http://127.0.0.1:1/"),)), "path_unknown"),
    # the portal's own refusals
    "bad request": (Script(_json(message=BODY), 400), "request_refused"),
    "bad request, a page": (Script(PAGE, 400, content_type=HTML), "request_refused"),
    "unsupported form": (Script(status=415), "request_refused"),
    "error code in 200": (Script(_json(codeRetour=20001, libelle=BODY)), "refused_by_rule"),
    "error code in 400": (Script(_json(codeRetour="20001", libelle="GDP_MSG_11.005"), 400), "refused_by_rule"),
    "error code in 400, negative": (Script(_json(codeRetour=-1, libelle=None), 400), "refused_by_rule"),
    # too many, broken, closed
    "too many calls": (Script(_json(codeRetour=20001), 429), "quota"),
    "too many calls, a page": (Script(PAGE, 429, content_type=HTML), "quota"),
    "fault": (Script(_json(codeRetour=500, libelle=BODY), 500), "fault"),
    "fault, a page": (Script(PAGE, 500, content_type=HTML), "fault"),
    "bad gateway": (Script(status=502), "fault"),
    "closed for a while": (Script(status=503), "fault"),
    "gateway's patience": (Script(status=504), "slow"),
    "maintenance, 503": (Script(PAGE, 503, content_type=HTML), "maintenance"),
    "maintenance, 200": (Script(PAGE, content_type=HTML), "maintenance"),
    "maintenance called json": (Script(b"\n  " + PAGE), "maintenance"),
    "proxy wants a login": (Script(PAGE, 407, content_type=HTML), "proxy"),
    # answers without sense
    "nothing": (Script(), "unreadable"),
    "no json": (Script(BODY.encode()), "unreadable"),
    "half of the json": (Script(b'{"codeRetour":0,"libelle":"' + BODY.encode()), "unreadable"),
    "a list": (Script(b'[{"codeRetour":0}]'), "unreadable"),
    "a text": (Script(json.dumps(BODY).encode()), "unreadable"),
    "null": (Script(b"null"), "unreadable"),
    "too deep": (Script(b"[" * 100_000), "unreadable"),
    "bad gzip": (Script(BODY.encode(), headers=(("Content-Encoding", "gzip"),)), "unreadable"),
    "a number without end": (Script(b'{"codeRetour":' + b"9" * 10_000 + b"}"), "unreadable"),
    "too long": (Script(b'{"a":"' + b"x" * 300_000 + b'"}'), "too_large"),
    "too long once unpacked": (
        Script(gzip.compress(b'{"a":"' + b"x" * 900_000 + b'"}'), headers=(("Content-Encoding", "gzip"),)),
        "too_large",
    ),
    # the wire
    "reset": (Script(raw=b"", reset=True), "broken_off"),
    "closed": (Script(raw=b""), "broken_off"),
    "cut in the body": (Script(b'{"codeRetour":0,', length=500), "broken_off"),
    "reset in the body": (Script(b'{"codeRetour":0,', length=500, reset=True), "broken_off"),
    "cut in a chunk": (
        Script(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"),
        "broken_off",
    ),
    "no http": (Script(raw=b"220 mx.example ESMTP\r\n"), "broken_off"),
    "headers without end": (Script(raw=b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000), "broken_off"),
    "late": (Script(b"{}", delay=2.0), "slow"),
    "drips": (Script(b'{"codeRetour":0}', drip=0.01), "slow"),
}
HURRY = {"late", "drips"}
AGAIN = {"quota", "fault", "slow", "broken_off", "unreadable"}


@pytest.fixture(scope="module")
def unhurt(scripted_portal_server: PortalServer) -> dict[str, object]:
    """What a client that nothing happened to is told."""
    scripted_portal_server.script = ScriptedPortal(port=scripted_portal_server.port)
    with client(scripted_portal_server.script.access()) as portal:
        return {call: ask(portal) for call, (_, ask) in CALLS.items()}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_of_a_service_costs_one_clear_error_and_nothing_after(
    scripted_portal: ScriptedPortal,
    unhurt: dict[str, object],
    caplog: pytest.LogCaptureFixture,
    call: str,
    fault: str,
) -> None:
    path, ask = CALLS[call]
    script, trouble = FAULTS[fault]
    clock = Clock(pace=1.0 if fault == "drips" else 0.0)
    caplog.set_level(logging.DEBUG)
    scripted_portal.script(path, script)
    with client(scripted_portal.access(), clock, HASTY if fault in HURRY else ONE_MORE_TRY) as portal:
        with pytest.raises(PortalError) as caught:
            ask(portal)
        error = caught.value
        _is_clear(error, trouble, path)
        tries = 2 if trouble in AGAIN and fault not in HURRY else 1
        assert clock.slept == [1.0] * (tries - 1)
        renewed = script.status == 401
        assert len(scripted_portal.calls(path)) == tries * (2 if renewed else 1)
        assert len(scripted_portal.calls("token")) == (2 if renewed else 1)
        scripted_portal.mend()
        clock.pace = 0.0
        assert ask(portal) == unhurt[call]
        assert len(scripted_portal.calls("token")) == (2 if renewed else 1)
    _tells_nothing(f"{error} {error!r} {error.advice} {error.fields} {error.__cause__} {caplog.text}")


def _is_clear(error: PortalError, trouble: str, path: str) -> None:
    words = PORTAL_TROUBLES[trouble]
    assert error.trouble == trouble
    assert error.temporary is words.passing
    assert words.what in str(error)
    assert path.partition("/v1/")[2] in str(error)
    assert error.advice == words.advice
    assert "\n" not in str(error)
    assert len(str(error)) < 300


def _tells_nothing(text: str) -> None:
    account = b64encode(f"{LOGIN}:{PASSWORD}".encode()).decode()
    for secret in (SECRET, PASSWORD, account, "t0ken", "SENTINELLE", "Dupont", "FR76"):
        assert secret not in text


TOKEN_FAULTS: dict[str, tuple[Script, str]] = {
    "client refused": (Script(_json(error="invalid_client", error_description=BODY), 400), "client_refused"),
    "client refused, 401": (Script(_json(error="invalid_client"), 401), "client_refused"),
    "client not allowed": (Script(_json(error="unauthorized_client"), 400), "client_refused"),
    "scope refused": (Script(_json(error="invalid_scope"), 400), "scope_refused"),
    "wrong address": (Script(PAGE, 404, content_type=HTML), "token_address"),
    "request refused": (Script(_json(error="unsupported_grant_type"), 400), "token_address"),
    "moved": (Script(status=302, headers=(("Location", "http://127.0.0.1:1/"),)), "token_address"),
    "too many calls": (Script(status=429), "token_server"),
    "fault": (Script(PAGE, 500, content_type=HTML), "token_server"),
    "maintenance": (Script(PAGE, 503, content_type=HTML), "token_server"),
    "maintenance, 200": (Script(PAGE, content_type=HTML), "token_server"),
    "no json": (Script(BODY.encode()), "token_server"),
    "nothing": (Script(), "token_server"),
    "no token": (Script(_json(token_type="Bearer", expires_in=3600)), "token_server"),
    "empty token": (Script(_json(access_token="", token_type="Bearer", expires_in=42)), "token_server"),
    "token with a line break": (Script(_json(access_token="a\r\nb", token_type="Bearer")), "token_server"),
    "another kind of token": (Script(_json(access_token="a", token_type="mac")), "token_server"),
    "too long": (Script(b'{"a":"' + b"x" * 300_000 + b'"}'), "token_server"),
    "reset": (Script(raw=b"", reset=True), "token_server"),
    "cut": (Script(b'{"access_token":', length=500), "token_server"),
    "late": (Script(b"{}", delay=2.0), "token_server"),
    "drips": (Script(b'{"access_token":"a"}' + b" " * 60, drip=0.02), "token_server"),
}


@pytest.mark.parametrize("fault", TOKEN_FAULTS)
def test_a_fault_of_the_token_service_costs_one_clear_error_and_nothing_after(
    scripted_portal: ScriptedPortal, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    script, trouble = TOKEN_FAULTS[fault]
    caplog.set_level(logging.DEBUG)
    scripted_portal.script("token", script)
    with client(scripted_portal.access(), limits=HASTY if fault in HURRY else ONE_MORE_TRY) as portal:
        with pytest.raises(PortalError) as caught:
            portal.recipients()
        error = caught.value
        assert error.trouble == trouble
        assert error.temporary is (trouble == "token_server")
        assert len(scripted_portal.calls("token")) == (2 if error.temporary and fault not in HURRY else 1)
        assert not scripted_portal.calls()
        scripted_portal.mend()
        assert [town.identifier for town in portal.recipients()] == ["00000000013456"]
    _tells_nothing(f"{error} {error!r} {error.advice} {error.fields} {caplog.text}")
