"""The rules that staff own, as values: intents, triage rules, reasons' sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bot.core.gist import SentenceModel
from bot.core.language import FRENCH


class IntentClass(StrEnum):
    """How an intent may be handled, weakest first (public-finance rules, S > H > V2 > V > A)."""

    A = "A"
    V = "V"
    V2 = "V2"
    H = "H"
    S = "S"

    @property
    def strictness(self) -> int:
        """0 for A … 4 for S."""
        return ("A", "V", "V2", "H", "S").index(self.value)

    @property
    def for_person(self) -> bool:
        """Whether no automatic answer may follow (H and S)."""
        return self in (IntentClass.H, IntentClass.S)


@dataclass(frozen=True, slots=True, eq=False)
class IntentRule:
    """One intent of the catalogue, `i01`…`i46`; equal to itself only, since comparing hundreds of patterns is slow.

    `patterns` are searched in folded text (lower case, no accents, single spaces, straight
    apostrophes); a hit inside a span of any of `unless` does not count. `priority` and `team` may
    raise what the escalation gets. `everywhere`: signatures and footers are searched too. `topics` are words
    that are enough in a sentence that asks, when the mail wants nothing but public information. `language`: whose
    words they are; other languages have rules of their own with the same id.
    """

    id: str
    name: str
    intent_class: IntentClass
    why: str
    patterns: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...] = ()
    priority: str = "normal"
    team: str = "general"
    everywhere: bool = False
    topics: tuple[re.Pattern[str], ...] = ()
    language: str = FRENCH


@dataclass(frozen=True, slots=True)
class IntentHit:
    """An intent found in a mail; `evidence` is the folded text that matched."""

    id: str
    intent_class: IntentClass
    evidence: str
    priority: str = "normal"
    team: str = "general"


@dataclass(frozen=True, slots=True)
class TriageRule:
    """One line of the rule book: when every condition holds, do this.

    `when` maps a condition's name (see `core/conditions.py`) to its value. `outcome` is a name of
    `Outcome`. `template` names a folder of templates, empty where the outcome has its own.
    `valid_from` and `valid_until` are included.
    """

    id: str
    why: str
    when: tuple[tuple[str, object], ...]
    outcome: str
    template: str = ""
    team: str = "general"
    priority: str = "normal"
    valid_from: date | None = None
    valid_until: date | None = None

    def in_force(self, day: date) -> bool:
        """True on the days for which staff wrote the rule (always, when they set no bound)."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers of the rule book that guards use (`rules/disclosure.toml`, with the reason for each).

    Mails are automatic mails to suppliers: to one address, in one conversation (see `decision.Spoken`), to all.
    `pause` is how long an address gets none after a mail to it came back, `short_pause` when the cause may pass by
    itself (mailbox full, server away).
    """

    old_mail_working_days: int = 5
    old_invoice_years: int = 3
    acknowledgements_per_day: int = 5
    replies_per_day: int = 20
    repeat_window: timedelta = timedelta(days=30)
    conversation_replies_per_day: int = 4
    conversation_replies: int = 6
    conversation_acknowledgements: int = 2
    same_words_replies: int = 2
    mails_per_hour: int = 2000
    mails_per_day: int = 10000
    pause: timedelta = timedelta(days=30)
    short_pause: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every rule in force. `version` is a hash of the files, stored with each decision.

    `reasons` maps a reason's code to its French sentence, `words` the codes that may fill one to French. `gist` reads
    the sentences that no rule knows.
    """

    version: str
    intents: tuple[IntentRule, ...]
    triage: tuple[TriageRule, ...]
    reasons: dict[str, str]
    limits: Limits = field(default_factory=Limits)
    words: dict[str, str] = field(default_factory=dict)
    gist: SentenceModel | None = None
