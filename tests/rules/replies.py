"""What a supplier reads from one of the delivered bodies: a mail thought through with the real rules and templates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from bot.config import Settings
from bot.core.decide import decide
from bot.core.decision import Decision, Facts
from bot.core.invoice import Invoice
from bot.core.mail import IncomingMail, RenderedMail
from bot.core.match import match_mentions
from bot.core.note import note_context
from bot.core.organisation import Contact
from bot.core.outgoing_filter import violations
from bot.core.reply import supplier_context
from bot.core.understand import understand
from bot.library import Library, load_library
from tests.core import samples

CONTACT = Contact("Service des finances", "factures@body.example", "", "01 00 00 00 00")


@dataclass(frozen=True)
class Thought:
    """One mail thought through; `text` is the reply with ordinary spaces, empty when there is none."""

    decision: Decision
    facts: Facts
    reply: RenderedMail | None
    text: str
    note: dict[str, object]


@cache
def library(*served: str) -> Library:
    """The delivered rules, for an installation that serves these bodies; each has a mailbox of its own."""
    mailbox = {"mailbox": {"imap": {"host": "imap.body.example", "user": "u", "password_env": "P"}}}
    return load_library(Settings(serve=served, overrides=dict.fromkeys(served, mailbox)))


def think(
    body: str,
    mail: IncomingMail | str,
    *invoices: Invoice,
    served: tuple[str, ...] = (),
    contact_of: tuple[str, ...] = (),
    now: datetime = samples.NOW,
    **facts: object,
) -> Thought:
    """What `body` does with a mail (words alone make one of a verified supplier), and what its sender reads."""
    books = library(*served)
    read = samples.mail(mail, subject="Question") if isinstance(mail, str) else mail
    read = replace(read, received_at=now, sent_at=now)
    organisation = replace(books.known[body], contact=CONTACT, objective_days=3)
    understood = understand(read, organisation, books.rules, contact_of)
    base = Facts(
        organisation=organisation,
        mentions=understood.mentions,
        intents=understood.intents,
        doubts=understood.doubts,
        asks_for_more=understood.asks_for_more,
        claimed=understood.claimed,
        matches=match_mentions(understood.mentions, understood.claimed, invoices, invoices, understood.asked),
        contact_sirets=contact_of,
        ticket=None,
        past_replies=(),
        copy_as_of=now,
        copy_fresh=True,
    )
    known = replace(base, **facts)  # type: ignore[arg-type]  # names are fields of Facts
    decision = decide(read, known, books.rules, now)
    reply = _reply(books, read, known, decision, now)
    note = note_context(read, known, decision, books.rules, "T-2026-000001")
    return Thought(decision, known, reply, _plain(reply.text) if reply else "", note)


def _reply(books: Library, mail: IncomingMail, facts: Facts, decision: Decision, now: datetime) -> RenderedMail | None:
    if decision.reply is None:
        return None
    context = supplier_context(mail, facts, decision, "T-2026-000001", now)
    reply = books.renderer.render(decision.reply.template, context)
    today = facts.organisation.local(now).date()
    assert violations(f"{reply.subject}\n{reply.text}\n{reply.html}", today=today) == ()
    assert re.findall(r"\w+", _plain(reply.text))
    return reply


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def utc(*moment: int) -> datetime:
    """A moment in UTC."""
    return datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]  # year, month, day, hour, minute
