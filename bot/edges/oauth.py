"""Tokens that open a mailbox: asked for in time, kept while they are good, shared by reading and sending."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from bot.core.organisation import OAuthAccess
from bot.edges.oauth_endpoint import Granted, TokenLimits, ask
from bot.edges.oauth_troubles import OAUTH, trouble
from bot.edges.organisation_oauth import REFRESH_TOKEN
from bot.edges.refresh_token_file import RefreshTokenFile
from bot.errors import ConfigError, TokenError

_T = TypeVar("_T")
_AHEAD = 600.0
"""Seconds before its end that a token is renewed: time to try again, and for people to hear of it."""
_LAST = 120.0
"""A token server that cannot be reached is no news until this close to the end of the last token."""
_PATIENCE = 300.0
"""And this long when there has been no token yet: a machine that starts may get its network late."""
_YOUNG = 60.0
"""A token refused at this age was not good to begin with: another one would be refused as well."""


class TokenSource:
    """The access tokens of one mailbox, for any thread.

    `report` hears of every failure that people should know of (each time), and None once a token was given: at
    once when the server refuses, and of a server that cannot be reached when the last token is about to end.
    """

    def __init__(
        self,
        access: OAuthAccess,
        secret: Callable[[], str],
        report: Callable[[TokenError | None], None],
        *,
        at: Callable[[str], None],
        limits: TokenLimits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`secret` gives the client secret (empty without one) or raises ConfigError; it is asked for each time."""
        self._access = access
        self._secret = secret
        self._report = report
        self._limits = limits or TokenLimits()
        self._now = monotonic
        self._file = RefreshTokenFile(access.refresh_token_file, at) if access.grant == REFRESH_TOKEN else None
        self._lock = threading.Lock()
        self._token = ""
        self._given_at = self._renew_at = self._ends_at = 0.0
        self._alarm_at: float | None = None
        self._newer: dict[str, str] = {}  # what could not be written, by what the file holds in its place

    def check(self) -> None:
        """Raises ConfigError or TokenError when the secret or the refresh token is not there; asks nobody."""
        self._secret()
        if self._file is not None:
            _held(self._file)

    def token(self) -> str:
        """A token that is good now. Raises TokenError."""
        with self._lock:
            if not self._token or self._now() >= self._renew_at:
                try:
                    self._renew()
                except TokenError as error:
                    self._tell(error)
                    if not self._token or self._now() >= self._ends_at:
                        raise
            return self._token

    def keep_fresh(self) -> None:
        """Renews a token in use that nears its end, so that trouble is known before mail stops; never raises.

        Where there has been none yet it tries again: news of it must not wait until the mailbox does.
        """
        if self._alarm_at is not None:
            with contextlib.suppress(TokenError):
                self.token()

    def present(self, log_in: Callable[[str], _T], refused: type[Exception]) -> _T:
        """What `log_in(token)` gives; when it raises `refused`, once more with a new token. Raises TokenError."""
        token = self.token()
        try:
            return log_in(token)
        except refused:
            # The server knows better than we when it ended: revoked, or this machine slept.
            if not self._dropped(token):
                raise
        return log_in(self.token())

    def _dropped(self, token: str) -> bool:
        """Forgets a token that was refused; False when it is so young that another would fare no better."""
        with self._lock:
            if token == self._token:
                if self._now() - self._given_at < _YOUNG:
                    return False
                self._token = ""
                self._alarm_at = min(self._alarm_at or 0.0, self._now() + _PATIENCE)
            return True

    def _tell(self, error: TokenError) -> None:
        now = self._now()
        if self._alarm_at is None:
            self._alarm_at = now + _PATIENCE
        if error.reason == OAUTH or now >= self._alarm_at:
            self._report(error)

    def _renew(self) -> None:
        asked_at = self._now()
        granted = self._ask_server()
        life = granted.seconds
        self._token, self._given_at = granted.access_token, asked_at
        self._ends_at = asked_at + life
        self._renew_at = self._ends_at - min(_AHEAD, life / 3)
        self._alarm_at = self._ends_at - min(_LAST, life / 6)
        if not self._newer:
            self._report(None)

    def _ask_server(self) -> Granted:
        try:
            secret = self._secret()
        except ConfigError as error:
            raise trouble("files", detail=str(error)) from None
        if self._file is None:
            return ask(self._access, secret, "", self._limits)
        try:
            with self._file.held():
                return self._ask_with(self._file, secret)
        except OSError as error:
            raise trouble("files", detail=f"refresh_token_file: {error}") from None

    def _ask_with(self, file: RefreshTokenFile, secret: str) -> Granted:
        """Uses the newest refresh token known: what people put in the file meanwhile counts, an unwritten one too."""
        held = _held(file)
        self._newer = {held: self._newer[held]} if held in self._newer else {}
        used = self._newer.get(held, held)
        granted = ask(self._access, secret, used, self._limits)
        newest = granted.refresh_token or used
        if newest != held:
            self._keep(file, held, newest)
        return granted

    def _keep(self, file: RefreshTokenFile, held: str, newest: str) -> None:
        try:
            file.replace(newest)
            self._newer = {}
        except OSError as error:
            # The token just given is good: mail goes on, and the next renewal tries to write again.
            self._newer = {held: newest}
            self._report(trouble("not_stored", detail=str(error)))


Credentials = Callable[[], str] | TokenSource
"""What opens a mailbox: a password, asked for at each connection, or tokens."""


def _held(file: RefreshTokenFile) -> str:
    try:
        token = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise trouble("files", detail=f"refresh_token_file: {error}") from None
    if not token:
        raise trouble("files", detail="refresh_token_file: the file is empty")
    return token
