"""Why we say nothing by ourselves to this sender: caps per address and per conversation, pauses, repeated words.

A machine that hides that it is one answers whatever we send. It is known by what it makes us do: so every reason
here is judged from what we have said, never from what the mail claims to be. Silence is always towards the sender
only: a person gets the mail with the reason.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core import auto_notices, auto_phrases
from bot.core.decision import Facts, Reason, reason
from bot.core.flat_text import fold
from bot.core.mail import IncomingMail
from bot.core.mention import MentionKind, Source
from bot.core.rulebook import Limits

_FEWEST_LETTERS = 40
"""Shorter texts (« Bonjour, merci ») are many people's: they are compared with what the same address wrote only."""
_FEWEST_OTHERS = 2
_AT_ONCE = timedelta(minutes=3)
_SECOND = timedelta(seconds=1)
_HERE = (Source.SUBJECT, Source.FRESH)
_TOLD = (MentionKind.INVOICE_NUMBER, MentionKind.SIRET, MentionKind.ENGAGEMENT, MentionKind.IBAN)


@dataclass(frozen=True, slots=True)
class SendingCaps:
    """How many automatic mails may leave for the suppliers of one body, in sixty minutes and in twenty-four hours."""

    per_hour: int
    per_day: int


@dataclass(frozen=True, slots=True)
class Held:
    """What waits because a cap is reached: how many mails, since when the oldest, until when at least, and which cap."""

    waiting: int
    since: datetime
    until: datetime
    limit: int
    hourly: bool


def room_left(caps: SendingCaps, last_hour: int, last_day: int) -> int:
    """How many more may leave now; 0 when either cap is reached."""
    return max(0, min(caps.per_hour - last_hour, caps.per_day - last_day))


def words_key(text: str, sender: str) -> str:
    """What stands for these words of a sender, figures and signs left out, to be compared; empty without a letter."""
    letters = "".join(filter(str.isalpha, fold(text)))
    whose = "" if len(letters) >= _FEWEST_LETTERS else f"{sender}\n"
    return hashlib.sha256(f"{whose}{letters}".encode()).hexdigest()[:24] if letters else ""


def why_silent(mail: IncomingMail, facts: Facts, limits: Limits, *, is_certain: bool) -> tuple[Reason, ...]:
    """Reasons to send this sender nothing at all; empty when there is none.

    `is_certain`: an entitled sender asks about certain invoices, so the same words again are no sign of a machine
    (« never twice » has its own guard).
    """
    spoken = facts.spoken
    why: list[Reason] = []
    if facts.paused_until is not None:
        why.append(reason("address_paused", until=facts.organisation.local(facts.paused_until).isoformat()))
    if spoken.address_today >= limits.replies_per_day:
        why.append(reason("too_many_replies"))
    if spoken.to_sender_today >= limits.conversation_replies_per_day or spoken.to_sender >= limits.conversation_replies:
        why.append(reason("conversation_full"))
    if not spoken.to_sender and spoken.to_others >= _FEWEST_OTHERS:
        why.append(reason("conversation_elsewhere"))
    again = spoken.same_words >= (1 if _came_at_once(mail, facts) else limits.same_words_replies)
    if again and not is_certain:
        why.append(reason("same_words"))
    if (spoken.root or spoken.address_this_week) and not is_certain and _may_be_notice(mail):
        why.append(reason("may_be_notice"))
    return tuple(why)


def why_no_acknowledgement(mail: IncomingMail, facts: Facts, limits: Limits) -> tuple[Reason, ...]:
    """Reasons to withhold an acknowledgement, though an answer or a question might still leave."""
    if facts.spoken.acknowledged_today >= limits.acknowledgements_per_day:
        return (reason("too_many_acknowledgements"),)
    if facts.spoken.this_week >= limits.conversation_acknowledgements:
        return (reason("conversation_acknowledged"),)
    if facts.spoken.address_this_week and not facts.intents and not _brings_something(facts):
        return (reason("nothing_new"),)
    if facts.spoken.address_today >= limits.conversation_acknowledgements and _came_at_once(mail, facts):
        return (reason("came_at_once"),)
    return ()


def _came_at_once(mail: IncomingMail, facts: Facts) -> bool:
    """It came within minutes after our last mail to this address (servers note full seconds): hardly typed by anybody."""
    last = facts.spoken.last_to_address
    return last is not None and last - _SECOND < mail.received_at <= last + _AT_ONCE


def _may_be_notice(mail: IncomingMail) -> bool:
    """Machines write when we have written: only then does what looks like a notice cost a person our next mail."""
    subject, words = fold(mail.subject), fold(mail.fresh_text)
    return not auto_phrases.asks(words) and auto_notices.may_be_notice(subject, words)


def _brings_something(facts: Facts) -> bool:
    return any(mention.kind in _TOLD and mention.source in _HERE for mention in facts.mentions)


def why_returned(mail: IncomingMail, facts: Facts) -> tuple[Reason, ...]:
    """Of which mail of ours a bounce speaks, for `explain` and staff; empty when it tells of no delivery."""
    bounce, returned = mail.bounce, facts.returned
    if bounce is None:
        return ()
    if returned is None:
        return (reason("bounce_unknown"),)
    if not bounce.final:
        return (reason("bounce_delayed", ticket=returned.ticket),)
    if not returned.proven:
        return (reason("bounce_unproven"),)
    return (reason("bounce_of", ticket=returned.ticket, said=bounce.said),)
