"""What happens to mails on their way, done on purpose: octets in, other octets out, the same for the same draw."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Callable, Sequence

Damage = Callable[[bytes, random.Random, Sequence[bytes]], bytes]
"""A mail, the draw, and other mails to take parts from."""

_FIELDS = (
    b"From",
    b"To",
    b"Subject",
    b"Content-Type",
    b"Content-Transfer-Encoding",
    b"Message-ID",
    b"Date",
    b"Reply-To",
)
_CHARSETS = (
    b"utf-8",
    b"utf-7",
    b"utf-16",
    b"iso-2022-jp",
    b"gb18030",
    b"x-unknown",
    b"",
    b"binary",
    b"hz",
    b"idna",
    b"base64",
)
_ENCODINGS = (b"base64", b"quoted-printable", b"7bit", b"binary", b"x-uuencode", b"x-none", b"BASE64; x=1", b"")
_TYPES = (
    b"text/plain", b"text/html", b"multipart/mixed", b'multipart/alternative; boundary=""', b"message/rfc822", b"message/delivery-status",
    b"text/calendar; method=REPLY", b"application/ms-tnef", b"multipart/report; report-type=delivery-status", b"/", b"text", b"application/pdf; name=a.pdf",
)  # fmt: skip
_ODD = (
    b"=?utf-8?B?////?=", b"=?x?Q?=FF=?=", b"\xff\xfe\x00", b"\xed\xa0\x80", b"\x00", b"<<<>>>", b'"', b"\\", b"(((((", b"=?" * 200, b"<a@b>," * 300, b" " * 5_000,
    "\u202e\u2066\u200b".encode(), b"\x1b$B", b"&#x110000;&#0;&nbsp;", b"[" * 3_000, b"<div>" * 2_000, b"<!--" * 2_000, b"9" * 4_000, b"1 " * 3_000, b">" * 4_000, b"-- \n" * 500,
)  # fmt: skip


def _flip(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    octets = bytearray(mail)
    for _number in range(draw.choice((1, 3, 10, 100))):
        octets[draw.randrange(len(octets))] = draw.randrange(256)
    return bytes(octets)


def _cut(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    return mail[: draw.randrange(len(mail)) + 1]


def _cut_head(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    return mail[draw.randrange(len(mail)) :]


def _drop_line(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    lines = mail.split(b"\n")
    at = draw.randrange(len(lines))
    return b"\n".join(lines[:at] + lines[at + draw.choice((1, 2, 5)) :])


def _shuffle(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    lines = mail.split(b"\n")
    at = draw.randrange(len(lines))
    some = lines[at : at + 12]
    draw.shuffle(some)
    return b"\n".join(lines[:at] + some + lines[at + 12 :])


def _repeat(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    lines = mail.split(b"\n")
    at = draw.randrange(len(lines))
    return b"\n".join(lines[:at] + lines[at : at + 3] * draw.choice((2, 20, 500)) + lines[at + 3 :])


def _line_ends(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    return mail.replace(b"\r\n", b"\n").replace(
        b"\n", draw.choice((b"\r\n", b"\r", b"\r\r\n", b"\n\n", b"\x0b", b"\x85", b"\n "))
    )


def _lie_about_charset(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    return re.sub(rb"charset=\"?[\w-]+\"?", b"charset=" + draw.choice(_CHARSETS), mail, flags=re.IGNORECASE)


def _lie_about_encoding(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    said = b"Content-Transfer-Encoding: " + draw.choice(_ENCODINGS)
    return re.sub(rb"content-transfer-encoding:[^\r\n]*", lambda _found: said, mail, flags=re.IGNORECASE)


def _lie_about_type(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    said = b"Content-Type: " + draw.choice(_TYPES)
    return re.sub(rb"content-type:[^\r\n;]*", lambda _found: said, mail, count=draw.choice((0, 1)), flags=re.IGNORECASE)


def _put_in(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    at = draw.randrange(len(mail))
    return mail[:at] + draw.choice(_ODD) + mail[at:]


def _second_field(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    return draw.choice(_FIELDS) + b": " + draw.choice((*_ODD, *_TYPES)) + b"\n" + mail


def _forward(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    for _number in range(draw.choice((1, 2, 30, 60))):
        mail = b"From: a@dupont.example\nTo: factures@mairie.example\nContent-Type: message/rfc822\n\n" + mail
    return mail


def _nest(mail: bytes, draw: random.Random, _: Sequence[bytes]) -> bytes:
    for number in range(draw.choice((1, 3, 50))):
        mark = draw.choice((b"b%d" % number, b"same"))
        mail = b'Content-Type: multipart/mixed; boundary="%s"\n\n--%s\n%s\n--%s--\n' % (mark, mark, mail, mark)
    return mail


def _mix(mail: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    other = draw.choice(others)
    return mail[: draw.randrange(len(mail)) + 1] + other[draw.randrange(len(other)) :]


def _other_body(mail: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    return mail.partition(b"\n\n")[0] + b"\n\n" + draw.choice(others).partition(b"\n\n")[2]


def _attach(mail: bytes, draw: random.Random, others: Sequence[bytes]) -> bytes:
    head, _, body = mail.partition(b"\n\n")
    octets = draw.choice(
        (
            draw.randbytes(2_000),
            b"%PDF-1.4\n" + draw.randbytes(500),
            b"PK\x03\x04" + draw.randbytes(500),
            draw.choice(others),
        )
    )
    name = draw.choice((b"facture.pdf", b"releve.xlsx", b"a.zip", b"lettre.eml", b"../../x", b"facture.xml"))
    part = b"Content-Disposition: attachment; filename=%s\nContent-Transfer-Encoding: base64\n\n%s" % (
        name,
        base64.encodebytes(octets),
    )
    return b"%s\nContent-Type: multipart/mixed; boundary=fuzz\n\n--fuzz\n\n%s\n--fuzz\n%s--fuzz--\n" % (
        head,
        body,
        part,
    )


DAMAGES: tuple[Damage, ...] = (
    _flip, _cut, _cut_head, _drop_line, _shuffle, _repeat, _line_ends, _lie_about_charset, _lie_about_encoding, _lie_about_type, _put_in,
    _second_field, _forward, _nest, _mix, _other_body, _attach,
)  # fmt: skip
_MOST = 400_000


def damaged(draw: random.Random, mails: Sequence[bytes]) -> bytes:
    """One of these mails after one to four damages, never empty and never beyond 400 kB."""
    mail = draw.choice(mails)
    for damage in draw.choices(DAMAGES, k=draw.choice((1, 1, 2, 3, 4))):
        mail = damage(mail, draw, mails)[:_MOST] or b"\n"
    return mail
