"""Reading the answer to « did you mean … ? »: which of the named invoices it means, none of them, or nothing clear.

Nothing may be left over: every phrase of the reply is an agreement, a choice, a refusal or courtesy. « Oui, mais … »
is a mail like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.core.courtesy import is_courtesy, is_signed, spoken_lines
from bot.core.flat_text import fold
from bot.core.mail import IncomingMail, SenderAuth
from bot.core.own_words import without_courtesy

_LONGEST = 300
_AYE = (
    r"(?:ah |mais )?(?:oui|ouais|yes|yep|si|ja|ok|okay|d'accord|exact(?:ement|ly|o)?|esatto|tout a fait|absolument|affirmatif|effectivement|"
    r"en effet|bien sur|correct(?:o|ement)?|indeed|confirmed?|i confirm|genau|richtig|stimmt|eso es|certo|klopt|juist|inderdaad)"
    r"|(?:oui )?c'(?:est|etait) (?:bien |exactement |tout a fait )?(?:ca|cela|celle[- ](?:ci|la)|elle|exact|correct|juste|la bonne(?: facture)?|cette facture(?:[- ]la)?)"
    r"|il s'agit (?:bien )?de (?:celle[- ](?:ci|la)|cette facture(?:[- ]la)?)|(?:je parl(?:e|ais)|nous parl(?:ons|ions)) bien de (?:celle[- ](?:ci|la)|cette facture)"
    r"|(?:je |nous )?(?:vous )?(?:le )?confirm(?:e|ons)(?: que (?:c'est|oui)(?: bien)?(?: (?:ca|cela|celle[- ]ci|elle|cette facture))?)?"
    r"|(?:that'?s|that is|it is|it's) (?:it|right|correct|the one|this one|the right one)|(?:yes )?it is"
)
_YES = re.compile(rf"(?:{_AYE})(?: (?:{_AYE}))*")
_NO = re.compile(
    r"(?:ah |mais )?(?:non|no|nein|nee|nope|pas du tout|absolument pas|aucune?(?: (?:d'elles|d'entre elles|des (?:deux|trois)|de (?:ces|celles-ci)(?: factures)?))?|"
    r"ni l'une ni l'autre|none(?: of (?:them|these))?|(?:non )?(?:ce n'|c')est pas (?:ca|cela|celle[- ](?:ci|la)|elle|la bonne(?: facture)?|cette facture)|pas celle[- ](?:ci|la)|"
    r"(?:that'?s|that is|it is|it's|this is) not (?:it|that one|this one|the one|the right one))(?: (?:non|pas du tout))?"
)
_MARK = "\x01"
"""Stands for a number that the question named; `plain` leaves no control character in a text."""
_LEAD = (
    rf"(?:(?:{_AYE}),? )?(?:(?:c'est|c'etait|il s'agit|je parl(?:e|ais)|je voulais (?:parler|dire)|nous voulions (?:parler|dire)|plutot|i mean|i meant|it is|it's)"
    r"(?: bien| plutot)? ?)?(?:de |d')?(?:la |le |l'|the )?(?:facture |ligne |choix |reponse |option |proposition |invoice )?(?:numero |num |n ?° ?|no |number )?"
)
_NAMED = re.compile(rf"{_LEAD}{_MARK}(?P<named>\d)(?: (?:{_AYE}))?")
_CHOICE = re.compile(
    rf"{_LEAD}(?:(?P<digit>[123]) ?(?:ere|er|re|e|eme|nde|nd|st|rd)?|(?P<word>[a-z]+))(?: (?:facture|ligne|de la liste|invoice|one))?"
)
_PLACES = {
    **dict.fromkeys(("un", "premiere", "premier", "one", "first"), 0),
    **dict.fromkeys(("deux", "deuxieme", "seconde", "second", "two"), 1),
    **dict.fromkeys(("trois", "troisieme", "three", "third"), 2),
    **dict.fromkeys(("derniere", "dernier", "last"), -1),
}
_PLEASE = re.compile(r"\b(?:please|bitte|por favor|per favore|alstublieft|(?:many )?thanks|thank you)\b")
_CUT = re.compile(r"[.,;!:()\"*]+|\s-+\s|^-+\s")


class Said(StrEnum):
    """What a reply to our question comes to."""

    CHOSEN = "chosen"
    NONE = "none"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of ours, « did you mean … ? »: (supplier_id, number) of what it named, in its order.

    `intents` are the ids of what the mail that it answered wanted.
    """

    named: tuple[tuple[str, str], ...]
    intents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the sender says to our question: `chosen` is (supplier_id, number) of one that it named, None otherwise."""

    said: Said
    named: tuple[str, ...]
    chosen: tuple[str, str] | None = None


def may_answer(mail: IncomingMail) -> bool:
    """Whether this can be a person's verified, short reply to a mail of ours: nothing is looked up for another."""
    verified = mail.sender_auth in (SenderAuth.PASSED, SenderAuth.ALIGNED)
    machine = mail.auto_kind is not None or mail.guichet or mail.is_spam
    short = len(mail.fresh_text) <= 8 * _LONGEST  # with its signature and small print
    return bool(verified and mail.sender and mail.references and short and not machine and not mail.is_forward)


