"""Bytes to IncomingMail: where the mess of real mail ends; mail-parser lives here and nowhere else."""

from __future__ import annotations

import email
import logging
import re
from dataclasses import replace
from datetime import datetime
from email.message import Message
from email.policy import compat32

import mailparser

from bot.core.automail import MailSigns, auto_kind
from bot.core.bounce import Bounce, read_bounce
from bot.core.language import language_of
from bot.core.mail import Address, AutoKind, IncomingMail, ReaderIdentity
from bot.core.reply_text import forwards, split_reply
from bot.core.sender_auth import sender_auth
from bot.core.spam import is_spam
from bot.edges.mail_addresses import addresses, count_claims
from bot.edges.mail_bounds import bound
from bot.edges.mime_ballast import Ballast
from bot.edges.mime_headers import Fields, content_type, message_id, readable, references, sent_at
from bot.edges.mime_parts import Reading, read_parts
from bot.edges.mime_texts import MOST_TEXT
from bot.edges.transfer_encoding import undecoded
from bot.errors import UnreadableMail

LONGEST_SUBJECT = 1_000
_ONCE = ("subject", "message-id", "reply-to", "date", "to")
_NO_FILES = ("image/", "text/calendar", "application/ics", "message/")
_JUDGED = frozenset(
    ("from", "reply-to", "date", "content-type", "content-transfer-encoding", "content-disposition", "content-id")
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class MimeParser:
    """Fulfils `bot.ports.outside.Parser`."""

    def __init__(self) -> None:
        # The library logs file names and header names: personal data that no log of ours may hold.
        logging.getLogger("mailparser").setLevel(logging.CRITICAL + 1)

    def parse(self, content: bytes, received_at: datetime, identity: ReaderIdentity) -> IncomingMail:
        """Reads one mail, bounded in size, depth and time (see `mail_bounds`, `html_text`).

        `received_at` is INTERNALDATE in UTC and is handed through. Raises UnreadableMail when there
        is neither a header nor a text; whatever else is wrong becomes a code in `defects`.
        """
        ballast = Ballast()
        bounded, cut = bound(ballast.taken_out(content))
        tree = email.message_from_bytes(bounded, policy=compat32)
        ballast.put_back(tree)
        found = _library_defects(tree)
        fields = Fields.of(tree)
        reading = read_parts(tree)
        text = reading.text
        if not (fields.items or text.strip() or reading.attachments):
            raise UnreadableMail("the message has neither a header nor a text")
        sender, doubts = _sender(fields)
        defects = dict.fromkeys((*cut, *found, *sorted(reading.defects), *doubts, *_repeated(fields)))
        mail = _mail(fields, reading, text, sender, tuple(defects), received_at, identity)
        return replace(mail, bounce=_bounce(mail, reading, bounded)) if mail.auto_kind is AutoKind.BOUNCE else mail


def _mail(
    fields: Fields,
    reading: Reading,
    text: str,
    sender: Address | None,
    defects: tuple[str, ...],
    received_at: datetime,
    identity: ReaderIdentity,
) -> IncomingMail:
    """Puts the value together: text split into what was written now and history, verdicts of the core."""
    subject = fields.text("subject")[:LONGEST_SUBJECT]
    attached_mail = bool(reading.history) and "dsn" not in reading.signs
    is_forward = attached_mail or forwards(subject, text)
    fresh, quoted = split_reply(text, is_forward=is_forward)
    to, cc = addresses(fields.all("to")), addresses(fields.all("cc"))
    history = "\n\n".join(part for part in (quoted, *reading.history) if part.strip())[:MOST_TEXT]
    signs = replace(_signs(fields, reading, sender, (*to, *cc)), words=fresh, is_forward=is_forward)
    return IncomingMail(
        message_id=message_id(fields.first("message-id")) or None,
        references=references(fields),
        sender=sender,
        reply_to=addresses(fields.all("reply-to")),
        to=to,
        cc=cc,
        subject=subject,
        fresh_text=fresh,
        quoted_text=history,
        attachments=reading.attachments,
        auto_kind=auto_kind(signs, identity),
        is_spam=is_spam(signs.fields),
        sender_auth=sender_auth(fields.items, identity.authserv_ids, sender.domain if sender else ""),
        language=language_of(subject, fresh),
        sent_at=sent_at(readable(fields.first("date"))),
        received_at=received_at,
        is_forward=is_forward,
        defects=defects,
        guichet=readable(fields.first("x-guichet")).strip().lower()[:40],
    )


def _bounce(mail: IncomingMail, reading: Reading, content: bytes) -> Bounce | None:
    """What a bounce says. The original may lie in it as text, as a mail or as a file: the raw octets hold all three."""
    returned = f"{content.decode('ascii', 'replace')}\n{mail.quoted_text}"
    return read_bounce(reading.report, mail.subject, mail.fresh_text or reading.text, returned, mail.references)


def _library_defects(tree: Message) -> tuple[str, ...]:
    """Codes of what mail-parser finds wrong with a mail and with its parts; `fallback` when it failed.

    mail-parser 4.8 raises on a boundary that is never found without an epilogue, among others.
    """
    try:
        found = mailparser.MailParser(_shown(tree)).defects_categories
    except Exception:  # noqa: BLE001 - a third party's parser on a stranger's octets: whatever it raises, the mail is read
        return ("fallback",)
    return tuple(sorted(_CAPITAL.sub("_", name).lower().removesuffix("_defect") for name in found))


def _shown(tree: Message) -> Message:
    """The mail with those fields of its top alone that mail-parser judges: it reads and decodes whatever it is given."""
    shown = Message()
    for name, value in tree.raw_items():
        if name.lower() in _JUDGED:
            shown.set_raw(name, value)
    shown.set_payload(tree.get_payload() if tree.is_multipart() else undecoded(tree).decode("ascii", "surrogateescape"))
    shown.preamble, shown.epilogue, shown.defects = tree.preamble, tree.epilogue, tree.defects
    return shown


def _sender(fields: Fields) -> tuple[Address | None, tuple[str, ...]]:
    """The one address that claims to write, or None and why: such a mail is never answered."""
    values = fields.all("from")
    if len(values) > 1:
        return None, ("two_from",)
    if values and count_claims(values[0]) > 1:
        return None, ("two_addresses_in_from",)
    found = addresses(values)
    return (found[0], ()) if found else (None, ("no_sender",))


def _repeated(fields: Fields) -> tuple[str, ...]:
    """Fields that may stand once (RFC 5322 §3.6) and stand twice with different values: `two_message_id`, `two_reply_to`, …"""
    return tuple(f"two_{name.replace('-', '_')}" for name in _ONCE if len(set(fields.all(name))) > 1)


def _signs(fields: Fields, reading: Reading, sender: Address | None, recipients: tuple[Address, ...]) -> MailSigns:
    """What the core needs to know a machine by."""
    kind = content_type(fields)
    return MailSigns(
        sender=sender.address if sender else readable(fields.first("from")).lower(),
        recipients=tuple(address.address for address in recipients),
        subject=fields.text("subject"),
        message_id=message_id(fields.first("message-id")),
        report_type=kind.parameters.get("report-type", "").lower() if kind.value == "multipart/report" else "",
        has_delivery_status="dsn" in reading.signs,
        has_disposition="mdn" in reading.signs,
        calendar=next((sign.partition(":")[2] for sign in reading.signs if sign.startswith("calendar:")), ""),
        has_files=any(not file.content_type.startswith(_NO_FILES) for file in reading.attachments),
        fields=tuple((name, readable(value)[:1_000]) for name, value in fields.items),
    )
