"""Budgets and services named in words: « parc automobile », « la médiathèque », « le laboratoire vétérinaire »."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.core.flat_text import fold
from bot.core.organisation import Budget, ServiceCode

_WORD = re.compile(r"[a-z0-9]+")
_PART = re.compile(r" - |,|\bet\b|/")
_EMPTY = frozenset(
    [
        "a",
        "au",
        "aux",
        "budget",
        "cabinet",
        "d",
        "de",
        "des",
        "direction",
        "du",
        "en",
        "l",
        "la",
        "le",
        "les",
        "principal",
        "regie",
        "service",
        "services",
    ]
)
"""Words of labels that name nothing by themselves."""
_LEAD = (
    r"\b(?:services?|direction|cabinet|pour|aupres|destination|concernant|commandes?|livraisons?|achats?|travaux)"
    r"(?: (?:de|du|des|la|le|les|aux?|pour|votre|vos)|[ ,]+[ld]')* ?"
)
_NOT_A_SERVICE = (
    r"(?! (?:du|de|des|de la|sur)(?: (?:vos|votre|les?|la))? (?:codes?|numeros?|listes?|services?|siret|chorus))"
)


def budgets_named(said: str, budgets: Sequence[Budget]) -> tuple[Budget, ...]:
    """The budgets of which every telling word stands in the folded text, or whose very label does."""
    words = _stems(said)
    return tuple(budget for budget in budgets if _names(said, words, budget))


def service_named(said: str, budgets: Sequence[Budget], meant: Sequence[Budget]) -> tuple[Budget, ServiceCode] | None:
    """The one service that the folded text can mean, None when there is none or a choice.

    Only services of the budgets `meant` count when there are any; in such a budget the service that bears the
    budget's own name (« Parking » of « Parking Silo ») stands behind any other that is named.
    """
    words = _stems(said)
    scored: list[tuple[int, Budget, ServiceCode]] = []
    for budget in meant or budgets:
        own = _stems(budget.label)
        for service in budget.service_codes:
            score = _score(said, words, service.label, own, named=budget in meant)
            if score > 0 or (score == 0 and budget in meant):
                scored.append((score, budget, service))
    best = max((score for score, _, _ in scored), default=0)
    winners = [(budget, service) for score, budget, service in scored if score == best]
    return winners[0] if len(winners) == 1 else None


def _names(said: str, words: frozenset[str], budget: Budget) -> bool:
    telling = _telling(budget.label)
    return telling <= words if telling else fold(budget.label) in said


def _score(said: str, words: frozenset[str], label: str, own: frozenset[str], *, named: bool) -> int:
    """How many words of a part of `label` were said, more when all of it was; -1 for none.

    0 when the words only repeat the budget's name. Where the budget is `named`, one word is enough.
    """
    parts = [_telling(part) for part in _PART.split(fold(label))]
    found = [part for part in parts if part and part <= words and (len(part) > 1 or named or _led(said, part))]
    if not found:
        return -1
    score = max((len(part) for part in found if not part <= own), default=0)
    return score + len(label.split()) if score and fold(label) in said else score


def _led(said: str, part: Iterable[str]) -> bool:
    """A single word names a service only where one speaks of a service: « pour les archives »."""
    return all(re.search(rf"{_LEAD}{word}[sx]?\b{_NOT_A_SERVICE}", said) for word in part)


def _telling(label: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(fold(label)) if word not in _EMPTY)


def _stems(text: str) -> frozenset[str]:
    return frozenset(_stem(word) for word in _WORD.findall(fold(text)))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
