"""Real troubles of mail, one file each in `tests/mails`, and what must come out of them."""

from __future__ import annotations

import base64
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.mail import AutoKind, IncomingMail, ReaderIdentity, SenderAuth
from bot.edges.mime import MimeParser
from bot.errors import UnreadableMail
from tests.mail_maker import supplier_mails

MAILS = Path(__file__).parents[1] / "mails"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((MAILS / "expected.toml").read_text(encoding="utf-8"))
ENDINGS = {"outcome", "reply", "team", "folder", "level", "numbers"}
"""Keys of `expected.toml` that tests/stories/test_troubled_mails.py looks at."""
RECEIVED = datetime(2024, 3, 4, 9, 13, tzinfo=UTC)
IDENTITY = ReaderIdentity(
    authserv_ids=("mx.mairie.example",),
    own_addresses=("factures@mairie.example",),
    own_domains=("mairie.example",),
    message_id_domain="mairie.example",
)


def read(content: bytes) -> IncomingMail:
    """One mail as triage would get it."""
    return MimeParser().parse(content, RECEIVED, IDENTITY)


def seen(mail: IncomingMail) -> dict[str, Any]:
    """The mail under the keys of `expected.toml`."""
    return {
        "subject": mail.subject,
        "sender": mail.sender.address if mail.sender else "",
        "name": mail.sender.name if mail.sender else "",
        "to": [address.address for address in mail.to],
        "message_id": mail.message_id or "",
        "references": list(mail.references),
        "sent_at": mail.sent_at.isoformat() if mail.sent_at else "",
        "fresh_is": mail.fresh_text,
        "files": [file.name for file in mail.attachments],
        "auto": mail.auto_kind.value if mail.auto_kind else "",
        "auth": mail.sender_auth.value,
        "forward": mail.is_forward,
        "defects_are": list(mail.defects),
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in MAILS.glob("*.eml")))
def test_a_mail_in_trouble_is_read_as_its_table_says(name: str) -> None:
    mail = read((MAILS / f"{name}.eml").read_bytes())
    expected = EXPECTED[name]
    found = seen(mail)
    whole = {key: value for key, value in expected.items() if key in found}
    assert {key: found[key] for key in whole} == whole
    assert set(expected) - set(found) - {"fresh", "quoted", "defects"} <= ENDINGS
    assert [piece for piece in expected.get("fresh", []) if piece not in mail.fresh_text] == []
    assert [piece for piece in expected.get("quoted", []) if piece not in mail.quoted_text] == []
    assert [piece for piece in expected.get("quoted", []) if piece in mail.fresh_text] == []
    assert set(expected.get("defects", [])) <= set(mail.defects)


def test_every_trouble_has_its_table_and_no_table_lacks_its_mail() -> None:
    assert set(EXPECTED) == {path.stem for path in MAILS.glob("*.eml")}
    assert [name for name, table in EXPECTED.items() if not {"outcome", "reply"} <= table.keys()] == []
    assert len(EXPECTED) >= 170


def test_three_hundred_supplier_mails_give_what_was_put_into_them() -> None:
    wrong = []
    for content, truth in supplier_mails(300, seed=20240304):
        mail = read(content)
        right = (
            mail.subject == truth["subject"]
            and mail.sender is not None
            and mail.sender.address == truth["sender"]
            and all(number in mail.fresh_text for number in truth["invoices"])
            and not any(number in mail.fresh_text for number in truth["decoys"])
            and all(number in mail.quoted_text for number in truth["decoys"])
            and [file.name for file in mail.attachments] == truth["files"]
            and "\ufffd" not in mail.subject + mail.fresh_text
            and mail.auto_kind is None
        )
        if not right:
            wrong.append((truth["kind"], truth["subject"]))
    assert wrong == []


def test_times_are_utc_and_the_date_header_does_not_replace_the_time_of_arrival() -> None:
    mail = read(b"From: a@b.example\r\nDate: Mon, 1 Jan 2001 10:00:00 -0500\r\n\r\nx")
    assert mail.sent_at == datetime(2001, 1, 1, 15, 0, tzinfo=UTC)
    assert mail.received_at == RECEIVED


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\0\0\0", b" \n\t\n"])
def test_what_holds_nothing_is_unreadable(content: bytes) -> None:
    with pytest.raises(UnreadableMail):
        read(content)


@given(st.binary(max_size=2_000))
def test_arbitrary_octets_are_read_or_refused_as_unreadable(content: bytes) -> None:
    try:
        mail = read(content)
    except UnreadableMail:
        return
    (mail.subject + mail.fresh_text + mail.quoted_text).encode("utf-8")
    assert "\0" not in mail.subject + mail.fresh_text + mail.quoted_text


