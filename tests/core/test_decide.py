"""The order of deciding and its guards, on values only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.decide import decide
from bot.core.decision import Decision, Facts, Outcome, PastReply, Spoken, TicketView
from bot.core.invoice import Invoice
from bot.core.mail import Address, AutoKind, IncomingMail, Late, ReplyKind, SenderAuth
from bot.core.match import match_mentions
from bot.core.rulebook import IntentClass, IntentRule, Rulebook, TriageRule
from bot.core.understand import understand

from . import samples

COMPLETE = f"Bonjour, où en est la facture n° FA-2026-0117 de 1 250,40 € ? Notre SIRET : {samples.SUPPLIER}"


def deciding(
    mail: IncomingMail,
    *invoices: Invoice,
    contact_of: tuple[str, ...] = (),
    rules: Rulebook | None = None,
    **facts: object,
) -> Decision:
    """Decides about `mail` with `invoices` in the store."""
    book = rules or samples.rulebook()
    organisation = facts.pop("organisation", samples.organisation())
    understood = understand(mail, organisation, book, contact_of)  # type: ignore[arg-type]
    own = tuple(i for i in invoices if i.supplier_id in understood.suppliers)
    base = Facts(
        organisation=organisation,  # type: ignore[arg-type]
        mentions=understood.mentions,
        intents=understood.intents,
        claimed=understood.claimed,
        matches=match_mentions(understood.mentions, understood.claimed, invoices, own, understood.asked),
        contact_sirets=contact_of,
        ticket=None,
        past_replies=(),
        copy_as_of=samples.NOW,
        copy_fresh=True,
    )
    return decide(mail, replace(base, **facts), book, samples.NOW)  # type: ignore[arg-type]  # fields of Facts


def codes(decision: Decision) -> set[str]:
    """The reasons' codes."""
    return {why.code for why in decision.reasons}


def held() -> TicketView:
    """A ticket that a person has in hand."""
    return TicketView(1, "CASQ-2026-000001", "open", held_by_staff=True, acknowledged_today=False)


def told(*said: tuple[str, str, str], template: str = "answer", kind: ReplyKind = ReplyKind.ANSWER) -> PastReply:
    """A reply that left yesterday in this conversation."""
    return PastReply(kind, template, samples.NOW - timedelta(days=1), said, same_thread=True)


def test_a_complete_and_verified_question_is_answered_at_level_one() -> None:
    decision = deciding(samples.mail(COMPLETE), samples.invoice())
    assert (decision.outcome, decision.level, decision.rule) == (Outcome.ANSWER, 1, "answer-status")
    assert decision.reply is not None
    assert decision.reply.matches[0].invoice == samples.invoice()


@pytest.mark.parametrize("auth", [SenderAuth.UNKNOWN, SenderAuth.FAILED])
def test_an_unverified_sender_gets_the_neutral_text_whatever_he_knows(auth: SenderAuth) -> None:
    decision = deciding(samples.mail(COMPLETE, sender_auth=auth), samples.invoice())
    assert decision.outcome is Outcome.ASK
    assert decision.reply is not None
    assert decision.reply.template == "not_found"


def test_the_neutral_text_is_the_same_for_an_unknown_and_for_a_mismatched_invoice() -> None:
    unknown = deciding(samples.mail(COMPLETE))
    mismatched = deciding(samples.mail(COMPLETE.replace("1 250,40", "1 250,41")), samples.invoice())
    unverified = deciding(samples.mail(COMPLETE, sender_auth=SenderAuth.UNKNOWN), samples.invoice())
    assert unknown.reply == mismatched.reply == unverified.reply


def test_what_is_missing_is_asked_for_whether_or_not_the_invoice_exists() -> None:
    text = f"Où en est la facture FA-2026-0117 ? SIRET {samples.SUPPLIER}"
    existing, absent = deciding(samples.mail(text), samples.invoice()), deciding(samples.mail(text))
    assert existing.reply == absent.reply
    assert existing.reply is not None
    assert existing.reply.missing == ("third_item",)


