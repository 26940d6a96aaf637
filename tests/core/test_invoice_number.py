"""Two spellings of one invoice number are one; two numbers one digit apart never are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.invoice_number import canonical, compact, same_number

SPELLINGS = (
    "FA2403-0117",
    "fa 2403 0117",
    "FA–2403–0117",
    "FA\u20112403\u20110117",
    "FA24030117",
    "FA2403/117",
    "fa2403_0117",
    "FA2403\u00a00117",
    "FA\u200b2403-0117",
    "FA24\u00ad03-0117",
    "FA2403-O117",
    "FA2403-0ll7",
    "FA2403-0I17",
    "ＦＡ２４０３－０１１７",
    "Fа2403-0117",  # the first a is Cyrillic
)

DIFFERENT = (
    ("2024-117", "20241-17"),
    ("2024-117", "2024-118"),
    ("2024-117", "2024-1170"),
    ("2024-117", "2024-17"),
    ("2024-117", "117"),
    ("2024-117", "117-2024"),
    ("FA-2024-117", "2024-117"),
    ("FA-2024-117", "AV-2024-117"),
    ("2024-01-17", "2024-0117"),
    ("FA-101", "FA-11"),
    ("FA-1001", "FA-101"),
    ("FA-58", "FA-S8"),
    ("FA-18", "FA-1B"),
    ("1-17", "117"),
    ("", ""),
    ("---", "///"),
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_form_is_forgiven(spelling: str) -> None:
    assert same_number(spelling, "FA2403-0117")
    assert same_number("FA2403-0117", spelling)


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_another_number_is_another_number(first: str, second: str) -> None:
    assert not same_number(first, second)
    assert not same_number(second, first)


def test_separators_lost_between_digits_read_the_same() -> None:
    assert same_number("2024117", "2024-117")


def test_a_prefix_that_ends_like_a_digit_may_lose_its_separator() -> None:
    assert same_number("PRO-2024-117", "pro2024-117")
    assert same_number("FI-2024-117", "FI2024/117")


def test_zeros_count_once_separators_are_lost() -> None:
    assert not same_number("FA2403117", "FA2403-0117")


def test_a_label_run_together_with_its_number_does_not_count() -> None:
    assert same_number("FACT N° 24 0312", "24 0312")
    assert same_number("N° 117", "117")


def test_canonical_groups_are_joined_by_hyphens() -> None:
    assert canonical("fa–2403/0117") == "FA-2403-117"
    assert compact("fa 2403-0117") == "FA24030117"


NUMBERS = st.from_regex(r"[A-Z]{0,4}[-/]?[0-9]{2,6}(?:[-/][0-9]{1,6}){0,2}", fullmatch=True)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert compact(compact(text)) == compact(text)


@given(NUMBERS, st.sampled_from("-/ _.–\u00a0\u2011"))
def test_case_and_separators_do_not_count(number: str, separator: str) -> None:
    other = number.lower().replace("-", separator).replace("/", separator)
    assert canonical(other) == canonical(number)
    assert compact(other) == compact(number)


@given(NUMBERS, st.sampled_from("Oo"), st.sampled_from("Iil"))
def test_a_look_alike_letter_is_its_digit(number: str, zero: str, one: str) -> None:
    assert same_number(number.replace("0", zero).replace("1", one), number)


@given(NUMBERS, st.integers(1, 3), st.data())
def test_leading_zeros_of_a_group_do_not_count(number: str, zeros: int, data: st.DataObject) -> None:
    starts = [i for i, char in enumerate(number) if char.isdigit() and not number[i - 1 : i].isdigit()]
    place = data.draw(st.sampled_from(starts))
    assert same_number(number[:place] + "0" * zeros + number[place:], number)


@given(NUMBERS, st.data())
def test_one_digit_changed_is_another_invoice(number: str, data: st.DataObject) -> None:
    places = [i for i, char in enumerate(number) if char.isdigit()]
    place = data.draw(st.sampled_from(places))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert not same_number(number[:place] + digit + number[place + 1 :], number)


@given(NUMBERS, NUMBERS)
def test_the_question_has_no_order(first: str, second: str) -> None:
    assert same_number(first, second) is same_number(second, first)
