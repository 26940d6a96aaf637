"""Which verdict on the sender is believed: our own server's, topmost, and the worse of two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.mail import SenderAuth
from bot.core.sender_auth import sender_auth

IDS = ("mx.mairie.example",)
DOMAIN = "dupont.example"
HOP = "a Received line"


def verdict(*headers: str, domain: str = DOMAIN) -> SenderAuth:
    """The verdict on these headers; our own server's name is put before those that begin with `;`."""
    return sender_auth(
        tuple(
            ("authentication-results", f"mx.mairie.example{text}" if text[:1] in {";", " "} else text)
            if text != HOP
            else ("received", "from x by y")
            for text in headers
        ),
        IDS,
        domain,
    )


@pytest.mark.parametrize("header", [
    "; dmarc=pass",
    "; dmarc=pass header.from=dupont.example",
    "; dmarc=pass (p=reject; dis=none) header.from=DUPONT.example",
    " 1; spf=pass smtp.mailfrom=x@ailleurs.example; dkim=fail; DMARC=Pass header.from=dupont.example.",
    '; spf=pass reason="a; dmarc=fail" smtp.mailfrom=x; dmarc=pass header.from=dupont.example',
    "; dmarc / 1 = pass (nested (comment; dmarc=fail)) header . from = dupont.example",
    "(c) MX.Mairie.Example (gateway) 1; dmarc=pass",
    '"mx.mairie.example"; dmarc=pass',
])  # fmt: skip
def test_dmarc_pass_of_our_server_for_this_domain_is_passed(header: str) -> None:
    assert verdict(header) is SenderAuth.PASSED


@pytest.mark.parametrize("header", [
    "; dmarc=fail header.from=dupont.example", "; dmarc=fail (p=none) header.from=dupont.example; spf=pass smtp.mailfrom=dupont.example",
    "; dmarc=pass; dmarc=fail", "; dmarc=fail; dmarc=pass",
])  # fmt: skip
def test_dmarc_fail_is_failed_even_beside_a_pass(header: str) -> None:
    assert verdict(header) is SenderAuth.FAILED


@pytest.mark.parametrize("header", [
    "; spf=pass smtp.mailfrom=dupont.example", "; spf=pass smtp.mailfrom=x@dupont.example; dmarc=none",
    "; spf=pass smtp.mailfrom=<x@bounce.dupont.example>", "; dkim=pass header.d=dupont.example",
    "; dkim=pass header.i=@mail.dupont.example; dmarc=none header.from=dupont.example", "; dmarc=bestguesspass; dkim=pass header.d=dupont.example",
    "; dkim=fail header.d=liste.example; dkim=pass header.d=dupont.example",
])  # fmt: skip
def test_an_aligned_pass_without_dmarc_policy_is_aligned(header: str) -> None:
    assert verdict(header) is SenderAuth.ALIGNED


@pytest.mark.parametrize("header", [
    "; none", "; spf=pass smtp.mailfrom=ailleurs.example", "; dkim=pass header.d=example", "; spf=pass smtp.helo=dupont.example",
    "; spf=softfail smtp.mailfrom=dupont.example", "; dkim=pass header.d=notdupont.example", "; dmarc=temperror; dkim=pass header.d=dupont.example",
    "; dmarc=pass header.from=ailleurs.example", "; dkim=pass header.d=dupont.example; dkim=fail header.d=dupont.example",
    "; spf=pass (smtp.mailfrom=dupont.example)", '; spf=pass reason="smtp.mailfrom=dupont.example"', "ailleurs.example; dmarc=pass",
    "dmarc=pass header.from=dupont.example", "", "; ; ;", "; arc=pass", "; dmarc=none",
])  # fmt: skip
def test_anything_else_is_unknown(header: str) -> None:
    assert verdict(header) is SenderAuth.UNKNOWN


def test_a_parent_domain_proves_nothing_about_a_name_it_lends() -> None:
    assert verdict("; spf=pass smtp.mailfrom=free.example", domain="jean.free.example") is SenderAuth.UNKNOWN


def test_headers_that_the_sender_put_below_ours_do_not_count() -> None:
    forged = "; dmarc=pass header.from=dupont.example"
    assert verdict("; spf=none", HOP, forged) is SenderAuth.UNKNOWN
    assert verdict("; spf=none", "ailleurs.example; spf=pass", forged) is SenderAuth.UNKNOWN
    assert verdict("; dmarc=fail", forged) is SenderAuth.FAILED
    assert verdict("; dmarc=none", forged) is SenderAuth.UNKNOWN


def test_our_headers_are_found_below_those_of_later_servers_and_read_together() -> None:
    ours = ("; dkim=pass header.d=dupont.example", "; dmarc=pass header.from=dupont.example")
    assert verdict("relais.example; spf=pass", HOP, HOP, *ours) is SenderAuth.PASSED


def test_without_a_known_server_or_a_single_from_there_is_no_verdict() -> None:
    assert sender_auth((("authentication-results", "mx.mairie.example; dmarc=pass"),), (), DOMAIN) is SenderAuth.UNKNOWN
    assert (
        sender_auth((("authentication-results", "mx.mairie.example; dmarc=pass"),), ("",), DOMAIN) is SenderAuth.UNKNOWN
    )
    assert verdict("; dmarc=pass", domain="") is SenderAuth.UNKNOWN
    assert verdict("; dmarc=fail", domain="") is SenderAuth.UNKNOWN


def test_a_domain_with_accents_is_that_of_its_dns_form() -> None:
    assert verdict("; dmarc=pass header.from=xn--socit-esab.example", domain="société.example") is SenderAuth.PASSED


@given(st.text(alphabet='mx.;= "()\\\\dmarcpsfailhe-@1', max_size=200))
def test_no_header_breaks_the_reader_nor_passes_without_saying_so(text: str) -> None:
    found = verdict(f";{text}")
    assert found is not SenderAuth.PASSED or "dmarc" in text


def test_a_name_with_a_star_means_every_server_that_ends_so() -> None:
    def read(server: str) -> SenderAuth:
        fields = (("authentication-results", f"{server}; dkim=pass header.d=dupont.example"),)
        return sender_auth(fields, ("*.mail.ovh.net",), DOMAIN)

    assert read("in68.mail.ovh.net") is SenderAuth.ALIGNED
    assert [read(name) for name in ("mail.ovh.net", "in68.mail.ovh.net.faux.example", "fauxmail.ovh.net", "*")] == [
        SenderAuth.UNKNOWN
    ] * 4