HEADER_LINES = st.sampled_from(
    [
        b"From: a@b.example", b"From: =?utf-8?b?w6k=?= <\xe9@x.example>", b"Subject: =?x?q?=?=", b"Subject: \xff\xfe",
        b"To: x:;, (a(b <c@d>", b"Date: 31 Feb 99999 25:61 +9999", b"Message-ID: <<>>", b"References: < <a@b> <",
        b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: message/rfc822", b"Content-Type: text/html; charset=utf-7",
        b"Content-Type: multipart/alternative; boundary*0*=utf-8''b", b"Content-Type: text/plain; charset=\"\xe9\"",
        b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable", b"Content-Transfer-Encoding: x-uuencode",
        b"Content-Disposition: attachment; filename*0*=x'%%; filename*1=\"", b" folded", b"stray line", b"", b"--b", b"--b--",
        b"begin 644 x\n#0V%T\n`\nend", b"<b><!--<table><td>&#xD800;", b"+2AA-", b"=C3=", b"> x\nDe : y",
    ]
)  # fmt: skip


@given(st.lists(HEADER_LINES, max_size=30))
def test_pieces_of_mails_in_any_order_never_break_the_reader(lines: list[bytes]) -> None:
    try:
        mail = read(b"\n".join(lines))
    except UnreadableMail:
        return
    (mail.subject + mail.fresh_text + mail.quoted_text).encode("utf-8")
    assert all("\0" not in file.name for file in mail.attachments)


NESTED = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(1_000))
BOMBS = {
    "a thousand nested parts": b"From: a@b.example\n" + NESTED + b"Content-Type: text/plain\n\nx\n",
    "a thousand nested forwards": b"From: a@b.example\n" + b"Content-Type: message/rfc822\n\n" * 1_000 + b"x",
    "a header of 100,000 fields": b"".join(b"X-%d: 1\n" % n for n in range(100_000)) + b"From: a@b.example\n\nx",
    "a subject of 240 kB": b"From: a@b.example\nSubject:" + b" =?utf-8?q?a=C3=A9?=" * 13_000 + b"\n\nx",
    "eight fields of encoded words without end": (b"Subject: " + b"=?utf-8?q?a" * 3_000 + b"\n") * 8
    + b"From: a@b.example\n\nx",
    "20,000 recipients": b"From: a@b.example\nTo: " + b"a <a@b.example>, " * 20_000 + b"\n\nx",
    "nothing but quotes": b'From: a@b.example\nTo: "' + b'\\"' * 16_000 + b"\n\nx",
    "a comment of parentheses": b"From: a@b.example\nTo: " + b"(" * 32_000 + b"\n\nx",
    "30,000 parts": b"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 30_000,
    "300,000 line ends": b"From: a@b.example\n\nDe :\n" + b"\n" * 300_000 + b"x",
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_a_mail_made_to_hang_the_reader_is_read_within_two_seconds(name: str) -> None:
    began = process_time()
    mail = read(BOMBS[name])
    assert process_time() - began < 2
    assert mail.sender is not None


def test_nesting_that_is_too_deep_is_a_defect() -> None:
    assert "too_deep" in read(BOMBS["a thousand nested parts"]).defects
    assert "too_deep" in read(BOMBS["a thousand nested forwards"]).defects
    assert "too_many_parts" in read(BOMBS["30,000 parts"]).defects
    assert "headers_cut" in read(BOMBS["a header of 100,000 fields"]).defects


def test_a_text_beyond_the_limit_is_cut_and_says_so() -> None:
    mail = read(b"From: a@b.example\nContent-Type: text/plain\n\n" + b"Facture FA-117 impayee.\n" * 40_000)
    assert "text_cut" in mail.defects
    assert len(mail.fresh_text) <= 500_000


def test_a_mail_that_the_library_refuses_is_read_in_fallback() -> None:
    sendgrid = (
        b"From: a@b.example\nContent-Type: multipart/mixed; boundary=outer\n\n--outer\n"
        b"Content-Type: multipart/alternative; boundary=never\n\ntext without delimiter: FA-2024-0117\n"
    )
    mail = read(sendgrid)
    assert "fallback" in mail.defects
    assert "FA-2024-0117" in mail.fresh_text


def test_a_charset_in_several_sections_is_put_together() -> None:
    mail = read(
        b"From: a@b.example\nContent-Type: text/plain; charset*0*=iso-; charset*1=8859-15\n\nd\xe9j\xe0 12 \xa4"
    )
    assert mail.fresh_text == "déjà 12 €"


def test_a_long_body_in_base64_is_read_to_its_end() -> None:
    words = "Bonjour, nous attendons le règlement.\n" * 300 + "Facture FA-2024-0117\n"
    body = base64.encodebytes(words.encode()).replace(b"\n", b"\r\n")
    head = b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert read(head + body).fresh_text == words.strip()
    inner = read(b"From: c@d.example\r\nContent-Type: message/rfc822\r\n\r\n" + head + body)
    assert inner.quoted_text.endswith(words.strip())


def test_nothing_of_a_mail_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        read((MAILS / "attachment-name-encoded-word.eml").read_bytes())
        read((MAILS / "boundary-never-found.eml").read_bytes())
    assert caplog.records == []


def test_a_person_has_no_kind_and_an_unsigned_mail_no_verdict() -> None:
    mail = read((MAILS / "latin1-raw-subject.eml").read_bytes())
    assert (mail.auto_kind, mail.sender_auth) == (None, SenderAuth.UNKNOWN)
    assert read((MAILS / "bounce-postfix.eml").read_bytes()).auto_kind is AutoKind.BOUNCE
