"""Texts of a mail's parts: one of two alternatives is chosen, the rest is put together in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_TEXT = 500_000
_COMPARED = 20  # pieces beyond which looking for repeats would cost more than it gives
_SAYS_NO_HTML = re.compile(
    r"(?:ne (?:supporte|permet|prend|peut)|not? (?:support|display)|format|version|view).{0,80}\bhtml\b", re.IGNORECASE
)
_PICTURE_OR_LINK = re.compile(r"\[cid:[^\]\n]*\]|<https?://[^>\n]*>|https?://\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\d{3,}")
_JOINED = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One text of the mail, in reading order; `rich` when it was HTML."""

    text: str
    rich: bool = False


def put_together(pieces: Sequence[Piece]) -> str:
    """Every text in order; one that only repeats another in another dress comes once."""
    kept: list[tuple[Piece, str]] = []
    for piece in pieces:
        squeezed = _JOINED.sub("", piece.text) if 1 < len(pieces) <= _COMPARED else ""
        repeats = any(piece.rich != other.rich and squeezed and squeezed in said for other, said in kept)
        if piece.text.strip() and not repeats:
            kept.append((piece, squeezed))
    return "\n\n".join(piece.text.strip("\n") for piece, _ in kept)[:MOST_TEXT]


def choose(options: Sequence[tuple[Piece, ...]]) -> tuple[Piece, ...]:
    """Of alternatives (RFC 2046 §5.1.4): plain text when it says as much as the HTML, else the last HTML."""
    plain = next((pieces for pieces in options if pieces and not any(piece.rich for piece in pieces)), ())
    rich = next((pieces for pieces in reversed(options) if any(piece.rich for piece in pieces)), ())
    if not rich:
        return plain
    plain_text, rich_text = ("\n".join(piece.text for piece in pieces) for pieces in (plain, rich))
    return plain if says_as_much(plain_text, rich_text) else rich


def contradict(options: Sequence[tuple[Piece, ...]]) -> bool:
    """Whether plain text and HTML each hold a number that the other lacks: nobody can tell which one is meant."""
    plain = "\n".join(piece.text for pieces in options for piece in pieces if not piece.rich)
    rich = "\n".join(piece.text for pieces in options for piece in pieces if piece.rich)
    one, other = (_PICTURE_OR_LINK.sub("", text) for text in (plain, rich))
    return _lacks(one, _NUMBER.findall(other)) and _lacks(other, _NUMBER.findall(one))


def _lacks(text: str, numbers: Sequence[str]) -> bool:
    squeezed = _JOINED.sub("", text)
    return any(number not in squeezed for number in numbers[:_COMPARED])


def says_as_much(plain: str, rich: str) -> bool:
    """False for an empty text, for « your program cannot show HTML », and for one that lacks a number.

    Some invoicing programs put the invoice number in the HTML only.
    """
    words = _JOINED.sub("", _PICTURE_OR_LINK.sub("", plain))
    if not rich.strip():
        return bool(words)
    if not words or (len(words) < 300 and _SAYS_NO_HTML.search(plain)):
        return False
    squeezed = _JOINED.sub("", plain)
    missing = set(_NUMBER.findall(rich)) - set(_NUMBER.findall(plain))
    if len(missing) > _COMPARED or not all(number in squeezed for number in missing):
        return False
    return 2 * len(squeezed) >= len(_JOINED.sub("", rich))