def test_a_contact_needs_only_his_number_and_gets_level_two() -> None:
    decision = deciding(
        samples.mail("Où en est la facture FA-2026-0117 ?"), samples.invoice(), contact_of=(samples.SUPPLIER,)
    )
    assert (decision.outcome, decision.level) == (Outcome.ANSWER, 2)


def test_an_aligned_sender_is_never_level_two() -> None:
    mail = samples.mail("Où en est la facture FA-2026-0117 ?", sender_auth=SenderAuth.ALIGNED)
    decision = deciding(mail, samples.invoice(), contact_of=(samples.SUPPLIER,))
    assert decision.outcome is Outcome.ASK


def test_a_contact_of_one_supplier_learns_nothing_about_another() -> None:
    other = samples.invoice(supplier_id=samples.OTHER_SUPPLIER)
    decision = deciding(samples.mail("Où en est la facture FA-2026-0117 ?"), other, contact_of=(samples.SUPPLIER,))
    assert decision.outcome is Outcome.ASK
    assert decision.level == 0


def test_a_date_counts_as_third_item_only_with_the_recipients_siret() -> None:
    text = f"Où en est la facture n° FA-2026-0117 du 01/06/2026 ? SIRET {samples.SUPPLIER}"
    assert deciding(samples.mail(text), samples.invoice()).outcome is Outcome.ASK
    with_recipient = deciding(samples.mail(f"{text}, adressée à {samples.OWN}"), samples.invoice())
    assert with_recipient.outcome is Outcome.ANSWER


@pytest.mark.parametrize("kind", [k for k in AutoKind if k is not AutoKind.GENERATED])
def test_machine_mail_is_ignored_even_when_it_carries_a_claim(kind: AutoKind) -> None:
    decision = deciding(samples.mail(COMPLETE + " mise en demeure", auto_kind=kind), samples.invoice())
    assert (decision.outcome, decision.reply, decision.ticket_event) == (Outcome.IGNORE, None, "")


def test_dunning_software_with_an_invoice_reaches_a_person_without_reply() -> None:
    decision = deciding(samples.mail(COMPLETE, auto_kind=AutoKind.GENERATED), samples.invoice())
    assert (decision.outcome, decision.reply) == (Outcome.ESCALATE, None)


def test_generated_mail_without_a_claim_is_ignored() -> None:
    assert deciding(samples.mail("Votre newsletter", auto_kind=AutoKind.GENERATED)).outcome is Outcome.IGNORE


def test_a_colleague_never_gets_a_suppliers_answer() -> None:
    mail = samples.mail(COMPLETE, sender=Address("Claire", "claire@casq.fr"))
    decision = deciding(mail, samples.invoice())
    assert (decision.outcome, decision.rule, decision.reply) == (Outcome.ESCALATE, "colleague", None)


def test_mail_without_usable_sender_is_escalated_in_silence() -> None:
    decision = deciding(samples.mail(COMPLETE, sender=None), samples.invoice())
    assert (decision.outcome, decision.reply) == (Outcome.ESCALATE, None)


def test_a_bank_change_beside_a_question_goes_to_security_with_a_bare_acknowledgement() -> None:
    decision = deciding(samples.mail(COMPLETE + " Voici notre nouveau RIB."), samples.invoice())
    assert (decision.outcome, decision.team) == (Outcome.ESCALATE, "security")
    assert decision.reply is not None
    assert decision.reply.kind is ReplyKind.ACKNOWLEDGEMENT


def test_a_bank_change_that_failed_authentication_gets_nothing() -> None:
    decision = deciding(samples.mail("nouveau RIB", sender_auth=SenderAuth.FAILED))
    assert (decision.outcome, decision.team, decision.reply) == (Outcome.ESCALATE, "security", None)


