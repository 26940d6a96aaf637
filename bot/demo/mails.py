"""The bytes of the sample mails, as they would arrive today.

The mails lie in `samples/` as they would on the wire, but for `${…}` where a number, a date or an amount
depends on the day, or where they answer a reply of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.header import Header
from email.utils import format_datetime
from importlib.resources import files
from pathlib import Path
from string import Template

from bot.demo.cast import cast
from bot.demo.invoices import PARIS, SampleInvoice, numbered, working_day
from bot.demo.programme import SAMPLES, SampleMail


@dataclass(frozen=True, slots=True)
class ArrivingMail:
    """A sample with its bytes for today: `message_id` with its brackets; `says` and `never` in plain words."""

    sample: SampleMail
    message_id: str
    content: bytes
    arrived_at: datetime
    says: tuple[str, ...]
    never: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One mail of ours that left: its Message-ID, whom it answers (both with brackets), to whom, its words, its file."""

    message_id: str
    answers: str
    to: str
    subject: str
    text: str
    path: Path


def arriving(now: datetime) -> Iterator[ArrivingMail]:
    """What suppliers write first, a minute apart, the last a minute before `now` (UTC)."""
    first = [sample for sample in SAMPLES if not sample.after]
    for place, sample in enumerate(first):
        yield _arriving(sample, now - timedelta(minutes=len(first) - place), words(now))


def answering(now: datetime, replies: Mapping[str, Reply]) -> Iterator[ArrivingMail]:
    """What answers our replies, at `now`; `replies` are those that left, by the file of the sample they answer."""
    for sample in SAMPLES:
        if sample.after in replies:
            reply = replies[sample.after]
            ours = {"reply_id": reply.message_id, "reply_to": reply.to, "reply_subject": _ascii(reply.subject)}
            yield _arriving(sample, now, words(now) | ours)


def _ascii(subject: str) -> str:
    return Header(subject, "utf-8", maxlinelen=900).encode()


def _arriving(sample: SampleMail, at: datetime, names: dict[str, str]) -> ArrivingMail:
    message_id = f"<{sample.file}@demo.example>"
    filled = names | {"sent": format_datetime(at.astimezone(PARIS)), "message_id": message_id}
    return ArrivingMail(
        sample,
        message_id,
        _content(sample.file, filled),
        at,
        tuple(Template(text).substitute(names) for text in sample.says),
        tuple(Template(text).substitute(names) for text in sample.never),
    )


def words(now: datetime) -> dict[str, str]:
    """What `${…}` stands for: number, amount, date, engagement and SIRET of each invoice of the cast."""
    names: dict[str, str] = {}
    for key, invoice in cast(now).items():
        names |= {f"{key}_{what}": word for what, word in _words_of(invoice).items()}
    between = working_day(now, 20)
    return names | {
        "garden_number": numbered("F-{y}-{n:04d}", between, 313),
        "garden_date": f"{between:%d/%m/%Y}",
        "yesterday": f"{working_day(now, 1):%d/%m/%Y}",
        "back_on": f"{now.astimezone(PARIS) + timedelta(days=7):%d/%m/%Y}",
    }


def _words_of(invoice: SampleInvoice) -> dict[str, str]:
    return {
        "number": invoice.number,
        "amount": f"{invoice.amount:,.2f}".replace(",", " ").replace(".", ","),
        "date": f"{invoice.invoiced_on:%d/%m/%Y}",
        "engagement": invoice.engagement,
        "siret": invoice.siret,
        "halves": f"{invoice.number[:6]}</b><b>{invoice.number[6:]}",
    }


def _content(file: str, names: dict[str, str]) -> bytes:
    """The bytes of a sample: every octet kept but the placeholders, line ends as SMTP wants them."""
    raw = (files("bot.demo") / "samples" / f"{file}.eml").read_bytes()
    # Latin-1 maps each octet to one character and back, whatever charset the mail itself is in.
    filled = Template(raw.decode("latin-1")).substitute(names).encode("latin-1")
    return b"\r\n".join(filled.splitlines()) + b"\r\n"
