"""What a mail proves of an invoice: few items, each tied to its own number, and none by guessing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract import extract
from bot.core.invoice import ClaimedSupplier, Invoice
from bot.core.match import match_mentions
from tests.core.mails import a_mail

SUPPLIER = "40483304800022"
CLAIM = ClaimedSupplier((SUPPLIER,), "404833048", "mail")


def invoice(number: str, amount: str, day: date = date(2026, 10, 21), engagement: str = "2026-CD-00412") -> Invoice:
    """An invoice of the supplier."""
    return Invoice(
        supplier_id=SUPPLIER,
        supplier_id_kind="SIRET",
        supplier_name="Menuiserie",
        number=number,
        status="MANDATEE",
        status_at=None,
        invoiced_on=day,
        amount=Decimal(amount),
        engagement=engagement,
        recipient_siret="20007189200067",
        service_code="",
        comment="",
        synced_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


STORED = (
    invoice("FA-2026-0147", "3480.00"),
    invoice("FA-2026-0150", "990.00", date(2026, 10, 22), "2026-CD-00500"),
    invoice("FA-2026-0151", "1742.40", date(2026, 10, 23), "2026-CD-00501"),
)


def said(text: str, subject: str = "") -> dict[str, set[str]]:
    """Evidence codes of each invoice asked about, by its number's last three digits."""
    matches = match_mentions(extract(a_mail(text, subject=subject)), CLAIM, STORED, ())
    return {m.invoice.number[-3:]: set(m.evidence) - {"canonical", "supplier"} for m in matches if m.invoice}


# --- guessing ---------------------------------------------------------------------------------------


def test_a_list_of_dates_is_no_evidence() -> None:
    days = ", ".join(f"{day:02d}/10/2026" for day in range(1, 32))
    assert said(f"Où en est la facture FA-2026-0147 du {days} ?") == {"147": {"too_many_dates"}}


def test_a_list_of_amounts_is_no_evidence() -> None:
    amounts = ", ".join(f"{euros},00 euros" for euros in range(3300, 3600))
    assert said(f"Où en est la facture FA-2026-0147 ? Montants : {amounts}.") == {"147": {"too_many_amounts"}}
    assert said(f"Où en est la facture FA-2026-0147 de {amounts} ?") == {"147": {"too_many_amounts"}}


def test_a_list_of_orders_is_no_evidence() -> None:
    orders = " ".join(f"engagement 2026-CD-{n:05d}," for n in range(400, 430))
    assert said(f"Où en est la facture FA-2026-0147 ?\n{orders}") == {"147": {"too_many_engagements"}}


@given(st.integers(5, 40), st.integers(0, 40))
def test_more_amounts_than_an_invoice_has_never_prove_one(count: int, place: int) -> None:
    amounts = [f"{100 + n},00 €" for n in range(count)]
    amounts.insert(place % (count + 1), "3 480,00 €")
    assert "amount" not in said("facture FA-2026-0147 : " + " ou ".join(amounts))["147"]


def test_net_tax_gross_and_total_are_four_amounts_of_one_invoice() -> None:
    text = "facture FA-2026-0147 : 2 900,00 € HT, TVA 580,00 €, 3 480,00 € TTC, encours total 12 500,00 €"
    assert said(text) == {"147": {"amount"}}


def test_amounts_of_a_long_footer_do_not_spoil_the_sentence_that_names_the_invoice() -> None:
    footer = "".join(f"\nForfait {n} : {n}00,00 €" for n in range(1, 9))
    assert said(f"Où en est la facture FA-2026-0147 (3 480,00 €) ?\n{footer}") == {"147": {"amount"}}
    start = date(2026, 1, 1)
    days = "".join(f"\nPassage le {start + timedelta(n):%d/%m/%Y}" for n in range(9))
    assert said(f"Où en est la facture FA-2026-0147 du 21/10/2026 ?\n{days}") == {"147": {"date"}}


# --- each number has its own ------------------------------------------------------------------------

