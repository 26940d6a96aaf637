"""What may be told to whom: the table of levels, and what is missing, judged from the mail alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.disclosure import Claim, disclosure_level, level_of, missing_items
from bot.core.invoice import Certainty, ClaimedSupplier, Match
from bot.core.mail import SenderAuth
from bot.core.mention import Mention, MentionKind, Source

from . import samples

IN_MAIL = ClaimedSupplier((samples.SUPPLIER,), "", "mail")
BY_CONTACT = ClaimedSupplier((samples.SUPPLIER,), "", "contact")
NOBODY = ClaimedSupplier((), "", "")


def mention(kind: MentionKind, value: str, source: Source = Source.FRESH) -> Mention:
    return Mention(kind, value, value, source, 0, len(value))


AMOUNT = mention(MentionKind.AMOUNT, "1250.40")
ENGAGEMENT = mention(MentionKind.ENGAGEMENT, "2026001")
DATE = mention(MentionKind.DATE, "2026-06-01")
RECIPIENT = mention(MentionKind.SIRET, samples.OWN)


def claim(
    auth: SenderAuth = SenderAuth.PASSED,
    claimed: ClaimedSupplier = IN_MAIL,
    mentions: tuple[Mention, ...] = (AMOUNT,),
    contacts: tuple[str, ...] = (),
) -> Claim:
    return Claim(auth, claimed, mentions, (samples.OWN,), contacts)


def match(*evidence: str, certainty: Certainty = Certainty.CERTAIN) -> Match:
    found = samples.invoice() if certainty is Certainty.CERTAIN else None
    return Match(0, certainty, found, (), ("canonical", "supplier", *evidence))


@pytest.mark.parametrize(
    ("who", "what", "level"),
    [
        (claim(), match("amount"), 1),
        (claim(SenderAuth.ALIGNED), match("amount"), 1),
        (claim(SenderAuth.UNKNOWN), match("amount"), 0),
        (claim(SenderAuth.FAILED), match("amount"), 0),
        (claim(), match("engagement"), 1),
        (claim(), match(), 0),
        (claim(), match("date"), 0),
        (claim(mentions=(DATE, RECIPIENT)), match("date"), 1),
        (claim(claimed=BY_CONTACT), match("amount"), 0),
        (claim(claimed=NOBODY), match("amount"), 0),
        (claim(claimed=ClaimedSupplier((samples.OTHER_SUPPLIER,), "", "mail")), match("amount"), 0),
        (claim(), match("amount", certainty=Certainty.AMBIGUOUS), 0),
        (claim(), match("amount", certainty=Certainty.NEAR), 0),
        (claim(claimed=BY_CONTACT, contacts=(samples.SUPPLIER,)), match(), 2),
        (claim(SenderAuth.ALIGNED, BY_CONTACT, contacts=(samples.SUPPLIER,)), match(), 0),
        (claim(SenderAuth.UNKNOWN, BY_CONTACT, contacts=(samples.SUPPLIER,)), match("amount"), 0),
        (claim(contacts=(samples.OTHER_SUPPLIER,)), match("amount"), 1),
        (claim(contacts=(samples.OTHER_SUPPLIER,)), match(), 0),
    ],
)
def test_the_level_of_each_sender(who: Claim, what: Match, level: int) -> None:
    assert level_of(who, what) == level


def test_a_date_with_another_recipient_of_ours_proves_nothing() -> None:
    elsewhere = replace(match("date"), invoice=samples.invoice(recipient_siret="20007189200026"))
    assert level_of(claim(mentions=(DATE, RECIPIENT)), elsewhere) == 0


def test_a_mail_is_worth_its_least_invoice_and_nothing_without_one() -> None:
    assert disclosure_level(claim(), (match("amount"), match())) == 0
    assert disclosure_level(claim(), ()) == 0


@pytest.mark.parametrize(
    ("who", "asked", "missing"),
    [
        (claim(), 1, ()),
        (claim(claimed=NOBODY), 1, ("supplier_siret",)),
        (claim(claimed=BY_CONTACT), 1, ("supplier_siret",)),
        (claim(mentions=()), 1, ("third_item",)),
        (claim(mentions=(DATE,)), 1, ("third_item",)),
        (claim(mentions=(DATE, RECIPIENT)), 1, ()),
        (claim(mentions=(ENGAGEMENT,)), 1, ()),
        (claim(), 0, ("invoice_number",)),
        (claim(claimed=NOBODY, mentions=()), 0, ("supplier_siret", "invoice_number", "third_item")),
        (claim(claimed=BY_CONTACT, mentions=(), contacts=(samples.SUPPLIER,)), 1, ()),
        (claim(claimed=BY_CONTACT, mentions=(), contacts=(samples.SUPPLIER,)), 0, ("invoice_number",)),
        (
            claim(claimed=ClaimedSupplier((samples.SUPPLIER, samples.OTHER_SUPPLIER), "", "mail")),
            1,
            ("supplier_choice",),
        ),
    ],
)
def test_what_is_missing_depends_on_the_mail_alone(who: Claim, asked: int, missing: tuple[str, ...]) -> None:
    assert missing_items(who, asked) == missing
