"""The octets between DATA and the lone dot, as the mail they are (RFC 5321 §4.5.2), in bounded memory."""

from __future__ import annotations

from asyncio import LimitOverrunError, StreamReader

_END = b"\r\n"
_LAST = b".\r\n"


async def read_content(reader: StreamReader, limit: int) -> bytes | None:
    """One mail's octets with the client's extra dots taken away; None when they are more than `limit`.

    Only a dot alone between two CRLF ends the mail: `\\n.\\n` and its like are text (else a sender could smuggle a
    second mail behind the first). Lines may have any length. What is too much is read to its end, as the client
    awaits no answer before it, but is not kept.
    """
    content = bytearray()
    octets = 0
    begins = True  # the next piece is the beginning of a line
    while True:
        piece, ends = await _piece(reader)
        if begins and piece == _LAST:
            return bytes(content) if octets <= limit else None
        if begins and piece.startswith(b"."):
            piece = piece[1:]
        begins = ends
        octets += len(piece)
        if octets <= limit:
            content += piece
        else:
            content.clear()


async def _piece(reader: StreamReader) -> tuple[bytes, bool]:
    """The next line, or as much of a long one as the reader holds; and whether it ends there."""
    try:
        return await reader.readuntil(_END), True
    except LimitOverrunError as error:
        return await reader.readexactly(error.consumed), False
