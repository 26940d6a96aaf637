"""Readings and keys: whatever is written is read, damage of form costs nothing, and no key is trusted with a verdict."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.candidate import Asked, Candidate
from bot.core.folded import (
    TAILS,
    folded,
    folded_word,
    legible_words,
    order_key,
    owner_and_site,
    owner_of,
    owners_of,
    price_key,
)
from bot.core.likeness import READS, TAIL, likeness
from bot.core.matching import Table, Verdict
from bot.core.probing import neighbour_keys, probes_for, slip_probes
from bot.core.reading import read
from bot.core.slips import slip_keys, slipped
from bot.core.weighing import Around

SIRET = "73282932000074"
NUMBERS = st.from_regex(r"\A(FA|F|INV-|)(2024|24)?[-/ ]?[0-9]{2,6}\Z")
ANYTHING = st.text(max_size=80)


def candidate(number: str, cents: int | None = None) -> Candidate:
    owner, site = owner_and_site("town", SIRET)
    return Candidate(1, owner, site, folded(number), SIRET, number, cents, None, "")


@given(ANYTHING)
def test_any_text_is_read_without_a_word_and_within_bounds(text: str) -> None:
    readings = read(text)
    assert len(readings.ways) <= 48
    assert all(reading.key == folded(reading.word) for reading in readings.ways)
    probes = probes_for(Asked(text, SIRET, 100, None, text), readings, "town")
    assert len(probes.keys) <= 48
    assert len(probes.prices) <= 80
    assert len(slip_probes(readings)) < 6_000
    assert Table(Asked(text, SIRET), readings, probes, [candidate("FA-1")]).verdict(None).weighed


@given(NUMBERS, st.sampled_from(["-", "/", ".", " ", "_", "\u00a0", "\u2011"]))
def test_marks_case_padding_and_look_alikes_leave_the_key_as_it_is(number: str, mark: str) -> None:
    key = folded(number)
    assert folded(number.lower()) == key
    assert folded(number.replace("-", mark).replace("/", mark)) == key
    assert folded(number.replace("0", "O").replace("1", "l").replace("5", "S")) == key
    assert folded(f"00{number}") == key


@given(NUMBERS)
def test_a_number_as_written_reads_as_itself_also_behind_a_label(number: str) -> None:
    for text in (number, f"facture n° {number}", f"Facture_{number}.pdf", f"{number} du 12/03/2024"):
        readings = read(text)
        if folded(number) and any(map(str.isdigit, folded(number))):
            assert folded(number) in readings.by_key, text


@pytest.mark.parametrize(
    ("text", "number", "relation"),
    [
        ("2024-0117", "FA2024-0117", TAIL),
        ("0117", "FA2024-0117", TAIL),
        ("117/2024", "2024-117", READS),
        ("FA24-117", "FA2024-0117", READS),
        ("FA2024-=\n0117", "FA2024-0117", READS),
        ("ＦＡ２０２４－０１１７", "FA2024-0117", READS),
        ("FA n° 2024-117", "FA2024-0117", READS),
        ("117 de 2024", "2024-117", READS),
        ("n° 117 (2024)", "FA-2024-00117", TAIL),
        ("N° 0117/2024", "FAC-2024-0117", TAIL),
        ("F0059-2307", "F/2307/0059", READS),
        ("24-117", "FA-2024-00117", TAIL),
        ("FA-117 de mars 2024", "FA-117", READS),
        ("FA-117du12/03/2024", "FA-117", READS),
        ("FactureFA-117", "FA-117", READS),
        ("FA%2F2024%2F117", "FA/2024/117", READS),
        ("FA&#45;117", "FA-117", READS),
        ("ФА-117", "FA-118", "other"),
        ("FA2024-0118", "FA2024-0117", "other"),
    ],
)
def test_what_a_text_is_to_a_number(text: str, number: str, relation: str) -> None:
    readings = read(text)
    heads = probes_for(Asked(text, SIRET), readings, "town").heads
    assert likeness(readings, heads, candidate(number)).relation == relation


@given(st.text("123456789", min_size=3, max_size=9), st.data())
def test_every_single_slip_is_probed_and_named(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from(string.digits))
    for other in (
        number[:place] + digit + number[place + 1 :],
        number[:place] + number[place + 1 :],
        number[:place] + digit + number[place:],
        number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :] if place else number,
    ):
        if folded(other) not in ("", folded(number)):
            assert folded(other) in slip_keys(number), other
        if other != number:
            assert slipped(number, other) is not None


def test_a_key_is_no_proof_that_two_numbers_are_one() -> None:
    assert folded("FA-101") == folded("FA-11")
    readings = read("FA-101")
    assert likeness(readings, (), candidate("FA-11")).slips == 1
    assert likeness(readings, (), candidate("FA-101")).slips == 0


def test_zeros_that_moved_are_told_from_zeros_that_are_as_they_were() -> None:
    for text, number in (("24-00081", "FA 02481"), ("23-0002", "22-0003")):
        readings = read(text)
        heads = probes_for(Asked(text, SIRET), readings, "town").heads
        found = likeness(readings, heads, candidate(number))
        assert {"padding_lost:1", "padding_added:1", "moved_zeros"} <= set(found.features), text
    assert not likeness(read("FA 24-81"), (), candidate("FA2481")).slips
    assert "split:1" in likeness(read("FA 24-81"), (), candidate("FA2481")).features
    assert "split:1" not in likeness(read("FA 24-81"), (), candidate("FA-24-81")).features


def test_an_amount_alone_never_matches() -> None:
    for text in ("bonjour", "12,34 EUR", "9999", "devis 55012"):
        asked = Asked(text, SIRET, 1234)
        readings = read(text)
        table = Table(asked, readings, probes_for(asked, readings, "town"), [candidate("FA2024-0117", 1234)])
        assert table.verdict(None).verdict is not Verdict.MATCH, text


def test_each_company_is_a_figure_of_its_own_within_its_body() -> None:
    first, last = owners_of("town")
    assert first <= owner_of("town", SIRET) <= last
    assert owner_of("town", SIRET) == owner_of("town", SIRET[:9]) == owner_and_site("town", SIRET)[0]
    assert not first <= owner_of("village", SIRET) <= last
    assert owner_and_site("town", "BE0123456789") != owner_and_site("town", "BE0123456780")
    assert first <= owner_of("town", "BE0123456789") <= last < 2**63


@given(st.integers(-(10**9), 10**9), NUMBERS)
def test_prices_of_one_amount_lie_together(cents: int, number: str) -> None:
    key = price_key(cents, folded(number))
    assert key is not None
    assert cents * TAILS <= key < (cents + 1) * TAILS
    assert price_key(None, "1") is None
    assert order_key("", "1") is None
    assert order_key("BC 0042", "1") == order_key("bc-0042", "1")


def test_the_neighbours_of_a_number_are_those_that_a_slip_makes_of_it() -> None:
    keys = neighbour_keys(candidate("FA2024-0117"))
    assert folded("FA2024-0118") in keys
    assert folded("FA2024-0171") in keys
    assert folded("FA2023-0117") in keys
    assert folded("FA2031-9999") not in keys


@given(text=st.text(st.characters(max_codepoint=127), max_size=30))
def test_the_key_of_plain_text_is_the_key_of_its_words(text: str) -> None:
    words = "".join(legible_words(text))
    assert folded(text) == folded_word(words)
    assert order_key(text, "117") == order_key(words, "117")


def verdict(asked: Asked, stored: Candidate, around: Around | None = None) -> Verdict:
    """What is decided about one stored invoice when all weights speak for it."""
    readings = read(asked.text)
    table = Table(asked, readings, probes_for(asked, readings, "town"), [stored])
    return table.verdict(around, {"site:same": 20.0, "site:open": 20.0}).verdict


def test_the_end_of_a_number_never_matches_beside_another_year() -> None:
    assert verdict(Asked("F2024-001", SIRET, 1234), candidate("FA-2022-001", 1234)) is Verdict.ASK
    assert verdict(Asked("2022-001", SIRET, 1234), candidate("FA-2022-001", 1234)) is Verdict.MATCH


def test_a_digit_that_was_forgiven_wants_something_that_agrees() -> None:
    assert verdict(Asked("FA-101", SIRET), candidate("FA-11", 1234)) is Verdict.ASK
    assert verdict(Asked("FA-101", SIRET, 9999), candidate("FA-11", 1234)) is Verdict.ASK
    assert verdict(Asked("FA-101", SIRET, 1234), candidate("FA-11", 1234)) is Verdict.MATCH


def test_an_amount_without_taxes_tells_no_company_where_hundreds_write_so() -> None:
    for twins, expected in ((3, Verdict.MATCH), (900, Verdict.ASK)):
        assert verdict(Asked("2024-001", "", 1000), candidate("2024-001", 1200), Around(twins=twins)) is expected
    assert verdict(Asked("2024-001", "", 1200), candidate("2024-001", 1200), Around(twins=900)) is Verdict.MATCH
    assert verdict(Asked("2024-001", ""), candidate("2024-001", 1200)) is Verdict.ASK


def test_a_number_that_nothing_agrees_with_has_to_be_surer() -> None:
    weights = {"site:same": 3.89}  # p = 0.98 against « none »
    for said, expected in ((None, Verdict.ASK), (9999, Verdict.ASK), (1234, Verdict.MATCH), (1028, Verdict.MATCH)):
        asked = Asked("FA-117", SIRET, said)
        readings = read(asked.text)
        table = Table(asked, readings, probes_for(asked, readings, "town"), [candidate("FA-117", 1234)])
        assert table.verdict(None, weights).verdict is expected, said
