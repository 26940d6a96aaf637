"""One request to a token server: a grant goes out, an access token comes back, or a TokenError that says why not."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import urllib3
from oauthlib.oauth2 import BackendApplicationClient, Client, MissingTokenError, OAuth2Error

from bot.core.organisation import OAuthAccess
from bot.edges.oauth_troubles import refusal, trouble
from bot.edges.organisation_oauth import REFRESH_TOKEN
from bot.edges.proxy import proxy_for
from bot.edges.tls import client_context
from bot.errors import TokenError

_LARGEST = 65_536
"""Octets of an answer: those of Microsoft have some 3,000."""
_DAY = 86_400.0
_UNSAID = 300.0
"""Seconds that a token is good for when the server does not say (RFC 6749 §5.1 only recommends that it does)."""
_TOKEN = re.compile(r"[\x21-\x7e]+")
_REFRESH_TOKEN = re.compile(r"[\x20-\x7e]*")
"""RFC 6749 §A.12 and §A.17; an access token goes into lines of IMAP and SMTP, where a space or a control would do harm."""
_TRY_AGAIN = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class TokenLimits:
    """Time-outs in seconds: `connect`, `read` for each piece of the answer, `whole` for all of it."""

    connect: float = 10.0
    read: float = 15.0
    whole: float = 25.0


@dataclass(frozen=True, slots=True)
class Granted:
    """What the server gave: a token, for how many seconds, and the refresh token to use from now on (may be empty)."""

    access_token: str = field(repr=False)
    seconds: float
    refresh_token: str = field(repr=False)


def ask(access: OAuthAccess, secret: str, refresh_token: str, limits: TokenLimits) -> Granted:
    """Asks once. The secret travels in the body, which Microsoft and Google both take (RFC 6749 §2.3.1).

    Raises TokenError: `token_server` for what may pass (network, 5xx, an answer that makes no sense), else `oauth`.
    """
    status, text = _post(access, _body(access, secret, refresh_token), limits)
    if status >= 500 or status in _TRY_AGAIN:
        raise trouble("unreachable", detail=f"HTTP {status}", passing=True)
    return _granted(status, text)


def _body(access: OAuthAccess, secret: str, refresh_token: str) -> str:
    more = {"client_secret": secret} if secret else {}
    if access.grant == REFRESH_TOKEN:
        client = Client(access.client_id)
        scope = access.scope or None
        return client.prepare_refresh_body(refresh_token=refresh_token, scope=scope, client_id=access.client_id, **more)
    backend = BackendApplicationClient(access.client_id)
    return backend.prepare_request_body(scope=access.scope or None, include_client_id=True, **more)


def _post(access: OAuthAccess, body: str, limits: TokenLimits) -> tuple[int, str]:
    """Status and text of the answer; no redirection is followed, for it would carry the secret elsewhere."""
    deadline = time.monotonic() + limits.whole
    try:
        with _pool(access) as pool, _asked(pool, access.token_url, body, limits) as answer:
            return answer.status, _text(answer, deadline)
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise _no_answer(error) from None


def _asked(pool: urllib3.PoolManager, url: str, body: str, limits: TokenLimits) -> urllib3.BaseHTTPResponse:
    return pool.request(
        "POST",
        url,
        body=body,
        headers={"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"},
        timeout=urllib3.Timeout(connect=limits.connect, read=limits.read),
        redirect=False,
        retries=False,
        preload_content=False,
    )


def _pool(access: OAuthAccess) -> urllib3.PoolManager:
    try:
        context = client_context(access.ca_file) if access.token_url.startswith("https:") else None
    except OSError as error:
        raise trouble("files", detail=str(error)) from None
    proxy = proxy_for(access.token_url, access.proxy)
    if not proxy:
        return urllib3.PoolManager(ssl_context=context)
    login = urllib3.util.parse_url(proxy).auth
    headers = urllib3.make_headers(proxy_basic_auth=unquote(login)) if login else None
    return urllib3.ProxyManager(proxy, proxy_headers=headers, ssl_context=context)


def _text(answer: urllib3.BaseHTTPResponse, deadline: float) -> str:
    """The body, within size and time: an answer that drips would fool the time-out of each read."""
    octets = b""
    while piece := answer.read1(_LARGEST):
        octets += piece
        if len(octets) > _LARGEST:
            raise trouble("unreachable", detail="its answer is too long", passing=True)
        if time.monotonic() > deadline:
            raise trouble("unreachable", detail="no answer in time", passing=True)
    return octets.decode("utf-8", "replace")


def _no_answer(error: Exception) -> TokenError:
    words = str(error)
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return trouble("unreachable", detail="no answer in time", passing=True)
    if "certificate has expired" in words or "certificate is not yet valid" in words:
        return trouble("clock", passing=True)
    if isinstance(error, urllib3.exceptions.SSLError):
        return trouble("unreachable", detail="its certificate cannot be verified", passing=True)
    return trouble("unreachable", detail=type(error).__name__, passing=True)


def _granted(status: int, text: str) -> Granted:
    try:
        answer: dict[str, Any] = Client("").parse_request_body_response(text)
    except MissingTokenError:
        # A page of some proxy, with 200, may be gone at the next try; one with 404 says that the address is wrong.
        if status < 300:
            raise trouble("unreachable", detail="its answer holds no token", passing=True) from None
        raise trouble("request_wrong", detail=f"HTTP {status}") from None
    except OAuth2Error as error:
        raise refusal(str(error.error), str(error.description), status) from None
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError):
        raise trouble("unreachable", detail="its answer makes no sense", passing=True) from None
    token = answer.get("access_token")
    if not isinstance(token, str) or not _TOKEN.fullmatch(token) or not _is_bearer(answer.get("token_type")):
        raise trouble("unreachable", detail="its answer holds no token of use", passing=True)
    seconds = answer.get("expires_in")
    life = float(seconds) if isinstance(seconds, int | float) else _UNSAID
    following = answer.get("refresh_token") or ""
    if not isinstance(following, str) or not _REFRESH_TOKEN.fullmatch(following):
        raise trouble("unreachable", detail="its answer holds a refresh token of no use", passing=True)
    return Granted(token, min(max(life, 0.0), _DAY), following)


def _is_bearer(kind: object) -> bool:
    return kind is None or (isinstance(kind, str) and kind.lower() == "bearer")
