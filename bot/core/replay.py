"""What a replay of past mails tells: counts, what could not be read, and which answers a person should look at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from bot.core.explain import objects_of

_MANY_WORDS = 1500
_MOST_KEPT = 200
_ABOUT_INVOICES = frozenset({"i01", "i02", "i03", "i04", "i06", "i07", "i08", "i09", "i10"})
_HISTORY = frozenset({"quoted", "file_name", "attachment"})


@dataclass(frozen=True, slots=True)
class Replayed:
    """One mail of the past and its decision: `outcome` and `trace` are empty for one that could not be read."""

    key: int
    message_id: str
    received_at: datetime
    outcome: str
    trace: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Look:
    """An answer that a person should look at: `risks` say why, in French; none for one taken at random."""

    key: int
    message_id: str
    received_at: datetime
    risks: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """Counts of a replay, mail by mail; holds no mail, and no more answers than are to be looked at."""

    sample: int
    mails: int = 0
    first: datetime | None = None
    last: datetime | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    intents: Counter[str] = field(default_factory=Counter)
    unread_numbers: list[tuple[datetime, str]] = field(default_factory=list)
    without_number: int = 0
    not_matched: int = 0
    _answers: list[tuple[int, str, Look]] = field(default_factory=list)

    def add(self, mail: Replayed) -> None:
        """Counts one mail."""
        self.mails += 1
        self.first = min(self.first or mail.received_at, mail.received_at)
        self.last = max(self.last or mail.received_at, mail.received_at)
        self.outcomes[mail.outcome or "QUARANTINE"] += 1
        if mail.outcome:
            self.rules[mail.outcome, str(mail.trace.get("rule", ""))] += 1
        wanted = {str(hit.get("id")) for hit in objects_of(mail.trace, "intents")}
        self.intents.update(wanted)
        self._numbers(mail, wanted)
        if mail.outcome == "ANSWER":
            self._keep(mail)

    def _numbers(self, mail: Replayed, wanted: set[str]) -> None:
        matches = objects_of(mail.trace, "matches")
        mentions = objects_of(mail.trace, "mentions")
        if not matches and wanted & _ABOUT_INVOICES:
            self.without_number += 1
        for match in matches:
            if match.get("certainty") == "certain":
                continue
            self.not_matched += 1
            if len(self.unread_numbers) < _MOST_KEPT:
                number = mentions[int(str(match["mention"]))]
                self.unread_numbers.append((mail.received_at, str(number.get("value"))))

    def _keep(self, mail: Replayed) -> None:
        """The riskiest come first; among equals chance decides, the same at each run."""
        found = risks(mail.trace)
        chance = sha256(f"{mail.message_id}{mail.key}".encode()).hexdigest()
        look = Look(mail.key, mail.message_id, mail.received_at, found)
        self._answers.append((-len(found), chance, look))
        if len(self._answers) > 4 * self.sample:
            self._answers = sorted(self._answers, key=_order)[: 2 * self.sample]

    @property
    def looks(self) -> tuple[Look, ...]:
        """The answers to look at: half of them the riskiest, the others as chance has it, riskiest first."""
        ranked = sorted(self._answers, key=_order)
        risky = ranked[: (self.sample + 1) // 2]
        others = sorted(ranked[len(risky) :], key=lambda one: one[1])[: self.sample - len(risky)]
        return tuple(look for _, _, look in sorted((*risky, *others), key=_order))

    def share(self, outcome: str) -> float:
        """The part of all mails with this outcome, 0 to 1."""
        return self.outcomes[outcome] / self.mails if self.mails else 0.0


def _order(answer: tuple[int, str, Look]) -> tuple[int, str]:
    return answer[:2]


def risks(trace: Mapping[str, object]) -> tuple[str, ...]:
    """Why an answer deserves a second look, in French; empty when it is as plain as can be."""
    matches = objects_of(trace, "matches")
    mentions = objects_of(trace, "mentions")
    told = {str(mention.get("source")) for mention in (mentions[int(str(match["mention"]))] for match in matches)}
    evidence = [set(map(str, _codes(match))) for match in matches]
    texts = trace.get("texts")
    length = len(str(texts.get("fresh", ""))) if isinstance(texts, Mapping) else 0
    wanted = {str(hit.get("id")) for hit in objects_of(trace, "intents")}
    signs = {
        "plusieurs factures dans le message": len(matches) > 1,
        "numéro lu ailleurs que dans le message lui-même": bool(told & _HISTORY),
        "numéro écrit autrement que dans Chorus Pro": any(_differs(match, mentions) for match in matches),
        "ni montant, ni date, ni engagement concordant": any(
            not known & {"amount", "date", "engagement"} for known in evidence
        ),
        "message long": length > _MANY_WORDS,
        "plusieurs demandes dans le message": len(wanted) > 1,
        "message qui n'est pas en français": trace.get("language") not in (None, "fr"),
        "relance": "i04" in wanted,
    }
    return tuple(words for words, holds in signs.items() if holds)


def _differs(match: Mapping[str, object], mentions: list[Mapping[str, object]]) -> bool:
    invoice = match.get("invoice")
    said = mentions[int(str(match["mention"]))].get("value")
    return isinstance(invoice, Mapping) and invoice.get("number") != said


def tallied(mails: Iterable[Replayed], sample: int) -> Tally:
    """Counts them all, keeping `sample` answers to look at."""
    tally = Tally(sample)
    for mail in mails:
        tally.add(mail)
    return tally


def _codes(match: Mapping[str, object]) -> list[object]:
    value = match.get("evidence")
    return value if isinstance(value, list) else []
