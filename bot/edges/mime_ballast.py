"""Long runs of base64 go out before a mail is parsed: a scan costs a parser milliseconds and megabytes, and nobody reads it."""

from __future__ import annotations

import binascii
import re
import secrets
from email.message import Message

from bot.edges.mime_headers import Fields, content_type
from bot.edges.transfer_encoding import undecoded

_RUN = re.compile(rb"\n\r?\n((?:[A-Za-z0-9+/]{60,76}\r?\n){50,}+)")
_NUMBER = 12
"""Octets of base64 that count the runs of a mail."""
_READ = ("text/", "message/", "multipart/")
"""What may hold words of the sender; the octets of any other type are never looked at."""


class Ballast:
    """The runs taken out of one mail, each under the line that stands for it.

    No such line can be told beforehand by who writes the mail; it is base64 itself, of plain letters, so that a part is
    the same part with it: no field, no delimiter and no empty line comes or goes.
    """

    def __init__(self) -> None:
        self._mark = _base64(secrets.token_hex(24))
        self._runs: dict[bytes, memoryview] = {}

    def taken_out(self, content: bytes) -> bytes:
        """The mail with a line in place of each run: 50 lines or more right below an empty one (RFC 2045 §6.8)."""

        def stand_in(found: re.Match[bytes]) -> bytes:
            line = self._mark + _base64(f"{len(self._runs):09}")  # `_NUMBER` octets
            start, end = found.span(1)
            ending = b"\r\n" if content[end - 2] == 13 else b"\n"
            self._runs[line] = whole[start : end - len(ending)]
            return content[found.start() : start] + line + ending

        whole = memoryview(content)
        return _RUN.sub(stand_in, content)

    def put_back(self, tree: Message) -> None:
        """Gives every part of a compat32 tree that may be read its runs again."""
        for part in tree.walk() if self._runs else ():
            part.preamble = part.preamble and self._whole(part.preamble)
            part.epilogue = part.epilogue and self._whole(part.epilogue)
            if not part.is_multipart() and _may_be_read(part):
                part.set_payload(self._whole(undecoded(part).decode("ascii", "surrogateescape")))

    def octets(self, part: Message) -> bytes:
        """The octets of a leaf, still encoded, with its runs in their places."""
        text = undecoded(part).decode("ascii", "surrogateescape")
        return self._whole(text).encode("ascii", "surrogateescape")

    def _whole(self, text: str) -> str:
        first, *others = text.encode("ascii", "surrogateescape").split(self._mark)
        if not others:
            return text
        runs = (self._runs[self._mark + other[:_NUMBER]].tobytes() + other[_NUMBER:] for other in others)
        return b"".join((first, *runs)).decode("ascii", "surrogateescape")


def _may_be_read(part: Message) -> bool:
    return content_type(Fields.of(part), part.get_default_type()).value.startswith(_READ)


def _base64(letters: str) -> bytes:
    return binascii.b2a_base64(letters.encode("ascii"), newline=False)
