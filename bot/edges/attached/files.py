"""The octets of a mail's files: which parts are files worth opening, and what each holds."""

from __future__ import annotations

import email
from email.message import Message
from email.policy import compat32

from bot.edges.attached.bounds import MOST_FILES
from bot.edges.attached.refusal import Inner
from bot.edges.mail_bounds import bound
from bot.edges.mime_ballast import Ballast
from bot.edges.mime_headers import Fields, content_type, file_name, parametered
from bot.edges.mime_parts import read_parts
from bot.edges.mime_texts import MOST_TEXT
from bot.edges.transfer_encoding import decoded, encoding_of

_SILENT = (
    "text/calendar",
    "text/vcard",
    "text/x-vcard",
    "application/ics",
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pkcs7-mime",
    "application/x-pkcs7-mime",
    "application/pgp-encrypted",
    "message/",
    "text/rfc822-headers",
    "multipart/",
)
"""Parts that say nothing of their own, or that the reader of mails has read already."""
_BODIES = ("text/plain", "text/html")
_SMALLEST_PICTURE = 60_000
"""Octets: a smaller one is a logo or a signature, whatever it is called; no page can be read in so few."""


def files_in(content: bytes) -> tuple[Inner, ...]:
    """The files of a mail that may say something, in order, those of forwarded mails too; logos are left out.

    Cheap for a mail without any. One more than `MOST_FILES` at most: whoever asks sees that there are too many.
    """
    ballast = Ballast()
    bounded, _ = bound(ballast.taken_out(content))
    tree = email.message_from_bytes(bounded, policy=compat32)
    files: list[Inner] = []
    for part in tree.walk():
        found = _file(part, ballast)
        if found is not None and len(files) <= MOST_FILES:
            files.append(found)
    return tuple(files)


def _file(part: Message, ballast: Ballast) -> Inner | None:
    """A part as a file; None for the text of the mail, for pictures shown in it, and for what says nothing."""
    if part.is_multipart():
        return None
    fields = Fields.of(part)
    kind, name = content_type(fields).value, file_name(fields)
    where = parametered(fields.first("content-disposition")).value
    if kind.startswith(_SILENT) or (kind in _BODIES and where != "attachment" and not name):
        return None
    octets = decoded(ballast.octets(part), encoding_of(fields))
    if kind.startswith("image/"):
        shown_inside = fields.has("content-id") and where != "attachment"
        if shown_inside or len(octets) < _SMALLEST_PICTURE:
            return None
    return Inner(name or kind, kind, octets) if octets.strip() else None


def mail_in_words(content: bytes) -> tuple[str, tuple[Inner, ...]]:
    """A mail kept as a file: its sender, subject and text with the history, and its files."""
    bounded, _ = bound(content)
    tree = email.message_from_bytes(bounded, policy=compat32)
    fields, reading = Fields.of(tree), read_parts(tree)
    head = [
        f"{label} : {fields.text(name)}" for label, name in (("De", "from"), ("Objet", "subject")) if fields.has(name)
    ]
    text = "\n".join((*head, "", reading.text, *reading.history))
    return text[:MOST_TEXT], files_in(content)
