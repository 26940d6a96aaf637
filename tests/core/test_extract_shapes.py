"""Every shape of invoice number that sellers use is found behind the labels that suppliers write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.core.extract import extract
from bot.core.invoice_number import same_number
from bot.core.mention import MentionKind
from tests.core.mails import a_mail

WITH_SIGN = (
    "Où en est la facture n° {} du 12/03/2024 ?",
    "N° de facture : {}\nDate : 12/03/2024",
    "Concernant la facture du 12/03/2024 n° {}, merci",
    "FACTURE N°{}",
)
LISTS = (
    "nos factures {}, {} et {} restent dues",
    "les factures suivantes :\n{}\n{}\n{}",
    "N° facture\tDate\tTTC\n{}\t03/11/2026\t450,00\n{}\t04/11/2026\t80,00\n{}\t05/11/2026\t90,00",
    "Date;Facture;Montant\n03/11/2026;{};450,00\n04/11/2026;{};80,00\n05/11/2026;{};90,00",
    "facture {} (450,00 €), facture {} (80,00 €), facture {} (90,00 €)",
)
WITHOUT_SIGN = ("Notre facture {} d'un montant de 1 234,50 € reste impayée.", "bjr facture {} svp")


def following(number: str, step: int) -> str:
    """The number `step` later in the same series."""
    *_, last = re.finditer(r"\d+", number)
    return number[: last.start()] + str(int(last[0]) + step).zfill(len(last[0])) + number[last.end() :]


def shapes() -> list[tuple[str, bool]]:
    """The numbers of the table; True when the word « facture » alone vouches for them."""
    lines = Path(__file__).with_name("invoice_shapes.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("# ")]
    return [(number, label == "any") for number, label in rows]


def test_the_table_holds_all_shapes() -> None:
    assert len(shapes()) == 86


@pytest.mark.parametrize(("number", "any_label"), shapes())
def test_a_labelled_number_is_found_whole_and_alone(number: str, any_label: bool) -> None:
    for sentence in (*WITH_SIGN, *(WITHOUT_SIGN if any_label else ())):
        text = sentence.format(number)
        found = [m for m in extract(a_mail(text)) if m.kind is MentionKind.INVOICE_NUMBER]
        assert [same_number(m.value, number) for m in found] == [True], (text, found)
        assert found[0].labelled


@pytest.mark.parametrize("number", [number for number, any_label in shapes() if any_label])
def test_three_in_a_row_are_found_in_lists_and_tables(number: str) -> None:
    expected = [following(number, step) for step in range(3)]
    for sentence in LISTS:
        text = sentence.format(*expected)
        found = [m.value for m in extract(a_mail(text)) if m.kind is MentionKind.INVOICE_NUMBER]
        assert len(found) == 3, (text, found)
        assert all(map(same_number, found, expected)), (text, found)