def test_the_word_agent_reaches_a_person_but_not_past_security() -> None:
    assert deciding(samples.mail("AGENT")).rule == "asked-for-a-person"
    assert deciding(samples.mail("AGENT nouveau RIB")).team == "security"


def test_a_formal_notice_is_urgent() -> None:
    decision = deciding(samples.mail(COMPLETE + " Ceci vaut mise en demeure."), samples.invoice())
    assert (decision.outcome, decision.priority) == (Outcome.ESCALATE, "urgent")


@pytest.mark.parametrize("late", list(Late))
def test_late_mail_is_never_answered_nor_acknowledged(late: Late) -> None:
    decision = deciding(samples.mail(COMPLETE), samples.invoice(), late=late)
    assert (decision.outcome, decision.reply) == (Outcome.ESCALATE, None)
    assert f"late_{late.value}" in codes(decision)


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"copy_as_of": None, "copy_fresh": False}, "portal_copy_missing"), ({"copy_fresh": False}, "portal_copy_stale")],
)
def test_a_copy_that_is_stale_or_absent_is_not_quoted(facts: dict[str, object], code: str) -> None:
    decision = deciding(samples.mail(COMPLETE), samples.invoice(), **facts)  # type: ignore[arg-type]  # fields of Facts
    assert decision.outcome is Outcome.ESCALATE
    assert code in codes(decision)


def test_a_stale_copy_does_not_stop_public_information() -> None:
    assert deciding(samples.mail("Quel SIRET utiliser ?"), copy_fresh=False).outcome is Outcome.ANSWER


def test_public_information_that_the_directory_lacks_goes_to_a_person() -> None:
    decision = deciding(samples.mail("Quel SIRET utiliser ?"), organisation=samples.organisation(budgets=()))
    assert decision.outcome is Outcome.ESCALATE
    assert "no_siret_in_directory" in codes(decision)


def test_the_strictest_class_wins_over_public_information() -> None:
    decision = deciding(samples.mail("Quel SIRET utiliser ? " + COMPLETE), samples.invoice())
    assert decision.intent_class is not None
    assert decision.intent_class.value == "V"


def test_one_uncertain_invoice_among_several_escalates_the_whole() -> None:
    text = "Où en sont et ou en est : factures FA-2026-0117 et FA-2026-0555 ?"
    decision = deciding(samples.mail(text), samples.invoice(), contact_of=(samples.SUPPLIER,))
    assert decision.outcome is Outcome.ESCALATE
    assert "several_invoices_not_all_clear" in codes(decision)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "INCONNU"}, "status_unknown"),
        ({"status_at": samples.NOW - timedelta(days=21)}, "status_too_old"),
        ({"invoiced_on": samples.invoice().invoiced_on.replace(year=2022)}, "invoice_too_old"),  # type: ignore[union-attr]
        ({"invoiced_on": None}, "invoice_date_unknown"),
        ({"status_at": None, "invoiced_on": samples.invoice().invoiced_on.replace(month=4)}, "status_too_old"),  # type: ignore[union-attr]
    ],
)
def test_an_invoice_that_needs_a_person_is_escalated_with_its_reason(changes: dict[str, object], code: str) -> None:
    decision = deciding(samples.mail(COMPLETE), replace(samples.invoice(), **changes))  # type: ignore[arg-type]
    assert decision.outcome is Outcome.ESCALATE
    assert code in codes(decision)


def test_another_amount_beside_the_number_means_perhaps_another_invoice() -> None:
    text = "Où en est la facture FA-2026-0117 de 800,00 € ?"
    decision = deciding(samples.mail(text), samples.invoice(), contact_of=(samples.SUPPLIER,))
    assert decision.outcome is Outcome.ESCALATE
    assert "items_do_not_agree" in codes(decision)


