"""The smallest client of the simulated portal: says what a test wants said, and checks nothing."""

from __future__ import annotations

import base64
from typing import Any, Self

import httpx

from bot.demo.portal.simulator import Simulator
from tests.patience import PATIENCE

SEARCH = "factures/v1/rechercher/recipiendaire"
WORKS = "facturesTravaux/v1/rechercher"
HISTORY = "factures/v1/consulter/historique"
SERVICES = "structures/v1/rechercher/services"
SHOW = "factures/v1/consulter/recipiendaire"


class Caller:
    """A client with a token; `headers` are sent with every call."""

    def __init__(self, portal: Simulator) -> None:
        self.portal = portal
        self.http = httpx.Client(base_url=portal.url, timeout=PATIENCE, trust_env=False)
        self.headers = {"cpro-account": account(portal.login, portal.password)}
        self.headers["Authorization"] = f"Bearer {self.token().json()['access_token']}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def token(self, **form: str) -> httpx.Response:
        """Asks for a token, with the right form unless told otherwise."""
        right = {
            "grant_type": "client_credentials",
            "client_id": self.portal.client_id,
            "client_secret": self.portal.client_secret,
            "scope": "openid",
        }
        return self.http.post(self.portal.token_url, data=right | form)

    def post(self, service: str, body: object = None, **headers: str) -> httpx.Response:
        """The bare answer."""
        said = {} if body is None else body
        return self.http.post(f"/cpro/{service}", json=said, headers=self.headers | headers)

    def ask(self, service: str, **body: Any) -> dict[str, Any]:
        """The body of an answer that came with 200."""
        answer = self.post(service, body)
        assert answer.status_code == 200, answer
        found: dict[str, Any] = answer.json()
        return found

    def rows(self, page: int = 1, size: int = 1000, **criteria: Any) -> list[dict[str, Any]]:
        """One page of the search for received invoices; empty when nothing is found."""
        paging = {"pageResultatDemandee": page, "nbResultatsParPage": size, "nbResultatsMaximum": 999_999}
        found: list[dict[str, Any]] = self.ask(SEARCH, paramRecherche=paging, **criteria).get("listeFactures", [])
        return found


def account(login: str, password: str) -> str:
    """The value of the header `cpro-account`."""
    return base64.b64encode(f"{login}:{password}".encode()).decode()
