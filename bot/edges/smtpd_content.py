"""The octets between DATA and the lone dot, as the mail they are (RFC 5321 §4.5.2), in bounded memory."""

from __future__ import annotations

from asyncio import LimitOverrunError, StreamReader
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

_END = b"\r\n"
_LAST = b".\r\n"


class Crowded(Exception):
    """The mails under way fill the memory set aside for them: this one has to come again."""


@dataclass(slots=True)
class Shelf:
    """Memory for the mails of all connections that are being received: `room` octets, of which `used` are taken."""

    room: int
    used: int = 0

    @contextmanager
    def place(self) -> Iterator[Place]:
        """What one mail holds, given back at the end."""
        place = Place(self)
        try:
            yield place
        finally:
            place.resize(0)


@dataclass(slots=True)
class Place:
    """One mail's part of the shelf."""

    shelf: Shelf
    octets: int = 0

    def resize(self, octets: int) -> bool:
        """Takes or gives back room; False, and nothing is held any more, when there is too little."""
        others = self.shelf.used - self.octets
        fits = others + octets <= self.shelf.room
        self.octets = octets if fits else 0
        self.shelf.used = others + self.octets
        return fits


async def read_content(reader: StreamReader, limit: int, place: Place) -> bytes | None:
    """One mail's octets with the client's extra dots taken away; None when they are more than `limit`.

    Raises Crowded, once the mail has been read to its end, when there was no `place` for it.

    Only a dot alone between two CRLF ends the mail: `\\n.\\n` and its like are text (else a sender could smuggle a
    second mail behind the first). Lines may have any length. What is too much is read to its end, as the client
    awaits no answer before it, but is not kept.
    """
    content = bytearray()
    octets = 0
    fits = True
    begins = True  # the next piece is the beginning of a line
    while True:
        piece, ends = await _piece(reader)
        if begins and piece == _LAST:
            if octets > limit:
                return None
            if not fits:
                raise Crowded
            return bytes(content)
        if begins and piece.startswith(b"."):
            piece = piece[1:]
        begins = ends
        octets += len(piece)
        fits = fits and place.resize(octets if octets <= limit else 0)
        if fits and octets <= limit:
            content += piece
        else:
            content.clear()


async def _piece(reader: StreamReader) -> tuple[bytes, bool]:
    """The next line, or as much of a long one as the reader holds; and whether it ends there."""
    try:
        return await reader.readuntil(_END), True
    except LimitOverrunError as error:
        return await reader.readexactly(error.consumed), False
