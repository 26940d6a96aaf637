"""« Did you mean … ? »: who is asked about which invoices, and what becomes of his answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.core.confirmation import Answered, Said
from bot.core.decide import decide
from bot.core.decision import Decision, Facts, Outcome, PastReply, TicketView
from bot.core.invoice import Certainty, Invoice, Match, Near
from bot.core.mail import IncomingMail, ReplyKind, SenderAuth
from bot.core.understand import understand
from tests.core import samples

ASKED = "FA-2026-171"
PROVED = f"Bonjour, où en est la facture n° {ASKED} de 1 250,40 € ? Notre SIRET : {samples.SUPPLIER}"
BARE = f"Bonjour, où en est la facture n° {ASKED} ?"


def deciding(mail: IncomingMail, *near: tuple[Invoice, float], contact: bool = False, **facts: object) -> Decision:
    """Decides about a mail with one number that these invoices resemble, each with its probability."""
    book, body = samples.rulebook(), samples.organisation()
    contacts = (samples.SUPPLIER,) if contact else ()
    understood = understand(mail, body, book, contacts)
    resembling = tuple(Near(invoice.supplier_id, invoice.number, p) for invoice, p in near)
    certainty = Certainty.NEAR if near else Certainty.NONE
    base = Facts(
        organisation=body,
        mentions=understood.mentions,
        intents=understood.intents,
        claimed=understood.claimed,
        matches=tuple(Match(index, certainty, None, resembling) for index in understood.asked),
        contact_sirets=contacts,
        ticket=None,
        past_replies=(),
        copy_as_of=samples.NOW,
        copy_fresh=True,
        nearby=tuple(invoice for invoice, _ in near),
    )
    return decide(mail, replace(base, **facts), book, samples.NOW)  # type: ignore[arg-type]  # fields of Facts


def asked_about(decision: Decision) -> tuple[str, ...]:
    """The numbers that the reply names as a question."""
    return tuple(invoice.number for invoice in decision.reply.proposed) if decision.reply else ()


def template(decision: Decision) -> str:
    """The reply's template."""
    return decision.reply.template if decision.reply else ""


FIRST, SECOND, THIRD, FOURTH = (samples.invoice(f"FA-2026-01{n}1", amount=Decimal(n)) for n in (7, 8, 9, 6))


def test_a_contact_is_asked_about_at_most_three_of_his_own_the_likeliest_first() -> None:
    decision = deciding(samples.mail(BARE), (FIRST, 0.4), (SECOND, 0.3), (THIRD, 0.1), contact=True)
    assert (decision.outcome, decision.level, template(decision)) == (Outcome.ASK, 2, "did_you_mean")
    assert asked_about(decision) == (FIRST.number, SECOND.number, THIRD.number)
    four = deciding(samples.mail(BARE), (FIRST, 0.3), (SECOND, 0.3), (THIRD, 0.2), (FOURTH, 0.2), contact=True)
    assert template(four) == "not_found"


def test_what_is_hardly_likely_is_not_named_and_nothing_is_asked_when_nothing_is_likely() -> None:
    assert asked_about(deciding(samples.mail(BARE), (FIRST, 0.4), (SECOND, 0.05), contact=True)) == (FIRST.number,)
    assert template(deciding(samples.mail(BARE), (FIRST, 0.15), (SECOND, 0.1), contact=True)) == "not_found"
    assert template(deciding(samples.mail(BARE), contact=True)) == "not_found"


def test_an_invoice_of_another_price_is_not_meant_and_one_of_this_price_is() -> None:
    text = BARE.replace(" ?", " de 8,00 € ?")
    assert asked_about(deciding(samples.mail(text), (FIRST, 0.4), (SECOND, 0.3), contact=True)) == (SECOND.number,)
    assert template(deciding(samples.mail(text), (FIRST, 0.9), contact=True)) == "not_found"


def test_who_is_no_contact_is_never_told_the_right_number_whatever_else_agrees() -> None:
    agrees = samples.invoice("FA-2026-0171")
    decision = deciding(samples.mail(PROVED), (agrees, 0.9))
    assert (decision.level, template(decision), asked_about(decision)) == (0, "not_found", ())


@pytest.mark.parametrize("auth", [SenderAuth.UNKNOWN, SenderAuth.FAILED])
def test_an_unverified_sender_is_never_told_a_number(auth: SenderAuth) -> None:
    agrees = samples.invoice("FA-2026-0171")
    for contact in (False, True):
        decision = deciding(samples.mail(PROVED, sender_auth=auth), (agrees, 0.9), contact=contact)
        assert (decision.level, template(decision), asked_about(decision)) == (0, "not_found", ())


def test_an_invoice_of_another_supplier_is_never_named() -> None:
    other = samples.invoice("FA-2026-0171", supplier_id=samples.OTHER_SUPPLIER)
    for contact in (False, True):
        assert template(deciding(samples.mail(PROVED), (other, 0.9), contact=contact)) == "not_found"


def test_a_mail_about_several_numbers_gets_no_such_question() -> None:
    decision = deciding(samples.mail(BARE.replace(" ?", " et la facture FA-2026-999 ?")), (FIRST, 0.9), contact=True)
    assert decision.outcome is Outcome.ESCALATE


def test_the_question_is_asked_once_in_a_conversation() -> None:
    before = PastReply(ReplyKind.ASK, "did_you_mean", samples.NOW - timedelta(days=1), (), same_thread=True)
    decision = deciding(samples.mail(BARE), (FIRST, 0.9), contact=True, past_replies=(before,))
    assert (decision.outcome, asked_about(decision)) == (Outcome.ESCALATE, ())


@pytest.mark.parametrize(("said", "rule"), [(Said.NONE, "not-meant"), (Said.UNCLEAR, "meant-unclear")])
def test_a_no_and_an_unclear_answer_go_to_a_person_who_reads_what_was_asked(said: Said, rule: str) -> None:
    decision = deciding(samples.mail("merci"), answered=Answered(said, ("FA-1", "FA-2")))
    assert (decision.outcome, decision.rule) == (Outcome.ESCALATE, rule)
    assert dict(decision.reasons[0].params)["numbers"] == "FA-1, FA-2"


def test_a_no_on_a_matter_that_a_person_holds_joins_it() -> None:
    ticket = TicketView(1, "CASQ-2026-000001", "open", held_by_staff=True, acknowledged_today=False)
    decision = deciding(samples.mail("non"), answered=Answered(Said.NONE, ("FA-1",)), ticket=ticket)
    assert decision.outcome is Outcome.ATTACH


def test_a_security_matter_beside_a_no_still_goes_to_the_security_team() -> None:
    decision = deciding(samples.mail("non", "nouveau rib"), answered=Answered(Said.NONE, ("FA-1",)))
    assert decision.team == "security"
