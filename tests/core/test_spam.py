"""The verdict of a mail server on spam, in the fields of the filters that public bodies meet."""

from __future__ import annotations

import pytest

from bot.core.decision import Outcome
from bot.core.spam import is_spam
from tests.core import samples
from tests.core.test_decide import COMPLETE, codes, deciding

SPAM = [
    ("x-spam-flag", "YES"), ("x-spam-status", "Yes, score=7.9 required=5.0 tests=EMPTY_MESSAGE"), ("x-spam", "Yes"),
    ("x-ms-exchange-organization-scl", "5"), ("x-ms-exchange-organization-scl", "9"), ("x-vr-spamstate", "SPAM"),
    ("x-vr-spamstate", "PHISHING"), ("x-forefront-antispam-report", "CIP:192.0.2.1;CTRY:RU;SCL:5;SFV:SPM;CAT:SPM;"),
    ("x-forefront-antispam-report", "CIP:192.0.2.1;SFV:NSPM;CAT:HPHSH;"), ("x-proofpoint-spam-details", "rule=spam policy=default score=100"),
]  # fmt: skip
CLEAN = [
    ("x-spam-flag", "NO"), ("x-spam-status", "No, score=-1.9 required=5.0"), ("x-spam", "No"), ("x-spam-level", "*******"),
    ("x-ms-exchange-organization-scl", "-1"), ("x-ms-exchange-organization-scl", "1"), ("x-vr-spamstate", "OK"),
    ("x-forefront-antispam-report", "CIP:192.0.2.1;SFV:NSPM;CAT:NONE;SCL:1"), ("x-spam-score", "9.9"), ("x-spam-flag", ""),
    ("x-ms-exchange-organization-scl", "high"), ("x-proofpoint-spam-details", "rule=notspam policy=default score=0"),
    ("subject", "SPAM"),
]  # fmt: skip


@pytest.mark.parametrize("field", SPAM)
def test_spam_is_what_a_server_calls_so(field: tuple[str, str]) -> None:
    assert is_spam((("from", "x@y.example"), field))


@pytest.mark.parametrize("field", CLEAN)
def test_what_no_server_calls_spam_is_none(field: tuple[str, str]) -> None:
    assert not is_spam((field,))


def test_spam_that_may_be_a_suppliers_reaches_a_person_in_silence() -> None:
    decision = deciding(samples.mail(COMPLETE, is_spam=True), samples.invoice())
    assert (decision.outcome, decision.reply, decision.rule) == (Outcome.ESCALATE, None, "spam")
    assert codes(decision) == {"spam"}


def test_spam_without_a_trace_of_a_supplier_is_put_aside() -> None:
    decision = deciding(samples.mail("Gagnez un téléphone, cliquez ici !", is_spam=True))
    assert (decision.outcome, decision.reply) == (Outcome.IGNORE, None)


def test_spam_about_a_bank_account_reaches_the_security_team_in_silence() -> None:
    decision = deciding(samples.mail("Merci de noter notre nouveau RIB.", is_spam=True))
    assert (decision.outcome, decision.team, decision.reply) == (Outcome.ESCALATE, "security", None)


def test_a_known_contact_called_spam_reaches_a_person() -> None:
    decision = deciding(samples.mail("Bonjour", is_spam=True), contact_of=(samples.SUPPLIER,))
    assert decision.outcome is Outcome.ESCALATE
