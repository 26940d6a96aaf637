"""Mails of a corpus made from words: what a mail program makes of them, and the line that our own server adds on top."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256
from html import escape


@dataclass(frozen=True, slots=True)
class Program:
    """How one mail program builds: its own headers, charset and transfer encoding, and whether it adds HTML.

    `message_id` is the form of its Message-IDs (`{}` is unique); `paragraph` what it makes of a line in HTML.
    """

    headers: tuple[tuple[str, str], ...] = ()
    charset: str = "utf-8"
    encoding: str = "8bit"
    message_id: str = "<{}@fournisseur.example>"
    paragraph: str = ""


PROGRAMS: Mapping[str, Program] = {
    "plain": Program(),
    "outlook": Program(
        (("X-Mailer", "Microsoft Outlook 16.0"), ("Content-Language", "fr")),
        encoding="quoted-printable",
        message_id="<PR0P264MB{}@PR0P264MB.FRAP264.PROD.OUTLOOK.COM>",
        paragraph='<p class="MsoNormal" style="margin:0cm"><span style="color:#1F497D">{}<o:p></o:p></span></p>\n',
    ),
    "gmail": Program(
        (("X-Gm-Message-State", "AOJu0Yw1x"),),
        encoding="quoted-printable",
        message_id="<CAGx{}@mail.gmail.com>",
        paragraph="<div>{}<br></div>\n",
    ),
    "thunderbird": Program((("User-Agent", "Mozilla Thunderbird"),), message_id="<{}@orange.example>"),
    "orange": Program(
        (("X-Mailer", "Open-Xchange Mailer v7.10.6"), ("X-Priority", "3")),
        encoding="base64",
        message_id="<{}.open-xchange@opme11oxm.example>",
        paragraph="<div>{}</div>\n",
    ),
    "zimbra": Program(
        (("X-Mailer", "Zimbra 8.8.15_GA_4059 (ZimbraWebClient - FF115 (Win)/8.8.15_GA_4059)"),),
        encoding="quoted-printable",
        message_id="<{}.JavaMail.zimbra@free.example>",
        paragraph="<div>{}</div>\n",
    ),
    "iphone": Program(
        (("X-Mailer", "iPhone Mail (21F90)"),),
        encoding="quoted-printable",
        message_id="<{}@icloud.example>",
    ),
    "html": Program(encoding="base64", paragraph="<p>{}</p>\n"),
    "old": Program((("X-Mailer", "Ciel Gestion Commerciale 2009"),), charset="iso-8859-1", message_id="<{}@localhost>"),
}
"""What `program` may say; `html` sends no text beside the HTML."""

_VERDICTS: Mapping[str, str] = {
    "passed": "spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}",
    "aligned": "spf=pass smtp.mailfrom={domain}; dkim=none; dmarc=none header.from={domain}",
    "failed": "spf=fail smtp.mailfrom={domain}; dkim=none; dmarc=fail header.from={domain}",
}
SENDERS = (*_VERDICTS, "unknown")
"""What `sender` may say: what our own server found."""


_TYPEWRITTEN = {
    ord(sign): plain for sign, plain in (("€", "EUR"), ("’", "'"), ("–", "-"), ("—", "-"), ("œ", "oe"), ("…", "..."))
}


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a mail."""

    name: str
    content: bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A mail as its writer sees it. `headers` come last and take the place of those above; an empty one takes it away.

    `sent_at` is the Date header; `key` makes the Message-ID.
    """

    key: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    sent_at: datetime
    program: str
    verdict: str
    authserv_id: str
    headers: tuple[tuple[str, str], ...] = ()
    files: tuple[File, ...] = ()


def mail_of(words: Words) -> bytes:
    """The octets of the mail, as they lie in the mailbox of the body."""
    program = PROGRAMS[words.program]
    mail = EmailMessage(policy=SMTP)
    for name, value in _headers(words, program):
        mail[name] = value
    _body(mail, words, program)
    for file in words.files:
        kind, _, subtype = (file.content_type or _guessed(file.name)).partition("/")
        mail.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    for name, value in words.headers:
        del mail[name]
        if value:
            mail[name] = value
    return mail.as_bytes()


def _headers(words: Words, program: Program) -> list[tuple[str, str]]:
    domain = parseaddr(words.sender)[1].rpartition("@")[2]
    unique = sha256(words.key.encode()).hexdigest()[:20].upper()
    trace = (
        f"from mail.{domain or 'fournisseur.example'} by {words.authserv_id or 'mx.example'} with ESMTPS id {unique}"
    )
    found = [("Received", f"{trace}; {format_datetime(words.sent_at)}")]
    if words.verdict in _VERDICTS and words.authserv_id:
        verdict = _VERDICTS[words.verdict].format(domain=domain)
        found.insert(0, ("Authentication-Results", f"{words.authserv_id}; {verdict}"))
    found += [("From", words.sender), ("To", words.to), ("Subject", words.subject)]
    found += [("Date", format_datetime(words.sent_at)), ("Message-ID", program.message_id.format(unique))]
    return [*found, *program.headers]


def _body(mail: EmailMessage, words: Words, program: Program) -> None:
    html = words.html or (_html_of(words.text, program) if program.paragraph else "")
    text = "" if words.program == "html" or not words.text else words.text
    charset, cte = program.charset, program.encoding
    if text or not html:
        mail.set_content(_within(text, charset), charset=charset, cte=cte)
    if html and text:
        mail.add_alternative(html, subtype="html", charset=charset, cte=cte)
    elif html:
        mail.set_content(html, subtype="html", charset=charset, cte=cte)


def _within(text: str, charset: str) -> str:
    """The text as an old program has it, which knows neither the euro sign nor curly quotes."""
    if charset == "utf-8":
        return text
    plain = text.translate(_TYPEWRITTEN)
    return plain.encode(charset, "replace").decode(charset)


def _html_of(text: str, program: Program) -> str:
    lines = (program.paragraph.format(escape(line, quote=False) or "&nbsp;") for line in text.strip("\n").split("\n"))
    return f'<html><head><meta charset="utf-8"></head><body>\n{"".join(lines)}</body></html>\n'


def _guessed(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
