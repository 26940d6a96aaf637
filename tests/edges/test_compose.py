"""Mails of ours as octets: readable by any mail program, and no header can be smuggled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.mail import Address, OutgoingFile, OutgoingMail
from bot.edges.compose import MailComposer

AT = datetime(2026, 7, 6, 9, 30, tzinfo=UTC)
SENDER = Address("Comptabilité, CASQ", "factures@casq.exemple.fr")
OURS = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version"]


def _mail(
    *,
    sender: Address = SENDER,
    to: str = "marie@exemple.fr",
    subject: str = "Votre facture n° 2026-0042",
    text: str = "Bonjour,\n\nVotre facture est mise à disposition.\n",
    html: str = "",
    headers: tuple[tuple[str, str], ...] = (),
    attached: bytes | None = None,
) -> OutgoingMail:
    return OutgoingMail("<r1.abc@guichet.exemple.fr>", sender, to, subject, text, html, headers, attached)


def _read(mail: OutgoingMail) -> EmailMessage:
    content = MailComposer().compose(mail, AT)
    assert content.count(b"\r") == content.count(b"\n") == content.count(b"\r\n")
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    read = message_from_bytes(content, policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert not read.defects
    return read


def test_a_plain_text_mail_says_what_it_was_given() -> None:
    read = _read(_mail(headers=(("Auto-Submitted", "auto-replied"),)))
    assert read["From"].addresses[0].display_name == "Comptabilité, CASQ"
    assert read["From"].addresses[0].addr_spec == "factures@casq.exemple.fr"
    assert read["To"] == "marie@exemple.fr"
    assert read["Subject"] == "Votre facture n° 2026-0042"
    assert read["Date"].datetime == AT
    assert read["Message-ID"] == "<r1.abc@guichet.exemple.fr>"
    assert read["Auto-Submitted"] == "auto-replied"
    assert read.get_content_type() == "text/plain"
    assert _words(read) == "Bonjour,\n\nVotre facture est mise à disposition.\n"


def test_text_comes_before_html() -> None:
    read = _read(_mail(html="<p>Bonjour,</p>\n<p>Réglée</p>"))
    assert read.get_content_type() == "multipart/alternative"
    text, html = (part for part in read.iter_parts() if isinstance(part, EmailMessage))
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert _words(html) == "<p>Bonjour,</p>\n<p>Réglée</p>\n"


def _words(part: EmailMessage) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("html", ["", "<p>é</p>"])
@pytest.mark.parametrize("body", [b"Bonjour\r\n", "réglée\r\n".encode("latin-1"), b"sans fin de ligne"])
def test_the_original_is_joined_octet_for_octet(html: str, body: bytes) -> None:
    original = b"From: a@b.fr\r\nSubject: facture\r\nReceived: x\r\n y\r\n\r\n" + body
    content = MailComposer().compose(_mail(html=html, attached=original), AT)
    assert original in content
    read = _read(_mail(html=html, attached=original))
    assert read.get_content_type() == "multipart/mixed"
    joined = list(read.iter_parts())[1]
    assert joined.get_content_type() == "message/rfc822"
    assert joined.get_content()["Subject"] == "facture"
    assert joined.get_filename() == "message-original.eml"
    for part in (read, joined):
        assert part.get("Content-Transfer-Encoding", "7bit") == ("7bit" if original.isascii() else "8bit")


@pytest.mark.parametrize("attached", [None, "Subject: réglée\r\n\r\n".encode("latin-1")])
@pytest.mark.parametrize("name", ["lignes.csv", 'é"; filename=x.exe\r\nBcc: a@b.fr'])
def test_a_file_is_joined_under_its_name_whatever_that_is(name: str, attached: bytes | None) -> None:
    content = "é;=1\r\n".encode() * 200
    read = _read(replace(_mail(attached=attached), file=OutgoingFile(name, "text/csv", content)))
    words, joined = read.iter_parts()
    assert isinstance(joined, EmailMessage)
    assert (joined.get_content_type(), joined.get_payload(decode=True)) == ("text/csv", content)
    assert joined.get_filename() == " ".join(name.split("\r\n"))
    assert read["Bcc"] is joined["Bcc"] is None
    assert words.get_content_type() == ("multipart/mixed" if attached else "text/plain")


def test_bare_line_feeds_of_an_original_are_made_line_ends() -> None:
    content = MailComposer().compose(_mail(attached=b"Subject: a\n\nb\n"), AT)
    assert b"Subject: a\r\n\r\nb\r\n" in content


@pytest.mark.parametrize(
    "odd", [b"Subject: a\r\n\r\nnul\0\r\n", b"Subject: a\r\n\r\nlone\rcr\r\n", b"Subject: a\r\n\r\n" + b"x" * 999]
)
def test_an_original_that_smtp_cannot_carry_goes_as_an_eml_file(odd: bytes) -> None:
    joined = list(_read(_mail(attached=odd)).iter_parts())[1]
    assert joined.get_filename() == "message-original.eml"
    assert joined.get_content() == odd


def test_an_original_that_holds_our_boundary_cannot_end_the_part() -> None:
    plain = MailComposer().compose(_mail(attached=b"Subject: a\r\n\r\nb\r\n"), AT)
    edge = plain.split(b'boundary="')[1].split(b'"')[0]
    hostile = b"Subject: a\r\n\r\n--" + edge + b"--\r\nb\r\n"
    assert len(list(_read(_mail(attached=hostile)).iter_parts())) == 2
    assert hostile in MailComposer().compose(_mail(attached=hostile), AT)


def test_the_same_mail_gives_the_same_octets() -> None:
    mail = _mail(html="<p>a</p>", attached=b"Subject: a\r\n\r\nb\r\n")
    assert MailComposer().compose(mail, AT) == MailComposer().compose(mail, AT)


@pytest.mark.parametrize(
    "hostile", ["a\r\nBcc: x@y.fr", "a\nBcc: x@y.fr", "a\rBcc: x@y.fr", "a\x85Bcc: x@y.fr", "a\0b"]
)
def test_no_header_can_be_smuggled_in(hostile: str) -> None:
    sender = Address(hostile, "factures@casq.exemple.fr")
    headers = (("X-Guichet", hostile), ("References", f"<a@b>{hostile}<c@d>"))
    read = _read(_mail(sender=sender, subject=hostile, to=hostile, headers=headers))
    assert read.keys()[:6] == OURS
    assert set(read.keys()[6:]) == {"X-Guichet", "References", "Content-Type", "Content-Transfer-Encoding"}
    assert read["References"] == "<a@b> <c@d>"


@pytest.mark.parametrize("name", ["Subject", "from", "Content-Type", "X Y", "X:\r\nBcc", ""])
def test_a_header_that_is_ours_or_none_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="header"):
        MailComposer().compose(_mail(headers=((name, "x"),)), AT)


def test_long_references_are_folded_and_kept_to_the_first_and_the_last_twenty() -> None:
    ids = [f"<{n}.{'x' * 60}@exemple.fr>" for n in range(300)]
    read = _read(_mail(headers=(("References", " ".join(ids)), ("In-Reply-To", ids[-1]))))
    assert read["References"].split() == [ids[0], *ids[-20:]]
    assert read["In-Reply-To"] == ids[-1]


def test_an_id_that_is_none_is_left_out() -> None:
    read = _read(_mail(headers=(("In-Reply-To", "<é@exemple.fr>"), ("References", "néant"))))
    assert "In-Reply-To" not in read
    assert "References" not in read


def test_what_looks_encoded_is_not_decoded_by_the_reader() -> None:
    read = _read(_mail(subject="=?utf-8?q?pi=C3=A9g=C3=A9?="))
    assert read["Subject"] == "=?utf-8?q?pi=C3=A9g=C3=A9?="


def test_an_international_domain_leaves_in_ascii() -> None:
    assert b"To: marie@xn--cole-9oa.fr\r\n" in MailComposer().compose(_mail(to="marie@école.fr"), AT)


_PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=200)


@settings(max_examples=40)
@given(subject=_PRINTABLE, name=_PRINTABLE, text=_PRINTABLE)
def test_any_words_arrive_as_they_are(subject: str, name: str, text: str) -> None:
    read = _read(_mail(sender=Address(name, "a@b.fr"), subject=subject, text=text))
    assert " ".join(read["Subject"].split()) == " ".join(subject.split())
    assert read["From"].addresses[0].addr_spec == "a@b.fr"
    assert _words(read) == text + "\n"


@settings(max_examples=40)
@given(text=st.text(max_size=200))
def test_any_text_at_all_makes_a_sound_mail(text: str) -> None:
    _read(_mail(text=text, html=text, subject=text, sender=Address(text, "a@b.fr")))
