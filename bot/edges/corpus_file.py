"""The mails of a corpus and what is expected of them, from a folder (format: tests/corpus/README.md, docs/evaluate.md)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from bot.core.decision import Outcome
from bot.core.language import FRENCH
from bot.core.mail import AutoKind
from bot.core.mention import MentionKind
from bot.core.rulebook import IntentClass
from bot.core.scoring import UNREADABLE, Expectation
from bot.edges.corpus_attachment import pdf_of, workbook_of
from bot.edges.corpus_mail import PROGRAMS, SENDERS, File, Words, mail_of
from bot.edges.strict_toml import Table, read_source
from bot.errors import RuleError

_SENT_BEFORE = timedelta(minutes=3)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "outcome": (*Outcome, UNREADABLE),
    "class": ("", *IntentClass),
    "level": ("0", "1", "2"),
    "language": (FRENCH, "en", "de", "es", "it", "nl"),
    "machine": ("", *AutoKind),
    "priority": ("normal", "high", "urgent"),
    "team": ("general", "security"),
}
_MENTIONS: Mapping[str, MentionKind] = {
    "numbers": MentionKind.INVOICE_NUMBER,
    "sirets": MentionKind.SIRET,
    "sirens": MentionKind.SIREN,
    "vats": MentionKind.VAT,
    "engagements": MentionKind.ENGAGEMENT,
    "amounts": MentionKind.AMOUNT,
    "dates": MentionKind.DATE,
    "service_codes": MentionKind.SERVICE_CODE,
    "tickets": MentionKind.TICKET_REF,
}


@dataclass(frozen=True, slots=True)
class Door:
    """Where the mails of a body arrive: its address, and the name its server signs its verdicts with."""

    address: str
    authserv_id: str


@dataclass(frozen=True, slots=True)
class CorpusMail:
    """One mail with what is expected of it; `organisation` is empty where the mail itself must tell."""

    name: str
    content: bytes
    now: datetime
    organisation: str
    expected: Expectation


@dataclass(frozen=True, slots=True)
class CorpusFolder:
    """The mails of one folder, and in `troubles` what could not be used, each with its place."""

    mails: tuple[CorpusMail, ...]
    troubles: tuple[str, ...]


def read_corpus(folder: Path, doors: Mapping[str, Door]) -> CorpusFolder:
    """Every mail of the TOML files of `folder` but `organisation.toml`; `doors` by id of the bodies served.

    A file or an entry that is wrong costs only itself: it is named in `troubles`, in French as all files of staff.
    """
    mails: dict[str, CorpusMail] = {}
    troubles: list[str] = []
    used: set[Path] = set()
    for path in sorted(folder.glob("*.toml")):
        if path.name == "organisation.toml":
            continue
        try:
            for entry, base in _entries(path):
                _add(partial(_mail, entry, base, doors, used), mails, troubles)
        except RuleError as error:
            troubles.append(str(error))
    lonely = (path for path in sorted(folder.glob("*.eml")) if path not in used)
    troubles += [f"{path.name} : aucun fichier TOML ne dit ce qui est attendu de ce message" for path in lonely]
    return CorpusFolder(tuple(mails.values()), tuple(troubles))


def _add(read: Callable[[], CorpusMail], mails: dict[str, CorpusMail], troubles: list[str]) -> None:
    try:
        mail = read()
    except RuleError as error:
        troubles.append(str(error))
        return
    if mail.name in mails:
        troubles.append(f"deux messages s'appellent « {mail.name} » : le second est laissé de côté")
    else:
        mails[mail.name] = mail


@dataclass(frozen=True, slots=True)
class _Base:
    """What holds for a whole file; `own_mail` is the .eml of the same name where the file is about one mail."""

    path: Path
    now: object
    organisation: str
    own_mail: str = ""


def _entries(path: Path) -> Iterator[tuple[Table, _Base]]:
    source, values = read_source(path, "les messages d'un corpus")
    top = Table(source, values)
    if "mail" not in values:
        yield top, _Base(path, top.raw("now"), top.text("organisation", ""), path.with_suffix(".eml").name)
        return
    base = _Base(path, top.raw("now"), top.text("organisation", ""))
    entries = top.tables("mail")
    top.close()
    for number, entry in enumerate(entries, 1):
        entry.entry = f"message {number}"
        yield entry, base


def _mail(entry: Table, base: _Base, doors: Mapping[str, Door], used: set[Path]) -> CorpusMail:
    file = entry.text("file", base.own_mail)
    name = entry.text("name", Path(file).stem if file else None)
    entry.entry = f"message « {name} »"
    entry.text("note", "")
    now = _moment(entry, "now", base.now)
    organisation = entry.text("organisation", base.organisation)
    if organisation and organisation not in doors:
        entry.refuse("organisation", f"« {organisation} » n'est pas servie ici ; choix : {', '.join(doors)}")
    used.add(base.path.parent / file)
    content = _octets(entry, base.path.parent, file) if file else mail_of(_words(entry, base, name, now, doors))
    expected = _expectation(entry.table("expect"))
    entry.close()
    return CorpusMail(name, content, now, organisation, expected)


def _moment(entry: Table, key: str, usual: object) -> datetime:
    value = entry.raw(key) or usual
    if not isinstance(value, datetime):
        entry.refuse(key, "écrivez une date et une heure comme 2026-06-15T10:00:00+02:00, ici ou en tête du fichier")
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def _octets(entry: Table, folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        entry.refuse("file", f"« {name} » ne se lit pas ({error.strerror})")


def _words(entry: Table, base: _Base, name: str, now: datetime, doors: Mapping[str, Door]) -> Words:
    door = doors[entry.text("organisation", base.organisation) or next(iter(doors))]
    headers = entry.table("headers")
    written = [("Cc", entry.text("cc", "")), ("Reply-To", entry.text("reply_to", ""))]
    sent_at = _moment(entry, "date", now - _SENT_BEFORE)
    words = Words(
        key=f"{base.path}/{name}",
        sender=entry.text("from"),
        to=entry.text("to", door.address),
        subject=entry.text("subject", ""),
        text=entry.text("text", "") + "\n" if entry.has("text") else "",
        html=entry.text("html", ""),
        sent_at=sent_at,
        program=entry.choice("program", tuple(PROGRAMS), "plain"),
        verdict=entry.choice("sender", SENDERS, "passed"),
        authserv_id=door.authserv_id,
        headers=(*(pair for pair in written if pair[1]), *((key, headers.text(key, "")) for key in headers.names())),
        files=tuple(_file(table, base.path.parent) for table in entry.tables("attachments")),
    )
    if not words.text and not words.html and not words.files:
        entry.refuse("text", "écrivez le texte du message (text, html), ou nommez un fichier (file)")
    return words


def _file(table: Table, folder: Path) -> File:
    """A file from its text, its base64, a file of the folder, the lines of a PDF or the rows of a workbook."""
    name, kind = table.text("name"), table.text("type", "")
    if table.has("file"):
        content = _octets(table, folder, table.text("file"))
    elif table.has("base64"):
        content = _decoded(table)
    elif table.has("pdf"):
        content = pdf_of(table.text("pdf"))
    elif table.has("rows"):
        content = workbook_of(_rows(table))
    else:
        content = (table.text("text") + "\n").encode()
    table.close()
    return File(name, content, kind)


def _decoded(table: Table) -> bytes:
    try:
        return base64.b64decode(table.text("base64"), validate=True)
    except (binascii.Error, ValueError):
        table.refuse("base64", "ce n'est pas du base64")


def _rows(table: Table) -> list[list[object]]:
    rows = table.raw("rows")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        table.refuse("rows", "écrivez une liste de lignes, chacune une liste de cellules")
    return rows


def _expectation(table: Table) -> Expectation:
    kinds = {kind: _values(table, key) for key, kind in _MENTIONS.items() if table.has(key)}
    for day in kinds.get(MentionKind.DATE, ()):
        _checked_day(table, day)
    expected = Expectation(
        labels={name: _labels(table, name, known) for name, known in _CHOICES.items() if table.has(name)},
        intents=table.texts("intents") if table.has("intents") else None,
        maybe=table.texts("intents_maybe"),
        mentions=kinds,
        decoys=table.texts("not"),
        matched=tuple(map(_invoice, table.texts("matched"))) if table.has("matched") else None,
    )
    table.close()
    return expected


def _labels(table: Table, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    value = table.raw(name)
    values = [str(item) for item in value] if isinstance(value, list) else [str(value)]
    for word in values:
        if word not in known:
            table.refuse(name, f"« {word} » n'est pas connu ; choix : {', '.join(w or '(rien)' for w in known)}")
    return tuple(values) or ("",)


def _values(table: Table, key: str) -> tuple[str, ...]:
    """A list of texts or dates, as texts."""
    values = table.raw(key)
    if not isinstance(values, list) or not all(isinstance(item, str | date) for item in values):
        table.refuse(key, "écrivez une liste de textes entre guillemets, vide s'il n'y en a aucun")
    return tuple(str(item).strip() for item in values)


def _checked_day(table: Table, day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError:
        table.refuse("dates", f"« {day} » n'est pas une date comme 2026-05-12", day)


def _invoice(text: str) -> tuple[str, str]:
    """`SIRET NUMBER` or `NUMBER`."""
    first, _, rest = text.partition(" ")
    return (first, rest.strip()) if rest and len(first) == 14 and first.isdigit() else ("", text)
