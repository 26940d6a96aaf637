"""Somebody who needs tokens, with a clock of his own and an ear for what is told."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from bot.core.organisation import OAuthAccess
from bot.edges.oauth import TokenSource
from bot.edges.oauth_endpoint import TokenLimits
from bot.errors import TokenError
from bot.jobs.loop import never
from tests.servers.token_server import SECRET, refused

EXPIRED = refused("invalid_client", "AADSTS7000222: The provided client secret keys are expired.", 401)


@dataclass
class Asker:
    """What a token source is given, and what it told."""

    secret: str = SECRET
    now: float = 1000.0
    told: list[TokenError | None] = field(default_factory=list)

    def source(self, access: OAuthAccess) -> TokenSource:
        """Tokens from there, with short time-outs."""
        return TokenSource(
            access,
            lambda: self.secret,
            self.told.append,
            at=never,
            limits=TokenLimits(connect=2, read=1, whole=1),
            monotonic=lambda: self.now,
        )

    def troubles(self) -> list[str]:
        """What was told, in a word each."""
        return ["good" if error is None else error.trouble for error in self.told]


def no_token(source: TokenSource) -> TokenError:
    """The error of a source that has none to give; it never holds a secret."""
    with pytest.raises(TokenError) as caught:
        source.token()
    assert SECRET not in str(caught.value)
    assert "refresh-" not in str(caught.value)
    assert caught.value.temporary
    return caught.value
