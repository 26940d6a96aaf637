"""SIRET, SIREN and VAT numbers: what is possible, what is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.siret import grouped, is_siren, is_siret, siren_of, siren_of_vat

REAL = ("20007189200067", "22060001900016", "20002983300106", "13000133200019")
POST_OFFICES = ("35600000000048", "35600000009075", "35600000049837")


@pytest.mark.parametrize("siret", REAL)
def test_a_published_siret_is_possible(siret: str) -> None:
    assert is_siret(siret)
    assert is_siren(siren_of(siret))


@pytest.mark.parametrize("siret", POST_OFFICES)
def test_la_poste_has_a_rule_of_its_own(siret: str) -> None:
    assert is_siret(siret)


def test_a_post_office_with_a_wrong_digit_is_refused() -> None:
    assert not is_siret("35600000009076")


@pytest.mark.parametrize(
    "text", ["", "0" * 14, "2000718920006", "200071892000677", "200 071 892 00067", "2000718920006A", "٢٠٠٠٧١٨٩٢٠٠٠٦٧"]
)
def test_what_is_not_fourteen_digits_is_no_siret(text: str) -> None:
    assert not is_siret(text)


@given(st.sampled_from(REAL), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_breaks_a_siret(siret: str, place: int, shift: int) -> None:
    wrong = siret[:place] + str((int(siret[place]) + shift) % 10) + siret[place + 1 :]
    assert not is_siret(wrong)


def test_nine_zeros_are_no_siren() -> None:
    assert not is_siren("000000000")


def test_a_vat_number_gives_its_siren() -> None:
    assert siren_of_vat("FR83404833048") == "404833048"


@pytest.mark.parametrize("vat", ["FR84404833048", "FR83404833049", "DE83404833048", "FRAB404833048", "FR", ""])
def test_a_vat_number_with_a_wrong_key_gives_nothing(vat: str) -> None:
    assert siren_of_vat(vat) == ""


def test_a_siret_is_shown_in_groups() -> None:
    assert grouped("20007189200067") == "200 071 892 00067"
