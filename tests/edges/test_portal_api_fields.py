"""Fields as they really come: nothing is lost or invented, and what cannot be is refused without being quoted."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.edges.portal_api_answers import read_json
from bot.edges.portal_api_fields import Illegible, amount, day, exact, flag, identity, moment, rows, text

PARIS = ZoneInfo("Europe/Paris")


def written(value: object) -> dict[str, object]:
    """The field `f` after its way over the wire."""
    fields = read_json(json.dumps({"f": value}).encode())
    assert isinstance(fields, dict)
    return fields


def raw(value: str) -> dict[str, object]:
    """The same for JSON that Python would not write."""
    fields = read_json(f'{{"f": {value}}}'.encode())
    assert isinstance(fields, dict)
    return fields


@pytest.mark.parametrize(
    ("value", "euros"),
    [
        ("12", "12"),
        ("12.5", "12.5"),
        ("12.50", "12.50"),
        ('"12.50"', "12.50"),
        ('" 12.50 "', "12.50"),
        ("-0.01", "-0.01"),
        ("1.23456789E7", "12345678.9"),
        ("1E3", "1000.00"),
        ("12.345678", "12.345678"),
        ("10.100000000000001", "10.10"),
        ("9999999999999.99", "9999999999999.99"),
        ("1e-9", "0.00"),
    ],
)
def test_an_amount_is_what_was_written(value: str, euros: str) -> None:
    found = amount(raw(value), "f")
    assert str(found) == euros


@pytest.mark.parametrize("value", ["null", '""'])
def test_an_amount_may_be_missing(value: str) -> None:
    assert amount(raw(value), "f") is None
    assert amount({}, "f") is None


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        '"NaN"',
        "1E13",
        "1E99",
        "1E999999",
        "9" * 5000,
        '"12,50"',
        '"1_000"',
        '"١٢"',
        '"12 €"',
        "true",
        "[12]",
        '{"montant": 12}',
    ],
)
def test_an_amount_that_cannot_be_is_refused_and_not_quoted(value: str) -> None:
    with pytest.raises(Illegible) as caught:
        amount(raw(value), "f")
    assert value.strip('"') not in str(caught.value)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_no_cent_is_lost_on_the_way(euros: Decimal) -> None:
    assert amount(raw(f"{euros:f}"), "f") == euros
    assert amount(written(f"{euros:f}"), "f") == euros


@given(st.integers(1, 2**63 - 1))
def test_a_number_of_the_portal_is_the_same_quoted_or_not(number: int) -> None:
    assert identity(written(number), "f") == identity(written(str(number)), "f") == number


@pytest.mark.parametrize("value", ["0", "-1", str(2**63), "9" * 5000, "1.5", "1.0", '"1e3"', '"12a"', "true", "[]"])
def test_what_is_no_number_of_the_portal_is_refused(value: str) -> None:
    with pytest.raises(Illegible):
        identity(raw(value), "f")


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2019-07-11T15:45:39.674+02:00", datetime(2019, 7, 11, 13, 45, 39, 674000, UTC)),
        ("2022-01-07T10:11:47.823Z", datetime(2022, 1, 7, 10, 11, 47, 823000, UTC)),
        ("2019-01-11T15:45:39+0100", datetime(2019, 1, 11, 14, 45, 39, tzinfo=UTC)),
        ("2018-04-19 11:08", datetime(2018, 4, 19, 9, 8, tzinfo=UTC)),
        ("2018-01-19 11:08", datetime(2018, 1, 19, 10, 8, tzinfo=UTC)),
        ("2018-01-19", datetime(2018, 1, 18, 23, 0, tzinfo=UTC)),
        ("2018-01-19T11:08:09", datetime(2018, 1, 19, 10, 8, 9, tzinfo=UTC)),
        ("2024-10-27 02:30", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),  # comes twice: the first
        ("2024-10-27 03:00", datetime(2024, 10, 27, 2, 0, tzinfo=UTC)),
        ("2024-03-31 02:30", datetime(2024, 3, 31, 1, 30, tzinfo=UTC)),  # never was: 03:30
        ("", None),
        (None, None),
    ],
)
def test_a_moment_is_read_in_every_form_and_in_french_time(value: object, at: datetime | None) -> None:
    assert moment(written(value), "f") == at


@given(st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 30)))  # noqa: DTZ001 - the zone is put on below
def test_every_french_minute_is_the_same_with_its_zone_and_without(naive: datetime) -> None:
    local = naive.replace(second=0, microsecond=0, tzinfo=PARIS)
    there = local.astimezone(UTC)
    assert moment(written(local.isoformat(timespec="milliseconds")), "f") == there
    if there.astimezone(PARIS) == local and not local.fold:
        assert moment(written(local.strftime("%Y-%m-%d %H:%M")), "f") == there
    assert day(written(local.isoformat()), "f") == there.astimezone(PARIS).date()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2024-03-11", date(2024, 3, 11)),
        ("2024-03-10T23:30:00.000Z", date(2024, 3, 11)),
        ("2024-03-11 00:00", date(2024, 3, 11)),
        (None, None),
    ],
)
def test_a_day_is_a_french_day(value: object, found: date | None) -> None:
    assert day(written(value), "f") == found


@pytest.mark.parametrize(
    "value",
    [
        "2024-02-30",
        "11/03/2024",
        "0024-03-11",
        "9999-12-31T23:59:59Z",
        "2024-W11-1",
        "20240311",
        "demain",
        1710150000,
        [],
    ],
)
def test_what_is_no_date_is_refused(value: object) -> None:
    for read in (day, moment):
        with pytest.raises(Illegible):
            read(written(value), "f")


@given(st.text(), st.integers(1, 40))
def test_free_text_is_short_and_shows_all_it_has(words: str, longest: int) -> None:
    found = text(written(words), "f", longest)
    assert len(found) <= longest
    assert not any(ord(sign) < 32 and sign not in "\n\t" for sign in found)
    found.encode()


def test_free_text_loses_what_does_not_show_and_keeps_the_rest() -> None:
    odd = r'"Bon\u0000 de\u202e livraison \ud800manquant,\n5 € d’écart "'
    assert text(raw(odd), "f", 99) == "Bon de livraison manquant,\n5 € d’écart"


@pytest.mark.parametrize(
    ("value", "found"), [("00042", "00042"), (" FA-1 ", "FA-1"), (42, "42"), (None, ""), ("é/1", "é/1")]
)
def test_a_number_keeps_its_zeros_and_signs(value: object, found: str) -> None:
    assert exact(written(value), "f", 20) == found


@pytest.mark.parametrize(
    "value", [r'"20\u000026"', r'"20\u200b26"', r'"20\ud80026"', r'"20\n26"', '"' + "1" * 21 + '"', "true", "{}"]
)
def test_a_number_is_never_mended(value: str) -> None:
    with pytest.raises(Illegible):
        exact(raw(value), "f", 20)


def test_a_byte_that_is_no_utf8_spoils_its_own_text() -> None:
    fields = read_json(b'\xef\xbb\xbf{"a": "r\xe9gie", "f": "FA-\xe91", "n": 7}')
    assert isinstance(fields, dict)
    assert text(fields, "a", 9) == "r\ufffdgie"
    assert identity(fields, "n") == 7
    with pytest.raises(Illegible):
        exact(fields, "f", 20)


@pytest.mark.parametrize(
    ("value", "yes"),
    [(True, True), ("true", True), ("OUI", True), (1, True), ("false", False), (None, False), ([], False)],
)
def test_a_flag_is_up_only_for_a_clear_yes(value: object, yes: bool) -> None:
    assert flag(written(value), "f") is yes


def test_a_list_of_one_may_come_as_that_one() -> None:
    assert rows({"a": 1}) == [{"a": 1}]
    assert rows(None) == []
    assert rows([1, 2]) == [1, 2]
    with pytest.raises(Illegible):
        rows("a")


def test_a_late_hour_belongs_to_the_next_french_day() -> None:
    evening = datetime(2024, 7, 1, 22, 30, tzinfo=UTC)
    assert day(written(evening.isoformat()), "f") == (evening + timedelta(hours=2)).date()
