"""How probable each candidate is, and that none is meant: one conditional logit over words with trained weights."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import exp, log10

from bot.core.candidate import Asked, Candidate
from bot.core.likeness import READS, Likeness, evidence
from bot.core.reading import Readings
from bot.core.slips import danger

_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d\d")
_MONEY = re.compile(r"\d[\d ]*[.,]\d\d\s*(?:€|EUR|euros?)|€|\bEUR\b", re.IGNORECASE)
_FOREIGN = re.compile(r"\s*(?:BC|CHORUS|TICKET|MARCHE|DEVIS|COMMANDE|BON|TVA|SIRET|SIREN|IBAN|TEL|EJ)\b", re.IGNORECASE)
_IBAN = re.compile(r"\s*FR\s?\d\d", re.IGNORECASE)
_PHONE = re.compile(r"\s*0[1-9](?:[ .]\d\d){4}\s*")


def of_candidate(asked: Asked, like: Likeness, candidate: Candidate) -> list[str]:
    """The features of one candidate: its likeness, what else agrees, and both together."""
    amount, day, order, site = evidence(asked, candidate)
    relation = like.relation
    good = relation == READS and not like.slips
    near = "good" if good else relation if like.slips == 0 else f"{relation}{min(like.slips, 3)}"
    hint = "open" if site == "open" else "known"
    features = [f"{one}|{hint}" for one in like.features]
    features.append(f"near:{near}:{hint}")
    if amount != "unsaid":
        features += (f"amount:{amount}", f"amount:{amount}:{near}", f"amount:{amount}:{hint}")
    if day != "unsaid":
        features += (f"day:{day}", f"day:{day}:{near}")
    if order != "unsaid":
        features += (f"order:{order}", f"order:{order}:{near}:{hint}")
    if amount != "unsaid" and day != "unsaid":
        features.append(f"both:{amount}:{day}")
    features.append(f"site:{site}")
    return features


def of_first(like: Likeness, candidate: Candidate, crowd: Mapping[str, int] | None, twins: int, hint: str) -> list[str]:
    """What is told of the likeliest candidate only: how many numbers a slip would turn into it, and its twins."""
    features = []
    if crowd is not None:
        spelled = like.features[0] if like.relation == READS else like.relation
        level = round(danger(candidate.number, crowd) * 2) if crowd else -9
        features += (f"crowd:{level}", f"crowd:{level}:{spelled}")
        features += [f"crowd:{name}:{min(many, 9)}" for name, many in crowd.items()]
    if hint == "open":
        features.append(f"twins:{min(9, round(3 * log10(1 + twins)))}")
    return features


def of_none(asked: Asked, readings: Readings, best: str) -> list[str]:
    """The features of « none of them »: what the text looks like, and what it was compared with."""
    text = asked.text
    plain = readings.plainest
    figures = sum(map(str.isdigit, plain))
    hint = "known" if asked.supplier else "open"
    kind = _kind(text, plain)
    features = ["none", f"none:{hint}", f"none:{kind}", f"none:{kind}:{hint}", f"none_figures:{min(figures, 10)}"]
    features.append(f"none_words:{min(len(readings.words), 5)}")
    features.append(f"none_best:{best}:{hint}")
    if asked.cents is not None:
        features += ("none_amount", f"none_amount:{best}:{hint}")
    if asked.day is not None:
        features.append("none_day")
    if asked.order:
        features += ("none_order", f"none_order:{best}:{hint}")
    return features


def _kind(text: str, plain: str) -> str:
    if _DATE.fullmatch(text.strip()):
        return "date"
    for name, shape in (("phone", _PHONE), ("iban", _IBAN), ("foreign", _FOREIGN)):
        if shape.match(text):
            return name
    if _MONEY.search(text):
        return "money"
    if not any(map(str.isdigit, plain)):
        return "words"
    if plain.isdigit():
        return f"figures{min(len(plain), 12)}"
    return "mixed"


def probabilities(
    weights: Mapping[str, float], candidates: Sequence[Sequence[str]], none: Sequence[str]
) -> tuple[float, ...]:
    """How probable each candidate is; what they lack to one is that none of them is meant."""
    get = weights.get
    scores = [sum([get(name, 0.0) for name in features]) for features in candidates]
    nought = sum([get(name, 0.0) for name in none])
    top = max([nought, *scores])
    shares = [exp(score - top) for score in scores]
    whole = sum(shares) + exp(nought - top)
    return tuple(share / whole for share in shares)
