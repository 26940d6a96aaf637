"""The way in: tokens, the technical account, and refusals whose reason is in a header at best."""

from __future__ import annotations

import time

import httpx
import pytest

from bot.demo.portal.simulator import Simulator
from tests.portal.caller import SEARCH, Caller, account


def refusal(answer: httpx.Response) -> tuple[int, str, bytes]:
    """Status, reason given in the header, body."""
    return answer.status_code, answer.headers.get("www-authenticate", ""), answer.content


def test_a_token_is_given_to_the_right_client(caller: Caller) -> None:
    given = caller.token().json()
    assert given == {**given, "token_type": "Bearer", "expires_in": 3600, "scope": "openid"}
    assert caller.token(scope="openid resource.READ").status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_id": "wrong"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"scope": "profile"}, "invalid_scope"),
    ],
)
def test_the_wrong_client_is_told_why(caller: Caller, form: dict[str, str], error: str) -> None:
    answer = caller.token(**form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_token_is_asked_for_with_a_form(caller: Caller, portal: Simulator) -> None:
    answer = caller.http.post(portal.token_url, json={"grant_type": "client_credentials"})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_without_a_good_token_the_gateway_refuses_with_an_empty_body(caller: Caller) -> None:
    expected = (401, 'Bearer realm="PISTE"', b"")
    assert refusal(caller.post(SEARCH, Authorization="")) == expected
    assert refusal(caller.post(SEARCH, Authorization="Bearer made-up")) == expected


def test_a_token_expires() -> None:
    with Simulator(0, token_life=0.3) as portal, Caller(portal) as caller:
        assert caller.post(SEARCH).status_code == 200
        time.sleep(0.35)
        assert refusal(caller.post(SEARCH)) == (401, 'Bearer realm="PISTE"', b"")
        portal.expire_tokens()
        assert caller.post(SEARCH, Authorization=f"Bearer {caller.token().json()['access_token']}").status_code == 200


def test_the_account_is_checked_behind_the_token(caller: Caller, portal: Simulator) -> None:
    for header in ("", "not base64", account(portal.login, "wrong"), account("", "")):
        assert refusal(caller.post(SEARCH, **{"cpro-account": header})) == (401, "", b"")
    portal.door.password_good = False
    assert refusal(caller.post(SEARCH)) == (401, "", b"")


def test_the_account_is_refused_from_the_day_on_which_its_password_ends() -> None:
    with Simulator(0, password_days=1) as portal, Caller(portal) as caller:
        assert caller.post(SEARCH).status_code == 200
        portal.advance(days=1)
        assert refusal(caller.post(SEARCH)) == (401, "", b"")


def test_a_path_that_is_not_published_is_refused_not_missing(caller: Caller) -> None:
    for path in ("factures/v1/rechercher/nobody", "factures/v2/rechercher/recipiendaire"):
        status, header, body = refusal(caller.post(path))
        assert (status, body) == (403, b"")
        assert "DefaultRealm" in header
    assert caller.http.get("/").status_code == 403


def test_what_is_sent_must_be_json(caller: Caller) -> None:
    def sent(content: bytes, kind: str) -> int:
        headers = caller.headers | {"Content-Type": kind}
        return caller.http.post(f"/cpro/{SEARCH}", content=content, headers=headers).status_code

    assert sent(b"{}", "application/json;charset=utf-8") == 200
    assert sent(b"", "application/json") == 200
    assert sent(b"{}", "text/plain") == 415
    assert sent(b"{", "application/json") == 400
    assert sent(b"[]", "application/json") == 400
    assert sent(b'{"periodeDateDepotDu":"11/03/2024"}', "application/json") == 400
    assert sent(b'{"paramRecherche":{"nbResultatsParPage":"ten"}}', "application/json") == 400
    assert sent(b'{"idDestinataire":["x"]}', "application/json") == 400


def test_reads_are_posts(caller: Caller) -> None:
    assert caller.http.get(f"/cpro/{SEARCH}", headers=caller.headers).status_code == 405
    assert caller.http.put(f"/cpro/{SEARCH}", headers=caller.headers, json={}).status_code == 405


def test_every_call_is_recorded_and_no_secret_with_it(caller: Caller, portal: Simulator) -> None:
    caller.post(SEARCH, {"numeroFacture": "X"})
    caller.post("factures/v1/telecharger/groupe", {"listeFacture": []})
    assert [(call.service, call.status) for call in portal.calls] == [
        ("/api/oauth/token", 200), (SEARCH, 200), ("factures/v1/telecharger/groupe", 200),
    ]  # fmt: skip
    assert portal.calls_of("rechercher/recipiendaire")[0].body == {"numeroFacture": "X"}
    assert [call.service for call in portal.forbidden_calls] == ["factures/v1/telecharger/groupe"]
    assert portal.client_secret not in repr(portal.calls)
