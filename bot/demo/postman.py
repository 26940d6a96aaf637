"""The demo's mail server: it hands mail to Guichet by LMTP, as a town's own server would."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterable

from bot.errors import MailboxError

_PATIENCE = 20.0
"""Seconds that Guichet may take to open its door."""
_SENDER = "fournisseur@demo.example"


def hand_in(door: tuple[str, int], recipient: str, mails: Iterable[bytes]) -> None:
    """Delivers mails to `recipient` at `door` (host, port). Raises MailboxError when nobody opens."""
    with _knock(door) as client:
        for content in mails:
            client.sendmail(_SENDER, [recipient], content)


def _knock(door: tuple[str, int]) -> smtplib.LMTP:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return smtplib.LMTP(*door)
        except OSError as error:
            if time.monotonic() > deadline:
                raise MailboxError("lmtp", f"nobody answers at {door[0]}:{door[1]}") from error
            time.sleep(0.05)
