"""What an IMAP server answers, checked before it is believed: keys may be missing, values may be NIL."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from imapclient import IMAPClient

from bot.ports.outside import Listed

Answer = Mapping[bytes, object]

_SEARCHABLE = re.compile(r"[!#-\[\]-~]{1,900}")
"""A Message-ID that can be searched for: printable ASCII, no space, quote or backslash (no injection)."""


def is_answer(answer: Answer | None) -> bool:
    """False for a vanished mail, and for a stray FLAGS notice that imapclient files under its number."""
    return answer is not None and b"INTERNALDATE" in answer


def utc(value: object) -> datetime | None:
    """INTERNALDATE as aware UTC; None when it is missing or beyond the calendar."""
    if not isinstance(value, datetime):
        return None
    with contextlib.suppress(OverflowError):
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return None


def listed(uid: int, answer: Answer | None) -> Listed:
    """One line of a listing. A mail without a usable size or date is listed all the same.

    Fetching it will tell what is wrong, where a person sees it.
    """
    known = answer or {}
    size = known.get(b"RFC822.SIZE")
    return Listed(uid, size if isinstance(size, int) else 0, utc(known.get(b"INTERNALDATE")) or datetime.now(UTC))


def gone(client: IMAPClient, asked: Sequence[int], answers: Mapping[int, Answer], wanted: bytes) -> set[int]:
    """Of the UIDs `asked`, those that a person moved away meanwhile; `wanted` is what each should have come with.

    Servers serve an expunged mail as silence or as an empty body until NOOP lets them say so. A mail that is
    still there and comes with nothing is not gone.
    """
    doubtful = [uid for uid in asked if not is_answer(answers.get(uid)) or not answers[uid].get(wanted)]
    if not doubtful:
        return set()
    client.noop()
    return set(doubtful) - set(client.search(["UID", ",".join(map(str, doubtful))]))


def search_message_ids(client: IMAPClient, message_ids: Sequence[str]) -> list[int]:
    """UIDs in the selected folder with one of these Message-IDs, ascending; those that cannot be searched for count not."""
    # Quoted by hand: imapclient leaves ( ) { } % and * bare, which a foreign Message-ID may well hold.
    keys = [f'HEADER Message-ID "{one}"' for one in message_ids if _SEARCHABLE.fullmatch(one)]
    if not keys:
        return []
    return sorted(one for one in client.search(_any_of(keys)) if isinstance(one, int))


def _any_of(keys: Sequence[str]) -> str:
    """One search key that matches what any of these does: OR takes two (RFC 9051 §6.4.4), so halves of halves."""
    if len(keys) == 1:
        return keys[0]
    half = len(keys) // 2
    return f"OR {_any_of(keys[:half])} {_any_of(keys[half:])}"
