"""What logs in at each server: a password, or the tokens that the servers of one mailbox share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from bot import log
from bot.config import is_open_to_all, read_secret
from bot.core.organisation import MailboxSettings, OAuthAccess, ServerAccess
from bot.core.portal_access import PortalAccess
from bot.edges.oauth import Credentials, TokenSource
from bot.errors import ConfigError, TokenError
from bot.jobs.loop import never


def _unheard(_organisation_id: str, _error: TokenError | None) -> None:
    """Whoever tries one connection sees its failure anyway."""


class Keyring:
    """The credentials of one installation, for any thread; nothing is asked for before it is used."""

    def __init__(
        self,
        on_tokens: Callable[[str, TokenError | None], None] = _unheard,
        at: Callable[[str], None] = never,
    ) -> None:
        """`on_tokens(organisation_id, error)` hears why a mailbox gets no token, and None when it gets one again.

        `at` is the crash point of tests.
        """
        self._on_tokens = on_tokens
        self._at = at
        self._lock = threading.Lock()
        self._tokens: dict[str, TokenSource] = {}

    def of(self, organisation_id: str, settings: MailboxSettings, access: ServerAccess, server: str) -> Credentials:
        """What logs in at this `server` (`imap` or `smtp`): its own password, else the tokens that both share.

        Raises ConfigError for a variable or a file that is not there.
        """
        if settings.oauth is None or not settings.takes_token(access):
            return _password_of(access, f"organisation {organisation_id}, mailbox.{server}")
        with self._lock:
            if organisation_id not in self._tokens:
                self._tokens[organisation_id] = self._token_source(organisation_id, settings.oauth)
            return self._tokens[organisation_id]

    def keep_fresh(self) -> None:
        """Renews tokens that are in use and near their end; never raises."""
        for tokens in tuple(self._tokens.values()):
            tokens.keep_fresh()

    def _token_source(self, organisation_id: str, access: OAuthAccess) -> TokenSource:
        where = f"organisation {organisation_id}, mailbox.oauth"
        secret = partial(read_secret, access.client_secret_env, access.client_secret_file, where, key="client_secret")
        tokens = TokenSource(access, secret, partial(self._on_tokens, organisation_id), at=self._at)
        try:
            tokens.check()
        except TokenError as error:
            raise ConfigError(f"{where}: {error}") from None
        _warn_of_open(access.client_secret_file, access.refresh_token_file)
        return tokens


def _password_of(access: ServerAccess, where: str) -> Callable[[], str]:
    """Reads the password now, so that a missing one stops the start, and again at each connection."""
    ask = partial(read_secret, access.password_env, access.password_file, where)
    ask()
    return ask


def portal_secrets(organisation_id: str, access: PortalAccess) -> tuple[Callable[[], str], Callable[[], str]]:
    """The application's secret and the technical account's password of Chorus Pro, read again at each use.

    Raises ConfigError for a variable or a file that is not there.
    """
    where = f"organisation {organisation_id}, portal"
    secret = partial(read_secret, access.client_secret_env, access.client_secret_file, where, key="client_secret")
    password = partial(read_secret, access.password_env, access.password_file, where)
    for ask in (secret, password):
        ask()
    _warn_of_open(access.client_secret_file, access.password_file)
    return secret, password


def _warn_of_open(*files: str) -> None:
    """Into the log, for each file that not its owner alone may read."""
    for file in filter(is_open_to_all, files):
        log.trouble("every user of this machine may read this secret: chmod 600", file=file)
