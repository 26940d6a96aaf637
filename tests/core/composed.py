"""Mails put together by dice: a sentence of class S or H somewhere in an ordinary question, in many dresses.

« make fuzz » reads ten thousand and more of them; the tests a few hundred. What is missed is printed with its seed.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.flat_text import fold

_GREETINGS = ("Bonjour,", "Bonjour Madame,", "Madame, Monsieur,", "bjr", "Bonsoir,", "", "Cher Monsieur,", "Hello,")
_CLOSINGS = (
    "Cordialement",
    "Bien à vous,\nJean Dupont",
    "Merci d'avance",
    "cdt",
    "",
    "Salutations distinguées\nJ. Dupont",
)
_ASIDES = (
    "Nous restons à votre disposition.",
    "Elle a été déposée sur Chorus Pro le 1er juin.",
    "La livraison a été faite à l'école.",
    "Merci pour votre aide.",
    "J'espère que vous allez bien.",
)
_QUESTIONS = (
    "où en est notre facture {number} ?",
    "pouvez-vous me dire si la facture {number} est payée ?",
    "avez-vous bien reçu la facture {number} ?",
    "auriez-vous une date de paiement pour {number} ?",
    "la facture {number} est-elle validée ?",
    "Je viens aux nouvelles de la facture {number}.",
    "Sauf erreur de notre part, la facture {number} reste impayée.",
    "statut de {number} svp",
    "Je souhaiterais connaître l'avancement de {number}, merci.",
    "y a-t-il un souci avec {number} ?",
)
NUMBER = "FA-2026-0117"


@dataclass(frozen=True, slots=True)
class Composed:
    """A made mail: `seed` makes it again, `kind` is the class that its one strict sentence has."""

    seed: int
    kind: str
    sentence: str
    subject: str
    text: str


def composed(count: int, sentences: Sequence[tuple[str, str]], start: int = 0) -> Iterator[Composed]:
    """`count` mails, each with one of these (class, sentence); the same for the same arguments."""
    for seed in range(start, start + count):
        dice = random.Random(seed)
        kind, sentence = dice.choice(sentences)
        yield _mail(seed, dice, kind, sentence)


def _mail(seed: int, dice: random.Random, kind: str, sentence: str) -> Composed:
    parts = [dice.choice(_QUESTIONS).format(number=NUMBER), *dice.sample(_ASIDES, dice.randrange(3))]
    parts.insert(dice.randrange(len(parts) + 1), sentence)
    if dice.random() < 0.15:  # below the sign-off
        parts.remove(sentence)
        body = _joined(dice, parts) + f"\n\n{dice.choice(_CLOSINGS)}\n\nPS : {sentence}"
    else:
        body = f"{_joined(dice, parts)}\n\n{dice.choice(_CLOSINGS)}"
    dress = dice.choice(_DRESSES)
    text = dress(dice, f"{dice.choice(_GREETINGS)}\n{body}")
    return Composed(seed, kind, sentence, dice.choice(("", f"Facture {NUMBER}", "Question", "RE: facture")), text)


def _joined(dice: random.Random, parts: Sequence[str]) -> str:
    return dice.choice(("\n", " ", "\n\n")).join(part if part[-1] in ".?!" else f"{part}." for part in parts)


def _as_written(_dice: random.Random, text: str) -> str:
    return text


def _without_accents(_dice: random.Random, text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def _shouted(dice: random.Random, text: str) -> str:
    return (text if dice.random() < 0.5 else _without_accents(dice, text)).upper()


def _hasty(dice: random.Random, text: str) -> str:
    """No capitals, no accents, no apostrophes, few stops."""
    lines = _without_accents(dice, text).lower().replace("’", "'").replace("'", dice.choice(("'", " ", "")))
    return lines.replace(",", "") if dice.random() < 0.5 else lines


def _wrapped(dice: random.Random, text: str) -> str:
    """Lines cut at seventy characters or so, as old mail programs do."""
    lines, at = [], 0
    for word in text.split(" "):
        if at > dice.randrange(50, 76):
            lines.append("\n")
            at = 0
        lines.append(word + " ")
        at += len(word) + 1
    return "".join(lines)


def _misspelt(dice: random.Random, text: str) -> str:
    """One letter of one long word lost, doubled or swapped with its neighbour, anywhere."""
    words = text.split(" ")
    places = [place for place, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if places:
        place = dice.choice(places)
        words[place] = _slip(dice, words[place])
    return " ".join(words)


def _slip(dice: random.Random, word: str) -> str:
    at = dice.randrange(1, len(word) - 2)
    return dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[: at + 1] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )


_DRESSES: tuple[Callable[[random.Random, str], str], ...] = (
    _as_written,
    _without_accents,
    _shouted,
    _hasty,
    _wrapped,
    _misspelt,
)


def is_strict(text: str) -> bool:
    """Whether a sentence may be put into a composed mail: it says something by itself, which small print does not."""
    return len(fold(text).split()) > 2 and "BCE" not in text and "agréé" not in text