SWAPPED = (
    "Où en sont la facture FA-2026-0147 de 990,00 € et la facture FA-2026-0150 de 3 480,00 € ?",
    "Où en sont les factures FA-2026-0147 (990 €) et FA-2026-0150 (3480 €) ?",
    "N° facture\tMontant TTC\nFA-2026-0147\t990,00\nFA-2026-0150\t3 480,00",
    "N° facture | Montant\nFA-2026-0147 | 990,00 €\nFA-2026-0150 | 3 480,00 €",
    "- FA-2026-0147 : 990,00 €\n- FA-2026-0150 : 3 480,00 €",
    "990,00 € pour la facture FA-2026-0147 et 3 480,00 € pour la facture FA-2026-0150",
    "Facture FA-2026-0147\nMontant 990,00 €\n\nFacture FA-2026-0150\nMontant 3 480,00 €",
    "FA-2026-0147\n990,00 €\nFA-2026-0150\n3 480,00 €",
    "FA-2026-0147\n\n990,00 €\n\nFA-2026-0150\n\n3 480,00 €",
    "La facture FA-2026-0147 s'élève à 990,00 €. La facture FA-2026-0150 s'élève à 3 480,00 €.",
)


@pytest.mark.parametrize("text", SWAPPED)
def test_an_amount_of_another_number_proves_nothing(text: str) -> None:
    assert said(text) == {"147": {"amount_differs"}, "150": {"amount_differs"}}


@pytest.mark.parametrize("text", SWAPPED)
def test_each_number_with_its_own_amount_is_proven(text: str) -> None:
    right = text.replace("0147", "0000").replace("0150", "0147").replace("0000", "0150")
    assert said(right) == {"147": {"amount"}, "150": {"amount"}}


def test_dates_and_orders_are_tied_too() -> None:
    swapped = "factures FA-2026-0147 du 22/10/2026 et FA-2026-0150 du 21/10/2026"
    assert said(swapped) == {"147": set(), "150": set()}
    swapped = "facture FA-2026-0147 (engagement 2026-CD-00500) et facture FA-2026-0150 (engagement 2026-CD-00412)"
    assert said(swapped) == {"147": set(), "150": set()}


def test_a_number_without_its_own_amount_may_use_the_mails() -> None:
    text = "Où en sont les factures FA-2026-0147, FA-2026-0150 et FA-2026-0151 ? 3 480,00 €, 990,00 € et 1 742,40 €."
    assert said(text) == {"147": {"amount"}, "150": {"amount"}, "151": {"amount"}}


def test_amounts_in_the_body_belong_to_numbers_of_the_subject_too() -> None:
    text = "FA-2026-0147 : 3 480,00 €\nFA-2026-0150 : 990,00 €"
    assert said(text, subject="Factures FA-2026-0147 et FA-2026-0150") == {"147": {"amount"}, "150": {"amount"}}


# --- amounts of other things ------------------------------------------------------------------------

FOREIGN = (
    "Où en est la facture FA-2026-0147 ?\nPaul\nIndemnité forfaitaire de 40 € en cas de retard",
    "Où en est la facture FA-2026-0147 ?\nPaul\nPlus de 1 500,00 m² d'exposition",
    "Où en est la facture FA-2026-0147 ?\nPaul\nSARL au capital de 12 500,00 €",
    "Où en est la facture FA-2026-0147 ? Encours total : 12 500,00 €",
    "Où en est la facture FA-2026-0147, notre encours est de 12 500,00 € ?",
    "Où en est la facture FA-2026-0147 (2 900,00 € HT) ?",
    "Où en est la facture FA-2026-0147 d'un montant HT de 2 900,00 € ?",
    "Où en est la facture FA-2026-0147 ?\nOffre : -10 % dès 500,00 € d'achat",
    "Où en est la facture FA-2026-0147, hors frais de 40,00 € et remise de 12,00 € ?",
    "Où en est la facture FA-2026-0147 dont 580,00 € de TVA ?",
)


@pytest.mark.parametrize("text", FOREIGN)
def test_an_amount_of_something_else_does_not_differ(text: str) -> None:
    assert said(text) == {"147": set()}


@pytest.mark.parametrize(
    "text",
    [
        "Où en est la facture FA-2026-0147 de 3 481,00 € ?",
        "Où en est la facture FA-2026-0147 du 21 octobre,\nd'un montant de 3 481,00 € TTC ?",
        "N° facture\tMontant TTC\nFA-2026-0147\t3 481,00",
    ],
)
def test_a_differing_amount_in_the_sentence_of_the_invoice_differs(text: str) -> None:
    assert "amount_differs" in said(text)["147"]


def test_an_amount_that_agrees_anywhere_settles_it() -> None:
    text = "Où en est la facture FA-2026-0147 ? Vous avez payé 1 000,00 € sur les 3 480,00 €."
    assert said(text) == {"147": {"amount"}}
    assert said("facture FA-2026-0147, payée 1 000,00 €. Total TTC : 3 480,00 €") == {"147": {"amount"}}
