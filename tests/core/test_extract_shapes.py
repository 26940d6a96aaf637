"""Every shape of invoice number that sellers use is found behind the labels that suppliers write."""

from __future__ import annotations

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
WITHOUT_SIGN = ("Notre facture {} d'un montant de 1 234,50 € reste impayée.", "bjr facture {} svp")


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