def test_a_forward_asks_about_the_numbers_of_the_forwarded_text_too() -> None:
    mail = samples.mail(
        "Voir ci-dessous.", "TR: ou en est FA-2026-0117", quoted_text="facture n° FA-2026-0555", is_forward=True
    )
    decision = deciding(mail, samples.invoice(), contact_of=(samples.SUPPLIER,))
    assert decision.outcome is Outcome.ESCALATE
    assert "several_invoices_not_all_clear" in codes(decision)


def test_the_same_status_is_never_told_twice() -> None:
    said = told((samples.SUPPLIER, "FA-2026-0117", "MISE_A_DISPOSITION"))
    again = deciding(samples.mail(COMPLETE), samples.invoice(), past_replies=(said,))
    assert again.outcome is Outcome.ESCALATE
    assert "already_answered" in codes(again)
    moved = deciding(samples.mail(COMPLETE), samples.invoice(status="MANDATEE"), past_replies=(said,))
    assert moved.outcome is Outcome.ANSWER


def test_the_same_question_is_never_asked_twice_in_a_conversation() -> None:
    asked = told(template="ask", kind=ReplyKind.ASK)
    decision = deciding(samples.mail("Où en est la facture FA-2026-0117 ?"), past_replies=(asked,))
    assert decision.outcome is Outcome.ESCALATE
    assert "already_asked" in codes(decision)


def test_a_supplier_who_sends_the_missing_item_gets_his_answer() -> None:
    pending = TicketView(1, "CASQ-2026-000001", "pending", held_by_staff=False, acknowledged_today=False)
    asked = told(template="ask", kind=ReplyKind.ASK)
    decision = deciding(samples.mail(COMPLETE), samples.invoice(), past_replies=(asked,), ticket=pending)
    assert decision.outcome is Outcome.ANSWER


def test_a_mail_on_a_matter_that_a_person_holds_joins_it() -> None:
    decision = deciding(samples.mail(COMPLETE), samples.invoice(), ticket=held())
    assert (decision.outcome, decision.reply) == (Outcome.ATTACH, None)


def test_a_formal_notice_on_a_held_matter_still_escalates() -> None:
    assert deciding(samples.mail("mise en demeure"), ticket=held()).outcome is Outcome.ESCALATE


def test_one_acknowledgement_a_ticket_and_day_and_a_cap_for_each_sender() -> None:
    today = replace(held(), acknowledged_today=True)
    assert deciding(samples.mail("mise en demeure"), ticket=today).reply is None
    capped = deciding(samples.mail("mise en demeure"), spoken=Spoken(acknowledged_today=5))
    assert capped.reply is None
    assert "too_many_acknowledgements" in codes(capped)


def test_a_reply_to_in_another_domain_stops_all_content() -> None:
    mail = samples.mail(COMPLETE, reply_to=(Address("", "x@ailleurs.example"),))
    decision = deciding(mail, samples.invoice())
    assert decision.outcome is Outcome.ESCALATE
    assert "reply_to_elsewhere" in codes(decision)
    same = samples.mail(COMPLETE, reply_to=(Address("", "x@mail.fournisseur.example"),))
    assert deciding(same, samples.invoice()).outcome is Outcome.ANSWER


def test_a_rule_may_narrow_an_answer_to_an_escalation() -> None:
    strict = TriageRule("all-to-staff", "test", (("status_in", ["MISE_A_DISPOSITION"]),), "ESCALATE")
    decision = deciding(samples.mail(COMPLETE), samples.invoice(), rules=samples.rulebook(strict))
    assert (decision.outcome, decision.rule) == (Outcome.ESCALATE, "all-to-staff")


def test_a_rule_cannot_widen_what_the_guards_allow() -> None:
    loose = TriageRule("answer-all", "test", (), "ANSWER", "answer")
    decision = deciding(
        samples.mail(COMPLETE, sender_auth=SenderAuth.UNKNOWN), samples.invoice(), rules=samples.rulebook(loose)
    )
    assert decision.outcome is Outcome.ASK


