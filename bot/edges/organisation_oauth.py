"""The table `mailbox.oauth` of an organisation: where its mailbox's tokens come from, every slip refused."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.core.organisation import OAuthAccess
from bot.edges.strict_toml import Table

CLIENT_CREDENTIALS = "client_credentials"
REFRESH_TOKEN = "refresh_token"  # noqa: S105 - the name of a grant (RFC 6749 §6)
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
_TOKEN_URLS = {"microsoft": _MICROSOFT, "google": "https://oauth2.googleapis.com/token", "other": ""}
_SCOPES = {
    # An application takes whatever an administrator has granted it; a person's consent lists what it covers.
    ("microsoft", CLIENT_CREDENTIALS): "https://outlook.office365.com/.default",
    ("microsoft", REFRESH_TOKEN): (
        "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"
    ),
    ("google", REFRESH_TOKEN): "https://mail.google.com/",
}
_NOT_HERE = ("client_secret", "refresh_token", "access_token", "password")


def oauth_of(table: Table) -> OAuthAccess:
    """The settings of table `mailbox.oauth`; RuleError for every defect."""
    provider = table.choice("provider", tuple(_TOKEN_URLS))
    grant = table.choice("grant", (CLIENT_CREDENTIALS, REFRESH_TOKEN))
    access = OAuthAccess(
        token_url=_token_url(table, provider),
        client_id=table.text("client_id"),
        grant=grant,
        scope=table.text("scope", _SCOPES.get((provider, grant), "")),
        client_secret_env=table.text("client_secret_env", ""),
        client_secret_file=table.text("client_secret_file", ""),
        refresh_token_file=table.text("refresh_token_file", ""),
        ca_file=table.text("ca_file", ""),
    )
    for secret in _NOT_HERE:
        if table.has(secret):
            table.refuse(secret, "un secret ne s'écrit pas ici : donnez le nom d'une variable ou d'un fichier")
    _check_grant(table, access, provider)
    table.close()
    return access


def _token_url(table: Table, provider: str) -> str:
    """The address given, else the provider's own; a token never travels in the clear, but within this machine."""
    default = _TOKEN_URLS[provider]
    if provider == "microsoft" and not table.has("token_url"):
        default = _MICROSOFT.format(tenant=_tenant(table))
    elif provider == "microsoft" and table.has("tenant"):
        table.refuse("tenant", "donnez tenant ou token_url, pas les deux")
    url = table.text("token_url", default)
    parts = urlsplit(url)
    if not parts.hostname or (parts.scheme != "https" and (parts.scheme, parts.hostname) not in _IN_THE_CLEAR):
        table.refuse("token_url", "écrivez l'adresse du serveur de jetons, commençant par https://")
    return url


_IN_THE_CLEAR = frozenset(("http", host) for host in LOOPBACK)


def _tenant(table: Table) -> str:
    tenant = table.text("tenant")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", tenant):
        table.refuse("tenant", "écrivez l'identifiant de l'annuaire (Entra, « ID de l'annuaire ») ou son domaine")
    return tenant


def _check_grant(table: Table, access: OAuthAccess, provider: str) -> None:
    if access.client_secret_env and access.client_secret_file:
        table.refuse("client_secret_file", "donnez le secret par client_secret_env ou client_secret_file, pas les deux")
    if access.grant == REFRESH_TOKEN:
        if not access.refresh_token_file:
            table.refuse(
                "refresh_token_file", "il manque cette ligne : le fichier où se trouve le jeton de renouvellement"
            )
        return
    if provider == "google":
        table.refuse(
            "grant",
            "Google n'ouvre une boîte à une application seule que par un compte de service, que Guichet ne sait pas "
            "utiliser ; écrivez « refresh_token »",
        )
    if access.refresh_token_file:
        table.refuse("refresh_token_file", "ce fichier ne sert qu'avec grant = « refresh_token »")
    if not (access.client_secret_env or access.client_secret_file):
        table.refuse("client_secret_env", "il manque le secret : donnez client_secret_env ou client_secret_file")
