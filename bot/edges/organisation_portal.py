"""The table `portal` of an organisation: how its copy of Chorus Pro is filled from the API, every slip refused."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from bot.core.organisation import PortalSettings
from bot.core.portal import Feed
from bot.core.portal_access import PORTAL_HOSTS, PortalAccess
from bot.edges.organisation_oauth import LOOPBACK
from bot.edges.strict_toml import Table

_SIMULATOR = "simulator"
_SECRETS = ("client_secret", "password")


def portal_of(table: Table) -> PortalSettings:
    """The settings of table `portal`; RuleError for every defect."""
    environment = table.choice("environment", (*PORTAL_HOSTS, _SIMULATOR))
    hosts = PORTAL_HOSTS.get(environment)
    access = PortalAccess(
        environment=environment,
        token_url=_url(table, "token_url", hosts.token_url if hosts else None),
        base_url=_url(table, "base_url", hosts.base_url if hosts else None).rstrip("/"),
        client_id=table.text("client_id"),
        login=table.text("login"),
        client_secret_env=table.text("client_secret_env", ""),
        client_secret_file=table.text("client_secret_file", ""),
        password_env=table.text("password_env", ""),
        password_file=table.text("password_file", ""),
        ca_file=table.text("ca_file", ""),
        proxy=_proxy(table),
    )
    for secret in _SECRETS:
        _check_secret(table, secret)
    settings = PortalSettings(
        access=access,
        back=timedelta(days=366 * table.number("years_back", 4, least=1, most=15)),
        every=timedelta(minutes=table.number("every_minutes", 15, least=1, most=24 * 60)),
        fresh=timedelta(hours=table.number("fresh_hours", 24, least=1, most=24 * 31)),
        feeds=_feeds(table),
        recipients=tuple(dict.fromkeys(table.texts("recipients"))),
        services=tuple(dict.fromkeys(table.texts("services"))),
    )
    if settings.fresh < 2 * settings.every:
        table.refuse("fresh_hours", "ce délai doit être au moins le double de every_minutes")
    table.close()
    return settings


def _url(table: Table, key: str, usual: str | None) -> str:
    """An address of the portal; secrets and invoices never travel in the clear, but within this machine."""
    url = table.text(key, usual)
    parts = urlsplit(url)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)):
        table.refuse(key, "écrivez une adresse qui commence par https://")
    return url


def _proxy(table: Table) -> str:
    proxy = table.text("proxy", "")
    if proxy and not re.fullmatch(r"https?://[^\s@/]+(:\d+)?/?", proxy):
        table.refuse(
            "proxy",
            "écrivez http://serveur:port, sans mot de passe (un mandataire qui en veut un se donne par HTTPS_PROXY)",
        )
    return proxy


def _check_secret(table: Table, secret: str) -> None:
    """Each secret comes from one place, never from this file."""
    if table.has(secret):
        table.refuse(secret, f"un secret ne s'écrit pas ici : donnez {secret}_env ou {secret}_file")
    given = [key for key in (f"{secret}_env", f"{secret}_file") if table.text(key, "")]
    if not given:
        table.refuse(f"{secret}_file", f"il manque le secret : donnez {secret}_file ou {secret}_env")
    if len(given) > 1:
        table.refuse(f"{secret}_file", f"donnez {secret}_env ou {secret}_file, pas les deux")


def _feeds(table: Table) -> tuple[Feed, ...]:
    named = table.texts("feeds", tuple(Feed))
    for name in named:
        if name not in tuple(Feed):
            table.refuse("feeds", f"« {name} » n'est pas connu ; choix possibles : {', '.join(Feed)}", name)
    if not named:
        table.refuse("feeds", "il faut au moins une liste ; sans cette ligne, toutes sont lues")
    return tuple(feed for feed in Feed if feed in named)
