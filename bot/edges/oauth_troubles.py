"""Why a token server gives no token, told in plain words with the way out; what it wrote itself is never repeated."""

from __future__ import annotations

import re

from bot.errors import TokenError

OAUTH, TOKEN_SERVER = "oauth", "token_server"

TROUBLES = {
    "secret_expired": "the client secret has expired: create a new one for the application and put it in its place",
    "secret_wrong": "the client id or its secret is wrong: with Entra, take the secret's value, not its identifier",
    "application_unknown": "the application is not known there: check client_id, and tenant with Microsoft",
    "tenant_unknown": "there is no such tenant: check tenant, or token_url",
    "consent_missing": "the application has no consent: an administrator has to grant it the permissions",
    "grant_revoked": (
        "the refresh token is no longer good (expired, revoked, password changed): give consent again and put the "
        "new refresh token in its file"
    ),
    "blocked": "a security policy (sign-in with a second factor, conditional access) stops the application: exempt it",
    "scope_wrong": "the scope is not accepted: check scope",
    "request_wrong": "the request is not accepted: check grant, token_url and client_secret",
    "files": "a file or variable of the application cannot be used",
    "not_stored": "the new refresh token cannot be written, and the old one may soon be worthless",
    "unreachable": "the token server does not answer as it should",
    "clock": "its certificate is out of date or not yet valid: check this machine's clock",
}
"""Each kind of trouble; `templates/fr/_parts/token_trouble.txt` says the same to staff."""
_BY_ERROR = {
    # RFC 6749 §5.2 and, below, what both providers add.
    "invalid_client": "secret_wrong",
    "invalid_grant": "grant_revoked",
    "unauthorized_client": "application_unknown",
    "invalid_scope": "scope_wrong",
    "access_denied": "consent_missing",
    "consent_required": "consent_missing",
    "interaction_required": "blocked",
    "deleted_client": "application_unknown",
    "disabled_client": "application_unknown",
    "admin_policy_enforced": "blocked",
    "org_internal": "application_unknown",
}
_BY_AADSTS = {
    # Microsoft's own numbers tell more than the error's name.
    7000222: "secret_expired",
    7000215: "secret_wrong",
    7000216: "secret_wrong",
    7000218: "secret_wrong",
    700016: "application_unknown",
    700027: "secret_wrong",
    90002: "tenant_unknown",
    900023: "tenant_unknown",
    900021: "tenant_unknown",
    65001: "consent_missing",
    65004: "consent_missing",
    50105: "consent_missing",
    500011: "scope_wrong",
    70011: "scope_wrong",
    1002012: "scope_wrong",
    28003: "scope_wrong",
    70008: "grant_revoked",
    700082: "grant_revoked",
    70043: "grant_revoked",
    50173: "grant_revoked",
    50076: "blocked",
    50079: "blocked",
    50158: "blocked",
    53000: "blocked",
    53003: "blocked",
    530003: "blocked",
}
_PASSING = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_NAME = re.compile(r"[a-z0-9_]{1,40}")


def trouble(kind: str, *, detail: str = "", passing: bool = False) -> TokenError:
    """The error for one kind of trouble; `passing`: it may be over at the next try, nobody has to do anything yet."""
    words = f"{TROUBLES[kind]} ({detail})" if detail else TROUBLES[kind]
    return TokenError(words, reason=TOKEN_SERVER if passing else OAUTH, trouble=kind)


def refusal(error: str, description: str, status: int) -> TokenError:
    """What an error answer of a token server means (RFC 6749 §5.2; Microsoft's numbers stand in the description)."""
    if error in _PASSING:
        return trouble("unreachable", detail=error, passing=True)
    name = error if _NAME.fullmatch(error) else f"HTTP {status}"
    numbers = [int(digits) for digits in re.findall(r"AADSTS(\d{5,9})\b", description)]
    kind = next((_BY_AADSTS[n] for n in numbers if n in _BY_AADSTS), _BY_ERROR.get(error, "request_wrong"))
    return trouble(kind, detail=", ".join([name, *(f"AADSTS{n}" for n in numbers[:1])]))
