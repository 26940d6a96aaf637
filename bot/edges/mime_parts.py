"""The parts of a mail: which text is the sender's, which is history, which parts are files."""

from __future__ import annotations

import email
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.errors import CloseBoundaryNotFoundDefect
from email.message import Message
from email.policy import compat32

from bot.core.mail import Attachment
from bot.edges.charsets import clean, decode
from bot.edges.html_text import html_to_text
from bot.edges.mail_bounds import bound
from bot.edges.mime_headers import Fields, Parametered, base64_octets, content_type, file_name, parametered, raw_octets
from bot.edges.mime_texts import MOST_TEXT, Piece, choose, contradict, put_together
from bot.edges.plain_text import unflow
from bot.edges.transfer_encoding import base64_is_cut, decoded, encoding_of, undecoded

MOST_DEPTH = 40
_BODY_TYPES = frozenset({"text/plain", "text/html"})
_FORWARDED = frozenset({"message/rfc822", "message/global"})
_REPORTS = {
    "message/delivery-status": "dsn",
    "message/global-delivery-status": "dsn",
    "message/feedback-report": "dsn",  # RFC 5965: a reader called our mail spam, told by the servers that tell of delivery
    "message/disposition-notification": "mdn",
}
_CLOSED = {"application/ms-tnef": "tnef", "multipart/encrypted": "encrypted", "message/partial": "text_unfinished"}
_SEALED_TEXT = "-----BEGIN PGP MESSAGE-----"
_TURNED_ROUND = "\u202e"  # shows what follows from right to left: the digits that a reader sees are others
_META_CHARSET = re.compile(rb"<meta[^<>]{0,300}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_METHOD = re.compile(rb"^METHOD[ \t]*:[ \t]*([A-Za-z-]{1,20})", re.IGNORECASE | re.MULTILINE)
_LOST_DELIMITER = re.compile(rb"^--(\S{1,70})[ \t]*\r?\n(?=content-)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a part and those inside it gave. `history` are the texts of forwarded mails.

    `spare` are named texts: files, but the body of a mail that has no other. `signs` are `dsn`, `mdn`
    and `calendar:` with the method of a calendar that is the body, not a file beside it. `report` is the
    text of a delivery status.
    """

    pieces: tuple[Piece, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    history: tuple[str, ...] = ()
    spare: tuple[Piece, ...] = ()
    signs: frozenset[str] = frozenset()
    defects: frozenset[str] = frozenset()
    report: str = ""

    @property
    def text(self) -> str:
        """The body: every piece in order."""
        return put_together(self.pieces or self.spare)

    def with_defect(self, code: str | None) -> Reading:
        """The same, and what was wrong with it."""
        return replace(self, defects=self.defects | {code}) if code else self


def read_parts(message: Message) -> Reading:
    """Walks a compat32 tree; bounded in depth and text, never raises on what a sender can write.

    A walk of our own: the library's merges forwarded originals into the body, and takes some files
    for text.
    """
    return _Walk().visit(message, 0)


class _Walk:
    """One walk over one mail; `left` is how much text it may still read."""

    def __init__(self) -> None:
        self.left = 2 * MOST_TEXT

    def visit(self, part: Message, depth: int, default: str = "text/plain") -> Reading:
        """Reads one part, whatever it is; `default` is its type when it names none."""
        if depth > MOST_DEPTH:
            return Reading(defects=frozenset({"too_deep"}))
        fields = Fields.of(part)
        kind = content_type(fields, default)
        # Asking a leaf for its payload decodes it, and raises on a charset of several sections.
        payload = part.get_payload() if part.is_multipart() else []
        children = [child for child in payload if isinstance(child, Message)]
        if kind.value in _REPORTS:
            report = "\n\n".join(map(_head, children)) or clean(decode(_octets(part, fields)))
            return Reading(signs=frozenset({_REPORTS[kind.value]}), report=report[:MOST_TEXT])
        if kind.value in _FORWARDED and children:
            return self._forwarded(_opened(fields, children[0]), fields, depth)
        if children:
            return self._container(part, kind, children, depth)
        if kind.value.startswith("multipart/"):
            return self._boundary_lost(part, depth)
        return self._leaf(part, fields, kind)

    def _container(self, part: Message, kind: Parametered, children: Sequence[Message], depth: int) -> Reading:
        """A multipart: one of its texts when they are alternatives, else all of them in order."""
        default = "message/rfc822" if kind.value == "multipart/digest" else "text/plain"
        inside = [self.visit(child, depth + 1, default) for child in children]
        whole = _joined(inside)
        if kind.value == "multipart/alternative":
            options = [reading.pieces for reading in inside]
            whole = replace(whole, pieces=choose(options))
            whole = whole.with_defect("alternatives_differ" if contradict(options) else None)
        elif whole.pieces:
            whole = replace(whole, signs=whole.signs - _beside(children, inside))
        if not (whole.pieces or whole.spare or whole.history or whole.attachments):
            around = "\n".join(clean(decode(raw_octets(text))) for text in (part.preamble, part.epilogue) if text)
            whole = replace(whole, pieces=(Piece(around[:MOST_TEXT]),) if around.strip() else ())
        whole = whole.with_defect("text_unfinished" if _breaks_off(part, children[-1]) else None)
        return whole.with_defect(_CLOSED.get(kind.value))

    def _leaf(self, part: Message, fields: Fields, kind: Parametered) -> Reading:
        """A part with nothing inside: text of the body, or a file, whose octets are left as they are."""
        if kind.value == "text/rfc822-headers":
            return Reading(history=(clean(decode(_octets(part, fields)))[:MOST_TEXT],))
        attached = parametered(fields.first("content-disposition")).value == "attachment"
        name = file_name(fields)
        files = (Attachment(name, kind.value),)
        if kind.value not in _BODY_TYPES:
            signs = (
                _calendar(kind, _octets(part, fields))
                if kind.value == "text/calendar" and not attached
                else frozenset()
            )
            return Reading(attachments=files, signs=signs).with_defect(_sealed(kind))
        if attached:
            return Reading(attachments=files)
        raw, encoding = undecoded(part), encoding_of(fields)
        text = self._text(decoded(raw, encoding), kind)
        text = text.with_defect("text_unfinished" if _is_cut(raw, encoding) else None)
        return replace(text, pieces=(), spare=text.pieces, attachments=files) if name else text

    def _text(self, data: bytes, kind: Parametered) -> Reading:
        """A text part decoded; HTML becomes the text that a reader sees."""
        rich = kind.value == "text/html"
        source = decode(data, _charset(data, kind))
        room = max(self.left, 0)
        self.left -= len(source)
        if rich:
            text, cut = html_to_text(source[: 2 * room])
        else:
            text, cut = clean(source[: min(MOST_TEXT, room)]), False
            if kind.parameters.get("format", "").lower() == "flowed":
                text = unflow(text, delete_space=kind.parameters.get("delsp", "").lower() == "yes")
        cut = cut or len(source) > (2 * room if rich else min(MOST_TEXT, room))
        reading = Reading((Piece(text, rich),)).with_defect("text_cut" if cut else None)
        reading = reading.with_defect("encrypted" if _SEALED_TEXT in source else None)
        return reading.with_defect("direction_override" if _TURNED_ROUND in source else None)

    def _forwarded(self, inner: Message, outer: Fields, depth: int) -> Reading:
        """A mail inside the mail: history, and a file; what is attached to it is only named."""
        reading = self.visit(inner, depth + 1)
        fields = Fields.of(inner)
        lines = [
            f"{label} : {fields.text(name)}"
            for label, name in (("De", "from"), ("Date", "date"), ("À", "to"), ("Objet", "subject"))
            if fields.has(name)
        ]
        lines += [f"Pièce jointe : {file.name}" for file in reading.attachments if file.name]
        told = "\n".join(("-------- Message joint --------", *lines, "", reading.text))
        name = file_name(outer) or fields.text("subject")
        return Reading(
            attachments=(Attachment(name, "message/rfc822"),),
            history=(told[:MOST_TEXT], *reading.history),
            defects=reading.defects,
        )

    def _boundary_lost(self, part: Message, depth: int) -> Reading:
        """A multipart whose delimiter never came: tried again with the one that stands there, else read as text."""
        lines = undecoded(part)
        found = _LOST_DELIMITER.search(lines)
        if found and depth <= 2:
            head = b'Content-Type: multipart/mixed; boundary="%s"\n\n' % found.group(1)
            again = email.message_from_bytes(head + lines, policy=compat32)
            if again.is_multipart():
                return self.visit(again, depth + 1).with_defect("boundary_lost")
        return self._text(lines, Parametered("text/plain", {})).with_defect("boundary_lost")


def _calendar(kind: Parametered, data: bytes) -> frozenset[str]:
    """The sign of a calendar that wants something of its reader; one that only publishes is a file (RFC 5546 §1.4)."""
    found = _METHOD.search(data[:4_096])
    method = kind.parameters.get("method", "").lower() or (found[1].decode("ascii").lower() if found else "")
    return frozenset({f"calendar:{method}"}) if method not in {"", "publish"} else frozenset()


def _beside(children: Sequence[Message], inside: Sequence[Reading]) -> frozenset[str]:
    """Signs of calendars that stand beside a text and are none of its alternatives."""
    leaves = [one for child, one in zip(children, inside, strict=True) if not child.is_multipart()]
    return frozenset(sign for one in leaves for sign in one.signs if sign.startswith("calendar:"))


def _joined(readings: Sequence[Reading]) -> Reading:
    """Several readings as one, in order."""
    return Reading(
        tuple(piece for one in readings for piece in one.pieces),
        tuple(file for one in readings for file in one.attachments),
        tuple(text for one in readings for text in one.history),
        tuple(piece for one in readings for piece in one.spare),
        frozenset(sign for one in readings for sign in one.signs),
        frozenset(code for one in readings for code in one.defects),
        "\n\n".join(one.report for one in readings if one.report)[:MOST_TEXT],
    )


def _head(block: Message) -> str:
    """One block of a delivery status, which the standard parser takes for the header of a mail (RFC 3464 §2.1)."""
    return "\n".join(f"{name}: {text}" for name, text in Fields.of(block).items)


def _charset(data: bytes, kind: Parametered) -> str:
    """The charset that the part declares, or the HTML inside it."""
    charset = kind.parameters.get("charset", "")
    if not charset and kind.value == "text/html" and (declared := _META_CHARSET.search(data[:4_096])):
        return declared.group(1).decode("ascii")
    return charset


def _sealed(kind: Parametered) -> str | None:
    """Why the words of the sender may be inside a file that we do not open."""
    if kind.value in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        return "opaque_smime" if kind.parameters.get("smime-type", "").lower() == "signed-data" else "encrypted"
    return _CLOSED.get(kind.value)


def _octets(part: Message, fields: Fields) -> bytes:
    """The decoded octets of a leaf; an unknown or broken transfer encoding gives what can be had."""
    return decoded(undecoded(part), encoding_of(fields))


def _is_cut(raw: bytes, encoding: str) -> bool:
    """Whether the octets of a leaf break off in the middle of a letter of their encoding."""
    return encoding.startswith("base64") and base64_is_cut(raw)


def _breaks_off(part: Message, last: Message) -> bool:
    """Whether a multipart ends without its last delimiter inside a text: the rest of that text may be missing."""
    is_open = any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in part.defects)
    return is_open and not last.is_multipart() and content_type(Fields.of(last)).value in _BODY_TYPES


def _opened(outer: Fields, inner: Message) -> Message:
    """A forwarded mail; base64 round it is forbidden (RFC 2046 §5.2.1) and seen all the same."""
    encoding = encoding_of(outer)
    if not encoding.startswith("base64") or inner.keys() or inner.is_multipart():
        return inner
    return email.message_from_bytes(bound(base64_octets(undecoded(inner)))[0], policy=compat32)
