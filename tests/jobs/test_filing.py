"""Tidying the mailbox after the decision: idempotent, patient, and never before the reply has left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.decision import Outcome
from bot.core.message import Route
from bot.core.organisation import Folders
from bot.edges.imap import ImapMailbox
from bot.edges.store import Store
from bot.errors import MailboxError
from bot.jobs.filing import Filer
from bot.jobs.intake import Intake
from tests.jobs.conftest import CASQ, MAILBOX, SetClock, decide, queued
from tests.servers.dovecot import Dovecot
from tests.servers.letters import letter, mark

FOLDERS = Folders()


class Killed(BaseException):
    """The process dies here."""


class Refusing:
    """A mailbox whose Sent folder takes nothing while `refuses`."""

    def __init__(self, mailbox: ImapMailbox) -> None:
        self.refuses = True
        self._mailbox = mailbox

    def __getattr__(self, name: str) -> object:
        return getattr(self._mailbox, name)

    def append(self, folder: str, content: bytes) -> None:
        """As a full folder answers."""
        if self.refuses:
            raise MailboxError("imap", "append: NO [OVERQUOTA]", temporary=False, reason="refused")
        self._mailbox.append(folder, content)


class Meddling:
    """A mailbox where somebody else works between our claim and our copy."""

    def __init__(self, mailbox: ImapMailbox, meddle: Callable[[], None]) -> None:
        self._mailbox, self._meddle = mailbox, meddle

    def __getattr__(self, name: str) -> object:
        return getattr(self._mailbox, name)

    def append(self, folder: str, content: bytes) -> None:
        """The other one first."""
        self._meddle()
        self._mailbox.append(folder, content)


class Desk:
    """One mailbox with its reading and its filing."""

    def __init__(self, dovecot: Dovecot, user: str, mailbox: ImapMailbox, store: Store, clock: SetClock) -> None:
        self.dovecot, self.user, self.mailbox, self.store, self.clock = dovecot, user, mailbox, store, clock

    def receive(self, *subjects: str) -> None:
        """These mails come and are read into the ledger."""
        self.dovecot.deliver(self.user, *(letter(subject) for subject in subjects))
        Intake(
            self.mailbox, self.store.ledger, self.clock, CASQ, MAILBOX, "all", 10**6, mark, lambda _at, _now: False
        ).run()

    def filer(self, at: Callable[[str], None] = lambda _name: None, folders: Folders = FOLDERS) -> Filer:
        """The loop under test."""
        store = self.store
        return Filer(self.mailbox, store.ledger, store.outbox, self.clock, MAILBOX, folders, owner="one", at=at)

    def send_all(self) -> None:
        """Every queued mail is accepted by the server."""
        for item in self.store.outbox.claim("test", self.clock.now(), timedelta(minutes=5), 100, ()):
            self.store.outbox.note_sent(item.key, self.clock.now())

    def lies(self, folder: str) -> list[str]:
        """Subjects in a folder."""
        return self.dovecot.subjects(self.user, folder)


@pytest.fixture
def desk(
    dovecot: Dovecot,
    mailbox_user: str,
    connect: Callable[..., ImapMailbox],
    ledger_store: Store,
    clock: SetClock,
) -> Desk:
    """A mailbox on Dovecot and an empty store."""
    return Desk(dovecot, mailbox_user, connect(dovecot.settings(mailbox_user)), ledger_store, clock)


def test_decided_mails_go_to_their_folder_together_and_only_once(desk: Desk) -> None:
    desk.receive(*(f"mail {n}" for n in range(110)))
    desk.receive("à suivre")
    decide(desk.store, desk.clock.now(), Outcome.IGNORE, "ignored")
    assert desk.filer().run().moved == 111
    assert len(desk.lies("Guichet/Ignoré")) == 111
    assert desk.lies("INBOX") == []
    assert desk.filer().run().moved == 0
    assert set(desk.dovecot.flags(desk.user, "Guichet/Ignoré")) == {()}


def test_what_is_not_decided_stays_where_it_is(desk: Desk) -> None:
    desk.receive("un")
    assert desk.filer().run().moved == 0
    assert desk.lies("INBOX") == ["un"]


def test_an_answered_mail_waits_for_its_reply_to_leave_and_the_reply_lies_in_sent(desk: Desk) -> None:
    desk.receive("question")
    decide(desk.store, desk.clock.now(), Outcome.ANSWER, "answered", queued(subject="reponse"))
    assert desk.filer().run().moved == 0
    assert desk.lies("INBOX") == ["question"]
    desk.send_all()
    report = desk.filer().run()
    assert (report.moved, report.copied) == (1, 1)
    assert desk.lies("Guichet/Répondu") == ["question"]
    assert desk.lies("Sent") == ["reponse"]
    assert desk.dovecot.flags(desk.user, "Sent") == [(rb"\Seen",)]
    assert desk.filer().run().copied == 0


def test_a_draft_is_laid_into_drafts_and_the_mail_where_staff_look(desk: Desk) -> None:
    desk.receive("question")
    draft = queued(subject="brouillon", route=Route.DRAFT)
    decide(desk.store, desk.clock.now(), Outcome.ANSWER, "answered", draft)
    assert desk.filer().run().copied == 1
    assert desk.lies("Drafts") == ["brouillon"]
    assert desk.lies("Guichet/À traiter") == ["question"]
    assert desk.filer().run().copied == 0


def test_both_copies_of_one_message_are_filed(desk: Desk) -> None:
    desk.receive("double", "double")
    decide(desk.store, desk.clock.now(), Outcome.IGNORE, "ignored")
    assert desk.filer().run().moved == 2
    assert desk.lies("Guichet/Ignoré") == ["double", "double"]


@pytest.mark.parametrize("point", ["filing.moved", "filing.copied"])
def test_a_kill_between_the_mailbox_and_our_note_does_nothing_twice(desk: Desk, point: str) -> None:
    def kill(name: str) -> None:
        if name == point:
            raise Killed

    desk.receive("question")
    decide(desk.store, desk.clock.now(), Outcome.ANSWER, "answered", queued(subject="reponse"))
    desk.send_all()
    with pytest.raises(Killed):
        desk.filer(kill).run()
    desk.filer().run()
    assert desk.lies("Guichet/Répondu") == ["question"]
    assert desk.lies("Sent") == ["reponse"]
    assert desk.store.ledger.filings(MAILBOX, 10) == ()
    assert desk.store.outbox.to_copy(MAILBOX, 10) == ()


def test_a_mail_that_a_person_moved_meanwhile_is_let_alone(desk: Desk) -> None:
    desk.receive("un")
    decide(desk.store, desk.clock.now(), Outcome.IGNORE, "ignored")
    with desk.dovecot.client(desk.user) as staff:
        staff.create_folder("Perso")
        staff.select_folder("INBOX")
        staff.move([1], "Perso")
    desk.filer().run()
    assert desk.lies("Perso") == ["un"]
    assert desk.store.ledger.filings(MAILBOX, 10) == ()


def test_a_held_mail_decided_again_moves_on_from_the_folder_it_lies_in(desk: Desk) -> None:
    desk.receive("question")
    now = desk.clock.now()
    desk.store.switch.stop(CASQ, now)
    decide(desk.store, now, Outcome.ANSWER, "answered", held=True)
    desk.filer().run()
    assert desk.lies("Guichet/À traiter") == ["question"]
    assert desk.store.switch.start(CASQ, now) == 1
    decide(desk.store, now, Outcome.ANSWER, "answered", queued(subject="reponse"))
    desk.send_all()
    desk.filer().run()
    assert desk.lies("Guichet/Répondu") == ["question"]
    assert desk.lies("Guichet/À traiter") == []


def test_a_folder_that_refuses_costs_only_itself(desk: Desk) -> None:
    odd = Folders(ignored="Guichet//Ignoré")
    desk.receive("pub")
    decide(desk.store, desk.clock.now(), Outcome.IGNORE, "ignored")
    desk.receive("question")
    decide(desk.store, desk.clock.now(), Outcome.ESCALATE, "to_handle", queued(subject="accuse"))
    desk.send_all()
    (refusal,) = desk.filer(folders=odd).run().refusals
    assert refusal.temporary is False
    assert desk.lies("Guichet/À traiter") == ["question"]
    assert desk.lies("Sent") == ["accuse"]
    assert desk.lies("INBOX") == ["pub"]
    assert desk.filer().run().moved == 1


def test_a_refused_folder_holds_up_no_later_mail(desk: Desk) -> None:
    odd = Folders(ignored="Guichet//Ignoré")
    desk.receive(*(f"pub {n}" for n in range(101)))
    decide(desk.store, desk.clock.now(), Outcome.IGNORE, "ignored")
    desk.receive("question")
    decide(desk.store, desk.clock.now(), Outcome.ESCALATE, "to_handle")
    assert desk.filer(folders=odd).run().moved == 1
    assert desk.lies("Guichet/À traiter") == ["question"]


def test_copies_that_are_refused_make_room_for_the_others_and_are_tried_again_later(desk: Desk) -> None:
    desk.receive("question")
    many = (queued(subject=f"reponse {n}") for n in range(12))
    decide(desk.store, desk.clock.now(), Outcome.ESCALATE, "to_handle", *many)
    desk.send_all()
    full = Refusing(desk.mailbox)
    filer = replace(desk.filer(), mailbox=full)  # type: ignore[arg-type]
    assert len(filer.run().refusals) == 10
    full.refuses = False
    assert filer.run().copied == 2
    desk.clock.advance(minutes=15)
    assert filer.run().copied == 10
    assert len(desk.lies("Sent")) == 12


def test_two_processes_put_one_copy_into_sent(desk: Desk) -> None:
    desk.receive("question")
    decide(desk.store, desk.clock.now(), Outcome.ANSWER, "answered", queued(subject="reponse"))
    desk.send_all()
    other = replace(desk.filer(), owner="two")
    copied: list[int] = []
    first = Meddling(desk.mailbox, lambda: copied.append(other.run().copied))
    filer = replace(desk.filer(), mailbox=first)  # type: ignore[arg-type]
    assert filer.run().copied == 1
    assert copied == [0]
    assert desk.lies("Sent") == ["reponse"]


def test_nothing_to_do_does_not_trouble_the_server(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.mailbox, "open", lambda: pytest.fail("opened for nothing"))
    assert desk.filer().run().moved == 0
