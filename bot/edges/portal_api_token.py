"""The token that opens PISTE's gateway: asked for when needed, kept while it is good, renewed before its end."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.core.organisation import OAuthAccess
from bot.core.portal_access import PortalAccess
from bot.edges.oauth_endpoint import TokenLimits, ask
from bot.edges.organisation_oauth import CLIENT_CREDENTIALS
from bot.edges.portal_troubles import no_token, portal_trouble
from bot.errors import ConfigError, PortalError, TokenError

_AHEAD = 240.0
"""Seconds before its end that a token is renewed: longer than the slowest call that may be under way."""


class PortalToken:
    """The token of one application. For one thread."""

    def __init__(
        self,
        access: PortalAccess,
        secret: Callable[[], str],
        limits: TokenLimits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`secret` gives the client secret or raises ConfigError; it is asked for at each renewal."""
        self._access = OAuthAccess(
            access.token_url,
            access.client_id,
            CLIENT_CREDENTIALS,
            "openid",
            ca_file=access.ca_file,
            proxy=access.proxy,
        )
        self._secret = secret
        self._limits = limits or TokenLimits()
        self._now = monotonic
        self._token = ""
        self._renew_at = self._ends_at = 0.0

    def value(self) -> str:
        """A token that is good now. Raises PortalError."""
        if not self._token or self._now() >= self._renew_at:
            try:
                self._renew()
            except PortalError as error:
                # A token server that is away costs nothing while the last token is good.
                if not error.temporary or not self._token or self._now() >= self._ends_at:
                    raise
        return self._token

    def _renew(self) -> None:
        asked_at = self._now()
        try:
            granted = ask(self._access, self._secret(), "", self._limits)
        except ConfigError as error:
            raise portal_trouble("settings", str(error)) from None
        except TokenError as error:
            raise no_token(error) from None
        self._token = granted.access_token
        self._ends_at = asked_at + granted.seconds
        self._renew_at = self._ends_at - min(_AHEAD, granted.seconds / 3)

    def drop(self, token: str) -> None:
        """Forgets a token that the gateway refused: it knows better than we when it ended."""
        if token == self._token:
            self._token = ""
