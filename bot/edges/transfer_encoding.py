"""What a part's Content-Transfer-Encoding (RFC 2045 §6) makes of its octets, when it lies too."""

from __future__ import annotations

import quopri
import re
from email.message import Message

from bot.edges.mime_headers import Fields, base64_octets, parametered

_ENCODING = "content-transfer-encoding"
_NONE = "8bit"
_FOREIGN = re.compile(rb"[^A-Za-z0-9+/=\s]")
_LONGEST_WORD = 40
_FEWEST_WORDS = 4
_LOOKED_AT = 20_000


def undecoded(part: Message) -> bytes:
    """The octets of a leaf of a compat32 tree as they came, still encoded.

    `get_payload` gives them untouched only for a part without transfer encoding: without `decode` it
    has already replaced what the declared charset lacks, so the field says `8bit` while we ask.
    """
    kept = next((value for name, value in part.raw_items() if name.lower() == _ENCODING), None)
    if kept is not None:
        part.replace_header(_ENCODING, _NONE)
    payload = part.get_payload(decode=True)
    if kept is not None:
        part.replace_header(_ENCODING, kept)
    return payload if isinstance(payload, bytes) else b""


def encoding_of(fields: Fields) -> str:
    """The name of the encoding that a part declares, lower case, empty when it declares none."""
    return parametered(fields.first(_ENCODING)).value


def decoded(raw: bytes, encoding: str) -> bytes:
    """The octets behind `encoding` (lower case); an unknown or broken one gives what can be had."""
    if encoding.startswith("base64") and not _is_plainly_none(raw):
        return base64_octets(raw)
    return quopri.decodestring(raw) if encoding.startswith("quoted-printable") else raw


def base64_is_cut(raw: bytes) -> bool:
    """Whether base64 ends in the middle of a group of four, without padding: the rest was lost on the way."""
    squeezed = b"".join(raw.split())
    return bool(squeezed) and not squeezed.endswith(b"=") and not _FOREIGN.search(squeezed) and len(squeezed) % 4 != 0


def _is_plainly_none(raw: bytes) -> bool:
    """Words with blanks and points between them: some programs announce base64 and send the text as it is."""
    words = raw[:_LOOKED_AT].split()
    if len(words) < _FEWEST_WORDS or max(map(len, words)) >= _LONGEST_WORD:
        return False
    return _FOREIGN.search(raw, 0, _LOOKED_AT) is not None
