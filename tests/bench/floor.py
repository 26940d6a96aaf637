"""The floor: the plainest program that reads, parses, finds a number, commits, thanks and files; it decides nothing."""

from __future__ import annotations

import email
import html
import re
import smtplib
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable
from email.message import EmailMessage, Message

import psycopg
from imapclient import IMAPClient

from tests.bench.corpus import MAILBOX
from tests.bench.meter import Cost, own_seconds
from tests.bench.place import HOST, Office
from tests.servers.dovecot import PASSWORD

_BATCH = 50
_FOLDER = "Traités"
_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"(?<![\w/-])(?:[A-Z]{1,4}-?)?(?:20\d\d[-/])?\d{4,}(?!\d)")
_TABLES = (
    "CREATE TABLE ticket (id {key}, message_id TEXT, sender TEXT, subject TEXT)",
    "CREATE TABLE event (id {key}, ticket INTEGER, kind TEXT, body TEXT)",
)


def measure(office: Office, database: str) -> Cost:
    """Does all that lies in the mailbox; `database` is a PostgreSQL URL, empty for SQLite with full synchronisation."""
    began, seconds = time.perf_counter(), own_seconds()
    bot = _FloorBot(office, _postgresql(database) if database else _sqlite(office))
    count = bot.run()
    return Cost(count, time.perf_counter() - began, own_seconds() - seconds, dict(bot.steps))


def _sqlite(office: Office) -> Callable[[str, tuple[object, ...]], int]:
    connection = sqlite3.connect(office.folder / "floor.sqlite", isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *_TABLES):
        connection.execute(statement.format(key="INTEGER PRIMARY KEY"))

    def execute(statement: str, values: tuple[object, ...]) -> int:
        row = connection.execute(statement, values).fetchone()
        return int(row[0]) if row else 0

    return execute


def _postgresql(url: str) -> Callable[[str, tuple[object, ...]], int]:
    connection = psycopg.connect(url, autocommit=True)
    for statement in _TABLES:
        connection.execute(statement.format(key="SERIAL PRIMARY KEY").encode())

    def execute(statement: str, values: tuple[object, ...]) -> int:
        cursor = connection.execute(statement.replace("?", "%s").encode(), values)
        row = cursor.fetchone() if cursor.description else None
        return int(row[0]) if row else 0

    return execute


class _FloorBot:
    """One pass over a mailbox, its time by step."""

    def __init__(self, office: Office, execute: Callable[[str, tuple[object, ...]], int]) -> None:
        self.steps: defaultdict[str, float] = defaultdict(float)
        self._execute = execute
        self._since = time.thread_time()
        self._imap = IMAPClient(HOST, office.imap_port, ssl=False)
        self._imap.login(office.user, PASSWORD)
        self._imap.create_folder(_FOLDER)
        self._imap.select_folder("INBOX")
        self._smtp = smtplib.SMTP(HOST, office.smtp_port)

    def _lap(self, step: str) -> None:
        now = time.thread_time()
        self.steps[step] += now - self._since
        self._since = now

    def run(self) -> int:
        """Reads, answers and files everything; returns how many mails that was."""
        uids = self._imap.search(["ALL"])
        for start in range(0, len(uids), _BATCH):
            fetched = self._imap.fetch(uids[start : start + _BATCH], ["BODY.PEEK[]"])
            self._lap("fetch")
            for uid, answer in fetched.items():
                self._one(uid, answer[b"BODY[]"])
            self._imap.move(list(fetched), _FOLDER)
            self._lap("file")
        self._smtp.quit()
        self._imap.logout()
        return len(uids)

    def _one(self, uid: int, content: bytes) -> None:
        mail = email.message_from_bytes(content)
        words = _words(mail)
        self._lap("parse")
        number = next(iter(_NUMBER.findall(words)), "")
        self._lap("understand")
        self._commit(mail, words)
        self._lap("record")
        thanks = _thanks(uid, str(mail["Subject"]), str(mail["Message-ID"]), number)
        self._lap("compose")
        self._smtp.send_message(thanks)
        self._lap("send")

    def _commit(self, mail: Message, words: str) -> None:
        self._execute("BEGIN", ())
        ticket = self._execute(
            "INSERT INTO ticket (message_id, sender, subject) VALUES (?, ?, ?) RETURNING id",
            (str(mail["Message-ID"]), str(mail["From"]), str(mail["Subject"])),
        )
        self._execute("INSERT INTO event (ticket, kind, body) VALUES (?, ?, ?)", (ticket, "in", words[:20_000]))
        self._execute("COMMIT", ())


def _words(mail: Message) -> str:
    texts = [str(mail["Subject"])]
    for part in mail.walk():
        if part.get_content_type() in ("text/plain", "text/html"):
            octets = part.get_payload(decode=True)
            text = octets.decode(part.get_content_charset() or "utf-8", "replace") if isinstance(octets, bytes) else ""
            texts.append(html.unescape(_TAG.sub(" ", text)) if part.get_content_subtype() == "html" else text)
    return "\n".join(texts)


def _thanks(uid: int, subject: str, message_id: str, number: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Support fournisseurs <{MAILBOX}>"
    mail["To"] = "quelquun@fournisseurs.example"
    mail["Subject"] = f"Re: {' '.join(subject.split())}"
    mail["Message-ID"] = f"<thanks.{uid}@casq.fr>"
    mail["In-Reply-To"] = mail["References"] = message_id
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(
        f"Bonjour,\n\nNous avons bien reçu votre demande concernant la facture {number}.\nElle a été transmise au "
        "service concerné, qui vous répondra dès que possible.\n\nCordialement,\nLe support fournisseurs\n"
    )
    return mail
