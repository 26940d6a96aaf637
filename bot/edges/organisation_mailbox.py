"""The mailbox of an organisation, as its file and guichet.toml describe it."""

from __future__ import annotations

from datetime import timedelta

from bot.core.organisation import Folders, MailboxSettings, ServerAccess
from bot.edges.organisation_oauth import LOOPBACK, oauth_of
from bot.edges.strict_toml import Table

_FOLDER_NAMES = ("answered", "to_handle", "ignored", "error", "sent", "drafts")
_PORTS = {"imap": {"tls": 993, "starttls": 143, "none": 143}, "smtp": {"tls": 465, "starttls": 587, "none": 25}}


def mailbox_of(box: Table, address: str) -> MailboxSettings:
    """The settings of table `mailbox`; `address` where it names none; RuleError for every defect.

    No `imap` or `smtp` table, or one without a host, means that this server is not known yet.
    """
    settings = MailboxSettings(
        address=box.text("address", address).lower(),
        imap=_server(box.table("imap"), "imap") if box.has("imap") else None,
        smtp=_server(box.table("smtp"), "smtp") if box.has("smtp") else None,
        authserv_ids=tuple(filter(None, (name.lower() for name in box.texts("authserv_id")))),
        folder=box.text("folder", "INBOX"),
        first_read=box.choice("first_read", ("new", "all"), "new"),
        idle=box.flag("idle", True),
        poll=timedelta(seconds=box.number("poll_seconds", 60, least=1)),
        max_octets=box.number("max_octets", 30_000_000, least=10_000, most=1_000_000_000),
        folders=_folders(box.table("folders")),
        oauth=oauth_of(box.table("oauth")) if box.has("oauth") else None,
    )
    if settings.oauth is not None:
        _check_token_use(box, settings)
    box.close()
    return settings


def _check_token_use(box: Table, settings: MailboxSettings) -> None:
    """Tokens are for somebody, and go over encrypted connections only (a token opens the mailbox to whoever has it)."""
    servers = {"imap": settings.imap, "smtp": settings.smtp}
    users = {name: server for name, server in servers.items() if server and settings.takes_token(server)}
    if not users and any(servers.values()):
        box.refuse("oauth", "aucun serveur n'en a l'usage : il faut imap ou smtp avec user et sans mot de passe")
    for name, server in users.items():
        if server.tls == "none" and server.host not in LOOPBACK:
            box.table(name).refuse("tls", "un jeton ne part que sur une connexion chiffrée : tls ou starttls")
        if not server.user.isascii() or not server.user.isprintable():
            box.table(name).refuse("user", "avec oauth, écrivez l'adresse de la boîte, sans accent")


def _server(server: Table, protocol: str) -> ServerAccess | None:
    tls = server.choice("tls", tuple(_PORTS[protocol]), "tls")
    access = ServerAccess(
        host=server.text("host", ""),
        port=server.number("port", _PORTS[protocol][tls], least=1, most=65_535),
        tls=tls,
        user=server.text("user", ""),
        password_env=server.text("password_env", ""),
        password_file=server.text("password_file", ""),
        ca_file=server.text("ca_file", ""),
    )
    if access.password_env and access.password_file:
        server.refuse("password_file", "donnez le mot de passe par password_env ou par password_file, pas par les deux")
    if server.has("password"):
        server.refuse("password", "un mot de passe ne s'écrit pas ici : donnez password_env ou password_file")
    server.close()
    return access if access.host else None


def _folders(table: Table) -> Folders:
    usual = Folders()
    names = {name: table.text(name, getattr(usual, name)) for name in _FOLDER_NAMES}
    table.close()
    taken = [names[name] for name in _FOLDER_NAMES[:4]]
    if len(set(taken)) < len(taken):
        table.refuse("answered", "les quatre dossiers de classement doivent avoir des noms différents")
    return Folders(**names)
