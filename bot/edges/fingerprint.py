"""What makes two copies of a mail one mail, from the raw octets alone: it never raises and parses nothing."""

from __future__ import annotations

import hashlib
import re

from bot.edges.mime_headers import message_id
from bot.ports.store import Fingerprint

_BLANK_LINE = re.compile(rb"\n[ \t]*\n")
_FIELD = re.compile(rb"^(from|date|subject|message-id)[ \t]*:((?:.*)(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)
_SPACES = re.compile(rb"\s+")
_MOST_HEADER = 1_000_000


def fingerprint(content: bytes) -> Fingerprint:
    """Message-ID (empty when there is none) and two hashes, as hexadecimal SHA-256.

    `digest` covers From, Date and Subject as written, unfolded, and the body's octets with line ends
    made LF and trailing empty lines dropped. Fields that servers add on the way (Received,
    Return-Path, Delivered-To, spam marks, Authentication-Results) are left out, so that the same mail
    by two ways is one. `whole` covers every octet.
    """
    header, body = _halves(content.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    found: dict[bytes, list[bytes]] = {}
    for name, value in _FIELD.findall(header):
        found.setdefault(name.lower(), []).append(_SPACES.sub(b" ", value).strip())
    digest = hashlib.sha256()
    if not found:
        body = content  # a text without any header: all of it, or two such mails would be one and the second lost
    for name in (b"from", b"date", b"subject"):
        digest.update(b"%s:%s\0" % (name, b"\0".join(found.get(name, []))))
    digest.update(body.rstrip(b"\n"))
    first_id = found.get(b"message-id", [b""])[0].decode("utf-8", "replace")
    return Fingerprint(message_id(first_id), digest.hexdigest(), hashlib.sha256(content).hexdigest())


def _halves(content: bytes) -> tuple[bytes, bytes]:
    """Header and body octets of a mail whose line ends are LF; a header without end has no body."""
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\n")
    end = _BLANK_LINE.search(content, 0)
    if end is None:
        return content[:_MOST_HEADER], content[_MOST_HEADER:]
    return content[: end.start()], content[end.end() :]
