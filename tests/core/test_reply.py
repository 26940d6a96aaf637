"""What suppliers' mails are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.core.invoice_words import invoice_line
from bot.core.mail import AutoKind
from bot.core.reply import objective_on, plain_subject
from bot.core.ticket import TicketEventKind
from bot.core.ticketing import plan_ticket

from . import samples
from .test_decide import COMPLETE, deciding, held


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("Facture FA-1", "Facture FA-1"),
        ("Re: RE : TR: Facture FA-1", "Facture FA-1"),
        ("Re: Facture FA-1 [CASQ-2026-000012]", "Facture FA-1"),
        ("Objet : facture", "Objet : facture"),
        ("Re:", ""),
        ("deux\r\n lignes", "deux lignes"),
    ],
)
def test_a_reply_carries_the_subject_once_without_prefixes_or_tags(subject: str, plain: str) -> None:
    assert plain_subject(subject) == plain


def test_an_invoice_without_status_date_has_none_in_its_line() -> None:
    line = invoice_line(samples.invoice(status_at=None), samples.organisation())
    assert line.status_on is None
    assert line.budget == "Budget principal"


@pytest.mark.parametrize(
    ("rank", "told", "untold"),
    [(4, False, False), (5, False, True), (7, False, True), (8, False, False), (7, True, False)],
)
def test_on_its_way_to_a_payment_that_the_portal_never_shows(rank: int, told: bool, untold: bool) -> None:
    body = samples.organisation(statuses={"S": replace(samples.status("S"), rank=rank)})
    assert invoice_line(samples.invoice(status="S", payment_told=told), body).payment_untold is untold


def test_a_status_date_is_the_bodys_own_day() -> None:
    late_evening = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
    line = invoice_line(samples.invoice(status_at=late_evening), samples.organisation())
    assert line.status_on == date(2026, 6, 2)


def test_the_objective_counts_working_days_from_the_day_of_receipt() -> None:
    received = datetime(2026, 5, 12, 14, 30, tzinfo=UTC)
    assert objective_on(samples.organisation(objective_days=3), received) == date(2026, 5, 18)
    assert objective_on(samples.organisation(), received) is None


def test_an_answer_that_is_held_has_not_been_given() -> None:
    decision = deciding(samples.mail(COMPLETE), samples.invoice())
    facts_of = samples.facts(samples.organisation())
    left, kept = (plan_ticket(decision, facts_of, leaves=leaves) for leaves in (True, False))
    assert left is not None
    assert kept is not None
    assert (left.state, kept.state) == ("resolved", "new")
    assert left.events == (TicketEventKind.SUPPLIER_WROTE, TicketEventKind.BOT_ANSWERED)


def test_a_closed_ticket_is_followed_by_a_new_one() -> None:
    closed = samples.closed_ticket()
    decision = deciding(samples.mail(COMPLETE), samples.invoice(), ticket=closed)
    plan = plan_ticket(decision, samples.facts(samples.organisation(), ticket=closed), leaves=True)
    assert plan is not None
    assert (plan.key, plan.follows, plan.state) == (None, closed.key, "resolved")


def test_ignored_mail_touches_no_ticket() -> None:
    decision = deciding(samples.mail("absent", auto_kind=AutoKind.AUTO_REPLY))
    assert plan_ticket(decision, samples.facts(samples.organisation()), leaves=True) is None


def test_a_mail_on_a_held_ticket_leaves_it_open() -> None:
    decision = deciding(samples.mail(COMPLETE), samples.invoice(), ticket=held())
    plan = plan_ticket(decision, samples.facts(samples.organisation(), ticket=held()), leaves=True)
    assert plan is not None
    assert (plan.key, plan.state) == (1, "open")
