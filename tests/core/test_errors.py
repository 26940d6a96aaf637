"""Errors as another process gets them."""

from __future__ import annotations

import pickle

import pytest

from bot.errors import (
    ConfigError,
    ForbiddenChange,
    GuichetError,
    MailboxError,
    PostError,
    RuleError,
    StoreError,
    TokenError,
    UnreadableMail,
)

_ERRORS = (
    ConfigError("guichet.toml: serve: missing"),
    RuleError("fr/ask/body.txt, ligne 3", "", "'ticket' is undefined"),
    RuleError("triage.toml", "why", "manque"),
    MailboxError("imap", "no connection", reason="server"),
    PostError("smtp", "RCPT: 550", temporary=False, reason="refused", code=550),
    StoreError("database", "locked"),
    TokenError("no refresh token", reason="oauth", trouble="expired"),
    UnreadableMail(),
    ForbiddenChange("message", "filed", "decided"),
)


@pytest.mark.parametrize("error", _ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_comes_through_to_another_process_with_its_words_and_fields(error: GuichetError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - octets of our own
    assert type(again) is type(error)
    assert (str(again), vars(again)) == (str(error), vars(error))
