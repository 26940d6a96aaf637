"""How one body reaches Chorus Pro: where it is, as which application and as which account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class PortalHosts:
    """Where tokens are asked for, and where the API begins (without `/cpro`)."""

    token_url: str
    base_url: str


PORTAL_HOSTS: Mapping[str, PortalHosts] = MappingProxyType(
    {
        "production": PortalHosts("https://oauth.piste.gouv.fr/api/oauth/token", "https://api.piste.gouv.fr"),
        "qualification": PortalHosts(
            "https://sandbox-oauth.piste.gouv.fr/api/oauth/token", "https://sandbox-api.piste.gouv.fr"
        ),
    }
)
"""The hosts of PISTE by environment; the `simulator` has none of its own: the settings name them."""


@dataclass(frozen=True, slots=True)
class PortalAccess:
    """The two keys of Chorus Pro's API: an application of PISTE (`client_id`), and a technical account (`login`).

    `environment` is `production`, `qualification` or `simulator`; `token_url` and `base_url` are those of
    `PORTAL_HOSTS` unless the settings name others. Each secret stands in a variable (`…_env`) or a file (`…_file`).
    `ca_file` is a private CA beside the system's; `proxy` an `http://host:port` without a password (one with a
    password belongs in HTTPS_PROXY, which counts when `proxy` is empty).
    """

    environment: str
    token_url: str
    base_url: str
    client_id: str
    login: str
    client_secret_env: str = ""
    client_secret_file: str = ""
    password_env: str = ""
    password_file: str = ""
    ca_file: str = ""
    proxy: str = ""
