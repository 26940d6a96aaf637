"""What makes two copies one mail: the sender's octets, not the servers'."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edges.fingerprint import fingerprint

HEAD = b"From: a@b.example\r\nSubject: Facture\r\n FA-117\r\nDate: Mon, 4 Mar 2024 10:12:00 +0100\r\nMessage-ID: <m1@b.example>\r\n"
BODY = b"\r\nBonjour,\r\nfacture FA-117 ?\r\n"
MAIL = HEAD + BODY


def test_the_message_id_keeps_its_brackets_and_may_be_missing() -> None:
    assert fingerprint(MAIL).message_id == "<m1@b.example>"
    assert fingerprint(MAIL.replace(b"Message-ID", b"X-Id")).message_id == ""
    assert fingerprint(b"message-id :\r\n\t<m2@b.example> (x)\r\n\r\n").message_id == "<m2@b.example>"


@pytest.mark.parametrize("same", [
    b"Received: from x by y\r\n\tfor z\r\n" + MAIL,
    b"Return-Path: <a@b.example>\r\nDelivered-To: f@mairie.example\r\n" + HEAD + b"X-Spam-Status: No\r\n" + BODY,
    MAIL.replace(b"\r\n", b"\n"),
    MAIL + b"\r\n\r\n",
    MAIL.replace(b"Facture\r\n FA-117", b"Facture FA-117"),
    MAIL.replace(b"Subject:", b"SUBJECT:  "),
    b"Authentication-Results: mx; dmarc=pass\r\n" + MAIL,
])  # fmt: skip
def test_copies_by_two_ways_share_a_digest(same: bytes) -> None:
    assert fingerprint(same).digest == fingerprint(MAIL).digest
    assert fingerprint(same).whole == hashlib.sha256(same).hexdigest()


@pytest.mark.parametrize("other", [
    MAIL.replace(b"FA-117 ?", b"FA-118 ?"), MAIL.replace(b"Facture\r\n", b"Relance\r\n"), MAIL.replace(b"10:12:00", b"10:12:01"),
    MAIL.replace(b"a@b.example\r\nSubject", b"c@b.example\r\nSubject"), HEAD + b"From: c@d.example\r\n" + BODY,
    HEAD + b"\r\nSubject: Facture FA-117\r\n" + BODY,
])  # fmt: skip
def test_another_mail_has_another_digest(other: bytes) -> None:
    assert fingerprint(other).digest != fingerprint(MAIL).digest


def test_a_field_cannot_be_moved_into_its_neighbour() -> None:
    one = fingerprint(b"From: a\nDate: b\n\nx")
    assert one.digest != fingerprint(b"From: ab\nDate:\n\nx").digest
    assert one.digest != fingerprint(b"From: a\n\nb\nx").digest


@given(st.binary(max_size=500))
def test_no_octets_break_it_and_it_is_stable(content: bytes) -> None:
    found = fingerprint(content)
    assert found == fingerprint(content)
    assert (len(found.digest), len(found.whole)) == (64, 64)
    found.message_id.encode("utf-8")
    assert "\0" not in found.message_id


def test_two_texts_without_any_header_are_two_mails() -> None:
    texts = [b"Ou en est la facture 117 ?\r\n", b"Ou en est la facture 118 ?\r\n", b"", b"x"]
    assert len({fingerprint(text).digest for text in texts}) == 4