@pytest.mark.parametrize("kind", ["note", "answer", "ask"])
def test_mail_of_any_guichet_is_never_answered(kind: str) -> None:
    decision = deciding(samples.mail(COMPLETE, guichet=kind), samples.invoice())
    assert (decision.outcome, decision.reply) == (Outcome.IGNORE, None)


def test_an_address_that_gets_mail_all_day_long_gets_no_more() -> None:
    decision = deciding(samples.mail(COMPLETE), samples.invoice(), spoken=Spoken(address_today=20))
    assert (decision.outcome, decision.reply, decision.rule) == (Outcome.ESCALATE, None, "silenced")
    notice = deciding(samples.mail("mise en demeure"), spoken=Spoken(address_today=20))
    assert notice.reply is None


def test_an_old_date_in_what_was_written_goes_to_a_person() -> None:
    decision = deciding(samples.mail(COMPLETE + " Elle date du 12/03/2021."), samples.invoice())
    assert (decision.outcome, decision.rule) == (Outcome.ESCALATE, "old-debt")


def test_an_old_debt_is_a_matter_for_a_person() -> None:
    old = IntentRule("i40", "créance ancienne", IntentClass.H, "", (), ())
    book = replace(samples.rulebook(), intents=(*samples.rulebook().intents, old))
    decision = deciding(samples.mail(COMPLETE + " Elle date du 12/03/2021."), samples.invoice(), rules=book)
    assert decision.intent_class is IntentClass.H
    assert "i40" in {hit.id for hit in decision.intents}


def test_an_invoice_whose_own_copy_is_old_is_not_quoted() -> None:
    stale = samples.invoice(synced_at=samples.NOW - timedelta(days=20))
    decision = deciding(samples.mail(COMPLETE), stale)
    assert decision.outcome is Outcome.ESCALATE
    assert "invoice_stale" in codes(decision)


def test_to_the_unentitled_no_rule_shows_what_the_store_holds() -> None:
    telling = TriageRule("rejected-to-staff", "test", (("status_in", ["REJETEE"]),), "ESCALATE")
    unclear = TriageRule("unclear-to-staff", "test", (("all_certain", True),), "ESCALATE")
    for rule in (telling, unclear):
        book = samples.rulebook(rule)
        unverified = samples.mail(COMPLETE, sender_auth=SenderAuth.UNKNOWN)
        present = deciding(unverified, samples.invoice(status="REJETEE"), rules=book)
        absent = deciding(unverified, rules=book)
        assert (present.outcome, present.reply) == (absent.outcome, absent.reply)


def test_what_is_not_understood_goes_to_a_person() -> None:
    decision = deciding(samples.mail("Le chat dort."))
    assert (decision.outcome, decision.rule) == (Outcome.ESCALATE, "not-understood")


# --- who imitates whom ----------------------------------------------------------------------------


KNOWN = ("compta@papeterie-rhone.example",)


def test_an_imitated_address_goes_to_security_with_whatever_it_asks() -> None:
    for text in (COMPLETE, "Quel SIRET utiliser ?"):
        mail = samples.mail(text, sender=Address("", "compta@papeterie-rhome.example"))
        decision = deciding(mail, samples.invoice(), known_addresses=KNOWN)
        assert (decision.outcome, decision.team, decision.intent_class) == (Outcome.ESCALATE, "security", IntentClass.S)
        assert "sender_look_alike" in {why.code for why in decision.reasons}
        assert decision.reply is not None
        assert decision.reply.template == "acknowledgement"


def test_a_new_domain_asks_for_public_information_like_anybody() -> None:
    mail = samples.mail("Quel SIRET utiliser ?", sender=Address("", "contact@ailleurs.example"))
    assert deciding(mail, known_addresses=KNOWN).outcome is Outcome.ANSWER
    mail = samples.mail(COMPLETE, sender=Address("", "contact@ailleurs.example"))
    assert deciding(mail, samples.invoice(), known_addresses=KNOWN).team == "security"
