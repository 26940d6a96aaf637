"""Addresses beside those that staff know: the same firm, another firm, or one that imitates it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lookalike import Imitation, imitation

KNOWN = ("compta@papeterie-rhone.example",)
SHORT = ("compta@durand.fr",)
AT_HOME = ("martin.peinture@gmail.com",)
NONE, NEW, ALIKE = Imitation.NONE, Imitation.NEW_DOMAIN, Imitation.LOOK_ALIKE


@pytest.mark.parametrize(
    ("address", "known", "expected"),
    [
        ("compta@papeterie-rhone.example", KNOWN, NONE),
        ("direction@papeterie-rhone.example", KNOWN, NONE),
        ("facturation@lyon.papeterie-rhone.example", KNOWN, NONE),
        ("compta@papeterie-rhone.test", KNOWN, ALIKE),  # another ending
        ("compta@papeterierhone.example", KNOWN, ALIKE),  # the hyphen gone
        ("compta@papeterie-rh0ne.example", KNOWN, ALIKE),  # a nought for an o
        ("compta@papeterie-rhome.example", KNOWN, ALIKE),  # a letter changed
        ("compta@papeteire-rhone.example", KNOWN, ALIKE),  # two swapped
        ("compta@papetterie-rhones.example", KNOWN, ALIKE),  # two added
        ("compta@papeterie-rhоne.example", KNOWN, ALIKE),  # a Cyrillic o
        ("compta@xn--papeterie-rhne-6zl.example", KNOWN, ALIKE),  # the same as DNS writes it
        ("compta@papeterie-rhone-compta.example", KNOWN, ALIKE),  # a word added
        ("compta@papeterie-rhone.example.test", KNOWN, ALIKE),  # the known name in front of another's
        ("compta@librairie-du-lac.example", KNOWN, NEW),
        ("papeterie.rhone@gmail.com", KNOWN, NEW),
        ("compta@durand.fr", SHORT, NONE),
        ("compta@durant.fr", SHORT, ALIKE),
        ("compta@durand.com", SHORT, ALIKE),
        ("compta@durandal.fr", SHORT, NEW),
        ("compta@dupond.fr", SHORT, NEW),
        ("martin.peinture@gmail.com", AT_HOME, NONE),
        ("martin-peinture@gmail.com", AT_HOME, ALIKE),
        ("martinpeinture@outlook.com", AT_HOME, ALIKE),
        ("rnartin.peinture@gmail.com", AT_HOME, ALIKE),
        ("julie.leroy@gmail.com", AT_HOME, NONE),
        ("contact@peinture-martin.fr", AT_HOME, NONE),  # a private address says nothing of the firm's domain
        ("contact@ailleurs.fr", (*SHORT, *AT_HOME), NONE),
        ("contact@ailleurs.fr", (), NONE),
    ],
)
def test_what_an_address_is_to_the_known_ones(address: str, known: tuple[str, ...], expected: Imitation) -> None:
    assert imitation(address, known) is expected


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=4))
def test_any_text_gets_a_verdict(address: str, known: list[str]) -> None:
    assert imitation(address, known) in Imitation


@given(st.from_regex(r"[a-z]{9,14}", fullmatch=True), st.integers(0, 8))
def test_a_letter_left_out_of_a_long_name_is_an_imitation(name: str, place: int) -> None:
    shorter = name[:place] + name[place + 1 :]
    assert imitation(f"a@{shorter}.fr", (f"a@{name}.fr",)) is ALIKE
