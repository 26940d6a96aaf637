"""Which invoice is meant: equality decides, resemblance proposes, a stranger never gets a certain match."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.extract import extract
from bot.core.invoice import Certainty, ClaimedSupplier, Invoice, Match
from bot.core.invoice_number import same_number
from bot.core.match import asked_numbers, match_mentions
from bot.core.mention import Mention, MentionKind, Source
from tests.core.mails import a_mail, a_mention

SUPPLIER, BRANCH, OTHER = "40483304800022", "40483304800030", "13000133200019"
NOBODY = ClaimedSupplier((), "", "")
CLAIM = ClaimedSupplier((SUPPLIER,), "404833048", "mail")
BY_SIREN = ClaimedSupplier((), "404833048", "mail")


def invoice(number: str, supplier: str = SUPPLIER) -> Invoice:
    """An invoice of 1 234,50 € of 12 March 2024, ordered by BC-042311."""
    return Invoice(
        supplier_id=supplier,
        supplier_id_kind="SIRET",
        supplier_name="Papeterie",
        number=number,
        status="MANDATEE",
        status_at=None,
        invoiced_on=date(2024, 3, 12),
        amount=Decimal("1234.50"),
        engagement="BC-042311",
        recipient_siret="20007189200067",
        service_code="",
        comment="",
        synced_at=datetime(2025, 3, 3, tzinfo=UTC),
    )


def number(value: str, source: Source = Source.FRESH, *, labelled: bool = True) -> Mention:
    """An invoice number as a mention."""
    return a_mention(MentionKind.INVOICE_NUMBER, value, source, labelled=labelled)


def one(mentions: Sequence[Mention], claim: ClaimedSupplier, stored: Sequence[Invoice]) -> Match:
    """The only match of a mail."""
    (match,) = match_mentions(mentions, claim, stored, stored)
    return match


# --- what is asked about --------------------------------------------------------------------------


def test_what_is_written_now_is_asked_about_before_files_and_history() -> None:
    mentions = [
        number("FA-1", Source.QUOTED),
        number("FA-2", Source.FILE_NAME),
        number("FA-3"),
        number("FA-4", Source.SUBJECT),
    ]
    assert asked_numbers(mentions) == (2, 3)
    assert asked_numbers(mentions[:2]) == (1,)
    assert asked_numbers(mentions[:1]) == (0,)
    assert asked_numbers([]) == ()


def test_one_number_is_asked_about_once_and_its_labelled_spelling_stands_for_it() -> None:
    mentions = [number("fa 2403 0117", Source.SUBJECT, labelled=False), number("FA2403-0117"), number("FA2403-0118")]
    assert asked_numbers(mentions) == (1, 2)


# --- certainty ------------------------------------------------------------------------------------


def test_the_claimed_suppliers_only_invoice_of_that_number_is_certain() -> None:
    match = one(
        [number("fa 2403/117")], CLAIM, [invoice("FA2403-0117"), invoice("FA2403-0117", OTHER), invoice("FA2403-0118")]
    )
    assert match.certainty is Certainty.CERTAIN
    assert match.invoice == invoice("FA2403-0117")
    assert match.evidence == ("canonical", "supplier")


def test_two_invoices_that_read_the_same_are_ambiguous() -> None:
    match = one([number("2024117")], CLAIM, [invoice("2024-117"), invoice("20241-17")])
    assert (match.certainty, match.invoice) == (Certainty.AMBIGUOUS, None)
    assert [near.number for near in match.near] == ["2024-117", "20241-17"]


def test_one_digit_off_is_only_near() -> None:
    match = one([number("FA2403-0117")], CLAIM, [invoice("FA2403-0118"), invoice("FA2403-0116"), invoice("AV9999-1")])
    assert (match.certainty, match.invoice) == (Certainty.NEAR, None)
    assert {near.number for near in match.near} == {"FA2403-0118", "FA2403-0116"}


@pytest.mark.parametrize("written", ["2403-0117", "0117-2403 FA", "FA24-0117"])
def test_damaged_form_is_near_and_ranked_before_another_number(written: str) -> None:
    match = one([number(written)], CLAIM, [invoice("FA2403-0118"), invoice("FA2403-0117")])
    assert match.certainty is Certainty.NEAR
    assert match.near[0].number == "FA2403-0117"
    assert all(near.p < 1 for near in match.near)


def test_another_suppliers_invoice_is_neither_certain_nor_near() -> None:
    match = one([number("FA2403-0117")], CLAIM, [invoice("FA2403-0117", OTHER)])
    assert match == Match(0, Certainty.NONE, None)


def test_nobody_claimed_is_never_certain() -> None:
    match = one([number("FA2403-0117")], NOBODY, [invoice("FA2403-0117", OTHER)])
    assert (match.certainty, match.invoice) == (Certainty.AMBIGUOUS, None)
    assert one([number("FA2403-0117")], NOBODY, [invoice("FA2403-0118")]) == Match(0, Certainty.NONE, None)


def test_several_claimed_suppliers_are_never_certain() -> None:
    both = ClaimedSupplier((SUPPLIER, OTHER), "", "mail")
    assert one([number("FA-117")], both, [invoice("FA-117")]).certainty is Certainty.AMBIGUOUS


def test_a_siren_is_certain_only_when_one_of_its_establishments_has_the_number() -> None:
    match = one([number("FA-117")], BY_SIREN, [invoice("FA-117", BRANCH), invoice("FA-117", OTHER)])
    assert match.certainty is Certainty.CERTAIN
    assert match.evidence == ("canonical", "siren")
    twice = [invoice("FA-117", BRANCH), invoice("FA-117", SUPPLIER)]
    assert one([number("FA-117")], BY_SIREN, twice).certainty is Certainty.AMBIGUOUS


def test_each_number_gets_its_own_match() -> None:
    mentions = [number("FA-117"), number("FA-118"), number("FA-900")]
    stored = [invoice("FA-117"), invoice("FA-118")]
    found = match_mentions(mentions, CLAIM, stored, ())
    assert [(m.mention, m.certainty) for m in found] == [
        (0, Certainty.CERTAIN),
        (1, Certainty.CERTAIN),
        (2, Certainty.NONE),
    ]


# --- evidence -------------------------------------------------------------------------------------


def test_amount_date_and_engagement_that_agree_are_noted() -> None:
    mail = a_mail("facture FA-117 du 12/03/2024 de 1 234,50 € TTC, bon de commande BC 042311")
    assert one(extract(mail), CLAIM, [invoice("FA-117")]).evidence == (
        "canonical",
        "supplier",
        "amount",
        "date",
        "engagement",
    )


def test_an_amount_that_differs_is_noted_and_changes_nothing() -> None:
    match = one(extract(a_mail("facture FA-117 de 1 234,51 €")), CLAIM, [invoice("FA-117")])
    assert match.certainty is Certainty.CERTAIN
    assert match.evidence == ("canonical", "supplier", "amount_differs")


def test_history_is_no_evidence_unless_the_number_stands_there_too() -> None:
    below = "facture FA-117 de 1 234,50 €"
    answered = one(extract(a_mail("facture FA-117 ?", quoted=below)), CLAIM, [invoice("FA-117")])
    assert answered.evidence == ("canonical", "supplier")
    forwarded = one(extract(a_mail("pour info", quoted=below)), CLAIM, [invoice("FA-117")])
    assert "amount" in forwarded.evidence


NUMBERS = st.from_regex(r"(FA-)?20[0-9]{2}-[0-9]{1,4}", fullmatch=True)


@given(NUMBERS, st.lists(st.tuples(NUMBERS, st.sampled_from((SUPPLIER, OTHER))), max_size=6, unique=True))
def test_certain_always_means_one_invoice_of_the_claimed_supplier(written: str, rows: list[tuple[str, str]]) -> None:
    stored = [invoice(value, supplier) for value, supplier in rows]
    match = one([number(written)], CLAIM, stored)
    fitting = [i for i in stored if i.supplier_id == SUPPLIER and same_number(i.number, written)]
    assert (match.certainty is Certainty.CERTAIN) == (len(fitting) == 1)
    assert match.invoice == (fitting[0] if len(fitting) == 1 else None)
    assert len(match.near) <= 3
