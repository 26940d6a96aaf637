"""Mails inside a mail: `.eml`, Outlook's `.msg`, and `winmail.dat` with the files in it."""

from __future__ import annotations

import io
from typing import Any

from bot.core.attached import Unread
from bot.core.reply_text import split_reply
from bot.edges.attached.bounds import LARGEST_FILE, MOST_FILES
from bot.edges.attached.files import mail_in_words
from bot.edges.attached.refusal import Inner, Opened
from bot.edges.charsets import clean, decode
from bot.edges.html_text import html_to_text

_BEFORE_OBJECTS, _OBJECT_HEAD, _CHECKSUM = 6, 9, 2
_UNICODE, _BYTES, _BINARY = "001F", "001E", "0102"
_SUBJECT, _BODY, _HTML, _SENDER, _SENDER_MAIL, _RTF = "0037", "1000", "1013", "0C1A", "0C1F", "1009"
_LONG_NAME, _SHORT_NAME, _CONTENT = "3707", "3704", "3701"


def open_eml(content: bytes) -> Opened:
    """A mail kept as a file: its text, and its own files to be read in turn."""
    text, inside = mail_in_words(content)
    return Opened(text, inside=inside)


def open_msg(content: bytes) -> Opened:
    """A mail that Outlook kept (MS-OXMSG): sender, subject, text, files. Raises one of BROKEN."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        message = _Properties(ole, "")
        body = message.text(_BODY) or _from_html(message.octets(_HTML) or message.text(_HTML).encode())
        sender = f"{message.text(_SENDER)} {message.text(_SENDER_MAIL)}"
        folders = dict.fromkeys(path[0] for path in ole.listdir() if path[0].startswith("__attach_version1.0_"))
        inside = tuple(_file(_Properties(ole, f"{folder}/")) for folder in list(folders)[:MOST_FILES])
        sealed = not body.strip() and ole.exists(f"__substg1.0_{_RTF}{_BINARY}")
    text = _letter(sender, message.subject, body)
    return Opened(text, inside=inside, missing=Unread.UNKNOWN if sealed else None)


class _Properties:
    """The properties of a message, or of one of its files, by tag."""

    def __init__(self, ole: Any, folder: str) -> None:
        self._ole, self._folder = ole, folder
        self.subject = self.text(_SUBJECT)

    def octets(self, tag: str, kind: str = _BINARY) -> bytes:
        """A property as it is stored, empty where there is none."""
        path = f"{self._folder}__substg1.0_{tag}{kind}"
        if not self._ole.exists(path):
            return b""
        return bytes(self._ole.openstream(path).read(LARGEST_FILE))

    def text(self, tag: str) -> str:
        """A property of text, in UTF-16 or in the code page of old."""
        wide = self.octets(tag, _UNICODE)
        return clean(wide.decode("utf-16-le", "replace") if wide else decode(self.octets(tag, _BYTES))).rstrip("\0")


def _file(properties: _Properties) -> Inner:
    name = properties.text(_LONG_NAME) or properties.text(_SHORT_NAME) or "message joint"
    return Inner(name, "", properties.octets(_CONTENT))


def open_tnef(content: bytes) -> Opened:
    """What Outlook packs in `winmail.dat` (MS-OXTNEF): what its sender wrote now, and its files. Raises one of BROKEN.

    A text in compressed RTF only is not read. The history below is left out: it is no question of today.
    """
    from tnefparse import TNEF

    packed = TNEF(content, do_checksum=False)
    body = _words(packed.body) or _from_html(_octets(packed.htmlbody))
    inside = tuple(
        Inner(_words(one.long_filename() or one.name), "", bytes(one.data)) for one in packed.attachments[:MOST_FILES]
    )
    sealed = not body.strip() and bool(packed.has_body())
    missing = Unread.DAMAGED if _is_cut(content) else Unread.UNKNOWN if sealed else None
    fresh, _ = split_reply(body, is_forward=False)
    return Opened(fresh if fresh.strip() else body, inside=inside, missing=missing)


def _is_cut(content: bytes) -> bool:
    """Whether the last object of a TNEF stream says that it is longer than what is there; the library reads what it can."""
    at = _BEFORE_OBJECTS
    while at + _OBJECT_HEAD <= len(content):
        at += _OBJECT_HEAD + int.from_bytes(content[at + 5 : at + 9], "little") + _CHECKSUM
    return at > len(content)


def _words(text: object) -> str:
    return clean(text if isinstance(text, str) else decode(_octets(text))).rstrip("\0").strip()


def _octets(text: object) -> bytes:
    """What the library gave: octets, a text, or a list of either."""
    if isinstance(text, list | tuple):
        return b"".join(map(_octets, text))
    return text if isinstance(text, bytes) else text.encode() if isinstance(text, str) else b""


def _from_html(source: bytes) -> str:
    return html_to_text(decode(source))[0] if source.strip() else ""


def _letter(sender: str, subject: str, body: str) -> str:
    head = [f"De : {' '.join(sender.split())}"] if sender.strip() else []
    return "\n".join((*head, f"Objet : {subject}", "", body.strip()))
