"""The way in: the gateway's tokens, the technical account, and the refusals whose reason is in a header at best."""

from __future__ import annotations

import base64
import binascii
import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

TOKEN_PATH = "/api/oauth/token"  # noqa: S105  (a path)
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An HTTP status with its headers and body, mostly empty."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, str] | None = None


@dataclass
class Door:
    """Who may come in. `life` of a token in seconds; `password_good` False once the technical password has expired."""

    client_id: str
    client_secret: str
    login: str
    password: str
    life: float = 3600.0
    password_good: bool = True
    tokens: dict[str, float] = field(default_factory=dict)

    def token(self, kind: str, octets: bytes) -> Refusal:
        """The answer of the token service, good ones too (RFC 6749 §4.4, §5.2)."""
        form = dict(parse_qsl(octets.decode("utf-8", "replace")))
        if not kind.startswith("application/x-www-form-urlencoded") or "grant_type" not in form:
            return _error("invalid_request", "Missing or invalid parameters")
        if form["grant_type"] != "client_credentials":
            return _error("unsupported_grant_type", "Grant type not supported")
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return _error("invalid_client", "Client authentication failed")
        if "openid" not in form.get("scope", "").split():
            return _error("invalid_scope", "Scope not allowed")
        token = f"simulated-{next(_numbers)}"
        self.tokens[token] = time.monotonic() + self.life
        given = {"access_token": token, "token_type": "Bearer", "expires_in": int(self.life), "scope": "openid"}
        return Refusal(200, {"Cache-Control": "no-store"}, given)  # type: ignore[arg-type]  # an integer among texts

    def refuses(self, headers: Mapping[str, str]) -> Refusal | None:
        """Why a call does not come in; None when it does."""
        kind, _, token = headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or self.tokens.get(token, 0.0) <= time.monotonic():
            return bad_token()
        return None if self._account(headers.get("cpro-account", "")) else bad_account()

    def _account(self, header: str) -> bool:
        try:
            said = base64.b64decode(header, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return False
        return self.password_good and said == f"{self.login}:{self.password}"


def bad_token() -> Refusal:
    """No token, or one that has expired: the gateway says so in a header, the body is empty."""
    return Refusal(401, {"WWW-Authenticate": 'Bearer realm="PISTE"'})


def bad_account() -> Refusal:
    """The technical account is unknown, or its password wrong or expired."""
    return Refusal(401)


def unpublished() -> Refusal:
    """A path that the gateway does not know is refused, not missing."""
    return Refusal(403, {"WWW-Authenticate": 'Bearer realm="DefaultRealm"'})


def terms_not_accepted() -> Refusal:
    """The application has not accepted the terms of the API, or the account is not linked to it."""
    return Refusal(403)


def _error(error: str, description: str) -> Refusal:
    return Refusal(400, {"Cache-Control": "no-store"}, {"error": error, "error_description": description})
