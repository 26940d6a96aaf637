"""« Not found » is no answer where the copy does not reach: which parts it lacks, and which mails that concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.copy_gaps import gaps_of
from bot.core.copy_parts import CopyParts, ListRead, RefusedRow
from bot.core.decision import Decision, Outcome
from bot.core.invoice import Invoice
from bot.core.mail import SenderAuth
from bot.core.organisation import Budget, Organisation, PortalSettings
from bot.core.portal_access import PortalAccess
from bot.core.siret import grouped

from . import samples
from .test_decide import codes, deciding

WATER = "20007189200026"
PORTAL = PortalSettings(PortalAccess("simulator", "", "", "", ""))
WHOLE = CopyParts((ListRead(samples.OWN, "invoices", ""), ListRead(WATER, "invoices", "")))
ASKED = f"Bonjour, où en est la facture n° FA-2026-0117 de 1 250,40 € ? Notre SIRET : {samples.SUPPLIER}"


def body(settings: PortalSettings | None = PORTAL, *more: Budget) -> Organisation:
    """Two budgets that have a SIRET, and perhaps more."""
    budgets = (Budget("principal", "Budget principal", samples.OWN), Budget("eau", "Budget Eau", WATER), *more)
    return samples.organisation(budgets=budgets, portal=settings)


def asking(
    parts: CopyParts, there: Organisation | None = None, words: str = "", auth: SenderAuth = SenderAuth.PASSED
) -> Decision:
    """A complete question about an invoice that the copy does not hold."""
    whose = there or body()
    gaps = gaps_of(whose, parts, samples.NOW)
    return deciding(samples.mail(f"{ASKED} {words}", sender_auth=auth), organisation=whose, gaps=gaps)


def refused(number: str = "", supplier: str = "", line: str = "12", days: int = 0) -> CopyParts:
    """A file with one row that was kept aside."""
    return CopyParts(refused=(RefusedRow("liste.csv", line, number, supplier, samples.NOW - timedelta(days=days)),))


@pytest.mark.parametrize("there", [body(), body(None)], ids=["portal", "files"])
def test_on_a_whole_copy_the_supplier_is_asked(there: Organisation) -> None:
    decision = asking(WHOLE, there)
    assert decision.outcome is Outcome.ASK
    assert decision.reply is not None
    assert decision.reply.template == "not_found"


LACKING = {
    "budget_not_received": (replace(WHOLE, lists=WHOLE.lists[:1]), body()),
    "budget_not_read": (WHOLE, body(replace(PORTAL, recipients=(samples.OWN,)))),
    "budget_without_siret": (WHOLE, body(PORTAL, Budget("neuf", "Budget neuf", None))),
    "services_not_read": (CopyParts((WHOLE.lists[0], ListRead(WATER, "invoices", "VOIRIE"))), body()),
    "list_failing": (CopyParts((WHOLE.lists[0], ListRead(WATER, "work_invoices", "", failing=True))), body()),
    "list_short": (CopyParts((WHOLE.lists[0], ListRead(WATER, "invoices", "", short=True))), body()),
}


@pytest.mark.parametrize("code", LACKING)
def test_what_may_lie_in_a_part_that_was_not_read_goes_to_a_person(code: str) -> None:
    parts, there = LACKING[code]
    decision = asking(parts, there)
    assert decision.outcome is Outcome.ESCALATE
    assert codes(decision) & set(LACKING) == {code}
    assert decision.reply is not None
    assert decision.reply.template == "acknowledgement"


@pytest.mark.parametrize("code", LACKING)
def test_a_mail_that_names_a_budget_that_is_read_is_asked_all_the_same(code: str) -> None:
    parts, there = LACKING[code]
    words = f"Facture adressée à votre SIRET {grouped(samples.OWN)}."
    assert asking(parts, there, words).outcome is Outcome.ASK


@pytest.mark.parametrize("code", set(LACKING) - {"budget_without_siret"})
def test_a_mail_that_names_the_budget_that_is_missing_goes_to_a_person(code: str) -> None:
    parts, there = LACKING[code]
    assert asking(parts, there, f"Destinataire : SIRET {grouped(WATER)}.").outcome is Outcome.ESCALATE


def test_a_service_that_is_read_is_no_gap_and_another_one_is() -> None:
    parts = LACKING["services_not_read"][0]
    where = f"Destinataire : SIRET {grouped(WATER)}, code service"
    assert asking(parts, words=f"{where} : VOIRIE.").outcome is Outcome.ASK
    assert asking(parts, words=f"{where} : CULTURE.").outcome is Outcome.ESCALATE


def test_a_budget_without_a_siret_may_be_among_those_that_are_named_besides() -> None:
    there = body(
        replace(PORTAL, recipients=(samples.OWN, WATER, "20007189200059")), Budget("neuf", "Budget neuf", None)
    )
    lists = (*WHOLE.lists, ListRead("20007189200059", "invoices", ""))
    assert asking(CopyParts(lists), there).outcome is Outcome.ASK


def test_records_that_nobody_could_read_may_be_any_invoice() -> None:
    decision = asking(replace(WHOLE, unread=2), words=f"Destinataire : SIRET {grouped(samples.OWN)}.")
    assert "records_unread" in codes(decision)


# --- rows of files that were refused ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (refused(), Outcome.ESCALATE),
        (refused(line=""), Outcome.ESCALATE),
        (refused("FA-2026-0117", samples.SUPPLIER), Outcome.ESCALATE),
        (refused("fa 2026 117", samples.SUPPLIER), Outcome.ESCALATE),
        (refused("FA-2026-0117"), Outcome.ESCALATE),
        (refused("", samples.SUPPLIER), Outcome.ESCALATE),
        (refused("FA-2026-0117", samples.SUPPLIER[:9] + "00082"), Outcome.ESCALATE),
        (refused("FA-2026-0118", samples.SUPPLIER), Outcome.ASK),
        (refused("FA-2026-0117", samples.OTHER_SUPPLIER), Outcome.ASK),
        (refused("", samples.OTHER_SUPPLIER), Outcome.ASK),
        (refused("FA-2026-0118"), Outcome.ASK),
        (refused(days=10), Outcome.ASK),
    ],
    ids=[
        "illegible", "too many", "this one", "spelt otherwise", "supplier illegible", "number illegible",
        "another establishment", "another number", "another supplier", "another's illegible", "another number alone",
        "of a file that is too old to be quoted",
    ],
)  # fmt: skip
def test_a_refused_row_is_a_gap_only_where_it_may_be_this_invoice(row: CopyParts, outcome: Outcome) -> None:
    decision = asking(row, body(None))
    assert decision.outcome is outcome
    assert bool(codes(decision) & {"row_refused", "rows_refused"}) is (outcome is Outcome.ESCALATE)


def test_a_file_of_one_budget_says_nothing_of_a_copy_that_comes_from_the_portal() -> None:
    assert asking(replace(WHOLE, refused=refused().refused)).outcome is Outcome.ASK


@pytest.mark.parametrize("auth", [SenderAuth.UNKNOWN, SenderAuth.FAILED])
def test_a_row_that_names_its_invoice_does_not_exist_for_a_stranger(auth: SenderAuth) -> None:
    row = refused("FA-2026-0117", samples.SUPPLIER)
    assert asking(row, body(None), auth=auth).outcome is Outcome.ASK


@pytest.mark.parametrize("auth", list(SenderAuth))
@pytest.mark.parametrize("stored", [(), (samples.invoice(amount=None),)], ids=["unknown", "mismatched"])
def test_whether_the_invoice_exists_shows_in_nothing_that_leaves(auth: SenderAuth, stored: tuple[Invoice, ...]) -> None:
    parts, there = LACKING["list_failing"]
    mail = samples.mail(ASKED, sender_auth=auth)
    decision = deciding(mail, *stored, organisation=there, gaps=gaps_of(there, parts, samples.NOW))
    assert decision.outcome is Outcome.ESCALATE
    assert decision.reply is not None
    assert decision.reply.template == "acknowledgement"


def test_what_is_certain_is_answered_from_a_copy_of_a_part() -> None:
    parts, there = LACKING["budget_not_received"]
    mine = samples.invoice(source="api")
    decision = deciding(samples.mail(ASKED), mine, organisation=there, gaps=gaps_of(there, parts, samples.NOW))
    assert decision.outcome is Outcome.ANSWER
