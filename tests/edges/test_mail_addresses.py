"""Who a From names: one usable address that every reader agrees on, or nobody."""

from __future__ import annotations

import pytest

from bot.core.mail import SenderAuth
from tests.edges.test_mime import read

VERDICT = b"Authentication-Results: mx.mairie.example; dmarc=pass\r\n"


def sender(*lines: str) -> tuple[str, SenderAuth]:
    """The sender of a mail with these From lines, and what a `dmarc=pass` that names no domain is worth."""
    head = VERDICT + "".join(f"From: {line}\r\n" for line in lines).encode()
    mail = read(head + b"To: b@mairie.example\r\n\r\nx")
    return (mail.sender.address if mail.sender else "", mail.sender_auth)


@pytest.mark.parametrize(
    "line",
    [
        "compta@dupont.example",
        "<@relais.example,@autre.example:compta@dupont.example>",
        '"evil@evil.example" <compta@dupont.example>',
        "Compta <compta@dupont.example> (evil@evil.example)",
    ],
)
def test_one_address_is_the_sender_and_the_verdict_is_about_it(line: str) -> None:
    assert sender(line) == ("compta@dupont.example", SenderAuth.PASSED)


@pytest.mark.parametrize(
    "line",
    [
        "<evil@evil.example:compta@dupont.example>",
        "evil@evil.example:compta@dupont.example",
        "<=?utf-8?q?compta=40dupont=2Eexample?=>",
        "<=?utf-8?q?compta?=@dupont.example>",
        "=?utf-8?q?compta?=@dupont.example",
        "<=?utf-8?q?evil=40evil=2Eexample?=>, compta@dupont.example",
        "<evil>, compta@dupont.example",
        "evil@evil.example, compta@dupont.example",
    ],
)
def test_an_address_that_two_readers_read_differently_is_nobodys_and_verified_by_nothing(line: str) -> None:
    assert sender(line) == ("", SenderAuth.UNKNOWN)


def test_two_from_lines_are_nobodys() -> None:
    assert sender("compta@dupont.example", "compta@dupont.example") == ("", SenderAuth.UNKNOWN)
