"""Why we say nothing by ourselves to this sender: caps per address and per conversation, pauses, repeated words.

A machine that hides that it is one answers whatever we send. It is known by what it makes us do: so every reason
here is judged from what we have said, never from what the mail claims to be. Silence is always towards the sender
only: a person gets the mail with the reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core import auto_notices, auto_phrases
from bot.core.decision import Facts, Reason, reason
from bot.core.flat_text import fold
from bot.core.mail import IncomingMail
from bot.core.mention import Mention, MentionKind, Source
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

    @property
    def for_strangers(self) -> SendingCaps:
        """The part for those who did not prove what they may know: half.

        Anybody can write in a hundred names that are not his own, and have us reply to each: what that uses up must
        not keep answers from those who are entitled to them.
        """
        return SendingCaps(max(1, self.per_hour // 2), max(1, self.per_day // 2))


@dataclass(frozen=True, slots=True)
class Room:
    """How many more mails may leave now: to anybody, and to those who did not prove what they may know."""

    whole: int
    strangers: int

    def after_one(self) -> Room:
        """When one more has left, to whomever."""
        return Room(self.whole - 1, self.strangers - 1)


@dataclass(frozen=True, slots=True)
class Held:
    """What waits because a cap is reached: how many mails, since when the oldest, until when at least, and which cap.

    `strangers`: only mails to those who did not prove what they may know wait, for their part of the cap.
    """

    waiting: int
    since: datetime
    until: datetime
    limit: int
    hourly: bool
    strangers: bool = False


def room_left(
    caps: SendingCaps, last_hour: int, last_day: int, strangers_hour: int = 0, strangers_day: int = 0
) -> Room:
    """How many more may leave now after so many, those to strangers among them; 0 when either cap is reached."""
    part = caps.for_strangers
    whole = max(0, min(caps.per_hour - last_hour, caps.per_day - last_day))
    return Room(whole, max(0, min(whole, part.per_hour - strangers_hour, part.per_day - strangers_day)))


def words_key(mail: IncomingMail, mentions: Sequence[Mention]) -> str:
    """What stands for the words of a mail, figures and signs left out, to be compared; empty without a letter.

    Long words that name no invoice and no supplier are compared whoever wrote them: a machine that answers us writes
    from wherever it likes. Two suppliers who ask about their invoices in the same words are two suppliers.
    """
    letters = "".join(filter(str.isalpha, fold(mail.fresh_text)))
    named = any(mention.kind in _TOLD and mention.source is Source.FRESH for mention in mentions)
    whose = mail.sender.address if mail.sender and (named or len(letters) < _FEWEST_LETTERS) else ""
    return hashlib.sha256(f"{whose}\n{letters}".encode()).hexdigest()[:24] if letters else ""


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
