"""OutgoingMail to the octets that leave: built from strings, since EmailMessage costs ten times as much."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from bot.core.mail import Address, OutgoingFile, OutgoingMail

_CRLF = b"\r\n"
_LINE = 998
"""Octets in a line at most, line end not counted (RFC 5322 §2.1.1)."""
_BASE64 = b"Content-Transfer-Encoding: base64\r\n"
_EIGHT_BIT = b"Content-Transfer-Encoding: 8bit\r\n"
_LONG_LINE = re.compile(rb"\n[^\r\n]{%d}" % (_LINE + 1))
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_HEADER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")
_ID_HEADERS = {"references", "in-reply-to"}
_REFERENCES_KEPT = 20
_OURS = {"from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding"}


_Pieces = tuple[bytes, ...]
"""A part cut in pieces, joined once: what is joined may be as large as a mail can be."""


class MailComposer:
    """Fulfils `bot.ports.outside.Composer`: same mail and moment in, same octets out."""

    def compose(self, mail: OutgoingMail, at: datetime) -> bytes:
        """A complete message with CRLF lines: text, or text and HTML, or either with the original or a file joined."""
        pieces = _body_part(mail)
        if mail.attached is not None:
            original = _original_part(mail.attached)
            edge = _boundary(mail.message_id, "mixed", mail.attached)
            pieces = _multipart("mixed", edge, (pieces, original), _EIGHT_BIT if _EIGHT_BIT in original else b"")
        if mail.file is not None:
            edge, more = _boundary(mail.message_id, "file", b""), _EIGHT_BIT if _EIGHT_BIT in pieces else b""
            pieces = _multipart("mixed", edge, (pieces, _file_part(mail.file)), more)
        return b"".join((_head(mail, at), *pieces))


def _body_part(mail: OutgoingMail) -> _Pieces:
    text = _text_part("plain", mail.text)
    if not mail.html:
        return text
    edge = _boundary(mail.message_id, "alternative", b"")
    return _multipart("alternative", edge, (text, _text_part("html", mail.html)))


def _text_part(subtype: str, text: str) -> _Pieces:
    octets = "\n".join(text.splitlines()).encode("utf-8", "replace") + b"\n"
    encoded = binascii.b2a_qp(octets, istext=True).replace(b"\n", _CRLF)
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode("ascii"), encoded


def _multipart(subtype: str, edge: str, parts: tuple[_Pieces, ...], more: bytes = b"") -> _Pieces:
    head = f'Content-Type: multipart/{subtype}; boundary="{edge}"\r\n'.encode("ascii")
    border = f"--{edge}".encode("ascii")
    inner = (piece for part in parts for piece in (border, _CRLF, *part, _CRLF))
    return head, more, _CRLF, *inner, border, b"--", _CRLF


def _original_part(original: bytes) -> _Pieces:
    """The supplier's own mail, octet for octet, as message/rfc822.

    That type allows no encoding (RFC 2046 §5.2.1), so what SMTP cannot carry bare (NUL, lone CR or LF, lines
    over 998 octets) goes as a base64 `.eml` file instead: mail clients open it just the same.
    """
    name = b'Content-Disposition: attachment; filename="message-original.eml"\r\n'
    if b"\r" not in original:
        original = original.replace(b"\n", _CRLF)
    if _fits_smtp(original):
        encoding = b"Content-Transfer-Encoding: 7bit\r\n" if original.isascii() else _EIGHT_BIT
        return b"Content-Type: message/rfc822\r\n", encoding, name, _CRLF, original
    head = b'Content-Type: application/octet-stream; name="message-original.eml"\r\n'
    return head, _BASE64, name, _CRLF, _in_base64(original), _CRLF


def _file_part(file: OutgoingFile) -> _Pieces:
    """A file under its name (RFC 2231 where it is not plain ASCII), which no character can break out of."""
    name = quote(_clean(file.name), safe="")
    disposition = f"Content-Disposition: attachment; filename*=utf-8''{name}\r\n".encode("ascii")
    return (
        f"Content-Type: {file.kind}\r\n".encode("ascii"),
        _BASE64,
        disposition,
        _CRLF,
        _in_base64(file.content),
        _CRLF,
    )


def _in_base64(content: bytes) -> bytes:
    lines = binascii.b2a_base64(content, newline=False)
    return _CRLF.join(lines[n : n + 76] for n in range(0, len(lines), 76))


def _fits_smtp(original: bytes) -> bool:
    if (
        b"\0" in original
        or original.count(b"\r") != original.count(_CRLF)
        or original.count(b"\n") != original.count(_CRLF)
    ):
        return False
    first = original[: _LINE + 2].partition(_CRLF)[0]
    return len(first) <= _LINE and _LONG_LINE.search(original) is None


def _boundary(message_id: str, role: str, content: bytes) -> str:
    """Made from the Message-ID, and never a line that the joined mail contains. `=_` cannot occur in our own text."""
    seed = f"{role} {message_id}"
    while True:
        edge = "=_" + sha256(seed.encode("utf-8", "replace")).hexdigest()[:32]
        if edge.encode("ascii") not in content:
            return edge
        seed = edge


# --- headers -------------------------------------------------------------------------------------


def _head(mail: OutgoingMail, at: datetime) -> bytes:
    lines = [
        f"From: {_mailbox(mail.sender)}",
        f"To: {_bare(mail.to)}",
        f"Subject: {_words('Subject', mail.subject)}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: {_clean(mail.message_id)}",
        "MIME-Version: 1.0",
        *_extra(mail.headers),
    ]
    return "".join(line + "\r\n" for line in lines).encode("utf-8", "replace")


def _extra(headers: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, value in headers:
        if not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS:
            raise ValueError(f"header {name!r} cannot be added to a mail")
        content = _ids(value) if name.lower() in _ID_HEADERS else _words(name, value)
        if content:
            yield f"{name}: {content}"


def _clean(text: str) -> str:
    """One line: no control character survives, hence no header that the words of a mail could add."""
    return _CONTROL.sub(" ", text).strip()


def _words(name: str, text: str) -> str:
    """Unstructured text, RFC 2047 where it is long or not plain ASCII, folded."""
    line = _clean(text).encode("utf-8", "replace").decode("utf-8")
    if line.isascii() and "=?" not in line and len(name) + 2 + len(line) <= 78:
        return line
    return Header(line, "utf-8", header_name=name, maxlinelen=76).encode(linesep="\r\n")


def _mailbox(address: Address) -> str:
    name = _clean(address.name)
    bare = _bare(address.address)
    if not name:
        return bare
    if not name.isascii() or "=?" in name or len(name) > 60:
        return f"{_words('From', name)}\r\n <{bare}>"
    if _ATOMS.fullmatch(name):
        return f"{name} <{bare}>"
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{bare}>'


def ascii_domain(address: str) -> str:
    """The address with its domain in IDNA: only accents before the @ need SMTPUTF8 (RFC 6531).

    Raises UnicodeError when the domain is none.
    """
    local, at, domain = address.rpartition("@")
    return address if domain.isascii() else local + at + domain.encode("idna").decode("ascii")


def _bare(address: str) -> str:
    line = _clean(address)
    try:
        return ascii_domain(line)
    except UnicodeError:
        return line  # SMTP will refuse it, for this recipient alone


def _ids(value: str) -> str:
    """Message-IDs of other people's making: only well-formed ones, the first and the last twenty, one a line."""
    found = _MESSAGE_ID.findall(value)
    if len(found) > _REFERENCES_KEPT + 1:
        found = [found[0], *found[-_REFERENCES_KEPT:]]
    return "\r\n ".join(found)
