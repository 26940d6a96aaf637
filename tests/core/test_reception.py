"""Whom an envelope recipient means, and how an address to listen on is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.organisation import MailboxSettings
from bot.core.reception import Endpoint, addressee, received_addresses
from tests.core.samples import organisation

CASQ = replace(organisation(), id="casq", addresses=("a@casq.fr", "b@casq.fr"), mailbox=None)
BOX = MailboxSettings("boite@casq.fr", None, None)


def test_the_addresses_of_a_body_and_of_its_mailbox_are_its_own() -> None:
    other = replace(CASQ, id="amiens", addresses=("a@amiens.fr",), mailbox=BOX)
    assert received_addresses([CASQ, other]) == {
        "a@casq.fr": "casq",
        "b@casq.fr": "casq",
        "a@amiens.fr": "amiens",
        "boite@casq.fr": "amiens",
    }


@pytest.mark.parametrize(
    ("recipient", "body"),
    [
        ("a@casq.fr", "casq"),
        (" A@CASQ.FR ", "casq"),
        ("a+2026-0187@casq.fr", "casq"),
        ("a+b+c@casq.fr", "casq"),
        ("x+tag@casq.fr", "plus"),
        ("+a@casq.fr", None),
        ("a@casq.fr@elsewhere.fr", None),
        ("aa@casq.fr", None),
        ("a", None),
        ("", None),
    ],
)
def test_upper_case_and_tags_make_no_difference_anything_else_does(recipient: str, body: str | None) -> None:
    assert addressee(recipient, {"a@casq.fr": "casq", "x+tag@casq.fr": "plus"}) == body


def test_an_endpoint_is_written_as_in_the_configuration() -> None:
    assert [str(Endpoint("smtp", host, 25)) for host in ("127.0.0.1", "::1")] == ["127.0.0.1:25", "[::1]:25"]
