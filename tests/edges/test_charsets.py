"""Octets to text, by the ladder: mark, UTF-8, label, windows-1252."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edges.charsets import clean, codec_for, decode


@pytest.mark.parametrize(("octets", "label", "expected"), [
    ("été".encode(), "iso-8859-1", "été"),
    ("été".encode("latin-1"), "utf-8", "été"),
    ("12 € – « œuvre »".encode("cp1252"), "ISO-8859-1", "12 € – « œuvre »"),
    ("été".encode("mac-roman"), "macintosh", "été"),
    ("été €".encode("iso-8859-15"), "iso-8859-15", "été €"),
    ("付款".encode("gb2312"), "iso-gb2312", "付款"),
    ("été".encode("utf-16"), "", "été"),
    ("été".encode("utf-16-le"), "utf-16le", "été"),
    ("été".encode("utf-7"), "unicode-1-1-utf-7", "été"),
    ("été".encode("utf-8-sig"), "", "été"),
    ("réglée et payée".encode() + "é".encode("latin-1"), "utf-8", "réglée et payéeé"),
    (b"\x81\x8d", "", "\ufffd\ufffd"),
    ("payée".encode("latin-1"), "base64", "payée"),
    (b"\\d pay\xe9e", "unicode-escape", "\\d payée"),
])  # fmt: skip
def test_octets_become_the_text_that_was_written(octets: bytes, label: str, expected: str) -> None:
    assert decode(octets, label) == expected


@pytest.mark.parametrize(
    "label", ["", "x-martien", "base64", "idna", "undefined", "\0", "é", "unknown-8bit", "utf-8\ninjected"]
)
def test_what_is_no_charset_of_mail_has_no_codec(label: str) -> None:
    assert codec_for(label) == ""


def test_characters_that_hide_are_taken_out_and_line_ends_made_one() -> None:
    assert clean("FA-\u00ad2024\u200b-\ufeff01\0\u202e17") == "FA-2024-0117"
    assert clean("a\r\nb\rc\x0cd\u2028e") == "a\nb\nc\nd\ne"
    assert clean("3\u00a0mars\t2024") == "3\u00a0mars\t2024"


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "utf-7", "utf-16", "gb2312", "iso-2022-jp", "hz", "cp1252", "utf-8", "big5", "koi8-r"]),
)
def test_any_octets_under_any_label_are_text_that_can_be_stored(octets: bytes, label: str) -> None:
    clean(decode(octets, label)).encode("utf-8")


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe"), max_size=100)
)
def test_utf8_is_read_as_utf8_whatever_it_is_called(text: str) -> None:
    assert decode(text.encode(), "iso-8859-1") == text