def reading_of(mail: IncomingMail, numbers: Sequence[str]) -> tuple[Said, int] | None:
    """What a mail says to a question that named `numbers`, and which place it chose (-1: none).

    None when it says anything else besides, or asks in turn: then it is understood as an ordinary mail.
    """
    lines = spoken_lines(mail)
    if not lines or len(" ".join(lines)) > _LONGEST or any("?" in line for line in lines):
        return None
    if _says_more_below(mail, lines, numbers):
        return None
    phrases = [phrase for line in lines for phrase in _phrases(line, numbers)]
    meanings = [_meaning(phrase, numbers) for phrase in phrases]
    while meanings and meanings[-1] is None:
        meanings.pop()
    rest = phrases[len(meanings) :]
    if None in meanings or (rest and not (meanings and is_signed(mail, rest))):
        return None
    return _settled(frozenset().union(*(found for found in meanings if found)), len(numbers))


def _says_more_below(mail: IncomingMail, spoken: Sequence[str], numbers: Sequence[str]) -> bool:
    """Whether a line that was cut off as a signature agrees, chooses or refuses too (« 2 / Cordialement / non »)."""
    below = (fold(line) for line in mail.fresh_text.split("\n"))
    return any(_meaning(each, numbers) for line in below if line not in spoken for each in _phrases(line, numbers))


def deciding_place(text: str, numbers: Sequence[str]) -> tuple[int, int]:
    """Where in the fresh text the answer stands: its first line that agrees, chooses or refuses, else all of it."""
    start = 0
    for line in text.split("\n"):
        if any(_meaning(phrase, numbers) for phrase in _phrases(fold(line), numbers)):
            indent = len(line) - len(line.lstrip())
            return start + indent, start + len(line.rstrip())
        start += len(line) + 1
    return 0, len(text)


_AGREED, _REFUSED = -1, -2
"""Beside the places of a list: a plain yes, a plain no."""


def _settled(found: frozenset[int], count: int) -> tuple[Said, int] | None:
    places = found - {_AGREED, _REFUSED}
    if _REFUSED in found:
        return (Said.NONE, -1) if len(found) == 1 else (Said.UNCLEAR, -1)
    if len(places) == 1:
        return Said.CHOSEN, min(places)
    if _AGREED in found and not places and count == 1:
        return Said.CHOSEN, 0
    return Said.UNCLEAR, -1


def _phrases(line: str, numbers: Sequence[str]) -> list[str]:
    """The phrases of a folded line, in which each of `numbers` became a mark with its place."""
    for place in sorted(range(len(numbers)), key=lambda index: -len(numbers[index])):
        pattern = _written(numbers[place])
        line = pattern.sub(f"{_MARK}{place}", line) if pattern else line
    return [phrase.strip() for phrase in _CUT.split(line) if phrase.strip()]


def _written(number: str) -> re.Pattern[str] | None:
    """One number in whatever separators; not as a part of a longer one."""
    groups = re.findall(r"[a-z]+|\d+", fold(number))
    if not groups:
        return None
    return re.compile(rf"(?<![a-z0-9])(?<![a-z0-9][-/._]){'[ ./_-]{0,2}'.join(groups)}(?![a-z0-9]|[-/._][a-z0-9])")


def _meaning(phrase: str, numbers: Sequence[str]) -> frozenset[int] | None:
    """Places, agreement or refusal; empty for courtesy, None for anything else."""
    said = " ".join(_PLEASE.sub(" ", without_courtesy(phrase)).split())
    if _YES.fullmatch(said):
        return frozenset({_AGREED})
    if _NO.fullmatch(said):
        return frozenset({_REFUSED})
    if named := _NAMED.fullmatch(said):
        place = int(named["named"])
        return frozenset({place, *_as_place(numbers[place], len(numbers))})
    choice = _CHOICE.fullmatch(said)
    if choice and (places := _as_place(choice["digit"] or choice["word"], len(numbers))):
        return frozenset(places)
    return frozenset() if not said or is_courtesy(phrase) else None


def _as_place(word: str, count: int) -> tuple[int, ...]:
    """The place in a list of `count` (at least two) that a figure or an ordinal means; nothing for any other word."""
    place = int(word) - 1 if word in ("1", "2", "3") else _PLACES.get(word)
    if place is None or count < 2 or place >= count:
        return ()
    return (place % count,)
