"""What is taken out of a mail before it is parsed comes back wherever it may be read, octet for octet."""

from __future__ import annotations

import base64
import email
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.edges.mime_ballast import Ballast

_RUN = base64.encodebytes(Random(7).randbytes(3_500))
_HEADS = (
    b"From: a@b.example\n",
    b"Content-Type: multipart/mixed; boundary=x\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n",
    b"Content-Type: text/plain; charset*0=utf\n",
)
_PIECES = st.sampled_from(
    (*_HEADS, _RUN, _RUN[:-8], _RUN[300:], b"\n", b"\n\n", b"--x\n", b"--x--\n", "déjà\n".encode(), b"\xe9\n")
)


@given(st.lists(_PIECES, max_size=12), st.booleans())
def test_a_tree_of_texts_is_the_same_as_without(pieces: list[bytes], crlf: bool) -> None:
    content = b"".join(pieces)
    content = content.replace(b"\n", b"\r\n") if crlf else content
    ballast = Ballast()
    tree = email.message_from_bytes(ballast.taken_out(content))
    ballast.put_back(tree)
    plain = email.message_from_bytes(content)
    assert tree.as_string() == plain.as_string()
    assert [repr(part.defects) for part in tree.walk()] == [repr(part.defects) for part in plain.walk()]


def test_a_file_becomes_a_line_and_stays_one() -> None:
    head = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    film = base64.encodebytes(bytes(1_000_000)).replace(b"\n", b"\r\n")
    ballast = Ballast()
    light = ballast.taken_out(head + film)
    assert len(light) < 400
    tree = email.message_from_bytes(light)
    ballast.put_back(tree)
    assert len(str(tree.get_payload())) < 200


def test_a_mail_cannot_call_for_what_another_holds() -> None:
    first = Ballast().taken_out(b"\n\n" + _RUN)
    assert first != Ballast().taken_out(b"\n\n" + _RUN)
