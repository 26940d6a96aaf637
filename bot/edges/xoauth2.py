"""What XOAUTH2 says over IMAP and SMTP (Google's « OAuth 2.0 Mechanism », which Microsoft 365 speaks as well)."""

from __future__ import annotations

import json
import re

_STATUS = re.compile(r"[A-Za-z0-9_-]{1,40}")


def first_words(user: str, token: str) -> str:
    """What the client says first, before base64: who wants in, and the token. Plain ASCII."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def status_of(challenge: bytes) -> str:
    """` (status …)` of a refusal, which is JSON, or nothing: its other fields are the server's own business.

    Whoever gets one answers with an empty line, after which the server refuses the login.
    """
    try:
        told = json.loads(challenge)
    except (ValueError, RecursionError):
        return ""
    status = str(told.get("status", "")) if isinstance(told, dict) else ""
    return f" (status {status})" if _STATUS.fullmatch(status) else ""
