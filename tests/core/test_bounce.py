"""What delivery reports say: which mail of ours, whether for good, and why."""

from __future__ import annotations

import pytest

from bot.core.bounce import Bounce, read_bounce

OURS = "guichet.answer.0123456789abcdef01234567@casq.fr"
BEFORE = "guichet.ask.fedcba9876543210fedcba98@casq.fr"
RETURNED = f"From: x\nMessage-ID: <{OURS}>\nIn-Reply-To: <1@x.example>\nReferences: <{BEFORE}> <1@x.example>\n"


def report(action: str = "failed", status: str = "5.1.1") -> str:
    """A delivery status for one address."""
    return f"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; Compta@X.example\nAction: {action}\nStatus: {status}\n"


def read(
    status: str = "", words: str = "", subject: str = "Undelivered Mail Returned to Sender", **other: object
) -> Bounce | None:
    """A bounce with our mail in it unless told."""
    return read_bounce(status, subject, words, str(other.get("returned", RETURNED)), other.get("references", ()))  # type: ignore[arg-type]


def test_the_returned_mail_is_told_from_those_that_it_refers_to() -> None:
    found = read(report())
    assert found is not None
    assert (found.message_ids, found.recipients) == ((f"<{OURS}>",), ("compta@x.example",))


@pytest.mark.parametrize(
    "returned", [f"> Message-Id: {OURS}\n", f"blah message {OURS} blah", f"<b>{OURS}</b>", f"Message-ID:\t<{OURS}>"]
)
def test_our_message_id_is_found_however_the_original_is_returned(returned: str) -> None:
    found = read(report(), returned=returned)
    assert found is not None
    assert found.message_ids == (f"<{OURS}>",)


def test_two_ids_that_stand_anywhere_name_none() -> None:
    found = read(report(), returned=f"{OURS} {BEFORE}")
    assert found is not None
    assert found.message_ids == ()


def test_what_the_bounce_answers_names_the_mail_when_nothing_is_returned() -> None:
    found = read(report(), returned="", references=(f"<{BEFORE}>", f"<{OURS}>"))
    assert found is not None
    assert found.message_ids[0] == f"<{OURS}>"


@pytest.mark.parametrize(
    ("action", "status", "final", "passing"),
    [
        ("failed", "5.1.1", True, False),
        ("failed", "5.2.2", True, True),
        ("Failed (undeliverable)", "5.7.1", True, True),
        ("failed", "4.4.7", True, True),
        ("delayed", "4.4.1", False, True),
        ("relayed", "2.0.0", False, False),
        ("delivered", "2.1.5", False, False),
    ],
)
def test_the_action_decides_whether_it_is_over(action: str, status: str, final: bool, passing: bool) -> None:
    found = read(report(action, status))
    assert found is not None
    assert (found.final, found.passing) == (final, passing)


FINAL = [
    ("failure notice", "Hi. This is the qmail-send program at mx.\nI'm afraid I wasn't able to deliver your message.\nThis is a permanent error; I've given up.\n\n<a@x.example>:\nno mailbox here by that name. (#5.1.1)"),
    ("Non remis : Facture", "Échec de la remise pour ces destinataires ou groupes :\n\njean@x.example\nL'adresse de courrier entrée est introuvable. 550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
    ("Mail delivery failed: returning message to sender", "A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.\n\n  jean@x.example\n    550 5.1.1 unknown"),
    ("Delivery Status Notification (Failure)", "Address not found\n\nYour message wasn't delivered to jean@x.example because the address couldn't be found."),
    ("Undeliverable: Facture", "Delivery has failed to these recipients or groups: jean@x.example"),
]  # fmt: skip
NOT_YET = [
    ("Delivery Status Notification (Delay)", "Delivery incomplete\n\nThere was a temporary problem delivering your message to jean@x.example. Gmail will retry for 46 more hours."),
    ("Warning: message 1abc delayed 24 hours", "A message that you sent has not yet been delivered to one or more of its recipients. jean@x.example"),
    ("Remise retardée : Facture", "La remise à ces destinataires a été retardée : jean@x.example"),
    ("Delayed Mail (still being retried)", "THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n451 4.4.1 jean@x.example"),
    ("Message non remis", "Votre message n'a pas encore pu être remis à jean@x.example. De nouvelles tentatives sont en cours."),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "words"), FINAL)
def test_a_failure_without_a_report_is_read_from_its_words(subject: str, words: str) -> None:
    found = read("", words, subject)
    assert found is not None
    assert found.final


@pytest.mark.parametrize(("subject", "words"), NOT_YET)
def test_a_delay_is_no_failure(subject: str, words: str) -> None:
    found = read("", words, subject)
    assert found is not None
    assert not found.final


def test_an_empty_return_path_alone_tells_of_no_delivery() -> None:
    assert read("", "Bonjour, je suis là lundi.", "Re: Facture") is None


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "inconnue"),
        ("5.2.2", "pleine"),
        ("5.7.1", "refuse nos messages"),
        ("4.4.7", "ne répond pas"),
        ("5.9.9", "renvoyé"),
    ],
)
def test_the_cause_is_told_in_french(status: str, words: str) -> None:
    found = read(report(status=status))
    assert found is not None
    assert words in found.said
