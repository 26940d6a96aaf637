"""Readers of amounts, days, suppliers and statuses: every way of writing gives the same value, doubt is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.french_words import date_long, date_words
from bot.core.siret import is_siret
from bot.edges.defaults import default_rules
from bot.edges.portal_file_cell import text_of
from bot.edges.portal_file_rows import BadValue
from bot.edges.portal_file_statuses import EDI_STATUSES, StatusWords
from bot.edges.portal_file_supplier import BAD_CHECKSUM, supplier_of
from bot.edges.portal_file_values import amount_of, day_of, moment_of
from bot.edges.status_file import load_statuses

STATUSES = load_statuses(default_rules() / "statuses.toml")
WORDS = StatusWords(STATUSES)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@given(
    cents=st.integers(0, 10**13),
    space=st.sampled_from(" \u00a0\u202f'"),
    sign=st.sampled_from(["€", " €", " EUR", " euros", ""]),
)
def test_an_amount_is_the_same_in_every_way_of_writing(cents: int, space: str, sign: str) -> None:
    amount = Decimal(cents) / 100
    english = f"{amount:,.2f}"
    french = english.replace(",", space).replace(".", ",")
    german = english.translate(str.maketrans(",.", ".,"))
    for written in (english, french, german, f"{amount:.2f}", f"{amount:.4f}"):
        assert amount_of("x", written + sign) == amount
        assert amount_of("x", f"-{written}{sign}") == -amount
        assert amount_of("x", f"({written}{sign})") == -amount


@pytest.mark.parametrize(
    "written",
    [
        "12EUR34",
        "1 2 3",
        "12 34,00",
        "1 23,45",
        "((12))",
        "--12",
        "12-",
        "1,2,3",
        "12.3.4",
        "0x12",
        "1_000",
        "12,",
        ",5",
        "12 $",
        "1e3",
    ],
)
def test_a_doubtful_amount_is_refused(written: str) -> None:
    with pytest.raises(BadValue):
        amount_of("x", written)


READERS: list[Callable[[str], object]] = [
    lambda text: amount_of("x", text),
    lambda text: day_of("x", text),
    lambda text: moment_of("x", text, UTC),
    lambda text: supplier_of("x", text),
]


@pytest.mark.parametrize("reader", READERS)
@given(text=st.text(max_size=20))
def test_whatever_is_written_a_reader_answers_or_refuses_it_with_the_reason(
    reader: Callable[[str], object], text: str
) -> None:
    refused = None
    try:
        reader(text)
    except BadValue as bad:
        refused = bad
    assert refused is None or (refused.column, refused.value, bool(refused.problem)) == ("x", text, True)


@given(day=DAYS)
def test_a_day_is_the_same_in_every_way_of_writing(day: date) -> None:
    short = date_words(day).replace("janvier", "janv.").replace("juillet", "juil.").replace("septembre", "sept")
    ways = [
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%Y%m%d}",
    ]
    ways += [day.isoformat(), f"{day:%Y/%m/%d}", f"{day.isoformat()}T00:00:00", f"{day:%d/%m/%Y} 00:00"]
    ways += [date_words(day), date_long(day), short, date_words(day).upper()]
    for written in ways:
        assert day_of("x", written) == day, written


@pytest.mark.parametrize(
    "written",
    [
        "24/03/26",
        "03/24/2026",
        "24/03-2026",
        "24 mar 26",
        "24 jui 2026",
        "24 2026",
        "2026",
        "202603240",
        "24/03/2026 8:00",
    ],
)
def test_a_doubtful_day_is_refused(written: str) -> None:
    with pytest.raises(BadValue):
        day_of("x", written)


@given(moment=st.datetimes(datetime(1990, 1, 2), datetime(2100, 12, 30)))  # noqa: DTZ001 - local by definition
def test_a_moment_is_local_in_every_way_of_writing(moment: datetime) -> None:
    zone = ZoneInfo("Indian/Reunion")  # no hour is there twice
    whole = moment.replace(second=0, microsecond=0)
    meant = whole.replace(tzinfo=zone).astimezone(UTC)
    ways = [
        f"{whole:%d/%m/%Y %H:%M}",
        f"{whole:%Y-%m-%d %H:%M}",
        f"{whole:%Y-%m-%dT%H:%M:%S}",
        f"{whole:%d/%m/%Y} à {whole.hour}h{whole:%M}",
    ]
    ways += [f"{date_words(whole.date())} à {whole.hour} h {whole:%M}", f"{whole:%Y-%m-%dT%H:%M:%S.000}+04:00"]
    for written in ways:
        assert moment_of("x", written, zone) == meant, written


@given(value=st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_whole_number_of_a_cell_never_gains_or_loses_a_digit(value: int) -> None:
    assert text_of(value, "General") == text_of(float(value), "General") == str(value)
    assert int(text_of(value, "00000000").replace(" ", "")) == value


@given(digits=st.text("0123456789", min_size=1, max_size=14))
def test_zeros_that_a_cell_shows_are_kept(digits: str) -> None:
    assert text_of(int(digits), "0" * len(digits)) == digits


@pytest.mark.parametrize(
    ("text", "kind", "value", "name"),
    [
        ("732 829 320 00074", "", "73282932000074", "SIRET"),
        ("732.829.320-00074", "1", "73282932000074", "SIRET"),
        ("73282932000074", "Siret", "73282932000074", "SIRET"),
        ("DE 123456789", "", "DE123456789", "UE_HORS_FRANCE"),
        ("ESX1234567R", "", "ESX1234567R", "UE_HORS_FRANCE"),
        ("DE 123456789", "UE_HORS_FRANCE", "DE 123456789", "UE_HORS_FRANCE"),
        ("US ACME INC", "HORS_UE", "US ACME INC", "HORS_UE"),
        ("0123456.001", "Ridet", "0123456.001", "RIDET"),
        ("A12345001", "TAHITI", "A12345001", "TAHITI"),
        ("DUPONT JEAN", "07", "DUPONT JEAN", "PARTICULIER"),
        ("X-1", "En cours d'immatriculation", "X-1", "AUTRE"),
    ],
)
def test_suppliers_of_every_kind_are_told_by_their_type_or_their_shape(
    text: str, kind: str, value: str, name: str
) -> None:
    found = supplier_of("x", text, kind)
    assert (found.value, found.kind, found.warning) == (value, name, "")


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("732829320", "", "9 chiffres au lieu de 14"),
        ("FR83404833048", "", "numéro de TVA"),
        ("DURAND", "", "Type identifiant"),
        ("DE123456789", "SIRET", "ce n'est pas un SIRET"),
        ("DEMÉNAGEURS", "", "ce n'est pas un SIRET"),
        ("x", "Licorne", "ce type d'identifiant n'est pas connu"),
        ("7.32829E+13", "", "arrondi par le tableur"),
        ("y" * 101, "AUTRE", "trop long"),
    ],
)
def test_a_doubtful_supplier_is_refused(text: str, kind: str, words: str) -> None:
    with pytest.raises(BadValue) as error:
        supplier_of("x", text, kind)
    assert words in error.value.problem


@given(siret=st.text("0123456789", min_size=14, max_size=14))
def test_a_wrong_checksum_is_a_warning_and_never_a_refusal(siret: str) -> None:
    found = supplier_of("x", siret)
    assert (found.value, found.warning) == (siret, "" if is_siret(siret) else BAD_CHECKSUM)


@pytest.mark.parametrize("code", sorted(STATUSES))
def test_every_status_is_known_by_its_code_and_its_label(code: str) -> None:
    assert WORDS.code(code) == WORDS.code(code.replace("_", " ").lower()) == WORDS.code(STATUSES[code].label) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mise en paiement", "MISE_EN_PAIEMENT"),
        ("MISE  À DISPOSITION", "MISE_A_DISPOSITION"),
        ("Rejeté(e)", "REJETEE"),
        ("suspendu", "SUSPENDUE"),
        ("Payé", "Payé"),
        ("Rejet", "Rejet"),
        ("PRISE_EN_COMPTE_INCONNUE", "PRISE_EN_COMPTE_INCONNUE"),
    ],
)
def test_words_for_a_status_are_known_or_kept_as_they_are(text: str, code: str) -> None:
    assert WORDS.code(text) == code


def test_the_numbers_of_the_portals_exchanges_are_statuses_that_we_describe() -> None:
    assert set(EDI_STATUSES.values()) <= set(STATUSES)
    assert sorted(EDI_STATUSES) == [f"{number:02}" for number in range(1, 13)]


def test_a_text_of_a_cell_has_no_line_end_and_a_date_no_useless_hour() -> None:
    assert text_of(" A_x000D_\nB ", "General") == "A B"
    assert text_of(datetime(2026, 3, 24), "x") == "2026-03-24"  # noqa: DTZ001 - a spreadsheet's
    assert (text_of(True, "x"), text_of(timedelta(hours=1), "x")) == ("VRAI", "1:00:00")
