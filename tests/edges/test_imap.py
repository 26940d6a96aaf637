"""The shared mailbox against a real Dovecot: nothing is lost, nothing is marked read, nobody else's mail is touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from imapclient import IMAPClient

from bot.core.mail import RawMail
from bot.core.organisation import Folders, MailboxSettings, ServerAccess
from bot.edges.imap import ImapMailbox
from bot.edges.imap_session import Limits
from bot.errors import MailboxError
from bot.ports.outside import Unfetched
from tests.servers.dovecot import PASSWORD, Dovecot
from tests.servers.letters import letter, message_id_of
from tests.servers.mailboxes import Opener


def _fetched(mailbox: ImapMailbox, uids: list[int]) -> list[RawMail]:
    return [one for one in mailbox.fetch(uids) if isinstance(one, RawMail)]


def test_a_mail_is_read_octet_for_octet_and_stays_unread(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    sent = letter("Facture n° 12")
    with dovecot.client(mailbox_user) as staff:
        staff.append("INBOX", sent)
    mailbox = opener(dovecot.settings(mailbox_user))

    state = mailbox.open()
    listed = mailbox.list_from(1)
    (mail,) = _fetched(mailbox, [listed[0].uid])

    assert mail.content == sent
    assert (mail.mailbox, mail.uid_validity, mail.uid) == ("casq", state.uid_validity, 1)
    assert mail.received_at == listed[0].received_at
    assert mail.received_at.tzinfo is UTC
    assert abs(mail.received_at - datetime.now(UTC)) < timedelta(minutes=1)
    assert listed[0].size == len(sent)
    assert dovecot.flags(mailbox_user) == [()]


def test_internaldate_is_told_in_utc(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    at = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    with dovecot.client(mailbox_user) as staff:
        staff.append("INBOX", letter(), msg_time=at.astimezone(timezone(timedelta(hours=2))))
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    assert [one.received_at for one in mailbox.list_from(1)] == [at]


def test_listing_from_beyond_the_last_mail_lists_nothing(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    dovecot.deliver(mailbox_user, letter("un"), letter("deux"))
    mailbox = opener(dovecot.settings(mailbox_user))
    state = mailbox.open()
    assert state.uid_next == 3
    assert mailbox.list_from(state.uid_next) == ()
    assert [one.uid for one in mailbox.list_from(2)] == [2]


def test_an_empty_mailbox_can_be_opened_and_listed(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    mailbox = opener(dovecot.settings(mailbox_user))
    assert mailbox.open().uid_next == 1
    assert mailbox.list_from(1) == ()
    assert list(mailbox.fetch([])) == []


def test_a_hundred_and_twenty_mails_come_in_the_order_asked(
    dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    dovecot.deliver(mailbox_user, *(letter(f"mail {n}") for n in range(120)))
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    uids = [one.uid for one in mailbox.list_from(1)]
    assert [mail.uid for mail in _fetched(mailbox, uids)] == uids == list(range(1, 121))


def test_a_mail_that_a_person_takes_away_between_listing_and_fetching_is_left_out(
    dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    dovecot.deliver(mailbox_user, letter("un"), letter("deux"), letter("trois"))
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    uids = [one.uid for one in mailbox.list_from(1)]
    with dovecot.client(mailbox_user) as staff:
        staff.select_folder("INBOX")
        staff.delete_messages([2])
        staff.expunge()
    assert [one.uid for one in mailbox.fetch(uids)] == [1, 3]


def test_the_four_folders_are_made_with_their_accents_and_subscribed(
    dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    opener(dovecot.settings(mailbox_user)).open()
    with dovecot.client(mailbox_user) as staff:
        subscribed = {name for _, _, name in staff.list_sub_folders()}
    assert {"Guichet/Répondu", "Guichet/À traiter", "Guichet/Ignoré", "Guichet/Erreur"} <= subscribed


def test_folders_follow_the_servers_separator_and_prefix(
    dotted_dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    dotted_dovecot.deliver(mailbox_user, letter("un"))
    folders = Folders(answered="Guichet/M. le maire", ignored="INBOX.Compta.Ignoré", error="inbox.Erreur")
    mailbox = opener(dotted_dovecot.settings(mailbox_user, folders=folders))
    mailbox.open()
    mailbox.move([1], folders.to_handle)
    mailbox.append("sent", letter("réponse"))
    with dotted_dovecot.client(mailbox_user) as staff:
        names = {name for _, _, name in staff.list_folders()}
    assert {"INBOX.Guichet.À traiter", "INBOX.Guichet.M- le maire", "INBOX.Sent"} <= names
    assert {"INBOX.Compta.Ignoré", "INBOX.Erreur"} <= names  # written as the server lists them: taken as they are
    assert dotted_dovecot.subjects(mailbox_user, "INBOX.Guichet.À traiter") == ["un"]


def test_mails_are_moved_in_batches_and_gone_ones_are_no_error(
    dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    dovecot.deliver(mailbox_user, *(letter(f"mail {n}") for n in range(130)))
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    mailbox.move([*range(1, 131), 999], "Guichet/Répondu")
    mailbox.move([1, 2, 3], "Guichet/Répondu")
    assert len(dovecot.subjects(mailbox_user, "Guichet/Répondu")) == 130
    assert dovecot.subjects(mailbox_user, "INBOX") == []
    assert set(dovecot.flags(mailbox_user, "Guichet/Répondu")) == {()}


def test_a_folder_that_staff_deleted_meanwhile_is_made_again(
    dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    dovecot.deliver(mailbox_user, letter("un"))
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    with dovecot.client(mailbox_user) as staff:
        staff.delete_folder("Guichet/Ignoré")
    mailbox.move([1], "Guichet/Ignoré")
    assert dovecot.subjects(mailbox_user, "Guichet/Ignoré") == ["un"]


@pytest.mark.parametrize("without", [("MOVE",), ("MOVE", "UIDPLUS")])
def test_without_move_only_our_own_mails_leave_the_intake_folder(
    dovecot: Dovecot,
    mailbox_user: str,
    opener: Opener,
    monkeypatch: pytest.MonkeyPatch,
    without: tuple[str, ...],
) -> None:
    dovecot.deliver(mailbox_user, letter("un"), letter("deux"), letter("trois"))
    with dovecot.client(mailbox_user) as staff:
        staff.select_folder("INBOX")
        staff.delete_messages([3])  # a person's, marked but not expunged
    has = IMAPClient.has_capability
    monkeypatch.setattr(IMAPClient, "has_capability", lambda self, name: name not in without and has(self, name))
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    mailbox.move([1], "Guichet/Répondu")
    assert dovecot.subjects(mailbox_user, "Guichet/Répondu") == ["un"]
    left = {"MOVE": ["deux", "trois"], "UIDPLUS": ["un", "deux", "trois"]}[without[-1]]
    assert dovecot.subjects(mailbox_user, "INBOX") == left


def test_a_mail_filed_earlier_is_found_by_its_message_id(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    dovecot.deliver(mailbox_user, letter("un"), letter("deux"), letter("trois"))
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    mailbox.move([1, 2], "Guichet/À traiter")
    assert mailbox.move_by_message_id(message_id_of("deux"), "Guichet/À traiter", "Guichet/Répondu") is True
    assert mailbox.move_by_message_id(message_id_of("deux"), "Guichet/À traiter", "Guichet/Répondu") is False
    assert mailbox.move_by_message_id('<a"\r\nX LOGOUT\r\n>', "Guichet/À traiter", "Guichet/Répondu") is False
    assert dovecot.subjects(mailbox_user, "Guichet/Répondu") == ["deux"]
    mailbox.move([3], "Guichet/Ignoré")  # the intake folder is the one meant again
    assert dovecot.subjects(mailbox_user, "Guichet/Ignoré") == ["trois"]


def test_a_copy_in_sent_is_read_and_found_there(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    ours = [message_id_of(f"réponse {n}") for n in range(50)]
    assert mailbox.lying("sent", ours) == frozenset()
    for subject in ("réponse 7", "réponse 48"):
        mailbox.append("sent", letter(subject, body="é\r\n"))
    assert dovecot.flags(mailbox_user, "Sent") == [(rb"\Seen",)] * 2
    assert mailbox.lying("sent", ours) == {message_id_of("réponse 7"), message_id_of("réponse 48")}
    assert mailbox.lying("sent", ['<a"\r\nX LOGOUT\r\n>', ours[48]]) == {ours[48]}
    assert mailbox.lying("sent", ['<a"\r\nX LOGOUT\r\n>']) == frozenset()
    assert mailbox.lying("drafts", ours) == frozenset()


def test_a_draft_is_a_draft(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    with dovecot.client(mailbox_user) as staff:
        staff.create_folder("Brouillons")
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    mailbox.append("drafts", letter("brouillon"))
    (flags,) = dovecot.flags(mailbox_user, "Brouillons")
    assert rb"\Draft" in flags


def test_sent_is_found_under_its_french_name_and_the_configured_name_wins(
    dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    with dovecot.client(mailbox_user) as staff:
        staff.create_folder("Éléments envoyés")
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    mailbox.append("sent", letter("a"))
    assert dovecot.subjects(mailbox_user, "Éléments envoyés") == ["a"]
    configured = opener(dovecot.settings(mailbox_user, folders=Folders(sent="Partis/Réponses")))
    configured.open()
    configured.append("sent", letter("b"))
    assert dovecot.subjects(mailbox_user, "Partis/Réponses") == ["b"]


def test_a_sent_folder_that_staff_deleted_is_made_again_at_the_next_pass(
    dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    mailbox.append("sent", letter("a"))
    with dovecot.client(mailbox_user) as staff:
        staff.delete_folder("Sent")
    with pytest.raises(MailboxError):
        mailbox.append("sent", letter("b"))
    mailbox.open()
    mailbox.append("sent", letter("b"))
    assert dovecot.subjects(mailbox_user, "Sent") == ["b"]


def test_the_mailbox_may_be_another_folder_than_inbox(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    with dovecot.client(mailbox_user) as staff:
        staff.create_folder("Factures/Reçues")
        staff.append("Factures/Reçues", letter("ici"))
    mailbox = opener(dovecot.settings(mailbox_user, folder="Factures/Reçues"))
    mailbox.open()
    assert len(_fetched(mailbox, [one.uid for one in mailbox.list_from(1)])) == 1


def test_a_folder_made_anew_has_another_uidvalidity(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    settings = dovecot.settings(mailbox_user, folder="Entrée")
    with dovecot.client(mailbox_user) as staff:
        staff.create_folder("Entrée")
        staff.append("Entrée", letter("un"))
        mailbox = opener(settings)
        before = mailbox.open()
        staff.delete_folder("Entrée")
        staff.create_folder("Entrée")
        after = mailbox.open()
    assert after.uid_validity != before.uid_validity
    assert after.uid_next == 1


def test_tls_with_a_private_ca_and_with_starttls(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    dovecot.deliver(mailbox_user, letter("un"))
    for tls, port in (("tls", dovecot.imaps_port), ("starttls", dovecot.imap_port)):
        access = ServerAccess("localhost", port, tls=tls, user=mailbox_user, ca_file=dovecot.ca_file)
        mailbox = opener(dovecot.settings(mailbox_user, imap=access))
        mailbox.open()
        assert len(mailbox.list_from(1)) == 1


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_certificate_from_an_unknown_ca_is_refused(
    dovecot: Dovecot, mailbox_user: str, opener: Opener, host: str
) -> None:
    access = ServerAccess(host, dovecot.imaps_port, user=mailbox_user)
    with pytest.raises(MailboxError) as caught:
        opener(dovecot.settings(mailbox_user, imap=access)).open()
    assert caught.value.fields["reason"] == "tls"


def test_a_refused_login_says_so(dovecot: Dovecot, mailbox_user: str) -> None:
    mailbox = ImapMailbox("casq", dovecot.settings(mailbox_user), lambda: "mot de passe usé")
    with pytest.raises(MailboxError) as caught:
        mailbox.open()
    assert caught.value.fields["reason"] == "login"
    assert caught.value.temporary is True
    assert "usé" not in str(caught.value)


def test_a_connection_that_died_between_two_passes_is_made_again_without_a_word(
    dovecot: Dovecot, mailbox_user: str, opener: Opener
) -> None:
    mailbox = opener(dovecot.settings(mailbox_user))
    mailbox.open()
    mailbox._link.connected().socket().shutdown(2)
    dovecot.deliver(mailbox_user, letter("un"))
    assert mailbox.open().uid_next == 2


def test_closing_never_raises(dovecot: Dovecot, mailbox_user: str) -> None:
    mailbox = ImapMailbox("casq", dovecot.settings(mailbox_user), lambda: PASSWORD)
    mailbox.close()
    mailbox.open()
    mailbox.close()
    mailbox.close()


def test_asking_before_opening_is_a_mailbox_error(dovecot: Dovecot, mailbox_user: str) -> None:
    mailbox = ImapMailbox("casq", dovecot.settings(mailbox_user), lambda: PASSWORD)
    with pytest.raises(MailboxError):
        mailbox.list_from(1)


def test_a_server_that_is_not_there_is_a_temporary_error() -> None:
    access = ServerAccess("127.0.0.1", 1, tls="none", user="x")
    mailbox = ImapMailbox("casq", MailboxSettings(address="a@b.fr", imap=access, smtp=None), lambda: PASSWORD)
    with pytest.raises(MailboxError) as caught:
        mailbox.open()
    assert caught.value.temporary is True


def test_the_pass_has_a_deadline_between_batches(dovecot: Dovecot, mailbox_user: str, opener: Opener) -> None:
    dovecot.deliver(mailbox_user, letter("un"))
    now = [0.0]
    mailbox = opener(dovecot.settings(mailbox_user), limits=Limits(whole_pass=60.0), monotonic=lambda: now[0])
    mailbox.open()
    now[0] = 61.0
    with pytest.raises(MailboxError) as caught:
        mailbox.list_from(1)
    assert caught.value.fields["reason"] == "deadline"
    assert mailbox.open().uid_next == 2
    assert not [one for one in mailbox.fetch([1]) if isinstance(one, Unfetched)]
